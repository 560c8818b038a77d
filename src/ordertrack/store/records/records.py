"""What is kept and for how long, and everything in the book row by row, in constant memory (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import OrdersArchived
from ordertrack.domain.orders.fields import FIELDS, Field, FieldKind
from ordertrack.domain.policy.policy import RetentionClass
from ordertrack.domain.records import GENESIS, Finished, event_from
from ordertrack.errors import OutsideError
from ordertrack.store.engine.engine import in_parts, stream
from ordertrack.store.engine.functions import Day, amount, iso, scaled_text
from ordertrack.store.orders.listing import CUSTOMERS, SUPPLIERS, with_parties
from ordertrack.store.tables.cases import ARCHIVED, ENQUIRIES, ESCALATIONS, ISSUES
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES, NOTICE_ORDERS, NOTICES
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, RECEIPTS, TRAIL
from ordertrack.store.trail import SAID
from ordertrack.usecases.ports import Head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ordertrack.domain.orders.events import Event
    from ordertrack.store.engine.engine import Cells


class Records:
    """What is kept of orders, living, finished and archived."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """Give the last event of the trail, by which all of it can be known."""
        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)
        last = self._connection.execute(query).first()
        return Head(last.seq, bytes(last.hash).hex()) if last else Head(0, GENESIS.hex())

    def history(self, number: str) -> Sequence[Event]:
        """Give all events of one order in the order in which they were entered."""
        return [_event(seq, body) for seq, body in self.bodies(number)]

    def bodies(self, number: str) -> Sequence[tuple[int, str]]:
        """Give the very text of each event of one order."""
        query = sa.select(TRAIL.c.seq, SAID).join(ORDERS, ORDERS.c.id == TRAIL.c.order_id)
        found = self._connection.execute(query.where(ORDERS.c.number == number).order_by(TRAIL.c.seq))
        return [(seq, body) for seq, body in found]

    def finished(self) -> Sequence[Finished]:
        """List the closed and cancelled orders, as they were entered."""
        finished_on = sa.func.coalesce(ORDERS.c.closed_on, ORDERS.c.cancelled_on, ORDERS.c.entered_on, type_=Day())
        is_open = sa.or_(
            _has(ISSUES, ISSUES.c.resolved_at.is_(None)),
            _has(ENQUIRIES, ENQUIRIES.c.answered_at.is_(None)),
            _has(ESCALATIONS, ESCALATIONS.c.ended_at.is_(None)),
        )
        waits = ORDERS.c.id.in_(_waiting())
        query = (
            sa.select(ORDERS.c.number, ORDERS.c.status, finished_on, ORDERS.c.held_cause, _has(ISSUES), is_open, waits)
            .where(ORDERS.c.status.in_(list(_CLASSES)))
            .order_by(ORDERS.c.id)
        )
        return [_finished(row) for row in self._connection.execute(query)]

    def held_of(self, party: int) -> Sequence[str]:
        """List the numbers of the orders of a party whose records are held."""
        is_theirs = sa.or_(ORDERS.c.customer_id == party, ORDERS.c.supplier_id == party)
        query = sa.select(ORDERS.c.number).where(is_theirs, ORDERS.c.held_cause.is_not(None))
        return self._connection.execute(query.order_by(ORDERS.c.id)).scalars().all()

    def archives(self) -> Sequence[str]:
        """Name the archives of the book in the order in which they were made."""
        return [fact.file for fact in archivings(self._connection)]

    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Give those of the numbers whose order was archived, with the name of the archive."""
        found: dict[str, int] = {}
        for part in in_parts(numbers):
            query = sa.select(ARCHIVED.c.number, ARCHIVED.c.seq).where(ARCHIVED.c.number.in_(part))
            found |= {row.number: row.seq for row in self._connection.execute(query)}
        query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(set(found.values())))
        facts = {row.seq: event_from(row.body, row.seq).fact for row in self._connection.execute(query)}
        files = {seq: fact.file for seq, fact in facts.items() if isinstance(fact, OrdersArchived)}
        return {number: files.get(seq, "") for number, seq in found.items()}


def _event(seq: int, body: str) -> Event:
    try:
        return event_from(body, seq)
    except ValueError as error:
        raise OutsideError(str(error), hints=("`ordertrack trail verify` checks all of it",)) from error


_CLASSES = {"closed": RetentionClass.CLOSED, "cancelled": RetentionClass.CANCELLED}


def _has(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.order_id == ORDERS.c.id, *conditions)


def _waiting() -> sa.CompoundSelect[tuple[int]]:
    """Select the orders about which a notice waits to be sent, or a letter for a clerk."""
    notices = sa.select(NOTICES.c.id).where(NOTICES.c.state.in_(["queued", "sending"]))
    letters = sa.select(MESSAGES.c.id).where(MESSAGES.c.state != "done")
    return sa.union_all(
        sa.select(NOTICE_ORDERS.c.order_id).where(NOTICE_ORDERS.c.notice_id.in_(notices)),
        sa.select(MESSAGE_ORDERS.c.order_id).where(MESSAGE_ORDERS.c.message_id.in_(letters)),
    )


def _finished(row: sa.Row[Any]) -> Finished:
    number, status, finished_on, held_cause, has_issue, is_open, waits = tuple(row)
    classes = (_CLASSES[status], *([RetentionClass.WITH_ISSUE] if has_issue else []))
    return Finished(number, finished_on, classes, held_cause, not is_open, not waits)


def archivings(connection: sa.Connection) -> list[OrdersArchived]:
    """List what was archived, in the order of the trail."""
    tellers = sa.select(ARCHIVED.c.seq).distinct()
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(tellers)).order_by(TRAIL.c.seq)
    facts = (event_from(row.body, row.seq).fact for row in connection.execute(query))
    return [fact for fact in facts if isinstance(fact, OrdersArchived)]


def ids_of(connection: sa.Connection, numbers: Collection[str]) -> list[int]:
    """Give the keys of orders, rising."""
    found: list[int] = []
    for part in in_parts(numbers):
        found += connection.execute(sa.select(ORDERS.c.id).where(ORDERS.c.number.in_(part))).scalars()
    return sorted(found)


def events_of(connection: sa.Connection, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Give sequence and hash of every event of some orders, in the order of the trail."""
    found: list[tuple[int, bytes]] = []
    for part in in_parts(ids):
        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.order_id.in_(part))
        found += [(seq, digest) for seq, digest in connection.execute(query)]
    return sorted(found)


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
