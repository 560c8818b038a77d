"""Letters taken into a real book: each once, and given to its orders (SOP 4.3c, 5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Attachment, Direction, Match, Message, MessageState, Nature
from ordertrack.domain.parties import Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.usecases.letters.intake import Taken
from ordertrack.usecases.parties import merge_parties
from tests.builders import AT, CUSTOMER, SUPPLIER, a_stamp
from tests.letters_in import KAI, LEE, OURS, PIA, RECEIVED, STRANGER, Mailroom, a_letter, a_mailroom

if TYPE_CHECKING:
    from pathlib import Path


Orders = tuple[tuple[str, ...], Match | None, Side | None]
NOWHERE: Orders = ((), None, None)


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    return a_mailroom(tmp_path)


def orders_of(taken: Taken) -> Orders:
    return taken.message.numbers, taken.message.matched_by, taken.message.side


def test_a_letter_is_kept_whole_with_its_original(room: Mailroom) -> None:
    raw = a_letter("Hello.\n\n-- \nKai\n", sender=f"Kai <{STRANGER}>", subject="Grüße")
    expected = Message(
        id=1,
        direction=Direction.IN,
        digest=hashlib.sha256(raw).hexdigest(),
        message_id="<1@example.org>",
        nature=Nature.LETTER,
        state=MessageState.UNMATCHED,
        at=RECEIVED,
        kept_at=AT,
        subject="Grüße",
        text="Hello.",
        sender=STRANGER,
        sender_name="Kai",
        rest="--\nKai",
    )
    assert room.take(raw) == [Taken(expected, "fits no order")]
    assert room.messages() == [expected]
    with room.book.read() as view:
        assert (view.letters.original(1), view.letters.get(1)) == (raw, expected)


def test_files_that_came_with_a_letter_are_named(room: Mailroom) -> None:
    raw = (
        b"From: nobody@example.invalid\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=e\n\n--e\n\nsee\n"
        b'--e\nContent-Type: application/pdf; name="a.pdf"\n\n%PDF\n--e--\n'
    )
    assert room.one(raw).message.attachments == (Attachment("a.pdf", "application/pdf", 4),)


def test_every_letter_is_taken_in_once_by_its_message_id(room: Mailroom) -> None:
    room.take(a_letter())
    assert room.take(a_letter(), a_letter("another text under the same name\n")) == []
    assert room.knows("<1@example.org>")
    assert not room.knows("<2@example.org>")


def test_a_letter_without_a_message_id_is_taken_in_once_by_its_bytes(room: Mailroom) -> None:
    raw = a_letter(message_id=None)
    assert len(room.take(raw, raw, a_letter("Other.\n", message_id=None))) == 2
    assert room.take(raw) == []
    assert len(room.messages()) == 2


def test_a_letter_that_comes_twice_in_one_run_is_taken_in_once(room: Mailroom) -> None:
    assert [each.message.id for each in room.take(a_letter(), a_letter(message_id="<2@x>"), a_letter())] == [1, 2]


def test_our_own_letter_in_a_copy_is_passed_over(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-1")
    assert notice.message_id
    assert room.take(a_letter(sender=OURS, to=KAI, message_id=notice.message_id)) == []
    assert room.knows(notice.message_id)


def test_an_answer_finds_its_order_by_what_it_replies_to(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-2")
    taken = room.one(a_letter(in_reply_to=notice.message_id or ""))
    assert orders_of(taken) == (("A-2",), Match.THREAD, Side.CUSTOMER)
    assert (taken.message.notice, taken.message.party) == (notice.id, room.party(CUSTOMER).id)


def test_an_answer_finds_its_order_by_its_references_the_nearest_first(room: Mailroom) -> None:
    first, second = room.notice(NoticeKind.DELAY, "A-1"), room.notice(NoticeKind.DELAY, "A-2")
    raw = a_letter(references=f"<x@example.org> {first.message_id} {second.message_id} <y@example.org>")
    assert (room.one(raw).message.notice, room.messages()[0].numbers) == (second.id, ("A-2",))


def test_an_answer_finds_its_order_by_the_token_in_the_reply_address(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-2")
    taken = room.one(a_letter(to=f"Orders <orders+{notice.token}@example.com>"))
    assert orders_of(taken) == (("A-2",), Match.TOKEN, Side.CUSTOMER)
    assert taken.message.notice == notice.id


def test_a_token_in_a_delivery_header_counts_and_a_wrong_one_does_not(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.DELAY, "A-2")
    wrong = notice.token[:-1] + ("a" if notice.token[-1] != "a" else "b")
    found = room.take(
        a_letter(delivered_to=f"orders+{notice.token}@example.com"),
        a_letter(sender=STRANGER, to=f"orders+{wrong}@example.com", message_id="<2@x>"),
    )
    assert [orders_of(each) for each in found] == [(("A-2",), Match.TOKEN, Side.CUSTOMER), NOWHERE]


@pytest.mark.parametrize(
    ("sender", "subject", "text", "found"),
    [
        (KAI, "Order A-1", "When?", (("A-1",), Match.NUMBER, Side.CUSTOMER)),
        (KAI.upper(), "Hello", "What about a-2 and A-1?", (("A-2", "A-1"), Match.NUMBER, Side.CUSTOMER)),
        (LEE, "AW: A-2", "Friday.", (("A-2",), Match.NUMBER, Side.SUPPLIER)),
        (LEE, "date", "Friday.\n\n> where is A-1?", (("A-1",), Match.NUMBER, Side.SUPPLIER)),
        (KAI, "Order B-1", "It is not his.", NOWHERE),
        (PIA, "Order A-1 and B-1", "One is hers.", (("B-1",), Match.NUMBER, Side.CUSTOMER)),
        (STRANGER, "Order A-1", "When?", NOWHERE),
        (None, "Order A-1", "When?", NOWHERE),
        (KAI, "Order A-77", "There is none.", NOWHERE),
        (KAI, "Hello", "No number.", NOWHERE),
    ],
)
def test_a_number_counts_with_a_known_sender_who_is_a_party_of_that_order(
    room: Mailroom, sender: str | None, subject: str, text: str, found: Orders
) -> None:
    assert orders_of(room.one(a_letter(f"{text}\n", sender=sender, subject=subject))) == found
    assert room.is_sound()


def test_of_parties_that_share_an_address_it_is_the_one_whose_order_is_named(room: Mailroom) -> None:
    room.reach("Pia", PIA, KAI)
    found = room.take(
        a_letter(subject="B-1"), a_letter(subject="A-1", message_id="<2@x>"), a_letter(message_id="<3@x>")
    )
    assert [orders_of(each)[0] for each in found] == [("B-1",), ("A-1",), ()]
    assert [each.message.party for each in found] == [room.party("Pia").id, room.party(CUSTOMER).id, None]


def test_the_address_of_a_merged_party_is_that_of_what_it_became(room: Mailroom) -> None:
    merge_parties(room.book, "Pia", CUSTOMER, a_stamp())
    taken = room.one(a_letter(sender=PIA, subject="A-1"))
    assert (orders_of(taken)[0], taken.message.party) == (("A-1",), room.party(CUSTOMER).id)


def test_a_letter_finds_its_order_by_an_earlier_one_of_its_thread(room: Mailroom) -> None:
    room.one(a_letter(subject="A-1"))
    taken = room.one(a_letter("And the invoice?\n", message_id="<2@x>", in_reply_to="<1@example.org>"))
    assert orders_of(taken) == (("A-1",), Match.THREAD, Side.CUSTOMER)


def test_an_earlier_letter_without_an_order_hides_nothing(room: Mailroom) -> None:
    room.one(a_letter())
    notice = room.notice(NoticeKind.DELAY, "A-2")
    by_number = a_letter(subject="A-1", message_id="<2@x>", in_reply_to="<1@example.org>")
    to = f"orders+{notice.token}@example.com"
    by_token = a_letter(sender=STRANGER, to=to, message_id="<3@x>", in_reply_to="<1@example.org>")
    assert [orders_of(each)[:2] for each in room.take(by_number, by_token)] == [
        (("A-1",), Match.NUMBER),
        (("A-2",), Match.TOKEN),
    ]


def test_whoever_was_passed_a_notice_answers_for_himself(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.ORDER_CONFIRMATION, "A-1")
    taken = room.one(a_letter("We can.\n", sender=LEE, in_reply_to=notice.message_id or ""))
    assert (orders_of(taken), taken.message.party) == (
        (("A-1",), Match.THREAD, Side.SUPPLIER),
        room.party(SUPPLIER).id,
    )
    assert room.get_notice(notice).acknowledged_at is None


@pytest.mark.parametrize(
    ("sender", "party"),
    [
        ("uma@EXAMPLE.org", CUSTOMER),
        ("uma@sales.example.org", None),
        (STRANGER, None),
        (PIA, None),
        (None, None),
        ("kai@gmail.com", CUSTOMER),
        ("kay@gmail.com", None),
        ("kay@yahoo.co.uk", None),
    ],
)
def test_in_a_thread_a_colleague_by_the_domain_is_the_party_and_a_stranger_is_nobody(
    room: Mailroom, sender: str | None, party: str | None
) -> None:
    room.reach(CUSTOMER, KAI, "kai@gmail.com", "kai@yahoo.co.uk")
    notice = room.notice(NoticeKind.ORDER_CONFIRMATION, "A-1")
    taken = room.one(a_letter(sender=sender, in_reply_to=notice.message_id or ""))
    theirs = room.party(party).id if party else None
    assert (orders_of(taken)[:2], taken.message.party) == ((("A-1",), Match.THREAD), theirs)
    assert (taken.message.state, taken.message.side) == (MessageState.WAITING, Side.CUSTOMER if party else None)
    assert bool(room.get_notice(notice).acknowledged_at) is bool(party)


def test_an_answer_to_a_notice_to_a_party_that_was_merged_since_is_that_of_what_it_became(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.ORDER_CONFIRMATION, "B-1", to="Pia")
    merge_parties(room.book, "Pia", CUSTOMER, a_stamp())
    taken = room.one(a_letter(sender=PIA, in_reply_to=notice.message_id or ""))
    assert (orders_of(taken), taken.message.party) == (
        (("B-1",), Match.THREAD, Side.CUSTOMER),
        room.party(CUSTOMER).id,
    )
    assert room.get_notice(notice).acknowledged_at == RECEIVED
