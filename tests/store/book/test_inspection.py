"""The book is asked whether it is sound, and says which part is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import NotFoundError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import create_book
from ordertrack.store.book.upkeep import check_book
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine import files
from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.builders import SETTINGS
from tests.store.books import filled

if TYPE_CHECKING:
    from pathlib import Path


def not_ok(book: SqlBook) -> dict[str, tuple[str, str]]:
    """The checks that are not ok; the disk may be of a kind that the machine does not tell."""
    found = {check.name: (check.verdict.value, check.sentence) for check in check_book(book)}
    return {name: answer for name, answer in found.items() if answer[0] != "ok" and name != "disk"}


def change(book: SqlBook, *statements: str) -> None:
    """Change a file behind the program's back."""
    assert not isinstance(book.place, str)
    with closing(sqlite3.connect(book.place, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def change_server(book: SqlBook, *statements: str) -> None:
    with book.write() as writes:
        for statement in statements:
            writes.connection.exec_driver_sql(statement)
        writes.commit()


def test_a_sound_book_is_sound_in_every_way(book: SqlBook) -> None:
    filled(book)
    assert not_ok(book) == {}


def test_every_question_is_asked_of_a_file(sqlite_book: SqlBook) -> None:
    names = ["identity", "integrity", "references", "layout", "settings", "journal", "disk"]
    assert [check.name for check in check_book(sqlite_book)] == names


@pytest.mark.postgres
def test_every_question_is_asked_of_a_server(postgres_book: SqlBook) -> None:
    assert [check.name for check in check_book(postgres_book)] == ["identity", "layout", "durability", "encoding"]


def test_a_missing_trigger_is_found(sqlite_book: SqlBook) -> None:
    change(sqlite_book, "DROP TRIGGER trail_no_delete")
    assert not_ok(sqlite_book) == {"layout": ("failed", "trigger trail_no_delete is missing")}


def test_a_disarmed_trigger_and_a_foreign_table_are_found(sqlite_book: SqlBook) -> None:
    change(
        sqlite_book,
        "CREATE TABLE songs (title TEXT)",
        "DROP TRIGGER trail_no_update",
        "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail WHEN 0 BEGIN SELECT 1; END",
    )
    assert not_ok(sqlite_book) == {
        "layout": ("failed", "table songs does not belong there; trigger trail_no_update is not as it should be")
    }


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TRIGGER trail_no_truncate ON trail", "trigger trail.trail_no_truncate is missing"),
        ("ALTER TABLE trail DISABLE TRIGGER trail_no_change", "trigger trail.trail_no_change is not as it should be"),
        (
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
            "function stubs.trail_refuse is not as it should be; function trail.trail_refuse is not as it should be",
        ),
        ("DROP INDEX trail_by_order", "index trail.trail_by_order is missing"),
        ("ALTER TABLE orders DROP CONSTRAINT orders_money", "constraint orders.orders_money is missing"),
        ("ALTER TABLE orders ADD COLUMN mood TEXT", "column orders.mood does not belong there"),
    ],
)
def test_what_was_altered_on_a_server_is_found(postgres_book: SqlBook, statement: str, sentence: str) -> None:
    change_server(postgres_book, statement)
    assert not_ok(postgres_book) == {"layout": ("failed", sentence)}


@pytest.mark.postgres
def test_other_tables_on_a_server_are_nobodys_business(postgres_book: SqlBook) -> None:
    change_server(postgres_book, "CREATE TABLE songs (title TEXT)")
    assert not_ok(postgres_book) == {}


@pytest.mark.postgres
def test_a_server_user_who_may_not_look_leaves_the_layout_unknown(postgres_book: SqlBook) -> None:
    change_server(
        postgres_book,
        "CREATE ROLE clerk LOGIN",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk",
    )
    book = SqlBook(str(postgres_book.place).replace("postgres@", "clerk@"))
    try:
        (verdict, sentence) = not_ok(book)["layout"]
        assert (verdict, "permission denied" in sentence) == ("unknown", True)
        filled(book)
    finally:
        change_server(postgres_book, "DROP OWNED BY clerk", "DROP ROLE clerk")


def test_a_broken_reference_is_found(sqlite_book: SqlBook) -> None:
    filled(sqlite_book)
    change(sqlite_book, "PRAGMA foreign_keys=OFF", "DELETE FROM parties WHERE id = 1")
    verdict, sentence = not_ok(sqlite_book)["references"]
    lost = [f"row {n} of orders refers to parties that is not there" for n in (1, 2, 3)]
    assert (verdict, sentence) == ("failed", f"{'; '.join(lost)} and 1 more")


@pytest.mark.parametrize(("start", "name"), [(4096, "opened"), (-4096, "integrity")])
def test_a_damaged_file_is_found_and_is_no_error(sqlite_book: SqlBook, tmp_path: Path, start: int, name: str) -> None:
    filled(sqlite_book)
    content = (tmp_path / "orders.db").read_bytes()
    (tmp_path / "orders.db").write_bytes(content[:start] + b"\xa5" * len(content[start:]))
    assert not_ok(sqlite_book)[name][0] == "failed"


def test_a_file_of_somebody_else_fails_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "orders.db").write_bytes(b"")
    found = check_book(SqlBook(tmp_path / "orders.db"))
    assert [tuple(check) for check in found] == [("opened", "failed", "this file is not an order book")]


def test_a_book_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        check_book(SqlBook(tmp_path / "orders.db"))


def test_another_version_is_found(sqlite_book: SqlBook) -> None:
    change(sqlite_book, "PRAGMA user_version=7")
    said = f"the book has version 7, this program works with {SCHEMA_VERSION}"
    assert not_ok(sqlite_book) == {"identity": ("failed", said)}


def test_a_journal_mode_other_than_the_chosen_one_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = create_book(tmp_path / "orders.db", SETTINGS, journal="truncate")
    change(book, "PRAGMA journal_mode=WAL")
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: False)
    version = engines.sqlite_module().sqlite_version
    assert not_ok(book)["journal"][1].split("; ") == [
        "the journal mode is wal, the book was put into truncate",
        f"SQLite {version} can corrupt a book in WAL mode",
        "this program will not write",
    ]


@pytest.mark.parametrize(
    ("mounts", "answer"),
    [
        ("28 1 8:1 / / rw - ext4 /dev/sda1 rw\n", ("ok", "the book lies on a local disk (ext4)")),
        ("28 1 8:1 / / rw - nfs server:/ rw\n", ("failed", "the book lies on a network file system (nfs)")),
        ("", ("unknown", "this machine does not tell what kind of disk the book lies on")),
    ],
)
def test_the_disk_is_told(
    sqlite_book: SqlBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, answer: tuple[str, str]
) -> None:
    (tmp_path / "mountinfo").write_text(mounts)
    monkeypatch.setattr(files, "_MOUNTS", tmp_path / "mountinfo")
    found = check_book(sqlite_book)[-1]
    assert (found.verdict.value, found.sentence) == answer


@pytest.mark.postgres
def test_a_server_that_may_lose_writes_is_found(postgres_book: SqlBook) -> None:
    name = str(postgres_book.place).partition("?")[0].rpartition("/")[2]
    change_server(postgres_book, f"ALTER DATABASE {name} SET synchronous_commit = off")
    assert not_ok(postgres_book) == {"durability": ("failed", "the server runs with synchronous_commit=off")}
