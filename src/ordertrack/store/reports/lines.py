"""The reports over lines: overdue, aging, and on-time delivery in one statement (SOP 7)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.lists import OrderFilter, OverdueRow
from ordertrack.domain.reports.lines import AGE_LIMITS, AgingRow, Basis, By, CountedUnit, OnTimeQuestion, OnTimeRow
from ordertrack.store.engine.functions import Day, days_between, iso, on
from ordertrack.store.orders.listing import (
    CUSTOMERS,
    SUPPLIERS,
    heard_by,
    missing_on,
    order_conditions,
    overdue_lines,
    pick_columns,
    standing_promise,
    with_parties,
)
from ordertrack.store.tables.orders import LINES, ORDERS, RECEIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def group_of(by: By | None, day: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401 - a date expression
    """Give the text by which a report is broken down."""
    if by is None:
        return sa.null()
    month = sa.func.substr(iso(day), 1, 7)
    quarter = sa.cast(sa.func.substr(iso(day), 6, 2), sa.Integer)
    third = sa.cast((quarter + 2) // 3, sa.Text)
    groups: dict[By, sa.ColumnElement[Any]] = {
        By.SUPPLIER: SUPPLIERS.c.name,
        By.CUSTOMER: CUSTOMERS.c.name,
        By.OWNER: ORDERS.c.owner,
        By.MONTH: month,
        By.QUARTER: sa.func.substr(iso(day), 1, 4).concat("-Q").concat(third),
        By.YEAR: sa.func.substr(iso(day), 1, 4),
    }
    return groups[by]


COUNTED = LINES.c.cancelled_quantity < LINES.c.quantity


class Lines:
    """What is overdue, how late it is, and how punctual deliveries were."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def ontime(self, question: OnTimeQuestion) -> Sequence[OnTimeRow]:
        """Give one row a group, in the order of the groups; without a group, one row in all."""
        rows = self._connection.execute(ontime_query(question)).all()
        return [_row(row) for row in rows]

    def overdue(self, only: OrderFilter, *, as_of: date) -> Sequence[OverdueRow]:
        """List the overdue lines, the longest overdue first."""
        keys, day = overdue_lines(as_of), on(as_of)
        promised = standing_promise(as_of)
        query = (
            sa.select(*_overdue_columns(promised, day))
            .select_from(_overdue_source(keys))
            .where(*order_conditions(only, as_of))
            .order_by(promised, ORDERS.c.number, LINES.c.position)
        )
        return [OverdueRow._make(row) for row in self._connection.execute(query)]

    def aging(self, only: OrderFilter, *, as_of: date, by: By | None) -> Sequence[AgingRow]:
        """Count the overdue lines of each group by how late they are, the worst group first."""
        keys, promised = overdue_lines(as_of), standing_promise(as_of)
        late = days_between(on(as_of), promised)
        group = group_of(by, promised)
        total = sa.func.count()
        columns = [group.label("grouped"), *_buckets(late), total, sa.func.count(ORDERS.c.id.distinct())]
        query = (
            sa.select(*columns, sa.func.max(late), sa.cast(sa.func.sum(late), sa.BigInteger))
            .select_from(_overdue_source(keys))
            .where(*order_conditions(only, as_of))
            .order_by(total.desc())
        )
        query = query.group_by(group).order_by(group.asc().nulls_last()) if by else query.having(total > 0)
        return [AgingRow._make(row) for row in self._connection.execute(query)]


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
    if question.unit is CountedUnit.QUANTITY:
        return sa.union_all(_received(question), _unreceived(question)).subquery("facts")
    lines = _lines(question)
    per = lines if question.unit is CountedUnit.LINE else _orders(lines)
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
        found.append(day >= on(question.promised_from))
    if question.promised_to:
        found.append(day <= on(question.promised_to))
    return found


def _day(question: OnTimeQuestion) -> sa.ColumnElement[Any]:
    days: dict[Basis, sa.ColumnElement[Any]] = {
        Basis.FIRST: LINES.c.first_promised_on,
        Basis.LATEST: standing_promise(question.as_of),
        Basis.REQUESTED: LINES.c.requested_on,
    }
    return days[question.basis]


def _lines(question: OnTimeQuestion) -> sa.Subquery:
    day, as_of = _day(question), on(question.as_of)
    is_in_time = LINES.c.delivered_on <= as_of
    delivered_on = sa.case((is_in_time, LINES.c.delivered_on))
    return (
        sa.select(
            LINES.c.order_id,
            day.label("day"),
            sa.type_coerce(delivered_on, Day).label("delivered_on"),
            sa.case((is_in_time, days_between(LINES.c.delivered_on, day))).label("delay"),
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
    day, as_of = _day(question), on(question.as_of)
    same = sa.and_(RECEIPTS.c.order_id == LINES.c.order_id, RECEIPTS.c.position == LINES.c.position)
    return (
        sa.select(
            group_of(question.by, day).label("grouped"),
            sa.false().label("is_open"),
            days_between(RECEIPTS.c.received_on, day).label("delay"),
            (RECEIPTS.c.quantity - RECEIPTS.c.rejected).label("weight"),
        )
        .select_from(with_parties(LINES.join(RECEIPTS, same).join(ORDERS, ORDERS.c.id == LINES.c.order_id)))
        .where(day.is_not(None), RECEIPTS.c.received_on <= as_of, RECEIPTS.c.quantity > RECEIPTS.c.rejected)
        .where(*_scope(question, day))
    )


def _unreceived(question: OnTimeQuestion) -> sa.Select[Any]:
    day, as_of = _day(question), on(question.as_of)
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


def _overdue_source(keys: sa.Subquery) -> sa.FromClause:
    same = sa.and_(LINES.c.order_id == keys.c.order_id, LINES.c.position == keys.c.position)
    return with_parties(keys.join(LINES, same).join(ORDERS, ORDERS.c.id == LINES.c.order_id))


def _overdue_columns(promised: Any, day: sa.BindParameter[Any]) -> list[sa.ColumnElement[Any]]:  # noqa: ANN401
    late = days_between(day, promised)
    given: dict[str, sa.ColumnElement[Any]] = {
        "line": LINES.c.position,
        "promised_on": promised,
        "days_late": late,
        "open_quantity": missing_on(day),
        "last_contact_on": heard_by(day),
        "is_new": late == 1,
    }
    columns = pick_columns(OverdueRow._fields, given, LINES, ORDERS)
    return [column.label(name) for name, column in zip(OverdueRow._fields, columns, strict=True)]


def _buckets(late: sa.ColumnElement[int]) -> list[sa.ColumnElement[int]]:
    edges = [0, *AGE_LIMITS]
    ranges = [late.between(low + 1, high) for low, high in zip(edges, AGE_LIMITS, strict=False)]
    return [sa.func.sum(sa.case((each, 1), else_=0)) for each in (*ranges, late > AGE_LIMITS[-1])]
