"""What the policy says to a command: the revision in force, the desk's hours, and the instants typed in them."""

from __future__ import annotations

from datetime import time
from functools import cached_property
from typing import TYPE_CHECKING

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordertrack.cli.context import Desk
    from ordertrack.domain.policy import Policy, PolicyRevision
    from ordertrack.domain.timeline import Timeline
    from ordertrack.domain.worklist import Standards
    from ordertrack.usecases.stamps import Stamp


class Procedure:
    """The policy of a desk's book; nothing of it is read before it is needed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def policies(self) -> Sequence[PolicyRevision]:
        """The policy revisions; the built-in one where the book has none yet."""
        from ordertrack.usecases.policies import built_in_revision

        with self._desk.book.read() as view:
            return view.policies() or [built_in_revision(self._desk.zone.key, self._desk.stamp)]

    @cached_property
    def revision(self) -> PolicyRevision:
        """The policy revision in force."""
        from ordertrack.usecases.policies import revision_on

        return revision_on(self.policies, self._desk.today)

    @cached_property
    def policy(self) -> Policy:
        """The policy in force."""
        from ordertrack.usecases.policies import policy_on

        return policy_on(self.policies, self._desk.today)[1]

    @cached_property
    def hours(self) -> Timeline:
        """When the desk works, through all revisions."""
        from ordertrack.cli.calendars import year_holidays
        from ordertrack.usecases.policies import timeline

        return timeline(self.policies, year_holidays)

    @property
    def standards(self) -> Standards:
        """What the urgency of the worklist is measured by, as of the day asked about."""
        from ordertrack.domain.worklist import Standards
        from ordertrack.usecases.policies import targets_by_day

        stamp = self.round_stamp
        return Standards(stamp.today, stamp.at, self.hours, self.policy, targets_by_day(self.policies))

    @property
    def round_stamp(self) -> Stamp:
        """Who and when for the daily round: now, or the last moment of an earlier day; `round` unless somebody else."""
        from ordertrack.usecases.stamps import Stamp

        named = self._desk.wishes.actor or self._desk.environ.get("ORDERTRACK_ACTOR")
        by = self._desk.actor if named else "round"
        if self._desk.as_of == self._desk.today:
            return Stamp(at=self._desk.now, today=self._desk.today, by=by)
        return Stamp(at=self.hours.instant(self._desk.as_of, time(23, 59, 59)), today=self._desk.as_of, by=by)

    def instant(self, text: str | None, option: str) -> datetime:
        """Read an instant a person typed, now if left out; UsageError names the option."""
        if text is None:
            return self._desk.now
        from ordertrack.cli.instants import read_instant

        try:
            return read_instant(text, self.hours, self._desk.read_day)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from error
