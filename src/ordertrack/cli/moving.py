"""What the commands that move orders do with what was typed, and what they say afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.commands import Written
from ordertrack.cli.options import resolve_numbers
from ordertrack.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Table
    from ordertrack.domain.closing import Closing
    from ordertrack.domain.moves import Move
    from ordertrack.usecases.orders import Changed


def is_asked(move: Move) -> bool:
    """Say whether anything was asked to change."""
    if move.to or move.promised_on or move.expected_on or move.note:
        return True
    strays = {
        "--line": move.lines,
        "--rejected": move.rejected,
        "--cause": move.cause,
        "--carrier": move.carrier,
    }
    strays |= {"--tracking": move.tracking, "--said-by": move.said_by, "--channel": move.channel}
    for option, value in strays.items():
        if value:
            raise UsageError(f"{option} goes with --to, --promised or --expected")
    return False


def look(desk: Desk, numbers: Sequence[str] | None) -> Table:
    """Show the board, or where the named orders stand."""
    from ordertrack.cli.lists import board_table, order_table
    from ordertrack.domain.figures import OrderFilter, Sort

    if not numbers:
        with desk.book.read() as view:
            return board_table(view.board(as_of=desk.as_of), desk.as_of)
    wanted = resolve_numbers(desk, numbers)
    with desk.book.read() as view:
        for number in wanted:
            view.get_order(number)
        only = OrderFilter(numbers=tuple(wanted))
        rows = {row.number: row for row in view.list_orders(only, as_of=desk.as_of, sort=Sort.NUMBER)}
    return order_table([rows[number] for number in wanted], desk.as_of, total=len(wanted))


def move(desk: Desk, numbers: Sequence[str], asked: Move) -> Written:
    """Move orders and say how."""
    from ordertrack.usecases.status import move_orders

    return _written(move_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def correct(desk: Desk, numbers: Sequence[str], cause: str | None, event: int | None, asked: Move) -> Written:
    """Take back what was typed wrong and say what stands now."""
    from ordertrack.usecases.status import Correction, correct_orders

    if not cause:
        raise RefusedError("a correction needs its cause", hints=("add --correct CAUSE",))
    correction = Correction(cause=cause, seq=event)
    return _written(correct_orders(desk.book, numbers, correction, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def close(desk: Desk, numbers: Sequence[str], asked: Closing) -> Written:
    """Close orders and say how far they got."""
    from ordertrack.usecases.status import close_orders

    return _written(close_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def _written(changes: Sequence[Changed]) -> Written:
    from ordertrack.cli.wording import sentence

    said = [f"{change.after.number}: {'; '.join(sentence(fact) for fact in change.facts)}" for change in changes]
    said = [f"{line}{_standing(change)}" for line, change in zip(said, changes, strict=True)]
    return Written(said=said, names=[change.after.number for change in changes])


def _standing(change: Changed) -> str:
    if change.before.status is change.after.status:
        return f" (still {change.after.status})"
    return f" ({change.before.status} -> {change.after.status})"
