"""What was written about archived orders goes with them, and stays where another order needs it (SOP 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Attachment, Direction, MessageState
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.usecases.ports import NewMessage
from tests.builders import loaded
from tests.store.book.archived import LATER, archive, archived, fill
from tests.store.books import rows_of
from tests.store.letters import a_letter, a_notice, found, keep, letters_in, notices_in, queue

if TYPE_CHECKING:
    from pathlib import Path

FILES = (Attachment("a.pdf", "application/pdf", 3),)


@pytest.fixture
def full(book: SqlBook) -> SqlBook:
    """A-1 and B-1 are closed, C-1 is open; letters about A-1, about A-1 and C-1, and about nothing."""
    fill(book)
    keep(book, b"one", "A-1", party=1, subject="quarantine", attachments=FILES)
    keep(book, b"two", "A-1", "C-1", party=1, text="overboard")
    sent = queue(book, a_notice("A-1", message_id="<n@example.org>"))
    keep(book, b"three", "B-1", party=1, direction=Direction.OUT, notice=sent.id, text="strike")
    queue(book, a_notice("B-1", "C-1", cause="B-1 event 2"))
    queue(book, a_notice(cause="the digest of a day"))
    with book.write() as unit:
        unit.letters.keep(NewMessage(a_letter(state=MessageState.UNMATCHED, text="nobody"), b"usual"))
        unit.commit()
    return book


def test_letters_and_notices_go_with_their_orders(full: SqlBook, tmp_path: Path) -> None:
    letters = letters_in(full)
    notices = {number: each for number, each in notices_in(full).items() if each.kind == "delay"}
    (first, second, third) = notices
    order = loaded(full, "A-1")
    old = SqlBook(archived(full, tmp_path))

    assert loaded(old, "A-1") == order
    one, two, three, _ = letters.values()
    assert letters_in(old) == {1: one, 2: (replace(two[0], numbers=("A-1",)), b"two"), 3: three}
    kept = {number: each for number, each in notices_in(old).items() if each.kind == "delay"}
    assert kept == {first: notices[first], second: replace(notices[second], numbers=("B-1",))}
    assert (found(old, "quarantine"), found(old, "overboard"), found(old, "strike")) == (["A-1"], ["A-1"], ["B-1"])

    assert letters_in(full) == {2: (replace(two[0], numbers=("C-1",)), b"two"), 4: letters[4]}
    left = {number: each for number, each in notices_in(full).items() if each.kind == "delay"}
    assert left == {second: replace(notices[second], numbers=("C-1",)), third: notices[third]}
    assert (found(full, "quarantine"), found(full, "overboard"), found(full, "strike")) == ([], ["C-1"], [])
    assert (Upkeep(full).verify().finding, Upkeep(old).verify().finding) == (None, None)


def test_a_letter_that_was_given_to_another_order_stays_provable_in_both(full: SqlBook, tmp_path: Path) -> None:
    letter, raw = letters_in(full)[1]
    with full.write() as unit:
        unit.letters.save(replace(letter, numbers=("C-1",)))
        unit.commit()
    old = SqlBook(archived(full, tmp_path))
    assert [letters_in(each)[1][1] for each in (full, old)] == [raw, raw]
    assert (Upkeep(full).verify().finding, Upkeep(old).verify().finding) == (None, None)


@pytest.mark.parametrize("state", [NoticeState.QUEUED, NoticeState.SENDING])
def test_an_order_about_which_something_is_to_be_said_stays(sqlite_book: SqlBook, tmp_path: Path, state: str) -> None:
    fill(sqlite_book)
    waits = a_notice("A-1", state=NoticeState(state), sent_at=None)
    queue(sqlite_book, replace(waits, lease_until=waits.queued_at if state == "sending" else None))
    done = archive(sqlite_book, tmp_path / "old.db", LATER)
    assert [(each.order.number, each.why_stays) for each in done.staying] == [
        ("A-1", "a notice about it waits to be sent, or a letter for a clerk")
    ]
    assert done.filed is not None
    assert done.filed.fact.numbers == ("B-1",)


def test_an_order_stays_while_a_letter_about_it_waits_for_a_clerk(sqlite_book: SqlBook, tmp_path: Path) -> None:
    fill(sqlite_book)
    kept = keep(sqlite_book, b"one", "A-1", state=MessageState.WAITING)
    assert [each.order.number for each in archive(sqlite_book, tmp_path / "old.db").staying] == ["A-1"]
    with sqlite_book.write() as unit:
        unit.letters.save(replace(kept, state=MessageState.DONE))
        unit.commit()
    assert archive(sqlite_book, tmp_path / "older.db").staying == []


def test_nothing_written_about_what_went_is_left_in_the_file(sqlite_book: SqlBook, tmp_path: Path) -> None:
    fill(sqlite_book)
    raw = b"From: kai@example.org\r\n\r\nthe word is xyzzy-plugh"
    keep(sqlite_book, raw, "A-1", text="the word is xyzzy-plugh")
    archived(sqlite_book, tmp_path)
    assert rows_of(sqlite_book)["messages"] == []
    assert not isinstance(sqlite_book.place, str)
    content = sqlite_book.place.read_bytes()
    assert [word for word in (b"xyzzy", b"plugh") if word in content] == []
