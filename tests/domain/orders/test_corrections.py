"""Which events count as typed by a person, and which only as the record of a letter or of a round (SOP 4.4c)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryLogged
from ordertrack.domain.cases.escalations import NOTHING_HOLDS, AcknowledgementExpired, EscalationEnded, EscalationTold
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.cases.issues import Issue, IssueKind, IssueOpened, Severity
from ordertrack.domain.orders.events import NoteAdded, OrderFact
from ordertrack.domain.orders.moves import is_of_letter, typed
from ordertrack.domain.parties import Channel, Side
from tests.builders import AT, TODAY, an_event
from tests.chasing import a_followup
from tests.hours import HOUR

CALL = Contact(at=AT, made_on=TODAY, channel=Channel.PHONE, side=Side.SUPPLIER, actor="anna")
LETTER = ContactLogged(
    contact=replace(CALL, channel=Channel.EMAIL, outcome=FollowUpOutcome.SENT, message=1, digest="0" * 64)
)
ASKED = Enquiry(number=1, sender="Kai", received_at=AT, text="When?")
ISSUE = Issue(number=1, kind=IssueKind.OTHER, severity=Severity.LOW, cause="torn", opened_at=AT)

BY_HAND: dict[str, OrderFact] = {
    "a call": ContactLogged(contact=CALL),
    "a question on the phone": EnquiryLogged(enquiry=replace(ASKED, channel=Channel.PHONE)),
    "a question of another letter": EnquiryLogged(enquiry=replace(ASKED, received_at=AT - HOUR)),
    "an issue": IssueOpened(issue=ISSUE),
    "an escalation that somebody settled": EscalationEnded(number=1, at=AT, why="agreed"),
    "a note": NoteAdded(note="rang"),
}
BY_ITSELF: dict[str, OrderFact] = {
    "a letter": LETTER,
    "the question in it": EnquiryLogged(enquiry=ASKED),
    "what it asked": FollowUpsAsked(at=AT, asked_on=TODAY, positions=(1,)),
    "a follow-up that is due": FollowUpsRaised(followups=(a_followup(),)),
    "an issue of an address": IssueOpened(issue=replace(ISSUE, is_automatic=True)),
    "whose turn it was": EscalationTold(number=1, tellings=()),
    "an escalation taken up in vain": AcknowledgementExpired(number=1, at=AT),
    "an escalation that nothing holds": EscalationEnded(number=1, at=AT, why=NOTHING_HOLDS),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_what_a_person_typed_may_be_meant(what: str) -> None:
    event = an_event(BY_HAND[what])
    assert typed([event, an_event(LETTER)]) == [event]


@pytest.mark.parametrize("what", BY_ITSELF)
def test_what_a_letter_or_a_round_brought_is_never_meant(what: str) -> None:
    assert typed([an_event(BY_ITSELF[what]), an_event(LETTER)]) == []


def test_only_letters_and_what_they_asked_cannot_be_taken_back_at_all() -> None:
    facts = {**BY_HAND, **BY_ITSELF}
    assert [what for what, fact in facts.items() if is_of_letter(fact)] == ["a letter", "what it asked"]
