"""Lists of cases over all orders: issues, enquiries, follow-ups to make, escalations that run; by their own indexes."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.cases.escalations import Escalation
from ordertrack.domain.cases.issues import Severity, Wait
from ordertrack.domain.orders.lists import DueFollowUp, EnquiryListRow, IssueListRow, RunningEscalation
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY
from ordertrack.domain.values.codec import decode, instant_text
from ordertrack.store.engine.functions import Day, days_between, on
from ordertrack.store.orders.listing import (
    IS_OPEN_BY_INDEX,
    SUPPLIERS,
    Condition,
    latest_promise,
    order_conditions,
    overdue_on,
    pick_columns,
    standing_promise,
    with_parties,
)
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES, ESCALATIONS, FOLLOWUPS, ISSUES
from ordertrack.store.tables.orders import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.orders.lists import EnquiryQuestion, IssueQuestion, OrderFilter


class Cases:
    """What happened around orders, and what is chased; what is open is found by an index of its own."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def issues(self, question: IssueQuestion, *, limit: int | None = None) -> Sequence[IssueListRow]:
        """List issues, the most severe first, of those the oldest; the cost of the open ones grows with them."""
        ranks = {severity.value: -rank for rank, severity in enumerate(Severity)}
        given = {"issue": ISSUES.c.number, "line": ISSUES.c.position}
        query = (
            sa.select(*pick_columns(IssueListRow._fields, given, ORDERS, ISSUES))
            .select_from(_with_orders(ISSUES))
            .where(*_issue_conditions(question))
            .order_by(sa.case(ranks, value=ISSUES.c.severity), ISSUES.c.opened_at, ORDERS.c.number, ISSUES.c.number)
            .limit(limit)
        )
        return [_issue(IssueListRow._make(row)) for row in self._connection.execute(query)]

    def count_issues(self, question: IssueQuestion) -> int:
        """Count the issues that fit."""
        return self._count(ISSUES, _issue_conditions(question))

    def enquiries(self, question: EnquiryQuestion, *, limit: int | None = None) -> Sequence[EnquiryListRow]:
        """List questions, the longest running clock first; the cost of the unanswered ones grows with them."""
        answered_at = _ended_by(ENQUIRIES.c.answered_at, question.at)
        oldest = sa.func.min(ENQUIRIES.c.received_at).over(partition_by=(ENQUIRIES.c.order_id, answered_at))
        asked_since = oldest.label("asked_since")
        given = {"enquiry": ENQUIRIES.c.number, "asked_since": asked_since}
        query = (
            sa.select(*pick_columns(EnquiryListRow._fields, given, ORDERS, ENQUIRIES))
            .select_from(_with_orders(ENQUIRIES))
            .where(*_enquiry_conditions(question))
            .order_by(asked_since, ENQUIRIES.c.received_at, ORDERS.c.number, ENQUIRIES.c.number)
            .limit(limit)
        )
        return [_enquiry(EnquiryListRow._make(row)) for row in self._connection.execute(query)]

    def count_enquiries(self, question: EnquiryQuestion) -> int:
        """Count the questions that fit."""
        return self._count(ENQUIRIES, _enquiry_conditions(question))

    def due_followups(self, only: OrderFilter, *, as_of: date) -> Sequence[DueFollowUp]:
        """List the follow-ups raised by a day and not made, for the promise that stands: the last one of each line.

        The lines of one supplier stand together, the supplier with the earliest promise first; the cost grows with
        what is open and not with the history.
        """
        longest = sa.func.min(FOLLOWUPS.c.promised_on).over(partition_by=ORDERS.c.supplier_id)
        query = (
            sa.select(*_followup_columns(as_of))
            .select_from(_followup_source())
            .where(*_is_to_make(as_of), *order_conditions(only, as_of))
            .order_by(longest, SUPPLIERS.c.key, FOLLOWUPS.c.promised_on, ORDERS.c.number, FOLLOWUPS.c.position)
        )
        rows = (DueFollowUp._make(row) for row in self._connection.execute(query))
        return [row._replace(emails=row.emails.replace("\n", ", ") if row.emails else None) for row in rows]

    def running_escalations(self, only: OrderFilter, *, as_of: date, at: datetime) -> Sequence[RunningEscalation]:
        """List the escalations begun by an instant that have not ended, the oldest first; the cost grows with them."""
        own = [column for column in ESCALATIONS.columns if column.name not in {"order_id", "seq"}]
        of_order = [name for name in RunningEscalation._fields if name != "escalation"]
        query = (
            sa.select(*own, *_order_columns(of_order, as_of))
            .select_from(with_parties(ESCALATIONS.join(ORDERS, ORDERS.c.id == ESCALATIONS.c.order_id)))
            .where(ESCALATIONS.c.ended_at.is_(None), ESCALATIONS.c.started_at <= instant_text(at))
            .where(*order_conditions(only, as_of))
            .order_by(ESCALATIONS.c.started_at, ORDERS.c.id, ESCALATIONS.c.seq)
        )
        found = []
        for row in self._connection.execute(query):
            values = dict(zip((column.name for column in own), row, strict=False))
            facts = {name: value for name, value in values.items() if value is not None}
            if "tellings" in facts:
                facts["tellings"] = json.loads(facts["tellings"])
            number, *rest = row[len(own) :]
            found.append(RunningEscalation(number, decode(Escalation, facts), *rest))
        return found

    def _count(self, table: sa.Table, conditions: Sequence[Condition]) -> int:
        with_order = table.join(ORDERS, ORDERS.c.id == table.c.order_id)
        query = sa.select(sa.func.count()).select_from(with_order).where(*conditions)
        return self._connection.execute(query).scalar_one()


def _with_orders(table: sa.Table) -> sa.FromClause:
    return with_parties(table.join(ORDERS, ORDERS.c.id == table.c.order_id))


def _issue_conditions(question: IssueQuestion) -> list[Condition]:
    found = _running_conditions(ISSUES, ISSUES.c.opened_at, ISSUES.c.resolved_at, question.at, is_open=question.is_open)
    if question.kinds:
        found.append(ISSUES.c.kind.in_([kind.value for kind in question.kinds]))
    if question.severities:
        found.append(ISSUES.c.severity.in_([severity.value for severity in question.severities]))
    return [*found, *_of_orders(question.only)]


def _enquiry_conditions(question: EnquiryQuestion) -> list[Condition]:
    columns = ENQUIRIES.c.received_at, ENQUIRIES.c.answered_at
    found = _running_conditions(ENQUIRIES, *columns, question.at, is_open=question.is_unanswered)
    return [*found, *_of_orders(question.only)]


def _running_conditions(
    table: sa.Table, began: sa.Column[Any], ended: sa.Column[Any], at: datetime | None, *, is_open: bool
) -> list[Condition]:
    if at is None:
        return [ended.is_(None), _by_index(table, ended)] if is_open else []
    found: list[Condition] = [began <= instant_text(at)]
    return [*found, sa.or_(ended.is_(None), ended > instant_text(at))] if is_open else found


def _by_index(table: sa.Table, ended: sa.Column[Any]) -> Condition:
    """Say once more that a case is open, so that a plan which begins with the orders need not walk all of them."""
    cases = table.alias("open_cases")
    return ORDERS.c.id.in_(sa.select(cases.c.order_id).where(cases.c[ended.name].is_(None)))


def _ended_by(ended: sa.ColumnElement[Any], at: datetime | None) -> sa.ColumnElement[Any]:
    return ended if at is None else sa.case((ended <= instant_text(at), ended))


def _of_orders(only: OrderFilter) -> list[Condition]:
    return order_conditions(only, date.max)  # the day decides only what is overdue, which nobody asks here


def _issue(row: IssueListRow) -> IssueListRow:
    stored: Any = row.waits  # as the table holds it: JSON
    return row._replace(
        waits=tuple(decode(Wait, wait) for wait in json.loads(stored or "[]")),
        opened_at=_instant(row.opened_at),
        resolved_at=_instant(row.resolved_at) if row.resolved_at else None,
        is_automatic=bool(row.is_automatic),
    )


def _enquiry(row: EnquiryListRow) -> EnquiryListRow:
    return row._replace(
        received_at=_instant(row.received_at),
        asked_since=_instant(row.asked_since),
        answered_at=_instant(row.answered_at) if row.answered_at else None,
    )


def _instant(stored: Any) -> datetime:  # noqa: ANN401 - a column of text under a field that is an instant
    return datetime.fromisoformat(stored)


def _followup_source() -> sa.FromClause:
    """Join each follow-up with its line as long as that waits under the same promise, and with the last contact."""
    same_line = sa.and_(
        FOLLOWUPS.c.order_id == LINES.c.order_id,
        FOLLOWUPS.c.position == LINES.c.position,
        FOLLOWUPS.c.promised_on == LINES.c.promised_on,
    )
    earlier = CONTACTS.alias("earlier")
    last = (
        sa.select(earlier.c.seq)
        .where(earlier.c.order_id == LINES.c.order_id, earlier.c.side == "supplier")
        .order_by(earlier.c.at.desc(), earlier.c.seq.desc())
        .limit(1)
        .correlate(LINES)
        .scalar_subquery()
    )
    said = sa.and_(CONTACTS.c.order_id == LINES.c.order_id, CONTACTS.c.seq == last)
    joined = LINES.join(FOLLOWUPS, same_line).join(ORDERS, ORDERS.c.id == LINES.c.order_id)
    return with_parties(joined).outerjoin(CONTACTS, said)


def _is_to_make(as_of: date) -> list[sa.ColumnElement[bool]]:
    day = on(as_of)
    later = FOLLOWUPS.alias("later")
    has_later = sa.exists().where(
        later.c.order_id == FOLLOWUPS.c.order_id,
        later.c.position == FOLLOWUPS.c.position,
        later.c.promised_on == FOLLOWUPS.c.promised_on,
        later.c.seq > FOLLOWUPS.c.seq,
        later.c.raised_on <= day,
    )
    waits = ORDERS.c.status.in_([status.value for status in AWAITING_DELIVERY])
    return [IS_OPEN_BY_INDEX, waits, FOLLOWUPS.c.asked_at.is_(None), FOLLOWUPS.c.raised_on <= day, sa.not_(has_later)]


def _followup_columns(as_of: date) -> list[sa.ColumnElement[Any]]:
    day = on(as_of)
    promised_on = FOLLOWUPS.c.promised_on
    given: dict[str, sa.ColumnElement[Any]] = {
        "line": LINES.c.position,
        "followup": FOLLOWUPS.c.number,
        "days_late": sa.case((promised_on < day, days_between(day, promised_on))),
        "phone": SUPPLIERS.c.phone,
        "emails": SUPPLIERS.c.emails,
        "said_on": CONTACTS.c.made_on,
        "said_by": CONTACTS.c.actor,
        "said_channel": CONTACTS.c.channel,
        "said_outcome": CONTACTS.c.outcome,
        "said_note": CONTACTS.c.note,
    }
    return pick_columns(DueFollowUp._fields, given, ORDERS, FOLLOWUPS, LINES)


def _order_columns(names: Sequence[str], as_of: date) -> list[sa.ColumnElement[Any]]:
    of_order = LINES.c.order_id == ORDERS.c.id
    late_since = sa.func.min(sa.case((overdue_on(as_of), standing_promise(as_of))), type_=Day())
    late = sa.select(late_since).where(of_order).correlate(ORDERS).scalar_subquery()
    given: dict[str, sa.ColumnElement[Any]] = {
        "promised_on": sa.select(latest_promise()).where(of_order).correlate(ORDERS).scalar_subquery(),
        "days_late": days_between(on(as_of), late),
    }
    return pick_columns(names, given, ORDERS)
