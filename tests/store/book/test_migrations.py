"""An upgrade keeps every row, rule and trigger, or leaves the book as it was, whatever happens in between."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import ConflictError, LockedError, NotFoundError, OutsideError
from ordertrack.store.book import migrations
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import backup
from ordertrack.store.book.migrations import STEPS, rebuild_table, upgrade
from ordertrack.store.book.upkeep import check_book
from ordertrack.store.tables.identity import SCHEMA_VERSION
from ordertrack.store.tables.schema import differences, lay_out
from tests.store.book.upgrading import TARGET, fresh, saved, step, to_next, upgraded, version, where
from tests.store.books import confirm, digest, filled, names_in, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import sqlalchemy as sa

    from ordertrack.store.book.making import Backup


def test_there_is_a_step_to_every_released_version() -> None:
    assert sorted(STEPS) == list(range(2, SCHEMA_VERSION + 1))


def test_every_row_of_every_table_survives_an_upgrade(book: SqlBook) -> None:
    _with_the_rest(filled(book))
    before = rows_of(book)
    assert all(before.values())
    report = to_next(book)
    assert (report.before, report.after) == (SCHEMA_VERSION, TARGET)
    assert version(book) == TARGET
    assert rows_of(book) == upgraded(before, book)


def _with_the_rest(book: SqlBook) -> None:
    with book.write() as unit:
        unit.connection.exec_driver_sql("INSERT INTO archived VALUES ('Z-1', 9)")
        unit.connection.exec_driver_sql("INSERT INTO stubs VALUES (1, 9, '{}')")
        unit.commit()


def test_an_upgraded_book_is_laid_out_like_a_fresh_one(book: SqlBook) -> None:
    to_next(filled(book))
    with book.connected("ro" if book.is_file else "rw") as connection, connection.begin():
        assert differences(connection, fresh) == []


def test_the_trail_of_an_upgraded_book_is_append_only(book: SqlBook) -> None:
    to_next(filled(book))
    with book.connected("rw") as connection, pytest.raises(Exception, match="the trail is append-only"):
        connection.exec_driver_sql("DELETE FROM trail")


def test_references_hold_again_after_an_upgrade(book: SqlBook) -> None:
    to_next(filled(book))
    with book.connected("rw") as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.exec_driver_sql("DELETE FROM parties")


def test_the_backup_is_the_book_as_it_was(sqlite_book: SqlBook) -> None:
    before = rows_of(filled(sqlite_book))
    assert to_next(sqlite_book).backup == saved(sqlite_book)
    assert stat.S_IMODE(saved(sqlite_book).stat().st_mode) == 0o600
    old = SqlBook(saved(sqlite_book))
    assert (version(old), rows_of(old)) == (SCHEMA_VERSION, before)
    assert {check.verdict.value for check in check_book(old)} <= {"ok", "unknown"}


@pytest.mark.postgres
def test_a_server_is_upgraded_without_a_backup_of_ours(postgres_book: SqlBook) -> None:
    assert to_next(filled(postgres_book)) == (SCHEMA_VERSION, TARGET, None)


def test_a_program_of_before_leaves_an_upgraded_book_alone(book: SqlBook) -> None:
    to_next(filled(book))
    before = rows_of(book)
    with pytest.raises(OutsideError) as refused:
        confirm(book, "C-1")
    assert refused.value.message == f"this book has version {TARGET}, this program knows {SCHEMA_VERSION}"
    assert rows_of(book) == before


def test_a_current_book_is_left_alone(sqlite_book: SqlBook) -> None:
    before = digest(where(filled(sqlite_book)))
    assert upgrade(sqlite_book) == (SCHEMA_VERSION, SCHEMA_VERSION, None)
    assert digest(where(sqlite_book)) == before
    assert not saved(sqlite_book).exists()


def test_a_newer_book_is_left_alone(book: SqlBook) -> None:
    to_next(filled(book))
    before = rows_of(book)
    with pytest.raises(OutsideError) as refused:
        upgrade(book)
    assert refused.value.message == f"this book has version {TARGET}, this program knows {SCHEMA_VERSION}"
    assert rows_of(book) == before


def test_a_newer_file_stays_the_same_to_the_byte(sqlite_book: SqlBook) -> None:
    to_next(filled(sqlite_book))
    before = digest(where(sqlite_book))
    with pytest.raises(OutsideError):
        upgrade(sqlite_book)
    assert digest(where(sqlite_book)) == before


def test_a_book_from_which_no_step_leads_on_is_left_alone(book: SqlBook) -> None:
    before = rows_of(filled(book))
    with pytest.raises(OutsideError) as refused:
        upgrade(book, steps={TARGET + 1: step}, target=TARGET + 1, fresh=fresh)
    assert refused.value.message == f"this program does not know how to upgrade a book of version {SCHEMA_VERSION}"
    assert rows_of(book) == before


def test_no_book_is_made_by_an_upgrade(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        to_next(SqlBook(tmp_path / "orders.db"))
    assert names_in(tmp_path) == []


def failing(connection: sa.Connection) -> None:
    step(connection)
    connection.exec_driver_sql("INSERT INTO songs (title) VALUES (NULL)")


def interrupted(connection: sa.Connection) -> None:
    step(connection)
    raise KeyboardInterrupt


def forgetting_a_trigger(connection: sa.Connection) -> None:
    step(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    name = "trail_no_delete" if is_sqlite else "trail_no_change"
    connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON trail"))


def losing_parties(connection: sa.Connection) -> None:
    step(connection)
    connection.exec_driver_sql("DELETE FROM parties")


@pytest.mark.parametrize(
    ("bad", "error", "sentence"),
    [
        (failing, ConflictError, r"the book refused this: .*title.*"),
        (interrupted, KeyboardInterrupt, ""),
        (
            forgetting_a_trigger,
            OutsideError,
            r"the upgrade would not be sound: trigger (trail_no_delete|trail\.trail_no_change) is missing.*",
        ),
        (
            losing_parties,
            (OutsideError, ConflictError),
            r"the upgrade would not be sound: row [0-9]+ of [a-z]+ refers to parties .*|.*foreign key.*",
        ),
    ],
)
def test_an_upgrade_that_fails_leaves_the_book_as_it_was(
    book: SqlBook, bad: Callable[[sa.Connection], None], error: type[BaseException], sentence: str
) -> None:
    before = rows_of(filled(book))
    with pytest.raises(error) as refused:
        upgrade(book, steps={TARGET: bad}, target=TARGET, fresh=fresh)
    assert re.fullmatch(sentence, str(refused.value))
    assert (version(book), rows_of(book)) == (SCHEMA_VERSION, before)
    confirm(book, "C-1")
    assert to_next(book).after == TARGET


def test_without_room_for_the_backup_nothing_is_upgraded(sqlite_book: SqlBook, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(where(filled(sqlite_book)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))  # noqa: SLF001
    with pytest.raises(OutsideError) as refused:
        to_next(sqlite_book)
    assert re.fullmatch(
        r"the upgrade needs 0\.\d MB of free space beside the book; there are 0\.0 MB", refused.value.message
    )
    assert (digest(where(sqlite_book)), saved(sqlite_book).exists()) == (before, False)


def test_a_backup_that_cannot_be_made_refuses_the_upgrade(sqlite_book: SqlBook) -> None:
    before = digest(where(filled(sqlite_book)))
    (saved(sqlite_book) / "in the way").mkdir(parents=True)
    with pytest.raises(OutsideError) as refused:
        to_next(sqlite_book)
    assert refused.value.message.startswith(f"cannot make the backup {saved(sqlite_book)}: ")
    assert digest(where(sqlite_book)) == before


def test_what_another_program_writes_during_the_backup_is_not_upgraded_unsaved(
    sqlite_book: SqlBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written_meanwhile(book: SqlBook, target: Path, *, replace: bool) -> Backup:
        made = backup(book, target, replace=replace)
        with closing(sqlite3.connect(where(book), isolation_level=None)) as other:
            other.execute("UPDATE orders SET note = 'meanwhile'")
        return made

    monkeypatch.setattr(migrations, "backup", written_meanwhile)
    with pytest.raises(LockedError):
        to_next(filled(sqlite_book))
    monkeypatch.undo()
    assert version(sqlite_book) == SCHEMA_VERSION
    to_next(sqlite_book)
    assert {row[14] for row in rows_of(SqlBook(saved(sqlite_book)))["orders"]} == {"meanwhile"}


def test_a_table_is_not_rebuilt_where_its_children_would_go_with_it(sqlite_book: SqlBook) -> None:
    before = rows_of(filled(sqlite_book))
    with sqlite_book.connected("rw") as connection, connection.begin(), pytest.raises(OutsideError):
        rebuild_table(connection, "parties", "CREATE TABLE parties (id INTEGER PRIMARY KEY)")
    assert rows_of(sqlite_book) == before


def renaming(connection: sa.Connection) -> None:
    """Rename a column that an index is on, and count what was text."""
    create = "CREATE TABLE boxes (id INTEGER PRIMARY KEY, colour TEXT, weight INTEGER NOT NULL) STRICT"
    values = {"colour": "color", "weight": "CAST(weight AS INTEGER)"}
    rebuild_table(connection, "boxes", create, values=values, without=["boxes_by_color"])
    connection.exec_driver_sql("CREATE INDEX boxes_by_colour ON boxes (colour)")


def test_a_rebuilt_table_takes_renamed_and_computed_columns(sqlite_book: SqlBook) -> None:
    with closing(sqlite3.connect(where(sqlite_book), isolation_level=None)) as connection:
        connection.executescript(
            "CREATE TABLE boxes (id INTEGER PRIMARY KEY, color TEXT, weight TEXT);"
            "CREATE INDEX boxes_by_color ON boxes (color);"
            "CREATE INDEX boxes_by_weight ON boxes (weight);"
            "INSERT INTO boxes VALUES (1, 'red', '12'), (2, NULL, '7');"
        )

    def with_boxes(connection: sa.Connection) -> None:
        lay_out(connection)
        connection.exec_driver_sql(
            "CREATE TABLE boxes(id INTEGER PRIMARY KEY,colour TEXT,weight INTEGER NOT NULL) STRICT"
        )
        connection.exec_driver_sql("CREATE INDEX boxes_by_weight ON boxes (weight)")
        connection.exec_driver_sql("CREATE INDEX boxes_by_colour ON boxes (colour)")

    upgrade(sqlite_book, steps={TARGET: renaming}, target=TARGET, fresh=with_boxes)
    with sqlite_book.connected("ro") as view:
        rows = view.exec_driver_sql("SELECT id, colour, weight FROM boxes ORDER BY id").all()
    assert [tuple(row) for row in rows] == [(1, "red", 12), (2, None, 7)]
