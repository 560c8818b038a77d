"""Keeping what happened to an order, fact after fact, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.orders.effects import apply
from ordertrack.usecases.notices.queueing import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import Event, OrderFact
    from ordertrack.domain.orders.order import Order
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


def record(unit: Writes, order: Order, facts: Sequence[OrderFact], stamp: Stamp) -> Changed:
    """Keep an order with the facts that changed it, each under the stamp, and queue the notices of them.

    RefusedError when the SOP forbids one.
    """
    before, notices = order, []
    for fact in facts:
        after = apply(order, fact, stamp.at)
        notices += kept(unit, order, after, fact, stamp)
        order = after
    return Changed(before, order, facts, tuple(notices))
