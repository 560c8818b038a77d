"""Connections keep their word: settings, transactions, and the rules that the database itself holds."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.values.codec import encode
from ordertrack.errors import ConflictError, LockedError, OutsideError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.engine import engine as engines
from ordertrack.store.tables.orders import ORDERS
from tests.store.books import AT, BY, ENGINES, METADATA, an_order, confirm, filled, plain, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMPATIENT = 0.2


@pytest.fixture(scope="module", params=ENGINES)
def full(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """A filled book on each of the engines, in which nothing is changed."""
    return filled(new_book(request.param))


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


def test_a_reader_does_not_wait_for_a_writer(full: SqlBook) -> None:
    with full.write() as writes:
        writes.orders.enter([encode(an_order("C-1"))], at=AT, by=BY)
        with SqlBook(full.place, patience=IMPATIENT).read() as view:
            assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1"}


@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
def test_a_reader_cannot_write(full: SqlBook, table: str) -> None:
    before = rows_of(full)
    with pytest.raises(OutsideError) as refused, full.read() as view:
        view.connection.execute(METADATA.tables[table].delete())
    assert "readonly" in refused.value.message or "read-only" in refused.value.message
    assert rows_of(full) == before


def test_a_reader_sees_one_state_to_the_end(book: SqlBook) -> None:
    filled(book)
    if book.is_file:
        pytest.skip("in rollback mode a commit waits for the reader")
    with book.read() as view:
        assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1"}
        confirm(book, "C-1")
        assert view.orders.find(["A-1", "C-1"]).keys() == {"A-1"}


def enter_and_be_interrupted(book: SqlBook) -> None:
    with book.write() as writes:
        writes.orders.enter([encode(an_order("C-1"))], at=AT, by=BY)
        raise KeyboardInterrupt


def test_what_is_not_committed_is_discarded(full: SqlBook) -> None:
    before = rows_of(full)
    with full.write() as writes:
        writes.orders.enter([encode(an_order("C-1"))], at=AT, by=BY)
    with pytest.raises(KeyboardInterrupt):
        enter_and_be_interrupted(full)
    assert rows_of(full) == before


def test_the_trail_is_append_only(full: SqlBook) -> None:
    before = rows_of(full)
    changes = (
        "UPDATE trail SET body = 'nothing happened' WHERE seq = 1",
        "DELETE FROM trail",
        "INSERT OR REPLACE INTO trail SELECT seq, prev, hash, order_id, 'x' FROM trail WHERE seq = 1"
        if full.is_file
        else "TRUNCATE trail",
    )
    for change in changes:
        with pytest.raises((ConflictError, OutsideError)) as refused, full.write() as writes:
            writes.connection.exec_driver_sql(change)
        assert "the trail is append-only" in refused.value.message
    assert rows_of(full) == before


def test_rows_keep_their_references(full: SqlBook) -> None:
    for change in ("DELETE FROM parties", "DELETE FROM orders", "UPDATE lines SET order_id = 99 WHERE position = 2"):
        with pytest.raises(ConflictError), full.write() as writes:
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
def test_the_database_refuses_what_the_rules_forbid(full: SqlBook, column: str, value: object) -> None:
    statement = ORDERS.update().where(ORDERS.c.number == "A-1").values({column: value})
    with pytest.raises(ConflictError), full.write() as writes:
        writes.connection.execute(statement)


def test_the_database_refuses_nul_in_text(full: SqlBook) -> None:
    statement = ORDERS.update().where(ORDERS.c.number == "A-1").values(note="before\0after")
    with pytest.raises((ConflictError, OutsideError)), full.write() as writes:
        writes.connection.execute(statement)


def test_the_database_refuses_text_for_a_number(full: SqlBook) -> None:
    with pytest.raises((ConflictError, OutsideError)), full.write() as writes:
        writes.connection.exec_driver_sql("UPDATE orders SET value = 'dear' WHERE number = 'A-1'")


def test_a_twin_number_is_a_conflict(full: SqlBook) -> None:
    with pytest.raises(ConflictError), full.write() as writes:
        writes.orders.enter([encode(an_order("A-1"))], at=AT, by=BY)
