"""Something wrong with an order: what, how bad, who is waited for, and how it ended (SOP 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ordertrack.domain.parties import Side


class IssueKind(StrEnum):
    """What is wrong."""

    DELAY = "delay"
    SHORT = "short"
    OVER = "over"
    DAMAGED = "damaged"
    WRONG_GOODS = "wrong-goods"
    QUALITY = "quality"
    DOCUMENTS = "documents"
    PRICE = "price"
    OTHER = "other"


class Severity(StrEnum):
    """How bad it is, the mildest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Remedy(StrEnum):
    """What shall put it right."""

    REPLACE = "replace"
    CREDIT = "credit"
    REPAIR = "repair"
    ACCEPT = "accept"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A time in which somebody else had to move; waiting for the customer pauses the clock, for the supplier not."""

    side: Side
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue, known by the order's number and its own: `SO-1#2`.

    Reopening takes the resolution back: whoever reported it has waited all the time, so the clock never stopped.
    """

    number: int
    kind: IssueKind
    severity: Severity
    cause: str
    opened_at: datetime
    position: int | None = None
    cause_code: str | None = None
    remedy: Remedy | None = None
    is_automatic: bool = False
    waits: tuple[Wait, ...] = ()
    resolved_at: datetime | None = None
    resolution: str | None = None
    reopened: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it still wants something done."""
        return self.resolved_at is None

    @property
    def waits_for(self) -> Side | None:
        """Who must move now, if somebody else."""
        return self.waits[-1].side if self.waits and self.waits[-1].until is None and self.is_open else None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOpened:
    """Something was found wrong."""

    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueWaiting:
    """The next move is somebody else's."""

    number: int
    side: Side
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueResumed:
    """The next move is ours again."""

    number: int
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueResolved:
    """It was put right, or settled."""

    number: int
    at: datetime
    resolution: str
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReopened:
    """It was not put right after all."""

    number: int
    at: datetime
    cause: str
