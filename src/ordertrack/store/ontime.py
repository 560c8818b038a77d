"""On-time delivery in one statement: a histogram of delays per group, from which every figure follows (SOP 7)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.figures import Basis, By, OnTimeQuestion, OnTimeRow, Unit
from ordertrack.store.columns import Day
from ordertrack.store.filters import missing_on, order_conditions, standing_promise
from ordertrack.store.functions import day_count
from ordertrack.store.grouping import group_of
from ordertrack.store.listing import with_parties
from ordertrack.store.rows import LINES, ORDERS, RECEIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNTED = LINES.c.cancelled_quantity < LINES.c.quantity


class OnTime:
    """The part of a view that answers how punctual deliveries were."""

    connection: sa.Connection

    def ontime(self, question: OnTimeQuestion) -> Sequence[OnTimeRow]:
        """Give one row a group, in the order of the groups; without a group, one row in all."""
        rows = self.connection.execute(ontime_query(question)).all()
        return [_row(row) for row in rows]


def ontime_query(question: OnTimeQuestion) -> sa.Select[Any]:
    """Write the statement; the same text runs in the database's own shell."""
    histogram = _histogram(_facts(question), question)
    spread = _spread(histogram)
    late = _sum(sa.case((sa.not_(spread.c.is_open), spread.c.late), else_=0))
    query = sa.select(
        spread.c.grouped,
        _sum(sa.case((spread.c.is_open, 0), else_=spread.c.weight)),
        late,
        _sum(sa.case((spread.c.is_open, spread.c.weight), else_=0)),
        _sum(spread.c.delay * spread.c.weight),
        *(sa.func.min(sa.case((spread.c.running > rank, spread.c.delay))) for rank in _ranks(spread)),
    )
    return query.group_by(spread.c.grouped).order_by(spread.c.grouped.asc().nulls_last())


def _sum(expression: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(expression), sa.BigInteger)


def _histogram(facts: sa.Subquery, question: OnTimeQuestion) -> sa.CTE:
    is_late = facts.c.delay > question.tolerance_days
    return (
        sa.select(
            facts.c.grouped,
            facts.c.is_open,
            facts.c.delay,
            _sum(facts.c.weight).label("weight"),
            _sum(sa.case((is_late, facts.c.weight), else_=0)).label("late"),
        )
        .group_by(facts.c.grouped, facts.c.is_open, facts.c.delay)
        .cte("histogram")
    )


def _spread(histogram: sa.CTE) -> sa.CTE:
    part = (histogram.c.grouped, histogram.c.is_open)
    running = sa.func.sum(histogram.c.weight).over(partition_by=part, order_by=histogram.c.delay)
    total = sa.func.sum(histogram.c.weight).over(partition_by=part)
    counts = (sa.cast(running, sa.BigInteger).label("running"), sa.cast(total, sa.BigInteger).label("total"))
    return sa.select(histogram, *counts).cte("spread")


def _ranks(spread: sa.CTE) -> tuple[sa.ColumnElement[int], ...]:
    """Zero-based ranks around the median and the 90th percentile; the spread of `percentile_cont`."""
    last = spread.c.total - 1
    return (last // 2, (last + 1) // 2, 9 * last // 10, (9 * last + 9) // 10)


def _row(row: sa.Row[Any]) -> OnTimeRow:
    group, delivered, late, overdue_open, delays, *ranks = tuple(row)
    mean = median = p90 = None
    if delivered:
        median_low, median_high, p90_low, p90_high = ranks
        mean = Fraction(delays, delivered)
        median = Fraction(median_low + median_high, 2)
        p90 = p90_low + Fraction(9 * (delivered - 1) % 10, 10) * (p90_high - p90_low)
    return OnTimeRow(
        group=group,
        due=delivered + overdue_open,
        delivered=delivered,
        on_time=delivered - late,
        late=late,
        overdue_open=overdue_open,
        mean_delay=mean,
        median_delay=median,
        p90_delay=Fraction(p90) if p90 is not None else None,
    )


def _facts(question: OnTimeQuestion) -> sa.Subquery:
    """Select what is counted: group, whether it is open and overdue, its delay in days, its weight."""
    if question.unit is Unit.QUANTITY:
        return sa.union_all(_received(question), _unreceived(question)).subquery("facts")
    lines = _lines(question)
    per = lines if question.unit is Unit.LINE else _orders(lines)
    day = per.c.day
    is_late_open = sa.and_(per.c.delivered_on.is_(None), per.c.overdue == 1)
    counts = sa.or_(per.c.delivered_on.is_not(None), is_late_open)
    query = (
        sa.select(
            group_of(question.by, day).label("grouped"),
            per.c.delivered_on.is_(None).label("is_open"),
            per.c.delay,
            sa.literal_column("1").label("weight"),
        )
        .select_from(_source(per, question))
        .where(counts, *_scope(question, day))
    )
    return query.subquery("facts")


def _source(per: sa.FromClause, question: OnTimeQuestion) -> sa.FromClause:
    needs_orders = question.by in {By.SUPPLIER, By.CUSTOMER, By.OWNER} or order_conditions(
        question.only, question.as_of
    )
    return with_parties(per.join(ORDERS, ORDERS.c.id == per.c.order_id)) if needs_orders else per


def _scope(question: OnTimeQuestion, day: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    found = list(order_conditions(question.only, question.as_of))
    if question.promised_from:
        found.append(day >= sa.bindparam(None, question.promised_from, Day))
    if question.promised_to:
        found.append(day <= sa.bindparam(None, question.promised_to, Day))
    return found


def _day(question: OnTimeQuestion) -> sa.ColumnElement[Any]:
    days: dict[Basis, sa.ColumnElement[Any]] = {
        Basis.FIRST: LINES.c.first_promised_on,
        Basis.LATEST: standing_promise(question.as_of),
        Basis.REQUESTED: LINES.c.requested_on,
    }
    return days[question.basis]


def _lines(question: OnTimeQuestion) -> sa.Subquery:
    day, as_of = _day(question), sa.bindparam(None, question.as_of, Day)
    is_in_time = LINES.c.delivered_on <= as_of
    delivered_on = sa.case((is_in_time, LINES.c.delivered_on))
    return (
        sa.select(
            LINES.c.order_id,
            day.label("day"),
            sa.type_coerce(delivered_on, Day).label("delivered_on"),
            sa.case((is_in_time, day_count(LINES.c.delivered_on, day))).label("delay"),
            sa.case((day < as_of, 1), else_=0).label("overdue"),
        )
        .where(COUNTED, day.is_not(None))
        .subquery("per_line")
    )


def _orders(lines: sa.Subquery) -> sa.Subquery:
    """Fold lines into orders: delivered when every line is, as late as its latest line."""
    is_open = lines.c.delivered_on.is_(None)
    all_in = sa.func.sum(sa.case((is_open, 1), else_=0)) == 0
    return (
        sa.select(
            lines.c.order_id,
            sa.func.max(lines.c.day, type_=Day()).label("day"),
            sa.type_coerce(sa.case((all_in, sa.func.max(lines.c.delivered_on))), Day).label("delivered_on"),
            sa.case((all_in, sa.func.max(lines.c.delay))).label("delay"),
            sa.func.max(sa.case((is_open, lines.c.overdue), else_=0)).label("overdue"),
        )
        .group_by(lines.c.order_id)
        .subquery("per_order")
    )


def _received(question: OnTimeQuestion) -> sa.Select[Any]:
    day, as_of = _day(question), sa.bindparam(None, question.as_of, Day)
    same = sa.and_(RECEIPTS.c.order_id == LINES.c.order_id, RECEIPTS.c.position == LINES.c.position)
    return (
        sa.select(
            group_of(question.by, day).label("grouped"),
            sa.false().label("is_open"),
            day_count(RECEIPTS.c.received_on, day).label("delay"),
            (RECEIPTS.c.quantity - RECEIPTS.c.rejected).label("weight"),
        )
        .select_from(with_parties(LINES.join(RECEIPTS, same).join(ORDERS, ORDERS.c.id == LINES.c.order_id)))
        .where(day.is_not(None), RECEIPTS.c.received_on <= as_of, RECEIPTS.c.quantity > RECEIPTS.c.rejected)
        .where(*_scope(question, day))
    )


def _unreceived(question: OnTimeQuestion) -> sa.Select[Any]:
    day, as_of = _day(question), sa.bindparam(None, question.as_of, Day)
    missing = missing_on(as_of)
    return (
        sa.select(
            group_of(question.by, day).label("grouped"),
            sa.true().label("is_open"),
            sa.cast(sa.null(), sa.Integer).label("delay"),
            missing.label("weight"),
        )
        .select_from(with_parties(LINES.join(ORDERS, ORDERS.c.id == LINES.c.order_id)))
        .where(COUNTED, day < as_of, missing > 0, *_scope(question, day))
    )
