"""Connections that keep their word: pragmas, transaction modes and identity, on SQLite and PostgreSQL."""

from __future__ import annotations

import importlib
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from ordertrack.errors import ConflictError, LockedError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

APPLICATION_ID = 0x4F545231
BUSY_SECONDS = 30
WRITE_LOCK_KEY = 0x4F545231

_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=FILE",
)


def sqlite_module() -> ModuleType:
    """Give the SQLite driver: the bundled newer library where the `wal` extra is installed, else Python's."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Say whether a SQLite library has the fix for the WAL-reset fault (3.51.3, 3.50.7, 3.44.6 in their lines)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_engine(path: Path, *, mode: str) -> sa.Engine:
    """Open the file; `mode` is SQLite's `ro` or `rw`: neither ever creates one."""
    module = sqlite_module()
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:  # noqa: ANN401 - a DBAPI connection
        return module.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = sa.create_engine("sqlite://", module=module, creator=connect, poolclass=sa.NullPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate if mode == "rw" else _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA foreign_keys").fetchone()[0] != 1:
        msg = "this SQLite library does not keep foreign keys; another Python build is needed"
        raise OutsideError(msg)
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal not in {"wal", "truncate"}:
        connection.execute("PRAGMA journal_mode=TRUNCATE")


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def postgres_engine(url: str, *, mode: str) -> sa.Engine:
    """Open a PostgreSQL database; readers get one read-only snapshot a transaction."""
    options = {"connect_timeout": 10, "application_name": "ordertrack"}
    level = "READ COMMITTED" if mode == "rw" else "REPEATABLE READ"
    try:
        engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level=level, connect_args=options)
    except (ImportError, exc.ArgumentError) as error:
        msg = f"cannot use this database URL: {error}"
        raise OutsideError(msg, hints=("pip install 'ordertrack[postgres]'",)) from error
    event.listen(engine, "begin", _lock_writers if mode == "rw" else _set_read_only)
    return engine


def _lock_writers(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK_KEY})")


def _set_read_only(connection: sa.Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into the errors of this program; the book is as it was before."""
    try:
        yield
    except exc.IntegrityError as error:
        msg = f"the book refused this: {_reason(error)}"
        raise ConflictError(msg) from error
    except exc.InterfaceError as error:
        msg = f"the database does not answer: {_reason(error)}"
        raise OutsideError(msg) from error
    except exc.DBAPIError as error:
        raise _outside(_reason(error)) from error


def _outside(reason: str) -> Exception:
    text = reason.lower()
    if any(word in text for word in ("locked", "lock timeout", "busy", "deadlock", "could not serialize")):
        return LockedError(f"somebody else is writing to the book ({reason}); try again")
    for word, hint in _HINTS:
        if word in text:
            return OutsideError(f"the book cannot be used: {reason}", hints=(hint,))
    return OutsideError(f"the book cannot be used: {reason}")


_HINTS = (
    ("readonly", "the file or its folder cannot be written; check its owner and mode"),
    ("unable to open", "check that the file and its folder exist and may be read and written"),
    ("full", "the disk is full; nothing of this command was kept"),
    ("malformed", "run `ordertrack book check`, and restore a backup if it confirms the damage"),
    ("not a database", "the path names a file that is no order book"),
    ("connection", "check that the server runs and the URL is right"),
)


def _reason(error: exc.DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
