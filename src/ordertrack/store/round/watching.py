"""What the daily round reads: the policy revisions, the last round, and which orders a clock may run out for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.store.engine.functions import Day
from ordertrack.store.orders.listing import IS_OPEN_BY_INDEX, TO_DO, order_conditions
from ordertrack.store.tables.orders import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ordertrack.domain.orders.lists import OrderFilter
    from ordertrack.domain.policy.policy import Policy, PolicyRevision


class Watching:
    """The part of a view that the clocks need; its tables are loaded when it is asked, not at every start."""

    connection: sa.Connection
    read_policy: Callable[[str], Policy] | None

    def policies(self) -> Sequence[PolicyRevision]:
        """List the policy revisions by number."""
        from ordertrack.domain.policy.policy import PolicyRevision
        from ordertrack.store.tables.cases import POLICIES

        return [
            PolicyRevision(
                number=row.number,
                from_on=row.from_on,
                adopted_at=datetime.fromisoformat(row.adopted_at),
                by=row.actor,
                description=row.description,
                text=row.text,
                form=row.form,
                reader=self.read_policy,
            )
            for row in self.connection.execute(sa.select(POLICIES).order_by(POLICIES.c.number))
        ]

    def last_round(self) -> date | None:
        """Give the day of the newest daily round."""
        from ordertrack.store.tables.cases import ROUNDS

        query = sa.select(ROUNDS.c.ran_on).order_by(ROUNDS.c.ran_on.desc()).limit(1)
        found: date | None = self.connection.execute(query).scalar()
        return found

    def numbers_to_watch(self, *, promised_by: date) -> Sequence[str]:
        """List unfinished orders promised by a day, or with a case that is open."""
        from ordertrack.store.tables.cases import ENQUIRIES, ESCALATIONS, ISSUES

        soon = sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, LINES.c.promised_on <= promised_by)
        cases = [
            sa.select(table.c.order_id).where(table.c[column].is_(None))
            for table, column in ((ISSUES, "resolved_at"), (ESCALATIONS, "ended_at"), (ENQUIRIES, "answered_at"))
        ]
        watched = sa.union(soon, *cases).subquery()
        query = sa.select(ORDERS.c.number).where(TO_DO, ORDERS.c.id.in_(sa.select(watched.c.order_id)))
        return self.connection.execute(query.order_by(ORDERS.c.id)).scalars().all()

    def customers_told(self, only: OrderFilter, *, as_of: date) -> Mapping[str, date]:
        """Give, by number, the day on which the customer of a delayed order last heard from us."""
        from ordertrack.store.tables.cases import CONTACTS, UNTOLD

        last = sa.func.max(CONTACTS.c.made_on, type_=Day())
        reached = sa.and_(
            CONTACTS.c.order_id == ORDERS.c.id,
            CONTACTS.c.side == "customer",
            CONTACTS.c.outcome.not_in(UNTOLD),
            CONTACTS.c.made_on <= sa.bindparam(None, as_of, Day),
        )
        query = (
            sa.select(ORDERS.c.number, ORDERS.c.delay_reported_on, last)
            .select_from(ORDERS.outerjoin(CONTACTS, reached))
            .where(TO_DO, ORDERS.c.delay_reported_on.is_not(None), *order_conditions(only, as_of))
            .group_by(ORDERS.c.id, ORDERS.c.number, ORDERS.c.delay_reported_on)
        )
        return {number: max(reported, told or reported) for number, reported, told in self.connection.execute(query)}
