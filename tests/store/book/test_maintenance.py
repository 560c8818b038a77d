"""A book is copied while it is used, checked, described, and read at length without keeping writers waiting."""

from __future__ import annotations

import sqlite3
import stat
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.values.codec import encode
from ordertrack.errors import ConflictError, LockedError, NotFoundError, OutsideError, UsageError
from ordertrack.store.book import making
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import backup, book_info, create_book, set_journal, snapshot
from ordertrack.store.engine import engine as engines
from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.builders import SETTINGS
from tests.store.books import AT, BY, a_full_order, an_order, confirm, filled, names_in, rows_of
from tests.store.crowds import crowd

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def truncate_book(tmp_path: Path) -> SqlBook:
    """A book in a rollback mode, with something in it, whatever the library could do."""
    return filled(create_book(tmp_path / "orders.db", SETTINGS, journal="truncate"))


@pytest.fixture
def wal_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqlBook:
    """A book in WAL mode, with something in it; one process alone harms none, whatever the library."""
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: True)
    return filled(create_book(tmp_path / "orders.db", SETTINGS, journal="wal"))


@pytest.fixture(params=["truncate", "wal"])
def file_book(request: pytest.FixtureRequest) -> SqlBook:
    """A book in each journal mode."""
    made: SqlBook = request.getfixturevalue(f"{request.param}_book")
    return made


def test_a_backup_holds_every_row(file_book: SqlBook, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    made = backup(file_book, target)
    assert made == (target, target.stat().st_size, SCHEMA_VERSION)
    assert rows_of(SqlBook(target)) == rows_of(file_book)


def test_a_backup_is_its_owners_alone_and_leaves_nothing_beside_it(truncate_book: SqlBook, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    backup(truncate_book, tmp_path / "safe" / "saved.db")
    assert names_in(tmp_path / "safe") == ["saved.db"]
    assert stat.S_IMODE((tmp_path / "safe" / "saved.db").stat().st_mode) == 0o600


def test_a_backup_can_be_worked_in(file_book: SqlBook, tmp_path: Path) -> None:
    backup(file_book, tmp_path / "saved.db")
    confirm(SqlBook(tmp_path / "saved.db"), "C-1")


def test_a_backup_does_not_write_over_anything_unasked(truncate_book: SqlBook, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    target.write_text("precious")
    with pytest.raises(ConflictError) as refused:
        backup(truncate_book, target)
    assert refused.value.message == f"{target} exists already"
    assert target.read_text() == "precious"
    backup(truncate_book, target, replace=True)
    assert rows_of(SqlBook(target)) == rows_of(truncate_book)


def test_a_book_is_not_backed_up_onto_itself(truncate_book: SqlBook, tmp_path: Path) -> None:
    assert truncate_book.place == tmp_path / "orders.db"
    (tmp_path / "other name").hardlink_to(tmp_path / "orders.db")
    for name in ("orders.db", "other name"):
        with pytest.raises(UsageError):
            backup(truncate_book, tmp_path / name, replace=True)


def test_a_backup_needs_its_folder(truncate_book: SqlBook, tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as refused:
        backup(truncate_book, tmp_path / "usb" / "saved.db")
    assert refused.value.message == f"there is no folder {tmp_path / 'usb'}"


def test_a_damaged_book_is_not_kept_as_a_backup(truncate_book: SqlBook, tmp_path: Path) -> None:
    damage(tmp_path / "orders.db")
    before = set(names_in(tmp_path))
    with pytest.raises(OutsideError):
        backup(truncate_book, tmp_path / "saved.db", replace=True)
    assert set(names_in(tmp_path)) == before


def damage(path: Path) -> None:
    """Drop an index's entries behind SQLite's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'orders_by_status'")


def test_a_full_disk_leaves_no_half_backup(
    truncate_book: SqlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise engines.sqlite_module().OperationalError("database or disk is full")

    monkeypatch.setattr(making, "_copy", full)
    with pytest.raises(OutsideError) as refused:
        backup(truncate_book, tmp_path / "saved.db")
    assert refused.value.message == "the book cannot be used: database or disk is full"
    assert not [name for name in names_in(tmp_path) if "saved" in name]


def test_a_backup_of_no_book_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        backup(SqlBook(tmp_path / "orders.db"), tmp_path / "saved.db")
    assert names_in(tmp_path) == []


@pytest.mark.postgres
def test_a_server_is_backed_up_with_its_own_tool(postgres_book: SqlBook, tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as refused:
        backup(postgres_book, tmp_path / "saved.db")
    assert refused.value.message == "a PostgreSQL book is backed up with its server's own tool, pg_dump"


WORKING = """
book = SqlBook(pathlib.Path(sys.argv[1]))
for n in range(20):
    confirm(book, f"{sys.argv[2]}-{n}")
"""
SAVING = """
from ordertrack.store.book.verification import verify
book = SqlBook(pathlib.Path(sys.argv[1]))
for n in range(10):
    saved = backup(book, pathlib.Path(f"{sys.argv[1]}.{n}")).path
    with SqlBook(saved).read() as view:
        verdict = verify(view)
        print(verdict.events, verdict.finding)
"""
IMPORTS = """
import pathlib
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import backup
from tests.store.books import confirm, names_in
"""


@pytest.mark.slow
def test_backups_made_while_others_write_are_whole(truncate_book: SqlBook) -> None:
    place = str(truncate_book.place)
    programs = [(WORKING, (place, "C")), (WORKING, (place, "D")), (SAVING, (place,))]
    ended = crowd(programs, imports=IMPORTS)
    assert [(each.status, each.complaint) for each in ended] == [(0, "")] * 3
    found = [line.split(maxsplit=1) for line in ended[-1].output.splitlines()]
    assert [finding for _, finding in found] == ["None"] * 10
    assert [int(events) for events, _ in found] == sorted(int(events) for events, _ in found)


def test_a_snapshot_shows_the_book_as_it_was(book: SqlBook) -> None:
    filled(book)
    with snapshot(book) as view:
        confirm(book, "C-1")
        assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1"}
    with snapshot(book) as view:
        assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1", "C-1"}


def test_a_snapshot_keeps_no_writer_waiting(file_book: SqlBook) -> None:
    with snapshot(file_book) as view:
        rows = view.exports.orders()
        first = next(rows)
        confirm(SqlBook(file_book.place, patience=0.2), "C-1")
        assert len([first, *rows]) == 7


def test_a_snapshot_is_gone_afterwards(file_book: SqlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with pytest.raises(KeyboardInterrupt), snapshot(file_book):
        raise KeyboardInterrupt
    assert names_in(folder) == []


def test_a_snapshot_cannot_be_written(file_book: SqlBook) -> None:
    with pytest.raises(OutsideError), snapshot(file_book) as view:
        view.connection.exec_driver_sql("DELETE FROM lines")


def test_the_journal_mode_is_changed_for_good(truncate_book: SqlBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: True)
    for journal in ("wal", "truncate", "truncate"):
        set_journal(truncate_book, journal)
        assert book_info(truncate_book)["journal"] == journal
        with truncate_book.read() as view:
            assert view.setting("journal") == journal


def test_wal_mode_is_left_even_with_a_library_that_can_corrupt_it(
    wal_book: SqlBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: False)
    with pytest.raises(OutsideError):
        confirm(wal_book, "C-1")
    set_journal(wal_book, "truncate")
    confirm(wal_book, "C-1")
    with pytest.raises(OutsideError):
        set_journal(wal_book, "wal")


def test_the_journal_mode_is_not_changed_under_somebody(wal_book: SqlBook) -> None:
    impatient = SqlBook(wal_book.place, patience=0.2)
    with wal_book.read(), pytest.raises(LockedError):
        set_journal(impatient, "truncate")
    assert book_info(wal_book)["journal"] == "wal"


@pytest.mark.postgres
def test_a_server_has_no_journal_mode(postgres_book: SqlBook) -> None:
    with pytest.raises(UsageError):
        set_journal(postgres_book, "truncate")


def test_a_file_is_described(truncate_book: SqlBook, tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with closing(sqlite3.connect(":memory:")) as connection:
        (source,) = connection.execute("SELECT sqlite_source_id()").fetchone()
    is_own = engines.sqlite_module() is sqlite3
    info = book_info(truncate_book)
    assert info == {
        "place": str(path),
        "engine": "SQLite",
        "library": engines.sqlite_module().sqlite_version,
        "source": source if is_own else info["source"],
        "journal": "truncate",
        "page_size": 4096,
        "size": path.stat().st_size,
        "schema_version": SCHEMA_VERSION,
        "orders": 4,
        "lines": 7,
        "parties": 2,
        "events": 9,
        "zone": "UTC",
        "created_at": "2026-03-02T08:00:00Z",
    }


@pytest.mark.postgres
def test_a_server_is_described(postgres_book: SqlBook) -> None:
    info = book_info(filled(postgres_book))
    assert {name: info[name] for name in ("engine", "journal", "page_size", "schema_version", "orders", "events")} == {
        "engine": "PostgreSQL",
        "journal": None,
        "page_size": 8192,
        "schema_version": SCHEMA_VERSION,
        "orders": 4,
        "events": 9,
    }
    assert str(info["place"]).startswith("postgresql+psycopg://postgres@/test")


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_a_large_book_is_copied_whole(truncate_book: SqlBook, tmp_path: Path, count: int) -> None:
    with truncate_book.write() as writes:
        writes.orders.enter([encode(a_full_order(f"L-{n}")) for n in range(count)], at=AT, by=BY)
        writes.orders.enter([encode(an_order("LAST"))], at=AT, by=BY)
        writes.commit()
    backup(truncate_book, tmp_path / "saved.db")
    assert rows_of(SqlBook(tmp_path / "saved.db")) == rows_of(truncate_book)
