"""The kinds of events and their names in the trail."""

from __future__ import annotations

from typing import get_args

from hypothesis import given

from ordertrack.domain.orders.events import KINDS, Event, Fact, NoteAdded, kind_of
from ordertrack.domain.values.codec import decode, encode
from tests.builders import AT, BY
from tests.generated import ANY_FACTS


def test_every_fact_has_a_name_in_the_trail() -> None:
    assert set(KINDS.values()) == set(get_args(Fact))


def test_no_two_facts_share_a_name() -> None:
    assert len(set(KINDS.values())) == len(KINDS)


def test_the_names_in_the_trail_never_change() -> None:
    assert {name: kind.__name__ for name, kind in KINDS.items()} == {
        "order entered": "OrderEntered",
        "status moved": "StatusMoved",
        "lines shipped": "LinesShipped",
        "lines received": "LinesReceived",
        "delay reported": "DelayReported",
        "promise revised": "PromiseRevised",
        "expectation changed": "ExpectationChanged",
        "lines cancelled": "LinesCancelled",
        "order edited": "OrderEdited",
        "lines added": "LinesAdded",
        "note added": "NoteAdded",
        "receipt confirmed": "ReceiptConfirmed",
        "order completed": "OrderCompleted",
        "order closed": "OrderClosed",
        "event taken back": "EventTakenBack",
        "contact logged": "ContactLogged",
        "follow-ups asked": "FollowUpsAsked",
        "follow-ups raised": "FollowUpsRaised",
        "issue opened": "IssueOpened",
        "issue waiting": "IssueWaiting",
        "issue resumed": "IssueResumed",
        "issue resolved": "IssueResolved",
        "issue reopened": "IssueReopened",
        "escalation started": "EscalationStarted",
        "escalation told": "EscalationTold",
        "escalation acknowledged": "EscalationAcknowledged",
        "acknowledgement expired": "AcknowledgementExpired",
        "escalation ended": "EscalationEnded",
        "enquiry logged": "EnquiryLogged",
        "enquiry answered": "EnquiryAnswered",
        "order held": "OrderHeld",
        "order released": "OrderReleased",
        "party added": "PartyAdded",
        "party edited": "PartyEdited",
        "party merged": "PartyMerged",
        "party erased": "PartyErased",
        "round run": "RoundRun",
        "policy adopted": "PolicyAdopted",
        "orders archived": "OrdersArchived",
    }


def test_an_event_is_of_the_kind_of_its_fact() -> None:
    assert Event(fact=NoteAdded(note="called"), at=AT, by=BY).kind == "note added"


@given(ANY_FACTS)
def test_a_fact_is_found_again_by_its_name(fact: Fact) -> None:
    assert decode(KINDS[kind_of(fact)], encode(fact)) == fact
