"""Killed at any moment: what was acknowledged is there, what was not is wholly there or not at all."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, new_desk
from tests.store.crowds import alone, begun

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.crowds import Process

pytestmark = pytest.mark.slow

KILLS = 50
ROWS = 2_000
STEPS = 4
PATIENCE = 30
MAGIC = bytes.fromhex("d9d505f920a163d7")
HEADER = "number,customer,supplier,promised_on,line.quantity\n"

_PROGRAM = "from ordertrack.cli.main import main\n"
_IMPORT = "sys.exit(main(['--db', sys.argv[1], 'import', 'orders', sys.argv[2]]))"
_WRITER = """
place, prefix = sys.argv[1:]
for at in range(100_000):
    number = f"{prefix}-{at}"
    for command in (
        ["add", number, "--customer", f"Acme {at % 7}", "--supplier", "Bolts", "--promised", "2026-03-20",
         "--line", "3,M8", "--line", "4,M9", "--note", "n" * (at % 4 * 1000), "--accept"],
        ["status", number, "--to", "confirmed"],
        ["status", number, "--to", "shipped", "--line", "1:2", "--carrier", "DHL"],
        ["edit", number, "--owner", "anna", "--priority", "high"],
    ):
        code = main(["--db", place, *command])
        if code:
            sys.exit(code)
        print(flush=True)
"""

_HALF_A_COMMIT = """
import os, signal, sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE orders SET owner = 'half'")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "sqlite":
        return new_desk(tmp_path / "orders.db")
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return new_desk(make())


def test_single_writes_killed_at_random_moments_lose_nothing_acknowledged(desk: Desk) -> None:
    dice = random.Random(20260323)
    count = 0
    for at in range(KILLS):
        acknowledged = _killed_writer(desk, f"K{at}", dice, at_the_journal=at % 2 == 0)

        steps = _steps_in_the_book(desk, f"K{at}")  # the first to look after the kill is a reader
        assert not _is_hot(desk)
        in_flight = steps - acknowledged
        assert acknowledged - steps == Counter()
        assert in_flight.total() <= 1
        assert set(list(steps.values())[:-1]) <= {STEPS}
        count += len(steps)
    assert desk.rows("book", "info")[0]["orders"] == count
    _require_whole(desk)


def test_the_first_to_look_after_a_kill_in_the_middle_of_a_commit_finds_the_book_as_it_was(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "orders.db")
    assert _killed_import(desk, _file(tmp_path, "first"), PATIENCE)
    before = desk.rows("list", "--limit", str(ROWS))
    alone(_HALF_A_COMMIT, str(desk.place))
    assert _is_hot(desk) or desk.rows("book", "info")[0]["journal"] == "wal"

    assert desk.rows("list", "--limit", str(ROWS)) == before
    assert not _is_hot(desk)
    _require_whole(desk)


def _killed_writer(desk: Desk, prefix: str, dice: random.Random, *, at_the_journal: bool) -> Counter[str]:
    """Let a process write, kill it after a while; how often it had acknowledged a write to each order."""
    process = begun(_WRITER, str(desk.place), prefix, imports=_PROGRAM)
    while "\n" not in process.output:
        assert process.is_running, process.ended()
        time.sleep(0.001)
    time.sleep(dice.random() * 0.4)
    if at_the_journal:
        _await_commit(desk, process)
        time.sleep(dice.random() * 0.002)
    process.kill()
    ended = process.ended()
    assert ended.status < 0
    return Counter(ended.output.rpartition("\n")[0].split())


def _await_commit(desk: Desk, process: Process) -> None:
    """Wait until the process is about to change the book's file, or has ended without; a server tells nobody."""
    deadline = time.monotonic() + (2 if isinstance(desk.place, Path) else 0)
    while not _is_hot(desk) and process.is_running and time.monotonic() < deadline:
        pass


def _is_hot(desk: Desk) -> bool:
    """Whether a journal lies beside the book that must be rolled back: its header is written once it is synced."""
    if not isinstance(desk.place, Path):
        return False
    try:
        with desk.place.with_name(f"{desk.place.name}-journal").open("rb") as journal:
            return journal.read(len(MAGIC)) == MAGIC
    except FileNotFoundError:
        return False


def _steps_in_the_book(desk: Desk, prefix: str) -> Counter[str]:
    """How many writes each order has seen, each of its lines there."""
    with SqlBook(desk.place, patience=PATIENCE).read() as view:
        orders = view.orders.find(view.orders.matching_numbers(f"{prefix}-", limit=10_000))
        assert {len(order.lines) for order in orders.values()} <= {2}
        found = {number: len(view.records.history(number)) for number in orders}
    assert found == {number: order.version for number, order in orders.items()}
    return Counter(dict(sorted(found.items(), key=lambda pair: int(pair[0].partition("-")[2]))))


def test_imports_killed_at_random_moments_come_in_wholly_or_not_at_all(desk: Desk, tmp_path: Path) -> None:
    dice = random.Random(20260324)
    began = time.monotonic()
    assert _killed_import(desk, _file(tmp_path, "first"), PATIENCE)
    usual = time.monotonic() - began
    present = ROWS

    for at in range(KILLS):
        seconds = usual * (0.3 + (0.3 if at % 2 else 0.75) * dice.random())
        is_done = _killed_import(desk, _file(tmp_path, str(at)), seconds, at_the_journal=at % 2 == 1)
        count = desk.rows("book", "info")[0]["orders"]  # the first to look after the kill is a reader
        assert not _is_hot(desk)
        assert count - present in ({ROWS} if is_done else {0, ROWS})
        present = count
    _require_whole(desk)


def _file(folder: Path, name: str) -> Path:
    file = folder / f"{name}.csv"
    lines = (f"SO-{name}-{row},Acme {row % 40},Bolts,2026-03-20,{row + 1}\n" for row in range(ROWS))
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    return file


def _killed_import(desk: Desk, file: Path, seconds: float, *, at_the_journal: bool = False) -> bool:
    """Kill an import after a while, or when it next commits; say whether it had ended well before."""
    process = begun(_IMPORT, str(desk.place), str(file), imports=_PROGRAM)
    if not process.has_ended_within(seconds):
        if at_the_journal:
            _await_commit(desk, process)
        process.kill()
    return process.ended().status == 0


def _require_whole(desk: Desk) -> None:
    checks = {row["check"]: row["verdict"] for row in desk.rows("book", "check")}
    assert "failed" not in checks.values(), checks
    assert desk.rows("trail", "verify")[0]["ok"] is True
