"""The decisions: each has a number of its own and a day; a struck one says what replaced it."""

from __future__ import annotations

import re
from datetime import date

from tests.architecture.code import ROOT

TEXT = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
DECISIONS = [part for part in TEXT.split("\n\n") if part.startswith("**")]
_HEAD = re.compile(r"\*\*D-(\d{3}) · (\d{4}-\d\d-\d\d) · (\d+\.\d+\.\d+) · (.+?)\*\*", re.DOTALL)


def heads() -> list[tuple[str, ...]]:
    return [found.groups() for part in DECISIONS if (found := _HEAD.match(part))]


def test_every_decision_has_a_number_of_its_own_and_a_day() -> None:
    numbers = [int(number) for number, *_ in heads()]
    assert sorted(numbers) == list(range(1, len(DECISIONS) + 1))
    assert all(date.fromisoformat(day) for _, day, *_ in heads())


def test_a_struck_decision_says_what_replaced_it() -> None:
    struck = [part for part in DECISIONS if "~~" in part]
    replaced = [re.search(r"Replaced by D-(\d{3})\.$", part) for part in struck]
    assert struck
    assert all(found and found[1] in {number for number, *_ in heads()} for found in replaced)
