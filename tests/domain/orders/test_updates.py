"""What a newer draft of a known order changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.events import Change, LineQuantity, LineReceipt, OrderFact
from ordertrack.domain.orders.order import Order, Shipment
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.orders.updates import CAUSE, differences, find_line, updates
from tests.builders import TODAY, a_line, a_reader, a_receipt, a_row, an_order, apply, ten, units

if TYPE_CHECKING:
    from ordertrack.domain.orders.entry import Draft
    from ordertrack.domain.values.texts import InputRow

SHIPPED_ON, DELIVERED_ON = date(2026, 2, 20), date(2026, 2, 25)
LATER = date(2026, 4, 1)
CONFIRMED = an_order(status=Status.CONFIRMED)
PARTLY = replace(CONFIRMED, lines=(a_line(cancelled_quantity=units(3)),))


def draft_of(*rows: InputRow) -> Draft:
    draft, problems = a_reader().read(rows)
    assert problems == []
    assert draft is not None
    return draft


def told(order: Order, *rows: InputRow) -> list[OrderFact]:
    return updates(draft_of(*rows), order, TODAY)


def left_after(order: Order, *rows: InputRow) -> list[str]:
    """Take the changes, then say what still differs."""
    for fact in told(order, *rows):
        order = apply(order, fact)
    return differences(draft_of(*rows), order)


def a_part(count: int, position: int = 1) -> tuple[LineQuantity, ...]:
    return (LineQuantity(position=position, quantity=units(count)),)


def arrived(count: int, position: int = 1) -> tuple[LineReceipt, ...]:
    return (LineReceipt(position=position, receipt=a_receipt(count, DELIVERED_ON)),)


def test_a_draft_that_says_what_the_book_says_is_no_difference() -> None:
    order = replace(CONFIRMED, owner="Zoë", value=100, currency="EUR", placed_on=date(2026, 2, 1))
    row = ten(owner="Zoë", value="1.00", currency="EUR", placed_on="2026-02-01", status="confirmed")
    assert (differences(draft_of(row), order), told(order, row)) == ([], [])


def test_what_a_draft_leaves_out_is_no_difference() -> None:
    order = replace(CONFIRMED, owner="Zoë", lines=(a_line(sku="M8", expected_on=LATER),))
    assert differences(draft_of(ten()), order) == []


def test_every_field_that_differs_is_named_once() -> None:
    order = replace(CONFIRMED, lines=(a_line(1), a_line(2)))
    rows = ten(2, owner="Zoë", line_sku="M8"), ten(3, line_sku="M6"), ten(4)
    assert differences(draft_of(*rows), order) == ["owner", "line.sku", "line"]


def test_a_line_is_known_by_its_reference_before_its_position() -> None:
    order = replace(CONFIRMED, lines=(a_line(1, ref="R-1"), a_line(2, ref="R-2")))
    assert find_line({"ref": "R-2", "position": 1}, order) == a_line(2, ref="R-2")
    assert find_line({"position": 1}, order) == a_line(1, ref="R-1")
    assert find_line({"ref": "R-3", "position": 1}, order) is None


def test_changed_fields_are_one_edit_with_old_and_new() -> None:
    order = replace(CONFIRMED, owner="Ada", priority=Priority.HIGH, placed_on=date(2026, 2, 1))
    row = ten(owner="Zoë", priority="low", placed_on="2026-02-02", line_sku="M8", line_requested_on="2026-03-18")
    assert told(order, row) == [
        facts.OrderEdited(
            changes=(
                Change(field="owner", old="Ada", new="Zoë"),
                Change(field="priority", old="high", new="low"),
                Change(field="placed_on", old="2026-02-01", new="2026-02-02"),
                Change(field="sku", new="M8", position=1),
                Change(field="requested_on", new="2026-03-18", position=1),
            )
        )
    ]


def test_a_changed_quantity_is_an_edit_in_ten_thousandths() -> None:
    change = Change(field="quantity", old="100000", new="125000", position=1)
    assert told(CONFIRMED, a_row(line_quantity="12.5")) == [facts.OrderEdited(changes=(change,))]


def test_another_promise_is_a_new_promise() -> None:
    assert told(CONFIRMED, ten(line_promised_on="2026-04-01")) == [
        facts.PromiseRevised(on=TODAY, promised_on=LATER, cause=CAUSE, positions=(1,))
    ]


def test_another_expected_date_is_a_changed_expectation() -> None:
    assert told(CONFIRMED, ten(line_expected_on="2026-04-01")) == [
        facts.ExpectationChanged(on=TODAY, expected_on=LATER, positions=(1,))
    ]


def test_a_day_of_shipment_means_that_all_of_the_line_left() -> None:
    assert told(CONFIRMED, ten(line_shipped_on="2026-02-20")) == [facts.LinesShipped(lines=a_part(10), on=SHIPPED_ON)]


def test_a_day_of_shipment_means_all_that_is_not_cancelled() -> None:
    assert told(PARTLY, ten(line_shipped_on="2026-02-20")) == [facts.LinesShipped(lines=a_part(7), on=SHIPPED_ON)]


def test_a_higher_quantity_shipped_is_a_further_shipment() -> None:
    sent = Shipment(quantity=units(4), shipped_on=date(2026, 2, 1))
    order = replace(CONFIRMED, status=Status.PROCESSING, lines=(a_line(shipments=(sent,)),))
    row = ten(line_shipped_on="2026-02-20", line_shipped_quantity="6")
    assert told(order, row) == [facts.LinesShipped(lines=a_part(2), on=SHIPPED_ON)]


def test_a_day_of_delivery_means_that_all_of_the_line_arrived() -> None:
    assert told(CONFIRMED, ten(line_delivered_on="2026-02-25")) == [
        facts.LinesReceived(on=DELIVERED_ON, lines=arrived(10))
    ]


def test_a_day_of_delivery_means_all_that_is_not_cancelled() -> None:
    assert told(PARTLY, ten(line_delivered_on="2026-02-25", line_cancelled_quantity="3")) == [
        facts.LinesReceived(on=DELIVERED_ON, lines=arrived(7))
    ]


def test_a_day_of_delivery_beside_a_raised_quantity_means_the_raised_one() -> None:
    row = a_row(line_quantity="12", line_delivered_on="2026-02-25")
    assert told(CONFIRMED, row)[1:] == [facts.LinesReceived(on=DELIVERED_ON, lines=arrived(12))]


def test_a_higher_quantity_delivered_is_a_further_receipt() -> None:
    order = replace(CONFIRMED, status=Status.PROCESSING, lines=(a_line(receipts=(a_receipt(4),)),))
    row = ten(line_delivered_on="2026-02-25", line_delivered_quantity="6")
    assert told(order, row) == [facts.LinesReceived(on=DELIVERED_ON, lines=arrived(2))]


@pytest.mark.parametrize(("given", "on"), [({}, TODAY), ({"line_cancelled_on": "2026-02-25"}, DELIVERED_ON)])
def test_a_higher_quantity_cancelled_is_a_further_cancellation(given: dict[str, str], on: date) -> None:
    assert told(PARTLY, ten(line_cancelled_quantity="5", **given)) == [
        facts.LinesCancelled(on=on, cause=CAUSE, lines=a_part(2))
    ]


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.PROCESSING])
def test_a_status_set_by_hand_is_moved_before_everything_else(status: Status) -> None:
    order = an_order() if status is Status.CONFIRMED else CONFIRMED
    assert told(order, ten(status=status.value, owner="Zoë")) == [
        facts.StatusMoved(to=status, on=TODAY),
        facts.OrderEdited(changes=(Change(field="owner", new="Zoë"),)),
    ]


def test_a_new_line_takes_the_position_that_it_was_given() -> None:
    rows = ten(2), ten(3, line_position="5", line_sku="M8"), ten(4, line_position="3")
    assert told(CONFIRMED, *rows) == [facts.LinesAdded(lines=(a_line(3), a_line(5, sku="M8")))]


def test_a_new_line_known_by_reference_takes_a_free_position() -> None:
    order = replace(CONFIRMED, lines=(a_line(1, ref="R-1"), a_line(4, ref="R-2")))
    rows = ten(2, line_ref="R-3", line_position="1"), ten(3, line_ref="R-4")
    added = a_line(5, ref="R-3"), a_line(6, ref="R-4")
    assert told(order, *rows) == [facts.LinesAdded(lines=added)]


def test_a_new_line_comes_as_it_is() -> None:
    rows = ten(2), ten(3, line_position="2", line_delivered_on="2026-02-25")
    line = a_line(2, receipts=(a_receipt(10, DELIVERED_ON),))
    assert told(CONFIRMED, *rows) == [facts.LinesAdded(lines=(line,))]


def test_everything_at_once_happens_in_an_order_in_which_it_can() -> None:
    row = ten(
        status="confirmed",
        owner="Zoë",
        promised_on="2026-04-01",
        expected_on="2026-04-01",
        line_cancelled_quantity="3",
        line_shipped_on="2026-02-20",
        line_delivered_on="2026-02-25",
    )
    assert [type(fact) for fact in told(an_order(), row)] == [
        facts.StatusMoved,
        facts.OrderEdited,
        facts.PromiseRevised,
        facts.ExpectationChanged,
        facts.LinesCancelled,
        facts.LinesShipped,
        facts.LinesReceived,
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"owner": "Zoë", "value": "5", "currency": "EUR", "note": "new"},
        {"promised_on": "2026-04-01", "expected_on": "2026-03-30"},
        {"line_shipped_on": "2026-02-20", "line_shipped_quantity": "6"},
        {"line_shipped_on": "2026-02-20", "line_delivered_on": "2026-02-25"},
        {"line_delivered_on": "2026-02-25", "line_delivered_quantity": "2", "line_cancelled_quantity": "8"},
        {"line_delivered_on": "2026-02-25", "line_cancelled_quantity": "1"},
        {"line_quantity": "12", "line_delivered_on": "2026-02-25"},
        {"status": "processing"},
        {"status": "delivered", "line_delivered_on": "2026-02-25"},
    ],
)
def test_once_the_changes_are_taken_nothing_differs(values: dict[str, str]) -> None:
    row = ten()
    row = row._replace(values={**row.values, **a_row(**values).values})
    assert left_after(CONFIRMED, row) == []


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"line_first_promised_on": "2026-03-10"}, "line.first_promised_on"),
        ({"status": "entered"}, "status"),
        ({"status": "closed"}, "status"),
        ({"line_cancelled_quantity": "0", "line_delivered_quantity": "0"}, "line.delivered_quantity"),
        ({"line_delivered_on": "2026-02-24"}, "line.delivered_on"),
    ],
)
def test_what_only_a_correction_can_change_still_differs(values: dict[str, str], left: str) -> None:
    here = a_line(receipts=(a_receipt(10, DELIVERED_ON),))
    order = replace(CONFIRMED, status=Status.DELIVERED, lines=(here,))
    assert left_after(order, ten(**values)) == [left]
