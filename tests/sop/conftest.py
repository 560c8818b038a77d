"""A desk with an empty book, and days that pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, new_desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Calendar = Callable[[str], None]


@pytest.fixture
def turn_to(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Makes it another day."""

    def turn(day: str) -> None:
        monkeypatch.setenv("ORDERTRACK_AS_OF", day)

    return turn


@pytest.fixture
def desk(tmp_path: Path, turn_to: Calendar, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Anna's desk on the 2nd of March 2026, a Monday; its book is empty."""
    turn_to("2026-03-02")
    monkeypatch.setenv("ORDERTRACK_ACTOR", "anna")
    return new_desk(tmp_path / "orders.db")
