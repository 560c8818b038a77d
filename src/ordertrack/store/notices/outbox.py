"""Reading the outbox and the messages, and counting them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.letters import MessageState
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.reports.clocks import NoticeTimes
from ordertrack.domain.values.codec import instant_text
from ordertrack.domain.values.texts import name_key
from ordertrack.errors import NotFoundError
from ordertrack.store.engine.engine import in_parts
from ordertrack.store.tables.notices import NOTICES
from ordertrack.store.tables.orders import ORDERS
from ordertrack.usecases.ports import OutboxCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ordertrack.domain.letters import Message
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.usecases.ports import MessageQuestion, NoticeQuestion


Condition = sa.ColumnElement[bool]


class Outbox:
    """The part of a view that reads notices and messages. See `usecases.outboxports` for what each method promises."""

    connection: sa.Connection

    def notices(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]:
        """List the notices that fit, as they were queued."""
        from ordertrack.store.tables.notices import NOTICES

        conditions = notice_conditions(question)
        if question.names:
            conditions.append(self._is_to(question.names, conditions))
        return self._notices(sa.select(NOTICES).where(*conditions).limit(limit))

    def outbox_counts(self) -> OutboxCounts:
        """Count what may wait for a person."""
        return outbox_counts(self.connection)

    def notice_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]:
        """List when the notices queued in a period were to be told, and were told."""
        return notice_times(self.connection, since=since, before=before)

    def get_notice(self, notice: int) -> Notice:
        """Give a notice by its number."""
        from ordertrack.store.tables.notices import NOTICES

        found = self._notice(NOTICES.c.id == notice)
        if found is None:
            raise NotFoundError(f"there is no notice {notice}", hints=("`ordertrack notice list` lists them",))
        return found

    def notice_of_key(self, key: str) -> Notice | None:
        """Find the one notice of a cause, recipient and channel."""
        from ordertrack.store.tables.notices import NOTICES

        return self._notice(NOTICES.c.key == key)

    def notice_of_token(self, token: str) -> Notice | None:
        """Find the notice whose reply address has a token."""
        from ordertrack.store.tables.notices import NOTICES

        return self._notice(NOTICES.c.token == token)

    def notices_of_letters(self, message_ids: Collection[str]) -> Mapping[str, Notice]:
        """Give the notices that were sent under these Message-IDs."""
        from ordertrack.store.tables.notices import NOTICES

        found: dict[str, Notice] = {}
        for part in in_parts(message_ids):
            notices = self._notices(sa.select(NOTICES).where(NOTICES.c.message_id.in_(part)))
            found |= {each.message_id: each for each in notices if each.message_id}
        return found

    def message_of_letters(self, message_ids: Collection[str]) -> Message | None:
        """Find the latest message that has one of these Message-IDs."""
        from ordertrack.store.tables.notices import MESSAGES

        found = self._messages([MESSAGES.c.message_id.in_(list(message_ids)[:500])], None) if message_ids else []
        return found[-1] if found else None

    def last_letters(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]:
        """Give the Message-IDs of what passed between us and a party about orders, oldest first."""
        from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES

        about = (
            sa.select(MESSAGE_ORDERS.c.message_id)
            .join(ORDERS, ORDERS.c.id == MESSAGE_ORDERS.c.order_id)
            .where(ORDERS.c.number.in_(numbers))
        )
        query = (
            sa.select(MESSAGES.c.message_id)
            .where(MESSAGES.c.id.in_(about), MESSAGES.c.party_id == party, MESSAGES.c.message_id.is_not(None))
            .where(sa.or_(MESSAGES.c.notice_id.is_(None), MESSAGES.c.notice_id != before))
            .order_by(MESSAGES.c.at, MESSAGES.c.id)
        )
        return list(dict.fromkeys(self.connection.execute(query).scalars()))

    def messages(self, question: MessageQuestion, *, limit: int | None = None) -> Sequence[Message]:
        """List the messages that fit, by their time."""
        return self._messages(message_conditions(question), limit)

    def get_message(self, message: int) -> Message:
        """Give a message by its number."""
        from ordertrack.store.tables.notices import MESSAGES

        found = self._messages([MESSAGES.c.id == message], None)
        if not found:
            raise _no_message(message)
        return found[0]

    def original(self, message: int) -> bytes:
        """Give the very bytes of a message."""
        from ordertrack.store.tables.notices import MESSAGES

        raw = self.connection.execute(sa.select(MESSAGES.c.raw).where(MESSAGES.c.id == message)).scalar()
        if raw is None:
            raise _no_message(message)
        return bytes(raw)

    def known_letters(self) -> Collection[str]:
        """Give the Message-IDs of all letters that came in, and of our own."""
        from ordertrack.store.tables.notices import MESSAGES, NOTICES

        came = sa.select(MESSAGES.c.message_id).where(MESSAGES.c.direction == "in", MESSAGES.c.message_id.is_not(None))
        ours = sa.select(NOTICES.c.message_id).where(NOTICES.c.message_id.is_not(None))
        return frozenset(self.connection.execute(came.union_all(ours)).scalars())

    def knows_letter(self, *, message_id: str | None, digest: str | None) -> bool:
        """Say whether a letter came in already: by its Message-ID, else by its digest."""
        from ordertrack.store.tables.notices import MESSAGES

        is_it = MESSAGES.c.message_id == message_id if message_id else MESSAGES.c.digest == digest
        query = sa.select(MESSAGES.c.id).where(is_it, sa.text("messages.direction = 'in'")).limit(1)
        return self.connection.execute(query).first() is not None

    def due_notices(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]:
        """List notices by mail that may be tried at an instant, by number."""
        from ordertrack.store.tables.notices import NOTICES

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

    def _is_to(self, names: Collection[str], among: Sequence[Condition]) -> Condition:
        """Fit recipients by the keys of their names, which neither engine can make, `among` those notices."""
        from ordertrack.store.tables.notices import NOTICES

        keys = {name_key(name) for name in names}
        recipients = self.connection.execute(sa.select(NOTICES.c.recipient).where(*among).distinct()).scalars()
        return NOTICES.c.recipient.in_([each for each in recipients if name_key(each) in keys])

    def _notice(self, condition: Condition) -> Notice | None:
        from ordertrack.store.tables.notices import NOTICES

        return next(iter(self._notices(sa.select(NOTICES).where(condition))), None)

    def _notices(self, query: sa.Select[Any], *, is_sorted: bool = False) -> list[Notice]:
        from ordertrack.store.tables.notices import NOTICE_ORDERS, NOTICES

        rows = self.connection.execute(query if is_sorted else query.order_by(NOTICES.c.queued_at, NOTICES.c.id)).all()
        numbers = self._numbers(NOTICE_ORDERS, NOTICE_ORDERS.c.notice_id, [row.id for row in rows])
        return [notice_from(row, numbers[row.id]) for row in rows]

    def _messages(self, conditions: Sequence[Condition], limit: int | None) -> list[Message]:
        from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES

        columns = [column for column in MESSAGES.columns if column.name != "raw"]
        query = sa.select(*columns).where(*conditions).order_by(MESSAGES.c.at, MESSAGES.c.id).limit(limit)
        rows = self.connection.execute(query).all()
        numbers = self._numbers(MESSAGE_ORDERS, MESSAGE_ORDERS.c.message_id, [row.id for row in rows])
        return [message_from(row, numbers[row.id]) for row in rows]

    def _numbers(self, table: sa.Table, key: sa.Column[Any], ids: list[int]) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for part in in_parts(ids):
            query = sa.select(key, ORDERS.c.number).join(ORDERS, ORDERS.c.id == table.c.order_id).where(key.in_(part))
            for row in self.connection.execute(query.order_by(ORDERS.c.id)):
                found[row[0]].append(row[1])
        return found


def notice_from(row: sa.Row[Any], numbers: Sequence[str]) -> Notice:
    """Make a notice of its row."""
    from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
    from ordertrack.domain.policy.notices import NoticeKind
    from ordertrack.domain.values.channels import NoticeChannel

    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    side, party = values.pop("side"), values.pop("party_id")
    to = {"name": values.pop("recipient"), "channel": NoticeChannel(values.pop("channel"))}
    to |= {"address": values.pop("address"), "language": values.pop("language"), "side": _side(side)}
    values |= {name: _instant(text) for name, text in values.items() if name.endswith("_at") or name == "lease_until"}
    values |= {name: bool(values[name]) for name in ("is_copy", "may_repeat")}
    values |= {"kind": NoticeKind(values["kind"]), "state": NoticeState(values["state"])}
    del values["key"]
    facts = json.loads(values.pop("facts"))
    return Notice(**values, to=Addressee(party=party, **to), facts=facts, numbers=tuple(numbers))


def message_from(row: sa.Row[Any], numbers: Sequence[str]) -> Message:
    """Make a message of its row."""
    from ordertrack.domain.letters import Attachment, Direction, Match, Message, MessageState, Nature

    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    kinds = {"direction": Direction, "nature": Nature, "state": MessageState}
    values |= {name: kind(values[name]) for name, kind in kinds.items()}
    values["matched_by"] = Match(values["matched_by"]) if values["matched_by"] else None
    values |= {"side": _side(values["side"]), "at": _instant(values["at"]), "kept_at": _instant(values["kept_at"])}
    values["attachments"] = tuple(Attachment(*each) for each in json.loads(values["attachments"]))
    values |= {"party": values.pop("party_id"), "notice": values.pop("notice_id")}
    return Message(**values, numbers=tuple(numbers))


def _side(text: str | None) -> Any:  # noqa: ANN401 - Side or None, loaded only here
    from ordertrack.domain.values.channels import Side

    return Side(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _no_message(message: int) -> NotFoundError:
    return NotFoundError(f"there is no message {message}", hints=("`ordertrack mail list` lists them",))


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
    from ordertrack.store.tables.notices import NOTICE_ORDERS, NOTICES

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


def message_conditions(question: MessageQuestion) -> list[Condition]:
    """Give the conditions on `messages`."""
    from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES

    found: list[Condition] = []
    if question.states:
        found.append(MESSAGES.c.state.in_([each.value for each in question.states]))
    if question.direction is not None:
        found.append(MESSAGES.c.direction == question.direction.value)
    if question.numbers:
        of_orders = sa.select(MESSAGE_ORDERS.c.message_id).join(ORDERS, ORDERS.c.id == MESSAGE_ORDERS.c.order_id)
        found.append(MESSAGES.c.id.in_(of_orders.where(ORDERS.c.number.in_(question.numbers))))
    if question.since is not None:
        found.append(MESSAGES.c.at >= f"{question.since.isoformat()}T00:00:00Z")
    return found
