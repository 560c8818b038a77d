"""Closing out: receipt confirmed with the customer, completed, closed (SOP 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.domain import events as facts
from ordertrack.domain.lifecycle import legal_moves
from ordertrack.domain.quantities import format_quantity
from ordertrack.domain.statuses import Status
from ordertrack.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date

    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.orders import Order


class Step(StrEnum):
    """How far to go: 4.5a, 4.5b, 4.5c."""

    RECEIPT = "receipt"
    COMPLETED = "completed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closeout as asked for; `short` says why what is missing will never come."""

    on: date
    until: Step = Step.CLOSED
    received_by: str | None = None
    short: str | None = None
    note: str | None = None


def facts_for(order: Order, closing: Closing) -> list[OrderFact]:
    """Give the steps from where the order stands to where it shall; RefusedError while something is missing."""
    if order.status in {Status.CLOSED, Status.CANCELLED}:
        raise RefusedError(f"{order.number} is {order.status} already")
    found: list[OrderFact] = []
    if order.open_lines:
        found.append(_short(order, closing))
    if order.status is not Status.COMPLETED:
        if order.receipt_on is None or closing.until is Step.RECEIPT:
            found.append(facts.ReceiptConfirmed(on=closing.on, received_by=closing.received_by, note=closing.note))
        if closing.until is not Step.RECEIPT:
            found.append(facts.OrderCompleted(on=closing.on))
    if closing.until is Step.CLOSED:
        found.append(facts.OrderClosed(on=closing.on, note=closing.note))
    if not found:
        raise RefusedError(f"{order.number} is {order.status} already")
    return found


def _short(order: Order, closing: Closing) -> OrderFact:
    if not any(line.delivered_quantity for line in order.lines):
        moves = ", ".join(legal_moves(order.status))
        raise RefusedError(
            f"{order.number} is {order.status} and nothing of it was delivered; it can become {moves}",
            hints=("an order that will never come is cancelled: ordertrack cancel NUMBER --cause TEXT",),
        )
    if not closing.short:
        missing = ", ".join(
            f"line {line.position}: {format_quantity(line.open_quantity)}" for line in order.open_lines[:10]
        )
        raise RefusedError(
            f"{order.number} is not delivered in full ({missing} missing)",
            hints=("record what arrived with --to delivered, or say why the rest will never come: --short CAUSE",),
        )
    lines = tuple(facts.LineQuantity(position=line.position, quantity=line.open_quantity) for line in order.open_lines)
    return facts.LinesCancelled(on=closing.on, cause=closing.short, lines=lines, is_short=True)
