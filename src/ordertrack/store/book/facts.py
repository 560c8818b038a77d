"""Writing what belongs to no order: the revisions of the policy, and that a daily round ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.orders.events import PolicyAdopted
from ordertrack.domain.records import event_body
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.orders.rows import policy_values, round_values
from ordertrack.store.policy import Policies
from ordertrack.store.round.watching import Rounds
from ordertrack.store.tables.cases import POLICIES, ROUNDS

if TYPE_CHECKING:
    from datetime import datetime

    import sqlalchemy as sa

    from ordertrack.domain.orders.events import RoundRun
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.store.records.trail import Tail


class PolicyWrites(Policies):
    """The same in a transaction, which may adopt another revision."""

    def __init__(self, connection: sa.Connection, tail: Tail) -> None:
        super().__init__(connection)
        self._tail = tail

    def save(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        """Keep a new policy revision, with its event."""
        fact = PolicyAdopted(
            number=revision.number, from_on=revision.from_on, description=revision.description, text=revision.text
        )
        insert_many(self._connection, POLICIES, [policy_values(fact, at, by)])
        self._tail.append([event_body(fact, at=at, by=by)])


class RoundWrites(Rounds):
    """The same in a transaction, which may keep that a round ran."""

    def __init__(self, connection: sa.Connection, tail: Tail) -> None:
        super().__init__(connection)
        self._tail = tail

    def record(self, fact: RoundRun, *, at: datetime, by: str) -> None:
        """Keep that a daily round ran, with its event."""
        insert_many(self._connection, ROUNDS, [round_values(fact, self._tail.seq + 1, at, by)])
        self._tail.append([event_body(fact, at=at, by=by)])
