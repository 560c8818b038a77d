"""Today's worklist and the review of the morning at the command line (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ordertrack.cli.commands import FOUND, ResultWithCode, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.options import ExitCode, OwnerName, checked_owner
from ordertrack.cli.orders.lists import describe_status, work_table, work_tone
from ordertrack.cli.output.result import Column, Kind, Table
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.values.texts import count_of
from ordertrack.usecases.notices.outbox import inboxes_of, waiting
from ordertrack.usecases.round.worklist import review, work_for

if TYPE_CHECKING:
    from datetime import date

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.round.worklist import WorkEntry
    from ordertrack.usecases.round.worklist import Review

_FOOTERS = (
    ("unread", "unread in {where}", "unread in {where}", "inbox"),
    ("drafts", "notice waits for approval", "notices wait for approval", "notice list --waiting"),
    ("failed", "notice failed", "notices failed", "notice list --failed"),
    ("unmatched", "letter fits no order", "letters fit no order", "mail list --unmatched"),
    ("letters", "letter waits for you", "letters wait for you", "mail list --waiting"),
)


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


@reads
def today(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> ResultWithCode:
    """Say what must be done now: ranked, with the reason, the clause and the command to type (SOP 4.2a)."""
    whose = checked_owner(owner)
    entries = work_for(desk.book, desk.procedure.standards, owner=whose)
    table = with_outbox(desk, work_table(entries, desk.as_of, owner=whose))
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and entries else 0)


@reads
def daily(desk: Desk, owner: OwnerName = None, exit_code: ExitCode = False) -> ResultWithCode:
    """Review the morning: the board, and every order that wants something (SOP 4.2a, 7)."""
    found = review(desk.book, desk.procedure.standards, owner=checked_owner(owner))
    table = daily_table(found, desk.as_of, desk.zone.key)
    return ResultWithCode(result=table, exit_code=FOUND if exit_code and found.entries else 0)


DAILY = (
    Column(name="section", title="Section"),
    Column(name="number", title="Number"),
    Column(name="days", title="Days", kind=Kind.DAYS),
    Column(name="news", title="New"),
    Column(name="customer", title="Customer"),
    Column(name="supplier", title="Supplier"),
    Column(name="owner", title="Owner"),
    Column(name="standing", title="Status", narrow=False),
    Column(name="promised_on", title="Promised", kind=Kind.DATE),
    Column(name="expected_on", title="Expected", kind=Kind.DATE, narrow=False),
    Column(name="last_contact_on", title="Last contact", kind=Kind.DATE, narrow=False),
    Column(name="status", title="Status alone", drawn=False),
    Column(name="what", title="What is so", narrow=False),
    Column(name="is_new", title="Newly overdue", kind=Kind.FLAG, drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="clause", title="SOP", drawn=False),
    Column(name="command", title="What to type", drawn=False),
)


def daily_table(found: Review, as_of: date, zone: str) -> Table:
    """Show the morning's review: one section a reason, the board below."""
    board = {row.status: row.orders for row in found.board}
    running = ", ".join(f"{count} {status}" for status, count in board.items() if count) or "no orders"
    overdue = sum(row.overdue for row in found.board)
    risky, delayed = sum(row.at_risk for row in found.board), sum(row.delayed for row in found.board)
    new = sum(entry.is_new for entry in found.entries)
    return Table(
        kind="daily",
        columns=DAILY,
        rows=[_daily(entry) for entry in found.entries],
        as_of=as_of,
        title=f"The desk on {as_of:%A}",
        group_by="section",
        notes=(
            f"the board: {running}",
            f"{overdue} overdue ({new} new since the day before), {risky} at risk, {delayed} delayed",
            f"as of {as_of} in {zone}",
        ),
        extra={
            "board": {Status(status).value: count for status, count in board.items()},
            "overdue": overdue,
            "new": new,
            "at_risk": risky,
            "delayed": delayed,
            "zone": zone,
        },
        tone=lambda row: work_tone(str(row[0])),
        empty="Nothing wants attention this morning.",
    )


def _daily(entry: WorkEntry) -> Row:
    given = {
        **entry.order._asdict(),
        "section": entry.reason.value,
        "days": entry.days,
        "what": entry.sentence,
        "is_new": entry.is_new,
        "news": "new" if entry.is_new else "",
        "standing": describe_status(entry.order.status, None, entry.order.delay_days),
        "clause": entry.clause,
        "command": entry.command,
    }
    return [given[column.name] for column in DAILY]


EXAMPLES = {
    "today": "ordertrack today --owner maria",
    "daily": "ordertrack report daily\nordertrack report daily --as-of yesterday -o review.html",
}
