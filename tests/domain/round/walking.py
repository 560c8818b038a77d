"""An order's past gone through on every single day: what a simulation that passes days over must agree with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Side
from ordertrack.domain.round.asking import Watched
from ordertrack.domain.round.pasts import Life
from ordertrack.domain.round.simulation import SimulatedDecision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ordertrack.domain.round.pasts import Past
    from ordertrack.domain.round.simulation import Decide, World


def walk(past: Past, world: World, until: date, decide: Decide) -> Iterator[SimulatedDecision]:
    """What a round on each day decides, from the first that something is known of."""
    life, told_on = Life(past, world.revision), None
    day = past.steps[0].on
    while day <= until:
        watch = world.watch(day)
        for step in past.steps:
            if step.on == day:
                life.take(step, watch.now)
        if life.order.status not in {Status.CLOSED, Status.CANCELLED}:
            watched = Watched(order=life.order, supplier=past.supplier, customer=past.customer)
            for _, after, decision in decide(watched, watch):
                life.decided(decision.fact, after, watch.now)
                yield SimulatedDecision(day, decision)
            if life.order.delay:
                heard = [
                    each.made_on for each in life.order.contacts if each.side is Side.CUSTOMER and each.was_reached
                ]
                last = max([life.order.delay.reported_on, *heard, *([told_on] if told_on else [])])
                if world.hours.due_on(last, watched.rules(world.policy).keep_informed) <= day:
                    told_on = day
                    yield SimulatedDecision(day, None)
        day += timedelta(days=1)
