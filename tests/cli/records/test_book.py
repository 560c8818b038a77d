from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.cli.running import runner

if TYPE_CHECKING:
    from tests.cli.running import Run

CHECKS = ["identity", "integrity", "references", "layout", "settings", "journal", "disk", "trail"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys, path)


@pytest.fixture
def made(run: Run) -> Run:
    assert run("book", "init", "--zone", "Europe/Berlin").code == 0
    return run


def test_a_new_book_is_private_and_named_on_stdout(run: Run, path: Path) -> None:
    ran = run("book", "init", "--zone", "Europe/Berlin")
    assert ran == (0, f"{path}\n", f"new order book at {path}, dates in Europe/Berlin\n")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_book_takes_the_zone_of_the_machine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert run("book", "init").code == 0
    assert [row["zone"] for row in run("book", "info", "--json").rows] == ["Asia/Tokyo"]


def test_a_book_without_a_named_place_goes_to_the_data_folder(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    ran = runner(capsys)("book", "init", "--zone", "UTC")
    assert (ran.code, Path(ran.out.strip())) == (0, home / ".local/share/ordertrack/orders.db")


def test_a_book_is_never_made_over_another_file(run: Run, path: Path) -> None:
    path.write_text("my thesis")
    ran = run("book", "init")
    assert (ran.code, ran.out, path.read_text()) == (5, "", "my thesis")


def test_a_dry_run_makes_no_book(run: Run, path: Path) -> None:
    ran = run("book", "init", "--zone", "UTC", "--dry-run")
    assert ran == (0, "", "would: make a new order book, dates in UTC\n")
    assert not path.exists()


def test_a_dry_run_over_another_file_is_refused_as_the_run_would_be(made: Run) -> None:
    assert made("book", "init", "--dry-run").code == 5


def test_an_unknown_zone_is_a_usage_error(run: Run, path: Path) -> None:
    assert run("book", "init", "--zone", "Mars/Olympus").code == 2
    assert not path.exists()


def test_a_book_says_what_it_is(made: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T09:30:00Z")
    assert made("add", "A-1", "--customer", "Zoë", "--supplier", "Bolts", "--promised", "2026-03-20").code == 0
    (row,) = made("book", "info", "--json").rows
    said = {key: row[key] for key in ("place", "named_by", "engine", "schema_version", "zone")}
    assert said == {
        "place": str(path),
        "named_by": "--db",
        "engine": "SQLite",
        "schema_version": SCHEMA_VERSION,
        "zone": "Europe/Berlin",
    }
    assert [row[key] for key in ("orders", "lines", "parties", "events")] == [1, 1, 2, 4]


def test_the_instant_of_its_making_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
    assert run("book", "init", "--zone", "Asia/Tokyo").code == 0
    assert [row["created_at"] for row in run("book", "info", "--json").rows] == ["2026-03-02T03:00:00Z"]


@pytest.mark.parametrize("command", [["info"], ["check"], ["backup", "copy.db"], ["upgrade"], ["journal"]])
def test_a_named_book_that_does_not_exist_is_not_made(run: Run, path: Path, command: list[str]) -> None:
    ran = run("book", *command)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"ordertrack: error: there is no order book at {path}\n  `ordertrack book init --db {path}` makes one\n"
    )
    assert not path.exists()


def test_a_sound_book_passes_every_check(made: Run) -> None:
    ran = made("book", "check", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert [row["check"] for row in ran.rows] == CHECKS
    assert {row["verdict"] for row in ran.rows} <= {"ok", "unknown"}


def test_a_missing_trigger_is_found_and_exits_with_6(made: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER trail_no_delete")
    ran = made("book", "check", "--json")
    verdicts = {row["check"]: row["verdict"] for row in ran.rows}
    assert (ran.code, verdicts["layout"]) == (6, "failed")
    assert ran.err == "ordertrack: error: layout: trigger trail_no_delete is missing\n"


def test_a_trail_that_is_not_what_the_tables_say_fails_the_check(made: Run, path: Path) -> None:
    assert made("party", "add", "Zoë").code == 0
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE parties SET phone = '0'")
    ran = made("book", "check", "--json")
    assert ran.code == 6
    assert ran.rows[-1] == {
        "check": "trail",
        "verdict": "failed",
        "sentence": "party 1 in the tables is not what the trail says",
    }


def test_a_damaged_file_fails_its_checks_without_a_traceback(made: Run, path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    ran = made("book", "check", "--json")
    assert ran.code == 6
    assert "failed" in {row["verdict"] for row in ran.rows}


def test_a_backup_is_a_book_of_its_own(made: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made("party", "add", "Zoë").code == 0
    copy = tmp_path / "copy.db"
    ran = made("book", "backup", str(copy))
    assert (ran.code, ran.out) == (0, f"{copy}\n")
    assert runner(capsys, copy)("party", "list", "--csv", "--fields", "name").out == "name\nZoë\n"


def test_a_backup_takes_no_other_file_s_place_unasked(made: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("older")
    assert made("book", "backup", str(copy)).code == 5
    assert copy.read_text() == "older"
    assert made("book", "backup", str(copy), "--replace").code == 0
    assert copy.read_bytes()[:6] == b"SQLite"


def test_a_dry_run_backs_nothing_up(made: Run, tmp_path: Path) -> None:
    assert made("book", "backup", str(tmp_path / "copy.db"), "--dry-run").code == 0
    assert not (tmp_path / "copy.db").exists()


def test_a_book_of_this_version_needs_no_upgrade(made: Run) -> None:
    assert made("book", "upgrade") == (0, "", f"the book has version {SCHEMA_VERSION} already\n")


def test_a_book_of_a_newer_version_is_refused(made: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert made("book", "upgrade").code == 6
    assert made("list").code == 6


def test_the_journal_mode_is_shown(made: Run) -> None:
    (row,) = made("book", "journal", "--json").rows
    assert row["journal"] == ("wal" if row["is_wal_safe"] else "truncate")


def test_the_journal_mode_is_changed_for_good(made: Run) -> None:
    made("book", "journal", "truncate")
    assert made("book", "journal", "truncate") == (0, "", "journal: truncate already\n")
    (row,) = made("book", "journal", "--json").rows
    changed = made("book", "journal", "wal")
    assert changed.code == (0 if row["is_wal_safe"] else 6)
    assert made("book", "check").code == 0


@pytest.mark.postgres
def test_a_book_on_a_server_is_made_described_and_checked(
    new_postgres: object, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del new_postgres
    run = runner(capsys, postgres_url)
    assert run("book", "init", "--zone", "UTC").code == 0
    assert run("book", "init", "--zone", "UTC").code == 5
    assert run("party", "add", "Zoë").code == 0
    (row,) = run("book", "info", "--json").rows
    assert (row["engine"], row["parties"], row["journal"]) == ("PostgreSQL", 1, None)
    checked = run("book", "check", "--json")
    assert [row["check"] for row in checked.rows][-1] == "trail"
    assert "head" in json.loads(run("trail", "head", "--json").out)["rows"][0]
    assert run("book", "backup", "copy.dump").code == 6
