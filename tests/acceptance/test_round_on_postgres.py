"""The daily round on PostgreSQL: alone, once, and shown by every command that reads the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, add, new_desk

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.postgres
LOOKS = (
    *(["today"], ["followup"], ["escalate"], ["explain", "A-1"], ["show", "A-1"]),
    *(["issue", "list"], ["enquiry", "list"]),
    *(["report", name] for name in ("daily", "response", "resolution", "suppliers", "sop")),
)


@pytest.fixture
def desk(new_postgres: Callable[[], str]) -> Desk:
    desk = new_desk(new_postgres())
    add(desk, "A-1", "--promised=2020-01-15")
    return desk


def test_a_second_round_exits_with_75_while_one_runs(desk: Desk) -> None:
    with SqlBook(str(desk.place)).only_round():
        assert desk("round").code == 75
    assert desk("round").code == 0


def test_a_round_decides_once_and_its_trail_verifies(desk: Desk) -> None:
    assert [len(desk.rows("round")), len(desk.rows("round"))] == [3, 0]
    assert desk.rows("trail", "verify")[0]["ok"] is True


def test_every_look_at_the_cases_works(desk: Desk) -> None:
    desk.do("round")
    assert [desk(*words, "--json").code for words in LOOKS] == [0] * len(LOOKS)
