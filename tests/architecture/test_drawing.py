"""The page about the house shows the house."""

from __future__ import annotations

import re

from tests.architecture.code import STRATA, source
from tests.architecture.drawing import PAGE, with_drawing


def test_the_drawing_shows_the_rooms_there_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_drawing(text), "run: python -m tests.architecture.drawing --write"


def test_the_trips_go_through_rooms_that_exist() -> None:
    strata = "|".join(STRATA)
    named = set(re.findall(rf"`((?:{strata})\.\w+)`", PAGE.read_text(encoding="utf-8")))
    assert named - source().rooms.keys() == set()
