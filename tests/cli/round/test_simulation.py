"""A proposed policy beside the one in force, at the command line (SOP 8)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.policy.reading import default_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

TEXT = default_text("UTC")
HISTORY = """number,customer,supplier,placed_on,promised_on,line.delivered_on
SO-1,Acme,Bolts,2025-10-01,2025-12-19,2025-12-24
SO-2,Acme,Bolts,2025-10-01,2025-12-19,2025-12-01
SO-3,Acme,Bolts,2025-10-01,2025-12-19,
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace('first = "1bd"', 'first = "2bd"'), encoding="utf-8")
    return str(path)


@pytest.fixture
def full(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with an order that came late, one that came early, and one that never came."""
    path = tmp_path / "history.csv"
    path.write_text(HISTORY, encoding="utf-8")
    desk.do("import", "orders", "--history", str(path))
    return desk


PERIOD = ("--from", "2025-12-01", "--to", "2025-12-26")


def test_both_policies_stand_side_by_side(full: Desk, file: str) -> None:
    rows = full.rows("policy", "simulate", file, *PERIOD)
    shown = {row["figure"]: (row["now"], row["proposed"], row["difference"]) for row in rows}
    assert {name: shown[name] for name in ("silent rule", "overdue rule", "suppliers asked")} == {
        "silent rule": (4, 4, 0),
        "overdue rule": (4, 3, -1),
        "suppliers asked": (5, 4, -1),
    }


def test_json_says_which_period_and_which_policies(full: Desk, file: str) -> None:
    document = json.loads(full.do("policy", "simulate", file, *PERIOD, "--json").out)
    assert {name: document[name] for name in ("kind", "from", "to", "revision", "proposed_as", "simulated")} == {
        "kind": "policy_simulation",
        "from": "2025-12-01",
        "to": "2025-12-26",
        "revision": 1,
        "proposed_as": 2,
        "simulated": 2,
    }


def test_nothing_is_written(full: Desk, file: str) -> None:
    before = full.content
    full.do("policy", "simulate", file, *PERIOD)
    assert full.content == before


def test_an_empty_book_has_nothing_to_compare(desk: Desk, file: str) -> None:
    assert set(desk.column("now", "policy", "simulate", file, "--from", "2026-01-01")) == {0, None}


def test_what_is_no_policy_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("zone = 1", encoding="utf-8")
    assert desk("policy", "simulate", str(path), *PERIOD).code == 7


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (("--from", "2026-01-02", "--to", "2026-01-01"), "--to 2026-01-01 comes before --from 2026-01-02"),
        (("--from", "2026-01-02", "--to", "2026-03-03"), "--to 2026-03-03 lies in the future"),
    ],
)
def test_only_the_past_can_be_gone_through_again(desk: Desk, file: str, period: tuple[str, ...], said: str) -> None:
    ran = desk("policy", "simulate", file, *period)
    assert (ran.code, said in ran.err) == (2, True)


def test_a_policy_of_another_zone_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_text("Europe/Berlin"), encoding="utf-8")
    ran = desk("policy", "simulate", str(path), *PERIOD)
    assert (ran.code, "the dates of this book are meant in UTC" in ran.err) == (4, True)
