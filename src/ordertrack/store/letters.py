"""Letters and other messages in and out, and the text search over all that was said about orders (SOP 4.3c, 5)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.letters import Attachment, Direction, Match, Message, MessageState, Nature
from ordertrack.domain.values.codec import canonical, instant_text
from ordertrack.domain.values.texts import words_in
from ordertrack.errors import ConflictError, NotFoundError
from ordertrack.store.engine.engine import in_parts, insert_many
from ordertrack.store.engine.functions import instant_of
from ordertrack.store.notices import link_orders, next_key, numbers_of, side_of
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES, NOTICES
from ordertrack.store.tables.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ordertrack.usecases.ports import MessageQuestion, NewMessage

LONGEST = 500_000
"""Bytes of the words kept for one order, its oldest first; PostgreSQL can search no more than twice that."""
_TABLE = sa.table("correspondence", sa.column("rowid", sa.BigInteger), sa.column("text", sa.Text))
_AT_ONCE = 20


def document(connection: sa.Connection, order_id: int) -> str:
    """Give the words of all that was said about an order, as `words_in` does, a blank between them.

    That is its contacts' notes, then its enquiries and their answers, then its letters by their time.
    """
    words: list[str] = []
    size = 0
    for text in _read_texts(connection, order_id):
        for word in words_in(text):
            size += len(word.encode()) + 1
            if size > LONGEST:
                return " ".join(words)
            words.append(word)
    return " ".join(words)


def reindex(connection: sa.Connection, orders: Collection[int]) -> None:
    """Let the search find these orders, by their keys, by what is said about them now."""
    for part in in_parts(sorted(orders)):
        forget(connection, part)
        found = [{"rowid": order, "text": document(connection, order)} for order in part]
        kept = [row for row in found if row["text"]]
        if kept:
            connection.execute(_TABLE.insert(), kept)


class SearchIndex:
    """The orders of a transaction that the search has to find anew."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._orders: set[int] = set()

    def add(self, orders: Collection[int]) -> None:
        """Let the search find these orders, by their keys, by what is said about them when all of it is kept."""
        self._orders.update(orders)

    def renew(self) -> None:
        """Let the search find them now."""
        reindex(self._connection, self._orders)


def forget(connection: sa.Connection, orders: Collection[int]) -> None:
    """Let the search find these orders no longer, by their keys."""
    connection.execute(_TABLE.delete().where(_TABLE.c.rowid.in_(orders)))


def wipe(connection: sa.Connection) -> None:
    """Let nothing be left in the file of what the search forgot; the cost grows with the whole correspondence."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO correspondence (correspondence) VALUES ('optimize')")


def _read_texts(connection: sa.Connection, order_id: int) -> Iterator[str]:
    of_order = sa.select(MESSAGE_ORDERS.c.message_id).where(MESSAGE_ORDERS.c.order_id == order_id)
    queries: tuple[sa.Select[str | None, str | None], ...] = (
        sa.select(CONTACTS.c.note, sa.null()).where(CONTACTS.c.order_id == order_id).order_by(CONTACTS.c.seq),
        sa.select(ENQUIRIES.c.text, ENQUIRIES.c.answer)
        .where(ENQUIRIES.c.order_id == order_id)
        .order_by(ENQUIRIES.c.seq),
        sa.select(MESSAGES.c.subject, MESSAGES.c.text)
        .where(MESSAGES.c.id.in_(of_order), MESSAGES.c.nature == "letter")
        .order_by(MESSAGES.c.at, MESSAGES.c.id),
    )
    for query in queries:
        for row in connection.execute(query).yield_per(_AT_ONCE):
            yield from (text for text in row if text)


Condition = sa.ColumnElement[bool]


class Letters:
    """The letters of the book, and all other messages."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def list(self, question: MessageQuestion, *, limit: int | None = None) -> Sequence[Message]:
        """List the messages that fit, by their time."""
        return self._messages(_conditions(question), limit)

    def get(self, message: int) -> Message:
        """Give a message by its number; NotFoundError when there is none."""
        found = self._messages([MESSAGES.c.id == message], None)
        if not found:
            raise _no_message(message)
        return found[0]

    def original(self, message: int) -> bytes:
        """Give the very bytes of a message; NotFoundError when there is none."""
        raw = self._connection.execute(sa.select(MESSAGES.c.raw).where(MESSAGES.c.id == message)).scalar()
        if raw is None:
            raise _no_message(message)
        return bytes(raw)

    def find_by_message_ids(self, message_ids: Collection[str]) -> Message | None:
        """Find the latest message that has one of these Message-IDs."""
        found = self._messages([MESSAGES.c.message_id.in_(list(message_ids)[:500])], None) if message_ids else []
        return found[-1] if found else None

    def last_message_ids(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]:
        """Give the Message-IDs of what passed between us and a party about orders, oldest first, up to a notice."""
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
        return list(dict.fromkeys(self._connection.execute(query).scalars()))

    def known_message_ids(self) -> Collection[str]:
        """Give the Message-IDs of all letters that came in, and of our own."""
        came = sa.select(MESSAGES.c.message_id).where(MESSAGES.c.direction == "in", MESSAGES.c.message_id.is_not(None))
        ours = sa.select(NOTICES.c.message_id).where(NOTICES.c.message_id.is_not(None))
        return frozenset(self._connection.execute(came.union_all(ours)).scalars())

    def is_known(self, *, message_id: str | None, digest: str | None) -> bool:
        """Say whether a letter came in already: by its Message-ID, else by the SHA-256 of its bytes."""
        is_it = MESSAGES.c.message_id == message_id if message_id else MESSAGES.c.digest == digest
        query = sa.select(MESSAGES.c.id).where(is_it, sa.text("messages.direction = 'in'")).limit(1)
        return self._connection.execute(query).first() is not None

    def _messages(self, conditions: Sequence[Condition], limit: int | None) -> Sequence[Message]:
        columns = [column for column in MESSAGES.columns if column.name != "raw"]
        query = sa.select(*columns).where(*conditions).order_by(MESSAGES.c.at, MESSAGES.c.id).limit(limit)
        rows = self._connection.execute(query).all()
        numbers = numbers_of(self._connection, MESSAGE_ORDERS, MESSAGE_ORDERS.c.message_id, [row.id for row in rows])
        return [_message_from(row, numbers[row.id]) for row in rows]


class LetterWrites(Letters):
    """The same in a transaction, which may keep and change messages."""

    def __init__(self, connection: sa.Connection, index: SearchIndex) -> None:
        super().__init__(connection)
        self._index = index

    def keep(self, new: NewMessage) -> Message:
        """Keep a message with its original, under the next number if it has none.

        ConflictError when it is kept already.
        """
        kept = replace(new.message, id=new.message.id or next_key(self._connection, MESSAGES))
        try:
            with self._connection.begin_nested():
                insert_many(self._connection, MESSAGES, [(*_message_values(kept), new.raw)])
        except sa.exc.IntegrityError as error:
            raise ConflictError(f"the letter {kept.message_id or kept.digest} is kept already") from error
        if kept.numbers:
            self._index.add(link_orders(self._connection, MESSAGE_ORDERS, "message_id", kept.id, kept.numbers))
        return kept

    def save(self, message: Message) -> None:
        """Keep what changed of a message, but for its original, which never does."""
        names = (column.name for column in MESSAGES.columns if column.name != "raw")
        values = dict(zip(names, _message_values(message), strict=True))
        self._connection.execute(MESSAGES.update().where(MESSAGES.c.id == values.pop("id")).values(values))
        self._index.add(link_orders(self._connection, MESSAGE_ORDERS, "message_id", message.id, message.numbers))

    def next_number(self) -> int:
        """Give the number under which the next message can be kept."""
        return next_key(self._connection, MESSAGES)


def _message_from(row: sa.Row[Any], numbers: Sequence[str]) -> Message:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
    kinds = {"direction": Direction, "nature": Nature, "state": MessageState}
    values |= {name: kind(values[name]) for name, kind in kinds.items()}
    values["matched_by"] = Match(values["matched_by"]) if values["matched_by"] else None
    values |= {name: instant_of(values[name]) for name in ("at", "kept_at")}
    values["side"] = side_of(values["side"])
    values["attachments"] = tuple(Attachment(*each) for each in json.loads(values["attachments"]))
    values |= {"party": values.pop("party_id"), "notice": values.pop("notice_id")}
    return Message(**values, numbers=tuple(numbers))


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


def _no_message(message: int) -> NotFoundError:
    return NotFoundError(f"there is no message {message}", hints=("`ordertrack mail list` lists them",))


def _conditions(question: MessageQuestion) -> list[Condition]:
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
