"""The one door to the orders of the book: a fact is kept with its event and with the notices that it causes.

Who wants no notices of a fact, or those of many facts together, says so by the function that it calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.enquiries import EnquiryAnswered
from ordertrack.domain.notices.causes import Happened
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.orders.events import OrderEntered
from ordertrack.domain.orders.order import Order
from ordertrack.domain.values.codec import decode
from ordertrack.usecases.notices.queueing import event_name, queue, withdraw_caused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import Event, EventTakenBack, OrderFact
    from ordertrack.domain.values.codec import Facts
    from ordertrack.usecases.ports import Stamp, Writes


class Changed(NamedTuple):
    """An order before and after, what happened in between, and the notices that it caused.

    `wrong` is the event that was taken back, `told` the letters to parties that had told of it already.
    """

    before: Order
    after: Order
    facts: Sequence[OrderFact]
    notices: Sequence[Notice] = ()
    wrong: Event | None = None
    told: Sequence[Notice] = ()


class Step(NamedTuple):
    """One fact, with its order before and after it."""

    before: Order
    after: Order
    fact: OrderFact


def steps_of(order: Order, facts: Iterable[OrderFact], stamp: Stamp) -> list[Step]:
    """Apply facts to an order one after the other; RefusedError when the SOP forbids one."""
    found = []
    for fact in facts:
        before, order = order, apply(order, fact, stamp.at)
        found.append(Step(before, order, fact))
    return found


def record(unit: Writes, order: Order, facts: Sequence[OrderFact], stamp: Stamp) -> Changed:
    """Keep an order with the facts that changed it, each under the stamp, and queue the notices of them.

    RefusedError when the SOP forbids one.
    """
    before, notices = order, []
    for fact in facts:
        (step,) = steps_of(order, [fact], stamp)
        notices += record_together(unit, [step], stamp)
        order = step.after
    return Changed(before, order, facts, tuple(notices))


def record_together(unit: Writes, steps: Iterable[Step], stamp: Stamp) -> list[Notice]:
    """Keep what happened to any orders, and queue the notices of all of it at once: one reminder asks for many lines.

    An answer that is kept was given, and nobody is told of it again.
    """
    happened = [_save(unit, step, stamp) for step in steps]
    return queue(unit, [each for each in happened if not isinstance(each.fact, EnquiryAnswered)], stamp)


def record_untold(unit: Writes, steps: Iterable[Step], stamp: Stamp) -> None:
    """Keep what a file says of orders; whoever brings it in has told, or does not tell, whom it concerns."""
    for step in steps:
        _save(unit, step, stamp)


def record_taken_back(unit: Writes, before: Order, undone: Order, fact: EventTakenBack, stamp: Stamp) -> list[Notice]:
    """Keep an order as it is without one of its events, and withdraw what that event caused and nobody has sent."""
    _save(unit, Step(before, undone, fact), stamp)
    return withdraw_caused(unit, event_name(undone.number, fact.seq), f"its event was taken back: {fact.cause}")


def record_entry(unit: Writes, facts: Facts, stamp: Stamp) -> tuple[Order, list[Notice]]:
    """Add a new order, and queue what its entry causes (SOP 4.1c)."""
    record_entries_untold(unit, [facts], stamp)
    order = decode(Order, facts)
    name = f"{order.number} entered"
    happened = Happened(before=None, after=order, fact=OrderEntered(order=order), name=name)
    return order, queue(unit, [happened], stamp)


def record_entries_untold(unit: Writes, entries: Sequence[Facts], stamp: Stamp) -> None:
    """Add new orders from a file, of which nobody is told."""
    unit.orders.enter(entries, at=stamp.at, by=stamp.by)


def _save(unit: Writes, step: Step, stamp: Stamp) -> Happened:
    seq = unit.orders.save(step.before, step.after, step.fact, at=stamp.at, by=stamp.by)
    name = event_name(step.after.number, seq)
    return Happened(before=step.before, after=step.after, fact=step.fact, name=name)
