"""Keeping what happened to an order, fact after fact, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.replay import apply
from ordertrack.usecases.orders import Changed
from ordertrack.usecases.queueing import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.orders import Order
    from ordertrack.usecases.outboxports import OutboxWrites
    from ordertrack.usecases.stamps import Stamp


def record(unit: OutboxWrites, order: Order, facts: Sequence[OrderFact], stamp: Stamp) -> Changed:
    """Keep an order with the facts that changed it, each under the stamp, and queue the notices of them.

    RefusedError when the SOP forbids one.
    """
    before, notices = order, []
    for fact in facts:
        after = apply(order, fact, stamp.at)
        notices += kept(unit, order, after, fact, stamp)
        order = after
    return Changed(before, order, facts, tuple(notices))
