"""Import as a person sees it: the file read, the tally told, the refused rows written out (SOP 4.1b)."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from ordertrack.cli.commands import Written, noun_app, register, writes
from ordertrack.cli.desk.desk import Desk, ImportWishes, zone_named
from ordertrack.cli.output.formats_data import csv_text
from ordertrack.cli.terminal import ProgressLine
from ordertrack.domain.cases.drafts import ENQUIRY, ISSUE, CaseReader
from ordertrack.domain.orders.entry import DraftReader
from ordertrack.domain.orders.fields import DATE_FIELDS, REJECTED
from ordertrack.domain.time.dates import DateReader
from ordertrack.domain.time.walltime import InstantReader
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import OutsideError, RejectedError, UsageError
from ordertrack.usecases.transfer.cases import EnquiryCases, IssueCases, import_cases
from ordertrack.usecases.transfer.orders import Terms, import_orders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordertrack.domain.values.texts import Problem
    from ordertrack.usecases.transfer.cases import ImportedCases
    from ordertrack.usecases.transfer.orders import ImportTally, SourceOrder


def run_import(desk: Desk, request: ImportWishes) -> Written:
    """Read, verify and take the file; RejectedError when rows were refused, after what could be done was done."""
    terms = Terms(
        is_history=request.is_history,
        update=request.update,
        partial=request.partial,
        dry_run=desk.wishes.dry_run,
    )
    with ExitStack() as stack:
        mapping, staged, name = desk.read_rows(request)
        stack.enter_context(staged)
        reader = DraftReader({field: DateReader(mapping.formats_of(field)).read for field in DATE_FIELDS})
        rejects = stack.enter_context(Rejects(request.rejects, REJECTED))
        progress = stack.enter_context(ProgressLine(desk.streams, f"importing {name}"))
        gc.freeze()  # what is loaded by now stays: no collection during the import need walk it again
        tally = import_orders(
            desk.book, staged, reader, terms, desk.stamp, reject=rejects.take, advance=progress.update
        )
    return report_import(
        desk, name, tally, request, "order", f"orders: {counted(tally)}; {count_of(tally.lines, 'line')} added"
    )


def report_import(desk: Desk, name: str, tally: ImportTally, request: ImportWishes, what: str, summary: str) -> Written:
    """Say what came of an import of `what`; RejectedError when some of them were refused."""
    for problem in tally.first_warnings:
        desk.talk.warn(str(problem))
    if tally.warnings > len(tally.first_warnings):
        desk.talk.warn(f"and {tally.warnings - len(tally.first_warnings)} more warnings")
    if tally.rejected:
        if tally.is_written:
            desk.talk.say(summary)
        raise _refusal(desk, name, tally, request, what)
    return Written(said=[summary])


def counted(tally: ImportTally) -> str:
    """Count what came in."""
    parts = [f"{tally.added} added", f"{tally.updated} updated", f"{tally.unchanged} unchanged"]
    if tally.rejected:
        parts.append(f"{tally.rejected} rejected")
    if tally.warnings:
        parts.append(f"{tally.warnings} warnings")
    if tally.new_parties:
        parts.append(f"{tally.new_parties} new parties")
    return ", ".join(parts)


def _refusal(desk: Desk, name: str, tally: ImportTally, request: ImportWishes, what: str) -> RejectedError:
    rest = "the others are in the book" if tally.is_written else "nothing was written"
    head = f"{name}: refused {count_of(tally.rejected, what)}, {rest}"
    hints = [str(problem) for problem in tally.first_problems]
    more = tally.problem_count - len(hints)
    if more:
        hints.append(f"and {more} more")
    if request.rejects:
        hints.append(f"the refused rows stand in {request.rejects}")
    elif not tally.is_written and not desk.wishes.dry_run:
        hints.append(f"--partial takes the good {what}s, --rejects FILE writes the others out")
    return RejectedError(head, hints=hints)


class Rejects:
    """The file of refused rows: `row, column, message`, then the fields; mended, it can be imported as it is.

    Every refused row stands in it once, with all that is wrong with it; of a refused order also the rows without a
    fault.
    """

    def __init__(self, path: Path | None, fields: Sequence[str]) -> None:
        self._path, self._fields = path, fields
        self._temporary: Path | None = None
        self._file: Any = None

    def __enter__(self) -> Self:
        """Begin a new file beside its final name; UsageError when that exists already."""
        if self._path is None:
            return self
        if not self._path.name:
            raise UsageError(f"--rejects: {self._path} is no name of a file")
        self._temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            if self._path.exists():
                raise UsageError(f"--rejects: {self._path} exists already; name a new file")
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise OutsideError(f"{self._path} cannot be written: {error.strerror}") from error
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
        self._file.write(csv_text([["row", "column", "message", *self._fields]]))
        return self

    def take(self, order: SourceOrder, problems: Sequence[Problem]) -> None:
        """Write the reasons against one order, each with the row it was read from."""
        if self._file is None:
            return
        cells = {row.row: row.values for row in order.rows}
        for row in sorted({*cells, *(problem.row for problem in problems)}, key=lambda row: row or 0):
            mine = [problem for problem in problems if problem.row == row]
            columns = "; ".join(problem.column for problem in mine if problem.column)
            messages = "; ".join(problem.message for problem in mine)
            values = cells.get(row, {})
            self._file.write(csv_text([[row, columns, messages, *(values.get(name) for name in self._fields)]]))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give the file its name; an import that broke off leaves none."""
        if self._file is None or self._temporary is None or self._path is None:
            return
        self._file.close()
        if kind is None:
            self._temporary.replace(self._path)
        else:
            self._temporary.unlink(missing_ok=True)


File = Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.", show_default=False)]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Where a field stands. Repeatable."),
]
Profile = Annotated[Path | None, typer.Option("--profile", metavar="FILE.toml", help="These settings, kept in a file.")]
DateFormats = Annotated[
    list[str] | None,
    typer.Option(
        "--date-format",
        metavar="FORMAT|FIELD=FORMAT",
        help="Of the instants, such as '%d.%m.%Y %H:%M', tried in order; ISO 8601 if left out. Repeatable.",
    ),
]
OrderDateFormats = Annotated[
    list[str] | None,
    typer.Option(
        "--date-format",
        metavar="FORMAT|FIELD=FORMAT",
        help="Such as %d.%m.%Y, tried in order. Repeatable.",
    ),
]
Zone = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Whose time it is where no offset stands; the book's if left out."),
]
Nulls = Annotated[
    list[str] | None,
    typer.Option("--null", metavar="TOKEN", help="A cell that means nothing. Repeatable."),
]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="UTF-8 if left out.")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", metavar="CHAR", help="A comma if left out.")]
History = Annotated[
    bool, typer.Option("--history", help="Take the past as it is, with what it did not record; nobody is told.")
]
Partial = Annotated[bool, typer.Option("--partial", help="Take the good rows, refuse the others.")]
RejectsFile = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE", help="Write the refused rows there, with the reason."),
]


@writes
def orders(
    desk: Desk,
    file: File,
    map_: Maps = None,
    profile: Profile = None,
    date_format: OrderDateFormats = None,
    null: Nulls = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    history: Annotated[
        bool, typer.Option("--history", help="Take finished or running orders as they are; nobody is told.")
    ] = False,
    update: Annotated[bool, typer.Option("--update", help="Take changes of orders that are in the book.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good orders, refuse the others.")] = False,
    rejects: RejectsFile = None,
) -> Written:
    """Bring orders in: verified, all or nothing, and the same file twice changes nothing (SOP 4.1)."""
    wishes = reading_wishes(file, map_, profile, date_format, None, null, encoding, delimiter)
    return run_import(desk, replace(wishes, is_history=history, update=update, partial=partial, rejects=rejects))


def _importer(kind: str, about: str) -> Callable[..., None]:
    """Make the command that imports cases of a kind."""

    def run(
        desk: Desk,
        file: File,
        map_: Maps = None,
        profile: Profile = None,
        date_format: DateFormats = None,
        zone: Zone = None,
        null: Nulls = None,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        history: History = False,
        partial: Partial = False,
        rejects: RejectsFile = None,
    ) -> Written:
        wishes = reading_wishes(file, map_, profile, date_format, zone, null, encoding, delimiter)
        return _run(desk, replace(wishes, is_history=history, partial=partial, rejects=rejects), kind)

    run.__doc__ = about
    return writes(run)


def reading_wishes(
    file: str,
    maps: list[str] | None,
    profile: Path | None,
    date_formats: list[str] | None,
    zone: str | None,
    nulls: list[str] | None,
    encoding: str | None,
    delimiter: str | None,
) -> ImportWishes:
    """Gather how a file is to be read."""
    return ImportWishes(
        file=file,
        maps=tuple(maps or ()),
        profile=profile,
        date_formats=tuple(date_formats or ()),
        zone=zone,
        nulls=tuple(nulls or ()),
        encoding=encoding,
        delimiter=delimiter,
    )


def _run(desk: Desk, request: ImportWishes, kind: str) -> Written:
    terms = Terms(is_history=request.is_history, partial=request.partial, dry_run=desk.wishes.dry_run)
    with ExitStack() as stack:
        cases, fields, staged, name = _read(desk, request, kind)
        stack.enter_context(staged)
        rejects = stack.enter_context(Rejects(request.rejects, fields))
        progress = stack.enter_context(ProgressLine(desk.streams, f"importing {name}"))
        tally = import_cases(desk.book, staged, cases, terms, desk.stamp, reject=rejects.take, advance=progress.update)
    return report_import(desk, name, tally, request, "row", f"{kind}: {counted(tally)}")


def _read(desk: Desk, request: ImportWishes, kind: str) -> tuple[ImportedCases[Any], Sequence[str], Any, str]:
    zone = zone_named(request.zone) if request.zone else desk.zone
    mapping, staged, name = desk.read_rows(request, kind)
    layout = mapping.layout
    instants = {field: InstantReader(mapping.formats_of(field), zone).read for field in sorted(layout.dates)}
    if kind == "issues":
        issues = CaseReader(ISSUE, instants, is_history=request.is_history)
        return IssueCases(issues), layout.fields, staged, name
    enquiries = CaseReader(ENQUIRY, instants, is_history=request.is_history)
    return EnquiryCases(enquiries), layout.fields, staged, name


EXAMPLES = {
    "orders": (
        "ordertrack import orders new.csv --dry-run\n"
        "ordertrack import orders past.csv --history --map number='PO no' --date-format %d.%m.%Y\n"
        "ordertrack export orders --csv | ordertrack --db copy.db import orders - --history"
    ),
    "issues": (
        "ordertrack import issues issues.csv --dry-run\n"
        "ordertrack import issues past.csv --history --map opened_at=Reported --date-format '%d.%m.%Y %H:%M'"
    ),
    "enquiries": (
        "ordertrack import enquiries mails.csv --zone Europe/Berlin\n"
        "ordertrack import enquiries past.csv --history --partial --rejects refused.csv"
    ),
}
COMMANDS = {
    "orders": orders,
    "issues": _importer(
        "issues", "Bring issues of known orders in, resolved or open: all or nothing, and twice is once (SOP 4.6a)."
    ),
    "enquiries": _importer(
        "enquiries",
        "Bring customers' questions about known orders in, answered or not: all or nothing, twice is once (SOP 4.4a).",
    ),
}
import_app = noun_app("Bring orders, issues and enquiries in from CSV or NDJSON.")
register(import_app, COMMANDS, EXAMPLES)
