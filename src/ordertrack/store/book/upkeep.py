"""One book, looked after: made, described, inspected, copied, upgraded, and its trail verified."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.records import GENESIS
from ordertrack.errors import NotFoundError, OrderTrackError
from ordertrack.store.book import making, migrations
from ordertrack.store.book.archiving import check_archive
from ordertrack.store.book.verification import verify
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.files import NETWORK_TYPES, disk_type
from ordertrack.store.tables.identity import SCHEMA_VERSION, version_of
from ordertrack.store.tables.orders import BOOK, TRAIL
from ordertrack.store.tables.schema import broken_references, differences
from ordertrack.store.trail import ChainVerdict, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.making import Backup
    from ordertrack.store.book.migrations import UpgradeReport
    from ordertrack.store.book.views import SqlReads


class Library(NamedTuple):
    """The SQLite library that would open a book here."""

    version: str
    is_wal_safe: bool


class Upkeep:
    """What the keeper of a book does with it; each method promises what the function it calls promises."""

    def __init__(self, book: SqlBook) -> None:
        self._book = book

    def create(self, settings: Mapping[str, str], *, journal: str | None = None, make_folder: bool = False) -> None:
        """Make the book; ConflictError when there is something at its place."""
        making.create_book(
            self._book.place, settings, journal=journal, make_folder=make_folder, allow_network=self._book.allow_network
        )

    def where(self) -> str:
        """Name the place of the book as it may be shown: a password in a URL stays hidden."""
        place = self._book.place
        if isinstance(place, str):
            return engines.database_url(place).render_as_string(hide_password=True)
        return str(place)

    def info(self) -> dict[str, str | int | None]:
        """Say what the book is."""
        return making.book_info(self._book)

    def check(self) -> Sequence[Check]:
        """Ask the book everything that a database can know of itself."""
        return check_book(self._book)

    def check_trail(self, before: Sequence[Check]) -> Check:
        """Verify the trail as one more check; not where an earlier one found the book damaged."""
        if any(each.verdict is UpkeepVerdict.FAILED and each.name in _FATAL for each in before):
            return Check("trail", UpkeepVerdict.UNKNOWN, "not looked at: the book cannot be read as it is")
        try:
            found = self.verify()
        except OrderTrackError as error:
            return Check("trail", UpkeepVerdict.FAILED, error.message)
        if found.finding:
            return Check("trail", UpkeepVerdict.FAILED, found.finding.message)
        return Check("trail", UpkeepVerdict.OK, f"{found.events} events give the rows; the head is {found.head}")

    def backup(self, target: Path, *, replace: bool = False) -> Backup:
        """Copy the book to one verified file."""
        return making.backup(self._book, target, replace=replace)

    def versions(self) -> tuple[int, int]:
        """Give the version of the book and the one this program works with."""
        with engines.translated(), self._book.connected("ro") as connection:
            return version_of(connection), SCHEMA_VERSION

    def upgrade(self) -> UpgradeReport:
        """Bring the book to the version this program works with."""
        return migrations.upgrade(self._book)

    def compact(self) -> None:
        """Write a SQLite book anew without its free space, in which earlier writes may have left deleted text."""
        if self._book.is_file:
            with self._book.turn(), self._book.connected("rw") as connection:
                raw: Any = connection.connection.driver_connection
                raw.execute("VACUUM")

    def set_journal(self, journal: str) -> None:
        """Change the journal mode for good."""
        making.set_journal(self._book, journal)

    def library(self) -> Library:
        """Say which SQLite library there is, and whether a book in WAL mode is safe with it."""
        module = engines.sqlite_module()
        return Library(module.sqlite_version, engines.is_wal_safe(module.sqlite_version_info))

    def verify(self, anchor: tuple[int, str] | None = None, archives: Sequence[Path] = ()) -> ChainVerdict:
        """Check the trail against itself, the tables, its archives and a head that was kept (SOP 4.4c)."""
        with making.snapshot_with_copy(self._book) as (view, copy):
            verdict = verify(view, copy)
            if verdict.finding is None and anchor is not None:
                verdict = verdict._replace(finding=_anchored(view, *anchor))
            for archive in archives:
                verdict = verdict._replace(finding=verdict.finding or check_archive(view, archive))
            return verdict

    def head(self) -> tuple[int, str]:
        """Give the number of the newest event and its hash in hexadecimal; (0, zeros) for an empty trail."""
        with self._book.read() as view:
            return view.records.head()


_FATAL = frozenset({"opened", "identity", "integrity", "layout"})


def _anchored(view: SqlReads, seq: int, digest: str) -> Finding | None:
    found = view.connection.execute(sa.select(TRAIL.c.hash).where(TRAIL.c.seq == seq)).scalar()
    if found is None and seq:
        return Finding(seq, f"event {seq}, which was the head once, is not in the trail")
    if bytes(found or GENESIS).hex() != digest:
        return Finding(seq, f"event {seq} is not the head that was kept: the trail was rewritten before it")
    return None


MOST = 3
"""How many faults of a kind a sentence names."""


class UpkeepVerdict(StrEnum):
    """What a check came to."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One question asked of the book, and the answer."""

    name: str
    verdict: UpkeepVerdict
    sentence: str


def check_book(book: SqlBook) -> list[Check]:
    """Ask the book everything that a database can know of itself; `verification.verify` checks the trail.

    A damaged book gives failed checks, not an error; NotFoundError when there is no book at all.
    """
    try:
        # What the server ought to look like is made for a moment in a schema of its own, and rolled back.
        with engines.translated(), book.connected("ro" if book.is_file else "rw") as connection:
            return list(_answers(book, connection))
    except NotFoundError:
        raise
    except OrderTrackError as error:
        return [Check("opened", UpkeepVerdict.FAILED, error.message)]


def _answers(book: SqlBook, connection: sa.Connection) -> Iterator[Check]:
    questions = _OF_A_FILE if book.is_file else _OF_A_SERVER
    for name, ask in questions.items():
        try:
            with engines.translated(), connection.begin():
                faults = ask(connection)
        except OrderTrackError as error:
            yield Check(name, _verdict_of(error), error.message)
        else:
            yield _check(name, faults)
    if isinstance(book.place, Path):
        yield _disk(book.place)


def _verdict_of(error: OrderTrackError) -> UpkeepVerdict:
    is_forbidden = any(word in error.message for word in ("permission denied", "read-only transaction"))
    return UpkeepVerdict.UNKNOWN if is_forbidden else UpkeepVerdict.FAILED


def _check(name: str, faults: list[str]) -> Check:
    if not faults:
        return Check(name, UpkeepVerdict.OK, _SOUND[name])
    more = f" and {len(faults) - MOST} more" if len(faults) > MOST else ""
    return Check(name, UpkeepVerdict.FAILED, "; ".join(faults[:MOST]) + more)


def _identity(connection: sa.Connection) -> list[str]:
    version = version_of(connection)
    if version == SCHEMA_VERSION:
        return []
    return [f"the book has version {version}, this program works with {SCHEMA_VERSION}"]


def _integrity(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [line for line in found if line != "ok"]


def _settings(connection: sa.Connection) -> list[str]:
    raw = connection.connection.driver_connection
    return [f"{each.name} is not {each.wanted}" for each in engines.PRAGMAS if not engines.is_in_force(raw, each)]


def _journal(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    kept = connection.execute(sa.select(BOOK.c.value).where(BOOK.c.key == "journal")).scalar()
    module = engines.sqlite_module()
    faults = []
    if found != kept:
        faults.append(f"the journal mode is {found}, the book was put into {kept}")
    if found == "wal" and not engines.is_wal_safe(module.sqlite_version_info):
        faults.append(f"SQLite {module.sqlite_version} can corrupt a book in WAL mode; this program will not write")
    return faults


def _disk(place: Path) -> Check:
    kind = disk_type(place)
    if kind is None:
        return Check("disk", UpkeepVerdict.UNKNOWN, "this machine does not tell what kind of disk the book lies on")
    if kind in NETWORK_TYPES:
        return Check("disk", UpkeepVerdict.FAILED, f"the book lies on a network file system ({kind})")
    return Check("disk", UpkeepVerdict.OK, f"the book lies on a local disk ({kind})")


def _durability(connection: sa.Connection) -> list[str]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names}
    return [f"the server runs with {name}=off" for name, value in found.items() if value == "off"]


def _encoding(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    return [] if found == "UTF8" else [f"the database is in {found}, which cannot hold every name"]


_OF_A_FILE: dict[str, Callable[[sa.Connection], list[str]]] = {
    "identity": _identity,
    "integrity": _integrity,
    "references": broken_references,
    "layout": differences,
    "settings": _settings,
    "journal": _journal,
}
_OF_A_SERVER: dict[str, Callable[[sa.Connection], list[str]]] = {
    "identity": _identity,
    "layout": differences,
    "durability": _durability,
    "encoding": _encoding,
}
_SOUND = {
    "identity": f"it is an order book of version {SCHEMA_VERSION}",
    "integrity": "every page and every index is sound",
    "references": "every row refers to rows that are there",
    "layout": "tables, indexes and triggers are those of a fresh book",
    "settings": "the database keeps every setting that this program asks for",
    "journal": "the journal mode is the one chosen for the book, and safe with this SQLite library",
    "durability": "an acknowledged write survives a power cut",
    "encoding": "every name can be written",
}
