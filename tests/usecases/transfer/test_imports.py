"""Bringing orders in, into a real book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.orders.events import OrderEntered
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.values.texts import Problem
from ordertrack.usecases.transfer import orders
from ordertrack.usecases.transfer.orders import SHOWN, Terms, import_orders
from tests.builders import (
    CUSTOMER,
    a_line,
    a_reader,
    a_stamp,
    an_order,
    facts_of,
    is_sound,
    loaded,
    move,
    parties_of,
    ten,
    units,
)
from tests.usecases.transfer.files import DELIVERED, HERE, HISTORY, Heard, InFile, in_file, numbers_in, take, tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from ordertrack.store.book.book import SqlBook


def test_history_comes_in_as_it_is(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2, **HERE)), in_file(ten(3, number="A-2"), ten(4, number="A-2"))])
    assert found == tally(added=2, lines=3, new_parties=2)
    assert (heard.rejected, heard.advanced) == ([], [2])
    assert loaded(book) == DELIVERED
    assert loaded(book, "A-2") == an_order(
        "A-2", is_history=True, status=Status.CONFIRMED, lines=(a_line(1), a_line(2))
    )
    assert facts_of(book) == [OrderEntered(order=DELIVERED)]
    assert is_sound(book)


def test_new_orders_begin_their_life(sqlite_book: SqlBook) -> None:
    found, _ = take(sqlite_book, [in_file(ten(2))], Terms())
    assert (found, loaded(sqlite_book)) == (tally(added=1, lines=1, new_parties=2), an_order())


def test_new_orders_cannot_have_happened(sqlite_book: SqlBook) -> None:
    found, heard = take(sqlite_book, [in_file(ten(2, **HERE))], Terms())
    message = "has happened already; --history takes finished or running orders as they are"
    problem = Problem(row=2, column="line.delivered_on", message=message)
    assert heard.rejected == [("A-1", [problem])]
    assert found == tally(rejected=1, problem_count=1, first_problems=[problem], is_written=False)


def test_a_promise_before_the_placement_is_counted_in_history(sqlite_book: SqlBook) -> None:
    found, heard = take(sqlite_book, [in_file(ten(2, placed_on="2026-03-21"))])
    message = "line 1 is promised 2026-03-20, before the order was placed, 2026-03-21"
    warning = Problem(row=2, column="promised_on", message=message)
    assert found == tally(added=1, lines=1, new_parties=2, warnings=1, first_warnings=[warning])
    assert heard.rejected == []


def test_a_promise_before_the_placement_is_refused_of_new_orders(sqlite_book: SqlBook) -> None:
    found, _ = take(sqlite_book, [in_file(ten(2, placed_on="2026-03-21"))], Terms())
    assert (found.rejected, found.added, numbers_in(sqlite_book)) == (1, 0, [])


def test_the_same_file_again_leaves_everything_unchanged(book: SqlBook) -> None:
    source = [in_file(ten(2, **HERE)), in_file(ten(3, number="A-2"), ten(4, number="A-2"))]
    take(book, source)
    again, _ = take(book, source)
    assert again == tally(unchanged=2)
    assert len(facts_of(book)) == 1
    assert is_sound(book)


def test_all_or_nothing_is_the_rule(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2)), in_file(ten(3, number="A-2", line_quantity="0"))])
    problem = Problem(row=3, column="line.quantity", message="0 is not a quantity to order; give more than zero")
    assert found == tally(
        added=1, lines=1, rejected=1, new_parties=2, problem_count=1, first_problems=[problem], is_written=False
    )
    assert heard.rejected == [("A-2", [problem])]
    assert (numbers_in(book), parties_of(book)) == ([], [])


def test_the_good_orders_are_taken_when_that_is_asked(book: SqlBook) -> None:
    bad = ten(3, number="A-2", line_quantity="0", customer="Nobody")
    found, _ = take(book, [in_file(ten(2)), in_file(bad), in_file(ten(4, number="A-3"))], Terms(partial=True))
    assert (found.added, found.rejected, found.is_written) == (2, 1, True)
    assert numbers_in(book) == ["A-1", "A-3"]
    assert [party.name for party in parties_of(book)] == [CUSTOMER, "Acme Fasteners"]
    assert is_sound(book)


def test_a_dry_run_counts_and_keeps_nothing(sqlite_book: SqlBook) -> None:
    found, _ = take(sqlite_book, [in_file(ten(2))], Terms(dry_run=True))
    assert found == tally(added=1, lines=1, new_parties=2, is_written=False)
    assert (numbers_in(sqlite_book), parties_of(sqlite_book)) == ([], [])


def test_a_row_that_could_not_be_read_refuses_its_order(sqlite_book: SqlBook) -> None:
    fault = Problem(row=3, message="has 4 cells where the header has 3")
    source = [InFile(number=None, rows=(), problems=[fault]), in_file(ten(2), problems=[fault])]
    found, heard = take(sqlite_book, source)
    assert heard.rejected == [(None, [fault]), ("A-1", [fault])]
    assert (found.rejected, found.problem_count, found.is_written) == (2, 2, False)


def test_only_the_first_problems_and_warnings_are_kept_but_all_are_counted(sqlite_book: SqlBook) -> None:
    bad = [in_file(ten(row, number=f"B-{row}", line_quantity="0", priority="x")) for row in range(2, 9)]
    odd = [in_file(ten(row, number=f"O-{row}", placed_on="2026-03-21")) for row in range(20, 33)]
    found, heard = take(sqlite_book, bad + odd)
    assert (found.rejected, found.problem_count, found.warnings) == (7, 14, 13)
    assert (len(found.first_problems), len(found.first_warnings)) == (SHOWN, SHOWN)
    assert found.first_problems == [problem for _, problems in heard.rejected for problem in problems][:SHOWN]


def test_a_file_is_read_in_batches_and_each_is_reported(sqlite_book: SqlBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "BATCH", 2)
    pulled: list[int] = []

    def source() -> Iterator[InFile]:
        for row in range(5):
            pulled.append(row)
            yield in_file(ten(row, number=f"A-{row}"))

    heard = Heard()
    seen: list[tuple[int, int]] = []
    import_orders(
        sqlite_book,
        source(),
        a_reader(),
        HISTORY,
        a_stamp(),
        reject=heard.reject,
        advance=lambda done: seen.append((done, len(pulled))),
    )
    assert seen == [(2, 2), (4, 4), (5, 5)]
    assert numbers_in(sqlite_book) == [f"A-{row}" for row in range(5)]


def test_an_order_cancelled_after_it_was_shipped_comes_in(book: SqlBook) -> None:
    found, _ = take(book, [in_file(ten(2, status="cancelled", line_shipped_on="2026-02-20"))])
    order = loaded(book)
    assert (found.added, order.status, order.lines[0].shipped_quantity) == (1, Status.CANCELLED, units(10))
    assert is_sound(book)


def test_an_order_said_to_be_closed_without_a_day_of_delivery_is_refused(sqlite_book: SqlBook) -> None:
    _, heard = take(sqlite_book, [in_file(ten(2, status="closed"))])
    message = "says closed, but not every line has a delivered_on"
    assert heard.rejected == [("A-1", [Problem(row=2, column="status", message=message)])]


def test_imported_history_moves_on_like_any_other_order(book: SqlBook) -> None:
    take(book, [in_file(ten(2))])
    move(book, Target.DELIVERED)
    assert loaded(book).status is Status.DELIVERED
    assert is_sound(book)
