"""Closing out: the steps from where an order stands to where it shall."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.events import LineQuantity, LinesCancelled, OrderClosed, OrderCompleted, ReceiptConfirmed
from ordertrack.domain.orders.moves import Closing, ClosingStep, closing_facts
from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import RefusedError
from tests.builders import TODAY, a_line, a_receipt, an_order, units

if TYPE_CHECKING:
    from ordertrack.domain.orders.order import Order

HERE = an_order(status=Status.DELIVERED, lines=(a_line(receipts=(a_receipt(10),)),))
CONFIRMED_RECEIPT = replace(HERE, receipt_on=TODAY)
COMPLETED = replace(CONFIRMED_RECEIPT, status=Status.COMPLETED)
PARTLY = an_order(
    status=Status.PROCESSING,
    lines=(a_line(1, receipts=(a_receipt(4),)), a_line(2), a_line(3, receipts=(a_receipt(10),))),
)
RECEIPT = ReceiptConfirmed(on=TODAY, received_by="Lee", note="thanks")
DONE = OrderCompleted(on=TODAY)
CLOSED = OrderClosed(on=TODAY, note="thanks")


def closing(**fields: Any) -> Closing:  # noqa: ANN401 - any field of a closing
    return replace(Closing(on=TODAY, received_by="Lee", note="thanks"), **fields)


def refusal(order: Order, asked: Closing) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(RefusedError) as caught:
        closing_facts(order, asked)
    return caught.value.message, caught.value.hints


@pytest.mark.parametrize(
    ("order", "until", "steps"),
    [
        (HERE, ClosingStep.CLOSED, [RECEIPT, DONE, CLOSED]),
        (HERE, ClosingStep.COMPLETED, [RECEIPT, DONE]),
        (HERE, ClosingStep.RECEIPT, [RECEIPT]),
        (CONFIRMED_RECEIPT, ClosingStep.CLOSED, [DONE, CLOSED]),
        (CONFIRMED_RECEIPT, ClosingStep.COMPLETED, [DONE]),
        (CONFIRMED_RECEIPT, ClosingStep.RECEIPT, [RECEIPT]),
        (COMPLETED, ClosingStep.CLOSED, [CLOSED]),
    ],
)
def test_an_order_is_closed_in_one_go_or_step_by_step(order: Order, until: ClosingStep, steps: list[object]) -> None:
    assert closing_facts(order, closing(until=until)) == steps


@pytest.mark.parametrize("until", [ClosingStep.RECEIPT, ClosingStep.COMPLETED])
def test_a_completed_order_is_completed_already(until: ClosingStep) -> None:
    assert refusal(COMPLETED, closing(until=until)) == ("A-1 is completed already", ())


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
@pytest.mark.parametrize("until", ClosingStep)
def test_an_order_at_the_end_of_the_road_is_there_already(status: Status, until: ClosingStep) -> None:
    assert refusal(replace(HERE, status=status), closing(until=until)) == (f"A-1 is {status} already", ())


def test_an_order_is_not_closed_while_something_is_missing() -> None:
    hint = "record what arrived with --to delivered, or say why the rest will never come: --short CAUSE"
    assert refusal(PARTLY, closing()) == (
        "A-1 is not delivered in full (line 1: 6, line 2: 10 missing)",
        (hint,),
    )


def test_what_will_never_come_is_given_up_before_the_order_is_closed() -> None:
    parts = LineQuantity(position=1, quantity=units(6)), LineQuantity(position=2, quantity=units(10))
    given_up = LinesCancelled(on=TODAY, cause="discontinued", lines=parts, is_short=True)
    assert closing_facts(PARTLY, closing(short="discontinued")) == [given_up, RECEIPT, DONE, CLOSED]


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (Status.ENTERED, "confirmed, cancelled, delayed"),
        (Status.CONFIRMED, "processing, shipped, delivered, cancelled, delayed"),
        (Status.PROCESSING, "shipped, delivered, cancelled, delayed"),
        (Status.SHIPPED, "delivered, cancelled, delayed"),
    ],
)
@pytest.mark.parametrize("short", [None, "discontinued"])
def test_an_order_of_which_nothing_came_is_cancelled_and_not_closed(
    status: Status, moves: str, short: str | None
) -> None:
    said = refusal(an_order(status=status), closing(short=short))
    hint = "an order that will never come is cancelled: ordertrack cancel NUMBER --cause TEXT"
    assert said == (f"A-1 is {status} and nothing of it was delivered; it can become {moves}", (hint,))
