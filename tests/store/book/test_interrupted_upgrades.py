"""An upgrade that is killed, or begun by many at once, is done exactly once and never by half."""

from __future__ import annotations

import pytest

from ordertrack.store.book.book import SqlBook
from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.store.book.upgrading import MOMENTS, TARGET, saved, to_next, upgraded, version, where
from tests.store.books import filled, names_in, rows_of
from tests.store.crowds import alone, crowd

IMPORTS = """
import pathlib
from ordertrack.store.book.book import SqlBook
from tests.store.book.upgrading import to_next, to_next_but_die
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", [*MOMENTS, *map(str, range(1, 31, 3))])
def test_an_upgrade_killed_half_way_is_done_or_not_done(sqlite_book: SqlBook, moment: str) -> None:
    before = rows_of(filled(sqlite_book, orders=60))
    program = f"to_next_but_die(SqlBook(pathlib.Path(sys.argv[1])), {moment!r})"
    ended = alone(program, str(where(sqlite_book)), imports=IMPORTS)
    assert (ended.status, ended.complaint) == (-9, "")

    reached = version(sqlite_book)
    assert reached == (TARGET if moment == "after the commit" else SCHEMA_VERSION)
    assert rows_of(sqlite_book) == (before if reached == SCHEMA_VERSION else upgraded(before, sqlite_book))
    if moment not in {"before the backup", "in the backup"}:
        assert rows_of(SqlBook(saved(sqlite_book))) == before

    assert to_next(sqlite_book).after == TARGET
    assert rows_of(sqlite_book) == upgraded(before, sqlite_book)
    with sqlite_book.connected("ro") as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert [name for name in names_in(where(sqlite_book).parent) if name.startswith(".")] == []


@pytest.mark.slow
def test_eight_at_once_upgrade_exactly_once(book: SqlBook) -> None:
    before = rows_of(filled(book, orders=60))
    place = f"pathlib.Path({str(book.place)!r})" if book.is_file else repr(book.place)
    ended = crowd([(f"print(to_next(SqlBook({place})).before)", ())] * 8, imports=IMPORTS)
    assert [(each.status, each.complaint) for each in ended] == [(0, "")] * 8
    assert sorted(each.output for each in ended) == [f"{SCHEMA_VERSION}\n"] + [f"{TARGET}\n"] * 7
    assert rows_of(book) == upgraded(before, book)
