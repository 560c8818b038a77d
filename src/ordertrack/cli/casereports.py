"""The reports about questions, issues, suppliers and the procedure at the command line (SOP 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ordertrack.cli.cases import clock_rules, moment
from ordertrack.cli.commands import Found, reads
from ordertrack.cli.context import Desk
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, only_orders
from ordertrack.domain.clockfigures import ClockBy
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.clocktables import Wording
    from ordertrack.domain.clockfigures import ClockFigures, ClockQuestion
    from ordertrack.domain.figures import OrderFilter

FOUND = 8
_DAY = timedelta(days=1)

By = Annotated[ClockBy | None, typer.Option("--by", help="One row for each.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Begun on this day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Begun on this day or earlier.")]

Applied = Annotated[str | None, typer.Option("--from", metavar="DATE", help="What applied on this day or later.")]
AppliedTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="What applied on this day or earlier.")]


@reads
def response(
    desk: Desk,
    by: By = None,
    from_: From = None,
    to: To = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say how fast customers' questions were answered (SOP 4.4a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    unanswered. The kind of a question is the channel on which it came.
    """
    from ordertrack.cli.clocktables import RESPONSE
    from ordertrack.usecases.clockfigures import response_figures

    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    rules = clock_rules(desk, lambda targets: targets.response)
    with desk.book.read() as view:
        rows = response_figures(view, _question(desk, by, days, only), rules)
    return _found(desk, rows, by, days, RESPONSE, exit_code=exit_code)


@reads
def resolution(
    desk: Desk,
    by: By = None,
    from_: From = None,
    to: To = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say how fast issues were resolved; waiting for the customer does not count (SOP 4.6a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    open.
    """
    from ordertrack.cli.clocktables import RESOLUTION
    from ordertrack.usecases.clockfigures import resolution_figures

    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    rules = clock_rules(desk, lambda targets: targets.resolution)
    with desk.book.read() as view:
        rows = resolution_figures(view, _question(desk, by, days, only), rules)
    return _found(desk, rows, by, days, RESOLUTION, exit_code=exit_code)


@reads
def suppliers(
    desk: Desk,
    supplier: SupplierName = None,
    customer: CustomerName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Give every supplier a scorecard: punctual, heard, faultless or not, and what to expect of it (SOP 4.2c, 7)."""
    from ordertrack.cli.scorecardtables import scorecard_table
    from ordertrack.domain.scorecards import ScorecardQuestion
    from ordertrack.usecases.scorecards import scorecards

    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    question = ScorecardQuestion(as_of=desk.as_of, at=moment(desk).until, only=only)
    with desk.book.read() as view:
        cards = scorecards(view, question, desk.hours)
    has_overdue = any(card.overdue_lines for card in cards)
    table = scorecard_table(cards, desk.as_of, desk.zone.key)
    return Found(result=table, exit_code=FOUND if exit_code and has_overdue else 0)


@reads
def sop(
    desk: Desk,
    from_: Applied = None,
    to: AppliedTo = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say for each clause how often it applied, was met, was missed, and under which policy revision (SOP 7, 8).

    JSON names the orders behind each number. What the book cannot tell is said to be not measured.
    """
    from ordertrack.cli.adherencesheets import clause_sheet
    from ordertrack.domain.adherence import AdherenceQuestion
    from ordertrack.usecases.adherence import Surroundings, adherence

    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    question = AdherenceQuestion(as_of=desk.as_of, at=moment(desk).until, first=days.first, last=days.last, only=only)
    with desk.book.read() as view:
        rows = adherence(Surroundings(view, question, desk.policies, desk.hours))
    sheet = clause_sheet(rows, desk.as_of, desk.zone.key, days)
    return Found(result=sheet, exit_code=FOUND if exit_code and any(row.missed for row in rows) else 0)


class Days(NamedTuple):
    """The first and the last day of a period, either of them open."""

    first: date | None
    last: date | None


def period(desk: Desk, from_: str | None, to: str | None, options: tuple[str, str] = ("--from", "--to")) -> Days:
    """Read the period of two options; UsageError when it ends before it begins."""
    first, last = desk.day(from_, options[0]), desk.day(to, options[1])
    if first and last and first > last:
        raise UsageError(f"{options[0]} {first} lies after {options[1]} {last}")
    return Days(first, last)


def _question(desk: Desk, by: ClockBy | None, days: Days, only: OrderFilter) -> ClockQuestion:
    from ordertrack.domain.clockfigures import ClockQuestion

    return ClockQuestion(
        at=moment(desk).until,
        by=by,
        began_from=desk.hours.instant(days.first) if days.first else None,
        began_before=desk.hours.instant(days.last + _DAY) if days.last else None,
        only=only,
    )


def _found(
    desk: Desk, rows: Sequence[ClockFigures], by: ClockBy | None, days: Days, wording: Wording, *, exit_code: bool
) -> Found:
    from ordertrack.cli.clocktables import Asked, clock_table

    table = clock_table(rows, wording, Asked(by, days.first, days.last, desk.as_of, desk.zone.key))
    has_late = any(share not in {None, 1} for row in rows for share in (row.within_target, row.open_within_target))
    return Found(result=table, exit_code=FOUND if exit_code and has_late else 0)


EXAMPLES = {
    "response": (
        "ordertrack report response --by customer\nordertrack report response --from 2026-01-01 --to 2026-03-31 --json"
    ),
    "resolution": (
        "ordertrack report resolution --by kind\nordertrack report resolution --by month --supplier Bolts --csv"
    ),
    "suppliers": "ordertrack report suppliers\nordertrack report suppliers --supplier Bolts --json",
    "sop": "ordertrack report sop\nordertrack report sop --from 2026-01-01 --json | jq '.rows[].orders_missed'",
}
COMMANDS = {"response": response, "resolution": resolution, "suppliers": suppliers, "sop": sop}
