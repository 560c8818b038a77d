"""Desks with their hours, and what a clock counts there minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ordertrack.domain.time.dates import WorkingDays
from ordertrack.domain.time.worktime import WorkingTime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ordertrack.domain.time.worktime import Interval

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE_DAY = ((time(8), time(12)), (time(13), time(17)))
OFFICE_WEEK = (*[OFFICE_DAY] * 5, (), ())
NIGHT_WEEK = (*[((time.min, time(6)), (time(22), time.max))] * 7,)
ALWAYS = (*[((time.min, time.max),)] * 7,)
MARCH_HOLIDAYS = {date(2026, 3, 6): "Founders' Day", date(2026, 3, 28): "Spring Day"}  # a Friday, a Saturday

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",  # 5:45 ahead
    "Australia/Lord_Howe",  # changes by half an hour
    "America/Sao_Paulo",  # had no midnight when summer time began, until 2018
    "America/St_Johns",  # changed one minute past midnight, until 2011
    "Pacific/Apia",  # skipped 2011-12-30
)
MOMENTS = st.datetimes(datetime(2008, 6, 1), datetime(2019, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=400))
WEEKS_WITH_NIGHTS = st.sampled_from([OFFICE_WEEK, NIGHT_WEEK, ALWAYS])


def holidays_from(days: Mapping[date, str]) -> Callable[[int], Mapping[date, str]]:
    """The holidays of a table, year by year."""
    return lambda year: {day: name for day, name in days.items() if day.year == year}


def working_days(weekend: frozenset[int] = frozenset({5, 6}), holidays: frozenset[date] = frozenset()) -> WorkingDays:
    """Give the days on which somebody works, who has these holidays in whatever year."""
    return WorkingDays(
        weekdays=frozenset(range(7)) - weekend, holidays=holidays_from(dict.fromkeys(holidays, "a holiday"))
    )


def hours(
    zone: str = "Europe/Berlin",
    week: tuple[tuple[Interval, ...], ...] = OFFICE_WEEK,
    holidays: Mapping[date, str] | None = None,
) -> WorkingTime:
    """A desk's hours: those of an office, unless told otherwise."""
    return WorkingTime(zone=ZoneInfo(zone), week=week, holidays=holidays_from(holidays or {}))


@st.composite
def days_of_work(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Up to three intervals, to the minute."""
    count = 2 * draw(st.integers(0, 3))
    marks = sorted(draw(st.lists(st.integers(0, 24 * 60), min_size=count, max_size=count, unique=True)))
    times = [time.max if mark == 24 * 60 else time(*divmod(mark, 60)) for mark in marks]
    return tuple(zip(times[::2], times[1::2], strict=True))


WEEKS = WEEKS_WITH_NIGHTS | st.tuples(*[days_of_work()] * 7).filter(any)
HOLIDAYS = st.dictionaries(st.dates(date(2008, 6, 1), date(2019, 6, 1)), st.sampled_from(["Fast", "Feast"]), max_size=9)
DESKS = st.builds(hours, st.sampled_from(ZONES), WEEKS, HOLIDAYS)


def shows(desk: WorkingTime, at: datetime) -> bool:
    """Tell whether the wall clock shows a time to work: what every answer must agree with."""
    wall = at.astimezone(desk.zone)
    if wall.date() in desk.holidays(wall.year):
        return False
    return any(
        start <= wall.time() and (wall.time() < end or end == time.max) for start, end in desk.week[wall.weekday()]
    )


def minutes_worked(desk: WorkingTime, a: datetime, b: datetime) -> timedelta:
    """The working time between two whole minutes, counted one by one."""
    minutes = (b - a) // MINUTE
    return sum(shows(desk, a + n * MINUTE) for n in range(minutes)) * MINUTE


def utc(text: str) -> datetime:
    """An instant, written without its Z."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
