"""What follows from a letter: an answered follow-up, an enquiry, a failed notice, or a clerk's decision (SOP 4.3c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.followups import Contact, FollowUpOutcome
from ordertrack.domain.letters import MessageState, Nature
from ordertrack.domain.notices.notice import Addressee
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.values.texts import LIMITS
from tests.builders import AT, BY, CUSTOMER, SUPPLIER, TODAY, close_whole, enter, ten
from tests.chasing import a_followup, raise_followups
from tests.hours import HOUR
from tests.letters_in import KAI, LEE, RECEIVED, STRANGER, Mailroom, a_complaint, a_letter, a_mailroom, received

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.usecases.letters.intake import Taken

DONE, WAITING, UNMATCHED = MessageState.DONE, MessageState.WAITING, MessageState.UNMATCHED


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    return a_mailroom(tmp_path)


def outcome(taken: Taken) -> tuple[MessageState, str]:
    return taken.message.state, taken.done


def test_a_suppliers_letter_answers_the_running_follow_up_and_waits_for_a_clerk(room: Mailroom) -> None:
    raise_followups(room.book, a_followup())
    reminder = room.notice(NoticeKind.OVERDUE_FOLLOW_UP, "A-1", to=SUPPLIER)
    taken = room.one(a_letter("On Friday.\n", sender=LEE, subject="Re: A-1", in_reply_to=reminder.message_id or ""))
    assert outcome(taken) == (WAITING, "answers the follow-up; a clerk reads what it says")
    assert room.order().followups == (a_followup(asked_at=RECEIVED, answered_at=RECEIVED),)
    assert room.order().contacts == (
        Contact(
            at=RECEIVED,
            made_on=TODAY,
            channel=Channel.EMAIL,
            side=Side.SUPPLIER,
            actor=BY,
            outcome=FollowUpOutcome.ANSWERED,
            note="Re: A-1",
            message=1,
            digest=taken.message.digest,
        ),
    )
    assert room.is_sound()


def test_a_suppliers_letter_that_nobody_asked_for_waits_for_a_clerk(room: Mailroom) -> None:
    taken = room.one(a_letter(sender=LEE, subject="A-1"))
    assert outcome(taken) == (WAITING, "from the supplier; waits for a clerk")
    assert room.order().last_contact_on == TODAY


@pytest.mark.parametrize(
    ("text", "answered"), [("A-2 on Friday.", ["A-2"]), ("Both on Friday.", ["A-1", "A-2"]), ("", ["A-1", "A-2"])]
)
def test_a_reply_to_a_reminder_answers_for_the_orders_it_names_else_for_all(
    room: Mailroom, text: str, answered: list[str]
) -> None:
    for number in ("A-1", "A-2"):
        raise_followups(room.book, a_followup(), number=number)
    reminder = room.notice(NoticeKind.SUPPLIER_REMINDER, "A-1", "A-2", to=SUPPLIER)
    subject = "Re: Orders A-1, A-2: please confirm the date"
    room.one(a_letter(text, sender=LEE, subject=subject, in_reply_to=reminder.message_id or ""))
    assert [number for number in ("A-1", "A-2") if room.order(number).followups[0].answered_at] == answered
    assert room.is_sound()


def test_a_customers_letter_opens_an_enquiry_whose_clock_began_when_it_was_received(room: Mailroom) -> None:
    raw = a_letter("When will it come?\n\n> We ship soon.\n", subject="A-1", at=AT - 9 * HOUR)
    (taken,) = room.take_all([received(raw, AT - 7 * HOUR)])
    assert outcome(taken) == (DONE, "opens an enquiry")
    order = room.order()
    assert order.enquiries == (
        Enquiry(
            number=1,
            sender="Kai",
            received_at=AT - 7 * HOUR,
            text="When will it come?",
            channel=Channel.EMAIL,
        ),
    )
    assert [(each.outcome, each.message) for each in order.contacts] == [(FollowUpOutcome.RECEIVED, 1)]
    assert room.is_sound()


def test_a_question_about_two_orders_opens_one_enquiry_with_each(room: Mailroom) -> None:
    room.one(a_letter("A-1? And A-2?\n"))
    assert [len(room.order(number).enquiries) for number in ("A-1", "A-2", "B-1")] == [1, 1, 0]


def test_a_letter_without_a_text_asks_by_its_subject(room: Mailroom) -> None:
    room.take(a_letter("\n", sender=KAI, subject="Where is A-1?"), a_letter("\n", subject="A-2 ", message_id="<2@x>"))
    assert [(each.sender, each.text) for each in room.order().enquiries] == [(KAI, "Where is A-1?")]
    assert room.order("A-2").enquiries[0].text == "A-2"


def test_of_a_huge_letter_the_enquiry_has_as_much_as_a_note_can_hold(room: Mailroom) -> None:
    text = "A-1 " + "where is it? " * 20_000
    taken = room.one(a_letter(text, sender=f"{'K' * 300} <{KAI}>", subject="s" * 2000))
    enquiry = room.order().enquiries[0]
    assert (len(enquiry.text), len(enquiry.sender)) == (LIMITS["note"], LIMITS["name"])
    assert text.startswith(enquiry.text)
    assert (len(taken.message.text), len(taken.message.subject)) == (99_999, 1000)  # its last blank is none of it
    with room.book.read() as view:
        assert len(view.letters.original(1)) > 200_000
    assert room.is_sound()


def test_a_question_about_a_closed_order_is_a_question(room: Mailroom) -> None:
    close_whole(room.book)
    found = room.take(
        a_letter(subject="A-1"), a_letter("The invoice.\n", sender=LEE, subject="A-1", message_id="<2@x>")
    )
    assert [outcome(each) for each in found] == [
        (DONE, "opens an enquiry"),
        (WAITING, "from the supplier; waits for a clerk"),
    ]
    assert room.is_sound()


def test_a_letter_older_than_one_of_its_orders_waits_and_nothing_is_done(room: Mailroom) -> None:
    enter(room.book, ten(number="A-3", placed_on="2026-03-02"))
    taken = room.one(a_letter("A-1 and A-3?\n", at=AT - timedelta(days=4)))
    said = "waits for a clerk: A-3 was placed on 2026-03-02, after 2026-02-26 09:30 UTC"
    assert outcome(taken) == (WAITING, said)
    assert [(room.order(each).enquiries, room.order(each).contacts) for each in ("A-1", "A-3")] == [((), ())] * 2
    assert room.is_sound()


@pytest.mark.parametrize(
    ("kind", "to", "said"),
    [
        (NoticeKind.ORDER_CONFIRMATION, CUSTOMER, "acknowledges the confirmation; a clerk reads what it says"),
        (NoticeKind.SUPPLIER_ACKNOWLEDGEMENT, SUPPLIER, "from the supplier; waits for a clerk"),
    ],
)
def test_a_reply_to_a_confirmation_acknowledges_it(room: Mailroom, kind: NoticeKind, to: str, said: str) -> None:
    notice = room.notice(kind, "A-1", to=to)
    sender = KAI if to == CUSTOMER else LEE
    taken = room.one(a_letter("Thanks.\n", sender=sender, in_reply_to=notice.message_id or ""))
    again = a_letter("Really.\n", sender=sender, in_reply_to=notice.message_id or "", message_id="<2@x>", at=AT)
    assert (outcome(taken), outcome(room.one(again))) == ((WAITING, said),) * 2
    assert room.get_notice(notice) == replace(notice, acknowledged_at=RECEIVED)
    assert room.order().enquiries == ()


def test_a_reply_to_delivered_may_confirm_the_receipt_and_waits(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELIVERED, "A-1")
    taken = room.one(a_letter("It is here.\n", in_reply_to=notice.message_id or ""))
    assert outcome(taken) == (WAITING, "may confirm the receipt; a clerk reads what it says")
    assert (room.get_notice(notice), room.order().enquiries) == (notice, ())


def test_a_reply_to_any_other_notice_is_a_question(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    assert outcome(room.one(a_letter("Why?\n", in_reply_to=notice.message_id or ""))) == (DONE, "opens an enquiry")


def test_a_colleagues_reply_waits_for_a_clerk(room: Mailroom) -> None:
    to = Addressee(name="Ben", channel=NoticeChannel.EMAIL, address="ben@example.com")
    notice = room.notice(NoticeKind.ESCALATION, "A-1")
    notice = replace(notice, to=to)
    with room.book.write() as unit:
        unit.notices.save(notice)
        unit.commit()
    taken = room.one(a_letter("I call them.\n", sender="ben@example.com", in_reply_to=notice.message_id or ""))
    assert outcome(taken) == (WAITING, "from neither party; waits for a clerk")


@pytest.mark.parametrize("sign", [{"auto_submitted": "auto-replied"}, {"precedence": "auto_reply"}])
def test_an_automatic_reply_answers_nothing(room: Mailroom, sign: dict[str, Any]) -> None:
    raise_followups(room.book, a_followup())
    reminder = room.notice(NoticeKind.OVERDUE_FOLLOW_UP, "A-1", to=SUPPLIER)
    confirmation = room.notice(NoticeKind.ORDER_CONFIRMATION, "A-1")
    before = room.order()
    found = room.take(
        a_letter("Away.\n", sender=LEE, in_reply_to=reminder.message_id or "", **sign),
        a_letter("Away.\n", in_reply_to=confirmation.message_id or "", message_id="<2@x>", **sign),
        a_letter("Away, A-1.\n", message_id="<3@x>", **sign),
    )
    said = "an automatic reply, which answers nothing"
    assert [outcome(each) for each in found] == [(DONE, said), (DONE, said), (DONE, "fits no order")]
    assert {each.message.nature for each in found} == {Nature.AUTOMATIC}
    assert (room.order(), room.get_notice(confirmation)) == (before, confirmation)


def test_a_complaint_is_no_answer_and_waits_for_a_clerk(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.ORDER_CONFIRMATION, "A-1")
    before = room.order()
    taken = room.one(a_complaint(notice.message_id or ""))
    assert outcome(taken) == (WAITING, "a complaint, which waits for a clerk")
    assert (taken.message.nature, taken.message.numbers) == (Nature.COMPLAINT, ("A-1",))
    assert (room.order(), room.get_notice(notice)) == (before, notice)


def test_a_complaint_about_nothing_of_ours_waits_for_an_order(room: Mailroom) -> None:
    assert outcome(room.one(a_complaint("<other@example.org>"))) == (UNMATCHED, "fits no order")


def test_a_letter_from_nobody_known_in_a_thread_waits_and_answers_nothing(room: Mailroom) -> None:
    raise_followups(room.book, a_followup())
    reminder = room.notice(NoticeKind.OVERDUE_FOLLOW_UP, "A-1", to=SUPPLIER)
    before = room.order()
    found = room.take(
        a_letter("On Friday.\n", sender=f"Uma <{STRANGER}>", in_reply_to=reminder.message_id or ""),
        a_letter("On Friday.\n", sender=STRANGER, to=f"orders+{reminder.token}@example.com", message_id="<2@x>"),
    )
    assert [outcome(each) for each in found] == [(WAITING, "from neither party; waits for a clerk")] * 2
    assert ([each.message.numbers for each in found], room.order()) == ([("A-1",)] * 2, before)


def test_a_colleague_of_the_customer_asks_for_the_customer(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    taken = room.one(a_letter(sender="Uma <uma@example.org>", in_reply_to=notice.message_id or ""))
    assert (outcome(taken), room.order().enquiries[0].sender) == ((DONE, "opens an enquiry"), "Uma")


def test_what_a_program_has_to_say_answers_nothing_and_waits_for_a_clerk(room: Mailroom) -> None:
    raise_followups(room.book, a_followup())
    reminder = room.notice(NoticeKind.OVERDUE_FOLLOW_UP, "A-1", to=SUPPLIER)
    before = room.order()
    sign: dict[str, Any] = {"auto_submitted": "auto-generated"}
    found = room.take(
        a_letter("Date: Friday.\n", sender=LEE, in_reply_to=reminder.message_id or "", **sign),
        a_letter("A-1: Friday.\n", sender=LEE, message_id="<2@x>", **sign),
        a_letter("Your order: Friday.\n", sender=LEE, message_id="<3@x>", **sign),
    )
    said = "from a program; waits for a clerk"
    assert [outcome(each) for each in found] == [(WAITING, said), (WAITING, said), (UNMATCHED, "fits no order")]
    assert {each.message.nature for each in found} == {Nature.AUTOMATIC}
    assert outcome(room.assign(3, "A-1")) == (WAITING, said)
    assert room.order() == before
