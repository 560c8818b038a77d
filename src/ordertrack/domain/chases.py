"""What is being chased: the follow-ups to make and the escalations that run, each with its order (SOP 4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordertrack.domain.escalations import Escalation


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
