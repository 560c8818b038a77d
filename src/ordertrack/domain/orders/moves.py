"""From what a clerk types to facts: moves, closing out, what a correction may take back (SOP 4.2b, 4.4, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.domain.cases.enquiries import EnquiryLogged
from ordertrack.domain.cases.escalations import (
    ENDED_BY_ITSELF,
    AcknowledgementExpired,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
)
from ordertrack.domain.cases.followups import ContactLogged, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.cases.issues import IssueOpened
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.order import Line, Order, Receipt, line_of
from ordertrack.domain.orders.statuses import PUT_BY_HAND, Status, legal_moves, require_move
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.amounts import format_quantity
from ordertrack.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date, datetime

    from ordertrack.domain.orders.events import Event, Fact, OrderFact


class Target(StrEnum):
    """What an order can be put to by hand."""

    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmount:
    """A line and how much of it, in ten-thousandths; None means all that is left."""

    position: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One change of where an order stands, as asked for; `on` is the day it happened."""

    on: date
    to: Target | None = None
    lines: tuple[LineAmount, ...] = ()
    rejected: tuple[LineAmount, ...] = ()
    carrier: str | None = None
    tracking: str | None = None
    expected_on: date | None = None
    promised_on: date | None = None
    cause: str | None = None
    said_by: str | None = None
    channel: Channel | None = None
    note: str | None = None
    may_exceed: bool = False

    @property
    def positions(self) -> tuple[int, ...]:
        """The lines named."""
        return tuple(part.position for part in self.lines)


def facts_for(order: Order, move: Move) -> list[OrderFact]:
    """Say what the move means for this order; RefusedError names what the procedure wants beside it."""
    found: list[OrderFact] = []
    if move.promised_on:
        found.append(_promise(order, move, move.promised_on))
    if move.to:
        found.append(_TARGETS[move.to](order, move))
    if move.expected_on and move.to not in _WITH_EXPECTED:
        positions = () if move.to in _SETTLING else move.positions  # else it would be set for what is settled
        note = None if found else move.note
        found.append(facts.ExpectationChanged(on=move.on, expected_on=move.expected_on, positions=positions, note=note))
    if not found and move.note:
        found.append(facts.NoteAdded(note=move.note))
    return found


def _promise(order: Order, move: Move, promised_on: date) -> OrderFact:
    if not move.cause:
        raise RefusedError(f"{order.number}: a new promise needs its cause", hints=("add --cause TEXT",))
    if order.placed_on and promised_on < order.placed_on:
        raise RefusedError(f"{order.number}: the promise {promised_on} lies before its placement, {order.placed_on}")
    return facts.PromiseRevised(
        on=move.on,
        promised_on=promised_on,
        cause=move.cause,
        said_by=move.said_by,
        channel=move.channel,
        positions=move.positions,
        note=move.note,
    )


def _move(order: Order, move: Move) -> OrderFact:
    del order
    return facts.StatusMoved(to=Status(move.to.value if move.to else ""), on=move.on, note=move.note)


def _ship(order: Order, move: Move) -> OrderFact:
    require_move(order.number, order.status, Status.SHIPPED)
    return facts.LinesShipped(
        lines=_amounts(order, move, lambda line: line.unshipped_quantity, "ship"),
        on=move.on,
        carrier=move.carrier,
        tracking=move.tracking,
        expected_on=move.expected_on,
        note=move.note,
    )


def _receive(order: Order, move: Move) -> OrderFact:
    require_move(order.number, order.status, Status.DELIVERED)
    rejected = {part.position: part.quantity for part in move.rejected}
    if rejected and not move.cause:
        raise RefusedError(f"{order.number}: a rejection needs its cause", hints=("add --cause TEXT",))
    amounts = _amounts(order, move, lambda line: line.open_quantity, "receive")
    strange = sorted(rejected.keys() - {part.position for part in amounts})
    if strange:
        raise RefusedError(f"{order.number}: nothing of line {strange[0]} arrives, so nothing of it can be rejected")
    lines = tuple(_receipt(part, rejected, move) for part in amounts)
    if not move.may_exceed:
        _require_not_over(order, lines)
    return facts.LinesReceived(on=move.on, lines=lines, note=move.note)


def _receipt(part: facts.LineQuantity, rejected: dict[int, int | None], move: Move) -> facts.LineReceipt:
    refused = rejected.get(part.position, 0)
    refused = part.quantity if refused is None else refused
    receipt = Receipt(
        quantity=part.quantity,
        received_on=move.on,
        rejected=refused,
        reason=move.cause if refused else None,
    )
    return facts.LineReceipt(position=part.position, receipt=receipt)


def _require_not_over(order: Order, lines: tuple[facts.LineReceipt, ...]) -> None:
    for part in lines:
        line = line_of(order, part.position)
        if part.receipt.accepted > line.open_quantity:
            left, arrived = format_quantity(line.open_quantity), format_quantity(part.receipt.quantity)
            raise RefusedError(
                f"{order.number} line {part.position} waits for {left}, not {arrived}",
                hints=("if more arrived than was ordered, add --accept",),
            )


def _delay(order: Order, move: Move) -> OrderFact:
    missing = [name for name, value in (("--expected", move.expected_on), ("--cause", move.cause)) if not value]
    if missing or not move.expected_on or not move.cause:
        raise RefusedError(
            f"{order.number}: a delay is reported with its new date and its cause (SOP 4.4b)",
            hints=(f"add {' and '.join(missing)}",),
        )
    if move.expected_on < move.on:
        raise RefusedError(f"{order.number}: the new date {move.expected_on} has passed already")
    concerned = [line for line in order.open_lines if not move.positions or line.position in move.positions]
    if concerned and all(move.expected_on <= line.promised_on for line in concerned):
        raise RefusedError(
            f"{order.number}: {move.expected_on} is not after the promise, {concerned[0].promised_on}: no delay",
            hints=(f"record what is expected with --expected {move.expected_on} alone",),
        )
    return facts.DelayReported(
        on=move.on, expected_on=move.expected_on, cause=move.cause, positions=move.positions, note=move.note
    )


def _cancel(order: Order, move: Move) -> OrderFact:
    if not move.cause:
        raise RefusedError(f"{order.number}: a cancellation needs its cause", hints=("add --cause TEXT",))
    if order.is_finished or not order.open_lines:
        require_move(order.number, order.status, Status.CANCELLED)
    lines = _amounts(order, move, lambda line: line.open_quantity, "cancel")
    return facts.LinesCancelled(on=move.on, cause=move.cause, lines=lines, note=move.note)


_TARGETS: dict[Target, Callable[[Order, Move], OrderFact]] = {
    **dict.fromkeys(map(Target, PUT_BY_HAND), _move),
    Target.SHIPPED: _ship,
    Target.DELIVERED: _receive,
    Target.DELAYED: _delay,
    Target.CANCELLED: _cancel,
}
_WITH_EXPECTED = frozenset({Target.SHIPPED, Target.DELAYED})
_SETTLING = frozenset({Target.DELIVERED, Target.CANCELLED})


def _amounts(order: Order, move: Move, left: Callable[[Line], int], verb: str) -> tuple[facts.LineQuantity, ...]:
    """Take the lines named, or all of which something is left."""
    named = move.lines or tuple(LineAmount(position=line.position) for line in order.lines if left(line))
    parts = tuple(
        facts.LineQuantity(position=part.position, quantity=part.quantity or left(line_of(order, part.position)))
        for part in named
    )
    if not parts or not all(part.quantity for part in parts):
        where = f" of line {next(part.position for part in parts if not part.quantity)}" if parts else ""
        raise RefusedError(f"{order.number}: nothing{where} is left to {verb}")
    return parts


class ClosingStep(StrEnum):
    """How far to go: 4.5a, 4.5b, 4.5c."""

    RECEIPT = "receipt"
    COMPLETED = "completed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closeout as asked for; `short` says why what is missing will never come."""

    on: date
    until: ClosingStep = ClosingStep.CLOSED
    received_by: str | None = None
    short: str | None = None
    note: str | None = None


def closing_facts(order: Order, closing: Closing) -> list[OrderFact]:
    """Give the steps from where the order stands to where it shall; RefusedError while something is missing."""
    if order.status in {Status.CLOSED, Status.CANCELLED}:
        raise RefusedError(f"{order.number} is {order.status} already")
    found: list[OrderFact] = []
    if order.open_lines:
        found.append(_short(order, closing))
    if order.status is not Status.COMPLETED:
        if order.receipt_on is None or closing.until is ClosingStep.RECEIPT:
            found.append(facts.ReceiptConfirmed(on=closing.on, received_by=closing.received_by, note=closing.note))
        if closing.until is not ClosingStep.RECEIPT:
            found.append(facts.OrderCompleted(on=closing.on))
    if closing.until is ClosingStep.CLOSED:
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


_BY_ITSELF = (FollowUpsRaised, EscalationStarted, EscalationTold, AcknowledgementExpired)


def is_of_letter(fact: Fact) -> bool:
    """Say whether a fact records that a letter was sent or received, or what it asked."""
    if isinstance(fact, ContactLogged):
        return fact.contact.message is not None
    return isinstance(fact, FollowUpsAsked)


def typed(events: Sequence[Event]) -> list[Event]:
    """Keep the events of an order that a person typed, in their order; what a letter or a round brought is not."""
    letters = {
        event.fact.contact.at for event in events if isinstance(event.fact, ContactLogged) and is_of_letter(event.fact)
    }
    return [event for event in events if _is_typed(event.fact, letters)]


def _is_typed(fact: Fact, letters: Collection[datetime]) -> bool:
    if isinstance(fact, EnquiryLogged):
        return fact.enquiry.channel is not Channel.EMAIL or fact.enquiry.received_at not in letters
    if isinstance(fact, EscalationEnded):
        return fact.why not in ENDED_BY_ITSELF
    if isinstance(fact, IssueOpened):
        return not fact.issue.is_automatic
    return not isinstance(fact, _BY_ITSELF) and not is_of_letter(fact)
