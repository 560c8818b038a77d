"""What waits in the outbox, below today's worklist; and how fast notices told what we learned (SOP 4.2a, 4.4b, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.casereports import period
from ordertrack.cli.commands import Found, reads
from ordertrack.cli.context import Desk
from ordertrack.cli.options import ExitCode
from ordertrack.cli.result import Column, Kind, Table, Tone

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from ordertrack.cli.result import Row
    from ordertrack.domain.noticefigures import NoticeFigures

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
_FOUND = 8
_DAY = timedelta(days=1)

Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Queued on this day or later.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Queued on this day or earlier.")]


@reads
def notices(desk: Desk, since: Since = None, until: Until = None, exit_code: ExitCode = False) -> Found:
    """Say how many notices left, and how many minutes after we learned what they tell (SOP 4.4b, 7).

    Mean, median and 90th percentile in elapsed and in working minutes, of those that were sent to parties.
    """
    from ordertrack.domain.noticefigures import notice_figures

    days = period(desk, since, until, ("--since", "--until"))
    with desk.book.read() as view:
        found = view.notice_times(
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
    return Found(result=table, exit_code=_FOUND if exit_code and any(each.failed for each in rows) else 0)


def with_outbox(desk: Desk, table: Table) -> Table:
    """Add to today's worklist what waits in the outbox and the mailbox; of an earlier day nobody knows that."""
    if desk.as_of != desk.today:
        return table
    from ordertrack.usecases.inboxes import inboxes_of, waiting

    inboxes = inboxes_of(desk.policy, desk.actor)
    with desk.book.read() as view:
        counts = waiting(view, desk.policies, inboxes)._asdict()
    where = "your inbox" if inboxes else "all inboxes"
    said = [
        f"{counts[name]} {(one if counts[name] == 1 else many).format(where=where)}: `ordertrack {command}`"
        for name, one, many, command in _FOOTERS
        if counts[name]
    ]
    return replace(table, notes=(*table.notes, *said), extra={**table.extra, "outbox": counts})


def _row(figures: NoticeFigures) -> Row:
    spans = [_tenths(each) for spread in (figures.elapsed, figures.working) for each in spread]
    return [*figures[:6], *spans]


def _tenths(exact: Fraction | None) -> Decimal | None:
    from ordertrack.cli.clocktables import rounded

    return rounded(exact, places=1)


EXAMPLES = {
    "notices": "ordertrack report notices\nordertrack report notices --since 2026-01-01 --until 2026-03-31 --json",
}
COMMANDS = {"notices": notices}
