"""A desk with an empty book on a fixed morning, for tests of whole command lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, new_desk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the 2nd of March 2026, a Monday, and Anna is at the desk."""
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
    monkeypatch.setenv("ORDERTRACK_ACTOR", "anna")


@pytest.fixture
def desk(morning: None, tmp_path: Path) -> Desk:
    """A desk whose book is empty."""
    del morning
    return new_desk(tmp_path / "orders.db")
