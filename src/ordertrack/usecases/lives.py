"""The clauses that an order's own days tell of: entered, confirmed, delivered, closed (SOP 3, 4.1, 4.2b, 4.4c, 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.adherence import Application, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ordertrack.domain.adherence import OrderLife


def lives_led(lives: Sequence[OrderLife], as_of: date) -> Iterator[Application]:
    """Say which clauses applied to orders by their own days; those taken over as history lived elsewhere."""
    for life in lives:
        if not life.is_history:
            for clause, on, outcome in _led(life, as_of):
                if on <= as_of:
                    yield Application(clause, on, outcome, life.number)


def _led(life: OrderLife, as_of: date) -> Iterator[tuple[str, date, Outcome]]:
    entered_on = life.entered_on
    yield "3", entered_on, Outcome.MET if life.owner else Outcome.MISSED
    for clause in ("4.1a", "4.1b", "4.4c"):
        yield clause, entered_on, Outcome.MET
    if _is_by(life.confirmed_on, as_of):
        yield "4.1c", entered_on, Outcome.MET
    elif not _is_by(life.cancelled_on, as_of):
        yield "4.1c", entered_on, Outcome.MISSED if life.promised_on < as_of else Outcome.OPEN
    if life.promised_on < as_of and not _is_by(life.cancelled_on, as_of):
        is_told = _is_by(life.delivered_on, as_of) or _is_by(life.delay_reported_on, as_of)
        yield "4.2b", life.promised_on, Outcome.MET if is_told else Outcome.MISSED
    yield from _closed_out(life, as_of)


def _closed_out(life: OrderLife, as_of: date) -> Iterator[tuple[str, date, Outcome]]:
    if life.delivered_on:
        without = Outcome.MISSED if _is_by(life.completed_on, as_of) else Outcome.OPEN
        yield "4.5a", life.delivered_on, Outcome.MET if _is_by(life.receipt_on, as_of) else without
    if life.receipt_on:
        yield "4.5b", life.receipt_on, Outcome.MET if _is_by(life.completed_on, as_of) else Outcome.OPEN
    if life.completed_on:
        yield "4.5c", life.completed_on, Outcome.MET if _is_by(life.closed_on, as_of) else Outcome.OPEN


def _is_by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of
