"""Making a new order book: whole, private and durable, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.store import engine as engines
from ordertrack.store.book import SqlBook, require_wal_safe
from ordertrack.store.case_rows import METADATA
from ordertrack.store.disks import draft_beside, file_errors, publish, require_local_disk
from ordertrack.store.schema import create, is_book

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        raise _taken(path)
    if make_folder:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.parent.is_dir():
        raise OutsideError(f"there is no folder {path.parent}", hints=("make it first",))
    if not allow_network:
        require_local_disk(path.parent)


def _create_file(path: Path, settings: Mapping[str, str], journal: str) -> None:
    with draft_beside(path) as draft:
        engine = engines.sqlite_engine(draft, mode="rw")
        try:
            with engine.connect() as connection:
                with connection.begin():
                    create(connection, {**settings, "journal": journal})
                switch_journal(connection, journal)
        finally:
            engine.dispose()
        try:
            publish(draft, path)
        except FileExistsError as error:
            raise _taken(path) from error


def switch_journal(connection: sa.Connection, journal: str) -> None:
    """Put a SQLite file into a journal mode, outside of a transaction; a lock error when others have it open."""
    raw: Any = connection.connection.driver_connection
    (found,) = raw.execute(f"PRAGMA journal_mode={journal}").fetchone()
    if found != journal:
        raise OutsideError(f"SQLite keeps the book in journal mode {found} and does not take {journal}")


def _taken(path: Path) -> ConflictError:
    return ConflictError(f"{path} exists already", hints=("`ordertrack book info` says what it is",))


def _create_on_server(url: str, settings: Mapping[str, str]) -> None:
    engine = engines.postgres_engine(url, mode="rw")
    try:
        with engine.begin() as connection:
            _require_empty(connection)
            create(connection, settings)
    finally:
        engine.dispose()


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
