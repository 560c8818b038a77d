"""What was read of a policy stands beside its text; the trail tells when it is not what the text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ordertrack.domain.policy.text import default_text, form_of, policy_of
from ordertrack.files.policy.reading import read_policy
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.verification import verify
from ordertrack.store.trail import Finding
from ordertrack.usecases.policy import PolicyProposal, adopt_built_in, adopt_policy
from tests.builders import a_stamp

if TYPE_CHECKING:
    from ordertrack.domain.policy.policy import PolicyRevision

LONGER = default_text("UTC").replace('friday = ["09:00-17:00"]', 'friday = ["09:00-20:00"]')
SENTENCE = "what is kept of policy revision 2 is not what its text says"
FORMS = sa.text("UPDATE policies SET form = :form WHERE number = 2")


@pytest.fixture
def book(sqlite_book: SqlBook) -> SqlBook:
    """A book whose second policy revision was adopted from a text."""
    adopt_built_in(sqlite_book, "UTC", a_stamp())
    adopt_policy(sqlite_book, PolicyProposal(text=LONGER, description="Longer"), a_stamp(), read_policy)
    return SqlBook(sqlite_book.place, read_policy=read_policy)


def kept(book: SqlBook) -> PolicyRevision:
    with book.read() as view:
        return view.policy.revisions()[1]


def exchange(book: SqlBook, form: str | None) -> None:
    with book.connected("rw") as connection, connection.begin():
        connection.execute(FORMS, {"form": form})


def finding(book: SqlBook) -> Finding | None:
    with book.read() as view:
        return verify(view).finding


def test_what_was_read_is_kept_beside_the_text(book: SqlBook) -> None:
    assert kept(book).form == form_of(read_policy(LONGER), LONGER)
    assert policy_of(kept(SqlBook(book.place))) == read_policy(LONGER)
    assert finding(book) is None


def test_a_form_that_says_something_else_than_the_text_is_found(book: SqlBook) -> None:
    form = kept(book).form
    assert form is not None
    exchange(book, form.replace('"20:00:00"', '"21:00:00"', 1))
    assert policy_of(kept(book)) != read_policy(LONGER)
    assert finding(book) == Finding(2, SENTENCE)
    assert finding(SqlBook(book.place)) is None, "nothing here reads texts"


OF_ANOTHER = '{"form":0,"of":"","policy":{}}'


@pytest.mark.parametrize("form", [None, OF_ANOTHER])
def test_a_revision_without_a_form_that_counts_is_read_anew(book: SqlBook, form: str | None) -> None:
    exchange(book, form)
    assert policy_of(kept(book)) == read_policy(LONGER)
    assert finding(book) is None


@pytest.mark.parametrize("form", ["", "{}", '{"form":0}', "{"])
def test_what_is_no_form_is_found_and_not_taken_for_one(book: SqlBook, form: str) -> None:
    exchange(book, form)
    assert policy_of(kept(book)) == read_policy(LONGER)
    assert finding(SqlBook(book.place)) == Finding(2, SENTENCE)
