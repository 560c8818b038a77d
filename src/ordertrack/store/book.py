"""The order book over a database: opening it to read or to write, one transaction each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.errors import NotFoundError
from ordertrack.store import engine as engines
from ordertrack.store.lock import writers_turn
from ordertrack.store.reading import SqlReads
from ordertrack.store.schema import require_current
from ordertrack.store.writing import SqlWrites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SqlBook:
    """An order book in a SQLite file or a PostgreSQL database; opens nothing until asked to."""

    def __init__(self, place: Path | str, *, patience: float = engines.BUSY_SECONDS) -> None:
        self.place = place
        self._patience = patience

    @property
    def is_file(self) -> bool:
        """Whether the book is a SQLite file."""
        return not isinstance(self.place, str)

    @contextmanager
    def read(self) -> Iterator[SqlReads]:
        """Open one consistent, read-only view."""
        with engines.translated(), self.connected("ro") as connection, connection.begin():
            require_current(connection)
            yield SqlReads(connection)

    @contextmanager
    def write(self) -> Iterator[SqlWrites]:
        """Open one transaction; leaving without `commit` discards it."""
        with engines.translated(), self._turn(), self.connected("rw") as connection:
            transaction = connection.begin()
            try:
                require_current(connection)
                require_safe_journal(connection)
                yield SqlWrites(connection, transaction)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    @contextmanager
    def connected(self, mode: str) -> Iterator[sa.Connection]:
        """Open a bare connection, `ro` or `rw`; nothing is checked yet."""
        engine = self._engine(mode)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def _engine(self, mode: str) -> sa.Engine:
        if isinstance(self.place, str):
            return engines.postgres_engine(self.place, mode=mode)
        if not self.place.exists():
            msg = f"there is no order book at {self.place}"
            raise NotFoundError(msg, hints=(f"`ordertrack book init --db {self.place}` makes one",))
        return engines.sqlite_engine(self.place, mode=mode)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if isinstance(self.place, str):
            yield
            return
        self._engine("rw").dispose()
        with writers_turn(self.place, seconds=self._patience):
            yield


def require_safe_journal(connection: sa.Connection) -> None:
    """Refuse to write to a WAL book with a SQLite library that can corrupt one."""
    if connection.dialect.name != "sqlite":
        return
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    library = engines.sqlite_module().sqlite_version_info
    if journal == "wal" and not engines.is_wal_safe(library):
        version = ".".join(str(part) for part in library)
        msg = f"this book is in WAL mode, which SQLite {version} can corrupt"
        hints = ("install the safe library: pip install 'ordertrack[wal]'", "or `ordertrack book journal truncate` with it")
        raise engines.OutsideError(msg, hints=hints)
