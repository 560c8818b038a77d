"""Connections that keep their word: pragmas, transaction modes and identity, on SQLite and PostgreSQL."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from contextlib import closing, contextmanager, suppress
from functools import cache
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc

from ordertrack.errors import ConflictError, LockedError, OutsideError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

APPLICATION_ID = 0x4F545231
BUSY_SECONDS = 30
STEPS_BETWEEN_SIGNALS = 1_000_000
WRITE_LOCK_KEY = 0x4F545231


class Pragma(NamedTuple):
    """A setting of a SQLite connection: its name, what we ask for, and what it then answers."""

    name: str
    wanted: str
    answer: int


PRAGMAS = (
    Pragma("synchronous", "FULL", 2),
    Pragma("foreign_keys", "ON", 1),
    Pragma("recursive_triggers", "ON", 1),  # without it, INSERT OR REPLACE slips past the append-only trigger
    Pragma("trusted_schema", "OFF", 0),
    Pragma("cell_size_check", "ON", 1),
    Pragma("mmap_size", "0", 0),
    Pragma("temp_store", "FILE", 1),
    Pragma("cache_size", "-65536", -65536),  # up to 64 MiB, for the indexes that a large import fills at random
)


@cache
def sqlite_module() -> ModuleType:
    """Give the SQLite driver: the bundled newer library where the `wal` extra is installed, else Python's."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Say whether a SQLite library has the fix for the WAL-reset fault (3.51.3, 3.50.7, 3.44.6 in their lines)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_engine(path: Path, *, mode: str, seconds: float = BUSY_SECONDS, begin: str | None = None) -> sa.Engine:
    """Open the file; `mode` is SQLite's `ro` or `rw`: neither ever creates one.

    A transaction opens with `begin`: by default BEGIN IMMEDIATE for writers, who then queue up front, and BEGIN
    for readers. Locks are waited for up to `seconds`.
    """
    module = sqlite_module()
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:  # noqa: ANN401 - a DBAPI connection
        return module.connect(uri, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)

    engine = sa.create_engine("sqlite://", module=module, creator=connect, poolclass=sa.NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _opening(begin or ("BEGIN IMMEDIATE" if mode == "rw" else "BEGIN")))
    return engine


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.set_progress_handler(_let_signals_in, STEPS_BETWEEN_SIGNALS)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma.name}={pragma.wanted}")
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal not in {"wal", "truncate"}:
        (journal,) = connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
    broken = [pragma.name for pragma in PRAGMAS if not is_in_force(connection, pragma)]
    if journal not in {"wal", "truncate"}:
        broken.append("journal_mode")
    if broken:
        msg = f"this SQLite library does not keep {', '.join(broken)}; another Python build is needed"
        raise OutsideError(msg)


def _let_signals_in() -> None:
    """Give Python a moment in the middle of a long statement: a pending Ctrl-C is raised here and ends it."""


def is_in_force(connection: Any, pragma: Pragma) -> bool:  # noqa: ANN401 - a DBAPI connection
    """Say whether a connection of the driver really has a setting: the row that comes back is the truth."""
    found = connection.execute(f"PRAGMA {pragma.name}").fetchone()
    return found is None if pragma.name == "mmap_size" and found is None else found == (pragma.answer,)


def _opening(statement: str) -> Callable[[sa.Connection], None]:
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def application_id(path: Path) -> int:
    """Read whose file it is from its header alone: no lock taken, no journal touched, nothing created beside it.

    Through SQLite and not through `open`: closing a plain handle would drop the locks that this process holds.
    """
    module = sqlite_module()
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(module.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA writable_schema=ON")  # a killed writer's header may be ahead of the file's size
        found: int = connection.execute("PRAGMA application_id").fetchone()[0]
    return found


def postgres_engine(url: str, *, mode: str, seconds: float = BUSY_SECONDS) -> sa.Engine:
    """Open a PostgreSQL database; readers get one read-only snapshot a transaction."""
    options = {"connect_timeout": 10, "application_name": "ordertrack"}
    level = "READ COMMITTED" if mode == "rw" else "REPEATABLE READ"
    if database_url(url).get_backend_name() != "postgresql":
        raise UsageError("a database URL must begin with postgresql://")
    try:
        engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level=level, connect_args=options, hide_parameters=True
        )
    except (ImportError, exc.ArgumentError) as error:
        msg = f"cannot use this database URL: {error}"
        raise OutsideError(msg, hints=("pip install 'ordertrack[postgres]'",)) from error
    event.listen(engine, "connect", _speak_plainly)
    event.listen(engine, "begin", _one_writer(seconds) if mode == "rw" else _set_read_only)
    return engine


def database_url(text: str) -> sa.URL:
    """Take the URL of a database apart; UsageError, which tells no part of it, when it is none."""
    try:
        return sa.make_url(text)
    except (ValueError, exc.ArgumentError):
        hints = (
            "write postgresql+psycopg://USER@HOST:PORT/DATABASE",
            "in a password, @ is written %40, : %3A and / %2F",
        )
        raise UsageError("this is not a database URL", hints=hints) from None


def _speak_plainly(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('DateStyle', 'ISO, YMD', false), set_config('TimeZone', 'UTC', false)")
    connection.commit()


def _one_writer(seconds: float) -> Callable[[sa.Connection], None]:
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(seconds * 1000)}ms'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK_KEY})")

    return begin


def _set_read_only(connection: sa.Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver or the disk raises into the errors of this program; the book is as it was before."""
    try:
        yield
    except exc.IntegrityError as error:
        msg = f"the book refused this: {_reason(error.orig)}"
        raise ConflictError(msg) from error
    except exc.DBAPIError as error:
        _require_not_interrupted(error.orig)
        raise outside(error.orig) from error
    except _driver_errors() as error:  # from a cursor of the driver's own: streams, backups
        _require_not_interrupted(error)
        raise outside(error) from error


def _require_not_interrupted(error: BaseException | None) -> None:
    if str(error) == "interrupted":  # what SQLite says once the progress handler was broken off
        raise KeyboardInterrupt from error


def _driver_errors() -> tuple[type[Exception], ...]:
    loaded = (sys.modules.get(name) for name in ("sqlite3", "pysqlite3.dbapi2", "psycopg"))
    return tuple(module.Error for module in loaded if module is not None)


def outside(error: BaseException | None) -> LockedError | OutsideError:
    """Say what the driver's error means to a person, and whether trying again would help."""
    reason = _reason(error)
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
    ("disk is full", "the disk is full; nothing of this command was kept"),
    ("no space left", "the server's disk is full; nothing of this command was kept"),
    ("malformed", "run `ordertrack book check`, and restore a backup if it confirms the damage"),
    ("not a database", "the path names a file that is no order book"),
    ("permission denied", "the user of this database URL may not do this; ask who runs the server"),
    ("connection", "check that the server runs and the URL is right"),
)


def _reason(error: BaseException | None) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


Values = tuple[Any, ...]
T = TypeVar("T")
BATCH = 500
BLOCK = 250  # rows that are written out before a processor's cache has forgotten them
_CURSORS = count(1)
Cells = tuple[Any, ...]


def stream(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Cells]:
    """Run a statement past the result layer: the driver's own tuples, a block at a time."""
    statement = str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    raw: Any = connection.connection
    is_sqlite = connection.dialect.name == "sqlite"
    cursor = raw.cursor() if is_sqlite else raw.cursor(name=f"stream_{next(_CURSORS)}")
    try:
        cursor.execute(statement if is_sqlite else statement.replace("%%", "%"))
        while block := cursor.fetchmany(BLOCK):
            yield from block
    finally:
        with suppress(connection.dialect.loaded_dbapi.Error):  # a reader that left closed the book before
            cursor.close()


def in_parts(rows: Iterable[T], most: int = BATCH) -> Iterator[list[T]]:
    """Give rows so many at a time, or as one statement takes."""
    left = iter(rows)
    while part := list(islice(left, most)):
        yield part


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Values]) -> None:
    """Insert plain values, columns in the order of the table; dates as ISO text."""
    if rows:
        connection.exec_driver_sql(_insert(table, connection.dialect), list(rows))


def _insert(table: sa.Table, dialect: sa.Dialect) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
