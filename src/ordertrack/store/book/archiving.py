"""Orders moved whole from the book to an archive: a book of its own in one file, which nobody writes to (SOP 6)."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import OrdersArchived
from ordertrack.domain.parties import what_became
from ordertrack.domain.records import stubs_digest
from ordertrack.domain.values.codec import instant_text
from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import switch_journal
from ordertrack.store.book.verification import verify
from ordertrack.store.book.views import SqlReads, SqlWrites
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.engine import in_parts, insert_many, stream
from ordertrack.store.engine.files import draft_beside, file_errors, publish, remove_old_drafts, require_local_disk
from ordertrack.store.orders.rows import CHILDREN, party_values, plain
from ordertrack.store.records import records
from ordertrack.store.tables.cases import POLICIES, STUBS
from ordertrack.store.tables.orders import ORDERS, PARTIES, TRAIL
from ordertrack.store.tables.schema import create
from ordertrack.store.trail import Finding, commitment
from ordertrack.usecases.ports import Filed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ordertrack.usecases.ports import Writes


class Shelf:
    """Where the archives of a book stand: at `target`, else beside the book, numbered within the year."""

    def __init__(self, book: SqlBook, target: Path | None, *, year: int) -> None:
        self._book, self._target, self._year = book, target, year

    def put(self, unit: Writes, numbers: Sequence[str], *, at: datetime) -> Filed:
        """Write orders whole to a new archive: checked, and safe from a crash, when this returns.

        Nothing leaves the book by it. One that a crash left behind before its orders were taken out is replaced.
        ConflictError when its place is taken, OutsideError when it cannot be made.
        """
        if not isinstance(unit, SqlWrites):
            raise TypeError("the orders of a database go to an archive")
        with file_errors("make the archive"):
            path, is_left_over = self._free_place(unit)
            if not path.parent.is_dir():
                raise OutsideError(f"there is no folder {path.parent}", hints=("make it first",))
            if not self._book.allow_network:
                require_local_disk(path.parent)
            ids = records.ids_of(unit.connection, numbers)
            told = records.events_of(unit.connection, ids)
            events, digest = stubs_digest((seq, bytes(hashed), None) for seq, hashed in told)
            fact = OrdersArchived(numbers=tuple(numbers), file=path.name, events=events, digest=digest)
            remove_old_drafts(path)
            with draft_beside(path) as draft:
                _write(draft, unit, ids, self._settings(unit, fact, at))
                _require_whole(draft, digest, len(ids))
                try:
                    publish(draft, path, replace=is_left_over)
                except FileExistsError as error:
                    raise _existing_archive_conflict(path) from error
        return Filed(fact, str(path))

    def _settings(self, unit: SqlReads, fact: OrdersArchived, at: datetime) -> dict[str, str]:
        place = self._book.place
        name = engines.database_url(place).render_as_string() if isinstance(place, str) else place.name
        return {
            "zone": unit.setting("zone") or "UTC",
            "created_at": instant_text(at),
            "journal": "truncate",
            "archive_of": name,
            "archive_events": str(fact.events),
            "archive_digest": fact.digest,
        }

    def _free_place(self, unit: SqlReads) -> tuple[Path, bool]:
        """Find a place for a new archive, and whether a run that was broken off left one there."""
        known = {fact.file for fact in records.archivings(unit.connection)}
        for path in self._places():
            if path.name not in known and not path.is_symlink():
                if not path.exists():
                    return path, False
                if _is_left_over(path, unit):
                    return path, True
            if self._target is not None:
                raise _existing_archive_conflict(path)
        raise AssertionError  # pragma: no cover - there is always another number

    def _places(self) -> Iterator[Path]:
        if self._target is not None:
            yield self._target
            return
        place = self._book.place
        if isinstance(place, str):
            hints = ("ordertrack book archive --to orders-archive-2026.db",)
            raise UsageError("--to is missing: an archive is a file, and the book is none", hints=hints)
        for number in count(1):
            more = f"-{number}" if number > 1 else ""
            yield place.with_name(f"{place.stem}-archive-{self._year}{more}{place.suffix or '.db'}")


def check_archive(view: SqlReads, path: Path) -> Finding | None:
    """Hold an archive against the stubs that its events left in the trail."""
    with SqlBook(path, allow_network=True).read() as archive:
        if archive.setting("archive_of") is None:
            return Finding(None, f"{path} is no archive")
        finding = verify(archive).finding or _is_other(view, archive)
        digest = commitment(archive.connection)
    if finding:
        return Finding(finding.seq, f"{path.name}: {finding.message}")
    if digest not in {fact.digest for fact in records.archivings(view.connection)}:
        return Finding(None, f"{path.name}: it does not hold all that the book put there")
    return None


def _is_other(view: SqlReads, archive: SqlReads) -> Finding | None:
    query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash).order_by(TRAIL.c.seq)
    for part in in_parts(stream(archive.connection, query)):
        found = list(
            stream(view.connection, query.where(TRAIL.c.seq.in_([row[0] for row in part]), TRAIL.c.body == ""))
        )
        seq = next((row[0] for row in part if row not in found), None) if found != part else None
        if seq is not None:
            return Finding(seq, f"event {seq} is not the one whose stub stands in the book")
    return None


def _existing_archive_conflict(path: Path) -> ConflictError:
    return ConflictError(f"{path} exists already", hints=("each run makes an archive of its own; name another file",))


def _is_left_over(path: Path, unit: SqlReads) -> bool:
    """Say whether a file is an archive of orders that are all still in this book: its run was broken off."""
    try:
        is_book = path.is_file() and engines.application_id(path) == engines.APPLICATION_ID
    except engines.sqlite_module().DatabaseError:
        is_book = False
    if not is_book:
        return False
    with SqlBook(path, allow_network=True).read() as archive:
        if archive.setting("archive_of") is None:
            return False
        for part in in_parts(stream(archive.connection, sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq))):
            query = sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.seq.in_([seq for seq, _ in part]))
            query = query.where(TRAIL.c.order_id.is_not(None)).order_by(TRAIL.c.seq)
            found = [(seq, bytes(digest)) for seq, digest in unit.connection.execute(query)]
            if found != list(part):
                return False
    return True


def _write(draft: Path, unit: SqlReads, ids: Sequence[int], settings: dict[str, str]) -> None:
    with engines.sqlite_engine(draft, mode="rw").connect() as connection:
        with connection.begin():
            create(connection, settings)
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            insert_many(connection, POLICIES, list(stream(unit.connection, plain(POLICIES))))
            insert_many(connection, PARTIES, [party_values(party) for party in _parties(unit, ids)])
            for part in in_parts(ids):
                _copy_orders(connection, unit, part)
            records.copy(unit.connection, connection, ids)
        switch_journal(connection, settings["journal"])


def _copy_orders(connection: sa.Connection, unit: SqlReads, ids: Sequence[int]) -> None:
    for table, key in ((ORDERS, "id"), *((table, "order_id") for table in (*CHILDREN, TRAIL))):
        insert_many(connection, table, list(stream(unit.connection, plain(table).where(table.c[key].in_(ids)))))
    of_these = sa.select(TRAIL.c.seq).where(TRAIL.c.order_id.in_(ids))
    insert_many(connection, STUBS, list(stream(unit.connection, sa.select(STUBS).where(STUBS.c.seq.in_(of_these)))))


def _parties(unit: SqlReads, ids: Sequence[int]) -> list[Any]:
    """List the parties of some orders, with those that became one with them."""
    used: set[int] = set()
    for part in in_parts(ids):
        query = sa.select(ORDERS.c.customer_id, ORDERS.c.supplier_id).where(ORDERS.c.id.in_(part))
        used |= {party for pair in unit.connection.execute(query) for party in pair}
    used |= records.parties_in(unit.connection, ids)
    everyone = {party.id: party for party in unit.parties.list()}
    return [party for party in everyone.values() if used & {party.id, what_became(party, everyone).id}]


def _require_whole(draft: Path, digest: str, orders: int) -> None:
    """Read the archive back as anybody will, and hold it against what should be in it."""
    with SqlBook(draft, allow_network=True).read() as archive:
        finding = verify(archive).finding
        held: int = archive.connection.execute(sa.select(sa.func.count()).select_from(ORDERS)).scalar_one()
        is_same = (held, commitment(archive.connection)) == (orders, digest)
    if finding or not is_same:
        said = finding.message if finding else "it does not hold what was put there"
        hints = ("nothing left the book; `ordertrack book check` checks it",)
        raise OutsideError(f"the archive is not sound, and was not kept: {said}", hints=hints)
