"""A new order book is made whole, private and durable, or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.store.book import making
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.making import chosen_journal, create_book
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine import files
from ordertrack.store.engine.files import disk_type, file_system_of
from tests.builders import SETTINGS
from tests.store.books import filled, names_in
from tests.store.crowds import crowd

MOUNTS = """\
22 28 0:21 / /proc rw,relatime shared:5 - proc proc rw
28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 28 0:40 / /srv/desk rw,relatime - nfs4 server:/desk rw,vers=4.2
31 28 0:41 / /srv/desk/local\\040disk rw,relatime - xfs /dev/sdb1 rw
32 28 0:42 / /home/kai/remote rw,nosuid - fuse.sshfs kai@far:/ rw
33 28 0:43 / /mnt/twice rw - ext4 /dev/sdc1 rw
34 28 0:44 / /mnt/twice rw - cifs //server/share rw
"""


def refuse(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_new_book_says_of_itself_what_it_was_given(book: SqlBook) -> None:
    with book.read() as view:
        assert {key: view.setting(key) for key in SETTINGS} == SETTINGS


def test_a_new_book_can_be_worked_in(book: SqlBook) -> None:
    filled(book)
    with book.read() as view:
        assert view.orders.get("A-1").number == "A-1"


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    create_book(tmp_path / "orders.db", SETTINGS)
    assert stat.S_IMODE((tmp_path / "orders.db").stat().st_mode) == 0o600


def test_nothing_but_the_book_is_left_in_its_folder(tmp_path: Path) -> None:
    create_book(tmp_path / "orders.db", SETTINGS)
    assert names_in(tmp_path) == ["orders.db"]


def test_the_journal_mode_fits_the_library_and_is_kept_in_the_book(sqlite_book: SqlBook) -> None:
    is_safe = engines.is_wal_safe(engines.sqlite_module().sqlite_version_info)
    with sqlite_book.read() as view:
        found = view.connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        assert (found, view.setting("journal")) == (("wal", "wal") if is_safe else ("truncate", "truncate"))


def test_a_journal_mode_can_be_chosen(tmp_path: Path) -> None:
    book = create_book(tmp_path / "orders.db", SETTINGS, journal="truncate")
    with book.read() as view:
        assert view.setting("journal") == "truncate"


def test_wal_mode_is_refused_to_a_library_that_can_corrupt_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: False)
    version = engines.sqlite_module().sqlite_version
    with pytest.raises(OutsideError) as refused:
        chosen_journal("wal")
    assert refused.value.message == f"the book would be in WAL mode, which SQLite {version} can corrupt"
    assert chosen_journal(None) == "truncate"


def test_wal_mode_is_chosen_for_a_library_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "is_wal_safe", lambda _: True)
    assert chosen_journal(None) == "wal"


def test_other_journal_modes_are_not_offered(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        create_book(tmp_path / "orders.db", SETTINGS, journal="memory")
    assert refused.value.message == "the journal mode is truncate or wal, not memory"
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"something else"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "orders.db"
    path.write_bytes(content)
    with pytest.raises(ConflictError) as refused:
        create_book(path, SETTINGS)
    assert refused.value.message == f"{path} exists already"
    assert path.read_bytes() == content


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "orders.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(ConflictError):
        create_book(tmp_path / "orders.db", SETTINGS)
    assert names_in(tmp_path) == ["orders.db"]


def test_a_book_is_made_once(book: SqlBook) -> None:
    with pytest.raises(ConflictError):
        create_book(book.place, {"zone": "Asia/Tokyo"})
    with book.read() as view:
        assert view.setting("zone") == "UTC"


def test_a_folder_is_made_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "share" / "desk" / "orders.db"
    with pytest.raises(OutsideError) as refused:
        create_book(path, SETTINGS)
    assert refused.value.message == f"there is no folder {path.parent}"
    create_book(path, SETTINGS, make_folder=True)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_failure_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "create", refuse)
    with pytest.raises(OutsideError) as refused:
        create_book(tmp_path / "orders.db", SETTINGS)
    assert refused.value.message == "the book cannot be used: database or disk is full"
    assert names_in(tmp_path) == []


def test_a_disk_that_will_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file" / "orders.db"
    path.parent.touch()
    with pytest.raises(OutsideError) as refused:
        create_book(path, SETTINGS, make_folder=True)
    assert refused.value.message == f"cannot make an order book at {path}: File exists ({path.parent})"


def test_a_disk_without_links_gets_its_book_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    create_book(tmp_path / "orders.db", SETTINGS)
    with pytest.raises(ConflictError):
        create_book(tmp_path / "orders.db", SETTINGS)
    assert names_in(tmp_path) == ["orders.db"]


@pytest.mark.parametrize("count", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_of_many_who_make_the_same_book_one_does(tmp_path: Path, count: int) -> None:
    program = "create_book(pathlib.Path(sys.argv[1]), {'zone': 'UTC'})"
    imports = "import pathlib; from ordertrack.store.book.making import create_book"
    ended = crowd([(program, [str(tmp_path / "orders.db")])] * count, imports=imports)
    assert sorted(each.status for each in ended) == [0] + [1] * (count - 1)
    assert sum("ConflictError" in each.complaint for each in ended) == count - 1
    assert names_in(tmp_path) == ["orders.db"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/etc/orders.db", "ext4"),
        ("/srv/desk/orders.db", "nfs4"),
        ("/srv/desktop/orders.db", "ext4"),
        ("/srv/desk/local disk/orders.db", "xfs"),
        ("/home/kai/remote", "fuse.sshfs"),
        ("/mnt/twice/orders.db", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_longest_mount(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_an_unknown_file_system_is_none() -> None:
    assert file_system_of(Path("/etc/orders.db"), "") is None


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the machine says lies on a network disk."""
    folder = tmp_path / "far"
    folder.mkdir()
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"{MOUNTS}40 28 0:50 / {folder.resolve()} rw - nfs server:/ rw\n")
    monkeypatch.setattr(files, "_MOUNTS", mounts)
    return folder


def test_a_network_disk_is_refused_for_a_new_book(far: Path) -> None:
    with pytest.raises(OutsideError) as refused:
        create_book(far / "orders.db", SETTINGS)
    assert refused.value.message == (
        f"{far} lies on a network file system (nfs), which can lose what is written to an order book"
    )
    assert names_in(far) == []


def test_a_book_on_a_network_disk_is_read_but_not_written(far: Path) -> None:
    create_book(far / "orders.db", SETTINGS, allow_network=True)
    book = SqlBook(far / "orders.db")
    with book.read() as view:
        assert view.setting("zone") == "UTC"
    with pytest.raises(OutsideError), book.write():
        pass


def test_a_network_disk_can_be_allowed(far: Path) -> None:
    book = create_book(far / "orders.db", SETTINGS, allow_network=True)
    filled(book)
    assert disk_type(far / "orders.db") == "nfs"


@pytest.mark.postgres
def test_a_database_with_tables_of_somebody_else_is_left_alone(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (song TEXT)")
        connection.exec_driver_sql("CREATE TABLE book (title TEXT)")
    with pytest.raises(ConflictError) as refused:
        create_book(postgres_url, SETTINGS)
    assert refused.value.message == "this database has tables of the same name: book, orders"
    with engine.begin() as connection:
        assert sorted(sa.inspect(connection).get_table_names()) == ["book", "orders"]


@pytest.mark.postgres
def test_a_book_fits_into_a_schema_of_its_own(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA desk")
        connection.exec_driver_sql("CREATE TABLE orders (song TEXT)")
    book = create_book(f"{postgres_url}&options=-csearch_path%3Ddesk", SETTINGS)
    filled(book)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM desk.orders").scalar_one() == 4


@pytest.mark.postgres
def test_text_on_a_server_sorts_as_in_a_file_whatever_its_language(postgres_book: SqlBook) -> None:
    query = "SELECT collation_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'"
    with postgres_book.read() as view:
        assert set(view.connection.exec_driver_sql(query).scalars()) == {"C"}


@pytest.mark.postgres
def test_a_database_that_cannot_hold_every_name_is_refused(postgres_url: str) -> None:
    name = "latin1_desk"
    with closing(psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    base, _, query = postgres_url.partition("?")
    with pytest.raises(OutsideError) as refused:
        create_book(f"{base.rpartition('/')[0]}/{name}?{query}", SETTINGS)
    assert refused.value.message == "this database is in LATIN1, which cannot hold every name"


@pytest.mark.postgres
def test_a_journal_mode_is_no_matter_of_a_server(postgres_url: str) -> None:
    with pytest.raises(UsageError):
        create_book(postgres_url, SETTINGS, journal="wal")


@pytest.mark.parametrize("url", ["mysql://root@localhost/orders", "sqlite:///orders.db"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        create_book(url, SETTINGS)
    assert refused.value.message == "a database URL must begin with postgresql://"


def test_a_server_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OutsideError):
        create_book(f"postgresql+psycopg://nobody@/orders?host={tmp_path}", SETTINGS)
