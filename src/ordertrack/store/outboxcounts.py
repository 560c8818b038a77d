"""Counting the outbox, and the times of its notices, without reading any of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.codec import instant_text
from ordertrack.domain.messages import MessageState
from ordertrack.domain.noticefigures import NoticeTimes
from ordertrack.domain.notices import NoticeKind, NoticeState
from ordertrack.store.notice_rows import NOTICES
from ordertrack.usecases.outboxports import OutboxCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNTS = sa.text("""
SELECT 'draft' AS what, revision AS number, kind AS name, count(*) AS found FROM notices
WHERE state IN ('queued', 'sending') AND state = 'queued' AND approved_at IS NULL
AND party_id IS NOT NULL AND channel = 'email' GROUP BY revision, kind
UNION ALL SELECT 'failed', 0, '', count(*) FROM notices WHERE state = 'failed'
UNION ALL SELECT 'unread', 0, recipient, count(*) FROM notices
WHERE channel = 'inbox' AND read_at IS NULL AND state = 'sent' GROUP BY recipient
UNION ALL SELECT 'letter', 0, state, count(*) FROM messages WHERE state <> 'done' GROUP BY state
""")
"""Conditions as the partial indexes have them, so that those are used."""


def outbox_counts(connection: sa.Connection) -> OutboxCounts:
    """Count what may wait for a person."""
    drafts: Counter[tuple[int, NoticeKind]] = Counter()
    unread: Counter[str] = Counter()
    letters: Counter[MessageState] = Counter()
    failed = 0
    for what, number, name, found in connection.execute(_COUNTS):
        if what == "draft":
            drafts[number, NoticeKind(name)] += found
        elif what == "unread":
            unread[name] += found
        elif what == "letter":
            letters[MessageState(name)] += found
        else:
            failed += found
    return OutboxCounts(drafts=drafts, failed=failed, unread=unread, letters=letters)


def notice_times(
    connection: sa.Connection, *, since: datetime | None, before: datetime | None
) -> Sequence[NoticeTimes]:
    """List when the notices queued in a period were to be told, and were told."""
    columns = (NOTICES.c.kind, NOTICES.c.state, NOTICES.c.party_id, NOTICES.c.learned_at, NOTICES.c.sent_at)
    query = sa.select(*columns).where(NOTICES.c.channel != "inbox").order_by(NOTICES.c.id)
    if since is not None:
        query = query.where(NOTICES.c.queued_at >= instant_text(since))
    if before is not None:
        query = query.where(NOTICES.c.queued_at < instant_text(before))
    return [
        NoticeTimes(
            kind=NoticeKind(kind),
            state=NoticeState(state),
            is_for_party=party is not None,
            learned_at=datetime.fromisoformat(learned_at),
            sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        )
        for kind, state, party, learned_at, sent_at in connection.execute(query)
    ]
