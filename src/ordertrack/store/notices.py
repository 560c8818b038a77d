"""The outbox: notices read, counted, queued and kept, within the one transaction of a use case (SOP 5)."""

from __future__ import annotations

import json
import secrets
from base64 import b32encode
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.letters import MessageState
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.reports.clocks import NoticeTimes
from ordertrack.domain.values.codec import canonical, instant_text
from ordertrack.domain.values.texts import name_key
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.store.engine.engine import in_parts, insert_many
from ordertrack.store.engine.functions import instant_of
from ordertrack.store.tables.notices import NOTICE_ORDERS, NOTICES
from ordertrack.store.tables.orders import ORDERS
from ordertrack.usecases.ports import OutboxCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ordertrack.usecases.ports import NoticeQuestion

Condition = sa.ColumnElement[bool]


class Notices:
    """The notices of the book."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]:
        """List the notices that fit, as they were queued."""
        conditions = notice_conditions(question)
        if question.names:
            conditions.append(self._is_to(question.names, conditions))
        return self._notices(sa.select(NOTICES).where(*conditions).limit(limit))

    def get(self, notice: int) -> Notice:
        """Give a notice by its number; NotFoundError when there is none."""
        found = self._notice(NOTICES.c.id == notice)
        if found is None:
            raise NotFoundError(f"there is no notice {notice}", hints=("`ordertrack notice list` lists them",))
        return found

    def find_by_key(self, key: str) -> Notice | None:
        """Find the one notice of a cause, recipient and channel."""
        return self._notice(NOTICES.c.key == key)

    def find_by_token(self, token: str) -> Notice | None:
        """Find the notice whose reply address has a token."""
        return self._notice(NOTICES.c.token == token)

    def find_by_message_ids(self, message_ids: Collection[str]) -> Mapping[str, Notice]:
        """Give the notices that were sent under these Message-IDs, by them."""
        found: dict[str, Notice] = {}
        for part in in_parts(message_ids):
            notices = self._notices(sa.select(NOTICES).where(NOTICES.c.message_id.in_(part)))
            found |= {each.message_id: each for each in notices if each.message_id}
        return found

    def list_due(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]:
        """List notices by mail that may be tried at an instant, by number: queued, or left by a sender that died.

        Whether the policy lets them leave is asked of the policy, not here.
        """
        now = instant_text(at)
        is_queued = sa.and_(NOTICES.c.state == "queued", sa.or_(NOTICES.c.next_at.is_(None), NOTICES.c.next_at <= now))
        is_left = sa.and_(NOTICES.c.state == "sending", NOTICES.c.lease_until <= now)
        query = (
            sa.select(NOTICES)
            .where(sa.text("notices.state IN ('queued', 'sending')"), sa.or_(is_queued, is_left))
            .where(NOTICES.c.channel == "email", NOTICES.c.id > after)
            .order_by(NOTICES.c.id)
            .limit(limit)
        )
        return self._notices(query, is_sorted=True)

    def count_waiting(self) -> OutboxCounts:
        """Count what may wait for a person, letters too; the cost grows with what is open and not with the history."""
        drafts: Counter[tuple[int, NoticeKind]] = Counter()
        unread: Counter[str] = Counter()
        letters: Counter[MessageState] = Counter()
        failed = 0
        for what, number, name, found in self._connection.execute(_COUNTS):
            if what == "draft":
                drafts[number, NoticeKind(name)] += found
            elif what == "unread":
                unread[name] += found
            elif what == "letter":
                letters[MessageState(name)] += found
            else:
                failed += found
        return OutboxCounts(drafts=drafts, failed=failed, unread=unread, letters=letters)

    def list_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]:
        """List when the notices queued in a period were to be told, and were told; the end is not in the period."""
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
                sent_at=instant_of(sent_at),
            )
            for kind, state, party, learned_at, sent_at in self._connection.execute(query)
        ]

    def _is_to(self, names: Collection[str], among: Sequence[Condition]) -> Condition:
        """Fit recipients by the keys of their names, which neither engine can make, `among` those notices."""
        keys = {name_key(name) for name in names}
        recipients = self._connection.execute(sa.select(NOTICES.c.recipient).where(*among).distinct()).scalars()
        return NOTICES.c.recipient.in_([each for each in recipients if name_key(each) in keys])

    def _notice(self, condition: Condition) -> Notice | None:
        return next(iter(self._notices(sa.select(NOTICES).where(condition))), None)

    def _notices(self, query: sa.Select[Any], *, is_sorted: bool = False) -> Sequence[Notice]:
        rows = self._connection.execute(query if is_sorted else query.order_by(NOTICES.c.queued_at, NOTICES.c.id)).all()
        numbers = numbers_of(self._connection, NOTICE_ORDERS, NOTICE_ORDERS.c.notice_id, [row.id for row in rows])
        return [_notice_from(row, numbers[row.id]) for row in rows]


def _notice_from(row: sa.Row[Any], numbers: Sequence[str]) -> Notice:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    side, party = values.pop("side"), values.pop("party_id")
    to = {"name": values.pop("recipient"), "channel": NoticeChannel(values.pop("channel"))}
    to |= {"address": values.pop("address"), "language": values.pop("language"), "side": side_of(side)}
    values |= {name: instant_of(text) for name, text in values.items() if name.endswith("_at") or name == "lease_until"}
    values |= {name: bool(values[name]) for name in ("is_copy", "may_repeat")}
    values |= {"kind": NoticeKind(values["kind"]), "state": NoticeState(values["state"])}
    del values["key"]
    facts = json.loads(values.pop("facts"))
    return Notice(**values, to=Addressee(party=party, **to), facts=facts, numbers=tuple(numbers))


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
_PARTS = {
    "notices.state IN ('queued', 'sending')": {"queued", "sending"},
    "notices.state IN ('queued', 'failed')": {"queued", "failed"},
    "notices.state = 'failed'": {"failed"},
}
"""The states that an index of `notices` has: SQLite takes it where the question says so in the very words."""


def _by_index(states: Collection[str]) -> Iterator[Condition]:
    """Say once more, in the words of an index, what follows from the states asked for."""
    for words, those in _PARTS.items():
        if states and those.issuperset(states):
            yield sa.literal_column(words)


def notice_conditions(question: NoticeQuestion) -> list[Condition]:
    """Give the conditions on `notices`, but for the names of their recipients."""
    found: list[Condition] = [*_by_index(question.states)]
    found += [
        NOTICES.c[name].in_([each.value for each in wanted])
        for name, wanted in (("state", question.states), ("kind", question.kinds), ("channel", question.channels))
        if wanted
    ]
    if question.numbers:
        of_orders = sa.select(NOTICE_ORDERS.c.notice_id).join(ORDERS, ORDERS.c.id == NOTICE_ORDERS.c.order_id)
        found.append(NOTICES.c.id.in_(of_orders.where(ORDERS.c.number.in_(question.numbers))))
    if question.causes:
        found.append(NOTICES.c.cause.in_(question.causes))
    if question.party is not None:
        found.append(NOTICES.c.party_id == question.party)
    if question.side is not None:
        found.append(NOTICES.c.side == question.side.value)
    if question.is_unread:
        found += [NOTICES.c.channel == "inbox", NOTICES.c.read_at.is_(None), NOTICES.c.state == "sent"]
    if question.since is not None:
        found.append(NOTICES.c.queued_at >= instant_text(question.since))
    return found


def numbers_of(
    connection: sa.Connection, table: sa.Table, key: sa.Column[Any], ids: Sequence[int]
) -> Mapping[int, Sequence[str]]:
    """Give, by the key of a notice or a message, the numbers of the orders that it is about."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in in_parts(ids):
        query = sa.select(key, ORDERS.c.number).join(ORDERS, ORDERS.c.id == table.c.order_id).where(key.in_(part))
        for row in connection.execute(query.order_by(ORDERS.c.id)):
            found[row[0]].append(row[1])
    return found


def side_of(text: str | None) -> Side | None:
    """Give the side of a stored word."""
    return Side(text) if text else None


_TOKEN_BYTES = 10


class NoticeWrites(Notices):
    """The same in a transaction, which may queue and change notices."""

    def add(self, notice: Notice, key: str) -> Notice:
        """Queue a notice under the next number, with a token that nobody can guess.

        ConflictError when the key is taken.
        """
        token = b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode("ascii").lower()
        kept = replace(notice, id=next_key(self._connection, NOTICES), token=token)
        try:
            with self._connection.begin_nested():
                insert_many(self._connection, NOTICES, [_notice_values(kept, key)])
        except sa.exc.IntegrityError as error:
            if self.find_by_key(key):
                raise ConflictError(f"that notice to {notice.to.name} is queued already") from error
            raise
        link_orders(self._connection, NOTICE_ORDERS, "notice_id", kept.id, kept.numbers)
        return kept

    def save(self, notice: Notice) -> None:
        """Keep what changed of a notice."""
        values = dict(zip((column.name for column in NOTICES.columns), _notice_values(notice, ""), strict=True))
        del values["id"], values["key"]
        found = self._connection.execute(NOTICES.update().where(NOTICES.c.id == notice.id).values(values)).rowcount
        if found != 1:
            raise NotFoundError(f"there is no notice {notice.id}")
        link_orders(self._connection, NOTICE_ORDERS, "notice_id", notice.id, notice.numbers)


def _notice_values(notice: Notice, key: str) -> tuple[Any, ...]:
    to = notice.to
    return (
        notice.id,
        key,
        notice.kind.value,
        notice.state.value,
        to.channel.value,
        to.party,
        to.side.value if to.side else None,
        to.name,
        to.address,
        to.language,
        notice.cause,
        int(notice.is_copy),
        notice.revision,
        canonical(notice.facts),
        notice.subject,
        notice.body,
        instant_text(notice.queued_at),
        instant_text(notice.learned_at),
        text_of(notice.approved_at),
        notice.approved_by,
        notice.attempts,
        text_of(notice.next_at),
        text_of(notice.lease_until),
        int(notice.may_repeat),
        notice.message_id,
        notice.token,
        text_of(notice.sent_at),
        notice.error,
        text_of(notice.read_at),
        text_of(notice.acknowledged_at),
    )


def next_key(connection: sa.Connection, table: sa.Table) -> int:
    """Give the key of the next row."""
    found: int | None = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
    return (found or 0) + 1


def link_orders(connection: sa.Connection, table: sa.Table, key: str, value: int, numbers: Sequence[str]) -> set[int]:
    """Let a notice or a message be about these orders, and no other ones; the keys of both."""
    wanted = set(connection.execute(sa.select(ORDERS.c.id).where(ORDERS.c.number.in_(numbers))).scalars())
    known = set(connection.execute(sa.select(table.c.order_id).where(table.c[key] == value)).scalars())
    if gone := known - wanted:
        connection.execute(table.delete().where(table.c[key] == value, table.c.order_id.in_(gone)))
    insert_many(connection, table, [(order, value) for order in sorted(wanted - known)])
    return wanted | known


def text_of(at: datetime | None) -> str | None:
    """Give an instant as it is stored."""
    return instant_text(at) if at else None
