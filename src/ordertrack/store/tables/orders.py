"""The tables of the order book; private to the store, one class a table, every rule a database can hold."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Table, Text
from sqlmodel import Field, SQLModel

from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.texts import LIMITS
from ordertrack.store.engine.functions import Whole, day, days, digest, limits, one_of, rule, text, whole

STRICT = {"sqlite_strict": True}
BY_KEY = {"sqlite_strict": True, "sqlite_with_rowid": False}  # the key is the table, not an index beside it
_ASKS_FOR_SOMETHING = (
    "CASE WHEN orders.status IN ('closed', 'cancelled') THEN 0 "
    "WHEN orders.status IN ('delivered', 'completed') AND orders.is_history = 1 AND orders.version = 1 THEN 0 "
    "ELSE 1 END = 1"
)
_BEFORE_THE_END = ", ".join(f"'{each}'" for each in Status if each not in {Status.CLOSED, Status.CANCELLED})
UNFINISHED = f"orders.status IN ({_BEFORE_THE_END}) AND {_ASKS_FOR_SOMETHING}"
"""Orders that still want something done; history that came in delivered and was not touched since does not.

In these very words, or SQLite does not see that the partial index answers it.
"""
PARTIAL_INDEXES = (
    "CREATE INDEX orders_unfinished ON orders (status) WHERE " + _ASKS_FOR_SOMETHING.replace("orders.", ""),
    "CREATE INDEX orders_by_customer_ref ON orders (customer_id, customer_ref) WHERE customer_ref IS NOT NULL",
    "CREATE INDEX lines_open ON lines (promised_on) WHERE open_quantity > 0",
    "CREATE INDEX followups_to_make ON followups (order_id) WHERE asked_at IS NULL",
    "CREATE INDEX issues_open ON issues (order_id) WHERE resolved_at IS NULL",
    "CREATE INDEX escalations_running ON escalations (order_id) WHERE ended_at IS NULL",
    "CREATE INDEX enquiries_unanswered ON enquiries (order_id) WHERE answered_at IS NULL",
)
"""As text, since naming an engine's option on an `Index` loads that engine's dialect at every start."""


def key_column(name: str, references: str | None = None) -> Column[int]:
    """Make a column of a table's key."""
    if references is None:
        return Column(name, Whole, primary_key=True, autoincrement=False)
    return Column(name, Whole, ForeignKey(references), primary_key=True, autoincrement=False)


def _foreign(name: str, references: str, *, required: bool = True) -> Column[int]:
    return Column(name, Whole, ForeignKey(references), nullable=not required)


class Row(SQLModel):
    """Rows are never validated here, so nothing is built to validate them."""

    model_config: ClassVar[Any] = {"defer_build": True}


class BookRow(Row, table=True):
    """What is so of the whole book: its identity, its zone."""

    __tablename__: ClassVar[Any] = "book"
    __table_args__: ClassVar[Any] = (STRICT,)
    key: str = Field(sa_column=Column("key", Text, primary_key=True))
    value: str = Field(sa_column=Column("value", Text, nullable=False))


class PartyRow(Row, table=True):
    """A customer, a supplier, or both."""

    __tablename__: ClassVar[Any] = "parties"
    __table_args__: ClassVar[Any] = (
        *limits("parties", name=LIMITS["name"], key=4 * LIMITS["name"], phone=LIMITS["phone"], emails=4000),
        rule("parties", "roles", "is_customer IN (0, 1) AND is_supplier IN (0, 1)"),
        rule("parties", "merged", "merged_into <> id"),
        STRICT,
    )
    id: int = Field(sa_column=key_column("id"))
    name: str = Field(sa_column=text("name", required=True))
    key: str = Field(sa_column=text("key", required=True, unique=True))
    is_customer: int = Field(sa_column=whole("is_customer"))
    is_supplier: int = Field(sa_column=whole("is_supplier"))
    emails: str | None = Field(sa_column=text("emails"))
    phone: str | None = Field(sa_column=text("phone"))
    language: str | None = Field(sa_column=text("language"))
    zone: str | None = Field(sa_column=text("zone"))
    merged_into: int | None = Field(sa_column=_foreign("merged_into", "parties.id", required=False))


class OrderRow(Row, table=True):
    """An order as it stands now."""

    __tablename__: ClassVar[Any] = "orders"
    __table_args__: ClassVar[Any] = (
        one_of("orders", "status", Status),
        one_of("orders", "priority", Priority),
        rule("orders", "money", "value IS NULL OR (value >= 0 AND currency IS NOT NULL)"),
        rule("orders", "currency_code", "length(currency) = 3"),
        rule("orders", "delay", "(delay_reported_on IS NULL) = (delay_cause IS NULL)"),
        rule("orders", "delay_date", "(delay_reported_on IS NULL) = (delay_expected_on IS NULL)"),
        rule("orders", "version_counts", "version >= 1"),
        rule("orders", "history", "is_history IN (0, 1)"),
        *limits(
            "orders",
            number=LIMITS["number"],
            owner=LIMITS["owner"],
            customer_ref=LIMITS["ref"],
            supplier_ref=LIMITS["ref"],
            carrier=LIMITS["carrier"],
            tracking=LIMITS["tracking"],
            note=LIMITS["note"],
            delay_cause=LIMITS["cause"],
            received_by=LIMITS["name"],
            held_cause=LIMITS["cause"],
        ),
        *days("orders", "placed_on", "last_contact_on"),
        Index("orders_by_status", "status"),
        STRICT,
    )
    id: int = Field(sa_column=key_column("id"))
    number: str = Field(sa_column=text("number", required=True, unique=True))
    customer_id: int = Field(sa_column=_foreign("customer_id", "parties.id"))
    supplier_id: int = Field(sa_column=_foreign("supplier_id", "parties.id"))
    status: str = Field(sa_column=text("status", required=True))
    priority: str = Field(sa_column=text("priority", required=True))
    owner: str | None = Field(sa_column=text("owner"))
    placed_on: date | None = Field(sa_column=day("placed_on"))
    customer_ref: str | None = Field(sa_column=text("customer_ref"))
    supplier_ref: str | None = Field(sa_column=text("supplier_ref"))
    value: int | None = Field(sa_column=whole("value", required=False))
    currency: str | None = Field(sa_column=text("currency"))
    carrier: str | None = Field(sa_column=text("carrier"))
    tracking: str | None = Field(sa_column=text("tracking"))
    note: str | None = Field(sa_column=text("note"))
    is_history: int = Field(sa_column=whole("is_history"))
    delay_reported_on: date | None = Field(sa_column=day("delay_reported_on"))
    delay_expected_on: date | None = Field(sa_column=day("delay_expected_on"))
    delay_cause: str | None = Field(sa_column=text("delay_cause"))
    confirmed_on: date | None = Field(sa_column=day("confirmed_on"))
    received_by: str | None = Field(sa_column=text("received_by"))
    receipt_on: date | None = Field(sa_column=day("receipt_on"))
    completed_on: date | None = Field(sa_column=day("completed_on"))
    closed_on: date | None = Field(sa_column=day("closed_on"))
    cancelled_on: date | None = Field(sa_column=day("cancelled_on"))
    last_contact_on: date | None = Field(sa_column=day("last_contact_on"))
    held_cause: str | None = Field(sa_column=text("held_cause"))
    entered_on: date = Field(sa_column=day("entered_on", required=True))
    version: int = Field(sa_column=whole("version"))


class LineRow(Row, table=True):
    """A line as it stands now; what its shipments and receipts add up to is kept beside it for the reports."""

    __tablename__: ClassVar[Any] = "lines"
    __table_args__: ClassVar[Any] = (
        rule("lines", "position_counts", "position >= 1"),
        rule("lines", "ordered", "quantity > 0"),
        rule("lines", "amounts", "shipped_quantity >= 0 AND delivered_quantity >= 0 AND open_quantity >= 0"),
        rule("lines", "cancelled", "cancelled_quantity BETWEEN 0 AND quantity"),
        rule("lines", "complete", "delivered_on IS NULL OR (open_quantity = 0 AND delivered_quantity > 0)"),
        *limits("lines", ref=LIMITS["ref"], sku=LIMITS["sku"], description=LIMITS["description"], unit=LIMITS["unit"]),
        *days("lines", "promised_on", "first_promised_on", "requested_on", "delivered_on"),
        Index("lines_delivered", "delivered_on"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=key_column("order_id", "orders.id"))
    position: int = Field(sa_column=key_column("position"))
    ref: str | None = Field(sa_column=text("ref"))
    sku: str | None = Field(sa_column=text("sku"))
    description: str | None = Field(sa_column=text("description"))
    quantity: int = Field(sa_column=whole("quantity"))
    unit: str | None = Field(sa_column=text("unit"))
    unit_price: int | None = Field(sa_column=whole("unit_price", required=False))
    requested_on: date | None = Field(sa_column=day("requested_on"))
    first_promised_on: date = Field(sa_column=day("first_promised_on", required=True))
    promised_on: date = Field(sa_column=day("promised_on", required=True))
    expected_on: date | None = Field(sa_column=day("expected_on"))
    shipped_on: date | None = Field(sa_column=day("shipped_on"))
    delivered_on: date | None = Field(sa_column=day("delivered_on"))
    cancelled_on: date | None = Field(sa_column=day("cancelled_on"))
    shipped_quantity: int = Field(sa_column=whole("shipped_quantity"))
    delivered_quantity: int = Field(sa_column=whole("delivered_quantity"))
    cancelled_quantity: int = Field(sa_column=whole("cancelled_quantity"))
    open_quantity: int = Field(sa_column=whole("open_quantity"))


def _of_line(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["order_id", "position"], ["lines.order_id", "lines.position"], name=f"{table}_line")


class ShipmentRow(Row, table=True):
    """Goods of one line that left the supplier together."""

    __tablename__: ClassVar[Any] = "shipments"
    __table_args__: ClassVar[Any] = (
        _of_line("shipments"),
        rule("shipments", "amount", "quantity > 0"),
        *limits("shipments", carrier=LIMITS["carrier"], tracking=LIMITS["tracking"]),
        BY_KEY,
    )
    order_id: int = Field(sa_column=key_column("order_id"))
    position: int = Field(sa_column=key_column("position"))
    seq: int = Field(sa_column=key_column("seq"))
    quantity: int = Field(sa_column=whole("quantity"))
    shipped_on: date | None = Field(sa_column=day("shipped_on"))
    carrier: str | None = Field(sa_column=text("carrier"))
    tracking: str | None = Field(sa_column=text("tracking"))


class ReceiptRow(Row, table=True):
    """Goods of one line that arrived together."""

    __tablename__: ClassVar[Any] = "receipts"
    __table_args__: ClassVar[Any] = (
        _of_line("receipts"),
        rule("receipts", "amounts", "quantity > 0 AND rejected BETWEEN 0 AND quantity"),
        *limits("receipts", reason=LIMITS["cause"]),
        *days("receipts", "received_on"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=key_column("order_id"))
    position: int = Field(sa_column=key_column("position"))
    seq: int = Field(sa_column=key_column("seq"))
    quantity: int = Field(sa_column=whole("quantity"))
    received_on: date = Field(sa_column=day("received_on", required=True))
    rejected: int = Field(sa_column=whole("rejected"))
    reason: str | None = Field(sa_column=text("reason"))


class PromiseRow(Row, table=True):
    """The ledger of later promises: none is ever overwritten."""

    __tablename__: ClassVar[Any] = "promises"
    __table_args__: ClassVar[Any] = (
        _of_line("promises"),
        one_of("promises", "channel", Channel),
        *limits("promises", cause=LIMITS["cause"], said_by=LIMITS["name"]),
        BY_KEY,
    )
    order_id: int = Field(sa_column=key_column("order_id"))
    position: int = Field(sa_column=key_column("position"))
    seq: int = Field(sa_column=key_column("seq"))
    said_on: date = Field(sa_column=day("said_on", required=True))
    previous_on: date = Field(sa_column=day("previous_on", required=True))
    promised_on: date = Field(sa_column=day("promised_on", required=True))
    cause: str = Field(sa_column=text("cause", required=True))
    said_by: str | None = Field(sa_column=text("said_by"))
    channel: str | None = Field(sa_column=text("channel"))


class TrailRow(Row, table=True):
    """One event; `hash` covers `prev`, `seq` and the very characters of `body`. Append-only by trigger."""

    __tablename__: ClassVar[Any] = "trail"
    __table_args__: ClassVar[Any] = (
        rule("trail", "digests", "length(prev) = 32 AND length(hash) = 32"),
        Index("trail_by_order", "order_id"),
        STRICT,
    )
    seq: int = Field(sa_column=key_column("seq"))
    prev: bytes = Field(sa_column=digest("prev", unique=True))
    hash: bytes = Field(sa_column=digest("hash"))
    order_id: int | None = Field(sa_column=_foreign("order_id", "orders.id", required=False))
    body: str = Field(sa_column=text("body", required=True))


def table_of(row: type[SQLModel]) -> Table:
    """Give the table behind a row class."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # set by SQLModel for table=True
    return table


BOOK = table_of(BookRow)
PARTIES = table_of(PartyRow)
ORDERS = table_of(OrderRow)
LINES = table_of(LineRow)
SHIPMENTS = table_of(ShipmentRow)
RECEIPTS = table_of(ReceiptRow)
PROMISES = table_of(PromiseRow)
TRAIL = table_of(TrailRow)
