"""What one process of the tests makes once for the many commands that it gives: parsers, and statements for a database.

A command that is typed makes both anew, in a process of its own. Within a process of the tests the same words are read
by the same parser, and what was compiled for one book of an engine is sent to all of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import typer.main
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from ordertrack.cli import app
from ordertrack.cli.commands import words_to_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine.interfaces import Dialect

_COMPILED: LRUCache[Any, Any] = LRUCache(5_000)


def reuse_parsers() -> None:
    """Build the command that a line names once."""
    build = app.build_app

    @cache
    def built(*named: str) -> Any:  # noqa: ANN401 - Typer's own type
        return typer.main.get_command(build(named))

    def build_once(argv: Sequence[str] | None = None) -> Any:  # noqa: ANN401 - either of Typer's types
        return build(argv) if argv is None or words_to_complete() else built(*_naming(argv))

    setattr(app, "build_app", build_once)  # noqa: B010 - mypy would have a function take no other's place


def _naming(argv: Sequence[str]) -> list[str]:
    """Give the words that say which parser reads a line: the command, and in a group the one that follows."""
    named = app.typed_command(argv)
    if named not in app.GROUPS:
        return [named] if named else []
    words = list(argv)
    return words[words.index(named) :][:2]


def reuse_statements() -> None:
    """Compile a statement once for all books of an engine: its dialects say the same whichever book they are for."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        setattr(kind, "__eq__", _is_same_kind)  # noqa: B010 - the same
        setattr(kind, "__hash__", _hash_of_kind)  # noqa: B010 - the same
    event.listen(Engine, "engine_connect", _share_compiled)


def _is_same_kind(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_kind(one: Dialect) -> int:
    return hash(type(one))


def _share_compiled(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
