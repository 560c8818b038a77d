"""Orders in and out of files: import and export (SOP 4.1b, 6). Their cases come in by `caseimporting`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import caseimporting, papers
from ordertrack.cli.caseimporting import Maps, Nulls
from ordertrack.cli.commands import Written, reads, writes
from ordertrack.cli.nouns import noun_app, register

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Table


DateFormats = Annotated[
    list[str] | None,
    typer.Option(
        "--date-format",
        metavar="FORMAT|FIELD=FORMAT",
        help="Such as %d.%m.%Y, tried in order. Repeatable.",
    ),
]


@writes
def import_orders(
    desk: Desk,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.", show_default=False)],
    map_: Maps = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", metavar="FILE.toml", help="These settings, kept in a file.")
    ] = None,
    date_format: DateFormats = None,
    null: Nulls = None,
    encoding: Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="UTF-8 if left out.")] = None,
    delimiter: Annotated[str | None, typer.Option("--delimiter", metavar="CHAR", help="A comma if left out.")] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Take finished or running orders as they are; nobody is told.")
    ] = False,
    update: Annotated[bool, typer.Option("--update", help="Take changes of orders that are in the book.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good orders, refuse the others.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help="Write the refused rows there, with the reason."),
    ] = None,
) -> Written:
    """Bring orders in: verified, all or nothing, and the same file twice changes nothing (SOP 4.1)."""
    from ordertrack.cli.importing import run_import
    from ordertrack.cli.wishes import ImportWishes

    request = ImportWishes(
        file=file,
        maps=tuple(map_ or ()),
        profile=profile,
        date_formats=tuple(date_format or ()),
        nulls=tuple(null or ()),
        encoding=encoding,
        delimiter=delimiter,
        is_history=history,
        update=update,
        partial=partial,
        rejects=rejects,
    )
    return run_import(desk, request)


@reads
def export_orders(desk: Desk) -> Table:
    """Write every order, one row a line, in the fields that `import orders --history` reads (SOP 6)."""
    from ordertrack.cli.exporting import exported

    return exported(desk, "orders")


@reads
def export_lines(desk: Desk) -> Table:
    """Write every line with its quantities and dates (SOP 6)."""
    from ordertrack.cli.exporting import exported

    return exported(desk, "lines")


@reads
def export_trail(desk: Desk) -> Table:
    """Write every event with its place in the chain (SOP 4.4c, 6)."""
    from ordertrack.cli.exporting import exported

    return exported(desk, "trail")


@reads
def export_parties(desk: Desk) -> Table:
    """Write every customer and supplier (SOP 6)."""
    from ordertrack.cli.exporting import exported

    return exported(desk, "parties")


import_app = noun_app("Bring orders, issues and enquiries in from CSV or NDJSON.")
register(
    import_app,
    {"orders": import_orders, **caseimporting.COMMANDS},
    {
        **caseimporting.EXAMPLES,
        "orders": (
            "ordertrack import orders new.csv --dry-run\n"
            "ordertrack import orders past.csv --history --map number='PO no' --date-format %d.%m.%Y\n"
            "ordertrack export orders --csv | ordertrack --db copy.db import orders - --history"
        ),
    },
)
export_app = noun_app("Write out orders, lines, the trail, the parties, letters' files, evidence.")
register(
    export_app,
    {
        "orders": export_orders,
        "lines": export_lines,
        "trail": export_trail,
        "parties": export_parties,
        **papers.COMMANDS,
    },
    {
        **papers.EXAMPLES,
        "orders": "ordertrack export orders -o orders.csv\nordertrack export orders --format ndjson | jq .number",
        "lines": "ordertrack export lines --excel -o lines.csv",
        "trail": "ordertrack export trail --format ndjson -o trail.ndjson",
        "parties": "ordertrack export parties --csv",
    },
)
