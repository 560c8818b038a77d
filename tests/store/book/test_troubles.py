"""When the world does not help: full disks, killed writers, libraries with faults, servers that are away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.values.codec import encode
from ordertrack.errors import OutsideError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import create_book
from ordertrack.store.engine import engine as engines
from tests.builders import SETTINGS
from tests.store.books import AT, BY, a_full_order, confirm, filled, rows_of
from tests.store.crowds import alone

if TYPE_CHECKING:
    from pathlib import Path


def write_to_a_small_disk(book: SqlBook) -> None:
    with book.write() as writes:
        pages = writes.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        writes.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        writes.orders.enter([encode(a_full_order(f"C-{n}")) for n in range(500)], at=AT, by=BY)
        writes.commit()


def test_a_full_disk_keeps_nothing_of_a_write(sqlite_book: SqlBook) -> None:
    filled(sqlite_book)
    before = rows_of(sqlite_book)
    with pytest.raises(OutsideError) as refused:
        write_to_a_small_disk(sqlite_book)
    assert refused.value.message == "the book cannot be used: database or disk is full"
    assert refused.value.hints == ("the disk is full; nothing of this command was kept",)
    assert rows_of(sqlite_book) == before
    confirm(sqlite_book, "C-1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(sqlite_book: SqlBook, tmp_path: Path) -> None:
    (tmp_path / "orders.db").chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with sqlite_book.read() as view:
            assert view.setting("zone") == "UTC"
        with pytest.raises(OutsideError) as refused:
            filled(sqlite_book)
        assert refused.value.hints == ("the file or its folder cannot be written; check its owner and mode",)
    finally:
        tmp_path.chmod(0o700)


INTERRUPTED = """
import os, pathlib
from ordertrack.domain.values.codec import encode
from ordertrack.store.book.book import SqlBook
from tests.store.books import AT, BY, a_full_order, names_in
with SqlBook(pathlib.Path(sys.argv[1])).write() as writes:
    writes.connection.exec_driver_sql("PRAGMA cache_size=5")
    writes.orders.enter([encode(a_full_order(f"C-{n}")) for n in range(500)], at=AT, by=BY)
    os._exit(9)
"""


def test_a_reader_undoes_what_a_killed_writer_left_half_done(sqlite_book: SqlBook, tmp_path: Path) -> None:
    filled(sqlite_book)
    before = rows_of(sqlite_book)
    assert alone(INTERRUPTED, str(tmp_path / "orders.db")).status == 9
    if (tmp_path / "orders.db-wal").exists():
        assert rows_of(sqlite_book) == before
        return
    assert (tmp_path / "orders.db-journal").stat().st_size > 0
    with sqlite_book.read() as view:
        assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1"}
    assert rows_of(sqlite_book) == before


def test_a_wal_book_is_read_but_not_written_by_a_library_that_can_corrupt_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: True)
    book = filled(create_book(tmp_path / "orders.db", SETTINGS, journal="wal"))
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: False)
    with book.read() as view:
        assert view.orders.get("A-1").number == "A-1"
    with pytest.raises(OutsideError) as refused, book.write():
        pass
    version = engines.sqlite_module().sqlite_version
    assert refused.value.message == f"this book is in WAL mode, which SQLite {version} can corrupt"


def test_a_password_is_not_repeated_when_a_server_does_not_answer(tmp_path: Path) -> None:
    with (
        pytest.raises(OutsideError) as refused,
        SqlBook(f"postgresql+psycopg://kai:secret@/orders?host={tmp_path}").read(),
    ):
        pass
    assert "secret" not in refused.value.message
