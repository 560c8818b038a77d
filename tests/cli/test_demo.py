from __future__ import annotations

import csv
import shlex
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import desk
from tests.cli.running import runner

if TYPE_CHECKING:
    from tests.cli.running import Run

REASONS = [
    "customer asks",
    "overdue",
    "at risk",
    "promised soon, no news",
    "entered, not confirmed",
    "delivered, not closed",
]
DAYS = ["2026-03-02", "2026-03-04", "2026-02-28", "2026-03-01", "2026-01-01", "2024-02-29"]
"""A Monday, a Wednesday, a Saturday, a Sunday, a new year, a leap day."""
TOLD = (
    "lines shipped",
    "rejected",
    "delay reported",
    "promise revised",
    "expectation changed",
    "is_short",
    "receipt confirmed",
    "lines cancelled",
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-04")
    return runner(capsys)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERTRACK_AS_OF", "2026-03-04")
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        assert desk.run("demo", "--keep", str(folder / "demo.db")).code == 0
    return folder / "demo.db"


@pytest.fixture
def kept(example: Path, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    del run  # sets the day
    return runner(capsys, Path(shutil.copy(example, tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
def test_the_example_wants_something_of_every_kind_on_any_day(
    run: Run, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", day)
    rows = run("demo", "--json").rows
    assert list(dict.fromkeys(row["section"] for row in rows)) == REASONS
    assert sum(row["is_new"] for row in rows) == 2
    assert max(row["days"] for row in rows if row["section"] == "overdue") > 14


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
def test_the_example_s_trail_is_whole_on_any_day(
    run: Run, day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", day)
    assert run("demo", "--keep", str(tmp_path / "demo.db")).code == 0
    assert [row["ok"] for row in runner(capsys, tmp_path / "demo.db")("trail", "verify", "--json").rows] == [True]


def test_the_review_is_that_of_the_daily_report(run: Run, kept: Run) -> None:
    assert run("demo", "--json").out == kept("report", "daily", "--json").out


def test_the_example_has_orders_in_every_status(kept: Run) -> None:
    board = {row["status"]: row["orders"] for row in kept("status", "--json").rows}
    assert sum(board.values()) == 44
    assert min(board.values()) >= 1


def test_the_example_has_every_priority_and_several_owners_parties_and_currencies(kept: Run) -> None:
    rows = kept("list", "--json").rows
    assert {row["priority"] for row in rows} == {"low", "normal", "high", "urgent"}
    assert {row["owner"] for row in rows} == {"maria", "tomasz", "aiko"}
    assert {row["currency"] for row in rows} >= {"EUR", "GBP", "JPY", "PLN", "USD"}
    assert len({row["customer"] for row in rows}) >= 6
    assert len({row["supplier"] for row in rows}) >= 8


def test_the_example_tells_of_parts_rejections_delays_and_new_promises(kept: Run) -> None:
    trail = kept("export", "trail", "--csv").out
    assert [word for word in TOLD if word not in trail] == []
    assert {row["progress"] for row in kept("list", "--json").rows} == {None, "partly shipped", "partly delivered"}


def test_deliveries_were_early_on_time_and_late(kept: Run) -> None:
    (row,) = kept("report", "ontime", "--unit", "order", "--json").rows
    assert min(row["late"], row["on_time"], row["overdue_open"]) > 2
    lines = list(csv.DictReader(kept("export", "lines", "--csv").out.splitlines()))
    assert any(line["delivered_on"] and line["delivered_on"] < line["first_promised_on"] for line in lines)


def test_nothing_was_entered_or_promised_on_a_weekend_but_what_is_newly_overdue(kept: Run) -> None:
    rows: list[dict[str, Any]] = kept("list", "--json").rows
    days = [date.fromisoformat(row[name]) for row in rows for name in ("placed_on", "promised_on")]
    assert [day for day in days if day.weekday() >= 5] == []


def test_the_demo_leaves_nothing_behind(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run("demo").code == 0
    assert list(tmp_path.iterdir()) == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_the_demo_never_touches_a_book_that_the_surroundings_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.db"
    monkeypatch.setenv("ORDERTRACK_DB", str(mine))
    assert run("demo").code == 0
    assert not mine.exists()


def test_a_book_named_to_the_demo_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--db", str(tmp_path / "mine.db"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "ordertrack: error: the demo never touches a book of yours\n  --keep PATH keeps the one it makes\n"
    )


def test_the_demo_keeps_its_book_over_no_other_file(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_text("my thesis")
    ran = run("demo", "--keep", str(mine))
    assert (ran.code, ran.out, mine.read_text()) == (5, "", "my thesis")


def test_three_things_to_try_work_as_they_are_written(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--keep", str(tmp_path / "my demo.db"))
    commands = [line.strip() for line in ran.err.splitlines() if line.startswith("  ordertrack ")]
    assert len(commands) == 3
    assert [run(*shlex.split(command)[1:]).code for command in commands] == [0, 0, 0]


def test_without_keep_the_demo_says_how_to_keep_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("demo").err
    keep = next(line for line in said.splitlines() if "Keep one:" in line).partition("Keep one: ")[2]
    assert run(*shlex.split(keep)[1:]).code == 0
    commands = [line.strip() for line in said.splitlines() if line.startswith("  ordertrack ")]
    assert [run(*shlex.split(command)[1:]).code for command in commands] == [0, 0, 0]


def test_stdout_has_the_review_alone(run: Run) -> None:
    assert run("demo", "--csv", "--fields", "section").out.splitlines()[0] == "section"
