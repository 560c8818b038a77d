"""What the desk asks for and gets in lists: orders, overdue lines, cases, what is being chased (SOP 4.2a, 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.orders.fields import EDITED_OF_ORDER
from ordertrack.domain.orders.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordertrack.domain.cases.escalations import Escalation
    from ordertrack.domain.cases.issues import IssueKind, Severity, Wait


class Sort(StrEnum):
    """How a list is ordered."""

    PROMISED = "promised"
    NUMBER = "number"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    OWNER = "owner"
    STATUS = "status"
    PRIORITY = "priority"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders; every condition given must hold. Parties by their number in the book.

    `text` stands in an order's number, references, goods or notes, or all its words were said about the order.
    """

    numbers: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    customer: int | None = None
    supplier: int | None = None
    owner: str | None = None
    is_overdue: bool = False
    is_at_risk: bool = False
    is_delayed: bool = False
    is_open: bool = False
    promised_from: date | None = None
    promised_to: date | None = None
    text: str | None = None


class OverdueRow(NamedTuple):
    """One overdue line, with whom to ask and when they were last heard."""

    number: str
    line: int
    sku: str | None
    description: str | None
    open_quantity: int
    unit: str | None
    customer: str
    supplier: str
    owner: str | None
    priority: str
    status: str
    promised_on: date
    expected_on: date | None
    days_late: int
    is_new: bool
    last_contact_on: date | None
    delay_cause: str | None


class ListRow(NamedTuple):
    """One order in a list. Overdue and at risk are of its lines as of the day asked; `own` holds its other fields."""

    number: str
    status: str
    customer: str
    supplier: str
    owner: str | None
    priority: str
    placed_on: date | None
    promised_on: date
    expected_on: date | None
    days_late: int | None
    overdue_lines: int
    at_risk_lines: int
    open_lines: int
    lines: int
    shipped_lines: int
    delivered_lines: int
    delay_expected_on: date | None
    delay_cause: str | None
    last_contact_on: date | None
    own: Mapping[str, Any]


LISTED_AS_THEY_ARE = tuple(name for name in EDITED_OF_ORDER if name not in ListRow._fields)
"""The fields in `own` of a row."""


class BoardRow(NamedTuple):
    """How many orders stand in one status, and how many of them want attention."""

    status: str
    orders: int
    overdue: int
    at_risk: int
    delayed: int


class Candidate(NamedTuple):
    """An unfinished order, with what decides whether and why somebody must act on it today.

    `risk_days` is how long after its promise the worst line at risk is expected.
    """

    number: str
    status: str
    priority: str
    owner: str | None
    customer: str
    supplier: str
    promised_on: date
    overdue_since: date | None
    next_promise_on: date | None
    expected_on: date | None
    at_risk_lines: int
    risk_days: int | None
    open_lines: int
    delivered_on: date | None
    delay_expected_on: date | None
    delay_cause: str | None
    last_contact_on: date | None
    entered_on: date

    @property
    def delay_days(self) -> int | None:
        """Calendar days from the promise to the date last reported; None when no delay is."""
        return (self.delay_expected_on - self.promised_on).days if self.delay_expected_on else None


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


class DueFollowUp(NamedTuple):
    """A line about which the supplier is to be asked: why, how to reach them, and what was said last.

    `followup` is the number of the last follow-up that was raised for the promise, `revision` that of the policy
    which asked for it; `days_late` is None before the promise has passed. What was `said` is the supplier's last
    contact about the order, made or attempted.
    """

    number: str
    line: int
    followup: int
    rule: str
    revision: int
    due_on: date
    raised_on: date
    promised_on: date
    days_late: int | None
    expected_on: date | None
    sku: str | None
    description: str | None
    open_quantity: int
    unit: str | None
    customer: str
    supplier: str
    supplier_ref: str | None
    phone: str | None
    emails: str | None
    owner: str | None
    priority: str
    status: str
    said_on: date | None
    said_by: str | None
    said_channel: str | None
    said_outcome: str | None
    said_note: str | None


class RunningEscalation(NamedTuple):
    """An escalation that has not ended, and its order; `days_late` is that of the longest overdue line."""

    number: str
    escalation: Escalation
    customer: str
    supplier: str
    owner: str | None
    priority: str
    status: str
    promised_on: date
    days_late: int | None
    value: int | None
    currency: str | None


def is_unheeded(escalation: Escalation, at: datetime) -> bool:
    """Say whether at an instant nobody has taken it up in time, or nobody could be told at all."""
    if escalation.acknowledged_at is not None:
        return False
    told = escalation.last_told
    return told is None or (told.acknowledge_by is not None and told.acknowledge_by <= at)
