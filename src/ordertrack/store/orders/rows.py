"""Facts to table rows and back: the one way there, the one way back, and the saving of what changed."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.escalations import Escalation
from ordertrack.domain.cases.followups import Contact, FollowUp
from ordertrack.domain.cases.issues import Issue
from ordertrack.domain.orders.order import Delay, Line, Order, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel, Party
from ordertrack.domain.values.codec import canonical, decode, instant_text
from ordertrack.store.engine.engine import Values, in_parts
from ordertrack.store.engine.functions import iso
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES, ESCALATIONS, FOLLOWUPS, ISSUES
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, PROMISES, RECEIPTS, SHIPMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Table

    from ordertrack.domain.orders.events import PolicyAdopted, RoundRun
    from ordertrack.domain.values.codec import Facts


class OrderRows(NamedTuple):
    """Every row of one order, dates as ISO text, columns in the order of the tables."""

    order: Values
    lines: list[Values]
    shipments: list[Values]
    receipts: list[Values]
    promises: list[Values]
    contacts: list[Values]
    followups: list[Values]
    issues: list[Values]
    escalations: list[Values]
    enquiries: list[Values]


CASES: tuple[Table, ...] = (CONTACTS, FOLLOWUPS, ISSUES, ESCALATIONS, ENQUIRIES)
CHILDREN: tuple[Table, ...] = (LINES, SHIPMENTS, RECEIPTS, PROMISES, *CASES)
NAMES: dict[str, tuple[str, ...]] = {
    table.name: tuple(column.name for column in table.columns) for table in (ORDERS, PARTIES, *CHILDREN)
}


def order_rows(facts: Facts, order_id: int, version: int = 1) -> OrderRows:
    """Lay out an order's facts (see `domain.codec`) as rows."""
    cases = [_cases(table, facts[table.name], order_id) if table.name in facts else [] for table in CASES]
    rows = OrderRows(_order(facts, order_id, version), [], [], [], [], *cases)
    for line in facts["lines"]:
        rows.lines.append(_line(line, order_id))
        for name, target in (("shipments", rows.shipments), ("receipts", rows.receipts), ("promises", rows.promises)):
            if name in line:
                position, lay_out = line["position"], _PARTS[name]
                parts = enumerate(line[name], 1)
                target += [lay_out(part.get, order_id=order_id, position=position, seq=seq) for seq, part in parts]
    return rows


def party_values(party: Party) -> Values:
    """Lay out a party as a row."""
    return (
        party.id,
        party.name,
        party.key,
        int(party.is_customer),
        int(party.is_supplier),
        "\n".join(party.emails) or None,
        party.phone,
        party.language,
        party.zone,
        party.merged_into,
    )


def policy_values(fact: PolicyAdopted, at: datetime, by: str) -> Values:
    """Lay out a policy revision as a row, without what was read of it."""
    return (fact.number, fact.from_on.isoformat(), instant_text(at), by, fact.description, fact.text)


def round_values(fact: RoundRun, seq: int, at: datetime, by: str) -> Values:
    """Lay out a daily round as a row, under the number of its event."""
    return (seq, instant_text(at), fact.as_of.isoformat(), by, fact.revision, fact.decided)


def _layout(table: str, *own: str, zero: str = "") -> Callable[..., Values]:
    """Make what lays a row out, from the `get` of its facts and the values of its `own` columns by name.

    Every other column is called as its fact; where that is left out, `zero` is 0 and the others empty. The function is
    put together once, as those of a named tuple are: a row of an import must cost no more than the tuple that it is.
    """
    cells = ", ".join(
        name if name in own else f"get({name!r}, 0)" if name == zero else f"get({name!r})" for name in NAMES[table]
    )
    made: Callable[..., Values] = eval(f"lambda get, *, {', '.join(own)}: ({cells})")  # noqa: S307 - our own names
    return made


_LATE = ("delay_reported_on", "delay_expected_on", "delay_cause")
_ORDER = _layout("orders", "id", "customer_id", "supplier_id", "status", "priority", "is_history", *_LATE, "version")
_SUMS = ("shipped_quantity", "delivered_quantity", "cancelled_quantity", "open_quantity")
_LINE = _layout("lines", "order_id", "shipped_on", "delivered_on", *_SUMS)
_PARTS = {
    "shipments": _layout("shipments", "order_id", "position", "seq"),
    "receipts": _layout("receipts", "order_id", "position", "seq", zero="rejected"),
    "promises": _layout("promises", "order_id", "position", "seq"),
}


def _order(facts: Facts, order_id: int, version: int) -> Values:
    get = facts.get
    delay = get("delay") or {}
    return _ORDER(
        get,
        id=order_id,
        customer_id=facts["customer"],
        supplier_id=facts["supplier"],
        status=get("status", "entered"),
        priority=get("priority", "normal"),
        is_history=int(get("is_history", False)),
        delay_reported_on=delay.get("reported_on"),
        delay_expected_on=delay.get("expected_on"),
        delay_cause=delay.get("cause"),
        version=version,
    )


def _line(facts: Facts, order_id: int) -> Values:
    get = facts.get
    quantity, cancelled = facts["quantity"], get("cancelled_quantity", 0)
    delivered = shipped = 0
    complete = sent = None
    for receipt in get("receipts", ()):
        delivered += receipt["quantity"] - receipt.get("rejected", 0)
        complete = max(complete or "", receipt["received_on"])
    for shipment in get("shipments", ()):
        shipped += shipment["quantity"]
        sent = max(sent or "", shipment.get("shipped_on") or "") or None
    left = max(0, quantity - cancelled - delivered)
    return _LINE(
        get,
        order_id=order_id,
        shipped_on=sent,
        delivered_on=complete if delivered and not left else None,
        shipped_quantity=max(shipped, delivered),
        delivered_quantity=delivered,
        cancelled_quantity=cancelled,
        open_quantity=left,
    )


def _cases(table: Table, cases: Sequence[Facts], order_id: int) -> list[Values]:
    """Lay out cases generically: a column is named after its field, what is nested becomes canonical JSON."""
    names = NAMES[table.name][2:]
    return [(order_id, seq, *(_cell(name, facts.get(name)) for name in names)) for seq, facts in enumerate(cases, 1)]


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a fact holds
    if isinstance(value, list):
        return canonical(value)
    return int(value or 0) if name in _COUNTED else value


_COUNTED = frozenset({"is_automatic", "reopened", "expired"})
Row = sa.Row[Any]


class Loaded(NamedTuple):
    """An order with the key of its row."""

    order_id: int
    order: Order


def load_orders(connection: sa.Connection, numbers: Collection[str]) -> dict[str, Loaded]:
    """Load those of the named orders that exist, whole."""
    found: dict[str, Loaded] = {}
    for part in in_parts(numbers):
        rows = connection.execute(sa.select(ORDERS).where(ORDERS.c.number.in_(part))).all()
        if not rows:
            continue
        ids = [row.id for row in rows]
        lines, cases = _lines(connection, ids), load_cases(connection, ids)
        found |= {row.number: Loaded(row.id, _order_from(row, lines[row.id], cases.get(row.id, {}))) for row in rows}
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
        lines[row.order_id].append(_line_from(row, *parts))
    return lines


def _line_from(row: Row, shipments: Iterable[Row], receipts: Iterable[Row], promises: Iterable[Row]) -> Line:
    return Line(
        **_own(Line, row),
        shipments=tuple(Shipment(**_own(Shipment, each)) for each in shipments),
        receipts=tuple(Receipt(**_own(Receipt, each)) for each in receipts),
        promises=tuple(_promise_from(each) for each in promises),
    )


def _promise_from(row: Row) -> Promise:
    own = _own(Promise, row)
    own["channel"] = Channel(row.channel) if row.channel else None
    return Promise(**own)


def _order_from(row: Row, lines: list[Line], cases: Mapping[str, tuple[Any, ...]]) -> Order:
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


KINDS: dict[sa.Table, type] = {
    CONTACTS: Contact,
    FOLLOWUPS: FollowUp,
    ISSUES: Issue,
    ESCALATIONS: Escalation,
    ENQUIRIES: Enquiry,
}
_NESTED = frozenset({"waits", "tellings"})


def load_cases(connection: sa.Connection, ids: Collection[int]) -> Mapping[int, dict[str, tuple[Any, ...]]]:
    """Load what happened around some orders, by the key of the order and the name of the table."""
    found: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for table, kind in KINDS.items():
        query = plain(table).where(table.c.order_id.in_(ids)).order_by(table.c.order_id, table.c.seq)
        for row in connection.execute(query):
            of_order = found[row[0]]
            of_order[table.name] = (*of_order.get(table.name, ()), decode(kind, _facts(row)))
    return found


def plain(table: sa.Table) -> sa.Select[Any]:
    """Select all columns with dates as ISO text, as the projection writes them."""
    return sa.select(
        *(iso(column).label(column.name) if column.name.endswith("_on") else column for column in table.columns)
    )


def _facts(row: sa.Row[Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in row._mapping.items():  # noqa: SLF001 - SQLAlchemy's documented name for it
        if value is None or name in {"order_id", "seq"}:
            continue
        if name in _NESTED:
            facts[name] = json.loads(value)
        else:
            facts[name] = bool(value) if name.startswith("is_") else value
    return facts


def update_row(connection: sa.Connection, table: sa.Table, was: Values, now: Values, key: dict[str, Any]) -> int:
    """Write what changed of a row; of how many rows."""
    changed = {name: new for name, old, new in zip(NAMES[table.name], was, now, strict=True) if old != new}
    marks = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    sets = ", ".join(f"{name} = {marks}" for name in changed)
    where = " AND ".join(f"{name} = {marks}" for name in key)
    statement = f"UPDATE {table.name} SET {sets} WHERE {where}"
    return connection.exec_driver_sql(statement, (*changed.values(), *key.values())).rowcount
