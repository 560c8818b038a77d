"""The reports over lines: what is overdue, and how it ages (SOP 4.3a, 7). On-time delivery stands in `ontime`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.figures import AGE_LIMITS, AgingRow, By, OrderFilter, OverdueRow
from ordertrack.store.columns import Day
from ordertrack.store.filters import heard_by, missing_on, order_conditions, overdue_lines, standing_promise
from ordertrack.store.functions import day_count
from ordertrack.store.grouping import group_of
from ordertrack.store.listing import CUSTOMERS, SUPPLIERS, with_parties
from ordertrack.store.ontime import OnTime
from ordertrack.store.rows import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Reports(OnTime):
    """The part of a view that answers the reports."""

    connection: sa.Connection

    def overdue(self, only: OrderFilter, *, as_of: date) -> Sequence[OverdueRow]:
        """List the overdue lines, the longest overdue first."""
        keys, day = overdue_lines(as_of), sa.bindparam(None, as_of, Day)
        promised = standing_promise(as_of)
        query = (
            sa.select(*_overdue_columns(promised, day))
            .select_from(_overdue_source(keys))
            .where(*order_conditions(only, as_of))
            .order_by(promised, ORDERS.c.number, LINES.c.position)
        )
        return [OverdueRow._make(row) for row in self.connection.execute(query)]

    def aging(self, only: OrderFilter, *, as_of: date, by: By | None) -> Sequence[AgingRow]:
        """Count the overdue lines of each group by how late they are, the worst group first."""
        keys, promised = overdue_lines(as_of), standing_promise(as_of)
        late = day_count(sa.bindparam(None, as_of, Day), promised)
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
        return [AgingRow._make(row) for row in self.connection.execute(query)]


def _overdue_source(keys: sa.Subquery) -> sa.FromClause:
    same = sa.and_(LINES.c.order_id == keys.c.order_id, LINES.c.position == keys.c.position)
    return with_parties(keys.join(LINES, same).join(ORDERS, ORDERS.c.id == LINES.c.order_id))


def _overdue_columns(promised: Any, day: sa.BindParameter[Any]) -> list[sa.ColumnElement[Any]]:  # noqa: ANN401
    late = day_count(day, promised)
    given: dict[str, sa.ColumnElement[Any]] = {
        "line": LINES.c.position,
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "promised_on": promised,
        "days_late": late,
        "open_quantity": missing_on(day),
        "last_contact_on": heard_by(day),
        "is_new": late == 1,
    }
    return [given.get(name, _column(name)).label(name) for name in OverdueRow._fields]


def _column(name: str) -> Any:  # noqa: ANN401 - a column of either table, or none
    return LINES.c[name] if name in LINES.c else ORDERS.c.get(name)


def _buckets(late: sa.ColumnElement[int]) -> list[sa.ColumnElement[int]]:
    edges = [0, *AGE_LIMITS]
    ranges = [late.between(low + 1, high) for low, high in zip(edges, AGE_LIMITS, strict=False)]
    return [sa.func.sum(sa.case((each, 1), else_=0)) for each in (*ranges, late > AGE_LIMITS[-1])]
