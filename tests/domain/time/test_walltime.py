"""What the clock on the wall shows when it is changed, and what is worked meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.time.hours import Span, SpanKind
from tests.drawing import examples
from tests.hours import ALWAYS, DESKS, HOUR, NIGHT_WEEK, OFFICE_WEEK, hours, minutes_worked, utc

if TYPE_CHECKING:
    from ordertrack.domain.time.worktime import WorkingTime

NIGHT = hours(week=NIGHT_WEEK)
DATES = st.dates(date(2009, 1, 1), date(2018, 12, 31))
FEW = settings(max_examples=examples(40))

MONTHS = [
    ("Europe/Berlin", NIGHT_WEEK, date(2026, 3, 10)),
    ("Europe/Berlin", ALWAYS, date(2026, 10, 10)),
    ("America/New_York", OFFICE_WEEK, date(2026, 10, 15)),
    ("Asia/Kathmandu", OFFICE_WEEK, date(2025, 12, 15)),
    ("Australia/Lord_Howe", NIGHT_WEEK, date(2026, 3, 20)),
    ("America/Sao_Paulo", NIGHT_WEEK, date(2018, 10, 20)),
    ("America/Sao_Paulo", ALWAYS, date(2018, 2, 1)),
    ("America/St_Johns", NIGHT_WEEK, date(2010, 10, 20)),
    ("Pacific/Apia", ALWAYS, date(2011, 12, 15)),
    ("Africa/Casablanca", NIGHT_WEEK, date(2026, 2, 1)),
]


@pytest.mark.parametrize(("zone", "week", "first"), MONTHS)
def test_a_month_counts_as_much_as_its_minutes(
    zone: str, week: tuple[tuple[tuple[time, time], ...], ...], first: date
) -> None:
    desk = hours(zone, week, {first + timedelta(days=9): "Fair"})
    start = datetime.combine(first, time(11, 7), tzinfo=UTC)
    assert desk.worked(start, start + timedelta(days=30)) == minutes_worked(desk, start, start + timedelta(days=30))


@FEW
@given(DESKS, DATES)
def test_a_day_starts_at_the_first_instant_that_shows_it(desk: WorkingTime, day: date) -> None:
    start = desk.instant(day)
    assert desk.today(start) >= day
    assert desk.today(start - timedelta.resolution) < day


def test_a_night_over_the_spring_change_is_one_hour_shorter_and_over_the_autumn_change_one_longer() -> None:
    nights = {"2026-03-27": 8, "2026-03-28": 7, "2026-10-24": 9}
    for day, worked in nights.items():
        evening = NIGHT.instant(date.fromisoformat(day), time(20))
        assert NIGHT.worked(evening, evening + timedelta(hours=14)) == worked * HOUR
        assert NIGHT.after(evening, worked * HOUR) == NIGHT.instant(
            date.fromisoformat(day) + timedelta(days=1), time(6)
        )


def test_an_hour_that_the_clock_shows_twice_is_worked_twice() -> None:
    desk = hours(week=(((time(2, 30), time(4)),),) * 7)
    spans = list(desk.spans(utc("2026-10-25T00:00"), utc("2026-10-25T03:00")))
    assert spans == [
        Span(start=utc("2026-10-25T00:00"), end=utc("2026-10-25T00:30"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-10-25T00:30"), end=utc("2026-10-25T01:00"), kind=SpanKind.OPEN),
        Span(start=utc("2026-10-25T01:00"), end=utc("2026-10-25T01:30"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-10-25T01:30"), end=utc("2026-10-25T03:00"), kind=SpanKind.OPEN),
    ]


def test_an_interval_that_begins_in_an_hour_that_the_clock_skips_begins_at_the_change() -> None:
    desk = hours(week=(((time(2, 30), time(6)),),) * 7)
    assert desk.opening(date(2026, 3, 29)) == utc("2026-03-29T01:00")
    assert desk.worked(utc("2026-03-29T00:00"), utc("2026-03-29T12:00")) == 3 * HOUR


def test_today_is_the_date_where_the_desk_is() -> None:
    assert hours("Asia/Kathmandu").today(utc("2026-03-05T18:15")) == date(2026, 3, 6)
    assert hours("America/New_York").today(utc("2026-03-05T04:59")) == date(2026, 3, 4)


def test_a_day_that_the_zone_skipped_is_not_worked() -> None:
    desk = hours("Pacific/Apia")
    assert [desk.is_working_day(date(2011, 12, day)) for day in (29, 30)] == [True, False]
    assert desk.add_days(date(2011, 12, 29), 1) == date(2012, 1, 2)
    assert desk.instant(date(2011, 12, 30)) == desk.instant(date(2011, 12, 31)) == utc("2011-12-30T10:00")
    assert desk.worked(utc("2011-12-29T10:00"), utc("2012-01-03T10:00")) == 24 * HOUR


def test_a_day_without_a_midnight_starts_an_hour_later() -> None:
    desk = hours("America/Sao_Paulo", ALWAYS)
    assert desk.instant(date(2018, 11, 4)) == utc("2018-11-04T03:00")
    assert desk.opening(date(2018, 11, 4)) == utc("2018-11-04T03:00")
    assert desk.local(utc("2018-11-04T03:00")).time() == time(1)
