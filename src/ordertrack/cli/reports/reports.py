"""The reports at the command line, and today's worklist (SOP 4.2a, 4.3a, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ordertrack.cli.cases.cases import clock_rules, moment
from ordertrack.cli.commands import Found, noun_app, reads, register
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import CustomerName, ExitCode, OwnerName, SupplierName, checked_owner, only_orders
from ordertrack.cli.orders.lists import work_table
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.reports.clocks import RESOLUTION, RESPONSE, Asked, clock_table, rounded
from ordertrack.cli.reports.lines import aging_table, daily_table, ontime_table, overdue_table
from ordertrack.cli.reports.sop import clause_sheet
from ordertrack.cli.reports.suppliers import scorecard_table
from ordertrack.domain.reports.clocks import ClockBy, ClockQuestion, notice_figures
from ordertrack.domain.reports.lines import Basis, By, OnTimeQuestion, Unit
from ordertrack.domain.reports.sop import AdherenceQuestion
from ordertrack.domain.reports.suppliers import ScorecardQuestion
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import UsageError
from ordertrack.usecases.notices.inbox import inboxes_of, waiting
from ordertrack.usecases.reports import Surroundings, adherence, resolution_figures, response_figures, scorecards
from ordertrack.usecases.round.worklist import review, work_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.cli.reports.clocks import Wording
    from ordertrack.domain.orders.lists import OrderFilter
    from ordertrack.domain.reports.clocks import ClockFigures, NoticeFigures


FIGURES = (
    Column(name="kind", title="Kind"),
    Column(name="queued", title="Queued", kind=Kind.COUNT),
    Column(name="sent", title="Sent", kind=Kind.COUNT),
    Column(name="failed", title="Failed", kind=Kind.COUNT),
    Column(name="withdrawn", title="Withdrawn", kind=Kind.COUNT, narrow=False),
    Column(name="waiting", title="Waiting", kind=Kind.COUNT),
    Column(name="mean_minutes", title="Mean min", kind=Kind.QUANTITY, narrow=False),
    Column(name="median_minutes", title="Median min", kind=Kind.QUANTITY),
    Column(name="p90_minutes", title="90 % min", kind=Kind.QUANTITY),
    Column(name="mean_working_minutes", title="Mean work min", kind=Kind.QUANTITY, narrow=False),
    Column(name="median_working_minutes", title="Median work min", kind=Kind.QUANTITY, narrow=False),
    Column(name="p90_working_minutes", title="90 % work min", kind=Kind.QUANTITY, narrow=False),
)
_FOOTERS = (
    ("unread", "unread in {where}", "unread in {where}", "inbox"),
    ("drafts", "notice waits for approval", "notices wait for approval", "notice list --waiting"),
    ("failed", "notice failed", "notices failed", "notice list --failed"),
    ("unmatched", "letter fits no order", "letters fit no order", "mail list --unmatched"),
    ("letters", "letter waits for you", "letters wait for you", "mail list --waiting"),
)
_DAY = timedelta(days=1)
FOUND = 8

Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Queued on this day or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Queued on this day or earlier.")]


@reads
def notices(desk: Desk, since: Since = None, until: Until = None, exit_code: ExitCode = False) -> Found:
    """Say how many notices left, and how many minutes after we learned what they tell (SOP 4.4b, 7).

    Mean, median and 90th percentile in elapsed and in working minutes, of those that were sent to parties.
    """
    days = period(desk, since, until, ("--since", "--until"))
    with desk.book.read() as view:
        found = view.notices.list_times(
            since=desk.hours.instant(days.first) if days.first else None,
            before=desk.hours.instant(days.last + _DAY) if days.last else None,
        )
    rows = notice_figures(found, desk.hours)
    definition = "from what we learned to the letter or the call that told it; of those sent to a party"
    table = Table(
        kind="notice_figures",
        columns=FIGURES,
        rows=[_row(each) for each in rows],
        as_of=desk.as_of,
        title="Notices, and how fast they told",
        notes=(f"minutes {definition}", f"working minutes in {desk.zone.key}; inboxes are not counted"),
        extra={"definition": definition, "zone": desk.zone.key, "since": days.first, "until": days.last},
        tone=lambda row: Tone.URGENT if row[3] else None,
        empty="n/a: no notice was queued.",
    )
    return Found(result=table, exit_code=FOUND if exit_code and any(each.failed for each in rows) else 0)


def with_outbox(desk: Desk, table: Table) -> Table:
    """Add to today's worklist what waits in the outbox and the mailbox; of an earlier day nobody knows that."""
    if desk.as_of != desk.today:
        return table
    inboxes = inboxes_of(desk.policy, desk.actor)
    with desk.book.read() as view:
        counts = waiting(view, desk.policies, inboxes)._asdict()
    where = "your inbox" if inboxes else "all inboxes"
    said = [
        f"{count_of(counts[name], one, many).format(where=where)}: `ordertrack {command}`"
        for name, one, many, command in _FOOTERS
        if counts[name]
    ]
    return replace(table, notes=(*table.notes, *said), extra={**table.extra, "outbox": counts})


def _row(figures: NoticeFigures) -> Row:
    spans = [rounded(each, places=1) for spread in (figures.elapsed, figures.working) for each in spread]
    return [*figures[:6], *spans]


ClocksBy = Annotated[ClockBy | None, typer.Option("--by", help="One row for each.")]
BegunFrom = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Begun on this day or later.")]
BegunTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Begun on this day or earlier.")]

Applied = Annotated[str | None, typer.Option("--from", metavar="DATE", help="What applied on this day or later.")]
AppliedTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="What applied on this day or earlier.")]


@reads
def response(
    desk: Desk,
    by: ClocksBy = None,
    from_: BegunFrom = None,
    to: BegunTo = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say how fast customers' questions were answered (SOP 4.4a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    unanswered. The kind of a question is the channel on which it came.
    """
    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    rules = clock_rules(desk, lambda targets: targets.response)
    with desk.book.read() as view:
        rows = response_figures(view, _question(desk, by, days, only), rules)
    return _found(desk, rows, by, days, RESPONSE, exit_code=exit_code)


@reads
def resolution(
    desk: Desk,
    by: ClocksBy = None,
    from_: BegunFrom = None,
    to: BegunTo = None,
    customer: CustomerName = None,
    supplier: SupplierName = None,
    owner: OwnerName = None,
    exit_code: ExitCode = False,
) -> Found:
    """Say how fast issues were resolved; waiting for the customer does not count (SOP 4.6a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    open.
    """
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
    table = clock_table(rows, wording, Asked(by, days.first, days.last, desk.as_of, desk.zone.key))
    has_late = any(share not in {None, 1} for row in rows for share in (row.within_target, row.open_within_target))
    return Found(result=table, exit_code=FOUND if exit_code and has_late else 0)


LONGEST = 36_525
"""The most days of tolerance: a century."""

From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Promised on this day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Promised on this day or earlier.")]


@reads
def today(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> Found:
    """Say what must be done now: ranked, with the reason, the clause and the command to type (SOP 4.2a)."""
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
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.reports.lines.overdue(only, as_of=desk.as_of)
    table = overdue_table(rows, desk.as_of, desk.zone.key)
    return Found(result=table, exit_code=FOUND if exit_code and rows else 0)


@reads
def daily(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> Found:
    """Review the morning: the board, and every order that wants something (SOP 4.2a, 7)."""
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
    first, last = period(desk, from_, to)
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
        rows = view.reports.lines.ontime(question)
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
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    with desk.book.read() as view:
        rows = view.reports.lines.aging(only, as_of=desk.as_of, by=by)
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
    "response": (
        "ordertrack report response --by customer\nordertrack report response --from 2026-01-01 --to 2026-03-31 --json"
    ),
    "resolution": (
        "ordertrack report resolution --by kind\nordertrack report resolution --by month --supplier Bolts --csv"
    ),
    "suppliers": "ordertrack report suppliers\nordertrack report suppliers --supplier Bolts --json",
    "sop": "ordertrack report sop\nordertrack report sop --from 2026-01-01 --json | jq '.rows[].orders_missed'",
    "notices": "ordertrack report notices\nordertrack report notices --since 2026-01-01 --until 2026-03-31 --json",
}
report_app = noun_app("What is overdue, the morning's review, on time or not.")
register(
    report_app,
    {
        "overdue": overdue,
        "daily": daily,
        "ontime": ontime,
        "aging": aging,
        "response": response,
        "resolution": resolution,
        "suppliers": suppliers,
        "sop": sop,
        "notices": notices,
    },
    EXAMPLES,
)
