"""The days on which the desk works."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hours import working_days

if TYPE_CHECKING:
    from ordertrack.domain.time.dates import WorkingDays

TODAY = date(2026, 11, 18)  # a Wednesday
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)})
OFFICE = working_days(holidays=CHRISTMAS)

CALENDARS = st.builds(
    working_days,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    holidays=st.frozensets(st.dates(date(2020, 1, 1), date(2021, 12, 31)), max_size=40),
)
NEARBY = st.dates(date(2019, 6, 1), date(2022, 6, 30))
COUNTS = st.integers(0, 400)


def test_working_days_pass_over_the_weekend_and_holidays() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert OFFICE.add(friday, 1) == monday
    assert OFFICE.add(date(2026, 11, 21), 1) == monday
    assert OFFICE.add(monday, -1) == friday
    assert OFFICE.add(date(2026, 11, 22), -1) == friday
    assert OFFICE.add(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert OFFICE.between(friday, monday) == 1
    assert OFFICE.between(date(2026, 12, 23), date(2026, 12, 28)) == 1
    assert [OFFICE.is_working(day) for day in (friday, date(2026, 11, 21), date(2026, 12, 24))] == [
        True,
        False,
        False,
    ]


@given(CALENDARS, NEARBY, st.integers(-60, 60))
def test_adding_working_days_is_walking_from_day_to_day(calendar: WorkingDays, day: date, n: int) -> None:
    step, walked, left = timedelta(days=1 if n > 0 else -1), day, abs(n)
    while left:
        walked += step
        left -= calendar.is_working(walked)
    assert calendar.add(day, n) == walked


@given(CALENDARS, NEARBY, NEARBY)
def test_counting_working_days_is_counting_each(calendar: WorkingDays, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    count = sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert calendar.between(first, last) == count
    assert calendar.between(last, first) == -count


@given(CALENDARS, NEARBY, COUNTS, COUNTS)
def test_working_days_add_up(calendar: WorkingDays, day: date, m: int, n: int) -> None:
    assert calendar.add(calendar.add(day, m), n) == calendar.add(day, m + n)
    assert calendar.add(calendar.add(day, -m), -n) == calendar.add(day, -m - n)


@given(CALENDARS, NEARBY, COUNTS)
def test_going_back_undoes_going_forth_from_a_working_day(calendar: WorkingDays, day: date, n: int) -> None:
    start = calendar.add(day, 1)
    assert calendar.add(calendar.add(start, n), -n) == start
    assert calendar.add(calendar.add(start, -n), n) == start


@given(CALENDARS, NEARBY, NEARBY, COUNTS)
def test_a_later_start_never_ends_earlier(calendar: WorkingDays, a: date, b: date, n: int) -> None:
    assert calendar.add(min(a, b), n) <= calendar.add(max(a, b), n)
    assert calendar.add(min(a, b), -n) <= calendar.add(max(a, b), -n)


@given(CALENDARS, NEARBY, COUNTS)
def test_as_many_working_days_lie_between_as_were_added(calendar: WorkingDays, day: date, n: int) -> None:
    assert calendar.between(day, calendar.add(day, n)) == n


@given(CALENDARS, NEARBY, NEARBY, NEARBY)
def test_counts_between_add_up(calendar: WorkingDays, a: date, b: date, c: date) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@pytest.mark.parametrize("n", [10**7, -(10**7), 10**30])
def test_working_days_beyond_the_calendar_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match="lie outside the calendar"):
        OFFICE.add(TODAY, n)
