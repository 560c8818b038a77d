"""The contract of the store: messages come in once, stay as they were, and each question finds what it asks for.

What is asked is asked within the transaction that filled the book, so that nothing of it need be kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.letters import Direction, MessageState, Nature
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.usecases.ports import MessageQuestion, NewMessage
from tests.builders import AT, an_order
from tests.store.letters import a_letter, desk, keep_all, queue_all, waiting
from tests.store.whole import LETTER, NOTICE, ORIGINAL

if TYPE_CHECKING:
    from ordertrack.domain.letters import Message
    from ordertrack.store.book.book import SqlBook

HOUR = timedelta(hours=1)


def test_a_message_comes_back_equal_with_its_original(blank_book: SqlBook) -> None:
    with desk(blank_book) as unit:
        assert unit.letters.next_number() == 1
        queue_all(unit, NOTICE)
        whole = unit.letters.keep(NewMessage(LETTER, ORIGINAL))
        plain = unit.letters.keep(NewMessage(a_letter(), b""))
        assert (whole, plain) == (LETTER, replace(a_letter(), id=9))
        assert [unit.letters.get(8), unit.letters.get(9), unit.letters.next_number()] == [whole, plain, 10]
        assert [unit.letters.original(8), unit.letters.original(9)] == [ORIGINAL, b""]
        changed = replace(LETTER, id=9, digest="0" * 64, message_id=None, numbers=("A-1", "W-1"))
        unit.letters.save(changed)
        unit.letters.save(replace(whole, numbers=()))
        assert unit.letters.list(MessageQuestion()) == [
            replace(whole, numbers=()),
            replace(changed, numbers=("W-1", "A-1")),
        ]
        assert unit.letters.original(9) == b""
        for ask in (unit.letters.get, unit.letters.original):
            with pytest.raises(NotFoundError) as missing:
                ask(1)
            assert missing.value.message == "there is no message 1"


def test_a_letter_comes_in_once_whatever_it_is_known_by(blank_book: SqlBook) -> None:
    known = a_letter("A-1", message_id="<1@example.org>", digest="one")
    with desk(blank_book) as unit:
        kept = keep_all(unit, known, a_letter(digest="two"))
        with pytest.raises(ConflictError) as by_id:
            keep_all(unit, replace(known, digest="0" * 64))
        with pytest.raises(ConflictError) as by_digest:
            keep_all(unit, a_letter(digest="two"))
        kept += keep_all(unit, replace(known, direction=Direction.OUT), replace(known, direction=Direction.OUT))
        assert [each.id for each in kept] == [1, 2, 3, 4]
        assert unit.letters.list(MessageQuestion()) == kept
        assert unit.orders.find(["A-1"])["A-1"] == an_order("A-1")
    assert by_id.value.message == "the letter <1@example.org> is kept already"
    assert by_digest.value.message == f"the letter {hashlib.sha256(b'two').hexdigest()} is kept already"


def test_it_is_known_which_letters_came_in_and_are_our_own(blank_book: SqlBook) -> None:
    came, ours, kept = "<in@example.org>", NOTICE.message_id, "<out@example.org>"
    digest = hashlib.sha256(b"two").hexdigest()
    with desk(blank_book) as unit:
        queue_all(unit, NOTICE, waiting("bare"))
        keep_all(unit, a_letter(message_id=came, digest="one"), a_letter(digest="two"))
        keep_all(unit, a_letter(message_id=kept, digest="three", direction=Direction.OUT))
        assert unit.letters.known_message_ids() == {came, ours}
        asked = [(came, None), (came, digest), (None, digest), (kept, None), (ours, digest), (None, "0" * 64)]
        known = [unit.letters.is_known(message_id=by_id, digest=by_digest) for by_id, by_digest in asked]
    assert known == [True, True, True, False, False, False]


def test_every_condition_of_a_question_about_messages_holds(blank_book: SqlBook) -> None:
    waits, lost = MessageState.WAITING, MessageState.UNMATCHED
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    with desk(blank_book) as unit:
        late, first, out, lone = keep_all(
            unit,
            a_letter("A-1", "A-2", state=waits, at=midnight, digest="late"),
            a_letter("A-2", at=midnight - timedelta(seconds=1), digest="first", nature=Nature.BOUNCE),
            a_letter("A-1", direction=Direction.OUT, at=midnight),
            a_letter(state=lost, at=midnight + HOUR, digest="lone"),
        )
        asked: list[tuple[dict[str, Any], list[Message]]] = [
            ({}, [first, late, out, lone]),
            ({"states": (waits, lost)}, [late, lone]),
            ({"direction": Direction.IN}, [first, late, lone]),
            ({"direction": Direction.OUT}, [out]),
            ({"numbers": ("A-2",)}, [first, late]),
            ({"numbers": ("W-1",)}, []),
            ({"since": date(2026, 3, 3)}, [late, out, lone]),
            ({"states": (waits,), "direction": Direction.IN, "numbers": ("A-1", "W-1")}, [late]),
        ]
        for question, expected in asked:
            assert unit.letters.list(MessageQuestion(**question)) == expected, question
        assert unit.letters.list(MessageQuestion(), limit=2) == [first, late]


def test_a_thread_is_what_passed_between_us_and_a_party_about_orders(blank_book: SqlBook) -> None:
    def passed(name: str, *numbers: str, hours: int = 0, **fields: Any) -> Message:  # noqa: ANN401 - any field
        known = {"party": 1, "at": AT + hours * HOUR, "message_id": f"<{name}@example.org>", "digest": name}
        return a_letter(*numbers, **known | fields)

    with desk(blank_book) as unit:
        mine, other = queue_all(unit, waiting("mine", "A-1"), waiting("other", "A-1"))
        *_, latest, own, _ = keep_all(
            unit,
            passed("second", "A-1", "A-2"),
            passed("first", "A-2", hours=-1, direction=Direction.OUT, notice=other.id),
            passed("theirs", "A-1", party=2),
            passed("elsewhere", "W-1"),
            passed("nameless", "A-1", message_id=None),
            passed("last", "A-1", hours=2),
            passed("mine", "A-1", hours=3, direction=Direction.OUT, notice=mine.id),
            passed("again", "A-1", hours=1, direction=Direction.OUT, message_id="<second@example.org>"),
        )
        told = ["<first@example.org>", "<second@example.org>", "<last@example.org>"]
        assert unit.letters.last_message_ids(1, ["A-1", "A-2"], before=mine.id) == told
        assert unit.letters.last_message_ids(1, ["A-1"], before=0) == [*told[1:], "<mine@example.org>"]
        assert unit.letters.last_message_ids(1, [], before=0) == []
        assert (
            unit.letters.find_by_message_ids(["<last@example.org>", "<first@example.org>", "<none@example.org>"])
            == latest
        )
        assert unit.letters.find_by_message_ids(["<mine@example.org>", "<second@example.org>"]) == own
        assert [unit.letters.find_by_message_ids(["<none@example.org>"]), unit.letters.find_by_message_ids([])] == [
            None,
            None,
        ]
