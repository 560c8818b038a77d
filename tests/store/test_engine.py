"""Connections keep their word: settings, transactions, identity, and what happens when the world does not help."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ordertrack.domain.codec import encode
from ordertrack.errors import ConflictError, LockedError, NotFoundError, OutsideError
from ordertrack.store import engine as engines
from ordertrack.store.book import SqlBook
from ordertrack.store.creation import create_book
from ordertrack.store.rows import METADATA, ORDERS
from tests.conftest import SETTINGS
from tests.store.books import AT, BY, a_full_order, an_order, confirm, filled, names_in, rows_of
from tests.store.crowds import alone

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

IMPATIENT = 0.2


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def plain(path: Path | str) -> sqlite3.Connection:
    connection: sqlite3.Connection = engines.sqlite_module().connect(path, isolation_level=None)
    return connection


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 4), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_mode_is_for_libraries_with_the_fix(version: tuple[int, ...], is_safe: bool) -> None:
    assert engines.is_wal_safe(version) is is_safe


@pytest.mark.parametrize("mode", ["ro", "rw"])
def test_every_setting_is_really_in_force(sqlite_book: SqlBook, mode: str) -> None:
    names = ("synchronous", "foreign_keys", "recursive_triggers", "trusted_schema", "cell_size_check", "temp_store")
    with sqlite_book.connected(mode) as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
        timeout = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert found == {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 1,
    }
    assert timeout == 30_000


def test_a_setting_that_is_not_kept_is_found_out() -> None:
    with closing(plain(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        assert not engines.is_in_force(connection, engines.Pragma("foreign_keys", "ON", 1))
        connection.execute("PRAGMA foreign_keys=ON")
        assert engines.is_in_force(connection, engines.Pragma("foreign_keys", "ON", 1))


def test_a_library_that_does_not_keep_a_setting_is_refused(
    sqlite_book: SqlBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PRAGMAS", (engines.Pragma("foreign_keys", "OFF", 1),))
    with pytest.raises(OutsideError) as refused, sqlite_book.read():
        pass
    assert refused.value.message == "this SQLite library does not keep foreign_keys; another Python build is needed"


def test_a_writer_has_the_book_to_itself_from_its_first_step(sqlite_book: SqlBook) -> None:
    other = SqlBook(sqlite_book.place, patience=IMPATIENT)
    with sqlite_book.write(), pytest.raises(LockedError), other.write():
        pass
    with other.write():
        pass


def test_a_writer_begins_at_once_even_past_the_queue(sqlite_book: SqlBook, tmp_path: Path) -> None:
    with sqlite_book.write(), closing(plain(tmp_path / "orders.db")) as other:
        other.execute("PRAGMA busy_timeout=0")
        with pytest.raises(engines.sqlite_module().OperationalError):
            other.execute("BEGIN IMMEDIATE")


def test_a_book_locked_by_another_program_says_try_again(sqlite_book: SqlBook, tmp_path: Path) -> None:
    impatient = SqlBook(sqlite_book.place, patience=IMPATIENT)
    with closing(plain(tmp_path / "orders.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LockedError) as refused, impatient.write():
            pass
    assert refused.value.message == "somebody else is writing to the book (database is locked); try again"
    assert refused.value.exit_code == 75


@pytest.mark.postgres
def test_a_server_lets_one_writer_at_a_time(postgres_book: SqlBook) -> None:
    impatient = SqlBook(postgres_book.place, patience=IMPATIENT)
    with postgres_book.write(), pytest.raises(LockedError) as refused, impatient.write():
        pass
    assert "lock timeout" in refused.value.message
    with impatient.write():
        pass


def test_a_reader_does_not_wait_for_a_writer(book: SqlBook) -> None:
    filled(book)
    with book.write() as writes:
        writes.enter_orders([encode(an_order("C-1"))], at=AT, by=BY)
        with SqlBook(book.place, patience=IMPATIENT).read() as view:
            assert view.find_orders(["A-1", "C-1"]).keys() == {"A-1"}


@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
def test_a_reader_cannot_write(book: SqlBook, table: str) -> None:
    filled(book)
    before = rows_of(book)
    with pytest.raises(OutsideError) as refused, book.read() as view:
        view.connection.execute(METADATA.tables[table].delete())
    assert "readonly" in refused.value.message or "read-only" in refused.value.message
    assert rows_of(book) == before


def test_a_reader_sees_one_state_to_the_end(book: SqlBook) -> None:
    filled(book)
    if book.is_file:
        pytest.skip("in rollback mode a commit waits for the reader")
    with book.read() as view:
        assert view.find_orders(["A-1", "C-1"]).keys() == {"A-1"}
        confirm(book, "C-1")
        assert view.find_orders(["A-1", "C-1"]).keys() == {"A-1"}


def enter_and_be_interrupted(book: SqlBook) -> None:
    with book.write() as writes:
        writes.enter_orders([encode(an_order("C-1"))], at=AT, by=BY)
        raise KeyboardInterrupt


def test_what_is_not_committed_is_discarded(book: SqlBook) -> None:
    filled(book)
    before = rows_of(book)
    with book.write() as writes:
        writes.enter_orders([encode(an_order("C-1"))], at=AT, by=BY)
    with pytest.raises(KeyboardInterrupt):
        enter_and_be_interrupted(book)
    assert rows_of(book) == before


def test_the_trail_is_append_only(book: SqlBook) -> None:
    filled(book)
    before = rows_of(book)
    changes = (
        "UPDATE trail SET body = 'nothing happened' WHERE seq = 1",
        "DELETE FROM trail",
        "INSERT OR REPLACE INTO trail SELECT seq, prev, hash, order_id, 'x' FROM trail WHERE seq = 1"
        if book.is_file
        else "TRUNCATE trail",
    )
    for change in changes:
        with pytest.raises((ConflictError, OutsideError)) as refused, book.write() as writes:
            writes.connection.exec_driver_sql(change)
        assert "the trail is append-only" in refused.value.message
    assert rows_of(book) == before


def test_rows_keep_their_references(book: SqlBook) -> None:
    filled(book)
    for change in ("DELETE FROM parties", "DELETE FROM orders", "UPDATE lines SET order_id = 99 WHERE position = 2"):
        with pytest.raises(ConflictError), book.write() as writes:
            writes.connection.exec_driver_sql(change)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "N" * 65),
        ("owner", "Zoë" * 34),
        ("note", "n" * 4001),
        ("status", "lost"),
        ("priority", "someday"),
        ("currency", "EURO"),
        ("version", 0),
        ("is_history", 2),
        ("customer_id", 99),
    ],
)
def test_the_database_refuses_what_the_rules_forbid(book: SqlBook, column: str, value: object) -> None:
    filled(book)
    statement = ORDERS.update().where(ORDERS.c.number == "A-1").values({column: value})
    with pytest.raises(ConflictError), book.write() as writes:
        writes.connection.execute(statement)


def test_the_database_refuses_nul_in_text(book: SqlBook) -> None:
    filled(book)
    statement = ORDERS.update().where(ORDERS.c.number == "A-1").values(note="before\0after")
    with pytest.raises((ConflictError, OutsideError)), book.write() as writes:
        writes.connection.execute(statement)


def test_the_database_refuses_text_for_a_number(book: SqlBook) -> None:
    filled(book)
    with pytest.raises((ConflictError, OutsideError)), book.write() as writes:
        writes.connection.exec_driver_sql("UPDATE orders SET value = 'dear' WHERE number = 'A-1'")


def test_a_twin_number_is_a_conflict(book: SqlBook) -> None:
    filled(book)
    with pytest.raises(ConflictError), book.write() as writes:
        writes.enter_orders([encode(an_order("A-1"))], at=AT, by=BY)


def test_a_book_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    for opened in (SqlBook(path).read, SqlBook(path).write):
        with pytest.raises(NotFoundError) as refused, opened():
            pass
        assert refused.value.message == f"there is no order book at {path}"
    assert names_in(tmp_path) == []


@pytest.mark.postgres
def test_a_database_without_a_book_is_refused(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    for statement in ("SELECT 1", "CREATE TABLE book (title TEXT)"):
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        with pytest.raises(OutsideError) as refused, SqlBook(postgres_url).read():
            pass
        assert refused.value.message == "this database holds no order book"


def foreign_wal(path: Path) -> None:
    """Make somebody else's database, in WAL mode, with writing that has not reached the file itself."""
    connection = plain(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE songs (title TEXT)")
    log = path.with_name(f"{path.name}-wal").read_bytes()
    content = path.read_bytes()
    connection.close()
    path.write_bytes(content)
    path.with_name(f"{path.name}-wal").write_bytes(log)


def foreign(path: Path) -> None:
    with closing(plain(path)) as connection:
        connection.execute("CREATE TABLE orders (number TEXT)")


def contents(folder: Path) -> dict[str, str]:
    return {name: digest(folder / name) for name in names_in(folder)}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (foreign, "this file is not an order book"),
        (foreign_wal, "this file is not an order book"),
        (lambda path: path.touch(), "this file is not an order book"),
        (lambda path: path.write_text("number;customer\n" * 99), "the book cannot be used: file is not a database"),
        (lambda path: path.mkdir(), "{path} is not a file"),
    ],
    ids=["database", "WAL database", "empty", "text", "folder"],
)
def test_what_is_no_order_book_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    path = tmp_path / "songs.db"
    make(path)
    before = {} if path.is_dir() else contents(tmp_path)
    for opened in (SqlBook(path).read, SqlBook(path).write):
        with pytest.raises(OutsideError) as refused, opened():
            pass
        assert refused.value.message == sentence.format(path=path)
    assert ({} if path.is_dir() else contents(tmp_path)) == before


def test_a_newer_book_is_refused_and_left_as_it_is(sqlite_book: SqlBook, tmp_path: Path) -> None:
    filled(sqlite_book)
    with closing(plain(tmp_path / "orders.db")) as connection:
        connection.execute("PRAGMA user_version=7")
    before = digest(tmp_path / "orders.db")
    for opened in (sqlite_book.read, sqlite_book.write):
        with pytest.raises(OutsideError) as refused, opened():
            pass
        assert refused.value.message == "this book has version 7, this program knows 1"
        assert refused.value.hints == ("a newer ordertrack wrote it; install that one",)
    assert digest(tmp_path / "orders.db") == before


@pytest.mark.postgres
def test_a_newer_book_on_a_server_is_refused(postgres_book: SqlBook) -> None:
    with postgres_book.write() as writes:
        writes.connection.exec_driver_sql("UPDATE book SET value = '7' WHERE key = 'schema_version'")
        writes.commit()
    for opened in (postgres_book.read, postgres_book.write):
        with pytest.raises(OutsideError) as refused, opened():
            pass
        assert refused.value.message == "this book has version 7, this program knows 1"


def test_an_older_book_asks_for_an_upgrade(sqlite_book: SqlBook, tmp_path: Path) -> None:
    with closing(plain(tmp_path / "orders.db")) as connection:
        connection.execute("PRAGMA user_version=0")
    with pytest.raises(OutsideError) as refused, sqlite_book.write():
        pass
    assert refused.value.hints == ("`ordertrack book upgrade` backs it up and upgrades it",)


def test_looking_whose_file_it_is_drops_no_lock(sqlite_book: SqlBook, tmp_path: Path) -> None:
    with sqlite_book.write():
        engines.application_id(tmp_path / "orders.db")
        program = "import sqlite3; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
        assert "database is locked" in alone(program, str(tmp_path / "orders.db")).complaint


def write_to_a_small_disk(book: SqlBook) -> None:
    with book.write() as writes:
        pages = writes.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        writes.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        writes.enter_orders([encode(a_full_order(f"C-{n}")) for n in range(500)], at=AT, by=BY)
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
from ordertrack.domain.codec import encode
from ordertrack.store.book import SqlBook
from tests.store.books import AT, BY, a_full_order, names_in
with SqlBook(pathlib.Path(sys.argv[1])).write() as writes:
    writes.connection.exec_driver_sql("PRAGMA cache_size=5")
    writes.enter_orders([encode(a_full_order(f"C-{n}")) for n in range(500)], at=AT, by=BY)
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
        assert view.find_orders(["A-1", "C-1"]).keys() == {"A-1"}
    assert rows_of(sqlite_book) == before


def test_a_wal_book_is_read_but_not_written_by_a_library_that_can_corrupt_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: True)
    book = filled(create_book(tmp_path / "orders.db", SETTINGS, journal="wal"))
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: False)
    with book.read() as view:
        assert view.get_order("A-1").number == "A-1"
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
