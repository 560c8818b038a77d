"""One order under one policy, day by day (SOP 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.escalations import EscalationAcknowledged, EscalationStarted
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpsRaised
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.order import Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.round.pasts import Life, is_spared, past_of
from ordertrack.domain.round.simulation import World, relive
from ordertrack.domain.values.codec import encode
from ordertrack.usecases.round.round import decisions_for
from tests.builders import PROMISED, TODAY, a_line, a_receipt, an_event, an_order, units
from tests.chasing import BEN, HOURS, ZOE, a_followup, a_policy
from tests.domain.cases.test_escalations import LATE
from tests.domain.round.walking import walk

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import Event, OrderFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.round.pasts import Past

WORLD = World(1, a_policy(BEN, ZOE), HOURS)
PLACED, IMPORTED, LAST = date(2026, 1, 5), datetime(2026, 6, 1, 9, tzinfo=UTC), date(2026, 6, 30)
OPENS = date(2026, 3, 13)


def history(received_on: date, **fields: Any) -> Order:  # noqa: ANN401 - any field of a line
    """An order for the usual promise, long over when it was imported."""
    line = a_line(receipts=(a_receipt(10, received_on),), **fields)
    return an_order(
        is_history=True,
        placed_on=PLACED,
        entered_on=IMPORTED.date(),
        lines=(line,),
        status=Status.DELIVERED,
        last_contact_on=received_on,
    )


def at(month: int, day: int, fact: OrderFact, seq: int) -> Event:
    return an_event(fact, seq, at=datetime(2026, month, day, 9, tzinfo=UTC))


def past(order: Order, *later: Event) -> Past:
    entered = an_event(facts.OrderEntered(order=order), at=IMPORTED if order.is_history else at(3, 2, LOGGED, 1).at)
    return past_of([entered, *later], "Acme", "Svea", HOURS)


def relived(order: Order, *later: Event) -> list[tuple[date, str]]:
    """What is decided and when, shortly; the same as on a walk through every day."""
    found = list(relive(past(order, *later), WORLD, LAST, decisions_for))
    assert found == list(walk(past(order, *later), WORLD, LAST, decisions_for))
    return [(day, decision.sentence.partition(" (")[0] if decision else "customer") for day, decision in found]


LOGGED = ContactLogged(
    contact=Contact(
        at=datetime(2026, 3, 17, 9, tzinfo=UTC),
        made_on=date(2026, 3, 17),
        channel=Channel.PHONE,
        side=Side.SUPPLIER,
        actor="anna",
    )
)


def test_an_order_imported_late_would_have_been_chased_until_it_came() -> None:
    assert relived(history(date(2026, 3, 25))) == [
        (date(2026, 3, 13), "ask Acme: no news, follow-up 1"),
        (date(2026, 3, 20), "ask Acme: no news, follow-up 2"),
        (date(2026, 3, 20), "the order is escalated: 2 follow-ups unanswered"),
        (date(2026, 3, 20), "level 1 told: Ben"),
        (date(2026, 3, 23), "ask Acme: overdue, follow-up 1 of 3"),
        (date(2026, 3, 23), "level 2 told: Zoë"),
        (date(2026, 3, 24), "level 3 failed: nobody has the role management"),
    ]


def test_its_shipment_was_news_when_it_left() -> None:
    sent = Shipment(quantity=units(10), shipped_on=date(2026, 3, 12))
    assert relived(history(date(2026, 3, 20), shipments=(sent,))) == [
        (date(2026, 3, 19), "ask Acme: no news, follow-up 1"),
    ]


@pytest.mark.parametrize(("received_on", "spared"), [(OPENS, True), (date(2026, 3, 14), False)])
def test_what_came_before_anybody_would_ask_is_told_by_its_dates_alone(received_on: date, spared: bool) -> None:
    assert WORLD.opens(PROMISED) == OPENS
    assert is_spared(encode(history(received_on)), OPENS, TODAY) is spared
    assert (relived(history(received_on)) == []) is spared


@pytest.mark.parametrize(
    ("order", "spared"),
    [
        (history(date(2026, 3, 1)), True),
        (history(date(2026, 2, 1)), True),
        (history(date(2026, 3, 1), quantity=units(11)), False),
        (history(date(2026, 3, 1), quantity=units(11), cancelled_quantity=units(1)), True),
        (history(date(2026, 3, 1), quantity=units(11), cancelled_quantity=units(1), cancelled_on=LAST), False),
        (an_order(), False),
    ],
)
def test_an_order_of_which_something_was_open_is_gone_through(order: Order, spared: bool) -> None:
    assert is_spared(encode(order), OPENS, TODAY) is spared


def test_what_was_over_before_the_period_is_spared() -> None:
    assert is_spared(encode(history(date(2026, 3, 31))), OPENS, date(2026, 4, 1))


def test_a_contact_puts_the_question_off() -> None:
    found = relived(an_order(), at(3, 17, LOGGED, 2))
    assert found[:2] == [
        (date(2026, 3, 13), "ask Acme: no news, follow-up 1"),
        (date(2026, 3, 23), "ask Acme: overdue, follow-up 1 of 3"),
    ]


def test_what_the_rounds_decided_then_does_not_count() -> None:
    raised = FollowUpsRaised(followups=(a_followup(1), a_followup(2)))
    assert relived(an_order(), at(3, 3, raised, 2)) == relived(an_order())


def test_nobody_takes_up_what_was_never_told() -> None:
    started = EscalationStarted(escalation=LATE)
    taken_up = EscalationAcknowledged(number=1, at=datetime(2026, 3, 4, 9, tzinfo=UTC), actor="zoë")
    assert relived(an_order(), at(3, 3, started, 2), at(3, 4, taken_up, 3)) == relived(an_order())


def test_what_was_told_is_taken_up_under_the_number_it_has_here() -> None:
    started = EscalationStarted(escalation=replace(LATE, number=2))
    taken_up = EscalationAcknowledged(number=2, at=datetime(2026, 4, 1, 9, tzinfo=UTC), actor="zoë")
    life = Life(past(an_order()), revision=1)
    life.order = an_order(escalations=(replace(LATE, number=7),))
    for step in past(an_order(), at(3, 3, started, 2), at(4, 1, taken_up, 3)).steps[1:]:
        life.take(step, IMPORTED)
    assert [(each.number, each.acknowledged_by) for each in life.order.escalations] == [(7, "zoë")]


def test_an_event_taken_back_counts_until_then() -> None:
    gone = facts.EventTakenBack(seq=2, cause="another order")
    promise = facts.PromiseRevised(on=TODAY, promised_on=date(2026, 5, 29), cause="strike")
    found = relived(an_order(), at(3, 2, promise, 2), at(3, 26, gone, 3))
    assert found[0] == (date(2026, 3, 26), "ask Acme: overdue, follow-up 1 of 3")


def test_the_customer_of_a_delay_is_to_hear_from_us_until_it_comes() -> None:
    delay = facts.DelayReported(on=TODAY, expected_on=date(2026, 3, 30), cause="strike")
    cancel = facts.LinesCancelled(
        on=date(2026, 3, 12), cause="too late", lines=(facts.LineQuantity(position=1, quantity=units(10)),)
    )
    assert relived(an_order(), at(3, 3, delay, 2), at(3, 12, cancel, 3)) == [
        (date(2026, 3, 5), "customer"),
        (date(2026, 3, 10), "customer"),
    ]
