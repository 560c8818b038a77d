"""Orders moved whole from the book to an archive: a book of its own in one file, which nobody writes to (SOP 6)."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import OrdersArchived
from ordertrack.domain.policy.policy import RetentionClass
from ordertrack.domain.records import Finished, event_from, stubs_digest
from ordertrack.domain.values.codec import instant_text
from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import switch_journal
from ordertrack.store.book.views import SqlReads
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.engine import in_parts, insert_many
from ordertrack.store.engine.files import draft_beside, file_errors, publish, remove_old_drafts, require_local_disk
from ordertrack.store.engine.functions import Day
from ordertrack.store.orders.rows import CHILDREN, party_values, plain
from ordertrack.store.records import erasing
from ordertrack.store.records.trail import Finding, commitment, make_stubs
from ordertrack.store.records.verification import verify
from ordertrack.store.tables.cases import ARCHIVED, ENQUIRIES, ESCALATIONS, ISSUES, POLICIES, STUBS
from ordertrack.store.tables.orders import ORDERS, PARTIES, TRAIL
from ordertrack.store.tables.schema import create
from ordertrack.usecases.ports import Filed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from ordertrack.usecases.ports import Writes


class Shelf:
    """Where the archives of a book stand: at `target`, else beside the book, numbered within the year."""

    def __init__(self, book: SqlBook, target: Path | None, *, year: int) -> None:
        self._book, self._target, self._year = book, target, year

    def put(self, unit: Writes, numbers: Sequence[str], *, at: datetime) -> Filed:
        """Write orders whole to a new archive; see `usecases.ports.Shelf`."""
        if not isinstance(unit, SqlReads):
            raise TypeError("the orders of a database go to an archive")
        with file_errors("make the archive"):
            path, is_left_over = self._free_place(unit)
            if not path.parent.is_dir():
                raise OutsideError(f"there is no folder {path.parent}", hints=("make it first",))
            if not self._book.allow_network:
                require_local_disk(path.parent)
            ids = ids_of(unit, numbers)
            events, digest = stubs_digest((seq, bytes(hashed), None) for seq, hashed in events_of(unit, ids))
            fact = OrdersArchived(numbers=tuple(numbers), file=path.name, events=events, digest=digest)
            remove_old_drafts(path)
            with draft_beside(path) as draft:
                _write(draft, unit, ids, self._settings(unit, fact, at))
                _require_whole(draft, digest, len(ids))
                try:
                    publish(draft, path, replace=is_left_over)
                except FileExistsError as error:
                    raise _taken(path) from error
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
        known = {fact.file for fact in archivings(unit.connection)}
        for path in self._places():
            if path.name not in known and not path.is_symlink():
                if not path.exists():
                    return path, False
                if _is_left_over(path, unit):
                    return path, True
            if self._target is not None:
                raise _taken(path)
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


def remove_orders(unit: SqlReads, numbers: Sequence[str], told_by: int) -> None:
    """Take archived orders out of the book, but for a stub of each event, for which the event `told_by` accounts."""
    ids = ids_of(unit, numbers)
    stubs = [(seq, None) for seq, _ in events_of(unit, ids)]
    make_stubs(unit.connection, stubs, told_by, of_orders=True)
    left = erasing.unlink(unit.connection, ids)
    for part in in_parts(ids):
        for table in reversed(CHILDREN):
            unit.connection.execute(table.delete().where(table.c.order_id.in_(part)))
        unit.connection.execute(ORDERS.delete().where(ORDERS.c.id.in_(part)))
    erasing.remove_unneeded(unit.connection, left)
    insert_many(unit.connection, ARCHIVED, [(number, told_by) for number in numbers])


def check_archive(view: SqlReads, path: Path) -> Finding | None:
    """Hold an archive against the stubs that its events left in the trail."""
    with SqlBook(path, allow_network=True).read() as archive:
        if archive.setting("archive_of") is None:
            return Finding(None, f"{path} is no archive")
        finding = verify(archive).finding or _is_other(view, archive)
        digest = commitment(archive)
    if finding:
        return Finding(finding.seq, f"{path.name}: {finding.message}")
    if digest not in {fact.digest for fact in archivings(view.connection)}:
        return Finding(None, f"{path.name}: it does not hold all that the book put there")
    return None


def _is_other(view: SqlReads, archive: SqlReads) -> Finding | None:
    query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash).order_by(TRAIL.c.seq)
    for part in in_parts(archive.stream(query)):
        found = list(view.stream(query.where(TRAIL.c.seq.in_([row[0] for row in part]), TRAIL.c.body == "")))
        seq = next((row[0] for row in part if row not in found), None) if found != part else None
        if seq is not None:
            return Finding(seq, f"event {seq} is not the one whose stub stands in the book")
    return None


def _taken(path: Path) -> ConflictError:
    return ConflictError(f"{path} exists already", hints=("each run makes an archive of its own; name another file",))


def ids_of(view: SqlReads, numbers: Collection[str]) -> list[int]:
    """Give the keys of orders, rising."""
    found: list[int] = []
    for part in in_parts(numbers):
        found += view.connection.execute(sa.select(ORDERS.c.id).where(ORDERS.c.number.in_(part))).scalars()
    return sorted(found)


def events_of(view: SqlReads, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Give sequence and hash of every event of some orders, in the order of the trail."""
    found: list[tuple[int, bytes]] = []
    for part in in_parts(ids):
        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.order_id.in_(part))
        found += [(seq, digest) for seq, digest in view.connection.execute(query)]
    return sorted(found)


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
        for part in in_parts(archive.stream(sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq))):
            query = sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.seq.in_([seq for seq, _ in part]))
            query = query.where(TRAIL.c.order_id.is_not(None)).order_by(TRAIL.c.seq)
            found = [(seq, bytes(digest)) for seq, digest in unit.connection.execute(query)]
            if found != list(part):
                return False
    return True


def _write(draft: Path, unit: SqlReads, ids: Sequence[int], settings: dict[str, str]) -> None:
    engine = engines.sqlite_engine(draft, mode="rw")
    try:
        with engine.connect() as connection:
            with connection.begin():
                create(connection, settings)
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                insert_many(connection, POLICIES, list(unit.stream(plain(POLICIES))))
                insert_many(connection, PARTIES, [party_values(party) for party in _parties(unit, ids)])
                for part in in_parts(ids):
                    _copy_orders(connection, unit, part)
                erasing.copy(unit.connection, connection, ids)
            switch_journal(connection, settings["journal"])
    finally:
        engine.dispose()


def _copy_orders(connection: sa.Connection, unit: SqlReads, ids: Sequence[int]) -> None:
    for table, key in ((ORDERS, "id"), *((table, "order_id") for table in (*CHILDREN, TRAIL))):
        insert_many(connection, table, list(unit.stream(plain(table).where(table.c[key].in_(ids)))))
    of_these = sa.select(TRAIL.c.seq).where(TRAIL.c.order_id.in_(ids))
    insert_many(connection, STUBS, list(unit.stream(sa.select(STUBS).where(STUBS.c.seq.in_(of_these)))))


def _parties(unit: SqlReads, ids: Sequence[int]) -> list[Any]:
    """List the parties of some orders, with those that became one with them."""
    used: set[int] = set()
    for part in in_parts(ids):
        query = sa.select(ORDERS.c.customer_id, ORDERS.c.supplier_id).where(ORDERS.c.id.in_(part))
        used |= {party for pair in unit.connection.execute(query) for party in pair}
    used |= erasing.parties_in(unit.connection, ids)
    everyone = {party.id: party for party in unit.parties()}

    def standing(party: int) -> int:
        while (into := everyone[party].merged_into) is not None:
            party = into
        return party

    return [party for party in everyone.values() if party.id in used or standing(party.id) in used]


def _require_whole(draft: Path, digest: str, orders: int) -> None:
    """Read the archive back as anybody will, and hold it against what should be in it."""
    with SqlBook(draft, allow_network=True).read() as archive:
        finding = verify(archive).finding
        held: int = archive.connection.execute(sa.select(sa.func.count()).select_from(ORDERS)).scalar_one()
        is_same = (held, commitment(archive)) == (orders, digest)
    if finding or not is_same:
        said = finding.message if finding else "it does not hold what was put there"
        hints = ("nothing left the book; `ordertrack book check` checks it",)
        raise OutsideError(f"the archive is not sound, and was not kept: {said}", hints=hints)


def finished_orders(connection: sa.Connection) -> Sequence[Finished]:
    """List the closed and cancelled orders, as they were entered."""
    finished_on = sa.func.coalesce(ORDERS.c.closed_on, ORDERS.c.cancelled_on, ORDERS.c.entered_on, type_=Day())
    is_open = sa.or_(
        _has(ISSUES, ISSUES.c.resolved_at.is_(None)),
        _has(ENQUIRIES, ENQUIRIES.c.answered_at.is_(None)),
        _has(ESCALATIONS, ESCALATIONS.c.ended_at.is_(None)),
    )
    waits = ORDERS.c.id.in_(_waiting())
    query = (
        sa.select(ORDERS.c.number, ORDERS.c.status, finished_on, ORDERS.c.held_cause, _has(ISSUES), is_open, waits)
        .where(ORDERS.c.status.in_(list(_CLASSES)))
        .order_by(ORDERS.c.id)
    )
    return [_finished(row) for row in connection.execute(query)]


_CLASSES = {"closed": RetentionClass.CLOSED, "cancelled": RetentionClass.CANCELLED}


def _has(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.order_id == ORDERS.c.id, *conditions)


def _waiting() -> sa.CompoundSelect[tuple[int]]:
    """Select the orders about which a notice waits to be sent, or a letter for a clerk."""
    from ordertrack.store.tables.notices import MESSAGE_ORDERS, MESSAGES, NOTICE_ORDERS, NOTICES

    notices = sa.select(NOTICES.c.id).where(NOTICES.c.state.in_(["queued", "sending"]))
    letters = sa.select(MESSAGES.c.id).where(MESSAGES.c.state != "done")
    return sa.union_all(
        sa.select(NOTICE_ORDERS.c.order_id).where(NOTICE_ORDERS.c.notice_id.in_(notices)),
        sa.select(MESSAGE_ORDERS.c.order_id).where(MESSAGE_ORDERS.c.message_id.in_(letters)),
    )


def _finished(row: sa.Row[Any]) -> Finished:
    number, status, finished_on, held_cause, has_issue, is_open, waits = tuple(row)
    classes = (_CLASSES[status], *([RetentionClass.WITH_ISSUE] if has_issue else []))
    return Finished(number, finished_on, classes, held_cause, not is_open, not waits)


def held_orders(connection: sa.Connection, party: int) -> Sequence[str]:
    """List the numbers of the orders of a party whose records are held."""
    is_theirs = sa.or_(ORDERS.c.customer_id == party, ORDERS.c.supplier_id == party)
    query = sa.select(ORDERS.c.number).where(is_theirs, ORDERS.c.held_cause.is_not(None))
    return connection.execute(query.order_by(ORDERS.c.id)).scalars().all()


def archivings(connection: sa.Connection) -> list[OrdersArchived]:
    """List what was archived, in the order of the trail."""
    tellers = sa.select(ARCHIVED.c.seq).distinct()
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(tellers)).order_by(TRAIL.c.seq)
    facts = (event_from(row.body, row.seq).fact for row in connection.execute(query))
    return [fact for fact in facts if isinstance(fact, OrdersArchived)]


def archived_in(connection: sa.Connection, numbers: Collection[str]) -> Mapping[str, str]:
    """Give those of the numbers whose order was archived, with the name of the archive."""
    found: dict[str, int] = {}
    for part in in_parts(numbers):
        query = sa.select(ARCHIVED.c.number, ARCHIVED.c.seq).where(ARCHIVED.c.number.in_(part))
        found |= {row.number: row.seq for row in connection.execute(query)}
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(set(found.values())))
    facts = {row.seq: event_from(row.body, row.seq).fact for row in connection.execute(query)}
    files = {seq: fact.file for seq, fact in facts.items() if isinstance(fact, OrdersArchived)}
    return {number: files.get(seq, "") for number, seq in found.items()}
