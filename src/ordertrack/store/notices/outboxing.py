"""Writing the outbox and the messages, within the one transaction of a use case."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.records import canonical
from ordertrack.domain.values.codec import instant_text
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES, NOTICE_ORDERS, NOTICES
from ordertrack.store.tables.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordertrack.domain.letters import Message
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.usecases.ports import NewMessage


_TOKEN_BYTES = 10


def add_notice(connection: sa.Connection, notice: Notice, key: str) -> Notice:
    """Queue a notice under the next number, with a token that nobody can guess."""
    token = b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode("ascii").lower()
    kept = replace(notice, id=_next(connection, NOTICES), token=token)
    try:
        with connection.begin_nested():
            insert_many(connection, NOTICES, [_notice_values(kept, key)])
    except sa.exc.IntegrityError as error:
        if notice_known(connection, key):
            raise ConflictError(f"that notice to {notice.to.name} is queued already") from error
        raise
    _link(connection, NOTICE_ORDERS, "notice_id", kept.id, kept.numbers)
    return kept


def notice_known(connection: sa.Connection, key: str) -> bool:
    """Say whether a notice has that key."""
    return connection.execute(sa.select(NOTICES.c.id).where(NOTICES.c.key == key)).first() is not None


def save_notice(connection: sa.Connection, notice: Notice) -> None:
    """Keep what changed of a notice."""
    values = dict(zip((column.name for column in NOTICES.columns), _notice_values(notice, ""), strict=True))
    del values["id"], values["key"]
    found = connection.execute(NOTICES.update().where(NOTICES.c.id == notice.id).values(values)).rowcount
    if found != 1:
        raise NotFoundError(f"there is no notice {notice.id}")
    _link(connection, NOTICE_ORDERS, "notice_id", notice.id, notice.numbers)


def next_message(connection: sa.Connection) -> int:
    """Give the number under which the next message can be kept."""
    return _next(connection, MESSAGES)


def keep_message(connection: sa.Connection, new: NewMessage) -> tuple[Message, set[int]]:
    """Keep a message with its original, under the next number if it has none; it, and the keys of its orders."""
    kept = replace(new.message, id=new.message.id or _next(connection, MESSAGES))
    try:
        with connection.begin_nested():
            insert_many(connection, MESSAGES, [(*_message_values(kept), new.raw)])
    except sa.exc.IntegrityError as error:
        raise ConflictError(f"the letter {kept.message_id or kept.digest} is kept already") from error
    return kept, _link(connection, MESSAGE_ORDERS, "message_id", kept.id, kept.numbers) if kept.numbers else set()


def save_message(connection: sa.Connection, message: Message) -> set[int]:
    """Keep what changed of a message, but for its original, which never does; the keys of its orders, old and new."""
    names = (column.name for column in MESSAGES.columns if column.name != "raw")
    values = dict(zip(names, _message_values(message), strict=True))
    connection.execute(MESSAGES.update().where(MESSAGES.c.id == values.pop("id")).values(values))
    return _link(connection, MESSAGE_ORDERS, "message_id", message.id, message.numbers)


def _next(connection: sa.Connection, table: sa.Table) -> int:
    found: int | None = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
    return (found or 0) + 1


def _link(connection: sa.Connection, table: sa.Table, key: str, value: int, numbers: Sequence[str]) -> set[int]:
    """Let a notice or a message be about these orders, and no other ones; the keys of both."""
    wanted = set(connection.execute(sa.select(ORDERS.c.id).where(ORDERS.c.number.in_(numbers))).scalars())
    known = set(connection.execute(sa.select(table.c.order_id).where(table.c[key] == value)).scalars())
    if gone := known - wanted:
        connection.execute(table.delete().where(table.c[key] == value, table.c.order_id.in_(gone)))
    insert_many(connection, table, [(order, value) for order in sorted(wanted - known)])
    return wanted | known


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
        _text(notice.approved_at),
        notice.approved_by,
        notice.attempts,
        _text(notice.next_at),
        _text(notice.lease_until),
        int(notice.may_repeat),
        notice.message_id,
        notice.token,
        _text(notice.sent_at),
        notice.error,
        _text(notice.read_at),
        _text(notice.acknowledged_at),
    )


def _message_values(message: Message) -> tuple[Any, ...]:
    return (
        message.id,
        message.direction.value,
        message.digest,
        message.message_id,
        message.nature.value,
        message.state.value,
        message.matched_by.value if message.matched_by else None,
        message.notice,
        message.party,
        message.side.value if message.side else None,
        message.sender,
        message.sender_name,
        message.subject,
        instant_text(message.at),
        instant_text(message.kept_at),
        canonical([list(each) for each in message.attachments]),
        message.reason,
        message.rest,
        message.text,
    )


def _text(at: datetime | None) -> str | None:
    return instant_text(at) if at else None
