"""What the commands that move orders do with what was typed, and what they say afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.commands import Written
from ordertrack.cli.options import resolve_numbers
from ordertrack.domain.moves import Target
from ordertrack.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Table
    from ordertrack.domain.closing import Closing
    from ordertrack.domain.events import Event, EventTakenBack
    from ordertrack.domain.moves import Move
    from ordertrack.usecases.orders import Changed


_WHOLE = frozenset({Target.CONFIRMED, Target.PROCESSING})


def is_asked(move: Move) -> bool:
    """Say whether anything was asked to change; an option that would go unheard is a usage error."""
    says_when = bool(move.promised_on or move.expected_on)
    is_arrival, is_shipment = move.to is Target.DELIVERED, move.to is Target.SHIPPED
    strays = (
        ("--line", move.lines, (move.to or says_when) and move.to not in _WHOLE, "what ships, arrives or slips"),
        ("--cause", move.cause, move.to or says_when, "--to or --promised"),
        ("--rejected", move.rejected, is_arrival, "--to delivered"),
        ("--accept", move.may_exceed, is_arrival, "--to delivered"),
        ("--carrier", move.carrier, is_shipment, "--to shipped"),
        ("--tracking", move.tracking, is_shipment, "--to shipped"),
        ("--said-by", move.said_by, move.promised_on, "--promised"),
        ("--channel", move.channel, move.promised_on, "--promised"),
    )
    for option, value, is_heard, partner in strays:
        if value and not is_heard:
            raise UsageError(f"{option} goes with {partner}")
    return bool(move.to or says_when or move.note)


def look(desk: Desk, numbers: Sequence[str] | None) -> Table:
    """Show the board, or where the named orders stand."""
    from ordertrack.cli.lists import board_table, order_table
    from ordertrack.domain.figures import OrderFilter, Sort

    if not numbers:
        with desk.book.read() as view:
            return board_table(view.board(as_of=desk.as_of), desk.as_of)
    wanted = resolve_numbers(desk, numbers)
    with desk.book.read() as view:
        only = OrderFilter(numbers=tuple(wanted))
        rows = {row.number: row for row in view.list_orders(only, as_of=desk.as_of, sort=Sort.NUMBER)}
        for number in wanted:
            if number not in rows:
                view.get_order(number)  # says that there is none, and what is near it
    return order_table([rows[number] for number in wanted], desk.as_of, total=len(wanted))


def move(desk: Desk, numbers: Sequence[str], asked: Move) -> Written:
    """Move orders and say how."""
    from ordertrack.usecases.status import move_orders

    return _written(desk, move_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def correct(desk: Desk, numbers: Sequence[str], cause: str | None, event: int | None, asked: Move) -> Written:
    """Take back what was typed wrong and say what stands now."""
    from ordertrack.usecases.status import Correction, correct_orders

    if not cause:
        raise RefusedError("a correction needs its cause", hints=("add --correct CAUSE",))
    correction = Correction(cause=cause, seq=event)
    dry_run = desk.wishes.dry_run
    return _written(desk, correct_orders(desk.book, numbers, correction, asked, desk.stamp, dry_run=dry_run))


def close(desk: Desk, numbers: Sequence[str], asked: Closing) -> Written:
    """Close orders and say how far they got."""
    from ordertrack.usecases.status import close_orders

    return _written(desk, close_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def _written(desk: Desk, changes: Sequence[Changed]) -> Written:
    from ordertrack.cli.noticewording import told, told_wrong, untold

    said = [f"{change.after.number}: {_happened(change)}{_standing(change)}" for change in changes]
    said += told(desk, [notice for change in changes for notice in change.notices])
    said += [line for change in changes for line in told_wrong(change)]
    said += untold(desk, changes)
    return Written(said=said, names=[change.after.number for change in changes])


def _happened(change: Changed) -> str:
    from ordertrack.cli.wording import sentence
    from ordertrack.domain.events import EventTakenBack

    return "; ".join(
        _taken_back(fact, change.wrong) if change.wrong and isinstance(fact, EventTakenBack) else sentence(fact)
        for fact in change.facts
    )


def _taken_back(fact: EventTakenBack, wrong: Event) -> str:
    from ordertrack.cli.casewording import sentence

    return f"event {fact.seq} taken back ({sentence(wrong.fact)}), cause: {fact.cause}"


def _standing(change: Changed) -> str:
    if change.before.status is change.after.status:
        return f" (still {change.after.status})"
    return f" ({change.before.status} -> {change.after.status})"
