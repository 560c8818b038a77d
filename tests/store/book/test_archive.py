"""Orders that went to an archive: whole there, gone here, safe from whatever stands in the way (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ordertrack.domain.orders.events import KINDS, OrdersArchived
from ordertrack.errors import ConflictError, NotFoundError, OutsideError, RefusedError, UsageError
from ordertrack.store.book.archiving import Shelf
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.store.tables.cases import ARCHIVED
from ordertrack.store.tables.orders import TRAIL
from tests.builders import a_row, a_stamp, close_whole, enter, history_of, loaded
from tests.store.book.archived import CHILDREN, LATER, archive, archived, fill, of_orders
from tests.store.books import names_in, rows_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def full(book: SqlBook) -> SqlBook:
    return fill(book)


def test_an_order_moves_whole_with_its_events_to_the_letter(full: SqlBook, tmp_path: Path) -> None:
    orders = {number: (loaded(full, number), history_of(full, number)) for number in ("A-1", "B-1")}
    before = rows_of(full)
    ids = {row[0] for row in before["orders"] if row[1] != "C-1"}
    old = SqlBook(archived(full, tmp_path))

    assert {number: (loaded(old, number), history_of(old, number)) for number in orders} == orders
    if full.is_file:
        assert of_orders(rows_of(old), ids) == of_orders(before, ids)
    left = rows_of(full)
    assert all(of_orders(left, ids)[name] == [] for name in ("orders", *CHILDREN, "trail"))
    assert [row[1] for row in left["orders"]] == ["C-1"]
    assert loaded(full, "C-1").number == "C-1"


def test_the_trail_keeps_a_stub_of_every_event_that_went(full: SqlBook, tmp_path: Path) -> None:
    before = {row[0]: row for row in rows_of(full)["trail"]}
    gone = {seq for seq, row in before.items() if row[3] in {1, 2}}
    archived(full, tmp_path)

    after = {row[0]: row for row in rows_of(full)["trail"]}
    assert {seq: after[seq] for seq in before} == {
        seq: (*row[:3], None, "") if seq in gone else row for seq, row in before.items()
    }
    verdict = Upkeep(full).verify()
    assert (verdict.events, verdict.finding, verdict.stubs) == (len(before) + 1, None, len(gone))


def test_the_archiving_is_an_event_that_names_the_orders_and_commits_to_their_events(
    full: SqlBook, tmp_path: Path
) -> None:
    count = sum(row[3] in {1, 2} for row in rows_of(full)["trail"])
    file = archived(full, tmp_path)
    with full.read() as view:
        (seq, body) = view.connection.execute(sa.select(TRAIL.c.seq, TRAIL.c.body).order_by(TRAIL.c.seq.desc())).all()[
            0
        ]
        rows = view.connection.execute(sa.select(ARCHIVED).order_by(ARCHIVED.c.number)).all()
    with SqlBook(file).read() as old:
        digest = old.setting("archive_digest")
    assert KINDS["orders archived"] is OrdersArchived
    expected = f'"facts":{{"digest":"{digest}","events":{count},"file":"old.db","numbers":["A-1","B-1"]}}'
    assert expected in body
    assert [tuple(row) for row in rows] == [("A-1", seq), ("B-1", seq)]


def test_an_archive_verifies_by_itself_and_against_the_book(full: SqlBook, tmp_path: Path) -> None:
    file = archived(full, tmp_path)
    assert Upkeep(SqlBook(file)).verify().finding is None
    assert Upkeep(full).verify(archives=[file]).finding is None
    assert {each.verdict for each in Upkeep(SqlBook(file)).check()} == {"ok"}


def test_an_archive_is_never_written_to(full: SqlBook, tmp_path: Path) -> None:
    old = SqlBook(archived(full, tmp_path))
    before = rows_of(old)
    for attempt in (lambda: enter(old, a_row(number="D-1")), lambda: Upkeep(old).set_journal("truncate")):
        with pytest.raises(RefusedError) as refused:
            attempt()
        assert refused.value.message.startswith("this is an archive of ")
    assert rows_of(old) == before


def test_an_order_that_was_archived_is_found_where_it_is(full: SqlBook, tmp_path: Path) -> None:
    archived(full, tmp_path)
    with pytest.raises(NotFoundError) as missing:
        loaded(full, "A-1")
    assert (missing.value.message, missing.value.hints) == (
        "order A-1 is in the archive old.db",
        ("ordertrack --db old.db show A-1",),
    )


def test_the_number_of_an_archived_order_stays_taken(full: SqlBook, tmp_path: Path) -> None:
    archived(full, tmp_path)
    with pytest.raises(ConflictError) as taken:
        enter(full, a_row(number="A-1"))
    assert taken.value.message == "A-1 is taken: an order of that number is in the archive old.db"


def test_each_run_makes_a_file_of_its_own_beside_the_book(sqlite_book: SqlBook, tmp_path: Path) -> None:
    fill(sqlite_book)
    archive(sqlite_book, None)
    close_whole(sqlite_book, "C-1")
    archive(sqlite_book, None)
    archive(sqlite_book, None)  # nothing is left to archive
    names = [name for name in names_in(tmp_path) if "archive" in name]
    assert names == ["orders-archive-2040-2.db", "orders-archive-2040.db"]
    files = [tmp_path / name for name in names]
    assert Upkeep(sqlite_book).verify(archives=files).finding is None
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.postgres
def test_a_book_on_a_server_wants_a_place_named(postgres_book: SqlBook) -> None:
    fill(postgres_book)
    with pytest.raises(UsageError) as missing:
        archive(postgres_book, None)
    assert missing.value.message == "--to is missing: an archive is a file, and the book is none"


@pytest.mark.parametrize("content", [b"my thesis", b""])
def test_a_file_that_is_in_the_way_is_left_alone(full: SqlBook, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "old.db").write_bytes(content)
    before = rows_of(full)
    with pytest.raises(ConflictError):
        archived(full, tmp_path)
    assert ((tmp_path / "old.db").read_bytes(), rows_of(full)) == (content, before)


def test_an_archive_the_book_names_is_never_replaced(full: SqlBook, tmp_path: Path) -> None:
    file = archived(full, tmp_path)
    content = file.read_bytes()
    close_whole(full, "C-1")
    with pytest.raises(ConflictError):
        archived(full, tmp_path)
    assert (file.read_bytes(), loaded(full, "C-1").number) == (content, "C-1")


def test_an_archive_of_another_book_is_never_replaced(full: SqlBook, tmp_path: Path) -> None:
    from ordertrack.store.book.making import create_book

    other = fill(create_book(tmp_path / "other.db", {"zone": "UTC"}))
    enter(other, a_row(number="X-1"))
    close_whole(other, "X-1")
    content = archived(other, tmp_path).read_bytes()
    with pytest.raises(ConflictError):
        archived(full, tmp_path)
    assert (tmp_path / "old.db").read_bytes() == content


def test_a_run_broken_off_before_the_orders_left_is_finished_by_the_next(full: SqlBook, tmp_path: Path) -> None:
    with full.write() as unit:
        filed = Shelf(full, tmp_path / "old.db", year=2040).put(unit, ["A-1", "B-1"], at=a_stamp(LATER).at)
        unit.records.give_away(filed.fact, at=a_stamp(LATER).at, by="anna")  # and no commit
    assert loaded(full, "A-1").number == "A-1"
    assert Upkeep(full).verify(archives=[tmp_path / "old.db"]).finding is not None  # the book does not know of it

    file = archived(full, tmp_path)
    assert Upkeep(full).verify(archives=[file]).finding is None
    assert {name for name in names_in(tmp_path) if "old" in name} == {"old.db"}


def test_what_cannot_be_written_leaves_the_book_as_it_was(full: SqlBook, tmp_path: Path) -> None:
    before = rows_of(full)
    with pytest.raises(OutsideError) as refused:
        archive(full, tmp_path / "nowhere" / "old.db")
    assert refused.value.message == f"there is no folder {tmp_path / 'nowhere'}"
    assert rows_of(full) == before
