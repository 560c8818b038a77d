"""The contract of the store: what is overdue and how it ages, against a reckoning of the test's own (SOP 4.3a, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.lists import OrderFilter, OverdueRow
from ordertrack.domain.orders.order import Delay, Line, Order, Promise
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.reports.lines import AgingRow, By
from tests.builders import TODAY, a_line, a_receipt, an_order, units
from tests.store import reckoning
from tests.store.drawn import DAYS, holding, lively_books, many
from tests.store.reckoning import fits

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
EVERYTHING = OrderFilter()
FILTERS = st.builds(
    OrderFilter,
    customer=st.sampled_from([None, None, 1]),
    supplier=st.sampled_from([None, None, 4]),
    owner=st.sampled_from([None, None, "ÉMILE"]),
    is_at_risk=st.booleans(),
)


def days_ago(count: int) -> date:
    return TODAY - timedelta(count)


def late_by(count: int, **fields: Any) -> Line:  # noqa: ANN401 - any field of a line
    return a_line(promised_on=days_ago(count), **fields)


def overdue_numbers(blank_book: SqlBook, as_of: date, *lines: Line) -> list[str]:
    """Put each line into an order named after its place, and say which are overdue."""
    orders = [an_order(str(at), lines=(replace(line, position=1),)) for at, line in enumerate(lines, 1)]
    with holding(blank_book, orders) as unit:
        return [row.number for row in unit.reports.lines.overdue(EVERYTHING, as_of=as_of)]


@many(10)
@given(orders=lively_books(), only=FILTERS, as_of=DAYS)
def test_the_overdue_lines_of_any_day_are_those_reckoned_one_by_one(
    blank_book: SqlBook, orders: list[Order], only: OrderFilter, as_of: date
) -> None:
    asked = [order for order in orders if fits(order, only, as_of)]
    with holding(blank_book, orders) as unit:
        assert unit.reports.lines.overdue(EVERYTHING, as_of=as_of) == reckoning.overdue(orders, as_of)
        assert unit.reports.lines.overdue(only, as_of=as_of) == reckoning.overdue(asked, as_of)


@pytest.mark.slow
@many(10)
@given(orders=lively_books(), only=FILTERS, as_of=DAYS)
def test_the_ages_of_any_day_are_those_reckoned_one_by_one(
    blank_book: SqlBook, orders: list[Order], only: OrderFilter, as_of: date
) -> None:
    asked = [order for order in orders if fits(order, only, as_of)]
    with holding(blank_book, orders) as unit:
        for by in (None, *By):
            assert unit.reports.lines.aging(EVERYTHING, as_of=as_of, by=by) == reckoning.aging(orders, as_of, by)
            assert unit.reports.lines.aging(only, as_of=as_of, by=by) == reckoning.aging(asked, as_of, by)


def test_an_overdue_line_is_told_with_whom_to_ask(blank_book: SqlBook) -> None:
    line = late_by(1, sku="M8", description="bolt", unit="box", expected_on=TOMORROW, receipts=(a_receipt(4),))
    order = an_order(
        lines=(replace(line, position=7),),
        status=Status.PROCESSING,
        priority=Priority.HIGH,
        owner="Zoë",
        last_contact_on=days_ago(3),
        delay=Delay(reported_on=days_ago(3), expected_on=TOMORROW, cause="strike"),
    )
    with holding(blank_book, [order]) as unit:
        assert unit.reports.lines.overdue(EVERYTHING, as_of=TODAY) == [
            OverdueRow(
                number="A-1",
                line=7,
                sku="M8",
                description="bolt",
                open_quantity=units(6),
                unit="box",
                customer="Müller & Søn",
                supplier="Acme Fasteners",
                owner="Zoë",
                priority="high",
                status="processing",
                promised_on=YESTERDAY,
                expected_on=TOMORROW,
                days_late=1,
                is_new=True,
                last_contact_on=days_ago(3),
                delay_cause="strike",
            )
        ]


def test_due_today_is_not_overdue_and_yesterday_is(blank_book: SqlBook) -> None:
    assert overdue_numbers(blank_book, TODAY, late_by(-1), late_by(0), late_by(1)) == ["3"]


def test_cancelled_lines_are_not_overdue(blank_book: SqlBook) -> None:
    gone = late_by(9, cancelled_quantity=units(10))
    rest_gone = late_by(9, cancelled_quantity=units(6), receipts=(a_receipt(4),))
    part_gone = late_by(9, cancelled_quantity=units(6))
    assert overdue_numbers(blank_book, TODAY, gone, rest_gone, part_gone) == ["3"]


def test_a_partial_receipt_leaves_the_rest_overdue(blank_book: SqlBook) -> None:
    line = late_by(9, receipts=(a_receipt(3, days_ago(9)), a_receipt(4, days_ago(2))))
    with holding(blank_book, [an_order(lines=(line,))]) as unit:
        left = [
            [row.open_quantity for row in unit.reports.lines.overdue(EVERYTHING, as_of=days_ago(count))]
            for count in (9, 8, 3, 2, 0)
        ]
    assert left == [[], [units(7)], [units(7)], [units(3)], [units(3)]]


def test_what_was_rejected_is_still_missing(blank_book: SqlBook) -> None:
    rejected = late_by(9, receipts=(a_receipt(10, days_ago(9), rejected=units(1), reason="rust"),))
    with holding(blank_book, [an_order(lines=(rejected,))]) as unit:
        assert [row.open_quantity for row in unit.reports.lines.overdue(EVERYTHING, as_of=TODAY)] == [units(1)]


def test_more_than_was_ordered_leaves_no_more_missing_than_was_ordered(blank_book: SqlBook) -> None:
    line = late_by(9, receipts=(a_receipt(6, days_ago(9)), a_receipt(7, days_ago(2))))
    with holding(blank_book, [an_order(lines=(line,))]) as unit:
        assert [row.open_quantity for row in unit.reports.lines.overdue(EVERYTHING, as_of=days_ago(3))] == [units(4)]
        assert unit.reports.lines.overdue(EVERYTHING, as_of=TODAY) == []


@pytest.mark.parametrize(("delivered", "is_late"), [(3, True), (2, False), (1, False)])
def test_what_was_delivered_after_the_day_was_open_on_it(blank_book: SqlBook, delivered: int, is_late: bool) -> None:
    line = a_line(promised_on=days_ago(9), receipts=(a_receipt(10, TODAY + timedelta(delivered)),))
    assert overdue_numbers(blank_book, TODAY + timedelta(2), line) == (["1"] if is_late else [])


def test_a_promise_revised_later_does_not_change_what_was_overdue_before(blank_book: SqlBook) -> None:
    def promise(said: int, previous: int, promised: int) -> Promise:
        before, after = days_ago(previous), days_ago(promised)
        return Promise(said_on=days_ago(said), previous_on=before, promised_on=after, cause="strike")

    line = a_line(
        promised_on=days_ago(2),
        first_promised_on=days_ago(20),
        promises=(promise(15, 20, 10), promise(5, 10, 2)),
    )
    told = {}
    with holding(blank_book, [an_order(lines=(line,))]) as unit:
        for count in (20, 19, 16, 15, 10, 9, 6, 5, 2, 1, 0):
            rows = unit.reports.lines.overdue(EVERYTHING, as_of=days_ago(count))
            told[count] = [((TODAY - row.promised_on).days, row.days_late, row.is_new) for row in rows]
    assert told == {
        20: [],
        19: [(20, 1, True)],
        16: [(20, 4, False)],
        15: [],
        10: [],
        9: [(10, 1, True)],
        6: [(10, 4, False)],
        5: [],
        2: [],
        1: [(2, 1, True)],
        0: [(2, 2, False)],
    }


def test_what_was_heard_after_the_day_is_not_told_of_it(blank_book: SqlBook) -> None:
    with holding(blank_book, [an_order(lines=(late_by(9),), last_contact_on=days_ago(3))]) as unit:
        heard = [
            unit.reports.lines.overdue(EVERYTHING, as_of=days_ago(count))[0].last_contact_on for count in (4, 3, 2)
        ]
    assert heard == [None, days_ago(3), days_ago(3)]


def test_the_ages_meet_at_their_limits(blank_book: SqlBook) -> None:
    ages = (1, 7, 8, 14, 15, 30, 31, 60, 61, 90, 91, 400)
    lines = tuple(replace(late_by(age), position=at) for at, age in enumerate(ages, 1))
    with holding(blank_book, [an_order("A-1", lines=lines[:5]), an_order("A-2", lines=lines[5:])]) as unit:
        assert unit.reports.lines.aging(EVERYTHING, as_of=TODAY, by=None) == [
            AgingRow(None, 2, 2, 2, 2, 2, 2, lines=12, orders=2, oldest_days=400, days_late_total=sum(ages))
        ]


def test_the_fullest_group_comes_first_and_the_nameless_one_last_of_its_equals(blank_book: SqlBook) -> None:
    owners = ("Zoë", None, "anna", "Zoë", "ben")
    orders = [an_order(str(at), owner=owner, lines=(late_by(1),)) for at, owner in enumerate(owners)]
    with holding(blank_book, orders) as unit:
        groups = [row.group for row in unit.reports.lines.aging(EVERYTHING, as_of=TODAY, by=By.OWNER)]
    assert groups == ["Zoë", "anna", "ben", None]


@pytest.mark.parametrize("by", [None, *By])
def test_nothing_overdue_gives_no_rows(blank_book: SqlBook, by: By | None) -> None:
    with holding(blank_book, [an_order(lines=(late_by(0),))]) as unit:
        assert (
            unit.reports.lines.overdue(EVERYTHING, as_of=TODAY),
            unit.reports.lines.aging(EVERYTHING, as_of=TODAY, by=by),
        ) == ([], [])
