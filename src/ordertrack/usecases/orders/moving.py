"""Where orders stand: moving them, promising anew, closing them out, and taking back what was typed wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders import events, moves
from ordertrack.domain.orders.effects import standing, take_back
from ordertrack.domain.orders.events import Event, EventTakenBack
from ordertrack.domain.orders.moves import is_of_letter, typed
from ordertrack.domain.values.channels import NoticeChannel
from ordertrack.errors import NotFoundError, RefusedError, UsageError
from ordertrack.usecases.notices.queueing import event_name, kept
from ordertrack.usecases.ports import NoticeQuestion
from ordertrack.usecases.recording import Changed, record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.moves import Closing, Move
    from ordertrack.domain.orders.order import Order
    from ordertrack.usecases.ports import Book, Stamp, Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was typed wrong and why; without `seq` it is the last that a person typed, of the kind of the new one."""

    cause: str
    seq: int | None = None


def move_orders(
    book: Book, numbers: Sequence[str], move: Move, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Move orders, all of them or none (SOP 4.2b, 4.4b)."""
    _require_past(move.on, stamp)
    return _each(book, numbers, lambda order: moves.facts_for(order, move), stamp, dry_run=dry_run)


def close_orders(
    book: Book, numbers: Sequence[str], closing: Closing, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Close orders out, all of them or none (SOP 4.5)."""
    _require_past(closing.on, stamp)
    return _each(book, numbers, lambda order: moves.closing_facts(order, closing), stamp, dry_run=dry_run)


def correct_orders(
    book: Book,
    numbers: Sequence[str],
    correction: Correction,
    move: Move,
    stamp: Stamp,
    *,
    dry_run: bool = False,
) -> list[Changed]:
    """Take back a wrong event of each order and record what is right instead, if anything (SOP 4.4c).

    RefusedError when there is nothing to take back, a later event rests on it, or it is the record of a letter.
    """
    _require_past(move.on, stamp)
    with book.write() as unit:
        found = [_correct(unit, number, correction, move, stamp) for number in dict.fromkeys(numbers)]
        if not dry_run:
            unit.commit()
    return found


def _each(
    book: Book,
    numbers: Sequence[str],
    facts_for: Callable[[Order], list[OrderFact]],
    stamp: Stamp,
    *,
    dry_run: bool,
) -> list[Changed]:
    with book.write() as unit:
        found = []
        for number in dict.fromkeys(numbers):
            before = unit.orders.get(number)
            facts = facts_for(before)
            if not facts:
                raise UsageError("nothing to change was named", hints=("say where to with --to, or add --note",))
            found.append(record(unit, before, facts, stamp))
        if not dry_run:
            unit.commit()
    return found


def _correct(unit: Writes, number: str, correction: Correction, move: Move, stamp: Stamp) -> Changed:
    before = unit.orders.get(number)
    history = unit.records.history(number)
    wrong = _wrong_event(number, standing(history), correction, move)
    fact = EventTakenBack(seq=wrong.seq, cause=correction.cause)
    undone = take_back(history, Event(fact=fact, at=stamp.at, by=stamp.by, order=number))
    undone = replace(undone, customer=before.customer, supplier=before.supplier)  # they may have merged since
    withdrawn = kept(unit, before, undone, fact, stamp)
    facts = moves.facts_for(undone, move) if move.to or move.promised_on or move.expected_on else []
    instead = record(unit, undone, facts, stamp)
    notices = (*withdrawn, *instead.notices)
    return Changed(before, instead.after, [fact, *facts], notices, wrong, _letters_of(unit, number, wrong))


def _letters_of(unit: Writes, number: str, event: Event) -> Sequence[Notice]:
    """List the letters by which parties were told of an event."""
    causes = (event_name(number, event.seq),)
    asked = NoticeQuestion(states=(NoticeState.SENT,), channels=(NoticeChannel.EMAIL,), causes=causes)
    return [notice for notice in unit.notices.list(asked) if notice.to.party is not None]


def _wrong_event(number: str, candidates: Sequence[Event], correction: Correction, move: Move) -> Event:
    if correction.seq is not None:
        return _named_event(number, candidates, correction.seq)
    for event in typed(candidates):
        if _is_replaced(event.fact, move):
            return event
    raise RefusedError(f"{number} has nothing of the kind to take back")


def _named_event(number: str, candidates: Sequence[Event], seq: int) -> Event:
    for event in candidates:
        if event.seq == seq and is_of_letter(event.fact):
            raise RefusedError(f"event {seq} is the record of a letter; it happened")
        if event.seq == seq:
            return event
    possible = [event for event in candidates if not is_of_letter(event.fact)]
    listed = ", ".join(f"{event.seq} ({event.kind})" for event in possible[:5]) or "none"
    raise NotFoundError(f"{number} has no event {seq} to take back; it has {listed}")


def _is_replaced(fact: events.Fact, move: Move) -> bool:
    if move.to is None and move.promised_on is None and move.expected_on is None:
        return True
    if isinstance(fact, events.StatusMoved):
        return move.to is not None and move.to.value == fact.to.value
    if move.to is not None:
        return isinstance(fact, _REPLACED.get(move.to, ()))
    return isinstance(fact, events.PromiseRevised if move.promised_on else events.ExpectationChanged)


_REPLACED: dict[moves.Target, type] = {
    moves.Target.SHIPPED: events.LinesShipped,
    moves.Target.DELIVERED: events.LinesReceived,
    moves.Target.DELAYED: events.DelayReported,
    moves.Target.CANCELLED: events.LinesCancelled,
}


def _require_past(on: date, stamp: Stamp) -> None:
    if on > stamp.today:
        raise RefusedError(f"{on} lies in the future; what has happened is recorded on the day it happened or later")
