"""From what a clerk types to facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.events import LineQuantity, LineReceipt
from ordertrack.domain.orders.moves import LineAmount, Target, facts_for
from ordertrack.domain.orders.order import Order, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel
from ordertrack.errors import NotFoundError, RefusedError
from tests.builders import PROMISED, TODAY, a_line, a_move, a_receipt, an_order, units

DAY = timedelta(days=1)
LATER = PROMISED + 5 * DAY
SENT = Shipment(quantity=units(10), shipped_on=TODAY)
HERE = a_line(receipts=(a_receipt(10),))
OPEN = an_order(status=Status.CONFIRMED, lines=(a_line(1), a_line(2)))
ORDERS = {
    Status.ENTERED: an_order(),
    Status.CONFIRMED: OPEN,
    Status.PROCESSING: replace(OPEN, status=Status.PROCESSING),
    Status.SHIPPED: an_order(status=Status.SHIPPED, lines=(a_line(shipments=(SENT,)),)),
    Status.DELIVERED: an_order(status=Status.DELIVERED, lines=(HERE,)),
    Status.COMPLETED: an_order(status=Status.COMPLETED, lines=(HERE,)),
    Status.CLOSED: an_order(status=Status.CLOSED, lines=(HERE,)),
    Status.CANCELLED: an_order(status=Status.CANCELLED, lines=(a_line(cancelled_quantity=units(10)),)),
}


def of(position: int, count: int | None = None) -> LineAmount:
    return LineAmount(position=position, quantity=None if count is None else units(count))


def refusal(order: Order, move: object) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(RefusedError) as caught:
        facts_for(order, move)  # type: ignore[arg-type]  # every caller gives a move
    return caught.value.message, caught.value.hints


@pytest.mark.parametrize(
    ("to", "status"), [(Target.CONFIRMED, Status.CONFIRMED), (Target.PROCESSING, Status.PROCESSING)]
)
def test_an_order_is_moved_by_hand_with_a_note(to: Target, status: Status) -> None:
    move = a_move(to, note="by phone")
    assert facts_for(OPEN, move) == [facts.StatusMoved(to=status, on=TODAY, note="by phone")]


def test_without_lines_named_everything_left_ships() -> None:
    order = replace(OPEN, lines=(a_line(1, shipments=(Shipment(quantity=units(4)),)), a_line(2)))
    move = a_move(Target.SHIPPED, carrier="DHL", tracking="JD1", expected_on=LATER, note="two boxes")
    assert facts_for(order, move) == [
        facts.LinesShipped(
            lines=(LineQuantity(position=1, quantity=units(6)), LineQuantity(position=2, quantity=units(10))),
            on=TODAY,
            carrier="DHL",
            tracking="JD1",
            expected_on=LATER,
            note="two boxes",
        )
    ]


def test_a_line_named_without_a_quantity_ships_whole() -> None:
    move = a_move(Target.SHIPPED, lines=(of(2), of(1, 3)))
    assert facts_for(OPEN, move) == [
        facts.LinesShipped(
            lines=(LineQuantity(position=2, quantity=units(10)), LineQuantity(position=1, quantity=units(3))), on=TODAY
        )
    ]


def test_without_lines_named_everything_open_arrives() -> None:
    order = replace(OPEN, lines=(a_line(1, receipts=(a_receipt(4),)), a_line(2, receipts=(a_receipt(10),))))
    assert facts_for(order, a_move(Target.DELIVERED)) == [
        facts.LinesReceived(on=TODAY, lines=(LineReceipt(position=1, receipt=a_receipt(6)),))
    ]


def test_what_was_rejected_of_a_receipt_is_kept_with_its_cause() -> None:
    move = a_move(Target.DELIVERED, lines=(of(1, 5), of(2)), rejected=(of(1, 2), of(2)), cause="rust")
    receipts = (
        LineReceipt(position=1, receipt=a_receipt(5, rejected=units(2), reason="rust")),
        LineReceipt(position=2, receipt=a_receipt(10, rejected=units(10), reason="rust")),
    )
    assert facts_for(OPEN, move) == [facts.LinesReceived(on=TODAY, lines=receipts)]


def test_the_cause_belongs_to_the_rejection_alone() -> None:
    move = a_move(Target.DELIVERED, lines=(of(1), of(2)), rejected=(of(2, 1),), cause="rust")
    (fact,) = facts_for(OPEN, move)
    assert isinstance(fact, facts.LinesReceived)
    assert [part.receipt.reason for part in fact.lines] == [None, "rust"]


def test_a_rejection_needs_its_cause() -> None:
    said = refusal(OPEN, a_move(Target.DELIVERED, rejected=(of(1),)))
    assert said == ("A-1: a rejection needs its cause", ("add --cause TEXT",))


def test_nothing_can_be_rejected_of_what_does_not_arrive() -> None:
    move = a_move(Target.DELIVERED, lines=(of(1),), rejected=(of(2, 1),), cause="rust")
    assert refusal(OPEN, move) == ("A-1: nothing of line 2 arrives, so nothing of it can be rejected", ())


def test_more_than_is_waited_for_is_refused() -> None:
    said = refusal(OPEN, a_move(Target.DELIVERED, lines=(of(1, 12),)))
    hint = "if more arrived than was ordered, add --accept"
    assert said == ("A-1 line 1 waits for 10, not 12", (hint,))


def test_more_than_is_waited_for_is_taken_when_it_is_meant_so() -> None:
    move = a_move(Target.DELIVERED, lines=(of(1, 12),), may_exceed=True)
    receipt = LineReceipt(position=1, receipt=a_receipt(12))
    assert facts_for(OPEN, move) == [facts.LinesReceived(on=TODAY, lines=(receipt,))]


@pytest.mark.parametrize("rejected", [of(1, 2), of(1)])
def test_more_may_arrive_than_is_waited_for_when_the_rest_is_rejected(rejected: LineAmount) -> None:
    move = a_move(Target.DELIVERED, lines=(of(1, 12),), rejected=(rejected,), cause="rust")
    refused = units(2) if rejected.quantity else units(12)
    receipt = LineReceipt(position=1, receipt=a_receipt(12, rejected=refused, reason="rust"))
    assert facts_for(OPEN, move) == [facts.LinesReceived(on=TODAY, lines=(receipt,))]


def test_a_delay_is_reported_with_its_new_date_and_its_cause() -> None:
    move = a_move(Target.DELAYED, expected_on=LATER, cause="strike", lines=(of(2),), note="by mail")
    assert facts_for(OPEN, move) == [
        facts.DelayReported(on=TODAY, expected_on=LATER, cause="strike", positions=(2,), note="by mail")
    ]


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({}, "add --expected and --cause"),
        ({"expected_on": LATER}, "add --cause"),
        ({"cause": "strike"}, "add --expected"),
        ({"expected_on": LATER, "cause": ""}, "add --cause"),
    ],
)
def test_a_delay_without_date_or_cause_is_refused(given: dict[str, object], hint: str) -> None:
    said = refusal(OPEN, a_move(Target.DELAYED, **given))
    assert said == ("A-1: a delay is reported with its new date and its cause (SOP 4.4b)", (hint,))


def test_a_delay_to_a_day_that_has_passed_is_refused() -> None:
    said = refusal(OPEN, a_move(Target.DELAYED, expected_on=TODAY - DAY, cause="strike"))
    assert said == ("A-1: the new date 2026-03-01 has passed already", ())


def test_a_delay_that_is_not_after_the_promise_is_none() -> None:
    said = refusal(OPEN, a_move(Target.DELAYED, expected_on=PROMISED, cause="strike"))
    hint = "record what is expected with --expected 2026-03-20 alone"
    assert said == ("A-1: 2026-03-20 is not after the promise, 2026-03-20: no delay", (hint,))


def test_a_delay_counts_when_one_of_the_lines_it_is_about_is_promised_earlier() -> None:
    order = replace(OPEN, lines=(a_line(1), a_line(2, promised_on=LATER)))
    assert facts_for(order, a_move(Target.DELAYED, expected_on=LATER, cause="strike"))
    assert refusal(order, a_move(Target.DELAYED, expected_on=LATER, cause="strike", lines=(of(2),)))


def test_everything_open_is_cancelled_with_its_cause() -> None:
    order = replace(OPEN, lines=(a_line(1, receipts=(a_receipt(4),)), a_line(2)))
    parts = LineQuantity(position=1, quantity=units(6)), LineQuantity(position=2, quantity=units(10))
    assert facts_for(order, a_move(Target.CANCELLED, cause="bankrupt", note="sad")) == [
        facts.LinesCancelled(on=TODAY, cause="bankrupt", lines=parts, note="sad")
    ]


def test_a_part_of_a_line_can_be_cancelled() -> None:
    (fact,) = facts_for(OPEN, a_move(Target.CANCELLED, cause="too many", lines=(of(2, 3),)))
    part = LineQuantity(position=2, quantity=units(3))
    assert fact == facts.LinesCancelled(on=TODAY, cause="too many", lines=(part,))


def test_a_cancellation_needs_its_cause() -> None:
    said = refusal(OPEN, a_move(Target.CANCELLED))
    assert said == ("A-1: a cancellation needs its cause", ("add --cause TEXT",))


@pytest.mark.parametrize(
    ("current", "way_on"),
    [
        (Status.DELIVERED, "from delivered it can go to completed (with close)"),
        (Status.COMPLETED, "from completed it can go to closed (with close)"),
        (Status.CLOSED, "closed is the end of the road"),
        (Status.CANCELLED, "cancelled is the end of the road"),
    ],
)
@pytest.mark.parametrize("to", [Target.CANCELLED, Target.SHIPPED])
def test_an_order_that_is_here_or_gone_cannot_move(current: Status, way_on: str, to: Target) -> None:
    said = refusal(ORDERS[current], a_move(to, cause="late"))
    assert said == (f"A-1 is {current} and cannot become {to}; {way_on}", ())


@pytest.mark.parametrize("to", [Target.SHIPPED, Target.DELIVERED])
def test_an_order_that_nobody_confirmed_can_neither_ship_nor_arrive(to: Target) -> None:
    way_on = "from entered it can go to confirmed, cancelled, delayed"
    said = refusal(ORDERS[Status.ENTERED], a_move(to))
    assert said == (f"A-1 is entered and cannot become {to}; {way_on}", ())


def test_a_shipped_order_cannot_ship_again() -> None:
    way_on = "from shipped it can go to delivered, cancelled, delayed"
    said = refusal(ORDERS[Status.SHIPPED], a_move(Target.SHIPPED))
    assert said == (f"A-1 is shipped and cannot become shipped; {way_on}", ())


@pytest.mark.parametrize(
    ("to", "line", "verb"),
    [
        (Target.SHIPPED, a_line(2, shipments=(SENT,)), "ship"),
        (Target.DELIVERED, a_line(2, receipts=(a_receipt(10),)), "receive"),
        (Target.CANCELLED, a_line(2, receipts=(a_receipt(10),)), "cancel"),
    ],
)
def test_a_line_of_which_nothing_is_left_is_named(to: Target, line: object, verb: str) -> None:
    order = an_order(status=Status.PROCESSING, lines=(a_line(1), line))
    said = refusal(order, a_move(to, lines=(of(1), of(2)), cause="late"))
    assert said == (f"A-1: nothing of line 2 is left to {verb}", ())


def test_an_order_of_which_nothing_is_left_to_ship_says_so() -> None:
    order = an_order(status=Status.PROCESSING, lines=(a_line(shipments=(SENT,)),))
    assert refusal(order, a_move(Target.SHIPPED)) == ("A-1: nothing is left to ship", ())


@pytest.mark.parametrize("to", [Target.SHIPPED, Target.DELIVERED, Target.CANCELLED])
def test_a_line_that_is_not_there_is_named_with_those_that_are(to: Target) -> None:
    with pytest.raises(NotFoundError) as caught:
        facts_for(OPEN, a_move(to, lines=(of(9),), cause="late"))
    assert caught.value.message == "A-1 has no line 9; it has 1, 2"


def test_a_new_promise_says_who_made_it_how_and_why() -> None:
    move = a_move(promised_on=LATER, cause="strike", said_by="Lee", channel=Channel.PHONE, lines=(of(2),), note="n")
    assert facts_for(OPEN, move) == [
        facts.PromiseRevised(
            on=TODAY, promised_on=LATER, cause="strike", said_by="Lee", channel=Channel.PHONE, positions=(2,), note="n"
        )
    ]


def test_a_new_promise_needs_its_cause() -> None:
    said = refusal(OPEN, a_move(promised_on=LATER))
    assert said == ("A-1: a new promise needs its cause", ("add --cause TEXT",))


def test_a_promise_before_the_placement_is_refused() -> None:
    order = replace(OPEN, placed_on=date(2026, 2, 1))
    said = refusal(order, a_move(promised_on=date(2026, 1, 31), cause="typo"))
    assert said == ("A-1: the promise 2026-01-31 lies before its placement, 2026-02-01", ())


def test_a_promise_and_a_move_are_two_facts() -> None:
    move = a_move(Target.PROCESSING, promised_on=LATER, cause="strike")
    assert facts_for(OPEN, move) == [
        facts.PromiseRevised(on=TODAY, promised_on=LATER, cause="strike"),
        facts.StatusMoved(to=Status.PROCESSING, on=TODAY),
    ]


def test_what_is_expected_can_change_without_a_move() -> None:
    move = a_move(expected_on=LATER, lines=(of(2),), note="by mail")
    assert facts_for(OPEN, move) == [
        facts.ExpectationChanged(on=TODAY, expected_on=LATER, positions=(2,), note="by mail")
    ]


@pytest.mark.parametrize("to", [Target.CONFIRMED, Target.PROCESSING])
def test_what_is_expected_is_kept_beside_a_move_with_the_note_said_once(to: Target) -> None:
    move = a_move(to, expected_on=LATER, lines=(of(2),), note="by mail")
    assert facts_for(OPEN, move) == [
        facts.StatusMoved(to=Status(to.value), on=TODAY, note="by mail"),
        facts.ExpectationChanged(on=TODAY, expected_on=LATER, positions=(2,)),
    ]


def test_what_is_expected_beside_a_receipt_is_the_rest() -> None:
    move = a_move(Target.DELIVERED, lines=(of(1),), expected_on=LATER)
    assert facts_for(OPEN, move)[1:] == [facts.ExpectationChanged(on=TODAY, expected_on=LATER)]


def test_a_note_alone_is_a_fact() -> None:
    assert facts_for(OPEN, a_move(note="called")) == [facts.NoteAdded(note="called")]


def test_nothing_asked_is_no_fact() -> None:
    assert facts_for(OPEN, a_move()) == []
