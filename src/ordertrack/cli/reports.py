"""The reports at the command line: overdue, daily, ontime, aging; and today's worklist (SOP 4.2a, 4.3a, 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import casereports, noticereports
from ordertrack.cli.commands import Found, reads
from ordertrack.cli.nouns import noun_app, register
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, checked_owner, only_orders
from ordertrack.domain.figures import Basis, By, OnTimeQuestion, Unit
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Table

FOUND = 8
LONGEST = 36_525
"""The most days of tolerance: a century."""

From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Promised on this day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Promised on this day or earlier.")]


@reads
def today(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> Found:
    """Say what must be done now: ranked, with the reason, the clause and the command to type (SOP 4.2a)."""
    from ordertrack.cli.lists import work_table
    from ordertrack.cli.noticereports import with_outbox
    from ordertrack.usecases.worklist import work_for

    whose = checked_owner(owner)
    entries = work_for(desk.book, desk.procedure.standards, owner=whose)
    table = with_outbox(desk, work_table(entries, desk.as_of, owner=whose))
    return Found(result=table, exit_code=FOUND if exit_code and entries else 0)


@reads
def overdue(
    desk: Desk,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """List the overdue lines: how late, whom to ask, when they were last heard, what is new (SOP 4.3a)."""
    from ordertrack.cli.figures import overdue_table

    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.overdue(only, as_of=desk.as_of)
    table = overdue_table(rows, desk.as_of, desk.zone.key)
    return Found(result=table, exit_code=FOUND if exit_code and rows else 0)


@reads
def daily(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> Found:
    """Review the morning: the board, and every order that wants something (SOP 4.2a, 7)."""
    from ordertrack.cli.figures import daily_table
    from ordertrack.usecases.worklist import review

    found = review(desk.book, desk.procedure.standards, owner=checked_owner(owner))
    table = daily_table(found, desk.as_of, desk.zone.key)
    return Found(result=table, exit_code=FOUND if exit_code and found.entries else 0)


@reads
def ontime(
    desk: Desk,
    unit: Annotated[Unit, typer.Option("--unit", help="What is counted.")] = Unit.LINE,
    basis: Annotated[Basis, typer.Option("--basis", help="Against which date.")] = Basis.FIRST,
    by: Annotated[By | None, typer.Option("--by", help="One row for each.")] = None,
    from_: From = None,
    to: To = None,
    tolerance: Annotated[
        int,
        typer.Option(
            "--tolerance", metavar="DAYS", min=0, max=LONGEST, help="Calendar days that still count as on time."
        ),
    ] = 0,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say how many deliveries came by the promised date (SOP 7)."""
    from ordertrack.cli.figures import ontime_table

    first, last = desk.day(from_, "--from"), desk.day(to, "--to")
    if first and last and first > last:
        raise UsageError(f"--from {first} lies after --to {last}")
    question = OnTimeQuestion(
        as_of=desk.as_of,
        unit=unit,
        basis=basis,
        by=by,
        promised_from=first,
        promised_to=last,
        tolerance_days=tolerance,
        only=only_orders(desk, customer=customer, supplier=supplier, owner=owner),
    )
    with desk.book.read() as view:
        rows = view.ontime(question)
    table = ontime_table(rows, question, desk.zone.key)
    has_late = any(row.late or row.overdue_open for row in rows)
    return Found(result=table, exit_code=FOUND if exit_code and has_late else 0)


@reads
def aging(
    desk: Desk,
    by: Annotated[By, typer.Option("--by", help="One row for each.")] = By.SUPPLIER,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Count the overdue lines by how late they are (SOP 4.3a, 7)."""
    from ordertrack.cli.figures import aging_table

    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.aging(only, as_of=desk.as_of, by=by)
    table: Table = aging_table(rows, by, desk.as_of, desk.zone.key)
    return Found(result=table, exit_code=FOUND if exit_code and rows else 0)


EXAMPLES = {
    "overdue": (
        "ordertrack report overdue --supplier Bolts --csv\nordertrack report overdue --exit-code --quiet-if-empty"
    ),
    "daily": "ordertrack report daily\nordertrack report daily --as-of yesterday -o review.html",
    "ontime": (
        "ordertrack report ontime --by supplier\n"
        "ordertrack report ontime --unit order --basis latest --by month --from 2026-01-01"
    ),
    "aging": "ordertrack report aging --by owner",
    "today": "ordertrack today --owner maria",
}
report_app = noun_app("What is overdue, the morning's review, on time or not.")
register(
    report_app,
    {
        "overdue": overdue,
        "daily": daily,
        "ontime": ontime,
        "aging": aging,
        **casereports.COMMANDS,
        **noticereports.COMMANDS,
    },
    EXAMPLES | casereports.EXAMPLES | noticereports.EXAMPLES,
)
