"""What is no order book, or one of another version, is refused and left as it is, to the byte."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ordertrack.errors import NotFoundError, OutsideError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.engine import engine as engines
from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.store.books import digest, filled, names_in, plain
from tests.store.crowds import alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
        assert refused.value.message == f"this book has version 7, this program knows {SCHEMA_VERSION}"
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
        assert refused.value.message == f"this book has version 7, this program knows {SCHEMA_VERSION}"


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
