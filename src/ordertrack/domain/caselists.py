"""Lists of issues and enquiries: what is asked, and the rows that answer it (SOP 4.4a, 4.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.figures import OrderFilter

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.issues import IssueKind, Severity, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueQuestion:
    """Which issues; every condition given must hold, those on the order too.

    `at` asks for those opened by an instant, as they stood then: resolved later is open. None: as they stand.
    """

    is_open: bool = True
    kinds: tuple[IssueKind, ...] = ()
    severities: tuple[Severity, ...] = ()
    only: OrderFilter = field(default_factory=OrderFilter)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryQuestion:
    """Which enquiries; `at` asks for those received by an instant, as they stood then. None: as they stand."""

    is_unanswered: bool = True
    only: OrderFilter = field(default_factory=OrderFilter)
    at: datetime | None = None


class IssueListRow(NamedTuple):
    """One issue with its order. `number` is the order's, `issue` its own within it."""

    number: str
    issue: int
    kind: str
    severity: str
    cause: str
    cause_code: str | None
    remedy: str | None
    line: int | None
    customer: str
    supplier: str
    owner: str | None
    priority: str
    status: str
    opened_at: datetime
    waits: tuple[Wait, ...]
    resolved_at: datetime | None
    resolution: str | None
    reopened: int
    is_automatic: bool


class EnquiryListRow(NamedTuple):
    """One question with its order.

    `asked_since` is when the oldest of the questions was received that wait with it, or that one answer settled.
    """

    number: str
    enquiry: int
    sender: str
    channel: str
    text: str
    customer: str
    supplier: str
    owner: str | None
    priority: str
    status: str
    received_at: datetime
    asked_since: datetime
    answered_at: datetime | None
    answered_by: str | None
    answer: str | None
    answer_channel: str | None
