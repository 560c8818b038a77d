"""The contract of the store: lists, the board and the worklist's candidates, against a reckoning of the test's own."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.lists import BoardRow, OrderFilter, Sort
from ordertrack.domain.orders.order import Delay, Order
from ordertrack.domain.orders.statuses import Priority, Status
from tests.builders import TODAY, a_line, a_receipt, an_order
from tests.store.drawn import DAYS, NAMES, holding, lively_books, many, maybe
from tests.store.reckoning import at_risk_lines, candidate, fits, is_unfinished, late_lines, list_row, promised_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ordertrack.store.book.book import SqlBook

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
LATE, DUE, SOON = a_line(promised_on=YESTERDAY), a_line(promised_on=TODAY), a_line(promised_on=TOMORROW)
EVERYTHING = OrderFilter()
FILTERS = st.builds(
    OrderFilter,
    numbers=st.sampled_from([(), (), ("so-0", "SO-1", "so-2", "SO-3"), ("so-0", "nowhere")]),
    statuses=st.sampled_from([(), (), (Status.ENTERED, Status.SHIPPED), tuple(Status)]),
    customer=st.sampled_from([None, None, 1, 3]),
    supplier=st.sampled_from([None, None, 2, 4]),
    owner=st.sampled_from([None, None, "ANNA", "Zoë", "Émile"]),
    is_overdue=st.booleans(),
    is_at_risk=st.booleans(),
    is_delayed=st.booleans(),
    is_open=st.booleans(),
    promised_from=maybe(DAYS),
    promised_to=maybe(DAYS),
    text=st.sampled_from([None, None, None, "m8", "%", "_", "BOLT", "so-", "strike", "ab-9", "jd0", "NOON", "REF", ""]),
)


def numbers_of(rows: Iterable[Any]) -> list[str]:
    return [row.number for row in rows]


def found(blank_book: SqlBook, orders: list[Order], only: OrderFilter) -> list[str]:
    with holding(blank_book, orders) as unit:
        return numbers_of(unit.orders.list(only, as_of=TODAY, sort=Sort.NUMBER))


@many(12)
@given(orders=lively_books(), only=FILTERS, as_of=DAYS)
def test_every_combination_of_conditions_lists_exactly_the_orders_that_fit(
    blank_book: SqlBook, orders: list[Order], only: OrderFilter, as_of: date
) -> None:
    fitting = sorted((order for order in orders if fits(order, only, as_of)), key=lambda order: order.number)
    with holding(blank_book, orders) as unit:
        assert unit.orders.list(only, as_of=as_of, sort=Sort.NUMBER) == [list_row(order, as_of) for order in fitting]
        assert unit.orders.count(only, as_of=as_of) == len(fitting)


@many(12)
@given(orders=lively_books(), as_of=DAYS)
def test_every_condition_alone_lists_exactly_the_orders_that_fit(
    blank_book: SqlBook, orders: list[Order], as_of: date
) -> None:
    asked = [
        OrderFilter(),
        OrderFilter(is_overdue=True),
        OrderFilter(is_at_risk=True),
        OrderFilter(is_delayed=True),
        OrderFilter(is_open=True),
        OrderFilter(promised_from=as_of),
        OrderFilter(promised_to=as_of),
        OrderFilter(owner="émile"),
        OrderFilter(owner="anna"),
        *(OrderFilter(customer=party, supplier=None) for party in NAMES),
        *(OrderFilter(supplier=party) for party in NAMES),
        *(OrderFilter(statuses=(status,)) for status in Status),
    ]
    with holding(blank_book, orders) as unit:
        for only in asked:
            wanted = sorted(order.number for order in orders if fits(order, only, as_of))
            assert numbers_of(unit.orders.list(only, as_of=as_of, sort=Sort.NUMBER)) == wanted


def test_due_today_is_not_overdue(blank_book: SqlBook) -> None:
    orders = [an_order("late", lines=(LATE,)), an_order("due", lines=(DUE,)), an_order("soon", lines=(SOON,))]
    assert found(blank_book, orders, OrderFilter(is_overdue=True)) == ["late"]


def test_what_is_received_in_part_is_overdue_and_what_is_cancelled_is_not(blank_book: SqlBook) -> None:
    orders = [
        an_order("part", lines=(a_line(promised_on=YESTERDAY, receipts=(a_receipt(4),)),)),
        an_order("rejected", lines=(a_line(promised_on=YESTERDAY, receipts=(a_receipt(10, rejected=10_000),)),)),
        an_order("whole", lines=(a_line(promised_on=YESTERDAY, receipts=(a_receipt(10),)),)),
        an_order("cancelled", lines=(a_line(promised_on=YESTERDAY, cancelled_quantity=100_000),)),
        an_order(
            "rest cancelled",
            lines=(a_line(promised_on=YESTERDAY, receipts=(a_receipt(4),), cancelled_quantity=60_000),),
        ),
    ]
    assert found(blank_book, orders, OrderFilter(is_overdue=True)) == ["part", "rejected"]


def test_an_order_cancelled_altogether_is_found_by_the_day_it_was_promised_for(blank_book: SqlBook) -> None:
    order = an_order(status=Status.CANCELLED, lines=(a_line(promised_on=TODAY, cancelled_quantity=100_000),))
    assert found(blank_book, [order], OrderFilter(promised_from=TODAY, promised_to=TODAY)) == ["A-1"]


def test_a_line_given_up_does_not_count_for_the_day_of_the_promise(blank_book: SqlBook) -> None:
    gone = a_line(2, promised_on=TOMORROW, cancelled_quantity=100_000)
    order = an_order(lines=(LATE, gone))
    assert found(blank_book, [order], OrderFilter(promised_from=TODAY)) == []
    with holding(blank_book, [order]) as unit:
        (row,) = unit.orders.list(EVERYTHING, as_of=TODAY)
        (entry,) = unit.orders.candidates(OrderFilter(), as_of=TODAY)
        assert (row.promised_on, entry.promised_on) == (YESTERDAY, YESTERDAY)


@pytest.mark.parametrize("owner", ["Zoë", "zoë", "ZOË"])
def test_an_owner_is_found_whatever_the_case(blank_book: SqlBook, owner: str) -> None:
    orders = [an_order("1", owner="Zoë"), an_order("2", owner="zoe"), an_order("3")]
    assert found(blank_book, orders, OrderFilter(owner=owner)) == ["1"]


@pytest.mark.parametrize("text", ["müller", "MÜLLER", "Müller", "üLL"])
def test_text_is_found_whatever_the_case(blank_book: SqlBook, text: str) -> None:
    orders = [an_order("1", note="ring Müller"), an_order("2", note="ring Muller")]
    assert found(blank_book, orders, OrderFilter(text=text)) == ["1"]


@pytest.mark.parametrize("text", ["50%", "x_y", "O'Hara", 'a "b"', "\\", "煎茶", "line\nbreak", ":as_of", "%s", "?"])
def test_text_is_sought_as_it_is(blank_book: SqlBook, text: str) -> None:
    orders = [an_order("1", note=f"<{text}>"), an_order("2", note="500 xay OHara煎 line break")]
    assert found(blank_book, orders, OrderFilter(text=text)) == ["1"]


SORTED: dict[Sort, Callable[[Order], Any]] = {
    Sort.PROMISED: promised_on,
    Sort.NUMBER: lambda order: order.number,
    Sort.CUSTOMER: lambda order: NAMES[order.customer].casefold(),
    Sort.SUPPLIER: lambda order: NAMES[order.supplier].casefold(),
    Sort.OWNER: lambda order: (order.owner is None, order.owner or ""),
    Sort.STATUS: lambda order: list(Status).index(order.status),
    Sort.PRIORITY: lambda order: -list(Priority).index(order.priority),
    Sort.ENTERED: lambda _: 0,
}


@pytest.mark.parametrize("sort", Sort)
@many(8)
@given(orders=lively_books(), limit=st.integers(1, 9))
def test_lists_are_sorted_and_cut_after_sorting(
    blank_book: SqlBook, sort: Sort, orders: list[Order], limit: int
) -> None:
    wanted = sorted(orders, key=lambda order: order.number) if sort is not Sort.ENTERED else orders
    wanted = sorted(wanted, key=SORTED[sort])
    with holding(blank_book, orders) as unit:
        listed = numbers_of(unit.orders.list(EVERYTHING, as_of=TODAY, sort=sort))
        cut = numbers_of(unit.orders.list(EVERYTHING, as_of=TODAY, sort=sort, limit=limit))
    assert (listed, cut) == (numbers_of(wanted), numbers_of(wanted[:limit]))


@many(10)
@given(orders=lively_books(), as_of=DAYS)
def test_the_board_counts_every_order_once(blank_book: SqlBook, orders: list[Order], as_of: date) -> None:
    totals = Counter(order.status for order in orders)
    late = Counter(order.status for order in orders if late_lines(order, as_of))
    risky = Counter(order.status for order in orders if at_risk_lines(order))
    delayed = Counter(order.status for order in orders if order.delay and is_unfinished(order))
    with holding(blank_book, orders) as unit:
        board = unit.orders.board(as_of=as_of)
    assert board == [
        BoardRow(status, totals[status], late[status], risky[status], delayed[status]) for status in Status
    ]


def test_the_board_of_an_empty_book_has_every_status(blank_book: SqlBook) -> None:
    with blank_book.read() as view:
        assert view.orders.board(as_of=TODAY) == [BoardRow(status, 0, 0, 0, 0) for status in Status]


@many(10)
@given(orders=lively_books(), as_of=DAYS, owner=st.sampled_from([None, None, "anna", "émile"]))
def test_the_candidates_are_the_unfinished_orders(
    blank_book: SqlBook, orders: list[Order], as_of: date, owner: str | None
) -> None:
    only = OrderFilter(is_open=True, owner=owner)
    known = [order for order in orders if order.is_history or order.entered_on <= as_of]
    wanted = [candidate(order, as_of) for order in known if fits(order, only, as_of)]
    with holding(blank_book, orders) as unit:
        listed = unit.orders.candidates(OrderFilter(owner=owner), as_of=as_of)
    assert sorted(listed, key=lambda row: row.number) == sorted(wanted, key=lambda row: row.number)


def test_history_that_came_in_delivered_asks_for_nothing(blank_book: SqlBook) -> None:
    delivered = (a_line(receipts=(a_receipt(10),)),)
    orders = [
        an_order("old", status=Status.DELIVERED, lines=delivered, is_history=True),
        an_order("new", status=Status.DELIVERED, lines=delivered),
        an_order("running", status=Status.PROCESSING, is_history=True),
    ]
    with holding(blank_book, orders) as unit:
        assert sorted(numbers_of(unit.orders.candidates(OrderFilter(), as_of=TODAY))) == ["new", "running"]


def test_a_delay_is_shown_with_its_cause_until_the_order_moves_on(blank_book: SqlBook) -> None:
    delay = Delay(reported_on=TODAY, expected_on=TOMORROW, cause="strike")
    with holding(blank_book, [an_order("1", delay=delay), an_order("2")]) as unit:
        rows = unit.orders.list(EVERYTHING, as_of=TODAY, sort=Sort.NUMBER)
    assert [(row.delay_expected_on, row.delay_cause) for row in rows] == [(TOMORROW, "strike"), (None, None)]
