"""Table rows to orders, parties and events: the way back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.channels import Channel
from ordertrack.domain.orders import Delay, Line, Order, Promise, Receipt, Shipment
from ordertrack.domain.parties import Party
from ordertrack.domain.statuses import Priority, Status
from ordertrack.store.cases import load_cases
from ordertrack.store.rows import LINES, ORDERS, PARTIES, PROMISES, RECEIPTS, SHIPMENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Row = sa.Row[Any]
BATCH = 500


class Loaded(NamedTuple):
    """An order with the key of its row."""

    order_id: int
    order: Order


def load_orders(connection: sa.Connection, numbers: Collection[str]) -> dict[str, Loaded]:
    """Load those of the named orders that exist, whole."""
    found: dict[str, Loaded] = {}
    wanted = list(numbers)
    for start in range(0, len(wanted), BATCH):
        query = sa.select(ORDERS).where(ORDERS.c.number.in_(wanted[start : start + BATCH]))
        rows = connection.execute(query).all()
        if not rows:
            continue
        ids = [row.id for row in rows]
        lines, cases = _lines(connection, ids), load_cases(connection, ids)
        found |= {row.number: Loaded(row.id, _order(row, lines[row.id], cases.get(row.id, {}))) for row in rows}
    return found


def _lines(connection: sa.Connection, ids: list[int]) -> Mapping[int, list[Line]]:
    def children(table: sa.Table) -> Mapping[tuple[int, int], list[Row]]:
        grouped: dict[tuple[int, int], list[Row]] = defaultdict(list)
        query = sa.select(table).where(table.c.order_id.in_(ids))
        for row in connection.execute(query.order_by(table.c.order_id, table.c.position, table.c.seq)):
            grouped[row.order_id, row.position].append(row)
        return grouped

    shipments, receipts, promises = children(SHIPMENTS), children(RECEIPTS), children(PROMISES)
    lines: dict[int, list[Line]] = defaultdict(list)
    query = sa.select(LINES).where(LINES.c.order_id.in_(ids)).order_by(LINES.c.order_id, LINES.c.position)
    for row in connection.execute(query):
        at = (row.order_id, row.position)
        parts = (shipments.get(at, ()), receipts.get(at, ()), promises.get(at, ()))
        lines[row.order_id].append(_line(row, *parts))
    return lines


def _line(row: Row, shipments: Iterable[Row], receipts: Iterable[Row], promises: Iterable[Row]) -> Line:
    return Line(
        **_own(Line, row),
        shipments=tuple(Shipment(**_own(Shipment, each)) for each in shipments),
        receipts=tuple(Receipt(**_own(Receipt, each)) for each in receipts),
        promises=tuple(_promise(each) for each in promises),
    )


def _promise(row: Row) -> Promise:
    own = _own(Promise, row)
    own["channel"] = Channel(row.channel) if row.channel else None
    return Promise(**own)


def _order(row: Row, lines: list[Line], cases: Mapping[str, tuple[Any, ...]]) -> Order:
    own = {**_own(Order, row), **cases}
    own |= {
        "customer": row.customer_id,
        "supplier": row.supplier_id,
        "status": Status(row.status),
        "priority": Priority(row.priority),
        "is_history": bool(row.is_history),
        "lines": tuple(lines),
    }
    if row.delay_reported_on:
        dates = {"reported_on": row.delay_reported_on, "expected_on": row.delay_expected_on}
        own["delay"] = Delay(**dates, cause=row.delay_cause)
    return Order(**own)


def _own(kind: type, row: Row) -> dict[str, Any]:
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for it
    return {field.name: columns[field.name] for field in fields(kind) if field.name in columns}


def load_parties(connection: sa.Connection) -> list[Party]:
    """Load all parties, merged ones included."""
    return [party_from(row) for row in connection.execute(sa.select(PARTIES).order_by(PARTIES.c.id))]


def party_from(row: Row) -> Party:
    """Make a party of its row."""
    own = _own(Party, row)
    own |= {
        "is_customer": bool(row.is_customer),
        "is_supplier": bool(row.is_supplier),
        "emails": tuple(row.emails.split("\n")) if row.emails else (),
    }
    return Party(**own)
