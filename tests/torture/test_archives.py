"""Killed at any moment of an archiving: every order is in exactly one place, and a further run finishes it (SOP 6)."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, new_desk
from tests.store.crowds import begun

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

KILLS = 20
ORDERS = 600
HEADER = "number,customer,supplier,promised_on,line.quantity,status,line.cancelled_quantity,line.cancelled_on\n"

_ARCHIVE = "sys.exit(main(['--db', sys.argv[1], 'book', 'archive', '--to', sys.argv[2]]))"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
    if request.param == "sqlite":
        return new_desk(tmp_path / "orders.db")
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return new_desk(make())


def test_archivings_killed_at_random_moments_leave_every_order_in_exactly_one_place(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(20260325)
    numbers = _import(desk, tmp_path, "R0", monkeypatch)
    began = time.monotonic()
    moved = [tmp_path / "archive-0.db"]
    desk.do("book", "archive", "--to", str(moved[0]))
    usual = time.monotonic() - began
    for at in range(1, KILLS + 1):
        target = tmp_path / f"archive-{len(moved)}.db"
        if _count(desk) == 0:
            numbers |= _import(desk, tmp_path, f"R{at}", monkeypatch)
        _kill(desk, target, usual * (0.3 + 0.75 * dice.random()))
        if _is_named(desk, target):
            moved.append(target)
        _require_in_one_place(desk, moved, numbers)
    last = tmp_path / f"archive-{len(moved)}.db"
    desk.do("book", "archive", "--to", str(last))
    moved += [last] if last.exists() else []
    _require_in_one_place(desk, moved, numbers)
    assert "failed" not in desk.column("verdict", "book", "check")
    archives = (word for path in moved for word in ("--archive", str(path)))
    assert desk.rows("trail", "verify", *archives)[0]["ok"] is True
    assert _count(desk) == 0


def _count(desk: Desk) -> int:
    return len(_numbers(SqlBook(desk.place)))


def _import(desk: Desk, folder: Path, prefix: str, clock: pytest.MonkeyPatch) -> set[str]:
    numbers = {f"{prefix}-{row}" for row in range(ORDERS)}
    file = folder / f"{prefix}.csv"
    rows = (f"{number},Acme,Bolts,2020-03-20,1,cancelled,1,2020-03-21\n" for number in sorted(numbers))
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    clock.setenv("ORDERTRACK_AS_OF", "2026-03-02")
    desk.do("import", "orders", str(file), "--history")
    clock.setenv("ORDERTRACK_AS_OF", "2040-03-02")
    return numbers


def _kill(desk: Desk, target: Path, seconds: float) -> None:
    """Let a process archive, and kill it after a while if it has not ended."""
    process = begun(_ARCHIVE, str(desk.place), str(target), imports="from ordertrack.cli.main import main\n")
    process.has_ended_within(seconds)
    process.kill()
    process.ended()


def _is_named(desk: Desk, target: Path) -> bool:
    with SqlBook(desk.place).read() as view:
        return target.name in view.records.archives()


def _require_in_one_place(desk: Desk, archives: list[Path], numbers: set[str]) -> None:
    """An archive counts from the moment the book names it; until then it is a copy that the next run replaces."""
    found = [_numbers(SqlBook(desk.place)), *(_numbers(SqlBook(path)) for path in archives)]
    assert sum(len(each) for each in found) == len(numbers)
    assert set().union(*found) == numbers
    assert desk.rows("trail", "verify")[0]["ok"] is True


def _numbers(book: SqlBook) -> set[str]:
    with book.read() as view:
        return set(view.orders.matching_numbers("R", limit=100_000))
