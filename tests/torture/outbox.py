"""A thousand notices that wait in an outbox, and a sender to kill; each runs in a process of its own."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from ordertrack.cli.desk.calendars import year_holidays
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeDraft, NoticeState
from ordertrack.domain.notices.samples import samples
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.mail.notices.smtp import Security, SmtpServer, SmtpTransport
from ordertrack.mail.notices.wording import NoticeWriter
from ordertrack.store.book.book import SqlBook
from ordertrack.usecases.notices.sending import Sender, send_notices
from ordertrack.usecases.policy import timeline
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ordertrack.domain.policy.policy import PolicyRevision

LEASE = timedelta(seconds=12)
WAITING = (NoticeState.QUEUED, NoticeState.SENDING)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def fill(place: Path, count: int, numbers: Sequence[str], revision: int) -> list[str]:
    """Queue so many approved delay notices about these orders in turn, which leave at any hour.

    Gives their tokens, by which letters are known.
    """
    found = []
    with SqlBook(place).write() as unit:
        for at, number in zip(range(count), cycle(numbers)):
            to = Addressee(
                name="Müller & Søn", channel=NoticeChannel.EMAIL, party=1, side=Side.CUSTOMER, address="c@example.com"
            )
            draft = NoticeDraft(
                kind=NoticeKind.DELAY,
                cause=f"event {at}",
                to=to,
                numbers=(number,),
                facts=samples(NoticeKind.DELAY)[0],
                revision=revision,
                queued_at=AT,
                learned_at=AT,
            )
            found.append(unit.notices.add(_notice(draft), draft.key).token)
        unit.commit()
    return found


def _notice(draft: NoticeDraft) -> Notice:
    return Notice(
        id=0,
        kind=draft.kind,
        state=NoticeState.QUEUED,
        to=draft.to,
        numbers=draft.numbers,
        facts=draft.facts,
        cause=draft.cause,
        revision=draft.revision,
        queued_at=AT,
        learned_at=AT,
        token="",
        approved_at=AT,
        approved_by="anna",
    )


def send_all(place: Path, port: int, revisions: Sequence[PolicyRevision]) -> None:
    """Send until nothing waits, as often as the server fails."""
    book = SqlBook(place)
    while waiting(book):
        with SmtpTransport(SmtpServer(host="127.0.0.1", port=port, security=Security.NONE)) as transport:
            sender = Sender(
                transport=transport,
                words=NoticeWriter(),
                revisions=revisions,
                hours=timeline(revisions, year_holidays),
                clock=lambda: datetime.now(UTC).replace(microsecond=0),  # noqa: TID251 - a real sender's clock
                address="orders@example.com",
                by="sender",
                lease=LEASE,
                waits=(timedelta(0),) * 30,
            )
            send_notices(book, sender)
        time.sleep(0.05)


def waiting(book: SqlBook) -> list[Notice]:
    """List the notices that are not sent yet."""
    with book.read() as view:
        return list(view.notices.list(NoticeQuestion(states=WAITING)))
