"""One book, looked after: made, described, checked, copied, upgraded, and its trail verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.trail import GENESIS
from ordertrack.errors import OrderTrackError
from ordertrack.store import creation, engine, inspection, maintenance, migrations, schema
from ordertrack.store.archiving import check_archive
from ordertrack.store.findings import Finding
from ordertrack.store.findings import Verdict as TrailVerdict
from ordertrack.store.inspection import Check
from ordertrack.store.rows import TRAIL
from ordertrack.store.verification import verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ordertrack.store.book import SqlBook
    from ordertrack.store.maintenance import Backup
    from ordertrack.store.migrations import UpgradeReport
    from ordertrack.store.reading import SqlReads


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
        creation.create_book(
            self._book.place,
            settings,
            journal=journal,
            make_folder=make_folder,
            allow_network=self._book.allow_network,
        )

    def where(self) -> str:
        """Name the place of the book as it may be shown: a password in a URL stays hidden."""
        place = self._book.place
        return engine.database_url(place).render_as_string(hide_password=True) if isinstance(place, str) else str(place)

    def info(self) -> dict[str, str | int | None]:
        """Say what the book is."""
        return maintenance.book_info(self._book)

    def check(self) -> Sequence[Check]:
        """Ask the book everything that a database can know of itself."""
        return inspection.check_book(self._book)

    def check_trail(self, before: Sequence[Check]) -> Check:
        """Verify the trail as one more check; not where an earlier one found the book damaged."""
        if any(each.verdict is inspection.Verdict.FAILED and each.name in _FATAL for each in before):
            return Check("trail", inspection.Verdict.UNKNOWN, "not looked at: the book cannot be read as it is")
        try:
            found = self.verify()
        except OrderTrackError as error:
            return Check("trail", inspection.Verdict.FAILED, error.message)
        if found.finding:
            return Check("trail", inspection.Verdict.FAILED, found.finding.message)
        return Check("trail", inspection.Verdict.OK, f"{found.events} events give the rows; the head is {found.head}")

    def backup(self, target: Path, *, replace: bool = False) -> Backup:
        """Copy the book to one verified file."""
        return maintenance.backup(self._book, target, replace=replace)

    def versions(self) -> tuple[int, int]:
        """Give the version of the book and the one this program works with."""
        with engine.translated(), self._book.connected("ro") as connection:
            return schema.version_of(connection), schema.SCHEMA_VERSION

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
        maintenance.set_journal(self._book, journal)

    def library(self) -> Library:
        """Say which SQLite library there is, and whether a book in WAL mode is safe with it."""
        module = engine.sqlite_module()
        return Library(module.sqlite_version, engine.is_wal_safe(module.sqlite_version_info))

    def verify(self, anchor: tuple[int, str] | None = None, archives: Sequence[Path] = ()) -> TrailVerdict:
        """Check the trail against itself, the tables, its archives and a head that was kept (SOP 4.4c)."""
        with maintenance.snapshot_with_copy(self._book) as (view, copy):
            verdict = verify(view, copy)
            if verdict.finding is None and anchor is not None:
                verdict = verdict._replace(finding=_anchored(view, *anchor))
            for archive in archives:
                verdict = verdict._replace(finding=verdict.finding or check_archive(view, archive))
            return verdict

    def head(self) -> tuple[int, str]:
        """Give the number of the newest event and its hash in hexadecimal; (0, zeros) for an empty trail."""
        with self._book.read() as view:
            return view.head()


_FATAL = frozenset({"opened", "identity", "integrity", "layout"})


def _anchored(view: SqlReads, seq: int, digest: str) -> Finding | None:
    found = view.connection.execute(sa.select(TRAIL.c.hash).where(TRAIL.c.seq == seq)).scalar()
    if found is None and seq:
        return Finding(seq, f"event {seq}, which was the head once, is not in the trail")
    if bytes(found or GENESIS).hex() != digest:
        return Finding(seq, f"event {seq} is not the head that was kept: the trail was rewritten before it")
    return None
