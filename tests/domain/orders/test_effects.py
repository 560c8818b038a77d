"""What each event does to an order, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ordertrack.domain.cases.issues import IssueKind
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.events import EventTakenBack, OrderFact
from ordertrack.domain.orders.order import Delay, Promise, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import RefusedError
from tests.builders import (
    PROMISED,
    TODAY,
    a_line,
    a_receipt,
    an_issue,
    an_order,
    apply,
    cancelled,
    received,
    shipped,
    units,
)

DAY = timedelta(days=1)
LATER = date(2026, 4, 1)
CONFIRM = facts.StatusMoved(to=Status.CONFIRMED, on=TODAY)
CONFIRMED = an_order(status=Status.CONFIRMED, confirmed_on=TODAY, last_contact_on=TODAY)
DELAYED = replace(CONFIRMED, delay=Delay(reported_on=TODAY, expected_on=LATER, cause="strike"))
ALL_HERE = a_line(receipts=(a_receipt(10),))
DELIVERED = replace(CONFIRMED, status=Status.DELIVERED, lines=(ALL_HERE,))
COMPLETED = replace(DELIVERED, status=Status.COMPLETED, completed_on=TODAY)
CLOSED = replace(COMPLETED, status=Status.CLOSED, closed_on=TODAY)
CANCELLED = replace(CONFIRMED, status=Status.CANCELLED, lines=(a_line(cancelled_quantity=units(10)),))
BY_STATUS = {
    order.status: order
    for order in (
        an_order(),
        CONFIRMED,
        replace(CONFIRMED, status=Status.PROCESSING),
        replace(CONFIRMED, status=Status.SHIPPED, lines=(a_line(shipments=(Shipment(quantity=units(10)),)),)),
        DELIVERED,
        COMPLETED,
        CLOSED,
        CANCELLED,
    )
}
DELAY = facts.DelayReported(on=TODAY, expected_on=LATER, cause="strike")
PROMISE = facts.PromiseRevised(on=TODAY, promised_on=LATER, cause="strike", said_by="Lee")
EXPECTATION = facts.ExpectationChanged(on=TODAY, expected_on=LATER)
NEW_LINES = facts.LinesAdded(lines=(a_line(2),))


def test_a_confirmed_order_knows_since_when() -> None:
    assert apply(an_order(), CONFIRM) == replace(CONFIRMED, version=2)


def test_an_order_being_processed_keeps_its_day_of_confirmation() -> None:
    after = apply(CONFIRMED, facts.StatusMoved(to=Status.PROCESSING, on=TODAY + DAY))
    assert after == replace(CONFIRMED, status=Status.PROCESSING, version=2)


def test_a_part_that_ships_puts_the_order_into_processing() -> None:
    fact = shipped(4, carrier="DHL", tracking="JD1", expected_on=LATER)
    sent = Shipment(quantity=units(4), shipped_on=TODAY, carrier="DHL", tracking="JD1")
    line = a_line(shipments=(sent,), expected_on=LATER)
    assert apply(CONFIRMED, fact) == replace(
        CONFIRMED, status=Status.PROCESSING, lines=(line,), carrier="DHL", tracking="JD1", version=2
    )


def test_a_shipment_without_a_carrier_leaves_that_of_the_order() -> None:
    after = apply(replace(CONFIRMED, carrier="DHL", tracking="JD1"), shipped(10))
    assert (after.status, after.carrier, after.tracking) == (Status.SHIPPED, "DHL", "JD1")


def test_an_order_is_delivered_when_everything_has_arrived() -> None:
    assert apply(CONFIRMED, received(10)) == replace(DELIVERED, version=2)


def test_goods_that_were_all_rejected_leave_the_order_where_it_was() -> None:
    after = apply(CONFIRMED, received(10, rejected=10))
    receipt = a_receipt(10, rejected=units(10), reason="rust")
    issue = an_issue(IssueKind.QUALITY, cause="rust", position=1)
    assert after == replace(CONFIRMED, lines=(a_line(receipts=(receipt,)),), issues=(issue,), version=2)


def test_a_shipped_order_whose_goods_were_rejected_is_in_processing_again_and_can_ship_again() -> None:
    order = apply(apply(CONFIRMED, shipped(10)), received(10, rejected=4))
    assert (order.status, apply(order, shipped(4)).status) == (Status.PROCESSING, Status.SHIPPED)


def test_a_delay_is_shown_beside_the_status_and_expected_on_every_open_line() -> None:
    delayed = replace(DELAYED, lines=(a_line(expected_on=LATER),), issues=(an_issue(cause=DELAY.cause),), version=2)
    assert apply(CONFIRMED, DELAY) == delayed


def test_a_delay_of_one_line_leaves_the_expectation_of_the_others() -> None:
    order = replace(CONFIRMED, lines=(a_line(1), a_line(2)))
    after = apply(order, replace(DELAY, positions=(2,)))
    assert after.lines == (a_line(1), a_line(2, expected_on=LATER))


@pytest.mark.parametrize("fact", [shipped(10), received(10), cancelled(10), CONFIRM, PROMISE])
def test_a_delay_is_over_when_the_order_moves_on_or_is_promised_anew(fact: OrderFact) -> None:
    order = replace(DELAYED, status=Status.ENTERED) if fact is CONFIRM else DELAYED
    assert apply(order, fact).delay is None


@pytest.mark.parametrize("fact", [received(4), EXPECTATION, facts.NoteAdded(note="called"), cancelled(4)])
def test_a_delay_stays_while_the_order_stands_where_it_was(fact: OrderFact) -> None:
    processing = replace(DELAYED, status=Status.PROCESSING)
    assert apply(processing, fact).delay == DELAYED.delay


def test_a_new_promise_is_kept_beside_the_one_it_replaces() -> None:
    revision = Promise(said_on=TODAY, previous_on=PROMISED, promised_on=LATER, cause="strike", said_by="Lee")
    line = a_line(promised_on=LATER, first_promised_on=PROMISED, promises=(revision,))
    assert apply(CONFIRMED, PROMISE) == replace(CONFIRMED, lines=(line,), version=2)


def test_an_order_of_which_nothing_is_wanted_any_more_is_cancelled() -> None:
    line = a_line(cancelled_quantity=units(10), cancelled_on=TODAY)
    assert apply(CONFIRMED, cancelled(10)) == replace(
        CONFIRMED, status=Status.CANCELLED, lines=(line,), cancelled_on=TODAY, version=2
    )


def test_an_order_of_which_the_rest_is_given_up_is_delivered() -> None:
    order = apply(CONFIRMED, received(4))
    after = apply(order, cancelled(6))
    assert (after.status, after.cancelled_on) == (Status.DELIVERED, None)


def test_an_edit_changes_what_it_names() -> None:
    fact = facts.OrderEdited(changes=(facts.Change(field="owner", new="Zoë"),))
    assert apply(CONFIRMED, fact) == replace(CONFIRMED, owner="Zoë", version=2)


def test_further_lines_stand_in_the_order_of_their_positions() -> None:
    order = replace(CONFIRMED, lines=(a_line(1), a_line(3)))
    assert apply(order, NEW_LINES).lines == (a_line(1), a_line(2), a_line(3))


def test_a_note_changes_nothing_but_the_count_of_changes() -> None:
    assert apply(CONFIRMED, facts.NoteAdded(note="called")) == replace(CONFIRMED, version=2)


def test_a_receipt_is_confirmed_by_name() -> None:
    fact = facts.ReceiptConfirmed(on=TODAY + DAY, received_by="Lee")
    assert apply(DELIVERED, fact) == replace(
        DELIVERED, receipt_on=TODAY + DAY, received_by="Lee", last_contact_on=TODAY + DAY, version=2
    )


def test_a_receipt_confirmed_again_without_a_name_keeps_the_name() -> None:
    order = replace(DELIVERED, received_by="Lee", receipt_on=TODAY)
    assert apply(order, facts.ReceiptConfirmed(on=TODAY)).received_by == "Lee"


def test_a_delivered_order_is_completed_then_closed() -> None:
    completed = apply(DELIVERED, facts.OrderCompleted(on=TODAY))
    closed = apply(completed, facts.OrderClosed(on=TODAY + DAY))
    assert completed == replace(COMPLETED, version=2)
    assert closed == replace(COMPLETED, status=Status.CLOSED, closed_on=TODAY + DAY, version=3)


@pytest.mark.parametrize(
    "fact", [shipped(1), received(1), DELAY, PROMISE, EXPECTATION], ids=lambda fact: type(fact).__name__
)
def test_news_from_a_party_is_the_last_contact(fact: OrderFact) -> None:
    assert apply(replace(CONFIRMED, last_contact_on=TODAY - DAY), fact).last_contact_on == TODAY


@pytest.mark.parametrize(
    "fact",
    [
        cancelled(1),
        NEW_LINES,
        facts.NoteAdded(note="called"),
        facts.OrderEdited(changes=(facts.Change(field="owner", new="Zoë"),)),
        facts.StatusMoved(to=Status.PROCESSING, on=TODAY),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_we_do_ourselves_is_no_contact(fact: OrderFact) -> None:
    assert apply(replace(CONFIRMED, last_contact_on=TODAY - DAY), fact).last_contact_on == TODAY - DAY


def test_news_of_an_earlier_day_leaves_the_last_contact() -> None:
    assert apply(CONFIRMED, received(1, on=TODAY - DAY)).last_contact_on == TODAY


MOVES: dict[Status, OrderFact] = {
    Status.CONFIRMED: CONFIRM,
    Status.PROCESSING: facts.StatusMoved(to=Status.PROCESSING, on=TODAY),
    Status.SHIPPED: shipped(1),
    Status.DELIVERED: received(1),
    Status.COMPLETED: facts.OrderCompleted(on=TODAY),
    Status.CLOSED: facts.OrderClosed(on=TODAY),
}
LEGAL_FROM = {
    Status.ENTERED: {Status.CONFIRMED},
    Status.CONFIRMED: {Status.PROCESSING, Status.SHIPPED, Status.DELIVERED},
    Status.PROCESSING: {Status.SHIPPED, Status.DELIVERED},
    Status.SHIPPED: {Status.DELIVERED},
    Status.DELIVERED: {Status.COMPLETED},
    Status.COMPLETED: {Status.CLOSED},
    Status.CLOSED: set[Status](),
    Status.CANCELLED: set[Status](),
}


@pytest.mark.parametrize("current", Status)
@pytest.mark.parametrize("to", MOVES)
def test_an_event_follows_only_where_its_move_is_legal(current: Status, to: Status) -> None:
    if to in LEGAL_FROM[current]:
        apply(BY_STATUS[current], MOVES[to])
        return
    with pytest.raises(RefusedError, match=f"^A-1 is {current} and cannot become {to}; "):
        apply(BY_STATUS[current], MOVES[to])


@pytest.mark.parametrize("current", [Status.DELIVERED, Status.COMPLETED, Status.CLOSED, Status.CANCELLED])
@pytest.mark.parametrize(
    ("fact", "to_do"),
    [
        (PROMISE, "take a new promise"),
        (EXPECTATION, "take a new expected date"),
        (cancelled(1), "be cancelled"),
        (NEW_LINES, "take further lines"),
    ],
)
def test_what_needs_an_open_order_is_refused_to_one_that_waits_for_nothing(
    current: Status, fact: OrderFact, to_do: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(BY_STATUS[current], fact)
    assert caught.value.message == f"A-1 is {current} and can no longer {to_do}"


@pytest.mark.parametrize(
    ("current", "moves"),
    [
        (Status.DELIVERED, "completed (with close)"),
        (Status.COMPLETED, "closed (with close)"),
        (Status.CLOSED, "nothing"),
        (Status.CANCELLED, "nothing"),
    ],
)
def test_an_order_that_is_here_or_gone_cannot_be_delayed(current: Status, moves: str) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(BY_STATUS[current], DELAY)
    assert caught.value.message == f"A-1 is {current} and cannot be delayed; it can become {moves}"


@pytest.mark.parametrize("current", sorted(set(Status) - {Status.DELIVERED}))
def test_a_receipt_can_be_confirmed_only_of_a_delivered_order(current: Status) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(BY_STATUS[current], facts.ReceiptConfirmed(on=TODAY))
    assert caught.value.message == f"A-1 is {current}; its receipt can be confirmed once it is delivered"


@pytest.mark.parametrize("fact", [facts.OrderEntered(order=CONFIRMED), EventTakenBack(seq=1, cause="typo")])
def test_some_events_have_no_effect_of_their_own(fact: OrderFact) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(CONFIRMED, fact)
    assert caught.value.message == f"{type(fact).__name__} cannot follow the entry of A-1"
