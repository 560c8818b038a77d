"""Many clocks summed up (SOP 7)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from statistics import mean, median, quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.cases.clocks import Clock
from ordertrack.domain.reports.clocks import ClockFigures, ReadClock, Spread, clock_figures, in_hours, spread
from tests.builders import AT
from tests.drawing import examples

HOURS = st.lists(st.integers(0, 10_000), min_size=2, max_size=40)


def ran(hours: int, *, working: int = 0, is_late: bool = False) -> Clock:
    span = timedelta(hours=hours)
    worked = timedelta(hours=working)
    return Clock(start=AT, end=AT + span, pauses=(), elapsed=span, working=worked, due_at=AT, is_late=is_late)


@given(HOURS)
@settings(max_examples=examples(50))
def test_the_spread_is_that_of_the_standard_library(hours: list[int]) -> None:
    found = spread(Fraction(each) for each in hours)
    known = mean(hours), median(hours), quantiles(hours, n=10, method="inclusive")[-1]
    assert [float(each) for each in found if each is not None] == pytest.approx(known)


def test_nothing_has_no_spread_and_no_share() -> None:
    assert spread([]) == Spread(None, None, None)
    (row,) = clock_figures([ReadClock("Acme", ran(5, is_late=True), is_open=True)])
    assert row == ClockFigures("Acme", 0, 1, spread([]), spread([]), None, Fraction(0), Fraction(5))


def test_ended_and_open_clocks_are_kept_apart_and_groups_come_by_name_what_has_none_last() -> None:
    clocks = [
        ReadClock(None, ran(1, working=1), is_open=False),
        ReadClock("b", ran(10, working=4), is_open=False),
        ReadClock("b", ran(20, working=8, is_late=True), is_open=False),
        ReadClock("b", ran(99), is_open=True),
        ReadClock("a", ran(3, working=3), is_open=False),
    ]
    rows = clock_figures(clocks)
    assert [row.group for row in rows] == ["a", "b", None]
    assert rows[1] == ClockFigures(
        group="b",
        ended=2,
        open=1,
        elapsed=Spread(Fraction(15), Fraction(15), Fraction(19)),
        working=Spread(Fraction(6), Fraction(6), Fraction(76, 10)),
        within_target=Fraction(1, 2),
        open_within_target=Fraction(1),
        oldest_open_hours=Fraction(99),
    )


def test_hours_are_exact() -> None:
    assert in_hours(timedelta(days=2, seconds=1, microseconds=1)) == 48 + Fraction(1_000_001, 3_600_000_000)
