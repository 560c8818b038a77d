"""From a draft to the fact that an order entered the book."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.entry import EntryFacts, entry_from
from ordertrack.domain.orders.order import Order, Receipt, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.values.codec import decode
from ordertrack.domain.values.texts import Problem
from tests.builders import PROMISED, TODAY, a_line, a_reader, an_order, ten, units

if TYPE_CHECKING:
    from ordertrack.domain.values.texts import InputRow

SHIPPED_ON, DELIVERED_ON = date(2026, 2, 20), date(2026, 2, 25)
PARTIES = {"customer": 1, "supplier": 2}
HAPPENED = "has happened already; --history takes finished or running orders as they are"


def entry(*rows: InputRow, is_history: bool = True) -> EntryFacts:
    draft, problems = a_reader().read(rows)
    assert problems == []
    assert draft is not None
    return entry_from(draft, is_history=is_history, today=TODAY.isoformat())


def order_of(*rows: InputRow, is_history: bool = True) -> Order:
    found = entry(*rows, is_history=is_history)
    assert (found.problems, found.warnings) == ([], [])
    return decode(Order, found.facts | PARTIES)


def problems_of(*rows: InputRow, is_history: bool = True) -> list[Problem]:
    return entry(*rows, is_history=is_history).problems


def history(**fields: Any) -> Order:  # noqa: ANN401 - any field of an order
    return an_order(**{"is_history": True, "status": Status.CONFIRMED, **fields})


def test_a_new_order_begins_its_life() -> None:
    assert order_of(ten(), is_history=False) == an_order()


def test_a_fact_has_one_spelling_what_is_usual_is_left_out() -> None:
    line = {
        "position": 1,
        "quantity": units(10),
        "promised_on": "2026-03-20",
        "first_promised_on": "2026-03-20",
    }
    found = entry(ten(priority="normal", status="entered"), is_history=False)
    assert found.facts == {"number": "A-1", "entered_on": "2026-03-02", "lines": [line]}


def test_an_order_confirmed_on_receipt_says_so() -> None:
    assert order_of(ten(status="confirmed"), is_history=False) == an_order(status=Status.CONFIRMED)


def test_an_order_from_the_past_of_which_nothing_more_is_known_was_confirmed() -> None:
    assert order_of(ten()) == history()


def test_the_first_promise_is_the_promise_unless_another_is_given() -> None:
    line = a_line(first_promised_on=date(2026, 3, 10))
    assert order_of(ten(line_first_promised_on="2026-03-10")) == history(lines=(line,))


def test_lines_stand_in_the_order_of_their_positions() -> None:
    rows = ten(2, line_position="3"), ten(3, line_position="1")
    assert order_of(*rows).lines == (a_line(1), a_line(3))


def test_lines_known_by_reference_are_counted_in_their_order_past_positions_taken() -> None:
    rows = ten(2, line_ref="R-1"), ten(3, line_ref="R-2", line_position="1"), ten(4, line_ref="R-3")
    lines = a_line(1, ref="R-2"), a_line(2, ref="R-1"), a_line(3, ref="R-3")
    assert order_of(*rows).lines == lines


def test_a_line_with_a_day_of_shipment_left_whole() -> None:
    line = a_line(shipments=(Shipment(quantity=units(10), shipped_on=SHIPPED_ON),))
    assert order_of(ten(line_shipped_on="2026-02-20")) == history(
        lines=(line,), status=Status.SHIPPED, last_contact_on=SHIPPED_ON
    )


def test_a_line_left_in_part_when_a_quantity_says_so() -> None:
    line = a_line(shipments=(Shipment(quantity=units(4), shipped_on=SHIPPED_ON),))
    order = order_of(ten(line_shipped_on="2026-02-20", line_shipped_quantity="4"))
    assert order == history(lines=(line,), status=Status.PROCESSING, last_contact_on=SHIPPED_ON)


def test_a_quantity_that_left_on_an_unknown_day_left() -> None:
    line = a_line(shipments=(Shipment(quantity=units(4)),))
    assert order_of(ten(line_shipped_quantity="4")) == history(lines=(line,), status=Status.PROCESSING)


def test_an_order_said_to_be_shipped_left_whole() -> None:
    line = a_line(shipments=(Shipment(quantity=units(10)),))
    assert order_of(ten(status="shipped")) == history(lines=(line,), status=Status.SHIPPED)


def test_a_line_with_a_day_of_delivery_arrived_whole() -> None:
    line = a_line(receipts=(Receipt(quantity=units(10), received_on=DELIVERED_ON),))
    assert order_of(ten(line_delivered_on="2026-02-25")) == history(
        lines=(line,), status=Status.DELIVERED, last_contact_on=DELIVERED_ON
    )


def test_a_line_arrived_in_part_when_a_quantity_says_so() -> None:
    line = a_line(receipts=(Receipt(quantity=units(4), received_on=DELIVERED_ON),))
    order = order_of(ten(line_delivered_on="2026-02-25", line_delivered_quantity="4"))
    assert order == history(lines=(line,), status=Status.PROCESSING, last_contact_on=DELIVERED_ON)


def test_a_line_arrived_whole_when_the_rest_of_it_was_cancelled() -> None:
    line = a_line(receipts=(Receipt(quantity=units(7), received_on=DELIVERED_ON),), cancelled_quantity=units(3))
    order = order_of(ten(line_delivered_on="2026-02-25", line_cancelled_quantity="3"))
    assert order == history(lines=(line,), status=Status.DELIVERED, last_contact_on=DELIVERED_ON)


def test_what_is_here_came_from_the_shipment_that_is_known() -> None:
    line = a_line(
        shipments=(Shipment(quantity=units(10), shipped_on=SHIPPED_ON),),
        receipts=(Receipt(quantity=units(10), received_on=DELIVERED_ON),),
    )
    order = order_of(ten(line_shipped_on="2026-02-20", line_delivered_on="2026-02-25"))
    assert order == history(lines=(line,), status=Status.DELIVERED, last_contact_on=DELIVERED_ON)


@pytest.mark.parametrize("status", ["delivered", "completed", "closed"])
def test_an_order_that_arrived_may_be_further_than_delivered(status: str) -> None:
    order = order_of(ten(line_delivered_on="2026-02-25", status=status))
    assert order.status == status


def test_an_order_whose_lines_are_all_cancelled_is_cancelled() -> None:
    order = order_of(ten(line_cancelled_quantity="10", line_cancelled_on="2026-02-25"))
    line = a_line(cancelled_quantity=units(10), cancelled_on=DELIVERED_ON)
    assert order == history(lines=(line,), status=Status.CANCELLED, last_contact_on=DELIVERED_ON)


def test_an_order_said_to_be_cancelled_has_its_lines_cancelled() -> None:
    assert order_of(ten(status="cancelled")) == history(
        lines=(a_line(cancelled_quantity=units(10)),), status=Status.CANCELLED
    )


def test_an_order_cancelled_after_it_was_shipped_keeps_its_shipment() -> None:
    line = a_line(cancelled_quantity=units(10), shipments=(Shipment(quantity=units(10), shipped_on=SHIPPED_ON),))
    assert order_of(ten(status="cancelled", line_shipped_on="2026-02-20")) == history(
        lines=(line,), status=Status.CANCELLED, last_contact_on=SHIPPED_ON
    )


def test_a_line_partly_here_beside_one_not_sent_leaves_the_order_in_processing() -> None:
    order = order_of(ten(2, line_delivered_on="2026-02-25"), ten(3))
    assert (order.status, order.last_contact_on) == (Status.PROCESSING, DELIVERED_ON)


@pytest.mark.parametrize(
    ("values", "column", "message"),
    [
        ({"line_delivered_quantity": "4"}, "line.delivered_on", "is missing beside the quantity delivered"),
        (
            {"line_delivered_quantity": "0", "line_delivered_on": "2026-02-25"},
            "line.delivered_on",
            "stands beside a delivered quantity of zero",
        ),
        (
            {"line_shipped_quantity": "0", "line_shipped_on": "2026-02-20"},
            "line.shipped_on",
            "stands beside a shipped quantity of zero",
        ),
        ({"line_cancelled_quantity": "11"}, "line.cancelled_quantity", "is more than was ordered"),
        ({"line_shipped_on": "2026-03-03"}, "line.shipped_on", "2026-03-03 lies in the future"),
        ({"line_delivered_on": "2026-03-03"}, "line.delivered_on", "2026-03-03 lies in the future"),
        (
            {"line_cancelled_quantity": "1", "line_cancelled_on": "2026-03-03"},
            "line.cancelled_on",
            "2026-03-03 lies in the future",
        ),
    ],
)
def test_what_cannot_be_of_what_has_happened_is_a_problem(values: dict[str, str], column: str, message: str) -> None:
    assert problems_of(ten(2, **values)) == [Problem(row=2, column=column, message=message)]


def test_what_happened_today_is_not_in_the_future() -> None:
    assert problems_of(ten(line_delivered_on="2026-03-02")) == []


@pytest.mark.parametrize(
    ("status", "values", "message"),
    [
        ("delivered", {}, "says delivered, but not every line has a delivered_on"),
        ("closed", {"line_shipped_on": "2026-02-20"}, "says closed, but not every line has a delivered_on"),
        (
            "cancelled",
            {"line_delivered_on": "2026-02-25", "line_delivered_quantity": "4"},
            "says cancelled, but something was delivered; give line.cancelled_quantity instead",
        ),
        (
            "processing",
            {"line_shipped_on": "2026-02-20"},
            "says processing, but by its dates and quantities the order is shipped",
        ),
        (
            "shipped",
            {"line_delivered_on": "2026-02-25"},
            "says shipped, but by its dates and quantities the order is delivered",
        ),
    ],
)
def test_a_status_that_its_dates_contradict_is_a_problem(status: str, values: dict[str, str], message: str) -> None:
    found = problems_of(ten(2, status=status, **values))
    assert found == [Problem(row=2, column="status", message=message)]


@pytest.mark.parametrize("status", ["processing", "shipped", "delivered", "completed", "closed", "cancelled"])
def test_an_order_under_way_cannot_be_entered_as_new(status: str) -> None:
    found = problems_of(ten(2, status=status), is_history=False)
    assert Problem(row=2, column="status", message=f"is {status}: it {HAPPENED}") in found


@pytest.mark.parametrize(
    "name", ["shipped_on", "delivered_on", "cancelled_on", "shipped_quantity", "cancelled_quantity"]
)
def test_what_happened_to_a_line_cannot_be_entered_as_new(name: str) -> None:
    text = "1" if name.endswith("quantity") else "2026-02-20"
    found = problems_of(ten(2, **{f"line_{name}": text}), is_history=False)
    assert Problem(row=2, column=f"line.{name}", message=HAPPENED) in found


def test_a_promise_before_the_placement_is_odd_and_names_its_line() -> None:
    found = entry(ten(2, placed_on="2026-03-21"), ten(3, line_promised_on="2026-04-01"))
    message = "line 1 is promised 2026-03-20, before the order was placed, 2026-03-21"
    assert (found.problems, found.warnings) == ([], [Problem(row=2, column="promised_on", message=message)])


def test_a_promise_on_the_day_of_placement_is_not_odd() -> None:
    assert entry(ten(placed_on=PROMISED.isoformat())).warnings == []
