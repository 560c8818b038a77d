"""Sending notices at the command line: with which server, how far it is, and what became of each (SOP 4.1c, 5)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ordertrack.cli import posting
from ordertrack.cli.commands import Found
from ordertrack.cli.lettering import words
from ordertrack.cli.noticesheets import SENT, sent_table
from ordertrack.cli.noticewording import became, counted, named
from ordertrack.cli.output import require
from ordertrack.cli.talk import Progress
from ordertrack.domain.notices import NoticeState
from ordertrack.errors import MailError
from ordertrack.usecases.inboxes import waiting
from ordertrack.usecases.outbox import due_now
from ordertrack.usecases.sending import Sender, send_notices

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Table
    from ordertrack.usecases.sending import SendReport, Transport


def sent(desk: Desk, limit: int | None) -> Found:
    """Send what may leave now, say what failed, and sum up; exit 6 when the server was not reached."""
    require(desk.output, SENT)
    with posting.transport(desk) as way, Progress(desk.streams, "sending notices") as progress:
        report = send_notices(desk.book, _sender(desk, way), limit=limit, on_tried=progress.update)
    for each in report.tried:
        if each.notice.state is NoticeState.FAILED:
            desk.talk.warn(f"notice {each.notice.id}, {named(each.notice)}: {became(each.notice)}")
    if report.stopped_by is not None:
        desk.talk.error(report.stopped_by.message, report.stopped_by.hints)
    summary = _summary(desk, report)
    if report.tried or not desk.wishes.quiet_if_empty:
        desk.talk.say(summary)
    table = sent_table(desk, [each.notice for each in report.tried], is_dry=False)
    return Found(result=table, exit_code=MailError.exit_code if report.stopped_by else 0)


def would_be_sent(desk: Desk, limit: int | None) -> Table:
    """List what may leave now."""
    with desk.book.read() as view:
        found = list(islice(due_now(view, desk.policies, desk.policy, desk.hours, desk.now), limit))
    return sent_table(desk, found, is_dry=True)


def _sender(desk: Desk, way: Transport) -> Sender:
    settings = posting.mail_settings(desk)
    return Sender(
        transport=way,
        words=words(),
        revisions=desk.policies,
        hours=desk.hours,
        clock=desk.clock,
        address=settings.sender,
        by=desk.actor,
        reply_to=settings.reply_to,
    )


def _summary(desk: Desk, report: SendReport) -> str:
    with desk.book.read() as view:
        drafts = waiting(view, desk.policies, ()).drafts
    of_run = (
        (report.count(NoticeState.QUEUED), "waits for its next attempt", "wait for their next attempt"),
        (report.count(NoticeState.FAILED), "failed", "failed"),
        (report.count(NoticeState.WITHDRAWN), "withdrawn", "withdrawn"),
        (drafts, "waits for approval", "wait for approval"),
    )
    rest = counted(of_run)
    first = f"sent {report.count(NoticeState.SENT)}" if report.tried else "nothing to send"
    return f"{first}, {rest}" if rest else first
