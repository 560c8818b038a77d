"""Where orders stand, at the command line: status, cancel, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import fields
from ordertrack.cli.commands import Result, Written, reads_and_writes, writes
from ordertrack.cli.options import (
    CauseText,
    Lines,
    NoteText,
    Numbers,
    On,
    checked_text,
    line_amounts,
    resolve_numbers,
)
from ordertrack.domain.channels import Channel
from ordertrack.domain.closing import Closing, Step
from ordertrack.domain.moves import Move, Target

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk


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
    carrier: fields.Carrier = None,
    tracking: fields.Tracking = None,
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
    from ordertrack.cli import moving

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
    is_asked = moving.is_asked(move)
    if correct is not None or event is not None:
        cause_of_correction = checked_text(correct, "cause", "--correct")
        return moving.correct(desk, resolve_numbers(desk, numbers), cause_of_correction, event, move)
    if is_asked:
        return moving.move(desk, resolve_numbers(desk, numbers), move)
    return moving.look(desk, numbers)


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
    from ordertrack.cli import moving

    move = Move(
        on=desk.day(on, "--on") or desk.today,
        to=Target.CANCELLED,
        lines=line_amounts(line),
        cause=checked_text(cause, "cause", "--cause"),
        note=checked_text(note, "note", "--note"),
    )
    return moving.move(desk, resolve_numbers(desk, numbers), move)


@writes
def close(
    desk: Desk,
    numbers: Numbers = None,
    received_by: Annotated[
        str | None, typer.Option("--received-by", metavar="NAME", help="Who confirmed the receipt.")
    ] = None,
    on: On = None,
    until: Annotated[Step, typer.Option("--until", help="How far to go: step by step, or all the way.")] = Step.CLOSED,
    short: Annotated[
        str | None, typer.Option("--short", metavar="CAUSE", help="Why what is missing will never come.")
    ] = None,
    note: NoteText = None,
) -> Written:
    """Confirm the receipt, complete and close orders (SOP 4.5)."""
    from ordertrack.cli import moving

    closing = Closing(
        on=desk.day(on, "--on") or desk.today,
        until=until,
        received_by=checked_text(received_by, "name", "--received-by"),
        short=checked_text(short, "cause", "--short"),
        note=checked_text(note, "note", "--note"),
    )
    return moving.close(desk, resolve_numbers(desk, numbers), closing)


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
