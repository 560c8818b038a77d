"""The whole of an order's history: replayed, and with an event taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import fold, list_correctable_events, take_back
from ordertrack.domain.orders.events import Event, EventTakenBack, OrderFact
from ordertrack.domain.orders.order import Order, Shipment, status_from_quantities
from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import OrderTrackError, RefusedError
from tests.builders import (
    TODAY,
    a_history,
    a_line,
    a_receipt,
    an_event,
    an_order,
    apply,
    received,
    shipped,
    units,
    unversioned,
)
from tests.generated import histories, likely_facts, orders_under_way

CONFIRM = facts.StatusMoved(to=Status.CONFIRMED, on=TODAY)
CONFIRMED = an_order(status=Status.CONFIRMED, confirmed_on=TODAY, last_contact_on=TODAY)
DELIVERED = replace(CONFIRMED, status=Status.DELIVERED, lines=(a_line(receipts=(a_receipt(10),)),))
NEW_LINES = facts.LinesAdded(lines=(a_line(2),))


def test_a_history_gives_the_order_as_it_stands() -> None:
    history = a_history(an_order(), CONFIRM, shipped(10), received(10))
    line = a_line(shipments=(Shipment(quantity=units(10), shipped_on=TODAY),), receipts=(a_receipt(10),))
    assert fold(history) == replace(DELIVERED, lines=(line,), version=4)


@pytest.mark.parametrize("history", [[], [an_event(CONFIRM)]])
def test_a_history_begins_with_the_entry_of_its_order(history: list[Event]) -> None:
    with pytest.raises(ValueError, match=r"^an order's events begin with its entry$"):
        fold(history)


def test_an_event_taken_back_does_not_count_but_is_a_change() -> None:
    history = a_history(an_order(), CONFIRM, shipped(10), EventTakenBack(seq=3, cause="wrong order"))
    assert fold(history) == replace(CONFIRMED, version=4)


def test_what_was_taken_back_can_happen_again() -> None:
    history = a_history(an_order(), CONFIRM, received(9), EventTakenBack(seq=3, cause="it was 10"), received(10))
    assert fold(history) == replace(DELIVERED, version=5)


def test_an_earlier_event_can_be_taken_back_when_nothing_rests_on_it() -> None:
    history = a_history(an_order(), CONFIRM, shipped(4), received(10))
    back = an_event(EventTakenBack(seq=3, cause="never left"), 5)
    assert take_back(history, back) == replace(DELIVERED, version=5)


def test_an_event_that_a_later_one_rests_on_cannot_be_taken_back() -> None:
    history = a_history(an_order(), CONFIRM, shipped(10))
    with pytest.raises(RefusedError) as caught:
        take_back(history, an_event(EventTakenBack(seq=2, cause="typo"), 4))
    assert caught.value.message == (
        "event 2 cannot be taken back, a later one rests on it: A-1 is entered and cannot become shipped; "
        "from entered it can go to confirmed, cancelled, delayed"
    )
    assert caught.value.hints == ("take back the later one first",)


def test_a_line_that_something_happened_to_cannot_be_taken_back() -> None:
    history = a_history(an_order(), CONFIRM, NEW_LINES, shipped(1, 2))
    with pytest.raises(RefusedError) as caught:
        take_back(history, an_event(EventTakenBack(seq=3, cause="typo"), 5))
    assert caught.value.message == (
        "event 3 cannot be taken back, a later one rests on it: A-1 has no line 2; it has 1"
    )


def test_the_currency_of_a_value_cannot_be_taken_back() -> None:
    currency = facts.OrderEdited(changes=(facts.Change(field="currency", new="EUR"),))
    value = facts.OrderEdited(changes=(facts.Change(field="value", new="100"),))
    with pytest.raises(RefusedError) as caught:
        take_back(a_history(an_order(), currency, value), an_event(EventTakenBack(seq=2, cause="typo"), 4))
    assert caught.value.message == (
        "event 2 cannot be taken back, a later one rests on it: A-1: a value needs a currency"
    )


def test_the_events_that_may_be_taken_back_stand_newest_first() -> None:
    history = a_history(an_order(), CONFIRM, shipped(4), EventTakenBack(seq=3, cause="typo"), received(10))
    assert list_correctable_events(history) == [history[4], history[1]]


@given(histories())
def test_a_history_replayed_is_the_order_that_lived_it(history: list[Event]) -> None:
    order = history[0].fact.order  # type: ignore[union-attr]  # a history begins with the entry
    for event in history[1:]:
        order = apply(order, event.fact, event.at)  # type: ignore[arg-type]  # and goes on with facts of the order
    assert fold(history) == order


@given(histories(least=1))
def test_to_take_back_the_last_event_gives_the_order_before_it(history: list[Event]) -> None:
    assume(len(history) > 1)
    back = an_event(EventTakenBack(seq=history[-1].seq, cause="typo"), len(history) + 1)
    assert unversioned(take_back(history, back)) == unversioned(fold(history[:-1]))


def thaws(wrong: Event, before: Order, after: Order) -> bool:
    """Whether a confirmation was taken from under a later promise, which would then become the first."""
    first = {line.position: line.first_promised_on for line in before.lines}
    return isinstance(wrong.fact, facts.StatusMoved) and any(
        first[line.position] != line.first_promised_on for line in after.lines
    )


def renumbers(before: Order, after: Order) -> bool:
    """Whether an issue would go by the number of another."""
    known = {issue.number: (issue.kind, issue.position, issue.opened_at) for issue in before.issues}
    return any(known.get(each.number) != (each.kind, each.position, each.opened_at) for each in after.issues)


@given(histories(least=3), st.data())
def test_to_take_back_an_event_gives_the_history_without_it(history: list[Event], data: st.DataObject) -> None:
    assume(len(history) > 1)
    wrong = data.draw(st.sampled_from(history[1:]))
    back = an_event(EventTakenBack(seq=wrong.seq, cause="typo"), len(history) + 1)
    rest = [event for event in history if event is not wrong]
    try:
        expected: Order | None = unversioned(fold(rest))
    except OrderTrackError:
        expected = None
    if expected and (thaws(wrong, fold(history), expected) or renumbers(fold(history), expected)):
        expected = None
    try:
        found: Order | None = unversioned(take_back(history, back))
    except RefusedError:
        found = None
    assert found == expected


@given(histories())
def test_the_status_of_an_order_always_follows_from_its_quantities(history: list[Event]) -> None:
    order = fold(history)
    assert order.status is status_from_quantities(order)


@given(histories())
def test_the_first_promise_of_a_confirmed_order_is_never_another(history: list[Event]) -> None:
    assert history[1].fact == CONFIRM
    entered = fold(history[:2])
    first = [line.first_promised_on for line in entered.lines]
    assert [line.first_promised_on for line in fold(history).lines] == first


@given(histories())
def test_the_ledger_of_promises_leads_from_the_first_to_the_standing_one(history: list[Event]) -> None:
    for line in fold(history).lines:
        said = [line.first_promised_on, *(promise.promised_on for promise in line.promises)]
        assert [promise.previous_on for promise in line.promises] == said[:-1]
        assert line.promised_on == said[-1]


@given(orders_under_way(), likely_facts())
def test_an_event_either_counts_as_one_change_or_is_refused(order: Order, fact: OrderFact) -> None:
    try:
        after = apply(order, fact)
    except OrderTrackError:
        return
    assert after.version == order.version + 1
