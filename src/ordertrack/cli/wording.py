"""Facts in words: the timeline of an order, and what a command says it did."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from ordertrack.domain import events as facts
from ordertrack.domain.quantities import format_quantity
from ordertrack.domain.records import OrderHeld, OrderReleased

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@singledispatch
def sentence(fact: facts.Fact) -> str:
    """Say a fact in one line."""
    return facts.kind_of(fact)


@sentence.register
def _entered(fact: facts.OrderEntered) -> str:
    count = len(fact.order.lines)
    lines = "1 line" if count == 1 else f"{count} lines"
    came = "taken over as history" if fact.order.is_history else "entered"
    return f"{came} with {lines}, promised {fact.order.promised_on}"


@sentence.register
def _moved(fact: facts.StatusMoved) -> str:
    return f"{fact.to} on {fact.on}{_more(fact.note)}"


@sentence.register
def _shipped(fact: facts.LinesShipped) -> str:
    by = " ".join(part for part in (fact.carrier, fact.tracking) if part)
    when = f" on {fact.on}" if fact.on else ""
    expected = f", expected {fact.expected_on}" if fact.expected_on else ""
    return f"shipped {_amounts(fact.lines)}{when}{f' by {by}' if by else ''}{expected}{_more(fact.note)}"


@sentence.register
def _received(fact: facts.LinesReceived) -> str:
    parts = []
    for part in fact.lines:
        refused = part.receipt.rejected
        why = f", {format_quantity(refused)} of it rejected: {part.receipt.reason}" if refused else ""
        parts.append(f"{format_quantity(part.receipt.quantity)} of line {part.position}{why}")
    return f"received {', '.join(parts)} on {fact.on}{_more(fact.note)}"


@sentence.register
def _delayed(fact: facts.DelayReported) -> str:
    return f"delayed{_of(fact.positions)}: expected {fact.expected_on}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _promised(fact: facts.PromiseRevised) -> str:
    who = f" by {fact.said_by}" if fact.said_by else ""
    how = f" ({fact.channel})" if fact.channel else ""
    return f"promised anew{_of(fact.positions)}{who}{how}: {fact.promised_on}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _expected(fact: facts.ExpectationChanged) -> str:
    return f"expected{_of(fact.positions)} {fact.expected_on}{_more(fact.note)}"


@sentence.register
def _cancelled(fact: facts.LinesCancelled) -> str:
    verb = "closed short" if fact.is_short else "cancelled"
    return f"{verb} {_amounts(fact.lines)}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _edited(fact: facts.OrderEdited) -> str:
    return ", ".join(_change(change) for change in fact.changes)


def _change(change: facts.Change) -> str:
    where = f"line {change.position} " if change.position else ""
    old, new = (_readable(change.field, text) for text in (change.old, change.new))
    return f"{where}{change.field}: {old} -> {new}"


def _readable(field: str, text: str | None) -> str:
    """Write a kept value as a person would: quantities and prices are kept in ten-thousandths."""
    if text is None:
        return "nothing"
    if field == "value":
        return f"{text} minor units"
    return format_quantity(int(text)) if field in {"quantity", "unit_price"} else text


@sentence.register
def _lines_added(fact: facts.LinesAdded) -> str:
    return f"line {', '.join(str(line.position) for line in fact.lines)} added"


@sentence.register
def _noted(fact: facts.NoteAdded) -> str:
    return f"note: {fact.note}"


@sentence.register
def _receipt(fact: facts.ReceiptConfirmed) -> str:
    who = f" by {fact.received_by}" if fact.received_by else ""
    return f"receipt confirmed{who} on {fact.on}{_more(fact.note)}"


@sentence.register
def _completed(fact: facts.OrderCompleted) -> str:
    return f"completed on {fact.on}"


@sentence.register
def _closed(fact: facts.OrderClosed) -> str:
    return f"closed on {fact.on}"


@sentence.register
def _taken_back(fact: facts.EventTakenBack) -> str:
    return f"event {fact.seq} taken back, cause: {fact.cause}"


@sentence.register
def _held(fact: OrderHeld) -> str:
    return f"record held, cause: {fact.cause}"


@sentence.register
def _released(fact: OrderReleased) -> str:
    return f"record released{_more(fact.note)}"


def _amounts(parts: Iterable[facts.LineQuantity]) -> str:
    return ", ".join(f"{format_quantity(part.quantity)} of line {part.position}" for part in parts)


def _of(positions: tuple[int, ...]) -> str:
    return f" for line {', '.join(str(position) for position in positions)}" if positions else ""


def _more(note: str | None) -> str:
    return f" - {note}" if note else ""


def day_of(fact: facts.Fact) -> date | None:
    """Give the day a fact happened, where it says one."""
    return getattr(fact, "on", None)
