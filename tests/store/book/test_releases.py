"""The books of the programs released before: upgraded, they say all they said, and are laid out like fresh ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
import sqlalchemy as sa

from ordertrack.errors import OutsideError
from ordertrack.store.book.archiving import check_archive
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.migrations import upgrade
from ordertrack.store.book.upkeep import check_book
from ordertrack.store.book.verification import verify
from ordertrack.store.letters import LONGEST, document
from ordertrack.store.tables.identity import SCHEMA_VERSION
from ordertrack.store.tables.schema import differences
from tests.store.book.upgrading import MOMENTS, saved, version, where
from tests.store.books import ENGINES, confirm
from tests.store.crowds import alone, crowd
from tests.store.releases import (
    ARCHIVES,
    FIRST,
    SECOND,
    THIRD,
    VERSIONS,
    narrowed,
    released_file,
    released_on_server,
    tables_of,
    told_orders,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.store.releases import Rows

IMPORTS = """
import pathlib
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.migrations import upgrade
from tests.store.book.upgrading import to_current_but_die
"""
BROUGHT = {
    FIRST: {
        *("archived", "contacts", "enquiries", "escalations", "followups", "issues", "policies", "rounds", "stubs"),
        *("message_orders", "messages", "notice_orders", "notices"),
    },
    SECOND: {"message_orders", "messages", "notice_orders", "notices"},
    THIRD: set(),
}
"""The tables that an upgrade brings to the books of a release."""


@pytest.fixture(params=[FIRST, SECOND, THIRD])
def release(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path, release: str) -> SqlBook:
    """The book that a release made, on each of the engines."""
    if request.param == "sqlite":
        return released_file(tmp_path / "orders.db", release)
    return released_on_server(request.getfixturevalue("postgres_url"), release)


class Upgraded(NamedTuple):
    """The book that a release made once it is upgraded, the rows it had before, and those it has now."""

    book: SqlBook
    release: str
    before: Rows
    after: Rows


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module", params=[FIRST, SECOND, THIRD])
def upgraded(new_place: Callable[[str], Path | str], engine: str, request: pytest.FixtureRequest) -> Upgraded:
    """The book that a release made, upgraded, on each of the engines; nothing in it is changed any more."""
    place = new_place(engine)
    book = released_on_server(place, request.param) if isinstance(place, str) else released_file(place, request.param)
    before = tables_of(book)
    assert upgrade(book)[:2] == (VERSIONS[request.param], SCHEMA_VERSION)
    return Upgraded(book, request.param, before, tables_of(book))


@pytest.fixture
def old_file(tmp_path: Path, release: str) -> SqlBook:
    """The book that a release made, in a file."""
    return released_file(tmp_path / "orders.db", release)


def test_a_book_of_a_release_is_not_opened_before_it_is_upgraded(old: SqlBook, release: str) -> None:
    with pytest.raises(OutsideError) as refused, old.read():
        pass
    assert refused.value.message == f"this book has version {VERSIONS[release]}, this program needs {SCHEMA_VERSION}"
    assert refused.value.hints == ("`ordertrack book upgrade` backs it up and upgrades it",)


def test_a_book_of_a_release_has_rows_in_every_table(upgraded: Upgraded) -> None:
    assert [name for name, rows in upgraded.before.items() if not rows] == []


def test_it_is_upgraded_to_the_layout_of_a_fresh_book(upgraded: Upgraded) -> None:
    with upgraded.book.connected("ro" if upgraded.book.is_file else "rw") as connection, connection.begin():
        assert differences(connection) == []


def test_it_passes_every_check_once_it_is_upgraded(upgraded: Upgraded) -> None:
    assert [check for check in check_book(upgraded.book) if check.verdict == "failed"] == []
    with upgraded.book.read() as view:
        assert verify(view).finding is None


def test_every_row_stays_as_it_was(upgraded: Upgraded) -> None:
    before, after = upgraded.before, upgraded.after
    assert after.keys() - before.keys() == BROUGHT[upgraded.release]
    said = before | ({} if upgraded.book.is_file else {"book": _of_this_version(before["book"])})
    assert narrowed(after, before) == said


def _of_this_version(book: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row | {"value": str(SCHEMA_VERSION)} if row["key"] == "schema_version" else row for row in book]


def test_what_is_new_begins_empty(upgraded: Upgraded) -> None:
    before, after = upgraded.before, upgraded.after
    assert {name for name in BROUGHT[upgraded.release] if after[name]} <= {"issues"}
    assert {row["held_cause"] for row in after["orders"]} == {row.get("held_cause") for row in before["orders"]}
    told = {(row.get("message"), row.get("digest")) for row in before.get("contacts", ())} | {(None, None)}
    assert {(row["message"], row["digest"]) for row in after["contacts"]} <= told
    assert {row["form"] for row in after["policies"]} <= {None}


def test_every_order_reads_as_its_events_tell_it(upgraded: Upgraded) -> None:
    with upgraded.book.read() as view:
        told = told_orders(view)
        assert len(told) > 10
        assert {number: view.orders.get(number) for number in told} == told


def test_delays_and_bad_receipts_of_the_first_release_become_issues(tmp_path: Path) -> None:
    book = released_file(tmp_path / "orders.db", FIRST)
    upgrade(book)
    with book.read() as view:
        issues = {number: view.orders.get(number).issues for number in told_orders(view)}
    found = {
        number: [(issue.kind.value, issue.cause, issue.resolution) for issue in those]
        for number, those in issues.items()
        if those
    }
    assert found == {
        "A-3": [("delay", "strike at the port", None)],
        "A-5": [("quality", "rust", None)],
        "C-1": [("quality", "dented", "the order was closed")],
        "C-2": [("short", "4 of what was shipped did not arrive", "the order was closed")],
    }


def test_an_order_of_the_first_release_whose_events_are_damaged_gets_no_issue(tmp_path: Path) -> None:
    book = released_file(tmp_path / "orders.db", FIRST)
    with book.connected("rw") as connection, connection.begin():
        query = "SELECT sql FROM sqlite_master WHERE name = 'trail_no_update'"
        trigger: str = connection.exec_driver_sql(query).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER trail_no_update")
        connection.exec_driver_sql("UPDATE trail SET body = '{' WHERE body LIKE '%\"order entered\"%'")
        connection.exec_driver_sql(trigger)
    upgrade(book)
    assert tables_of(book)["issues"] == []
    with book.read() as view:
        assert verify(view).finding is not None


def test_all_that_was_said_is_made_ready_to_be_searched(upgraded: Upgraded) -> None:
    with upgraded.book.read() as view:
        found = {
            row.rowid: row.text for row in view.connection.execute(sa.text("SELECT rowid, text FROM correspondence"))
        }
        ids = view.connection.execute(sa.text("SELECT id FROM orders")).scalars().all()
        said = {order: document(view.connection, order) for order in ids}
    assert found == {order: text for order, text in said.items() if text}
    assert any("ships on friday the rest soon" in text for text in found.values()) is (upgraded.release != FIRST)


@pytest.mark.parametrize("old", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("release", [SECOND])
def test_of_what_is_too_long_to_be_searched_the_beginning_is(old: SqlBook) -> None:
    note = "INSERT INTO contacts (order_id, seq, at, made_on, channel, side, actor, outcome, note) VALUES "
    usual = "'2026-03-02T08:00:00Z', '2026-03-02', 'phone', 'supplier', 'Zoë', 'answered'"
    with old.connected("rw") as connection, connection.begin():
        for seq in range(100, 240):
            words = " ".join(f"w{seq}x{number}" for number in range(450))
            connection.exec_driver_sql(f"{note} (1, {seq}, {usual}, '{words}')")
    upgrade(old)
    with old.read() as view:
        found = view.connection.execute(sa.text("SELECT text FROM correspondence WHERE rowid = 1")).scalar_one()
        assert (found, len(found) > LONGEST - 20) == (document(view.connection, 1), True)


def test_work_goes_on_in_an_upgraded_book(old: SqlBook) -> None:
    upgrade(old)
    confirm(old, "Z-1")
    with old.read() as view:
        assert view.orders.get("Z-1").version == 2
        assert verify(view).finding is None


def test_the_backup_is_the_book_of_before(old_file: SqlBook, release: str) -> None:
    before, number = tables_of(old_file), VERSIONS[release]
    assert upgrade(old_file).backup == saved(old_file, number)
    backup = SqlBook(saved(old_file, number))
    assert (version(backup), tables_of(backup)) == (number, before)


@pytest.mark.parametrize(("name", "number"), ARCHIVES.items())
def test_an_archive_of_before_is_upgraded_like_a_book(tmp_path: Path, name: str, number: int) -> None:
    book = released_file(tmp_path / "orders.db", name.removesuffix("-archive"))
    archive = released_file(tmp_path / "old.db", name)
    before = tables_of(archive)
    upgrade(book)
    assert upgrade(archive)[:2] == (number, SCHEMA_VERSION)
    assert narrowed(tables_of(archive), before) == before
    with archive.connected("ro") as connection, connection.begin():
        assert differences(connection) == []
    with book.read() as view:
        assert check_archive(view, where(archive)) is None


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_upgraded_archive_is_still_not_written_to(tmp_path: Path, name: str) -> None:
    archive = released_file(tmp_path / "old.db", name)
    upgrade(archive)
    with pytest.raises(Exception, match="it is read, and never written to"), archive.write():
        pass


@pytest.mark.slow
@pytest.mark.parametrize("moment", [*MOMENTS, *map(str, range(1, 60, 5))])
def test_an_upgrade_killed_half_way_is_done_or_not_done(old_file: SqlBook, release: str, moment: str) -> None:
    before, number = tables_of(old_file), VERSIONS[release]
    program = f"to_current_but_die(SqlBook(pathlib.Path(sys.argv[1])), {moment!r})"
    ended = alone(program, str(where(old_file)), imports=IMPORTS)
    assert (ended.status, ended.complaint) in {(-9, ""), (0, "")}  # an upgrade may have fewer statements

    reached = version(old_file)
    assert reached == (number if ended.status and moment != "after the commit" else SCHEMA_VERSION)
    after = tables_of(old_file)
    assert (after if reached == number else narrowed(after, before)) == before

    upgrade(old_file)
    assert narrowed(tables_of(old_file), before) == before
    with old_file.read() as view:
        assert verify(view).finding is None


@pytest.mark.slow
def test_eight_at_once_upgrade_exactly_once(old: SqlBook, release: str) -> None:
    place = f"pathlib.Path({str(old.place)!r})" if old.is_file else repr(old.place)
    ended = crowd([(f"print(upgrade(SqlBook({place})).before)", ())] * 8, imports=IMPORTS)
    assert [(each.status, each.complaint) for each in ended] == [(0, "")] * 8
    assert sorted(each.output for each in ended) == [f"{VERSIONS[release]}\n"] + [f"{SCHEMA_VERSION}\n"] * 7
    with old.read() as view:
        assert verify(view).finding is None
