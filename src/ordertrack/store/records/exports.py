"""Everything in the book row by row, in constant memory (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.fields import FIELDS, Field, FieldKind
from ordertrack.store.engine.engine import stream
from ordertrack.store.engine.functions import amount, iso, scaled_text
from ordertrack.store.orders.listing import CUSTOMERS, SUPPLIERS, with_parties
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, RECEIPTS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordertrack.store.engine.engine import Cells


class Exports:
    """The whole book, row by row; every value is text, a number or None in its final form."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def orders(self) -> Iterator[Cells]:
        """Give one row a line in the fields of `ORDER_EXPORT`, orders as they were entered."""
        return stream(self._connection, lines_with_orders(ORDER_EXPORT))

    def lines(self) -> Iterator[Cells]:
        """Give one row a line in the fields of `LINE_EXPORT`, orders as they were entered."""
        return stream(self._connection, lines_with_orders(LINE_EXPORT))

    def parties(self) -> Iterator[Cells]:
        """Give one row a party in the fields of `PARTY_EXPORT`."""
        return stream(self._connection, sa.select(*PARTY_EXPORT.values()).order_by(PARTIES.c.id))

    def trail(self) -> Iterator[Cells]:
        """Give one row an event in the fields of `TRAIL_EXPORT`, in order; digests as hexadecimal text."""
        for seq, number, body, previous, digest in stream(
            self._connection,
            sa.select(TRAIL.c.seq, ORDERS.c.number, TRAIL.c.body, TRAIL.c.prev, TRAIL.c.hash)
            .select_from(TRAIL.outerjoin(ORDERS, ORDERS.c.id == TRAIL.c.order_id))
            .order_by(TRAIL.c.seq),
        ):
            yield seq, number, body, bytes(previous).hex(), bytes(digest).hex()


def _received_on() -> sa.ColumnElement[Any]:
    """Give the day of the last receipt; looked up only for lines that are not complete."""
    last = (
        sa.select(sa.func.max(RECEIPTS.c.received_on))
        .where(RECEIPTS.c.order_id == LINES.c.order_id, RECEIPTS.c.position == LINES.c.position)
        .correlate(LINES)
        .scalar_subquery()
    )
    has_some = LINES.c.delivered_quantity > 0
    return sa.case((LINES.c.delivered_on.is_not(None), LINES.c.delivered_on), (has_some, last))


def _shipped_for_good() -> sa.ColumnElement[Any]:
    """Give what was shipped less what was rejected of it; looked up only where more was shipped than kept."""
    refused = (
        sa.select(sa.func.coalesce(sa.func.sum(RECEIPTS.c.rejected), 0))
        .where(RECEIPTS.c.order_id == LINES.c.order_id, RECEIPTS.c.position == LINES.c.position)
        .correlate(LINES)
        .scalar_subquery()
    )
    shipped, kept = LINES.c.shipped_quantity, LINES.c.delivered_quantity
    good = sa.cast(shipped - refused, sa.BigInteger)
    return sa.case((shipped == kept, shipped), (good < kept, kept), else_=good)


def _quantity_or_nothing(column: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    return sa.case((column > 0, scaled_text(column)))


_EXPORTED: Mapping[str, sa.ColumnElement[Any]] = {
    "customer": CUSTOMERS.c.name,
    "supplier": SUPPLIERS.c.name,
    "value": amount(ORDERS.c.value, ORDERS.c.currency),
    "line.shipped_on": sa.case((_shipped_for_good() > 0, iso(LINES.c.shipped_on))),
    "line.shipped_quantity": _quantity_or_nothing(_shipped_for_good()),
    "line.delivered_on": iso(_received_on()),
}
_DONE = ("shipped", "delivered", "cancelled")
_BEHIND: Mapping[str, str] = {"status": "placed_on", **{f"line.{done}_quantity": f"line.{done}_on" for done in _DONE}}


def _exported(field: Field) -> sa.ColumnElement[Any]:
    """Write a field as it is read back; what has not happened is empty."""
    if field.name in _EXPORTED:
        return _EXPORTED[field.name]
    column: sa.ColumnElement[Any] = (LINES if field.is_of_line else ORDERS).c[field.key]
    if field.kind is FieldKind.COUNTED:
        return _quantity_or_nothing(column)
    if field.kind in {FieldKind.QUANTITY, FieldKind.PRICE}:
        return scaled_text(column)
    return iso(column) if field.kind is FieldKind.DATE else column


def _order_export() -> Mapping[str, sa.ColumnElement[Any]]:
    at = {name: place for place, name in enumerate(FIELDS)}
    names = sorted(FIELDS, key=lambda name: (at[_BEHIND.get(name, name)], name in _BEHIND))
    return {name: _exported(FIELDS[name]) for name in names if not FIELDS[name].is_default_for_lines}


ORDER_EXPORT = _order_export()
_AMOUNTS = ("quantity", "shipped_quantity", "delivered_quantity", "cancelled_quantity", "open_quantity")
_AGREED = ("requested_on", "first_promised_on", "promised_on", "expected_on")
LINE_EXPORT: Mapping[str, sa.ColumnElement[Any]] = {
    "number": ORDERS.c.number,
    "line": LINES.c.position,
    **{name: LINES.c[name] for name in ("ref", "sku", "description", "unit")},
    **{name: scaled_text(LINES.c[name]) for name in _AMOUNTS},
    **{name: iso(LINES.c[name]) for name in (*_AGREED, *(f"{done}_on" for done in _DONE))},
    "customer": CUSTOMERS.c.name,
    "supplier": SUPPLIERS.c.name,
    "owner": ORDERS.c.owner,
    "status": ORDERS.c.status,
}
PARTY_EXPORT: Mapping[str, sa.ColumnElement[Any]] = {
    "id": PARTIES.c.id,
    "name": PARTIES.c.name,
    "is_customer": PARTIES.c.is_customer,
    "is_supplier": PARTIES.c.is_supplier,
    "emails": PARTIES.c.emails,
    "phone": PARTIES.c.phone,
    "language": PARTIES.c.language,
    "zone": PARTIES.c.zone,
    "merged_into": PARTIES.c.merged_into,
}
TRAIL_EXPORT = ("seq", "number", "body", "prev", "hash")


def lines_with_orders(columns: Mapping[str, sa.ColumnElement[Any]]) -> sa.Select[Any]:
    """Select columns of every line and of its order, orders as they were entered."""
    source = with_parties(LINES.join(ORDERS, ORDERS.c.id == LINES.c.order_id))
    query = sa.select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return query.order_by(LINES.c.order_id, LINES.c.position)
