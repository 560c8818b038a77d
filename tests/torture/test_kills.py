"""Killed at any moment: what was acknowledged is there, what was not is wholly there or not at all."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.desk import PROGRAM, Desk, new_desk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

KILLS = 25
ROWS = 4_000
HEADER = "number,customer,supplier,promised_on,line.quantity\n"

_WRITER = """
import sys
from ordertrack.cli.main import main
place, first = sys.argv[1], int(sys.argv[2])
for number in range(first, first + 100_000):
    code = main(["--db", place, "add", f"SO-{number}", "--customer", "Acme", "--supplier", "Bolts",
                 "--promised", "2026-03-20", "--line", "3,M8", "--line", "4,M9"])
    if code:
        sys.exit(code)
"""


def test_single_writes_killed_at_random_moments_lose_nothing_acknowledged(tmp_path: Path) -> None:
    desk, dice = new_desk(tmp_path / "orders.db"), random.Random(20260323)
    acknowledged: set[str] = set()

    for at in range(KILLS):
        acknowledged |= _killed_writer(desk, 1_000_000 * (at + 1), 0.7 + dice.random() * 0.6)

        rows = desk.rows("list")
        assert acknowledged - {row["number"] for row in rows} == set()
        assert {row["lines"] for row in rows} <= {2}
    _require_whole(desk)


def _killed_writer(desk: Desk, first: int, seconds: float) -> set[str]:
    """Let a process add orders, kill it after a while, and say which it had acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(desk.place), str(first)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    return set(said.split()) if said.endswith("\n") else set(said.split()[:-1])


def test_imports_killed_at_random_moments_come_in_wholly_or_not_at_all(tmp_path: Path) -> None:
    dice = random.Random(20260324)
    desk = new_desk(tmp_path / "orders.db")
    present = 0

    for at in range(KILLS):
        file = tmp_path / f"{at}.csv"
        lines = (f"SO-{at}-{row},Acme {row % 40},Bolts,2026-03-20,{row + 1}\n" for row in range(ROWS))
        file.write_text(HEADER + "".join(lines), encoding="utf-8")
        is_done = _killed_import(desk, file, 0.3 + dice.random() * 0.7)

        count = len(desk.rows("list", "--fields", "number"))
        assert count - present in ({ROWS} if is_done else {0, ROWS})
        present = count
    _require_whole(desk)


def _killed_import(desk: Desk, file: Path, seconds: float) -> bool:
    """Kill an import after a while; say whether it had ended well before."""
    command = [*PROGRAM, "--db", str(desk.place), "import", "orders", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def _require_whole(desk: Desk) -> None:
    checks = {row["check"]: row["verdict"] for row in desk.rows("book", "check")}
    assert "failed" not in checks.values(), checks
    assert desk.rows("trail", "verify")[0]["ok"] is True
