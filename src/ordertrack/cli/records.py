"""Records at the command line: archive what the policy no longer keeps, hold what must stay (SOP 6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Result, Written, reads_and_writes, writes
from ordertrack.cli.context import Desk
from ordertrack.cli.options import CauseText, NoteText, Numbers, checked_text, resolve_numbers
from ordertrack.cli.result import Column, Kind, Table, Tone
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from ordertrack.domain.records import Kept

OVER = (
    Column(name="number", title="Number"),
    Column(name="finished_on", title="Finished", kind=Kind.DATE),
    Column(name="kept_for", title="Class"),
    Column(name="kept_until", title="Kept until", kind=Kind.DATE),
    Column(name="goes", title="Goes", kind=Kind.FLAG),
    Column(name="stays", title="Why it stays"),
)


@reads_and_writes
def archive(
    desk: Desk,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The archive; beside the book if left out.")
    ] = None,
) -> Result:
    """Move orders whose term is over to an archive (SOP 6).

    The policy's retention says how long closed and cancelled orders are kept. --dry-run lists those whose term is over
    on the day of --as-of.
    """
    if desk.wishes.dry_run:
        return _over(desk)
    from ordertrack.usecases.records import archive_orders

    shelf = desk.shelf(to, desk.as_of)
    done = archive_orders(desk.book, shelf, desk.policies, desk.stamp, as_of=desk.as_of)
    said = [f"{each.order.number} stays: {each.why_stays}" for each in done.staying]
    if done.filed is None:
        return Written(said=[*said, "nothing to archive"])
    fact = done.filed.fact
    moved = f"{_orders(len(fact.numbers))} moved to {done.filed.place}, with {fact.events} events"
    return Written(said=[*said, moved], names=fact.numbers)


def _over(desk: Desk) -> Table:
    from ordertrack.usecases.records import terms_over

    with desk.book.read() as view:
        over = terms_over(view, desk.policies, desk.as_of)
    return Table(
        kind="retention",
        columns=OVER,
        rows=[_row(each) for each in over],
        as_of=desk.as_of,
        empty="No order's term is over.",
        tone=lambda row: None if row[-2] else Tone.WARNING,
    )


def _row(kept: Kept) -> list[object]:
    why = kept.why_stays
    return [kept.order.number, kept.order.finished_on, kept.kept_for.value, kept.kept_until, why is None, why]


@writes
def hold(
    desk: Desk,
    numbers: Numbers = None,
    cause: CauseText = None,
    release: Annotated[bool, typer.Option("--release", help="Nothing holds them any longer.")] = False,
    note: NoteText = None,
) -> Written:
    """Keep the records of orders whatever their term (SOP 6).

    A held order is not archived, and the parties it names are not erased, until it is released. Finished orders can be
    held as well.
    """
    from ordertrack.usecases.records import hold_orders, release_orders

    found = resolve_numbers(desk, numbers)
    why = checked_text(cause, "cause", "--cause")
    if release == (why is not None):
        raise UsageError("give --cause TEXT to hold orders, or --release to let them go", hints=("not both",))
    if why is None:
        said = checked_text(note, "note", "--note")
        release_orders(desk.book, found, said, desk.stamp, dry_run=desk.wishes.dry_run)
        return Written(said=[f"{number}: released" for number in found], names=found)
    hold_orders(desk.book, found, why, desk.stamp, dry_run=desk.wishes.dry_run)
    return Written(said=[f"{number}: held, cause: {why}" for number in found], names=found)


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


EXAMPLES = {
    "archive": "ordertrack book archive --dry-run\nordertrack book archive",
    "hold": "ordertrack book hold SO-1042 --cause 'lawsuit 7 O 12/26'\nordertrack book hold SO-1042 --release",
}
COMMANDS = {"archive": archive, "hold": hold}
