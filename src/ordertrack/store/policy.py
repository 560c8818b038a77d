"""The revisions of the policy that were adopted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.store.tables.cases import POLICIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordertrack.domain.policy.policy import Policy


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
