"""Where orders stand, at the command line: status, cancel, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import options
from ordertrack.cli.commands import Result, Written, reads_and_writes, writes
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.notices.sheets import name_untold_customers, told_wrong, written_changes
from ordertrack.cli.options import CauseText, Lines, NoteText, Numbers, On, checked_text, read, resolve_numbers
from ordertrack.cli.orders.lists import board_table, order_table
from ordertrack.cli.sentences import sentence
from ordertrack.domain.orders.events import EventTakenBack
from ordertrack.domain.orders.lists import OrderFilter, Sort
from ordertrack.domain.orders.moves import Closing, ClosingStep, LineAmount, Move, Target
from ordertrack.domain.orders.statuses import PUT_BY_HAND
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.amounts import parse_quantity
from ordertrack.errors import RefusedError, UsageError
from ordertrack.usecases.orders import Correction, close_orders, correct_orders, move_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.output.result import Table
    from ordertrack.domain.orders.events import Event
    from ordertrack.usecases.recording import Changed

_WHOLE = frozenset(map(Target, PUT_BY_HAND))


def is_move_asked(move: Move) -> bool:
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


def show_standing(desk: Desk, numbers: Sequence[str] | None) -> Table:
    """Show the board, or where the named orders stand."""
    if not numbers:
        with desk.book.read() as view:
            return board_table(view.orders.board(as_of=desk.as_of), desk.as_of)
    wanted = resolve_numbers(desk, numbers)
    with desk.book.read() as view:
        only = OrderFilter(numbers=tuple(wanted))
        rows = {row.number: row for row in view.orders.list(only, as_of=desk.as_of, sort=Sort.NUMBER)}
        for number in wanted:
            if number not in rows:
                view.orders.get(number)  # says that there is none, and what is near it
    return order_table([rows[number] for number in wanted], desk.as_of, total=len(wanted))


def move_named(desk: Desk, numbers: Sequence[str], asked: Move) -> Written:
    """Move orders and say how."""
    return _written(desk, move_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def take_back(desk: Desk, numbers: Sequence[str], cause: str | None, event: int | None, asked: Move) -> Written:
    """Take back what was typed wrong and say what stands now."""
    if not cause:
        raise RefusedError("a correction needs its cause", hints=("add --correct CAUSE",))
    correction = Correction(cause=cause, seq=event)
    dry_run = desk.wishes.dry_run
    return _written(desk, correct_orders(desk.book, numbers, correction, asked, desk.stamp, dry_run=dry_run))


def close_named(desk: Desk, numbers: Sequence[str], asked: Closing) -> Written:
    """Close orders and say how far they got."""
    return _written(desk, close_orders(desk.book, numbers, asked, desk.stamp, dry_run=desk.wishes.dry_run))


def _written(desk: Desk, changes: Sequence[Changed]) -> Written:
    said = [f"{change.after.number}: {_happened(change)}{_describe_change(change)}" for change in changes]
    wrong = [line for change in changes for line in told_wrong(change)]
    return written_changes(desk, changes, said, *wrong, *name_untold_customers(desk, changes))


def _happened(change: Changed) -> str:
    return "; ".join(
        _taken_back(fact, change.wrong) if change.wrong and isinstance(fact, EventTakenBack) else sentence(fact)
        for fact in change.facts
    )


def _taken_back(fact: EventTakenBack, wrong: Event) -> str:
    return f"event {fact.seq} taken back ({sentence(wrong.fact)}), cause: {fact.cause}"


def _describe_change(change: Changed) -> str:
    if change.before.status is change.after.status:
        return f" (still {change.after.status})"
    return f" ({change.before.status} -> {change.after.status})"


Rejected = Annotated[
    list[str] | None,
    typer.Option("--rejected", metavar="POSITION[:QTY]", help="Arrived, but refused; needs --cause. Repeatable."),
]
NewPromise = Annotated[str | None, typer.Option("--promised", metavar="DATE", help="A new promise; needs --cause.")]
Correct = Annotated[
    str | None,
    typer.Option("--correct", metavar="CAUSE", help="Take back what was typed wrong; with --to, type it anew."),
]
EventSeq = Annotated[
    int | None, typer.Option("--event", metavar="SEQ", help="Which event to take back; the last one typed if left out.")
]


@reads_and_writes
def status(
    desk: Desk,
    numbers: Numbers = None,
    to: Annotated[Target | None, typer.Option("--to", help="What became of it.")] = None,
    on: On = None,
    line: Lines = None,
    rejected: Rejected = None,
    carrier: options.Carrier = None,
    tracking: options.Tracking = None,
    expected: Annotated[str | None, typer.Option("--expected", metavar="DATE", help="What we now believe.")] = None,
    promised: NewPromise = None,
    said_by: Annotated[str | None, typer.Option("--said-by", metavar="NAME", help="Who made the new promise.")] = None,
    channel: Annotated[Channel | None, typer.Option("--channel", help="How we heard of it.")] = None,
    cause: CauseText = None,
    note: NoteText = None,
    correct: Correct = None,
    event: EventSeq = None,
    accept: Annotated[bool, typer.Option("--accept", help="Take more than was ordered.")] = False,
) -> Result:
    """Show the board, show where orders stand, or move them (SOP 4.2b, 4.4b)."""
    move = Move(
        on=desk.day(on, "--on") or desk.today,
        to=to,
        lines=line_amounts(line),
        rejected=line_amounts(rejected, "--rejected"),
        carrier=checked_text(carrier, "carrier", "--carrier"),
        tracking=checked_text(tracking, "tracking", "--tracking"),
        expected_on=desk.day(expected, "--expected"),
        promised_on=desk.day(promised, "--promised"),
        cause=checked_text(cause, "cause", "--cause"),
        said_by=checked_text(said_by, "name", "--said-by"),
        channel=channel,
        note=checked_text(note, "note", "--note"),
        may_exceed=accept,
    )
    is_asked = is_move_asked(move)
    if correct is not None or event is not None:
        cause_of_correction = checked_text(correct, "cause", "--correct")
        return take_back(desk, resolve_numbers(desk, numbers), cause_of_correction, event, move)
    if is_asked:
        return move_named(desk, resolve_numbers(desk, numbers), move)
    return show_standing(desk, numbers)


@writes
def cancel(
    desk: Desk,
    numbers: Numbers = None,
    cause: CauseText = None,
    on: On = None,
    line: Lines = None,
    note: NoteText = None,
) -> Written:
    """Cancel orders, or some of their lines; the cause is kept. Short for `status --to cancelled`."""
    move = Move(
        on=desk.day(on, "--on") or desk.today,
        to=Target.CANCELLED,
        lines=line_amounts(line),
        cause=checked_text(cause, "cause", "--cause"),
        note=checked_text(note, "note", "--note"),
    )
    return move_named(desk, resolve_numbers(desk, numbers), move)


@writes
def close(
    desk: Desk,
    numbers: Numbers = None,
    received_by: Annotated[
        str | None, typer.Option("--received-by", metavar="NAME", help="Who confirmed the receipt.")
    ] = None,
    on: On = None,
    until: Annotated[
        ClosingStep, typer.Option("--until", help="How far to go: step by step, or all the way.")
    ] = ClosingStep.CLOSED,
    short: Annotated[
        str | None, typer.Option("--short", metavar="CAUSE", help="Why what is missing will never come.")
    ] = None,
    note: NoteText = None,
) -> Written:
    """Confirm the receipt, complete and close orders (SOP 4.5)."""
    closing = Closing(
        on=desk.day(on, "--on") or desk.today,
        until=until,
        received_by=checked_text(received_by, "name", "--received-by"),
        short=checked_text(short, "cause", "--short"),
        note=checked_text(note, "note", "--note"),
    )
    return close_named(desk, resolve_numbers(desk, numbers), closing)


EXAMPLES = {
    "status": (
        "ordertrack status\nordertrack status SO-1042 --to confirmed\n"
        "ordertrack status SO-1042 --to shipped --line 1:40 --carrier DHL --tracking 0034\n"
        "ordertrack status SO-1042 --to delayed --expected +5bd --cause 'strike at the plant'\n"
        "ordertrack status SO-1042 --correct 'typed into the wrong order'"
    ),
    "cancel": (
        "ordertrack cancel SO-1042 --cause 'customer withdrew'\nordertrack cancel SO-1042 --line 2:5 --cause 'sold out'"
    ),
    "close": "ordertrack close SO-1042 --received-by 'Ms Weber'\nordertrack close SO-1042 --short 'sold out'",
}


def line_amounts(texts: Sequence[str] | None, option: str = "--line") -> tuple[LineAmount, ...]:
    """Read `POSITION` or `POSITION:QTY`, each line once."""
    found: dict[int, LineAmount] = {}
    for text in texts or ():
        position, _, amount = text.partition(":")
        if not (position.isascii() and position.isdigit()) or text.endswith(":"):
            raise UsageError(f"{option}: write POSITION or POSITION:QTY, not {text}")
        quantity = read(parse_quantity, amount, option) if amount else None
        if quantity is not None and quantity <= 0:
            raise UsageError(f"{option}: {amount} is not a quantity; give more than zero")
        if int(position) in found:
            raise UsageError(f"{option}: line {position} is named twice")
        found[int(position)] = LineAmount(position=int(position), quantity=quantity)
    return tuple(found.values())
