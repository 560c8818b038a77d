"""A book with a history, and ways to change it behind the program's back."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.cases.escalations import Subject
from ordertrack.domain.cases.followups import FollowUpOutcome, FollowUpRule
from ordertrack.domain.cases.issues import IssueKind, Remedy, Severity
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel, Side
from ordertrack.store.book.views import SqlReads
from ordertrack.store.tables.orders import ORDERS, TRAIL
from ordertrack.store.tables.schema import _SQLITE_TRIGGERS
from ordertrack.usecases.orders import Correction, correct_orders
from ordertrack.usecases.parties import edit_party, merge_parties
from tests.builders import (
    AT,
    BY,
    PROMISED,
    TODAY,
    a_line,
    a_move,
    a_stamp,
    an_order,
    apply,
    cancelled,
    received,
    shipped,
)
from tests.store.books import METADATA, POLICY, ROUND, keep_letters
from tests.store.drawn import fill
from tests.store.whole import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.book import SqlBook

EVENTFUL: tuple[OrderFact, ...] = (
    facts.OrderEdited(changes=(facts.Change(field="owner", old=None, new="Zoë"),)),
    facts.PromiseRevised(on=TODAY, promised_on=date(2026, 3, 25), cause="typed too early", channel=Channel.PHONE),
    facts.StatusMoved(to=Status.CONFIRMED, on=TODAY),
    facts.LinesAdded(lines=(a_line(2, sku="M8"), a_line(3, ref="R-3"))),
    shipped(4, carrier="DHL", tracking="JD0001"),
    facts.PromiseRevised(on=TODAY, promised_on=date(2026, 4, 2), cause="strike", said_by="Lee", positions=(1,)),
    facts.DelayReported(on=TODAY, expected_on=date(2026, 4, 9), cause="strike at the port"),
    received(3, rejected=1),
    received(2, 2),
    cancelled(1, 2),
    facts.NoteAdded(note='二十 boxes, "call"\nbefore noon'),
)


def build(book: SqlBook) -> None:
    """Fill a book with orders of long and short histories, with corrections, changed and merged parties."""
    fill(book, an_order("A-1"), WHOLE, an_order("B-1", supplier=4, priority=Priority.HIGH), an_order("C-1", customer=3))
    _tell(book, "A-1", *EVENTFUL)
    _tell(book, "C-1", facts.StatusMoved(to=Status.CONFIRMED, on=TODAY), received(10))
    correct_orders(book, ["A-1"], Correction(cause="was not said"), a_move(), a_stamp())
    edit_party(book, "Acme Fasteners", a_stamp(), phone="+49 30 1234", emails=("a@example.org", "b@example.org"))
    merge_parties(book, "晨露电子", "Acme Fasteners", a_stamp())
    with book.write() as unit:
        keep_letters(unit, "W-1")
        unit.policy.save(POLICY, at=AT, by=BY)
        unit.round.record(ROUND, at=AT, by=BY)
        unit.commit()
    _tell(book, "C-1", facts.ReceiptConfirmed(on=TODAY, received_by="Kai"), facts.OrderCompleted(on=TODAY))


def _tell(book: SqlBook, number: str, *told: OrderFact) -> None:
    with book.write() as unit:
        for fact in told:
            order: Order = unit.orders.get(number)
            unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.commit()


@contextmanager
def unguarded(book: SqlBook) -> Iterator[SqlReads]:
    """The book with every check, reference and trigger that can be switched off switched off; nothing is kept."""
    with book.connected("rw") as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA ignore_check_constraints=ON")
        with connection.begin() as transaction:
            if is_sqlite:
                for statement in _SQLITE_TRIGGERS:
                    connection.exec_driver_sql(f"DROP TRIGGER {statement.split()[2]}")
            else:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield SqlReads(connection)
            transaction.rollback()


class Target(NamedTuple):
    """A row: its table, its key, its values, and the events that made it (none: it has no order)."""

    table: sa.Table
    values: dict[str, Any]
    events: tuple[int, ...]

    @property
    def where(self) -> sa.ColumnElement[bool]:
        return sa.and_(*(column == self.values[column.name] for column in self.table.primary_key.columns))

    @property
    def name(self) -> str:
        return f"{self.table.name} {[self.values[column.name] for column in self.table.primary_key.columns]}"


def targets(view: SqlReads) -> list[Target]:
    """Every row that the trail answers for; of letters it knows the digests alone."""
    found: list[Target] = []
    for table in METADATA.sorted_tables:
        if table.name not in {"book", "trail", "notices", "notice_orders", "messages", "message_orders"}:
            for row in view.connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
                found.append(Target(table, values, _events_of(view, table, values)))
    return found


def _events_of(view: SqlReads, table: sa.Table, values: dict[str, Any]) -> tuple[int, ...]:
    query = sa.select(TRAIL.c.seq).order_by(TRAIL.c.seq)
    if table.name in {"rounds", "policies"}:
        kind = {"rounds": "round run", "policies": "policy adopted"}[table.name]
        query = query.where(sa.cast(TRAIL.c.body, sa.Text).contains(f'"kind":"{kind}"'))
    elif table.name == "parties":
        party = sa.cast(TRAIL.c.body, sa.Text).contains(f'"id":{values["id"]},')
        query = query.where(TRAIL.c.order_id.is_(None), party)
    else:
        query = query.where(TRAIL.c.order_id == values["id" if table is ORDERS else "order_id"])
    return tuple(view.connection.execute(query).scalars())


_SETS: dict[str, list[object]] = {
    "status": list(Status),
    "priority": list(Priority),
    "channel": list(Channel),
    "answer_channel": list(Channel),
    "side": list(Side),
    "outcome": list(FollowUpOutcome),
    "rule": list(FollowUpRule),
    "kind": list(IssueKind),
    "severity": list(Severity),
    "remedy": list(Remedy),
    "subject": list(Subject),
}


def others(column: sa.Column[Any], value: object) -> list[object]:
    """Other values that the column's type can hold, nothing among them where it may."""
    if column.name in _SETS:
        return [each for each in _SETS[column.name] if each != value][:2]
    if column.name.startswith("is_"):
        return [1 - int(str(value))]
    changed: object = f"{value or ''}x"
    if column.name == "at" or column.name.endswith("_at"):
        changed = "2027-01-01T00:00:00Z"
    elif column.name.endswith("_on"):
        changed = value + timedelta(1) if isinstance(value, date) else PROMISED
    elif column.type.python_type is int:
        changed = (value if isinstance(value, int) else 0) + 1000
    return [changed, None] if column.nullable and value is not None else [changed]
