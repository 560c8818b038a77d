"""Orders entered, edited, moved, promised anew, closed out, and taken back (SOP 4.1, 4.2b, 4.4c, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders import events, moves
from ordertrack.domain.orders.effects import list_correctable_events, take_back
from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.orders.events import Change, Event, EventTakenBack, OrderEdited
from ordertrack.domain.orders.fields import EDITED_OF_LINE, EDITED_OF_ORDER
from ordertrack.domain.orders.moves import is_of_letter, typed
from ordertrack.domain.orders.order import line_of
from ordertrack.domain.parties import NoticeChannel, near_name, twin_number, twin_reference
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import ConflictError, NotFoundError, RefusedError, UsageError
from ordertrack.usecases.parties import ROLES, PartyBook
from ordertrack.usecases.ports import NoticeQuestion, writing
from ordertrack.usecases.recording import Changed, event_name, record, record_entry, record_taken_back

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.entry import Draft, DraftReader
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.moves import Closing, Move
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.values.texts import InputRow, Problem
    from ordertrack.usecases.ports import Book, Stamp, Writes


class Entered(NamedTuple):
    """An order that came into the book, the parties that came with it, what was accepted, and whom it is told."""

    order: Order
    new_parties: Sequence[Party]
    accepted: Sequence[Problem]
    notices: Sequence[Notice] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """New values by field, and by position and field for lines, as the trail writes them; None clears."""

    fields: Mapping[str, str | None]
    lines: Mapping[int, Mapping[str, str | None]]


def add_order(
    book: Book,
    rows: Sequence[InputRow],
    reader: DraftReader,
    stamp: Stamp,
    *,
    accept: bool = False,
    dry_run: bool = False,
) -> Entered:
    """Verify an order and enter it (SOP 4.1a, 4.1b).

    Raises ConflictError for a twin number, RefusedError for everything else that is wrong, naming all of it at
    once; what is merely suspicious is refused unless `accept`.
    """
    draft, problems = reader.read(rows)
    with writing(book, dry_run=dry_run) as unit:
        parties = PartyBook(unit, stamp)
        suspicions = _suspicions(draft, unit, parties) if draft else []
        is_twin = draft is not None and bool(unit.orders.find([draft.number]))
        if is_twin and draft:
            problems = [twin_number(draft.number), *problems]
        facts = None
        if draft:
            entry = entry_from(draft, is_history=False, today=stamp.today.isoformat())
            facts, problems = entry.facts, [*problems, *entry.problems, *entry.warnings]
        if draft is None or facts is None or problems or (suspicions and not accept):
            raise _refused(rows, problems, suspicions, is_twin=is_twin)
        facts["customer"] = parties.number_of(draft.customer, "customer")
        facts["supplier"] = parties.number_of(draft.supplier, "supplier")
        order, notices = record_entry(unit, facts, stamp)
    return Entered(order, parties.added, suspicions, tuple(notices))


def _suspicions(draft: Draft, unit: Writes, parties: PartyBook) -> list[Problem]:
    found: list[Problem] = []
    for role in ROLES:
        name = getattr(draft, role)
        doubt = None if parties.find(name) else near_name(name, role, parties.everyone())
        if doubt:
            found.append(doubt)
    reference, customer = draft.fields.get("customer_ref"), parties.find(draft.customer)
    holder = unit.orders.customer_ref_holder(customer.id, reference) if customer and reference else None
    if customer and holder:
        found.append(twin_reference(customer.name, str(reference), holder))
    return found


def _refused(
    rows: Sequence[InputRow], problems: Sequence[Problem], suspicions: Sequence[Problem], *, is_twin: bool
) -> RefusedError | ConflictError:
    named = rows[0].values.get("number", "")
    what = count_of(len(problems) + len(suspicions), "thing is", "things are")
    hints = [str(problem) for problem in problems]
    hints += [f"{doubt} (if it is meant so, add --accept)" for doubt in suspicions]
    kind = ConflictError if is_twin else RefusedError
    verdict = "wrong" if problems else "suspicious"
    return kind(f"order {named} was not entered, {what} {verdict}:", hints=hints)


def edit_order(book: Book, number: str, edit: Edit, stamp: Stamp, *, dry_run: bool = False) -> Changed:
    """Change what is not a status, each field with its old and new value in the trail (SOP 4.2b)."""
    with book.write() as unit:
        before = unit.orders.get(number)
        changes = _changes(before, edit)
        if not changes:
            return Changed(before, before, ())
        if before.is_finished:
            raise RefusedError(f"{number} is {before.status} and stays as it is")
        changed = record(unit, before, (OrderEdited(changes=tuple(changes)),), stamp)
        if not dry_run:
            unit.commit()
    return changed


def _changes(order: Order, edit: Edit) -> list[Change]:
    found = [_change(name, getattr(order, name), new) for name, new in edit.fields.items() if name in EDITED_OF_ORDER]
    for position, fields in edit.lines.items():
        line = line_of(order, position)
        found += [
            _change(name, getattr(line, name), new, position) for name, new in fields.items() if name in EDITED_OF_LINE
        ]
    return [change for change in found if change.old != change.new]


def _change(name: str, old: object, new: str | None, position: int | None = None) -> Change:
    return Change(field=name, old=None if old is None else str(old), new=new, position=position)


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
    book: Book, numbers: Sequence[str], correction: Correction, move: Move, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Take back a wrong event of each order and record what is right instead, if anything (SOP 4.4c).

    RefusedError when there is nothing to take back, a later event rests on it, or it is the record of a letter.
    """
    _require_past(move.on, stamp)
    with writing(book, dry_run=dry_run) as unit:
        return [_correct(unit, number, correction, move, stamp) for number in dict.fromkeys(numbers)]


def _each(
    book: Book, numbers: Sequence[str], facts_for: Callable[[Order], list[OrderFact]], stamp: Stamp, *, dry_run: bool
) -> list[Changed]:
    with writing(book, dry_run=dry_run) as unit:
        found = []
        for number in dict.fromkeys(numbers):
            before = unit.orders.get(number)
            facts = facts_for(before)
            if not facts:
                raise UsageError("nothing to change was named", hints=("say where to with --to, or add --note",))
            found.append(record(unit, before, facts, stamp))
    return found


def _correct(unit: Writes, number: str, correction: Correction, move: Move, stamp: Stamp) -> Changed:
    before = unit.orders.get(number)
    history = unit.records.history(number)
    wrong = _wrong_event(number, list_correctable_events(history), correction, move)
    fact = EventTakenBack(seq=wrong.seq, cause=correction.cause)
    undone = take_back(history, Event(fact=fact, at=stamp.at, by=stamp.by, order=number))
    undone = replace(undone, customer=before.customer, supplier=before.supplier)  # they may have merged since
    withdrawn = record_taken_back(unit, before, undone, fact, stamp)
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
