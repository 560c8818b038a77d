"""A customer's question about an order, and the answer that stops its clock (SOP 4.4a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ordertrack.domain.parties import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A question, known by the order's number and its own: `SO-1#2`.

    Questions that one answer settles share its instant; their clock runs from the oldest.
    """

    number: int
    sender: str
    received_at: datetime
    text: str
    channel: Channel = Channel.EMAIL
    answered_at: datetime | None = None
    answered_by: str | None = None
    answer: str | None = None
    answer_channel: Channel | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the clock has stopped."""
        return self.answered_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryLogged:
    """A customer asked."""

    enquiry: Enquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryAnswered:
    """The customer was answered; every question of the order received by then is settled with it."""

    number: int
    at: datetime
    actor: str
    text: str
    channel: Channel
