"""`trail verify` names a letter whose original is not the one an event speaks of (SOP 4.4c)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.store.book.upkeep import Upkeep
from ordertrack.store.book.verification import verify
from ordertrack.store.book.views import SqlReads
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES
from ordertrack.usecases.parties import erase_party
from ordertrack.usecases.ports import NewMessage
from tests.builders import CUSTOMER, a_row, a_stamp, close_whole, enter, seq_of
from tests.store.books import ENGINES
from tests.store.letters import a_letter, keep

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from ordertrack.store.book.book import SqlBook


def fill(book: SqlBook) -> SqlBook:
    """A closed order with two letters, and a letter about nothing."""
    enter(book, a_row(line_quantity="10"))
    close_whole(book)
    keep(book, b"one", "A-1", party=1)
    keep(book, b"two", "A-1", party=1)
    with book.write() as unit:
        unit.letters.keep(NewMessage(a_letter(digest="usual"), b"usual"))
        unit.commit()
    return book


@pytest.fixture(scope="module", params=ENGINES)
def full(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """That book, in which nothing is changed for good."""
    return fill(new_book(request.param))


def change(book: SqlBook, *statements: sa.Executable) -> tuple[int | None, str] | None:
    """Change a book, find what is wrong with it, and take the change back."""
    with book.connected("rw") as connection, connection.begin() as transaction:
        for statement in statements:
            connection.execute(statement)
        found = verify(SqlReads(connection)).finding
        transaction.rollback()
    return (found.seq, found.message) if found else None


def altered(message: int, **values: Any) -> sa.Executable:  # noqa: ANN401 - any column of a message
    return MESSAGES.update().where(MESSAGES.c.id == message).values(**values)


def test_letters_as_they_came_are_fine(full: SqlBook) -> None:
    assert Upkeep(full).verify().finding is None


@pytest.mark.parametrize(
    "values",
    [
        {"raw": b"won"},
        {"raw": b""},
        {"digest": hashlib.sha256(b"won").hexdigest()},
        {"raw": b"won", "digest": hashlib.sha256(b"won").hexdigest()},
    ],
)
def test_a_letter_that_was_changed_is_named_with_its_event(full: SqlBook, values: dict[str, Any]) -> None:
    seq = seq_of(full, "contact logged")
    assert change(full, altered(1, **values)) == (seq, f"message 1 is not the one that event {seq} speaks of")


def test_a_letter_that_is_gone_is_named_with_its_event(full: SqlBook) -> None:
    seq = seq_of(full, "contact logged") + 1
    gone = (
        MESSAGE_ORDERS.delete().where(MESSAGE_ORDERS.c.message_id == 2),
        MESSAGES.delete().where(MESSAGES.c.id == 2),
    )
    assert change(full, *gone) == (seq, f"message 2 is not the one that event {seq} speaks of")


def test_a_letter_about_nothing_is_held_to_its_own_digest(full: SqlBook) -> None:
    assert change(full, altered(3, raw=b"other")) == (None, "message 3 is not the one that was kept")


def test_a_letter_that_was_erased_with_its_writer_is_fine(book: SqlBook) -> None:
    erase_party(fill(book), CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    with book.read() as view:
        assert [view.letters.original(number) for number in (1, 2)] == [b"", b""]
    assert Upkeep(book).verify().finding is None
    assert change(book, altered(2, raw=b"two, they said")) is not None
