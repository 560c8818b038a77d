"""A made-up second version of the book, and the steps that lead to it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from ordertrack.store.migrations import rebuild_table
from ordertrack.store.schema import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sqlalchemy as sa

TARGET = 2


def fresh(connection: sa.Connection) -> None:
    """Lay out a book of version 2: every order has a mood, every event a checked weight, a table of songs is new."""
    lay_out(connection)
    if connection.dialect.name == "sqlite":
        _rebuilt(connection)
    else:
        _altered(connection)
    connection.exec_driver_sql("CREATE TABLE songs (title TEXT NOT NULL)")


def step(connection: sa.Connection) -> None:
    """Lead a book of version 1 to version 2."""
    fresh_parts = _rebuilt if connection.dialect.name == "sqlite" else _altered
    fresh_parts(connection)
    connection.exec_driver_sql("CREATE TABLE songs (title TEXT NOT NULL)")


def _altered(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE orders ADD COLUMN mood TEXT DEFAULT 'calm'")
    connection.exec_driver_sql("ALTER TABLE trail ADD CONSTRAINT trail_weight CHECK (length(body) > 0)")


def _rebuilt(connection: sa.Connection) -> None:
    for table in ("orders", "parties", "trail"):
        old = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
        rebuild_table(connection, table, _NEW[table](old), values={"mood": "'calm'"} if table == "orders" else {})


_NEW: Mapping[str, Callable[[str], str]] = {
    "orders": lambda sql: _with(sql, "mood TEXT DEFAULT 'calm' CHECK (length(mood) < 50)"),
    "parties": lambda sql: _with(sql, "CONSTRAINT parties_named CHECK (length(name) > 0)"),
    "trail": lambda sql: _with(sql, "CONSTRAINT trail_weight CHECK (length(body) > 0)"),
}


def _with(sql: str, more: str) -> str:
    """Put a column or a rule before the first rule of a table."""
    before, mark, after = sql.partition("PRIMARY KEY")
    return f"{before}{more}, {mark}{after}" if more.startswith("mood") else f"{before}{mark}{after}".replace(
        ") STRICT", f", {more}) STRICT"
    )


def dying(connection: sa.Connection, statements: int) -> None:
    """Do the step, but be killed after so many statements of it."""
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        if done > statements:
            os.kill(os.getpid(), signal.SIGKILL)

    import sqlalchemy

    sqlalchemy.event.listen(connection, "before_cursor_execute", count)
    step(connection)
