"""Lists of orders: filtered lists, the board, and what may be on the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.figures import BoardRow, Candidate, ListRow, OrderFilter, Sort
from ordertrack.domain.statuses import Priority, Status
from ordertrack.store.bulk import BATCH
from ordertrack.store.columns import Day
from ordertrack.store.filters import (
    IS_OPEN,
    IS_OPEN_BY_INDEX,
    TO_DO,
    Condition,
    at_risk,
    heard_by,
    latest_promise,
    order_conditions,
    overdue_lines,
    overdue_on,
    standing_promise,
)
from ordertrack.store.functions import day_count
from ordertrack.store.rows import LINES, ORDERS, PARTIES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

CUSTOMERS, SUPPLIERS = PARTIES.alias("customers"), PARTIES.alias("suppliers")


def with_parties(source: sa.FromClause) -> sa.FromClause:
    """Join customer and supplier to a source that holds `orders`."""
    joined = source.join(CUSTOMERS, CUSTOMERS.c.id == ORDERS.c.customer_id)
    return joined.join(SUPPLIERS, SUPPLIERS.c.id == ORDERS.c.supplier_id)


class Listing:
    """The part of a view that lists orders."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def list_orders(
        self, only: OrderFilter, *, as_of: date, sort: Sort = Sort.PROMISED, limit: int | None = None
    ) -> Sequence[ListRow]:
        """List the orders that fit, each once; overdue and at risk are as of the day."""
        conditions = order_conditions(only, as_of)
        totals = _line_totals(sa.select(ORDERS.c.id).where(*conditions), as_of)
        query = (
            sa.select(*_list_columns(totals, as_of))
            .select_from(with_parties(ORDERS.join(totals, totals.c.order_id == ORDERS.c.id)))
            .where(*conditions)
            .order_by(*_sorting(sort, totals), ORDERS.c.number)
            .limit(limit)
        )
        return [ListRow._make(row) for row in self.connection.execute(query)]

    def count_orders(self, only: OrderFilter, *, as_of: date) -> int:
        """Count the orders that fit."""
        query = sa.select(sa.func.count()).select_from(ORDERS).where(*order_conditions(only, as_of))
        return self.connection.execute(query).scalar_one()

    def board(self, *, as_of: date) -> Sequence[BoardRow]:
        """Count the orders in each status, in the order of the lifecycle."""
        status, one = ORDERS.c.status, sa.func.count()
        late = sa.select(overdue_lines(as_of).c.order_id)
        risky = sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, at_risk())
        totals = self._counts(sa.select(status, one).group_by(status))
        overdues = self._counts(sa.select(status, one).where(ORDERS.c.id.in_(late)).group_by(status))
        risks = self._counts(sa.select(status, one).where(ORDERS.c.id.in_(risky)).group_by(status))
        delays = self._counts(
            sa.select(status, one).where(TO_DO, ORDERS.c.delay_reported_on.is_not(None)).group_by(status)
        )
        return [
            BoardRow(name, totals.get(name, 0), overdues.get(name, 0), risks.get(name, 0), delays.get(name, 0))
            for name in Status
        ]

    def candidates(self, only: OrderFilter, *, as_of: date) -> Sequence[Candidate]:
        """List the unfinished orders that fit; the cost grows with them and not with the history."""
        was_entered = sa.or_(ORDERS.c.is_history == 1, ORDERS.c.entered_on <= as_of)
        return self._candidates([TO_DO, was_entered, *order_conditions(only, as_of)], as_of)

    def named_candidates(self, numbers: Collection[str], *, as_of: date) -> Sequence[Candidate]:
        """List the named orders that exist, finished ones included; the cost grows with their number."""
        wanted = list(numbers)
        parts = (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
        return [row for part in parts for row in self._candidates([ORDERS.c.number.in_(part)], as_of)]

    def _candidates(self, conditions: Sequence[Condition], as_of: date) -> Sequence[Candidate]:
        totals = _work_totals(sa.select(ORDERS.c.id).where(*conditions), as_of)
        query = (
            sa.select(*_candidate_columns(totals, as_of))
            .select_from(with_parties(ORDERS.join(totals, totals.c.order_id == ORDERS.c.id)))
            .where(*conditions)
        )
        return [Candidate._make(row) for row in self.connection.execute(query)]

    def _counts(self, query: sa.Select[Any]) -> dict[str, int]:
        return {row[0]: row[1] for row in self.connection.execute(query)}


def _ones(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _line_totals(ids: sa.Select[Any], as_of: date) -> sa.Subquery:
    is_late = overdue_on(as_of)
    late_since = sa.func.min(sa.case((is_late, standing_promise(as_of))), type_=Day())
    return (
        sa.select(
            LINES.c.order_id,
            latest_promise().label("promised_on"),
            sa.func.max(sa.case((IS_OPEN, LINES.c.expected_on)), type_=Day()).label("expected_on"),
            late_since.label("late_since"),
            _ones(is_late).label("overdue_lines"),
            _ones(at_risk()).label("at_risk_lines"),
            _ones(IS_OPEN).label("open_lines"),
            sa.func.count().label("lines"),
            _ones(LINES.c.shipped_quantity > 0).label("shipped_lines"),
            _ones(LINES.c.delivered_quantity > 0).label("delivered_lines"),
        )
        .where(LINES.c.order_id.in_(ids))
        .group_by(LINES.c.order_id)
        .subquery("totals")
    )


def _list_columns(totals: sa.Subquery, as_of: date) -> list[sa.ColumnElement[Any]]:
    given: dict[str, sa.ColumnElement[Any]] = {
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "days_late": day_count(sa.bindparam(None, as_of, Day), totals.c.late_since),
    }
    return [given[name] if name in given else _column(name, totals) for name in ListRow._fields]


def _column(name: str, totals: sa.Subquery) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = totals.c[name] if name in totals.c else ORDERS.c[name]
    return column


def _sorting(sort: Sort, totals: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    weights = {priority.value: -rank for rank, priority in enumerate(Priority)}
    places = {status.value: rank for rank, status in enumerate(Status)}
    keys: dict[Sort, sa.ColumnElement[Any]] = {
        Sort.PROMISED: totals.c.promised_on,
        Sort.NUMBER: ORDERS.c.number,
        Sort.CUSTOMER: CUSTOMERS.c.key,
        Sort.SUPPLIER: SUPPLIERS.c.key,
        Sort.OWNER: ORDERS.c.owner,
        Sort.STATUS: sa.case(places, value=ORDERS.c.status),
        Sort.PRIORITY: sa.case(weights, value=ORDERS.c.priority),
        Sort.ENTERED: ORDERS.c.id,
    }
    return [keys[sort].asc().nulls_last()]


def _work_totals(ids: sa.Select[Any], as_of: date) -> sa.Subquery:
    is_late = overdue_on(as_of)
    first_open = sa.func.min(sa.case((sa.and_(IS_OPEN, sa.not_(is_late)), LINES.c.promised_on)), type_=Day())
    return (
        sa.select(
            LINES.c.order_id,
            latest_promise().label("promised_on"),
            sa.func.min(sa.case((is_late, standing_promise(as_of))), type_=Day()).label("overdue_since"),
            first_open.label("next_promise_on"),
            sa.func.max(sa.case((IS_OPEN, LINES.c.expected_on)), type_=Day()).label("expected_on"),
            _ones(at_risk()).label("at_risk_lines"),
            sa.func.max(sa.case((at_risk(), day_count(LINES.c.expected_on, LINES.c.promised_on)))).label("risk_days"),
            _ones(IS_OPEN).label("open_lines"),
            sa.func.max(LINES.c.delivered_on, type_=Day()).label("delivered_on"),
        )
        .where(LINES.c.order_id.in_(ids))
        .group_by(LINES.c.order_id)
        .subquery("totals")
    )


def _candidate_columns(totals: sa.Subquery, as_of: date) -> list[sa.ColumnElement[Any]]:
    given: dict[str, sa.ColumnElement[Any]] = {
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "last_contact_on": heard_by(sa.bindparam(None, as_of, Day)),
    }
    return [given[name] if name in given else _column(name, totals) for name in Candidate._fields]
