"""The contract of the store: on-time delivery in every unit, basis and breakdown, reckoned anew (SOP 7)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.orders.order import Line, Order, Promise
from ordertrack.domain.reports.lines import Basis, By, CountedUnit, OnTimeQuestion, OnTimeRow
from tests.builders import TODAY, a_line, a_receipt, an_order, units
from tests.store.drawn import DAYS, holding, lively_books, many, maybe
from tests.store.reports import punctuality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.store.book.book import SqlBook


def day(count: int) -> date:
    """So many days after the promise that the examples are measured against."""
    return TODAY + timedelta(count)


AS_OF = day(30)


def promised(*, got: int | None = None, **fields: Any) -> Line:  # noqa: ANN401 - any field of a line
    """A line promised for today, delivered so many days later if at all."""
    receipts = () if got is None else (a_receipt(10, day(got)),)
    return a_line(**{"promised_on": TODAY, "receipts": receipts} | fields)


def each_in_its_own(*lines: Line) -> list[Order]:
    return [an_order(f"A-{at}", lines=(line,)) for at, line in enumerate(lines)]


def told(blank_book: SqlBook, orders: Sequence[Order], **question: Any) -> list[OnTimeRow]:  # noqa: ANN401 - any of its fields
    with holding(blank_book, orders) as unit:
        return list(unit.reports.lines.ontime(OnTimeQuestion(**{"as_of": AS_OF} | question)))


def counts(rows: Sequence[OnTimeRow]) -> list[tuple[int, int, int, int, int]]:
    """Due, delivered, on time, late, overdue and open."""
    return [(row.due, row.delivered, row.on_time, row.late, row.overdue_open) for row in rows]


NARROW = st.fixed_dictionaries(
    {
        "as_of": DAYS,
        "tolerance_days": st.integers(0, 9),
        "promised_from": maybe(DAYS),
        "promised_to": maybe(DAYS),
        "only": st.builds(OrderFilter, supplier=st.sampled_from([None, None, 4])),
    }
)


@pytest.mark.slow
@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("counted", CountedUnit)
@many(7)
@given(orders=lively_books(), narrow=NARROW)
def test_every_figure_is_that_reckoned_one_by_one(
    blank_book: SqlBook, counted: CountedUnit, basis: Basis, orders: list[Order], narrow: dict[str, Any]
) -> None:
    plain = {"as_of": narrow["as_of"]}
    with holding(blank_book, orders) as unit:
        for by in (None, *By):
            for asked in (plain, narrow):
                question = OnTimeQuestion(unit=counted, basis=basis, by=by, **asked)
                assert unit.reports.lines.ontime(question) == punctuality.ontime(orders, question)


def test_early_and_on_the_day_is_on_time_and_a_day_after_is_late(blank_book: SqlBook) -> None:
    (row,) = told(blank_book, each_in_its_own(promised(got=-5), promised(got=0), promised(got=1)))
    assert row == OnTimeRow(
        group=None,
        due=3,
        delivered=3,
        on_time=2,
        late=1,
        overdue_open=0,
        mean_delay=Fraction(-4, 3),
        median_delay=Fraction(0),
        p90_delay=Fraction(8, 10),
    )
    assert (row.rate, row.rate_delivered) == (Fraction(2, 3), Fraction(2, 3))


def test_what_never_comes_counts_against_and_what_is_not_due_yet_counts_for_nothing(blank_book: SqlBook) -> None:
    not_due = promised(promised_on=AS_OF)
    (row,) = told(blank_book, each_in_its_own(promised(got=0), promised(), not_due))
    assert (*counts([row]), row.rate, row.rate_delivered) == ((2, 1, 1, 0, 1), Fraction(1, 2), Fraction(1))


def test_without_a_delivery_there_is_a_rate_but_no_delay(blank_book: SqlBook) -> None:
    (row,) = told(blank_book, each_in_its_own(promised()))
    assert row == OnTimeRow(None, 1, 0, 0, 0, 1, None, None, None)
    assert (row.rate, row.rate_delivered) == (Fraction(0), None)


@pytest.mark.slow
@pytest.mark.parametrize("by", [None, *By])
@pytest.mark.parametrize("unit_counted", CountedUnit)
def test_without_anything_due_there_is_no_row(blank_book: SqlBook, unit_counted: CountedUnit, by: By | None) -> None:
    cancelled = promised(cancelled_quantity=units(10))
    not_due = promised(promised_on=AS_OF)
    assert told(blank_book, each_in_its_own(cancelled, not_due), unit=unit_counted, by=by) == []


def test_a_rate_of_nothing_is_no_number() -> None:
    empty = OnTimeRow(None, 0, 0, 0, 0, 0, None, None, None)
    assert (empty.rate, empty.rate_delivered) == (None, None)


@pytest.mark.parametrize(("tolerance", "on_time"), [(0, 1), (1, 2), (2, 2), (3, 3)])
def test_the_tolerance_is_added_to_the_promise(blank_book: SqlBook, tolerance: int, on_time: int) -> None:
    orders = each_in_its_own(promised(got=0), promised(got=1), promised(got=3), promised())
    (row,) = told(blank_book, orders, tolerance_days=tolerance)
    assert counts([row]) == [(4, 3, on_time, 3 - on_time, 1)]


def test_a_new_promise_hides_nothing(blank_book: SqlBook) -> None:
    revision = Promise(said_on=day(1), previous_on=TODAY, promised_on=day(9), cause="strike")
    line = promised(got=5, promised_on=day(9), first_promised_on=TODAY, requested_on=day(5), promises=(revision,))
    found = {basis: counts(told(blank_book, each_in_its_own(line), basis=basis)) for basis in Basis}
    assert found == {
        Basis.FIRST: [(1, 1, 0, 1, 0)],
        Basis.LATEST: [(1, 1, 1, 0, 0)],
        Basis.REQUESTED: [(1, 1, 1, 0, 0)],
    }


def test_the_latest_promise_of_a_day_in_the_past_is_the_one_that_stood_then(blank_book: SqlBook) -> None:
    revision = Promise(said_on=day(3), previous_on=TODAY, promised_on=day(9), cause="strike")
    orders = each_in_its_own(promised(promised_on=day(9), first_promised_on=TODAY, promises=(revision,)))
    found = {at: counts(told(blank_book, orders, basis=Basis.LATEST, as_of=day(at))) for at in (2, 3, 9, 10)}
    assert found == {2: [(1, 0, 0, 0, 1)], 3: [], 9: [], 10: [(1, 0, 0, 0, 1)]}


def test_what_the_customer_did_not_ask_a_date_for_is_not_measured_against_it(blank_book: SqlBook) -> None:
    orders = each_in_its_own(promised(got=0), promised(got=4, requested_on=day(3)))
    assert counts(told(blank_book, orders, basis=Basis.REQUESTED)) == [(1, 1, 0, 1, 0)]


@pytest.mark.parametrize(
    ("gots", "found"),
    [
        ((0, 0), [(1, 1, 1, 0, 0)]),
        ((0, 1), [(1, 1, 0, 1, 0)]),
        ((0, None), [(1, 0, 0, 0, 1)]),
        ((1, None), [(1, 0, 0, 0, 1)]),
        ((None, None), [(1, 0, 0, 0, 1)]),
    ],
)
def test_an_order_is_on_time_when_no_line_is_late(
    blank_book: SqlBook, gots: tuple[int | None, ...], found: list[tuple[int, ...]]
) -> None:
    lines = tuple(promised(position=at, got=got) for at, got in enumerate(gots, 1))
    assert counts(told(blank_book, [an_order(lines=lines)], unit=CountedUnit.ORDER)) == found


def test_a_line_given_up_makes_no_order_late(blank_book: SqlBook) -> None:
    lines = (promised(got=0), promised(position=2, cancelled_quantity=units(10)))
    assert counts(told(blank_book, [an_order(lines=lines)], unit=CountedUnit.ORDER)) == [(1, 1, 1, 0, 0)]


def test_quantities_count_each_delivery_on_its_own_day(blank_book: SqlBook) -> None:
    receipts = (a_receipt(5, day(-1)), a_receipt(2, day(4), rejected=units(1), reason="rust"))
    (row,) = told(blank_book, each_in_its_own(promised(receipts=receipts)), unit=CountedUnit.QUANTITY)
    assert counts([row]) == [(units(10), units(6), units(5), units(1), units(4))]
    assert (row.mean_delay, row.median_delay, row.p90_delay) == (Fraction(-1, 6), Fraction(-1), Fraction(4))


def test_of_a_line_given_up_in_part_the_rest_counts(blank_book: SqlBook) -> None:
    line = promised(cancelled_quantity=units(4), receipts=(a_receipt(6, TODAY),))
    found = {unit: counts(told(blank_book, each_in_its_own(line), unit=unit)) for unit in CountedUnit}
    assert found == {
        CountedUnit.LINE: [(1, 1, 1, 0, 0)],
        CountedUnit.ORDER: [(1, 1, 1, 0, 0)],
        CountedUnit.QUANTITY: [(units(6), units(6), units(6), 0, 0)],
    }


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (By.MONTH, ["2025-12", "2026-01", "2026-03"]),
        (By.QUARTER, ["2025-Q4", "2026-Q1"]),
        (By.YEAR, ["2025", "2026"]),
        (By.CUSTOMER, ["Müller & Søn", "bakery 7"]),
        (By.SUPPLIER, ["Acme Fasteners", "晨露电子"]),
        (By.OWNER, ["Zoë", "anna", None]),
    ],
)
def test_groups_stand_in_order_and_the_nameless_one_last(blank_book: SqlBook, by: By, groups: list[str | None]) -> None:
    days = (date(2026, 1, 1), date(2025, 12, 31), date(2026, 3, 31))
    orders = [
        an_order(f"A-{at}", customer=customer, supplier=supplier, owner=owner, lines=(promised(promised_on=on),))
        for at, (on, customer, supplier, owner) in enumerate(
            zip(days, (1, 3, 1), (2, 4, 2), (None, "anna", "Zoë"), strict=True)
        )
    ]
    assert [row.group for row in told(blank_book, orders, by=by, as_of=day(365))] == groups


def test_both_ends_of_the_period_are_in_it(blank_book: SqlBook) -> None:
    orders = each_in_its_own(*(promised(promised_on=day(at)) for at in range(5)))
    period = {"promised_from": day(1), "promised_to": day(3)}
    assert counts(told(blank_book, orders, **period)) == [(3, 0, 0, 0, 3)]
    assert counts(told(blank_book, orders, unit=CountedUnit.ORDER, **period)) == [(3, 0, 0, 0, 3)]
