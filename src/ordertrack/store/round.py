"""What the round reads: which orders a clock may run out for, whom of a delay was told, and the last round."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.store.engine.functions import Day, on
from ordertrack.store.orders.listing import IS_OPEN_BY_INDEX, TO_DO, order_conditions
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES, ESCALATIONS, ISSUES, ROUNDS, UNTOLD
from ordertrack.store.tables.orders import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.domain.orders.lists import OrderFilter


class Rounds:
    """What the daily round and the clocks ask."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def last_day(self) -> date | None:
        """Give the day of the newest daily round; None before the first."""
        query = sa.select(ROUNDS.c.ran_on).order_by(ROUNDS.c.ran_on.desc()).limit(1)
        found: date | None = self._connection.execute(query).scalar()
        return found

    def numbers_to_watch(self, *, promised_by: date) -> Sequence[str]:
        """List unfinished orders that a clock may run out for: promised by a day, or with a case that is open.

        In the order in which they were entered; the cost grows with what is open and not with the history.
        """
        soon = sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, LINES.c.promised_on <= promised_by)
        cases = [
            sa.select(table.c.order_id).where(table.c[column].is_(None))
            for table, column in ((ISSUES, "resolved_at"), (ESCALATIONS, "ended_at"), (ENQUIRIES, "answered_at"))
        ]
        watched = sa.union(soon, *cases).subquery()
        query = sa.select(ORDERS.c.number).where(TO_DO, ORDERS.c.id.in_(sa.select(watched.c.order_id)))
        return self._connection.execute(query.order_by(ORDERS.c.id)).scalars().all()

    def customers_told(self, only: OrderFilter, *, as_of: date) -> Mapping[str, date]:
        """Give, by number, the day on which the customer of a delayed order last heard from us."""
        last = sa.func.max(CONTACTS.c.made_on, type_=Day())
        reached = sa.and_(
            CONTACTS.c.order_id == ORDERS.c.id,
            CONTACTS.c.side == "customer",
            CONTACTS.c.outcome.not_in(UNTOLD),
            CONTACTS.c.made_on <= on(as_of),
        )
        query = (
            sa.select(ORDERS.c.number, ORDERS.c.delay_reported_on, last)
            .select_from(ORDERS.outerjoin(CONTACTS, reached))
            .where(TO_DO, ORDERS.c.delay_reported_on.is_not(None), *order_conditions(only, as_of))
            .group_by(ORDERS.c.id, ORDERS.c.number, ORDERS.c.delay_reported_on)
        )
        return {number: max(reported, told or reported) for number, reported, told in self._connection.execute(query)}
