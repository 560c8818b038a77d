"""What a clerk decides about a letter: its order, a question, the receipt, or nothing more (SOP 4.3c, 4.4a, 4.5a)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.letters import Direction, Match, MessageState
from ordertrack.domain.orders.events import ReceiptConfirmed
from ordertrack.domain.orders.moves import Closing, Target
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.errors import NotFoundError, RefusedError
from ordertrack.usecases.letters.intake import Taken, ask_by_message, confirm_by_message, settle_messages
from tests.builders import AT, TODAY, a_stamp, close, enter, facts_of, move, ten
from tests.chasing import a_followup, raise_followups
from tests.letters_in import HOURS, KAI, LEE, RECEIVED, STRANGER, Mailroom, a_complaint, a_letter, a_mailroom
from tests.store.letters import keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DONE, WAITING, UNMATCHED = MessageState.DONE, MessageState.WAITING, MessageState.UNMATCHED


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    return a_mailroom(tmp_path)


def refused(decide: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        decide()
    return caught.value.message


def a_waiting_letter(room: Mailroom, text: str = "It is here.\n") -> int:
    """A customer's answer to `delivered`, about A-1, which was delivered."""
    for to in (Target.CONFIRMED, Target.DELIVERED):
        move(room.book, to)
    notice = room.notice(NoticeKind.DELIVERED, "A-1")
    return room.one(a_letter(text, in_reply_to=notice.message_id or "", message_id=f"<{len(text)}@y>")).message.id


def test_a_letter_that_fits_no_order_is_given_one_with_all_that_follows(room: Mailroom) -> None:
    raise_followups(room.book, a_followup())
    kept = room.one(a_letter("On Friday.\n", sender=LEE)).message
    party = room.order().supplier
    after = replace(kept, numbers=("A-1",), matched_by=Match.HAND, party=party, side=Side.SUPPLIER, state=WAITING)
    assert room.assign(kept.id, "A-1") == Taken(after, "answers the follow-up; a clerk reads what it says")
    assert room.messages() == [after]
    assert room.order().followups == (a_followup(asked_at=RECEIVED, answered_at=RECEIVED),)
    assert room.is_sound()


def test_a_customers_letter_that_is_given_an_order_opens_an_enquiry_from_when_it_was_received(room: Mailroom) -> None:
    room.one(a_letter())
    assert room.assign(1, "A-1").done == "opens an enquiry"
    assert [each.received_at for each in room.order().enquiries] == [RECEIVED]


def test_a_letter_of_a_stranger_that_is_given_an_order_waits_for_a_clerk(room: Mailroom) -> None:
    room.one(a_letter(sender=STRANGER))
    taken = room.assign(1, "A-1")
    assert (taken.message.numbers, taken.message.side, taken.done) == (
        ("A-1",),
        None,
        "from neither party; waits for a clerk",
    )
    assert (room.order().enquiries, room.order().contacts) == ((), ())


def test_what_answers_a_letter_that_was_given_an_order_finds_it(room: Mailroom) -> None:
    room.one(a_letter())
    room.assign(1, "A-2")
    taken = room.one(a_letter("And?\n", message_id="<2@x>", in_reply_to="<1@example.org>"))
    assert (taken.message.numbers, taken.message.matched_by) == (("A-2",), Match.THREAD)


def test_a_complaint_that_is_given_an_order_waits_for_a_clerk(room: Mailroom) -> None:
    room.one(a_complaint("<other@example.org>"))
    assert room.assign(1, "A-1").done == "a complaint, which waits for a clerk"


def test_only_a_letter_that_wants_an_order_is_given_one(room: Mailroom) -> None:
    room.take(
        a_letter(subject="A-1"),
        a_letter(sender=LEE, subject="A-2", message_id="<2@x>"),
        a_letter("Away.\n", message_id="<3@x>", auto_submitted="auto-replied"),
    )
    sent = keep(room.book, b"sent", "A-1", direction=Direction.OUT)
    assert [refused(partial(room.assign, each, "A-2")) for each in (1, 2, 3, sent.id)] == [
        "message 1 is done with A-1; only one without an order is given one",
        "message 2 is waiting with A-2; only one without an order is given one",
        "message 3 is done; only one without an order is given one",
        f"message {sent.id} went out; only a letter that came in is given an order",
    ]


def test_an_order_or_a_letter_that_is_not_there_is_not_found(room: Mailroom) -> None:
    room.one(a_letter())
    with pytest.raises(NotFoundError, match="there is no message 9"):
        room.assign(9, "A-1")
    with pytest.raises(NotFoundError, match="there is no order A-9"):
        room.assign(1, "A-9")
    assert room.messages()[0].state is UNMATCHED


def test_giving_an_order_in_a_dry_run_writes_nothing(room: Mailroom) -> None:
    room.one(a_letter())
    before = room.content
    assert room.assign(1, "A-1", dry_run=True).done == "opens an enquiry"
    assert room.content == before


def test_letters_are_set_aside_with_or_without_an_order(room: Mailroom) -> None:
    room.take(a_letter(sender=LEE, subject="A-1"), a_letter(message_id="<2@x>"))
    found = settle_messages(room.book, [2, 1, 2])
    assert [(each.message.id, each.message.state, each.done) for each in found] == [
        (2, DONE, "is done"),
        (1, DONE, "is done"),
    ]
    assert {each.state for each in room.messages()} == {DONE}
    assert refused(lambda: settle_messages(room.book, [1])) == "message 1 is done already; there is nothing to decide"


def test_all_letters_are_set_aside_or_none(room: Mailroom) -> None:
    room.take(a_letter(), a_letter(message_id="<2@x>", subject="A-1"))
    assert refused(lambda: settle_messages(room.book, [1, 2])).startswith("message 2 is done already")
    assert room.messages()[0].state is UNMATCHED
    with pytest.raises(NotFoundError):
        settle_messages(room.book, [1, 7])
    settle_messages(room.book, [1], dry_run=True)
    assert room.messages()[0].state is UNMATCHED


def test_a_letter_that_waited_opens_an_enquiry_from_when_it_was_received(room: Mailroom) -> None:
    number = a_waiting_letter(room, "One box is missing.\n")
    before = room.content
    ask_by_message(room.book, number, a_stamp(), dry_run=True)
    assert room.content == before
    taken = ask_by_message(room.book, number, a_stamp())
    assert (taken.message.state, taken.done) == (DONE, "opens an enquiry")
    assert room.order().enquiries == (
        Enquiry(number=1, sender="Kai", received_at=RECEIVED, text="One box is missing.", channel=Channel.EMAIL),
    )
    assert [each.outcome for each in room.order().contacts] == [FollowUpOutcome.RECEIVED]
    said = f"message {number} is done already; there is nothing to decide"
    assert refused(lambda: ask_by_message(room.book, number, a_stamp())) == said
    assert room.is_sound()


def test_a_letter_that_waited_confirms_the_receipt_on_the_day_it_came_by_whom_it_is_from(room: Mailroom) -> None:
    number = a_waiting_letter(room)
    before = room.content
    confirm_by_message(room.book, number, HOURS, a_stamp(), dry_run=True)
    assert room.content == before
    taken = confirm_by_message(room.book, number, HOURS, a_stamp())
    assert (taken.message.state, taken.done) == (DONE, "confirms the receipt on 2026-03-02")
    confirmed = ReceiptConfirmed(on=TODAY, received_by="Kai", note=f"message {number}")
    assert facts_of(room.book)[-1] == confirmed
    assert (room.order().receipt_on, room.order().received_by) == (TODAY, "Kai")
    assert room.is_sound()


def test_a_receipt_is_confirmed_in_a_name_that_the_book_can_hold(room: Mailroom) -> None:
    for to in (Target.CONFIRMED, Target.DELIVERED):
        move(room.book, to)
    notice = room.notice(NoticeKind.DELIVERED, "A-1")
    room.one(a_letter("Yes.\n", sender=f"{'x' * 300} <{KAI}>", in_reply_to=notice.message_id or ""))
    confirm_by_message(room.book, 1, HOURS, a_stamp())
    assert room.order().received_by == "x" * 200


@pytest.mark.parametrize("decide", ["ask", "confirm"])
def test_only_a_customers_letter_about_an_order_asks_or_confirms(room: Mailroom, decide: str) -> None:
    room.take(a_letter(sender=LEE, subject="A-1"), a_letter(message_id="<2@x>"))
    notice = room.notice(NoticeKind.DELIVERED, "A-1")
    room.one(a_complaint(notice.message_id or ""))
    sent = keep(room.book, b"sent", "A-1", direction=Direction.OUT).id

    def do(message: int) -> str:
        if decide == "ask":
            return refused(lambda: ask_by_message(room.book, message, a_stamp()))
        return refused(lambda: confirm_by_message(room.book, message, HOURS, a_stamp()))

    no_letter = "message {} is no letter of a customer about an order"
    assert [do(each) for each in (1, 2, 3, sent)] == [
        no_letter.format(1),
        no_letter.format(2),
        no_letter.format(3),
        f"message {sent} went out; there is nothing to decide",
    ]
    with pytest.raises(NotFoundError):
        ask_by_message(room.book, 77, a_stamp())


def test_a_receipt_of_what_was_not_delivered_is_refused_and_the_letter_waits(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELIVERED, "A-1", "A-2")
    for to in (Target.CONFIRMED, Target.DELIVERED):
        move(room.book, to)
    number = room.one(a_letter("Both are here.\n", in_reply_to=notice.message_id or "")).message.id
    said = refused(lambda: confirm_by_message(room.book, number, HOURS, a_stamp()))
    assert said.startswith("A-2 is entered and nothing of it was delivered")
    assert (room.order().receipt_on, room.messages()[0].state) == (None, WAITING)


def test_a_receipt_of_what_was_closed_meanwhile_is_refused(room: Mailroom) -> None:
    number = a_waiting_letter(room)
    close(room.book, Closing(on=TODAY))
    said = refused(lambda: confirm_by_message(room.book, number, HOURS, a_stamp()))
    assert said == "A-1 is closed already"


def test_a_letter_older_than_its_order_is_no_question_about_it(room: Mailroom) -> None:
    enter(room.book, ten(number="A-3", placed_on="2026-03-02"))
    room.one(a_letter("A-3?\n", at=AT.replace(month=1)))
    assert refused(lambda: ask_by_message(room.book, 1, a_stamp())) == (
        "A-3 was placed on 2026-03-02, after 2026-01-02 09:30 UTC"
    )
    settle_messages(room.book, [1])
    assert room.messages()[0].state is DONE
