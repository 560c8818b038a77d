"""How a letter finds its orders: by what it answers, by its reply address, by the numbers it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ordertrack.domain.letters import (
    MOST_WORDS,
    FoundOrders,
    Incoming,
    Match,
    Nature,
    answered_ids,
    from_sender,
    of_notice,
    of_sender,
    possible_numbers,
    reply_tokens,
    side_of,
)
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.parties import NoticeChannel, Party, Side
from ordertrack.domain.policy.notices import NoticeKind
from tests.builders import an_order

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TOKEN, OTHER = "abcdefghijklmnop", "qrstuvwxyz234567"
CUSTOMER, SUPPLIER = Party(id=1, name="Müller & Søn"), Party(id=2, name="Acme Fasteners")
BOTH, NEITHER = Party(id=3, name="Both"), Party(id=9, name="Somebody")


def a_letter(**fields: Any) -> Incoming:  # noqa: ANN401 - any field of a letter
    usual = Incoming(
        digest="0" * 64,
        message_id="<1@example.org>",
        sender="kai@example.org",
        sender_name="Kai",
        recipients=("orders@example.com",),
        subject="A question",
        sent_at=AT,
        received_at=AT,
        in_reply_to=None,
        references=(),
        nature=Nature.LETTER,
        text="When will it come?",
        rest="",
        attachments=(),
        size=100,
    )
    return replace(usual, **fields)


def a_notice(*numbers: str) -> Notice:
    to = Addressee(
        name=SUPPLIER.name, channel=NoticeChannel.EMAIL, party=2, side=Side.SUPPLIER, address="lee@example.com"
    )
    return Notice(
        id=7,
        kind=NoticeKind.SUPPLIER_REMINDER,
        state=NoticeState.SENT,
        to=to,
        numbers=numbers,
        facts={},
        cause="test",
        revision=1,
        queued_at=AT,
        learned_at=AT,
        token=TOKEN,
    )


def test_what_a_letter_answers_is_asked_for_the_nearest_first_and_each_once() -> None:
    letter = a_letter(in_reply_to="<c@x>", references=("<a@x>", "<b@x>", "<c@x>"), original_id="<d@x>")
    assert answered_ids(letter) == ("<d@x>", "<c@x>", "<b@x>", "<a@x>")


def test_a_letter_of_its_own_answers_nothing() -> None:
    assert answered_ids(a_letter()) == ()


@pytest.mark.parametrize(
    ("recipients", "tokens"),
    [
        ((f"orders+{TOKEN}@example.com",), (TOKEN,)),
        ((f"Orders+{TOKEN.upper()}@Example.com",), (TOKEN,)),
        ((f"a+{TOKEN}@example.com", f"a+{OTHER}@example.com", f"b+{TOKEN}@example.com"), (TOKEN, OTHER)),
        (("orders@example.com", "orders+urgent@example.com"), ()),
        ((f"orders+{TOKEN}x@example.com", f"orders+{TOKEN[:-1]}1@example.com"), ()),
        ((f"orders+{TOKEN[:-1]}@example.com", f"{TOKEN}@example.com", ""), ()),
    ],
)
def test_a_token_is_found_in_the_addresses_a_letter_was_sent_to(
    recipients: tuple[str, ...], tokens: tuple[str, ...]
) -> None:
    assert reply_tokens(a_letter(recipients=recipients)) == tokens


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Where is SO-1042?", "SO-1042"),
        ("Order:SO-1042", "SO-1042"),
        ("SO-1042's date", "SO-1042"),
        ("(SO-1042), please", "SO-1042"),
        ("*SO-1042*", "SO-1042"),
        ("PO#1042!", "1042"),
        ("so-1042", "SO-1042"),
        ("SO-1042", "so-1042"),
        ("https://example.com/orders/SO-1042?tab=2", "SO-1042"),
        ("the orders SO-1/SO-1042", "SO-1042"),
        ("订单SO-1042的日期", "SO-1042"),
        ("Bestellung SO-1042–SO-1044", "SO-1044"),
        ("二十-1", "二十-1"),
        ("no. 4711.", "4711"),
        ("2026/15", "2026/15"),
        ("A.1_b-2", "A.1_b-2"),
        ("re\u0301f-7", "r\u00e9f-7"),
        ("<b>SO-1042</b>", "SO-1042"),
    ],
)
def test_a_number_is_found_however_it_stands_in_a_text(text: str, number: str) -> None:
    assert number in possible_numbers(a_letter(text=text))


def test_words_without_a_digit_are_no_numbers() -> None:
    assert possible_numbers(a_letter(subject="URGENT: order May", text="- _ # ?")) == ()


def test_the_numbers_of_the_subject_come_first_and_those_that_were_quoted_last() -> None:
    found = possible_numbers(a_letter(subject="Re: s-1", text="t-1", rest="> r-1"))
    assert [each for each in found if each.islower()] == ["s-1", "t-1", "r-1"]


def test_of_a_huge_letter_only_so_many_words_are_looked_up() -> None:
    text = " ".join(f"x{number}" for number in range(100_000))
    found = possible_numbers(a_letter(text=text))
    assert (len(found), found[0]) == (MOST_WORDS, "x0")


@pytest.mark.parametrize(
    ("text", "subject", "numbers"),
    [
        ("A-2 ships on Friday", "Re: Orders A-1, A-2, A-10: please confirm", ("A-2",)),
        ("All of them ship on Friday", "Re: Orders A-1, A-2, A-10: please confirm", ("A-1", "A-2", "A-10")),
        ("See attached.", "a-2 shipped", ("A-2",)),
        ("See attached.", "Re: Orders A-1, A-2, …", ("A-1", "A-2", "A-10")),
        ("A-1: Monday. A-10: Friday.", "x", ("A-1", "A-10")),
        ("A-100, XA-1, A-1-2 and B-7 are others", "x", ("A-1", "A-2", "A-10")),
        ("", "", ("A-1", "A-2", "A-10")),
    ],
)
def test_an_answer_to_a_notice_means_the_orders_it_names_else_all(
    text: str, subject: str, numbers: tuple[str, ...]
) -> None:
    notice = a_notice("A-1", "A-2", "A-10")
    found = of_notice(notice, a_letter(text=text, subject=subject), Match.THREAD)
    assert found == FoundOrders(numbers, Match.THREAD, notice, 2, Side.SUPPLIER)


def test_a_report_about_a_notice_means_all_its_orders() -> None:
    letter = a_letter(nature=Nature.BOUNCE, text="your letter about A-2", subject="A-2")
    assert of_notice(a_notice("A-1", "A-2"), letter, Match.THREAD).numbers == ("A-1", "A-2")


ORDERS = {
    "A-1": an_order("A-1"),
    "A-2": an_order("A-2"),
    "B-1": an_order("B-1", customer=3, supplier=2),
    "C-1": an_order("C-1", customer=1, supplier=3),
}


@pytest.mark.parametrize(
    ("parties", "words", "found"),
    [
        ([CUSTOMER], ["x", "A-1", "A-2"], (("A-1", "A-2"), 1, Side.CUSTOMER)),
        ([SUPPLIER], ["A-1", "C-1"], (("A-1",), 2, Side.SUPPLIER)),
        ([SUPPLIER], ["A-2", "B-1", "A-2"], (("A-2", "B-1"), 2, Side.SUPPLIER)),
        ([CUSTOMER], ["B-1"], None),
        ([CUSTOMER], ["A-9"], None),
        ([NEITHER], ["A-1", "B-1", "C-1"], None),
        ([], ["A-1"], None),
        ([BOTH], ["C-1", "B-1"], (("C-1",), 3, Side.SUPPLIER)),
        ([BOTH], ["B-1", "C-1"], (("B-1",), 3, Side.CUSTOMER)),
        ([CUSTOMER, BOTH], ["B-1", "A-1"], (("B-1",), 3, Side.CUSTOMER)),
        ([CUSTOMER, BOTH], ["A-1", "B-1", "A-2"], (("A-1", "A-2"), 1, Side.CUSTOMER)),
    ],
)
def test_a_known_sender_means_those_of_his_orders_that_he_names(
    parties: list[Party], words: list[str], found: tuple[tuple[str, ...], int, Side] | None
) -> None:
    expected = FoundOrders(found[0], Match.NUMBER, None, found[1], found[2]) if found else None
    assert of_sender(parties, ORDERS, words) == expected


def test_on_which_side_of_an_order_a_party_stands() -> None:
    order = ORDERS["A-1"]
    assert side_of(order, [NEITHER, SUPPLIER]) == (SUPPLIER, Side.SUPPLIER)
    assert side_of(order, [CUSTOMER]) == (CUSTOMER, Side.CUSTOMER)
    assert side_of(order, [NEITHER]) is None
    assert side_of(order, []) is None


@pytest.mark.parametrize(
    ("parties", "whom"),
    [
        ([], (None, None)),
        ([NEITHER], (None, None)),
        ([SUPPLIER], (2, Side.SUPPLIER)),
        ([CUSTOMER], (1, Side.CUSTOMER)),
        ([CUSTOMER, SUPPLIER], (2, Side.SUPPLIER)),
    ],
)
def test_in_a_thread_a_letter_is_from_its_sender_where_that_is_a_party_of_the_order(
    parties: list[Party], whom: tuple[int | None, Side | None]
) -> None:
    thread = FoundOrders(("A-1",), Match.THREAD, None, 2, Side.SUPPLIER)
    assert from_sender(thread, parties, {"A-1": ORDERS["A-1"]}) == FoundOrders(("A-1",), Match.THREAD, None, *whom)
