"""What `book upgrade` says and does to the books of the programs released before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.policy.text import default_text, is_kept
from ordertrack.store.tables.identity import SCHEMA_VERSION
from tests.cli.running import runner
from tests.store.releases import ARCHIVE, FIRST, SECOND, THIRD, released_file, released_on_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-20T09:30:00Z")
    return runner(capsys, path)


def upgraded(path: Path, before: int = 1) -> str:
    return f"upgraded from version {before} to {SCHEMA_VERSION}; the book as it was is in {path}.v{before}.bak\n"


def adopted(run: Run) -> list[tuple[int, str, str]]:
    return [(row["number"], row["from_on"], row["description"]) for row in run("policy", "history", "--json").rows]


@pytest.mark.parametrize("command", [["list"], ["today"], ["show", "A-1"], ["book", "info"], ["trail", "verify"]])
def test_a_book_of_before_names_the_command_that_upgrades_it(run: Run, path: Path, command: list[str]) -> None:
    released_file(path, FIRST)
    ran = run(*command)
    assert (ran.code, ran.out) == (6, "")
    assert ran.err == (
        f"ordertrack: error: this book has version 1, this program needs {SCHEMA_VERSION}\n"
        "  `ordertrack book upgrade` backs it up and upgrades it\n"
    )


def test_a_book_of_the_first_release_gets_the_built_in_policy(run: Run, path: Path) -> None:
    released_file(path, FIRST)
    ran = run("book", "upgrade")
    assert ran == (0, "", upgraded(path) + "adopted the built-in policy as revision 1\n")
    assert adopted(run) == [(1, "2026-03-20", "The built-in policy")]
    assert run("book", "check").code == 0
    assert run("trail", "verify").code == 0


def test_a_book_of_the_second_release_keeps_its_policy(run: Run, path: Path) -> None:
    released_file(path, SECOND)
    assert run("book", "upgrade") == (0, "", upgraded(path))
    assert adopted(run) == [(1, "2026-02-02", "The built-in policy"), (2, "2026-03-05", "the same, shorter")]
    assert run("book", "check").code == 0
    assert run("trail", "verify").code == 0


def test_a_book_of_the_third_release_has_its_policy_read_once_more_and_kept(run: Run, path: Path) -> None:
    book = released_file(path, THIRD)
    assert run("book", "upgrade") == (0, "", upgraded(path, 2))
    with book.read() as view:
        assert [is_kept(each) for each in view.policy.revisions()] == [True, True]
    assert adopted(run) == [(1, "2026-02-02", "The built-in policy"), (2, "2026-03-05", "the same, shorter")]
    assert run("book", "check").code == 0
    assert run("trail", "verify").code == 0


@pytest.mark.parametrize("release", [FIRST, SECOND, THIRD])
@pytest.mark.parametrize(
    "command", [["today"], ["round"], ["show", "A-3"], ["followup"], ["report", "daily"], ["issue", "list"]]
)
def test_the_work_of_the_day_goes_on_after_an_upgrade(run: Run, path: Path, release: str, command: list[str]) -> None:
    released_file(path, release)
    assert run("book", "upgrade").code == 0
    ran = run(*command)
    assert (ran.code, "error" in ran.err) == (0, False)


@pytest.mark.parametrize("release", [FIRST, SECOND, THIRD])
def test_what_happened_before_an_upgrade_is_simulated_under_another_policy(run: Run, path: Path, release: str) -> None:
    released_file(path, release)
    assert run("book", "upgrade").code == 0
    policy = path.with_name("policy.toml")
    policy.write_text(default_text("Europe/Berlin"))
    assert run("policy", "simulate", str(policy), "--from", "2026-02-01").code == 0


def test_an_upgrade_that_ended_before_the_policy_was_adopted_is_finished_by_another(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released_file(path, FIRST)
    with monkeypatch.context() as patch:
        patch.setattr("ordertrack.cli.records.adopt_built_in", _stop)
        assert run("book", "upgrade").code == 130
    assert adopted(run) == []
    assert run("book", "upgrade", "--dry-run").err.endswith("would: adopt the built-in policy\n")
    assert adopted(run) == []
    ran = run("book", "upgrade")
    assert ran == (0, "", f"the book has version {SCHEMA_VERSION} already\nadopted the built-in policy as revision 1\n")
    assert run("book", "upgrade") == (0, "", f"the book has version {SCHEMA_VERSION} already\n")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_dry_run_upgrades_nothing(run: Run, path: Path) -> None:
    released_file(path, FIRST)
    before = path.read_bytes()
    ran = run("book", "upgrade", "--dry-run")
    assert ran == (0, "", f"would: back up the book and bring it from version 1 to {SCHEMA_VERSION}\n")
    assert path.read_bytes() == before
    assert not path.with_name("orders.db.v1.bak").exists()


def test_an_archive_is_upgraded_and_takes_no_policy(run: Run, path: Path) -> None:
    archive = path.with_name("old.db")
    released_file(path, SECOND)
    released_file(archive, ARCHIVE)
    assert run("book", "upgrade").code == 0
    refused = run("trail", "verify", "--archive", str(archive))
    assert (refused.code, refused.out) == (6, "")
    assert refused.err == (
        f"ordertrack: error: the archive of orders.db has version 1, this program needs {SCHEMA_VERSION}\n"
        "  `ordertrack --db ARCHIVE book upgrade` backs it up and upgrades it\n"
    )
    assert run("book", "upgrade", "--db", str(archive)) == (0, "", upgraded(archive))
    assert run("trail", "verify", "--archive", str(archive)).code == 0
    assert run("trail", "verify", "--db", str(archive)).code == 0


@pytest.mark.postgres
def test_a_book_on_a_server_is_upgraded_without_a_copy(
    postgres_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-20T09:30:00Z")
    released_on_server(postgres_url, FIRST)
    run = runner(capsys, postgres_url)
    ran = run("book", "upgrade")
    said = f"upgraded from version 1 to {SCHEMA_VERSION}\nadopted the built-in policy as revision 1\n"
    assert ran == (0, "", said)
    assert run("book", "check").code == 0
