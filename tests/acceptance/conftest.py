"""A desk with an empty book on a fixed morning, and one whose book is full of strange text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.naughty import enter_all, hidden, strings
from tests.desk import Desk, new_desk
from tests.mail.letters.dovecot import dovecot, dovecot_server

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.acceptance.naughty import Naughty

__all__ = ["dovecot", "dovecot_server"]

MORNING = {"ORDERTRACK_AS_OF": "2026-03-02", "ORDERTRACK_ACTOR": "anna"}
"""It is the 2nd of March 2026, a Monday, and Anna is at the desk."""


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin every test on the same morning."""
    for name, text in MORNING.items():
        monkeypatch.setenv(name, text)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose book is empty."""
    return new_desk(tmp_path / "orders.db")


@pytest.fixture(scope="session")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Naughty:
    """A book with every naughty string, for tests that only look."""
    return _entered(tmp_path_factory.mktemp("naughty"), strings())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Naughty:
    """A book with every naughty string that a terminal would obey or hide, for tests that only look."""
    return _entered(tmp_path_factory.mktemp("hostile"), filter(hidden, strings()))


def _entered(folder: Path, texts: Iterable[str]) -> Naughty:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        for name, text in MORNING.items():
            patch.setenv(name, text)
        return enter_all(folder, texts)
