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


def test_a_trip_enters_each_room_once() -> None:
    trips = re.findall(r"^## A .*\n\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    entered = [re.findall(r"`([a-z_.]+)`", " ".join(row.split("|")[1] for row in trip.splitlines())) for trip in trips]
    assert len(trips) == 4
    assert [[room for room in rooms if rooms.count(room) > 1] for rooms in entered] == [[]] * 4
