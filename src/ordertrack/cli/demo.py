"""The example book: made on the spot, reviewed as in the morning, and three things to try."""

from __future__ import annotations

import shlex
import tempfile
from contextlib import contextmanager
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.desk.desk import Desk, ImportWishes, local_zone, zone_named
from ordertrack.cli.output.output import emit
from ordertrack.cli.records import make_book
from ordertrack.cli.reports.today import daily_table
from ordertrack.errors import UsageError
from ordertrack.usecases.demo import FOLDER, DemoClock, tell
from ordertrack.usecases.round.worklist import review

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordertrack.domain.round.worklist import WorkEntry

KEPT = "demo.db"


@reads
def demo(
    desk: Desk,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="PATH", help="Keep the example book in this new file.")
    ] = None,
) -> None:
    """Review the morning of an example book (SOP 4.2a).

    The book has some forty orders around today and a file of its own; no book of yours is touched.
    """
    if desk.wishes.db:
        raise UsageError("the demo never touches a book of yours", hints=("--keep PATH keeps the one it makes",))
    with _place(keep) as place:
        example = desk.at(place)
        count = _fill(example)
        found = review(example.book, example.procedure.standards)
    emit(daily_table(found, example.as_of, example.zone.key), desk.output)
    _suggest(desk, keep, count, found.entries)


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="ordertrack-demo-") as folder:
        yield Path(folder) / KEPT


def _fill(desk: Desk) -> int:
    desk.zone = zone_named(local_zone(desk.environ))
    make_book(desk)
    clock = DemoClock(today=desk.today, zone=desk.zone, calendar=desk.calendar)
    with as_file(FOLDER.joinpath("orders.csv")) as path:
        _, orders, _ = desk.read_rows(ImportWishes(file=str(path)))
    with orders:
        return tell(desk.book, orders, clock)


def _suggest(desk: Desk, keep: Path | None, count: int, entries: Sequence[WorkEntry]) -> None:
    program = f"ordertrack --db {shlex.quote(str(keep or KEPT))}"
    number = next((each.order.number for each in entries if each.reason == "overdue"), entries[0].order.number)
    say = desk.talk.say
    say()
    if keep is None:
        say(f"An example book of {count} orders, gone again. Keep one: ordertrack demo --keep {KEPT}")
        say("Then try:")
    else:
        say(f"An example book of {count} orders is in {keep}. Try:")
    say(f"  {program} show {number}")
    say(f"  {program} status {number} --to delayed --expected +5bd --cause 'parts on back order'")
    say(f"  {program} report ontime --by supplier")


EXAMPLES = {"demo": "ordertrack demo\nordertrack demo --keep demo.db"}
