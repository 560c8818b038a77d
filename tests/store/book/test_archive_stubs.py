"""What archived orders leave in the trail: stubs that nobody can make, change or take away unnoticed (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ordertrack.errors import OrderTrackError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.store.book.verification import verify
from ordertrack.store.tables.cases import ARCHIVED, STUBS
from ordertrack.store.tables.orders import ORDERS, TRAIL
from tests.builders import a_row, close_whole, enter
from tests.store.book.archived import CHILDREN, archived, fill
from tests.store.books import ENGINES, METADATA, rows_of
from tests.store.tampering import unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ordertrack.store.book.views import SqlReads


@pytest.fixture
def full(book: SqlBook) -> SqlBook:
    return fill(book)


FORBIDDEN = {
    "the text goes without a reason": "UPDATE trail SET body = '' WHERE seq = 3",
    "another text": "UPDATE trail SET body = 'x' WHERE seq = 2",
    "another hash": "UPDATE trail SET body = '', hash = prev WHERE seq = 2",
    "another link": "UPDATE trail SET body = '', prev = hash WHERE seq = 2",
    "another number": "UPDATE trail SET body = '', seq = 99 WHERE seq = 2",
    "another order": "UPDATE trail SET body = '', order_id = 3 WHERE seq = 2",
    "removed": "DELETE FROM trail WHERE seq = 2",
    "no longer a stub": "DELETE FROM stubs",
    "a stub for another reason": "UPDATE stubs SET told_by = 1",
}


@pytest.mark.slow
def test_the_trail_lets_nothing_go_but_the_text_of_a_stub(full: SqlBook) -> None:
    with full.write() as unit:
        unit.connection.exec_driver_sql("INSERT INTO stubs VALUES (2, 9, NULL)")
        unit.commit()
    before = rows_of(full)
    for name, statement in FORBIDDEN.items():
        with pytest.raises(OrderTrackError) as refused:
            _run(full, statement)
        assert "the trail is append-only" in refused.value.message, name
    assert rows_of(full) == before


def _run(book: SqlBook, statement: str) -> None:
    with book.write() as unit:
        unit.connection.exec_driver_sql(statement)
        unit.commit()


@pytest.fixture(scope="module", params=ENGINES)
def lighter(
    new_book: Callable[[str], SqlBook], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> SqlBook:
    """A book some of whose orders went, on each of the engines; nothing more is changed for good."""
    book = fill(new_book(request.param))
    archived(book, tmp_path_factory.mktemp("archive"))
    return book


@pytest.fixture
def view(lighter: SqlBook) -> Iterator[SqlReads]:
    """That book, its guards off."""
    with unguarded(lighter) as found:
        assert verify(found).finding is None
        yield found


def seq_after(view: SqlReads, *statements: sa.Executable) -> int | str | None:
    """Where the verification finds something once the statements ran; they are taken back."""
    attempt = view.connection.begin_nested()
    try:
        for statement in statements:
            view.connection.execute(statement)
        finding = verify(view).finding
        return finding.seq if finding else "nothing found"
    finally:
        attempt.rollback()


def test_every_change_of_a_stub_is_found(view: SqlReads) -> None:
    stubs = list(view.connection.execute(sa.select(STUBS.c.seq).order_by(STUBS.c.seq)).scalars())
    wrong: dict[tuple[int, str], int | str | None] = {}
    for seq in stubs:
        row = TRAIL.update().where(TRAIL.c.seq == seq)
        changes = {
            "hash": (row.values(hash=bytes(31) + b"1"),),
            "prev": (row.values(prev=bytes(31) + b"1"),),
            "text": (row.values(body="{}"),),
            "gone": (TRAIL.delete().where(TRAIL.c.seq == seq),),
            "unmarked": (STUBS.delete().where(STUBS.c.seq == seq),),
            "another reason": (STUBS.update().where(STUBS.c.seq == seq).values(told_by=1),),
            "something said on": (STUBS.update().where(STUBS.c.seq == seq).values(rest="{}"),),
        }
        wrong |= {
            (seq, name): at for name, change in changes.items() if (at := seq_after(view, *change)) == "nothing found"
        }
    assert wrong == {}


def test_an_event_made_a_stub_behind_the_programs_back_is_found(view: SqlReads) -> None:
    living = view.connection.execute(sa.select(TRAIL).where(TRAIL.c.body != "").order_by(TRAIL.c.seq)).all()
    teller = living[-1].seq
    for row in living[:-1]:
        for told_by in (teller, 1, 999):
            marked = STUBS.insert().values(seq=row.seq, told_by=told_by, rest=None)
            emptied = TRAIL.update().where(TRAIL.c.seq == row.seq).values(body="")
            assert seq_after(view, marked, emptied) != "nothing found", (row.seq, told_by)


def test_two_stubs_whose_hashes_are_made_up_are_found(view: SqlReads) -> None:
    """Between two stubs no text answers for the link; the event that made them does."""
    stubs = set(view.connection.execute(sa.select(STUBS.c.seq)).scalars())
    first = next(seq for seq in sorted(stubs) if seq + 1 in stubs)
    made_up = bytes(31) + b"1"
    changes = (
        TRAIL.update().where(TRAIL.c.seq == first).values(hash=made_up),
        TRAIL.update().where(TRAIL.c.seq == first + 1).values(prev=made_up),
    )
    assert seq_after(view, *changes) == min(stubs)


def test_an_order_that_is_not_in_the_archive_it_should_be_in_is_found(view: SqlReads) -> None:
    assert seq_after(view, ARCHIVED.delete().where(ARCHIVED.c.number == "A-1")) is not None
    assert seq_after(view, ARCHIVED.insert().values(number="Z-1", seq=1)) is None


def test_a_changed_archive_is_found_and_so_is_one_that_is_another_book(full: SqlBook, tmp_path: Path) -> None:
    file = archived(full, tmp_path)
    old = SqlBook(file)
    with old.connected("rw") as connection, connection.begin():
        connection.execute(ORDERS.update().where(ORDERS.c.number == "A-1").values(owner="nobody"))
    finding = Upkeep(full).verify(archives=[file]).finding
    assert finding is not None
    assert finding.message == "old.db: the header of order A-1 in the tables are not what the trail says"


def test_a_part_of_an_archive_is_found_to_be_one(full: SqlBook, tmp_path: Path) -> None:
    file = archived(full, tmp_path)
    with full.connected("ro") as connection:
        stub = connection.execute(sa.select(TRAIL.c.seq, TRAIL.c.hash).where(TRAIL.c.body == "")).first()
    assert stub is not None
    with SqlBook(file).connected("rw") as connection, connection.begin():
        for trigger in ("trail_no_delete", "trail_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.execute(TRAIL.delete().where(TRAIL.c.seq == stub.seq))
    finding = Upkeep(full).verify(archives=[file]).finding
    assert finding is not None
    assert finding.message == "old.db: the archive's events are not those that were put there"


def test_what_went_is_overwritten_in_the_file(sqlite_book: SqlBook, tmp_path: Path) -> None:
    fill(sqlite_book)
    enter(sqlite_book, a_row(number="S-1", line_quantity="1", note="the word is xyzzy-plugh"))
    close_whole(sqlite_book, "S-1")
    file = archived(sqlite_book, tmp_path)
    assert not isinstance(sqlite_book.place, str)
    assert b"xyzzy-plugh" not in sqlite_book.place.read_bytes()
    assert b"xyzzy-plugh" in file.read_bytes()


def test_every_table_of_an_order_is_known_to_the_archive() -> None:
    of_orders = {name for name, table in METADATA.tables.items() if "order_id" in table.columns}
    assert of_orders == {*CHILDREN, "trail"}
