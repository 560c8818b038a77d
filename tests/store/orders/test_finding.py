"""The contract of the store: orders are found by number, by the ends of a number, by a customer's reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import NotFoundError
from tests.builders import an_order
from tests.store.drawn import holding

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook


def test_a_thousand_orders_are_found_at_once(blank_book: SqlBook) -> None:
    orders = [an_order(f"N-{at}") for at in range(1_201)]
    with holding(blank_book, orders) as unit:
        found = unit.orders.find([order.number for order in orders] + ["missing"])
    assert found == {order.number: order for order in orders}


def test_an_order_that_is_not_there_is_said_with_its_neighbours(blank_book: SqlBook) -> None:
    with holding(blank_book, [an_order("SO-1041"), an_order("SO-1042"), an_order("XX-1")]) as unit:
        with pytest.raises(NotFoundError) as error:
            unit.orders.get("SO-1043")
        assert (error.value.message, error.value.hints) == (
            "there is no order SO-1043",
            ("near it: SO-1041, SO-1042",),
        )


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("SO-1", ["SO-1"]),
        ("so-1", ["SO-1", "SO-10", "SO-11"]),
        ("0", ["SO-10"]),
        ("%", ["100%"]),
        ("_", ["_x"]),
        ("", []),
        ("zzz", []),
        ("o", ["O'Hara", "o-2"]),
        ("O'H", ["O'Hara"]),
    ],
)
def test_numbers_are_found_by_how_they_begin_or_end(blank_book: SqlBook, part: str, found: list[str]) -> None:
    numbers = ["SO-1", "SO-10", "SO-11", "100%", "_x", "o-2", "O'Hara"]
    with holding(blank_book, [an_order(number) for number in numbers]) as unit:
        assert list(unit.orders.matching_numbers(part, limit=9)) == found


def test_no_more_numbers_are_listed_than_asked_for(blank_book: SqlBook) -> None:
    with holding(blank_book, [an_order(f"SO-{at}") for at in range(10, 20)]) as unit:
        assert list(unit.orders.matching_numbers("so", limit=2)) == ["SO-10", "SO-11"]
        assert list(unit.orders.open_numbers("", limit=2)) == ["SO-10", "SO-11"]


def test_only_unfinished_orders_are_offered_for_completion(blank_book: SqlBook) -> None:
    orders = [an_order(f"S-{status}", status=status) for status in Status]
    with holding(blank_book, orders) as unit:
        assert list(unit.orders.open_numbers("s-", limit=20)) == [
            "S-completed",
            "S-confirmed",
            "S-delivered",
            "S-entered",
            "S-processing",
            "S-shipped",
        ]


def test_a_customers_reference_is_held_by_the_order_that_came_first(blank_book: SqlBook) -> None:
    orders = [an_order("A-1", customer_ref="PO 1"), an_order("A-2", customer_ref="PO 1"), an_order("A-3")]
    with holding(blank_book, orders) as unit:
        found = [
            unit.orders.customer_ref_holder(*wanted) for wanted in ((1, "PO 1"), (1, "po 1"), (3, "PO 1"), (1, "PO"))
        ]
    assert found == ["A-1", None, None, None]


def test_an_empty_book_has_no_orders(blank_book: SqlBook) -> None:
    with blank_book.read() as view:
        assert (view.orders.has_any(), view.orders.find(["A-1"]), view.records.history("A-1")) == (False, {}, [])
