"""The step to version 2: notices and messages, and to a book of version 0.1.0 also what version 0.2.0 brought."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.correspondence import words_in
from ordertrack.store import step_2_notices as notices
from ordertrack.store.bulk import in_parts
from ordertrack.store.migrations import rebuild_table
from ordertrack.store.step_2_issues import open_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 500_000
"""Bytes of the words kept for one order; PostgreSQL can search no more than twice that."""

_SAID = """SELECT order_id, said FROM (
    SELECT order_id, 1 AS part, seq, 1 AS place, note AS said FROM contacts
    UNION ALL SELECT order_id, 2, seq, 1, text FROM enquiries
    UNION ALL SELECT order_id, 2, seq, 2, answer FROM enquiries) AS sayings
    WHERE said IS NOT NULL ORDER BY order_id, part, seq, place"""
_KEEP = "INSERT INTO correspondence (rowid, text) VALUES (:rowid, :text)"


def step(connection: sa.Connection) -> None:
    """Lead a book of version 1 to version 2.

    Two releases made books of version 1. Those of 0.1.0 know of no contacts, follow-ups or policy: they get these
    tables empty, and the issues that their delays and receipts are. What was said in those of 0.2.0 is made ready to
    be searched.
    """
    has_cases = sa.inspect(connection).has_table("contacts")
    is_sqlite = connection.dialect.name == "sqlite"
    (_in_a_file if is_sqlite else _on_a_server)(connection, has_cases=has_cases)
    if not has_cases:
        open_issues(connection)
    _run(connection, notices.ON_SQLITE if is_sqlite else notices.ON_POSTGRES)
    _run(connection, notices.INDEXES)
    for part in in_parts(_documents(connection)):
        connection.execute(sa.text(_KEEP), part)


def _in_a_file(connection: sa.Connection, *, has_cases: bool) -> None:
    from ordertrack.store import step_2_sqlite as sql

    if has_cases:
        rebuild_table(connection, "contacts", sql.CONTACTS)
        return
    rebuild_table(connection, "orders", sql.ORDERS)
    _run(connection, [sql.CONTACTS, *sql.CASES, "DROP TRIGGER trail_no_update", *sql.TRIGGERS])


def _on_a_server(connection: sa.Connection, *, has_cases: bool) -> None:
    from ordertrack.store import step_2_postgres as sql

    if has_cases:
        _run(connection, sql.NEW_IN_CONTACTS)
    else:
        _run(connection, [*sql.ORDERS, sql.CONTACTS, *sql.CASES, *sql.TRIGGERS])


def _run(connection: sa.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _documents(connection: sa.Connection) -> Iterator[dict[str, int | str]]:
    """Give, for each order of which anything was said, the words of it all in the order they are searched in."""
    said = connection.exec_driver_sql(_SAID, execution_options={"yield_per": 1000})
    for order_id, texts in groupby(said, key=itemgetter(0)):
        words = _words(text for _, text in texts)
        if words:
            yield {"rowid": order_id, "text": " ".join(words)}


def _words(texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    size = 0
    for text in texts:
        for word in words_in(text):
            size += len(word.encode()) + 1
            if size > LONGEST:
                return found
            found.append(word)
    return found
