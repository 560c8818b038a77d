"""The order book over a database: opening it to read or to write, one transaction each."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.errors import LockedError, NotFoundError, OutsideError
from ordertrack.store.book.views import SqlReads, SqlWrites
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.files import file_errors, require_local_disk, writers_turn
from ordertrack.store.tables.identity import require_current, require_no_archive, require_ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ordertrack.domain.policy.policy import Policy

_ROUND_LOCK = 0x6F747263
_ROUND_RUNS = "another daily round of this book is running; it does all the work"


class SqlBook:
    """An order book in a SQLite file or a PostgreSQL database; opens nothing until asked to.

    Other writers are waited for up to `patience` seconds; `allow_network` lets a SQLite book lie on a network disk.
    `read_policy` reads the text of a policy revision of which nothing is kept beside it.
    """

    def __init__(
        self,
        place: Path | str,
        *,
        patience: float = engines.BUSY_SECONDS,
        allow_network: bool = False,
        read_policy: Callable[[str], Policy] | None = None,
    ) -> None:
        self.place = place
        self.patience = patience
        self.allow_network = allow_network
        self.read_policy = read_policy
        self._engines: dict[tuple[str, str | None], sa.Engine] = {}

    @property
    def is_file(self) -> bool:
        """Whether the book is a SQLite file."""
        return not isinstance(self.place, str)

    @contextmanager
    def read(self) -> Iterator[SqlReads]:
        """Open one consistent, read-only view."""
        with self._reading() as connection:
            yield SqlReads(connection, self._reading, self.read_policy)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with engines.translated(), self.connected("ro") as connection, connection.begin():
            require_current(connection)
            yield connection

    @contextmanager
    def write(self) -> Iterator[SqlWrites]:
        """Open one transaction, waiting for other writers; leaving it without `commit` discards it.

        LockedError when the turn does not come in time.
        """
        with self.turn(), self.connected("rw") as connection:
            transaction = connection.begin()
            try:
                require_current(connection)
                require_no_archive(connection)
                require_safe_journal(connection)
                yield SqlWrites(connection, transaction, self.read_policy)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    @contextmanager
    def turn(self, name: str = "lock") -> Iterator[None]:
        """Wait for the turn to write to this book; a server has a lock of its own for that."""
        with engines.translated():
            if isinstance(self.place, str):
                yield
                return
            self._require_book(self.place)
            if not self.allow_network:
                require_local_disk(self.place)
            with writers_turn(self.place, seconds=self.patience, name=name):
                yield

    @contextmanager
    def only_round(self) -> Iterator[None]:
        """Be the only daily round of this book, without waiting; LockedError while another one runs."""
        with engines.translated():
            if isinstance(self.place, str):
                with self.connected("rw") as connection:
                    is_ours = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ROUND_LOCK})").scalar_one()
                    connection.rollback()
                    if not is_ours:
                        raise LockedError(_ROUND_RUNS)
                    yield
                    return
            self._require_book(self.place)
            with writers_turn(self.place, seconds=0, name="round", busy=_ROUND_RUNS):
                yield

    @contextmanager
    def connected(self, mode: str, *, begin: str | None = None) -> Iterator[sa.Connection]:
        """Open a bare connection, `ro` or `rw`, to a book of whatever version; `begin` opens SQLite transactions."""
        if not isinstance(self.place, str):
            self._require_book(self.place)
            if mode == "ro":
                self._undo_interrupted_write(self.place)
        with self._engine(mode, begin).connect() as connection:
            yield connection

    def _engine(self, mode: str, begin: str | None) -> sa.Engine:
        """Keep one engine for each kind of connection, and with it what it compiled; no connection is kept."""
        if (mode, begin) not in self._engines:
            self._engines[mode, begin] = self._new_engine(mode, begin)
        return self._engines[mode, begin]

    def _new_engine(self, mode: str, begin: str | None) -> sa.Engine:
        if isinstance(self.place, str):
            return engines.postgres_engine(self.place, mode=mode, seconds=self.patience)
        return engines.sqlite_engine(self.place, mode=mode, seconds=self.patience, begin=begin)

    def _require_book(self, path: Path) -> None:
        """Refuse what is no book before SQLite touches it or anything beside it."""
        with file_errors("open the book"):
            if not path.exists():
                msg = f"there is no order book at {path}"
                raise NotFoundError(msg, hints=(f"`ordertrack book init --db {path}` makes one",))
            if not path.is_file():
                raise OutsideError(f"{path} is not a file", hints=("an order book is one file; name that",))
        require_ours(engines.application_id(path))

    def _undo_interrupted_write(self, path: Path) -> None:
        """Let SQLite roll back what a killed writer left half done; a read-only connection could not."""
        journal = path.with_name(f"{path.name}-journal")
        with file_errors("open the book"):
            is_left = journal.exists() and journal.stat().st_size > 0
        if not is_left:
            return
        with closing(self._engine("rw", None).raw_connection()) as connection:
            connection.cursor().execute("SELECT 1 FROM sqlite_master").close()


def require_safe_journal(connection: sa.Connection) -> None:
    """Refuse to write to a WAL book with a SQLite library that can corrupt one."""
    if connection.dialect.name != "sqlite":
        return
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if journal == "wal":
        require_wal_safe("this book is in WAL mode")


def require_wal_safe(so: str) -> None:
    """Refuse WAL mode to a SQLite library without the fix; `so` begins the sentence."""
    module = engines.sqlite_module()
    if not engines.is_wal_safe(module.sqlite_version_info):
        msg = f"{so}, which SQLite {module.sqlite_version} can corrupt"
        hints = (
            "install a safe library: pip install 'ordertrack[wal]'",
            "or leave WAL mode, while nobody else has the book open: `ordertrack book journal truncate`",
        )
        raise OutsideError(msg, hints=hints)
