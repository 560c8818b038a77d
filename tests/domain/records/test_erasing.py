"""What may still be said of an event once a party's words are erased (SOP 6)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.enquiries import EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.followups import ContactLogged
from ordertrack.domain.orders.events import NoteAdded, OrderEntered
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.records import Theirs, event_body, event_from, without_correspondence
from tests.builders import AT, an_order
from tests.store.whole import CONTACT, ENQUIRY

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import Fact

CALL = replace(CONTACT, message=None, digest=None)
LETTER = replace(CONTACT, side=Side.CUSTOMER, message=12, digest="0" * 64, note="Re: my loom")
SILENT = replace(ENQUIRY, sender="erased", text="erased", answer="erased")


def rest(fact: Fact, side: Side) -> Any:  # noqa: ANN401 - a fact of the same kind, or None
    body = without_correspondence(event_body(fact, at=AT, by="anna", order="A-1"), Theirs({side}))
    return event_from(body, 1).fact if body else None


@pytest.mark.parametrize(
    ("fact", "customer", "supplier"),
    [
        (EnquiryLogged(enquiry=ENQUIRY), EnquiryLogged(enquiry=SILENT), None),
        (
            EnquiryAnswered(number=1, at=AT, actor="anna", text="Dear Ada", channel=Channel.EMAIL),
            EnquiryAnswered(number=1, at=AT, actor="anna", text="erased", channel=Channel.EMAIL),
            None,
        ),
        (ContactLogged(contact=LETTER), ContactLogged(contact=replace(LETTER, note="erased")), None),
        (ContactLogged(contact=replace(LETTER, note=None)), ContactLogged(contact=replace(LETTER, note=None)), None),
        (ContactLogged(contact=CALL), None, None),
        (NoteAdded(note="Ada called"), None, None),
        (
            OrderEntered(order=an_order(enquiries=(ENQUIRY,), contacts=(CALL, LETTER))),
            OrderEntered(order=an_order(enquiries=(SILENT,), contacts=(CALL, replace(LETTER, note="erased")))),
            None,
        ),
        (
            OrderEntered(order=an_order(contacts=(replace(LETTER, side=Side.SUPPLIER),))),
            None,
            OrderEntered(order=an_order(contacts=(replace(LETTER, side=Side.SUPPLIER, note="erased"),))),
        ),
        (OrderEntered(order=an_order()), None, None),
    ],
)
def test_only_the_words_of_that_side_go(fact: Fact, customer: Fact | None, supplier: Fact | None) -> None:
    assert (rest(fact, Side.CUSTOMER), rest(fact, Side.SUPPLIER)) == (customer, supplier)


def test_a_letter_of_the_party_goes_on_whichever_side_it_was_taken_for() -> None:
    body = event_body(ContactLogged(contact=LETTER), at=AT, by="anna", order="A-1")
    rest = without_correspondence(body, Theirs((), {12}))
    assert rest
    assert event_from(rest, 1).fact == ContactLogged(contact=replace(LETTER, note="erased"))
    assert without_correspondence(body, Theirs((), {13})) is None


@pytest.mark.parametrize("body", ["", "[]", "{}", json.dumps({"kind": "contact logged", "facts": {}})])
def test_what_is_no_event_is_refused(body: str) -> None:
    with pytest.raises(ValueError):
        without_correspondence(body, Theirs({Side.CUSTOMER}))
