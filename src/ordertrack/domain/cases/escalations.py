"""An overdue order or an unresolved issue, handed from level to level in time (SOP 4.3b, 4.6b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NOTHING_HOLDS = "no level of the matrix holds any more"
DELIVERED = "delivered in full"
CANCELLED = "the order was cancelled"
CLOSED = "the order was closed"
RESOLVED = "the issue was resolved"
ENDED_BY_ITSELF = frozenset({NOTHING_HOLDS, DELIVERED, CANCELLED, CLOSED, RESOLVED})
"""Why an escalation ends without anybody having settled it; any other reason is a person's."""


class Subject(StrEnum):
    """What is escalated: lateness before or after the promise, an issue, or what a person saw."""

    LATE = "late"
    ISSUE = "issue"
    BY_HAND = "by hand"


class Ending(StrEnum):
    """How one level's turn went."""

    TOLD = "told"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTurn:
    """One level's turn: who was told and by when they must take it up, or why nobody was."""

    level: int
    at: datetime
    ending: Ending
    why: str
    to: tuple[str, ...] = ()
    acknowledge_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A running or ended escalation; it keeps the matrix of the policy `revision` it began under.

    `issue` is the number of the issue it is about, if it is about one.
    """

    number: int
    subject: Subject
    reason: str
    started_at: datetime
    revision: int
    issue: int | None = None
    tellings: tuple[LevelTurn, ...] = ()
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    expired: int = 0
    ended_at: datetime | None = None
    ended_why: str | None = None

    @property
    def is_running(self) -> bool:
        """Whether it still climbs."""
        return self.ended_at is None

    @property
    def level(self) -> int:
        """The highest level whose turn has been."""
        return max((each.level for each in self.tellings), default=0)

    @property
    def last_told(self) -> LevelTurn | None:
        """The last level that was really told."""
        return next((each for each in reversed(self.tellings) if each.ending is Ending.TOLD), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStarted:
    """The matrix, or a person, wants the next level to know."""

    escalation: Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTold:
    """Levels had their turn."""

    number: int
    tellings: tuple[LevelTurn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationAcknowledged:
    """Somebody took it up."""

    number: int
    at: datetime
    actor: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementExpired:
    """Who took it up brought no progress in time; it climbs on."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationEnded:
    """It is settled, or there is nothing left to escalate."""

    number: int
    at: datetime
    why: str
