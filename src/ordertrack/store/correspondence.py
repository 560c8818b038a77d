"""The text search over what was said about orders: kept current as contacts, enquiries and messages are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.correspondence import words_in
from ordertrack.store.bulk import in_parts
from ordertrack.store.case_rows import CONTACTS, ENQUIRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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
    for text in _said(connection, order_id):
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


def forget(connection: sa.Connection, orders: Collection[int]) -> None:
    """Let the search find these orders no longer, by their keys."""
    connection.execute(_TABLE.delete().where(_TABLE.c.rowid.in_(orders)))


def wipe(connection: sa.Connection) -> None:
    """Let nothing be left in the file of what the search forgot; the cost grows with the whole correspondence."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO correspondence (correspondence) VALUES ('optimize')")


def _said(connection: sa.Connection, order_id: int) -> Iterator[str]:
    from ordertrack.store.notice_rows import MESSAGE_ORDERS, MESSAGES

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
