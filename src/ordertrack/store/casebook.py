"""Lists of issues and enquiries over all orders; their tables are loaded when they are asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.store.filters import order_conditions
from ordertrack.store.listing import CUSTOMERS, SUPPLIERS, with_parties
from ordertrack.store.rows import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.caselists import EnquiryListRow, EnquiryQuestion, IssueListRow, IssueQuestion
    from ordertrack.domain.figures import OrderFilter

Condition = sa.ColumnElement[bool]


class Casebook:
    """The part of a view that lists what happened around orders; what is open is found by an index of its own."""

    connection: sa.Connection

    def issues(self, question: IssueQuestion, *, limit: int | None = None) -> Sequence[IssueListRow]:
        """List issues, the most severe first, of those the oldest."""
        from ordertrack.domain.caselists import IssueListRow
        from ordertrack.domain.issues import Severity
        from ordertrack.store.case_rows import ISSUES

        ranks = {severity.value: -rank for rank, severity in enumerate(Severity)}
        given = {"issue": ISSUES.c.number, "line": ISSUES.c.position}
        query = (
            sa.select(*_columns(IssueListRow._fields, ISSUES, given))
            .select_from(_with_orders(ISSUES))
            .where(*_issue_conditions(question))
            .order_by(sa.case(ranks, value=ISSUES.c.severity), ISSUES.c.opened_at, ORDERS.c.number, ISSUES.c.number)
            .limit(limit)
        )
        return [_issue(IssueListRow._make(row)) for row in self.connection.execute(query)]

    def count_issues(self, question: IssueQuestion) -> int:
        """Count the issues that fit."""
        from ordertrack.store.case_rows import ISSUES

        return self._count(ISSUES, _issue_conditions(question))

    def enquiries(self, question: EnquiryQuestion, *, limit: int | None = None) -> Sequence[EnquiryListRow]:
        """List questions in the order of their clocks, the longest running first."""
        from ordertrack.domain.caselists import EnquiryListRow
        from ordertrack.store.case_rows import ENQUIRIES

        answered_at = _ended_by(ENQUIRIES.c.answered_at, question.at)
        oldest = sa.func.min(ENQUIRIES.c.received_at).over(partition_by=(ENQUIRIES.c.order_id, answered_at))
        asked_since = oldest.label("asked_since")
        given = {"enquiry": ENQUIRIES.c.number, "asked_since": asked_since}
        query = (
            sa.select(*_columns(EnquiryListRow._fields, ENQUIRIES, given))
            .select_from(_with_orders(ENQUIRIES))
            .where(*_enquiry_conditions(question))
            .order_by(asked_since, ENQUIRIES.c.received_at, ORDERS.c.number, ENQUIRIES.c.number)
            .limit(limit)
        )
        return [_enquiry(EnquiryListRow._make(row)) for row in self.connection.execute(query)]

    def count_enquiries(self, question: EnquiryQuestion) -> int:
        """Count the questions that fit."""
        from ordertrack.store.case_rows import ENQUIRIES

        return self._count(ENQUIRIES, _enquiry_conditions(question))

    def _count(self, table: sa.Table, conditions: Sequence[Condition]) -> int:
        with_order = table.join(ORDERS, ORDERS.c.id == table.c.order_id)
        query = sa.select(sa.func.count()).select_from(with_order).where(*conditions)
        return self.connection.execute(query).scalar_one()


def _with_orders(table: sa.Table) -> sa.FromClause:
    return with_parties(table.join(ORDERS, ORDERS.c.id == table.c.order_id))


def _columns(names: Sequence[str], table: sa.Table, given: dict[str, Any]) -> list[sa.ColumnElement[Any]]:
    """Find each column in the table of the cases, else among what is given, else in that of the orders."""
    of_order = {"number", "priority", "status", "owner"}
    known = {"customer": CUSTOMERS.c.name, "supplier": SUPPLIERS.c.name, **given}
    return [known[name] if name in known else (ORDERS if name in of_order else table).c[name] for name in names]


def _issue_conditions(question: IssueQuestion) -> list[Condition]:
    from ordertrack.store.case_rows import ISSUES

    found = _standing(ISSUES, ISSUES.c.opened_at, ISSUES.c.resolved_at, question.at, is_open=question.is_open)
    if question.kinds:
        found.append(ISSUES.c.kind.in_([kind.value for kind in question.kinds]))
    if question.severities:
        found.append(ISSUES.c.severity.in_([severity.value for severity in question.severities]))
    return [*found, *_of_orders(question.only)]


def _enquiry_conditions(question: EnquiryQuestion) -> list[Condition]:
    from ordertrack.store.case_rows import ENQUIRIES

    columns = ENQUIRIES.c.received_at, ENQUIRIES.c.answered_at
    found = _standing(ENQUIRIES, *columns, question.at, is_open=question.is_unanswered)
    return [*found, *_of_orders(question.only)]


def _standing(
    table: sa.Table, began: sa.Column[Any], ended: sa.Column[Any], at: datetime | None, *, is_open: bool
) -> list[Condition]:
    from ordertrack.domain.codec import instant_text

    if at is None:
        return [ended.is_(None), _by_index(table, ended)] if is_open else []
    found: list[Condition] = [began <= instant_text(at)]
    return [*found, sa.or_(ended.is_(None), ended > instant_text(at))] if is_open else found


def _by_index(table: sa.Table, ended: sa.Column[Any]) -> Condition:
    """Say once more that a case is open, so that a plan which begins with the orders need not walk all of them."""
    cases = table.alias("open_cases")
    return ORDERS.c.id.in_(sa.select(cases.c.order_id).where(cases.c[ended.name].is_(None)))


def _ended_by(ended: sa.ColumnElement[Any], at: datetime | None) -> sa.ColumnElement[Any]:
    from ordertrack.domain.codec import instant_text

    return ended if at is None else sa.case((ended <= instant_text(at), ended))


def _of_orders(only: OrderFilter) -> list[Condition]:
    return order_conditions(only, date.max)  # the day decides only what is overdue, which nobody asks here


def _issue(row: IssueListRow) -> IssueListRow:
    import json

    from ordertrack.domain.codec import decode
    from ordertrack.domain.issues import Wait

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
