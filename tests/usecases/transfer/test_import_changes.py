"""Importing orders that the book knows already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.events import Change, LinesReceived, OrderEdited
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.values.texts import Problem
from ordertrack.usecases.transfer.orders import Terms
from tests.builders import a_line, an_order, enter, facts_of, is_sound, loaded, parties_of, ten
from tests.usecases.transfer.files import DELIVERED, HERE, in_file, take, tally

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook


def test_a_known_order_that_differs_is_refused_unless_changes_are_taken(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(owner="Ada"))
    found, heard = take(sqlite_book, [in_file(ten(2, owner="Zoë", note="new"))])
    message = "order A-1 is in the book and differs in owner, note; --update takes the change"
    assert heard.rejected == [("A-1", [Problem(row=2, column="owner", message=message)])]
    assert (found.rejected, loaded(sqlite_book).owner) == (1, "Ada")


def test_changes_are_taken_each_as_an_event(book: SqlBook) -> None:
    take(book, [in_file(ten(2, owner="Ada"))])
    row = ten(2, owner="Zoë", priority="high", **HERE)
    found, _ = take(book, [in_file(row)], Terms(is_history=True, update=True))
    assert found == tally(updated=1)
    after = replace(DELIVERED, owner="Zoë", priority=Priority.HIGH, version=3)
    changes = Change(field="owner", old="Ada", new="Zoë"), Change(field="priority", old="normal", new="high")
    assert loaded(book) == after
    assert facts_of(book)[1] == OrderEdited(changes=changes)
    assert isinstance(facts_of(book)[2], LinesReceived)
    assert take(book, [in_file(row)])[0] == tally(unchanged=1)
    assert is_sound(book)


def test_a_change_that_the_procedure_forbids_refuses_the_order_and_keeps_none_of_it(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    _, heard = take(
        sqlite_book, [in_file(ten(2, owner="Zoë", **HERE))], Terms(is_history=True, update=True, partial=True)
    )
    message = "A-1 is entered and cannot become delivered; from entered it can go to confirmed, cancelled, delayed"
    assert heard.rejected == [("A-1", [Problem(row=2, column="owner", message=message)])]
    assert loaded(sqlite_book) == an_order()


def test_a_change_that_only_a_correction_can_make_says_so(sqlite_book: SqlBook) -> None:
    take(sqlite_book, [in_file(ten(2, **HERE))])
    row = ten(2, line_delivered_on="2026-02-24")
    _, heard = take(sqlite_book, [in_file(row)], Terms(is_history=True, update=True))
    message = "line.delivered_on cannot be taken from a file; use `status A-1 --correct CAUSE`"
    assert heard.rejected == [("A-1", [Problem(row=2, column="line.delivered_on", message=message)])]


@pytest.mark.parametrize("role", ["customer", "supplier"])
def test_a_known_order_is_not_given_to_another_party(sqlite_book: SqlBook, role: str) -> None:
    enter(sqlite_book, ten())
    row = ten(2, **{role: "Somebody Else"})
    _, heard = take(sqlite_book, [in_file(row)], Terms(update=True))
    message = "is another than that of order A-1 in the book"
    assert heard.rejected == [("A-1", [Problem(row=2, column=role, message=message)])]
    assert len(parties_of(sqlite_book)) == 2


def test_new_and_known_orders_may_stand_in_one_file(book: SqlBook) -> None:
    enter(book, ten())
    enter(book, ten(number="A-2"))
    source = [in_file(ten(2)), in_file(ten(3, number="A-3")), in_file(ten(4, number="A-2", owner="Zoë"))]
    found, _ = take(book, source, Terms(update=True))
    assert found == tally(added=1, updated=1, unchanged=1, lines=1)
    assert is_sound(book)


def test_a_new_line_is_taken_into_a_known_order(book: SqlBook) -> None:
    enter(book, ten(2), ten(3))
    rows = ten(2), ten(3), ten(4, line_position="9", line_sku="M8"), ten(5, line_position="4")
    found, _ = take(book, [in_file(*rows)], Terms(update=True))
    assert found == tally(updated=1)
    assert loaded(book).lines == (a_line(1), a_line(2), a_line(4), a_line(9, sku="M8"))
    assert is_sound(book)
