"""The clauses of the procedure with how each was followed, and the orders behind every number (SOP 3 to 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases.cases import moment
from ordertrack.cli.commands import FOUND, ResultWithCode, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, only_orders, period
from ordertrack.cli.output.result import Column, Kind, Sheet, Table, Tone
from ordertrack.domain.reports.sop import AdherenceQuestion
from ordertrack.usecases.reports import Surroundings, adherence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.reports.sop import Application, ClauseRow

CLAUSES = (
    Column(name="clause", title="SOP"),
    Column(name="asks", title="The procedure asks"),
    Column(name="revision", title="Rev.", kind=Kind.COUNT),
    Column(name="applied", title="Applied", kind=Kind.COUNT),
    Column(name="met", title="Met", kind=Kind.COUNT),
    Column(name="missed", title="Missed", kind=Kind.COUNT),
    Column(name="open", title="Open", kind=Kind.COUNT),
    Column(name="rate", title="Met of decided", kind=Kind.RATE),
    Column(name="is_measured", title="Measured", kind=Kind.FLAG, drawn=False),
    Column(name="measure", title="Counted is", narrow=False),
)
DEFINITION = "met of decided = met / (met + missed); by the policy revision in force on the day it applied"


def clause_sheet(rows: Sequence[ClauseRow], as_of: date, zone: str, period: tuple[date | None, date | None]) -> Sheet:
    """Show the clauses, one row for each policy revision under which one applied; JSON has the orders."""
    first, last = period
    flat = [_values(row) for row in rows]
    missed = sum(len(row.missed) for row in rows)
    unmeasured = ", ".join(row.clause.number for row in rows if not row.clause.is_measured)
    table = Table(
        kind="sop",
        columns=CLAUSES,
        rows=flat,
        as_of=as_of,
        title="The procedure, clause by clause",
        notes=(
            f"{missed} missed; {DEFINITION}",
            f"not measured, since the book cannot tell: {unmeasured}",
            f"as of {as_of} in {zone}; --json names the orders",
        ),
        tone=_tone,
    )
    return Sheet(
        kind="sop",
        rows=[_nested(row, values) for row, values in zip(rows, flat, strict=True)],
        tables=(table,),
        flat=table,
        as_of=as_of,
        extra={"definition": DEFINITION, "zone": zone, "from": first, "to": last, "missed": missed},
    )


def _values(row: ClauseRow) -> Row:
    clause, counted = row.clause, row.clause.is_measured
    counts = [row.applied, len(row.met), len(row.missed), len(row.open)] if counted else [None] * 4
    return [clause.number, clause.asks, row.revision, *counts, row.rate, counted, clause.measure]


def _nested(row: ClauseRow, values: Row) -> dict[str, object]:
    found = dict(zip((column.name for column in CLAUSES), values, strict=True))
    rate = row.rate
    return {
        **found,
        "rate": None if rate is None else round(float(rate), 6),
        "orders_met": _orders(row.met),
        "orders_missed": _orders(row.missed),
        "orders_open": _orders(row.open),
        "days_missed": [each.on for each in row.missed if each.number is None],
    }


def _orders(applications: Sequence[Application]) -> list[str]:
    return list(dict.fromkeys(each.number for each in applications if each.number is not None))


def _tone(row: Row) -> Tone | None:
    if not row[8]:
        return Tone.QUIET
    return Tone.URGENT if row[5] else None


Applied = Annotated[str | None, typer.Option("--from", metavar="DATE", help="What applied on this day or later.")]
AppliedTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="What applied on this day or earlier.")]


@reads
def sop(
    desk: Desk,
    from_: Applied = None,
    to: AppliedTo = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> ResultWithCode:
    """Say for each clause how often it applied, was met, was missed, and under which policy revision (SOP 7, 8).

    JSON names the orders behind each number. What the book cannot tell is said to be not measured.
    """
    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    question = AdherenceQuestion(as_of=desk.as_of, at=moment(desk).until, first=days.first, last=days.last, only=only)
    with desk.book.read() as view:
        rows = adherence(Surroundings(view, question, desk.policies, desk.hours))
    sheet = clause_sheet(rows, desk.as_of, desk.zone.key, days)
    return ResultWithCode(result=sheet, exit_code=FOUND if exit_code and any(row.missed for row in rows) else 0)


EXAMPLES = {
    "sop": "ordertrack report sop\nordertrack report sop --from 2026-01-01 --json | jq '.rows[].orders_missed'",
}
