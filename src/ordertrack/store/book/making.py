"""Making a new order book, copies of it, and the journal it keeps: whole, private and durable, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.store.book.book import SqlBook, require_wal_safe
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.files import Forked, can_fork, draft_beside, file_errors, publish, require_local_disk
from ordertrack.store.tables.cases import METADATA
from ordertrack.store.tables.identity import is_book, require_no_archive, set_value, version_of
from ordertrack.store.tables.orders import BOOK, LINES, ORDERS, PARTIES, TRAIL
from ordertrack.store.tables.schema import create

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordertrack.store.book.views import SqlReads

JOURNALS = ("truncate", "wal")
"""The journal modes in which an acknowledged write survives a power cut."""


def create_book(
    place: Path | str,
    settings: Mapping[str, str],
    *,
    journal: str | None = None,
    make_folder: bool = False,
    allow_network: bool = False,
) -> SqlBook:
    """Make a new order book that says `settings` of itself (its zone, when it was made).

    A SQLite book (a path) is made with mode 0600 and keeps its `journal` mode for life: WAL where the SQLite library
    is safe for it, else TRUNCATE, unless one is named. `make_folder` also makes the folder. A database URL takes an
    empty PostgreSQL database or schema. ConflictError when there is something already, OutsideError when the disk or
    the server will not; then nothing is left behind.
    """
    with engines.translated():
        if isinstance(place, str):
            if journal is not None:
                raise UsageError("a journal mode is chosen for a SQLite file, not for a PostgreSQL database")
            _create_on_server(place, settings)
        else:
            chosen = chosen_journal(journal)
            with file_errors(f"make an order book at {place}"):
                _prepare_folder(place, make_folder=make_folder, allow_network=allow_network)
                _create_file(place, settings, chosen)
    return SqlBook(place, allow_network=allow_network)


def chosen_journal(journal: str | None) -> str:
    """Give the journal mode asked for, or the best that this SQLite library is safe for."""
    if journal is None:
        is_safe = engines.is_wal_safe(engines.sqlite_module().sqlite_version_info)
        return "wal" if is_safe else "truncate"
    if journal not in JOURNALS:
        raise UsageError(f"the journal mode is {' or '.join(JOURNALS)}, not {journal}")
    if journal == "wal":
        require_wal_safe("the book would be in WAL mode")
    return journal


def _prepare_folder(path: Path, *, make_folder: bool, allow_network: bool) -> None:
    if os.path.lexists(path):
        raise _existing_book_conflict(path)
    if make_folder:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.parent.is_dir():
        raise OutsideError(f"there is no folder {path.parent}", hints=("make it first",))
    if not allow_network:
        require_local_disk(path.parent)


def _create_file(path: Path, settings: Mapping[str, str], journal: str) -> None:
    with draft_beside(path) as draft:
        with engines.sqlite_engine(draft, mode="rw").connect() as connection:
            with connection.begin():
                create(connection, {**settings, "journal": journal})
            switch_journal(connection, journal)
        try:
            publish(draft, path)
        except FileExistsError as error:
            raise _existing_book_conflict(path) from error


def switch_journal(connection: sa.Connection, journal: str) -> None:
    """Put a SQLite file into a journal mode, outside of a transaction; a lock error when others have it open."""
    raw: Any = connection.connection.driver_connection
    (found,) = raw.execute(f"PRAGMA journal_mode={journal}").fetchone()
    if found != journal:
        raise OutsideError(f"SQLite keeps the book in journal mode {found} and does not take {journal}")


def _existing_book_conflict(path: Path) -> ConflictError:
    return ConflictError(f"{path} exists already", hints=("`ordertrack book info` says what it is",))


def _create_on_server(url: str, settings: Mapping[str, str]) -> None:
    with engines.postgres_engine(url, mode="rw").begin() as connection:
        _require_empty(connection)
        create(connection, settings)


def _require_empty(connection: sa.Connection) -> None:
    if is_book(connection):
        raise ConflictError("this database holds an order book already")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        hints = ("CREATE DATABASE orders ENCODING 'UTF8' TEMPLATE template0",)
        raise OutsideError(f"this database is in {encoding}, which cannot hold every name", hints=hints)
    taken = METADATA.tables.keys() & set(sa.inspect(connection).get_table_names())
    if taken:
        hints = ("give the order book an empty database, or a schema of its own",)
        raise ConflictError(f"this database has tables of the same name: {', '.join(sorted(taken))}", hints=hints)


class Backup(NamedTuple):
    """A verified copy: where it lies, how many bytes it has, the version of the book in it."""

    path: Path
    size: int
    version: int


def backup(book: SqlBook, target: Path, *, replace: bool = False) -> Backup:
    """Copy the book, while others may be at work on it, to one file, mode 0600: checked, synced, then given its name.

    ConflictError when `target` exists and is not to be replaced; OutsideError when it cannot be made, and for a
    PostgreSQL book, which its server's own tool backs up.
    """
    source = _file_of(book)
    with engines.translated(), file_errors(f"make the backup {target}"):
        _require_free(source, target, replace=replace)
        with draft_beside(target) as draft:
            with book.connected("ro") as connection, connection.begin():
                version = version_of(connection)
                _copy(connection, draft)
            _require_sound(draft, version)
            try:
                publish(draft, target, replace=replace)
            except FileExistsError as error:
                raise _taken_copy(target) from error
        return Backup(target, target.stat().st_size, version)


def _file_of(book: SqlBook) -> Path:
    if isinstance(book.place, str):
        hints = ("pg_dump --format=custom --file=orders.dump 'postgresql://...'",)
        raise OutsideError("a PostgreSQL book is backed up with its server's own tool, pg_dump", hints=hints)
    return book.place


def _require_free(source: Path, target: Path, *, replace: bool) -> None:
    if not target.parent.is_dir():
        raise OutsideError(f"there is no folder {target.parent}", hints=("make it first",))
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError("a book cannot be backed up onto itself")
    if not replace and (target.exists() or target.is_symlink()):
        raise _taken_copy(target)


def _taken_copy(target: Path) -> ConflictError:
    return ConflictError(f"{target} exists already", hints=("name a file that does not exist yet",))


def _copy(connection: sa.Connection, target: Path) -> None:
    source: Any = connection.connection.driver_connection
    with closing(engines.sqlite_module().connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that fails is thrown away, and a finished one synced
        copy.execute("PRAGMA synchronous=OFF")
        source.execute("PRAGMA cache_size=16")  # no page is read twice
        source.backup(copy)


def _copy_bytes(source: Path, target: Path) -> bool:
    """Copy the bytes of a book, which a transaction of the caller holds still; say whether that could be done.

    That is four times as fast as page by page. It takes a process of its own: in this one, closing a plain handle
    would drop every lock that it holds on the book.
    """
    if not can_fork():
        return False
    with Forked(lambda: str(shutil.copyfile(source, target))) as copying:
        is_copied = copying.result() is not None
    if not is_copied:
        target.unlink(missing_ok=True)
    return is_copied


def _require_sound(copy: Path, version: int) -> None:
    uri = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(engines.sqlite_module().connect(uri, uri=True)) as connection:
        integrity = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        identity = connection.execute("PRAGMA application_id").fetchone()[0]
        copied = connection.execute("PRAGMA user_version").fetchone()[0]
    if (integrity, identity, copied) != ("ok", engines.APPLICATION_ID, version):
        hints = ("run `ordertrack book check`",)
        raise OutsideError(f"the copy of the book is not sound ({integrity}); it was not kept", hints=hints)


@contextmanager
def snapshot(book: SqlBook) -> Iterator[SqlReads]:
    """Open a view for long reading that keeps no writer waiting.

    In WAL mode and on PostgreSQL that is any view. In rollback modes a reader blocks every commit, so the view is of
    a private copy in the temporary folder, gone afterwards.
    """
    with snapshot_with_copy(book) as (view, _):
        yield view


@contextmanager
def snapshot_with_copy(book: SqlBook) -> Iterator[tuple[SqlReads, Path | None]]:
    """Open a `snapshot` and name the private copy that it is of, if it is of one."""
    if not book.is_file or _journal_of(book) == "wal":
        with book.read() as view:
            yield view, None
        return
    with file_errors("copy the book for reading"):
        folder = tempfile.TemporaryDirectory(prefix="ordertrack-")
    with folder as name:
        copy = Path(name) / "book"
        with book.read() as view:
            if not _copy_bytes(Path(book.place), copy):
                _copy(view.connection, copy)
        with SqlBook(copy, read_policy=book.read_policy).read() as view:
            yield view, copy


def _journal_of(book: SqlBook) -> str:
    with engines.translated(), book.connected("ro") as connection:
        journal: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return journal


def set_journal(book: SqlBook, journal: str) -> None:
    """Change the journal mode of a SQLite book for good; LockedError while anybody else has it open."""
    if not book.is_file:
        raise UsageError("a PostgreSQL book has no journal mode")
    chosen = chosen_journal(journal)
    with book.turn(), book.connected("rw") as connection:
        version_of(connection)
        require_no_archive(connection)
        connection.rollback()
        switch_journal(connection, chosen)
        with connection.begin():
            set_value(connection, "journal", chosen)


def book_info(book: SqlBook) -> dict[str, str | int | None]:
    """Say what the book is: where, on what, which version, how large, how full, its zone, when it was made."""
    with book.read() as view:
        connection = view.connection
        tables = {"orders": ORDERS, "lines": LINES, "parties": PARTIES, "events": TRAIL}
        counts = {name: sa.select(sa.func.count()).select_from(table) for name, table in tables.items()}
        kept = {row.key: row.value for row in connection.execute(sa.select(BOOK.c.key, BOOK.c.value))}
        return {
            **(_file_facts(connection, book.place) if isinstance(book.place, Path) else _server_facts(connection)),
            "schema_version": version_of(connection),
            **{name: connection.execute(query).scalar_one() for name, query in counts.items()},
            "zone": kept.get("zone"),
            "created_at": kept.get("created_at"),
        }


def _file_facts(connection: sa.Connection, place: Path) -> dict[str, str | int | None]:
    def ask(question: str) -> Any:  # noqa: ANN401 - whatever the pragma answers
        return connection.exec_driver_sql(question).scalar_one()

    return {
        "place": str(place),
        "engine": "SQLite",
        "library": engines.sqlite_module().sqlite_version,
        "source": ask("SELECT sqlite_source_id()"),
        "journal": ask("PRAGMA journal_mode"),
        "page_size": ask("PRAGMA page_size"),
        "size": ask("PRAGMA page_size") * ask("PRAGMA page_count"),
    }


def _server_facts(connection: sa.Connection) -> dict[str, str | int | None]:
    def ask(question: str) -> Any:  # noqa: ANN401 - whatever the server answers
        return connection.exec_driver_sql(question).scalar_one()

    return {
        "place": connection.engine.url.render_as_string(hide_password=True),
        "engine": "PostgreSQL",
        "library": ask("SHOW server_version"),
        "source": ask("SELECT version()"),
        "journal": None,
        "page_size": int(ask("SHOW block_size")),
        "size": ask("SELECT pg_database_size(current_database())"),
    }
