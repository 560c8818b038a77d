"""Letters taken in one run after another: none is lost, none keeps another back, each is timed (SOP 4.3c)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Match, MessageState
from ordertrack.domain.parties import Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.errors import ConflictError, MailError
from ordertrack.usecases.letters.intake import BATCH, Received, Taken
from tests.builders import AT, a_stamp
from tests.hours import HOUR
from tests.letters_in import LEE, STRANGER, Mailroom, a_letter, a_mailroom, furnished, received

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook

Orders = tuple[tuple[str, ...], Match | None, Side | None]
NOWHERE: Orders = ((), None, None)


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    return a_mailroom(tmp_path)


def orders_of(taken: Taken) -> Orders:
    return taken.message.numbers, taken.message.matched_by, taken.message.side


def refusing(number: int, count: int) -> list[Received]:
    """Letters from nobody, one of which no book can hold."""
    letters = numbered(count)
    bad = letters[number]
    letters[number] = bad._replace(letter=replace(bad.letter, digest="too short"))
    return letters


def test_a_letter_that_the_book_does_not_take_keeps_back_no_other_one(room: Mailroom) -> None:
    found = room.take_all(refusing(2, 5))
    assert [each.message.message_id for each in found] == ["<0@x>", "<1@x>", "<3@x>", "<4@x>"]
    assert room.messages() == [each.message for each in found]
    ((name, why),) = room.refused
    assert (name, "digest_is_one" in why or "is kept already" in why) == ("<2@x>", True)


def test_a_book_that_takes_no_letter_at_all_says_so_once(room: Mailroom) -> None:
    letters = [renamed(refusing(0, 1)[0], number) for number in range(2)]
    with pytest.raises(ConflictError):
        room.take_all(letters)
    assert (room.refused, room.messages()) == ([], [])


def renamed(each: Received, number: int) -> Received:
    return each._replace(letter=replace(each.letter, message_id=f"<bad-{number}@x>"))


def test_an_answer_to_a_notice_about_no_order_waits_for_one(room: Mailroom) -> None:
    digest = room.notice(NoticeKind.DIGEST)
    taken = room.one(a_letter(sender=STRANGER, in_reply_to=digest.message_id or ""))
    assert (orders_of(taken), taken.message.state) == (NOWHERE, MessageState.UNMATCHED)


@pytest.mark.parametrize(
    ("at", "received_at", "kept"),
    [
        (AT - 5 * HOUR, AT - 2 * HOUR, AT - 2 * HOUR),
        (AT - 5 * HOUR, None, AT - 5 * HOUR),
        (None, None, AT),
        (AT + 3000 * HOUR, None, AT),
        (AT - 5 * HOUR, AT + HOUR, AT),
        (AT.replace(year=1066), None, AT),
        (AT.replace(year=1970), None, AT),
        (AT.replace(year=1999), None, AT.replace(year=1999)),
    ],
)
def test_a_letter_without_a_time_or_with_one_that_cannot_be_came_now(
    room: Mailroom, at: object, received_at: object, kept: object
) -> None:
    raw = a_letter(at=at, subject="A-1")  # type: ignore[arg-type]  # instants or None
    (taken,) = room.take_all([received(raw, received_at)])  # type: ignore[arg-type]
    assert taken.message.at == kept
    assert room.is_sound()


def numbered(count: int) -> list[Received]:
    return [received(a_letter(sender=STRANGER, message_id=f"<{number}@x>")) for number in range(count)]


def test_what_was_read_before_the_way_closed_stays_and_the_rest_comes_next_time(room: Mailroom) -> None:
    letters = numbered(BATCH + 7)

    def breaking() -> Iterator[Received]:
        yield from letters[: BATCH + 3]
        raise MailError("the server hung up", is_about_letter=False)

    with pytest.raises(MailError, match="hung up"):
        room.take_all(breaking())
    assert len(room.messages()) == BATCH + 3
    assert [each.message.id for each in room.take_all(letters)] == [BATCH + 4, BATCH + 5, BATCH + 6, BATCH + 7]


def test_a_bug_while_reading_loses_no_letter_and_keeps_whole_batches_only(room: Mailroom) -> None:
    letters = numbered(BATCH + 3)

    def breaking() -> Iterator[Received]:
        yield from letters
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        room.take_all(breaking())
    assert len(room.messages()) == BATCH
    assert len(room.take_all(letters)) == 3


def test_letters_are_in_the_book_when_they_are_given(room: Mailroom) -> None:
    from ordertrack.usecases.letters.intake import take_in  # the generator itself
    from tests.letters_in import HOURS

    letters = take_in(room.book, iter(numbered(BATCH + 1)), HOURS, a_stamp(), on_refused=lambda *_: None)
    for number, taken in enumerate(letters, 1):
        assert taken.message.id == number
        assert len(room.messages()) == (BATCH if number <= BATCH else BATCH + 1)


def test_a_dry_run_writes_nothing_and_counts_each_letter_once(room: Mailroom) -> None:
    notice = room.notice(NoticeKind.ORDER_CONFIRMATION, "A-1")
    letters = numbered(2 * BATCH)
    before = room.content
    answer = received(a_letter(in_reply_to=notice.message_id or ""))
    found = room.take_all([*letters, answer, *letters], dry_run=True)
    assert (len(found), found[-1].done) == (2 * BATCH + 1, "acknowledges the confirmation; a clerk reads what it says")
    assert room.content == before


@pytest.mark.postgres
def test_a_book_on_a_server_takes_letters_in_as_well(postgres_book: SqlBook) -> None:
    room = furnished(postgres_book)
    notice = room.notice(NoticeKind.DELAY, "A-1")
    found = room.take(
        a_letter(in_reply_to=notice.message_id or ""),
        a_letter(sender=LEE, subject="A-2", message_id=None),
        a_letter(sender=STRANGER, message_id="<3@x>"),
    )
    assert [each.done for each in found] == [
        "opens an enquiry",
        "from the supplier; waits for a clerk",
        "fits no order",
    ]
    assert room.take(a_letter(), a_letter(sender=LEE, subject="A-2", message_id=None)) == []
    assert (room.messages(), room.is_sound()) == ([each.message for each in found], True)
