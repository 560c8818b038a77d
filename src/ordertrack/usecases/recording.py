"""Keeping what happened to an order, fact after fact, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.replay import apply
from ordertrack.usecases.orders import Changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.orders import Order
    from ordertrack.usecases.ports import Writes
    from ordertrack.usecases.stamps import Stamp


def record(unit: Writes, order: Order, facts: Sequence[OrderFact], stamp: Stamp) -> Changed:
    """Keep an order with the facts that changed it, each under the stamp; RefusedError when the SOP forbids one."""
    before = order
    for fact in facts:
        after = apply(order, fact, stamp.at)
        unit.save(order, after, fact, at=stamp.at, by=stamp.by)
        order = after
    return Changed(before, order, facts)
