"""An order, its lines, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from ordertrack.domain.orders.order import (
    Line,
    Order,
    Receipt,
    Shipment,
    is_at_risk,
    is_overdue,
    status_from_quantities,
)
from ordertrack.domain.orders.statuses import Progress, Status
from tests.builders import PROMISED, TODAY, a_line, a_receipt, an_order, units
from tests.generated import COUNTS, orders_under_way

DAY = timedelta(days=1)
SENT = Shipment(quantity=units(10), shipped_on=TODAY)
RANKS = {status: rank for rank, status in enumerate(Status)}


def quantities(line: Line) -> tuple[int, int, int, int]:
    return line.shipped_quantity, line.delivered_quantity, line.unshipped_quantity, line.open_quantity


def test_of_a_new_line_everything_is_still_to_come() -> None:
    assert quantities(a_line()) == (0, 0, units(10), units(10))


def test_a_part_that_left_is_shipped_and_the_rest_is_not() -> None:
    line = a_line(shipments=(Shipment(quantity=units(3)), Shipment(quantity=units(4))))
    assert quantities(line) == (units(7), 0, units(3), units(10))


def test_goods_that_arrived_must_have_left() -> None:
    assert quantities(a_line(receipts=(a_receipt(4),))) == (units(4), units(4), units(6), units(6))


def test_what_was_rejected_does_not_count_as_delivered_and_has_to_leave_again() -> None:
    line = a_line(shipments=(SENT,), receipts=(a_receipt(10, rejected=units(4)),))
    assert quantities(line) == (units(10), units(6), units(4), units(4))


def test_what_was_rejected_and_sent_again_need_not_leave_a_third_time() -> None:
    again = Shipment(quantity=units(4), shipped_on=TODAY)
    line = a_line(shipments=(SENT, again), receipts=(a_receipt(10, rejected=units(4)),))
    assert quantities(line) == (units(14), units(6), 0, units(4))


def test_what_was_cancelled_is_not_waited_for() -> None:
    line = a_line(cancelled_quantity=units(4), receipts=(a_receipt(5),))
    assert quantities(line) == (units(5), units(5), units(1), units(1))


def test_more_than_was_ordered_leaves_nothing_open_and_nothing_negative() -> None:
    assert quantities(a_line(receipts=(a_receipt(12),))) == (units(12), units(12), 0, 0)


def test_a_line_is_delivered_on_the_day_that_completed_it() -> None:
    line = a_line(receipts=(a_receipt(6, TODAY), a_receipt(4, TODAY - DAY)))
    assert (line.delivered_on, line.received_on, line.is_open) == (TODAY, TODAY, False)


def test_a_line_of_which_something_is_missing_has_no_day_of_delivery() -> None:
    line = a_line(receipts=(a_receipt(6, TODAY),))
    assert (line.delivered_on, line.received_on, line.is_open) == (None, TODAY, True)


def test_a_line_that_was_cancelled_altogether_has_no_day_of_delivery() -> None:
    line = a_line(cancelled_quantity=units(10), receipts=(a_receipt(2, rejected=units(2)),))
    assert (line.delivered_on, line.is_open) == (None, False)


def test_a_line_was_shipped_on_the_day_of_the_last_known_shipment() -> None:
    shipments = (SENT, Shipment(quantity=units(1), shipped_on=TODAY - DAY), Shipment(quantity=units(1)))
    assert a_line(shipments=shipments).shipped_on == TODAY


def test_the_day_of_a_shipment_may_be_unknown() -> None:
    assert a_line(shipments=(Shipment(quantity=units(1)),)).shipped_on is None


def test_a_receipt_counts_without_what_was_rejected_of_it() -> None:
    assert Receipt(quantity=units(5), received_on=TODAY, rejected=units(2)).accepted == units(3)


def test_an_order_is_promised_for_the_latest_promise_of_its_lines() -> None:
    order = an_order(lines=(a_line(1, promised_on=date(2026, 4, 1)), a_line(2, promised_on=date(2026, 3, 1))))
    assert order.promised_on == date(2026, 4, 1)


def test_a_cancelled_line_does_not_hold_up_the_promise_of_its_order() -> None:
    gone = a_line(1, promised_on=date(2026, 4, 1), cancelled_quantity=units(10))
    kept = a_line(2, promised_on=date(2026, 3, 1))
    order = an_order(lines=(gone, kept))
    assert (order.promised_on, order.counted_lines) == (date(2026, 3, 1), (kept,))


def test_an_order_cancelled_altogether_keeps_its_promise() -> None:
    gone = a_line(cancelled_quantity=units(10))
    order = an_order(lines=(gone,), status=Status.CANCELLED)
    assert (order.promised_on, order.counted_lines, order.open_lines) == (PROMISED, (gone,), ())


def test_a_line_is_found_by_its_position() -> None:
    order = an_order(lines=(a_line(1), a_line(7, sku="M8")))
    assert (order.line(7), order.line(2)) == (a_line(7, sku="M8"), None)


@pytest.mark.parametrize(("promised_on", "is_late"), [(TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False)])
def test_a_line_is_overdue_from_the_day_after_its_promise(promised_on: date, is_late: bool) -> None:
    assert is_overdue(a_line(promised_on=promised_on), TODAY) is is_late


def test_a_line_delivered_or_cancelled_is_not_overdue() -> None:
    delivered = a_line(promised_on=TODAY - DAY, receipts=(a_receipt(10),))
    gone = a_line(promised_on=TODAY - DAY, cancelled_quantity=units(10))
    assert (is_overdue(delivered, TODAY), is_overdue(gone, TODAY)) == (False, False)


@pytest.mark.parametrize(
    ("expected_on", "is_risky"), [(None, False), (PROMISED, False), (PROMISED + DAY, True), (PROMISED - DAY, False)]
)
def test_a_line_is_at_risk_when_it_is_expected_after_its_promise(expected_on: date | None, is_risky: bool) -> None:
    assert is_at_risk(a_line(expected_on=expected_on)) is is_risky


def test_a_delivered_line_is_no_longer_at_risk() -> None:
    assert not is_at_risk(a_line(expected_on=PROMISED + DAY, receipts=(a_receipt(10),)))


@pytest.mark.parametrize(
    ("status", "is_finished"),
    [
        (Status.ENTERED, False),
        (Status.CONFIRMED, False),
        (Status.PROCESSING, False),
        (Status.SHIPPED, False),
        (Status.DELIVERED, False),
        (Status.COMPLETED, True),
        (Status.CLOSED, True),
        (Status.CANCELLED, True),
    ],
)
def test_nothing_more_happens_to_an_order_completed_closed_or_cancelled(status: Status, is_finished: bool) -> None:
    assert an_order(status=status).is_finished is is_finished


def test_an_order_of_which_a_part_left_shows_as_partly_shipped() -> None:
    order = an_order(status=Status.PROCESSING, lines=(a_line(1, shipments=(SENT,)), a_line(2)))
    assert order.progress is Progress.PARTLY_SHIPPED


def test_an_order_of_which_a_part_arrived_shows_as_partly_delivered() -> None:
    order = an_order(status=Status.SHIPPED, lines=(a_line(1, receipts=(a_receipt(10),)), a_line(2, shipments=(SENT,))))
    assert order.progress is Progress.PARTLY_DELIVERED


@pytest.mark.parametrize(
    "order",
    [
        an_order(),
        an_order(status=Status.SHIPPED, lines=(a_line(shipments=(SENT,)),)),
        an_order(status=Status.DELIVERED, lines=(a_line(receipts=(a_receipt(10),)),)),
        an_order(status=Status.CLOSED, lines=(a_line(receipts=(a_receipt(4),)),)),
    ],
)
def test_an_order_whose_status_says_it_all_shows_no_progress(order: Order) -> None:
    assert order.progress is None


PART_SENT = a_line(shipments=(Shipment(quantity=units(4)),))
ALL_SENT = a_line(shipments=(SENT,))
PART_HERE = a_line(receipts=(a_receipt(4),))
ALL_HERE = a_line(receipts=(a_receipt(10),))
ALL_GONE = a_line(cancelled_quantity=units(10))
REST_GONE = a_line(receipts=(a_receipt(4),), cancelled_quantity=units(6))
REJECTED = a_line(shipments=(SENT,), receipts=(a_receipt(10, rejected=units(10)),))


@pytest.mark.parametrize(
    ("put_to", "lines", "status"),
    [
        (Status.ENTERED, [a_line()], Status.ENTERED),
        (Status.CONFIRMED, [a_line()], Status.CONFIRMED),
        (Status.PROCESSING, [a_line()], Status.PROCESSING),
        (Status.CONFIRMED, [PART_SENT], Status.PROCESSING),
        (Status.CONFIRMED, [ALL_SENT, a_line(2)], Status.PROCESSING),
        (Status.CONFIRMED, [ALL_SENT], Status.SHIPPED),
        (Status.PROCESSING, [ALL_SENT, ALL_GONE], Status.SHIPPED),
        (Status.PROCESSING, [PART_HERE], Status.PROCESSING),
        (Status.SHIPPED, [PART_HERE, ALL_SENT], Status.PROCESSING),
        (Status.SHIPPED, [ALL_HERE, ALL_SENT], Status.SHIPPED),
        (Status.SHIPPED, [REJECTED], Status.PROCESSING),
        (Status.SHIPPED, [a_line()], Status.PROCESSING),
        (Status.DELIVERED, [a_line()], Status.PROCESSING),
        (Status.CONFIRMED, [ALL_HERE], Status.DELIVERED),
        (Status.PROCESSING, [ALL_HERE, ALL_GONE], Status.DELIVERED),
        (Status.PROCESSING, [REST_GONE], Status.DELIVERED),
        (Status.SHIPPED, [ALL_GONE], Status.CANCELLED),
        (Status.COMPLETED, [a_line()], Status.COMPLETED),
        (Status.CLOSED, [ALL_HERE], Status.CLOSED),
        (Status.CANCELLED, [ALL_GONE], Status.CANCELLED),
    ],
)
def test_the_status_follows_from_the_quantities_where_they_decide_it(
    put_to: Status, lines: list[Line], status: Status
) -> None:
    assert status_from_quantities(an_order(status=put_to, lines=tuple(lines))) is status


@given(orders_under_way())
def test_a_status_that_was_read_off_the_quantities_stays(order: Order) -> None:
    status = status_from_quantities(order)
    assert status_from_quantities(replace(order, status=status)) is status


@given(orders_under_way(), COUNTS)
def test_a_receipt_without_rejection_never_moves_an_order_back(order: Order, quantity: int) -> None:
    first = order.lines[0]
    more = replace(first, receipts=(*first.receipts, Receipt(quantity=quantity, received_on=TODAY)))
    before = status_from_quantities(order)
    after = status_from_quantities(replace(order, status=before, lines=(more, *order.lines[1:])))
    assert RANKS[after] >= RANKS[before]


@given(orders_under_way(), COUNTS)
def test_a_shipment_never_moves_an_order_back(order: Order, quantity: int) -> None:
    first = order.lines[0]
    more = replace(first, shipments=(*first.shipments, Shipment(quantity=quantity)))
    before = status_from_quantities(order)
    after = status_from_quantities(replace(order, status=before, lines=(more, *order.lines[1:])))
    assert RANKS[after] >= RANKS[before]
