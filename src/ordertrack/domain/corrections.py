"""Which events a correction may take back: what a person typed, never that a letter went out or came in (SOP 4.4c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.channels import Channel
from ordertrack.domain.enquiries import EnquiryLogged
from ordertrack.domain.escalations import (
    ENDED_BY_ITSELF,
    AcknowledgementExpired,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
)
from ordertrack.domain.followups import ContactLogged, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.issues import IssueOpened

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from ordertrack.domain.events import Event, Fact

_BY_ITSELF = (FollowUpsRaised, EscalationStarted, EscalationTold, AcknowledgementExpired)


def is_of_letter(fact: Fact) -> bool:
    """Say whether a fact records that a letter was sent or received, or what it asked."""
    if isinstance(fact, ContactLogged):
        return fact.contact.message is not None
    return isinstance(fact, FollowUpsAsked)


def typed(events: Sequence[Event]) -> list[Event]:
    """Keep the events of an order that a person typed, in their order; what a letter or a round brought is not."""
    letters = {
        event.fact.contact.at for event in events if isinstance(event.fact, ContactLogged) and is_of_letter(event.fact)
    }
    return [event for event in events if _is_typed(event.fact, letters)]


def _is_typed(fact: Fact, letters: Collection[datetime]) -> bool:
    if isinstance(fact, EnquiryLogged):
        return fact.enquiry.channel is not Channel.EMAIL or fact.enquiry.received_at not in letters
    if isinstance(fact, EscalationEnded):
        return fact.why not in ENDED_BY_ITSELF
    if isinstance(fact, IssueOpened):
        return not fact.issue.is_automatic
    return not isinstance(fact, _BY_ITSELF) and not is_of_letter(fact)
