"""A party that is erased is nowhere in what was written to it, by it, and to others about it (SOP 6)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.letters import Attachment, Direction
from ordertrack.domain.notices.notice import Addressee, NoticeState
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.errors import LockedError
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.usecases.parties import edit_party, erase_party
from ordertrack.usecases.ports import NewMessage
from tests.builders import AT, CUSTOMER, SUPPLIER, a_row, a_stamp, close_whole, enter, history_of, loaded
from tests.store.letters import a_letter, a_notice, found, keep, letters_in, notices_in, queue

if TYPE_CHECKING:
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.store.book.book import SqlBook

ADDRESS = "ada@example.org"
RAW = b"From: Ada Lovelace <ada@example.org>\r\nSubject: my loom\r\n\r\nwhere is my loom?"
FILES = (Attachment("loom.pdf", "application/pdf", 3),)
TO_SUPPLIER = Addressee(
    name=SUPPLIER, channel=NoticeChannel.EMAIL, party=2, side=Side.SUPPLIER, address="s@example.org"
)


@pytest.fixture
def full(book: SqlBook) -> SqlBook:
    """A closed order about which its customer and its supplier wrote, and were written to."""
    enter(book, a_row(line_quantity="10"))
    close_whole(book)
    edit_party(book, CUSTOMER, a_stamp(), emails=(ADDRESS,))
    by_ada = {"party": 1, "sender": ADDRESS, "sender_name": "Ada Lovelace", "subject": "my loom"}
    keep(book, RAW, "A-1", text="where is my loom?", rest="> dear Ada", attachments=FILES, **by_ada)
    keep(book, b"Dear Ada", "A-1", direction=Direction.OUT, party=1, sender=None, sender_name=None, text="Dear Ada")
    keep(book, b"sorry", "A-1", party=2, side=Side.SUPPLIER, sender="s@example.org", text="strike at the port")
    with book.write() as unit:
        stranger = a_letter(digest="x", sender="ADA@example.org", sender_name="Ada", text="what about my loom")
        unit.letters.keep(NewMessage(stranger, b"x"))
        unit.commit()
    return book


def test_of_the_letters_of_an_erased_party_what_was_written_stays(full: SqlBook) -> None:
    before = letters_in(full)
    erase_party(full, CUSTOMER, "asked", a_stamp())
    nobody = {
        number: (replace(letter, party=1, sender=None, sender_name=None), raw)
        for number, (letter, raw) in before.items()
        if number != 3
    }
    assert letters_in(full) == before | nobody
    assert found(full, "loom") == ["A-1"]
    assert Upkeep(full).verify().finding is None


def test_the_letters_are_erased_on_demand_but_for_their_digests(full: SqlBook) -> None:
    before = letters_in(full)
    erase_party(full, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    nothing: dict[str, Any] = {
        "party": 1,
        "sender": None,
        "sender_name": None,
        "subject": "erased",
        "text": "erased",
        "rest": "",
    }
    silent = {
        number: (replace(letter, attachments=(), reason=None, **nothing), b"")
        for number, (letter, _) in before.items()
        if number != 3
    }
    assert letters_in(full) == before | silent
    assert [each.note for each in loaded(full, "A-1").contacts] == ["erased", "erased", "strike at the port"]
    assert [event.kind for event in history_of(full)][-3:] == ["contact logged"] * 3
    assert (found(full, "loom"), found(full, "ada"), found(full, "strike")) == ([], [], ["A-1"])
    verdict = Upkeep(full).verify()
    assert (verdict.finding, verdict.stubs) == (None, 4)


@pytest.mark.parametrize("with_correspondence", [False, True])
def test_the_letters_of_another_party_at_the_same_address_stay(full: SqlBook, *, with_correspondence: bool) -> None:
    edit_party(full, SUPPLIER, a_stamp(), emails=(ADDRESS.upper(),))
    theirs = keep(full, b"strike", "A-1", party=2, side=Side.SUPPLIER, sender=ADDRESS, text="strike")
    before = letters_in(full)
    erase_party(full, CUSTOMER, "asked", a_stamp(), with_correspondence=with_correspondence)
    after, nobodys = letters_in(full), 4
    assert [after[number] for number in (3, nobodys, theirs.id)] == [
        before[number] for number in (3, nobodys, theirs.id)
    ]
    assert found(full, "strike") == ["A-1"]
    assert Upkeep(full).verify().finding is None


def test_a_letter_that_waits_for_its_order_is_of_the_party_that_alone_has_its_address(full: SqlBook) -> None:
    edit_party(full, SUPPLIER, a_stamp(), emails=(ADDRESS,))
    erase_party(full, SUPPLIER, "asked", a_stamp(), with_correspondence=True)
    assert letters_in(full)[4][1] == b"x"
    erase_party(full, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    assert letters_in(full)[4][1] == b""


def test_an_event_that_speaks_of_an_erased_letter_loses_its_text_whatever_it_says_of_it(full: SqlBook) -> None:
    keep(full, b"a picture alone", "A-1", party=1, sender=ADDRESS, text="")
    keep(full, b"from the wrong side", "A-1", party=1, side=Side.SUPPLIER, sender=ADDRESS, text="my loom!")
    erase_party(full, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    with full.read() as view:
        letters = [told for told in view.chain.events_of("A-1") if told.body and '"message":' in told.body]
    assert [json.loads(told.body or "")["facts"]["contact"]["message"] for told in letters] == [3]
    assert [raw for _, raw in letters_in(full).values()] == [b"", b"", b"sorry", b"", b"", b""]
    assert [each.note for each in loaded(full, "A-1").contacts][3:] == [None, "erased"]
    assert Upkeep(full).verify().finding is None


def test_the_words_of_a_supplier_are_erased_with_it(full: SqlBook) -> None:
    erase_party(full, SUPPLIER, "asked", a_stamp(), with_correspondence=True)
    assert [each.note for each in loaded(full, "A-1").contacts] == ["where is my loom?", "Dear Ada", "erased"]
    assert [raw for _, raw in letters_in(full).values()] == [RAW, b"Dear Ada", b"", b"x"]
    assert Upkeep(full).verify().finding is None


def test_what_waits_to_be_sent_to_an_erased_party_is_withdrawn(full: SqlBook) -> None:
    states = {state: _noted(full, state) for state in (NoticeState.QUEUED, NoticeState.FAILED, NoticeState.SENT)}
    erase_party(full, CUSTOMER, "asked", a_stamp())
    kept = notices_in(full)
    to = Addressee(name="erased party 1", channel=NoticeChannel.EMAIL, party=1, side=Side.CUSTOMER)
    for state, notice in states.items():
        is_sent = state is NoticeState.SENT
        assert kept[notice.id] == replace(
            notice,
            to=to,
            facts={},
            subject="erased",
            body="erased",
            state=state if is_sent else NoticeState.WITHDRAWN,
            next_at=None,
            error="erased",
        )


def _noted(book: SqlBook, state: NoticeState) -> Notice:
    error, next_at = f"550 no such user {ADDRESS}", None if state is NoticeState.SENT else AT
    return queue(book, a_notice("A-1", state=state, cause=f"{state}", error=error, next_at=next_at))


def test_what_is_to_be_said_to_others_no_longer_names_an_erased_party(full: SqlBook) -> None:
    facts = {"order": {"customer": CUSTOMER, "supplier": SUPPLIER, "note": f"{CUSTOMER} asks"}, "reply_to": ADDRESS}
    given = a_notice("A-1", to=TO_SUPPLIER, facts=facts, state=NoticeState.QUEUED, subject=f"for {CUSTOMER}")
    notice = queue(full, replace(given, sent_at=None))
    erase_party(full, CUSTOMER, "asked", a_stamp())
    now = {"order": {**facts["order"], "customer": "erased party 1"}, "reply_to": "erased"}  # type: ignore[dict-item]
    assert notices_in(full)[notice.id] == replace(notice, facts=now, subject="for erased party 1")


@pytest.mark.parametrize("to", [None, TO_SUPPLIER])
def test_nobody_is_erased_while_a_notice_that_names_them_is_being_sent(full: SqlBook, to: Addressee | None) -> None:
    fields = {"to": to} if to else {}
    notice = queue(full, a_notice("A-1", state=NoticeState.SENDING, lease_until=AT, sent_at=None, **fields))
    with pytest.raises(LockedError) as busy:
        erase_party(full, CUSTOMER, "asked", a_stamp())
    assert busy.value.message == f"notice {notice.id} is being sent, and names {CUSTOMER}"


def test_nothing_of_an_erased_partys_letters_is_left_in_the_file(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, a_row(line_quantity="10"))
    close_whole(sqlite_book)
    edit_party(sqlite_book, CUSTOMER, a_stamp(), emails=(ADDRESS,))
    sent_by = {"sender": ADDRESS, "sender_name": "Ada Lovelace", "party": 1, "rest": "> xyzzy", "attachments": FILES}
    keep(sqlite_book, RAW, "A-1", text="where is my loom?", subject="my loom", **sent_by)
    queue(sqlite_book, a_notice("A-1", body="Dear Ada", error=f"550 {ADDRESS}"))
    erase_party(sqlite_book, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    Upkeep(sqlite_book).compact()
    assert not isinstance(sqlite_book.place, str)
    content = sqlite_book.place.read_bytes().lower()
    words = (CUSTOMER, ADDRESS, "lovelace", "loom", "dear ada", "xyzzy")
    assert [word for word in words if word.lower().encode() in content] == []
