"""Writing the outbox, and what writing a notice and a message have in common."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.values.codec import canonical, instant_text
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.notices.outbox import Notices
from ordertrack.store.tables.notices import NOTICE_ORDERS, NOTICES
from ordertrack.store.tables.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordertrack.domain.notices.notice import Notice


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
