"""The text search over what was said about orders, as SQLite's FTS5 and as PostgreSQL want it kept and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Boolean, ColumnElement, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ordertrack.domain.letters import Term, words_in
from ordertrack.store.engine.engine import in_parts
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES
from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler


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


def _said(connection: sa.Connection, order_id: int) -> Iterator[str]:
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


class Wanted(TypeDecorator[tuple[Term, ...]]):
    """Terms in the engine's own language, each word quoted; words are letters and digits alone, and cannot break out.

    FTS5 knows phrases; of PostgreSQL only the words are asked, since it forgets where the later ones of a long text
    stand.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Term, ...] | None, dialect: Dialect) -> str:
        """Write the question."""
        if dialect.name == "sqlite":
            return " AND ".join(f'"{" ".join(term.words)}"{"*" * term.is_prefix}' for term in value or ())
        return " & ".join(
            f"'{word}'" + ":*" * (term.is_prefix and at == len(term.words))
            for term in value or ()
            for at, word in enumerate(term.words, 1)
        )


class said_of(FunctionElement[bool]):  # noqa: N801 - reads as the SQL function it is
    """Whether all terms were said about the order of a key; patterns of phrases follow the terms."""

    inherit_cache = True
    type = Boolean()


@compiles(said_of, "sqlite")
def _said_sqlite(element: said_of, compiler: SQLCompiler, **options: object) -> str:
    order, wanted, *_ = (compiler.process(part, **options) for part in list(element.clauses)[:2])
    return f"{order} IN (SELECT rowid FROM correspondence WHERE correspondence MATCH {wanted})"


@compiles(said_of, "postgresql")
def _said_postgres(element: said_of, compiler: SQLCompiler, **options: object) -> str:
    order, wanted, *phrases = (compiler.process(part, **options) for part in element.clauses)
    beside = "".join(f" AND ' ' || text || ' ' LIKE {phrase}" for phrase in phrases)
    asked = f"words @@ to_tsquery('simple', {wanted}){beside}"
    return f"{order} IN (SELECT rowid FROM correspondence WHERE {asked})"


def spoken_of(order: ColumnElement[int], terms: Sequence[Term]) -> ColumnElement[bool]:
    """Say whether all these terms occur in what was said about the order of a key."""
    phrases = [_beside(term) for term in terms if len(term.words) > 1]
    patterns: list[Any] = [bindparam(None, phrase, Text) for phrase in phrases]
    return said_of(order, bindparam(None, tuple(terms), Wanted), *patterns)


def _beside(term: Term) -> str:
    return f"% {' '.join(term.words)}{'' if term.is_prefix else ' '}%"
