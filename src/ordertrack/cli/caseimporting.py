"""Issues and enquiries out of files: the past that a desk brings along (SOP 4.4a, 4.6a)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.commands import Written, writes
from ordertrack.cli.context import Desk
from ordertrack.cli.wishes import ImportWishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.usecases.caseimports import Cases

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
def import_issues(
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
    """Bring issues of known orders in, resolved or open: all or nothing, and twice is once (SOP 4.6a)."""
    wishes = _wishes(file, map_, profile, date_format, zone, null, encoding, delimiter)
    return _run(desk, replace(wishes, is_history=history, partial=partial, rejects=rejects), "issues")


@writes
def import_enquiries(
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
    """Bring customers' questions about known orders in, answered or not: all or nothing, twice is once (SOP 4.4a)."""
    wishes = _wishes(file, map_, profile, date_format, zone, null, encoding, delimiter)
    return _run(desk, replace(wishes, is_history=history, partial=partial, rejects=rejects), "enquiries")


def _wishes(
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
    from ordertrack.cli.importing import Rejects, counted, told
    from ordertrack.cli.talk import Progress
    from ordertrack.usecases.caseimports import import_cases
    from ordertrack.usecases.imports import Terms

    terms = Terms(is_history=request.is_history, partial=request.partial, dry_run=desk.wishes.dry_run)
    with ExitStack() as stack:
        cases, fields, staged, name = _read(desk, request, kind)
        stack.enter_context(staged)
        rejects = stack.enter_context(Rejects(request.rejects, fields))
        progress = stack.enter_context(Progress(desk.streams, f"importing {name}"))
        tally = import_cases(desk.book, staged, cases, terms, desk.stamp, reject=rejects.take, advance=progress.update)
    return told(desk, name, tally, request, "row", f"{kind}: {counted(tally)}")


def _read(desk: Desk, request: ImportWishes, kind: str) -> tuple[Cases[Any], Sequence[str], Any, str]:
    from ordertrack.cli.zones import zone_named
    from ordertrack.domain.casedrafts import ENQUIRY, ISSUE, CaseReader
    from ordertrack.domain.instants import InstantReader
    from ordertrack.usecases.casemeeting import EnquiryCases, IssueCases

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
    "issues": (
        "ordertrack import issues issues.csv --dry-run\n"
        "ordertrack import issues past.csv --history --map opened_at=Reported --date-format '%d.%m.%Y %H:%M'"
    ),
    "enquiries": (
        "ordertrack import enquiries mails.csv --zone Europe/Berlin\n"
        "ordertrack import enquiries past.csv --history --partial --rejects refused.csv"
    ),
}
COMMANDS = {"issues": import_issues, "enquiries": import_enquiries}
