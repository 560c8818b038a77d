"""What suppliers' orders add up to, by supplier."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.reports.suppliers import AskedSupplier, Dealings, DelayCount
from ordertrack.domain.values.codec import instant_text
from ordertrack.store.engine.functions import Day, days_between, instant_of, on
from ordertrack.store.orders.listing import SUPPLIERS, open_on, order_conditions
from ordertrack.store.tables.cases import FOLLOWUPS
from ordertrack.store.tables.orders import LINES, ORDERS, PROMISES, RECEIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.reports.suppliers import ScorecardQuestion


class Suppliers:
    """What suppliers' orders add up to."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def dealings(self, question: ScorecardQuestion) -> Sequence[Dealings]:
        """Add up the orders of each supplier, by name."""
        day, count = on(question.as_of), sa.func.count()
        orders = self._by_supplier(ORDERS, question, [count])
        quiet = self._by_supplier(ORDERS, question, [count, _quiet_since(question)], _is_waiting(question))
        slips = self._by_supplier(_with(PROMISES), question, _slips(), PROMISES.c.said_on <= day)
        receipts = self._by_supplier(_with(RECEIPTS), question, _receipts(), RECEIPTS.c.received_on <= day)
        return [
            Dealings(
                name, *orders[name], *quiet.get(name, (0, None)), *slips.get(name, (0, 0)), *receipts.get(name, (0, 0))
            )
            for name in sorted(orders)
        ]

    def asked(self, question: ScorecardQuestion) -> Sequence[AskedSupplier]:
        """List the follow-ups made, one for all the lines that were asked about together."""
        at = instant_text(question.at)
        answered = sa.case((FOLLOWUPS.c.answered_at <= at, FOLLOWUPS.c.answered_at))
        query = (
            sa.select(SUPPLIERS.c.name, FOLLOWUPS.c.asked_at, answered)
            .distinct()
            .select_from(_suppliers(_with(FOLLOWUPS)))
            .where(FOLLOWUPS.c.asked_at <= at, *order_conditions(question.only, question.as_of))
        )
        return [
            AskedSupplier(name, datetime.fromisoformat(asked), instant_of(answer))
            for name, asked, answer in self._connection.execute(query)
        ]

    def delays(self, question: ScorecardQuestion) -> Sequence[DelayCount]:
        """Count the lines delivered in the year up to the day by supplier and days after the first promise."""
        days = days_between(LINES.c.delivered_on, LINES.c.first_promised_on)
        since = on(question.recent_from)
        query = (
            sa.select(SUPPLIERS.c.name, days, sa.func.count())
            .select_from(_suppliers(_with(LINES)))
            .where(LINES.c.delivered_on.between(since, on(question.as_of)))
            .where(*order_conditions(question.only, question.as_of))
            .group_by(SUPPLIERS.c.name, days)
        )
        return [DelayCount._make(row) for row in self._connection.execute(query)]

    def _by_supplier(
        self,
        source: sa.FromClause,
        question: ScorecardQuestion,
        sums: Sequence[sa.ColumnElement[Any]],
        *conditions: sa.ColumnElement[bool],
    ) -> dict[str, tuple[Any, ...]]:
        query = (
            sa.select(SUPPLIERS.c.name, *sums)
            .select_from(_suppliers(source))
            .where(*conditions, *order_conditions(question.only, question.as_of))
            .group_by(SUPPLIERS.c.name)
        )
        return {name: tuple(values) for name, *values in self._connection.execute(query)}


def _with(table: sa.Table) -> sa.FromClause:
    return table.join(ORDERS, ORDERS.c.id == table.c.order_id)


def _suppliers(source: sa.FromClause) -> sa.FromClause:
    return source.join(SUPPLIERS, SUPPLIERS.c.id == ORDERS.c.supplier_id)


def _is_waiting(question: ScorecardQuestion) -> sa.ColumnElement[bool]:
    open_lines = sa.exists().where(LINES.c.order_id == ORDERS.c.id, open_on(question.as_of))
    known_on = sa.func.coalesce(ORDERS.c.placed_on, ORDERS.c.entered_on, type_=Day())
    return sa.and_(open_lines, known_on <= on(question.as_of))


def _quiet_since(question: ScorecardQuestion) -> sa.ColumnElement[date]:
    """Give the earliest of the last contacts; an order heard of since the day does not tell when it was before."""
    heard_on = sa.func.coalesce(ORDERS.c.last_contact_on, ORDERS.c.placed_on, ORDERS.c.entered_on, type_=Day())
    return sa.func.min(sa.case((heard_on <= on(question.as_of), heard_on)), type_=Day())


def _slips() -> tuple[sa.ColumnElement[int], ...]:
    days = days_between(PROMISES.c.promised_on, PROMISES.c.previous_on)
    return sa.func.count(), sa.cast(sa.func.sum(days), sa.BigInteger)


def _receipts() -> tuple[sa.ColumnElement[int], ...]:
    sums = (sa.func.sum(column) for column in (RECEIPTS.c.quantity, RECEIPTS.c.rejected))
    return tuple(sa.cast(each, sa.BigInteger) for each in sums)
