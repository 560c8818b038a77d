"""The response and resolution times as tables, each with its definition, its instant and its zone (SOP 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ordertrack.cli.cases.cases import clock_rules, moment
from ordertrack.cli.commands import FOUND, ResultWithCode, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import CustomerName, DayRange, ExitCode, OwnerName, SupplierName, only_orders, period
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.reports.lines import rounded
from ordertrack.domain.reports.clocks import ClockBy, ClockQuestion, notice_figures
from ordertrack.usecases.reports import resolution_figures, response_figures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.orders.lists import OrderFilter
    from ordertrack.domain.reports.clocks import ClockFigures, NoticeFigures

FIGURES = (
    Column(name="count", title="Ended", kind=Kind.COUNT),
    Column(name="open", title="Open", kind=Kind.COUNT),
    Column(name="mean_hours", title="Mean h", kind=Kind.QUANTITY, narrow=False),
    Column(name="median_hours", title="Median h", kind=Kind.QUANTITY, narrow=False),
    Column(name="p90_hours", title="90 % h", kind=Kind.QUANTITY, narrow=False),
    Column(name="mean_working_hours", title="Mean work h", kind=Kind.QUANTITY),
    Column(name="median_working_hours", title="Median work h", kind=Kind.QUANTITY, narrow=False),
    Column(name="p90_working_hours", title="90 % work h", kind=Kind.QUANTITY),
    Column(name="within_target", title="In target", kind=Kind.RATE),
    Column(name="open_within_target", title="Open in target", kind=Kind.RATE, narrow=False),
    Column(name="oldest_open_hours", title="Oldest open h", kind=Kind.QUANTITY),
)


class ReportWords(NamedTuple):
    """What a report about clocks is called, counts and means."""

    kind: str
    title: str
    what: str
    definition: str


RESPONSE = ReportWords(
    "response",
    "Customer update response time",
    "questions",
    "from the receipt of a question to the first answer; several questions before an answer are one, from the oldest",
)
RESOLUTION = ReportWords(
    "resolution",
    "Issue resolution time",
    "issues",
    "from opened to resolved without the time of waiting for the customer; one opened again was never resolved",
)


class Asked(NamedTuple):
    """What was asked of a report about clocks: the groups, the days on which the clocks began, and as of when."""

    by: ClockBy | None
    first: date | None
    last: date | None
    as_of: date
    zone: str


def clock_table(rows: Sequence[ClockFigures], wording: ReportWords, asked: Asked) -> Table:
    """Show the figures of many clocks, a row a group."""
    by = asked.by
    group = Column(name=by.value if by else "group", title=by.value.capitalize() if by else "What")
    ended, running = sum(row.ended for row in rows), sum(row.open for row in rows)
    return Table(
        kind=wording.kind,
        columns=(group, *FIGURES),
        rows=[_figures(row, by, wording) for row in rows],
        as_of=asked.as_of,
        title=wording.title,
        notes=(
            f"{wording.what}: {ended} ended, {running} open",
            f"{wording.definition}; within the target of the day on which it began",
            f"hours as they elapsed, and working hours; as of {asked.as_of} in {asked.zone}",
        ),
        extra={
            "definition": wording.definition,
            "zone": asked.zone,
            "from": asked.first,
            "to": asked.last,
            "ended": ended,
            "total": ended + running,
        },
        tone=lambda row: Tone.URGENT if row[10] not in {None, 1} else None,
        empty=f"n/a: there are no {wording.what}.",
    )


def _figures(row: ClockFigures, by: ClockBy | None, wording: ReportWords) -> Row:
    spans = [rounded(each) for spread in (row.elapsed, row.working) for each in spread]
    name = row.group if by else f"all {wording.what}"
    shares = (row.within_target, row.open_within_target)
    return [name, row.ended, row.open, *spans, *shares, rounded(row.oldest_open_hours)]


NOTICE_FIGURES = (
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
_DAY = timedelta(days=1)
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Queued on this day or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Queued on this day or earlier.")]


@reads
def notices(desk: Desk, since: Since = None, until: Until = None, exit_code: ExitCode = False) -> ResultWithCode:
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
        columns=NOTICE_FIGURES,
        rows=[_row(each) for each in rows],
        as_of=desk.as_of,
        title="Notices, and how fast they told",
        notes=(f"minutes {definition}", f"working minutes in {desk.zone.key}; inboxes are not counted"),
        extra={"definition": definition, "zone": desk.zone.key, "since": days.first, "until": days.last},
        tone=lambda row: Tone.URGENT if row[3] else None,
        empty="n/a: no notice was queued.",
    )
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and any(each.failed for each in rows) else 0)


def _row(figures: NoticeFigures) -> Row:
    spans = [rounded(each, places=1) for spread in (figures.elapsed, figures.working) for each in spread]
    return [*figures[:6], *spans]


ClocksBy = Annotated[ClockBy | None, typer.Option("--by", help="One row for each.")]
BegunFrom = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Begun on this day or later.")]
BegunTo = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Begun on this day or earlier.")]


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
) -> ResultWithCode:
    """Say how fast customers' questions were answered (SOP 4.4a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    unanswered. The kind of a question is the channel on which it came.
    """
    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    rules = clock_rules(desk, lambda targets: targets.response)
    with desk.book.read() as view:
        rows = response_figures(view, _question(desk, by, days, only), rules)
    return _judge_figures(desk, rows, by, days, RESPONSE, exit_code=exit_code)


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
) -> ResultWithCode:
    """Say how fast issues were resolved; waiting for the customer does not count (SOP 4.6a, 7).

    Mean, median and 90th percentile in elapsed and in working hours, the share within the target, and those still
    open.
    """
    days = period(desk, from_, to)
    only = only_orders(desk, customer=customer, supplier=supplier, owner=owner)
    rules = clock_rules(desk, lambda targets: targets.resolution)
    with desk.book.read() as view:
        rows = resolution_figures(view, _question(desk, by, days, only), rules)
    return _judge_figures(desk, rows, by, days, RESOLUTION, exit_code=exit_code)


def _question(desk: Desk, by: ClockBy | None, days: DayRange, only: OrderFilter) -> ClockQuestion:
    return ClockQuestion(
        at=moment(desk).until,
        by=by,
        began_from=desk.hours.instant(days.first) if days.first else None,
        began_before=desk.hours.instant(days.last + _DAY) if days.last else None,
        only=only,
    )


def _judge_figures(
    desk: Desk,
    rows: Sequence[ClockFigures],
    by: ClockBy | None,
    days: DayRange,
    wording: ReportWords,
    *,
    exit_code: bool,
) -> ResultWithCode:
    table = clock_table(rows, wording, Asked(by, days.first, days.last, desk.as_of, desk.zone.key))
    has_late = any(share not in {None, 1} for row in rows for share in (row.within_target, row.open_within_target))
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and has_late else 0)


EXAMPLES = {
    "response": (
        "ordertrack report response --by customer\nordertrack report response --from 2026-01-01 --to 2026-03-31 --json"
    ),
    "resolution": (
        "ordertrack report resolution --by kind\nordertrack report resolution --by month --supplier Bolts --csv"
    ),
    "notices": "ordertrack report notices\nordertrack report notices --since 2026-01-01 --until 2026-03-31 --json",
}
