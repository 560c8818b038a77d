"""Reading the outbox and the messages; their tables are loaded when they are asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.codec import instant_text
from ordertrack.domain.texts import name_key
from ordertrack.errors import NotFoundError
from ordertrack.store.bulk import in_parts
from ordertrack.store.outboxfilters import message_conditions, notice_conditions
from ordertrack.store.rows import ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ordertrack.domain.messages import Message
    from ordertrack.domain.noticefigures import NoticeTimes
    from ordertrack.domain.notices import Notice
    from ordertrack.usecases.outboxports import MessageQuestion, NoticeQuestion, OutboxCounts

Condition = sa.ColumnElement[bool]


class Outbox:
    """The part of a view that reads notices and messages. See `usecases.outboxports` for what each method promises."""

    connection: sa.Connection

    def notices(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]:
        """List the notices that fit, as they were queued."""
        from ordertrack.store.notice_rows import NOTICES

        conditions = notice_conditions(question)
        if question.names:
            conditions.append(self._is_to(question.names, conditions))
        return self._notices(sa.select(NOTICES).where(*conditions).limit(limit))

    def outbox_counts(self) -> OutboxCounts:
        """Count what may wait for a person."""
        from ordertrack.store.outboxcounts import outbox_counts

        return outbox_counts(self.connection)

    def notice_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]:
        """List when the notices queued in a period were to be told, and were told."""
        from ordertrack.store.outboxcounts import notice_times

        return notice_times(self.connection, since=since, before=before)

    def get_notice(self, notice: int) -> Notice:
        """Give a notice by its number."""
        from ordertrack.store.notice_rows import NOTICES

        found = self._notice(NOTICES.c.id == notice)
        if found is None:
            raise NotFoundError(f"there is no notice {notice}", hints=("`ordertrack notice list` lists them",))
        return found

    def notice_of_key(self, key: str) -> Notice | None:
        """Find the one notice of a cause, recipient and channel."""
        from ordertrack.store.notice_rows import NOTICES

        return self._notice(NOTICES.c.key == key)

    def notice_of_token(self, token: str) -> Notice | None:
        """Find the notice whose reply address has a token."""
        from ordertrack.store.notice_rows import NOTICES

        return self._notice(NOTICES.c.token == token)

    def notices_of_letters(self, message_ids: Collection[str]) -> Mapping[str, Notice]:
        """Give the notices that were sent under these Message-IDs."""
        from ordertrack.store.notice_rows import NOTICES

        found: dict[str, Notice] = {}
        for part in in_parts(message_ids):
            notices = self._notices(sa.select(NOTICES).where(NOTICES.c.message_id.in_(part)))
            found |= {each.message_id: each for each in notices if each.message_id}
        return found

    def message_of_letters(self, message_ids: Collection[str]) -> Message | None:
        """Find the latest message that has one of these Message-IDs."""
        from ordertrack.store.notice_rows import MESSAGES

        found = self._messages([MESSAGES.c.message_id.in_(list(message_ids)[:500])], None) if message_ids else []
        return found[-1] if found else None

    def last_letters(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]:
        """Give the Message-IDs of what passed between us and a party about orders, oldest first."""
        from ordertrack.store.notice_rows import MESSAGE_ORDERS, MESSAGES

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
        from ordertrack.store.notice_rows import MESSAGES

        found = self._messages([MESSAGES.c.id == message], None)
        if not found:
            raise _no_message(message)
        return found[0]

    def original(self, message: int) -> bytes:
        """Give the very bytes of a message."""
        from ordertrack.store.notice_rows import MESSAGES

        raw = self.connection.execute(sa.select(MESSAGES.c.raw).where(MESSAGES.c.id == message)).scalar()
        if raw is None:
            raise _no_message(message)
        return bytes(raw)

    def known_letters(self) -> Collection[str]:
        """Give the Message-IDs of all letters that came in, and of our own."""
        from ordertrack.store.notice_rows import MESSAGES, NOTICES

        came = sa.select(MESSAGES.c.message_id).where(MESSAGES.c.direction == "in", MESSAGES.c.message_id.is_not(None))
        ours = sa.select(NOTICES.c.message_id).where(NOTICES.c.message_id.is_not(None))
        return frozenset(self.connection.execute(came.union_all(ours)).scalars())

    def knows_letter(self, *, message_id: str | None, digest: str | None) -> bool:
        """Say whether a letter came in already: by its Message-ID, else by its digest."""
        from ordertrack.store.notice_rows import MESSAGES

        is_it = MESSAGES.c.message_id == message_id if message_id else MESSAGES.c.digest == digest
        query = sa.select(MESSAGES.c.id).where(is_it, sa.text("messages.direction = 'in'")).limit(1)
        return self.connection.execute(query).first() is not None

    def due_notices(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]:
        """List notices by mail that may be tried at an instant, by number."""
        from ordertrack.store.notice_rows import NOTICES

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
        from ordertrack.store.notice_rows import NOTICES

        keys = {name_key(name) for name in names}
        recipients = self.connection.execute(sa.select(NOTICES.c.recipient).where(*among).distinct()).scalars()
        return NOTICES.c.recipient.in_([each for each in recipients if name_key(each) in keys])

    def _notice(self, condition: Condition) -> Notice | None:
        from ordertrack.store.notice_rows import NOTICES

        return next(iter(self._notices(sa.select(NOTICES).where(condition))), None)

    def _notices(self, query: sa.Select[Any], *, is_sorted: bool = False) -> list[Notice]:
        from ordertrack.store.notice_rows import NOTICE_ORDERS, NOTICES

        rows = self.connection.execute(query if is_sorted else query.order_by(NOTICES.c.queued_at, NOTICES.c.id)).all()
        numbers = self._numbers(NOTICE_ORDERS, NOTICE_ORDERS.c.notice_id, [row.id for row in rows])
        return [notice_from(row, numbers[row.id]) for row in rows]

    def _messages(self, conditions: Sequence[Condition], limit: int | None) -> list[Message]:
        from ordertrack.store.notice_rows import MESSAGE_ORDERS, MESSAGES

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
    from ordertrack.domain.notices import Addressee, Notice, NoticeChannel, NoticeKind, NoticeState

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
    from ordertrack.domain.incoming import Attachment, Nature
    from ordertrack.domain.messages import Direction, Match, Message, MessageState

    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    kinds = {"direction": Direction, "nature": Nature, "state": MessageState}
    values |= {name: kind(values[name]) for name, kind in kinds.items()}
    values["matched_by"] = Match(values["matched_by"]) if values["matched_by"] else None
    values |= {"side": _side(values["side"]), "at": _instant(values["at"]), "kept_at": _instant(values["kept_at"])}
    values["attachments"] = tuple(Attachment(*each) for each in json.loads(values["attachments"]))
    values |= {"party": values.pop("party_id"), "notice": values.pop("notice_id")}
    return Message(**values, numbers=tuple(numbers))


def _side(text: str | None) -> Any:  # noqa: ANN401 - Side or None, loaded only here
    from ordertrack.domain.channels import Side

    return Side(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _no_message(message: int) -> NotFoundError:
    return NotFoundError(f"there is no message {message}", hints=("`ordertrack mail list` lists them",))
