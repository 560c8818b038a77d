"""The revisions of the policy that were adopted, and the adoption of another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.orders.events import PolicyAdopted
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.records import event_body
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.orders.rows import policy_values
from ordertrack.store.tables.cases import POLICIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ordertrack.domain.policy.policy import Policy
    from ordertrack.store.trail import Tail


class Policies:
    """The revisions of the policy."""

    def __init__(self, connection: sa.Connection, read: Callable[[str], Policy] | None = None) -> None:
        self._connection, self._read = connection, read

    def revisions(self) -> Sequence[PolicyRevision]:
        """List the policy revisions by number."""
        return [
            PolicyRevision(
                number=row.number,
                from_on=row.from_on,
                adopted_at=datetime.fromisoformat(row.adopted_at),
                by=row.actor,
                description=row.description,
                text=row.text,
                form=row.form,
                reader=self._read,
            )
            for row in self._connection.execute(sa.select(POLICIES).order_by(POLICIES.c.number))
        ]


class PolicyWrites(Policies):
    """The same in a transaction, which may adopt another revision."""

    def __init__(self, connection: sa.Connection, tail: Tail, read: Callable[[str], Policy] | None = None) -> None:
        super().__init__(connection, read)
        self._tail = tail

    def save(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        """Keep a new policy revision, with its event."""
        fact = PolicyAdopted(
            number=revision.number, from_on=revision.from_on, description=revision.description, text=revision.text
        )
        insert_many(self._connection, POLICIES, [(*policy_values(fact, at, by), revision.form)])
        self._tail.append(event_body(fact, at=at, by=by))

    def keep_forms(self, forms: Mapping[int, str]) -> None:
        """Keep what policy revisions say beside their texts, by number."""
        for number, form in forms.items():
            self._connection.execute(POLICIES.update().where(POLICIES.c.number == number).values(form=form))
