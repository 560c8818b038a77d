"""Working time between instants, in zones of every kind, and the days that go with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ordertrack.domain.time.hours import Duration, DurationUnit, Span, SpanKind, parse_duration
from ordertrack.domain.time.worktime import WorkingTime
from tests.drawing import examples
from tests.hours import (
    DESKS,
    HOUR,
    MARCH_HOLIDAYS,
    MINUTE,
    MOMENTS,
    OFFICE_DAY,
    OFFICE_WEEK,
    SPANS,
    hours,
    minutes_worked,
    shows,
    utc,
    working_days,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFICE = hours(holidays=MARCH_HOLIDAYS)
DATES = st.dates(date(2009, 1, 1), date(2018, 12, 31))
FEW = settings(max_examples=examples(40))


@FEW
@given(DESKS, MOMENTS, st.integers(0, 3 * 24 * 60))
def test_any_stretch_counts_as_much_as_its_minutes(desk: WorkingTime, at: datetime, minutes: int) -> None:
    start = at.replace(second=0, microsecond=0)
    end = start + minutes * MINUTE
    assert desk.worked(start, end) == minutes_worked(desk, start, end)


@FEW
@given(DESKS, MOMENTS)
def test_the_desk_is_open_when_the_clock_on_its_wall_says_so(desk: WorkingTime, at: datetime) -> None:
    assert desk.is_open(at) == shows(desk, at)


@FEW
@given(DESKS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(desk: WorkingTime, a: datetime, b: datetime, c: datetime) -> None:
    assert desk.worked(a, b) + desk.worked(b, c) == desk.worked(a, c)
    assert desk.worked(b, a) == -desk.worked(a, b)


@FEW
@given(DESKS, MOMENTS, SPANS)
def test_as_much_was_worked_as_was_added_and_not_an_instant_earlier(
    desk: WorkingTime, at: datetime, span: timedelta
) -> None:
    end = desk.after(at, span)
    assert desk.worked(at, end) == span
    assert desk.worked(at, end - timedelta.resolution) == span - timedelta.resolution


@FEW
@given(DESKS, MOMENTS, SPANS)
def test_going_back_ends_at_the_latest_instant_with_that_much_to_come(
    desk: WorkingTime, at: datetime, span: timedelta
) -> None:
    start = desk.after(at, -span)
    assert desk.worked(start, at) == span
    assert desk.worked(start + timedelta.resolution, at) == span - timedelta.resolution


@FEW
@given(DESKS, MOMENTS, MOMENTS)
def test_adding_what_was_worked_never_leads_further(desk: WorkingTime, a: datetime, b: datetime) -> None:
    assume(a <= b)
    assert a <= desk.after(a, desk.worked(a, b)) <= b
    assert a <= desk.after(b, -desk.worked(a, b)) <= b


@FEW
@given(DESKS, MOMENTS, MOMENTS, SPANS, SPANS)
def test_more_or_later_never_ends_earlier(
    desk: WorkingTime, a: datetime, b: datetime, less: timedelta, more: timedelta
) -> None:
    earlier, later = sorted([a, b])
    less, more = sorted([less, more])
    assert desk.after(earlier, less) <= desk.after(later, less)
    assert desk.after(earlier, less) <= desk.after(earlier, more)
    assert desk.worked(earlier, later) >= timedelta()


@FEW
@given(DESKS, MOMENTS, SPANS, SPANS)
def test_adding_twice_is_adding_both(desk: WorkingTime, at: datetime, one: timedelta, other: timedelta) -> None:
    assert desk.after(desk.after(at, one), other) == desk.after(at, one + other)


@FEW
@given(DESKS, MOMENTS, st.timedeltas(timedelta(), timedelta(days=40)))
def test_spans_cover_all_of_the_time_and_the_open_ones_are_what_is_worked(
    desk: WorkingTime, a: datetime, stretch: timedelta
) -> None:
    b = a + stretch
    spans = list(desk.spans(a, b))
    assert [a, *(span.end for span in spans)] == [*(span.start for span in spans), b]
    assert all(span.start < span.end for span in spans)
    assert all((x.kind, x.name) != (y.kind, y.name) for x, y in pairwise(spans))
    opened = [span for span in spans if span.kind is SpanKind.OPEN]
    assert sum((span.end - span.start for span in opened), timedelta()) == desk.worked(a, b)
    assert all(span.name == "" or span.kind is SpanKind.HOLIDAY for span in spans)


@FEW
@given(DESKS, DATES)
def test_a_day_opens_at_its_first_open_instant(desk: WorkingTime, day: date) -> None:
    opening = desk.opening(day)
    assert desk.is_open(opening)
    assert desk.worked(desk.instant(day), opening) == timedelta()


@FEW
@given(DESKS, DATES, DATES, st.integers(-300, 300))
def test_days_are_those_of_a_calendar_with_all_its_holidays_known(desk: WorkingTime, a: date, b: date, n: int) -> None:
    skipped = {date(2011, 12, 30)} if desk.zone.key == "Pacific/Apia" else set()
    free = {day for year in range(2005, 2023) for day in desk.holidays(year)} | skipped
    weekend = frozenset(number for number, day in enumerate(desk.week) if not day)
    known = working_days(weekend=weekend, holidays=frozenset(free))
    assume(known.add(a, n).year in range(2005, 2023))
    assert desk.add_days(a, n) == known.add(a, n)
    assert desk.days_between(a, b) == known.between(a, b)
    assert desk.is_working_day(a) == known.is_working(a)


@FEW
@given(DESKS, DATES, st.integers(0, 300))
def test_as_many_days_lie_between_as_were_added(desk: WorkingTime, day: date, n: int) -> None:
    assert desk.days_between(day, desk.add_days(day, n)) == n
    worked = desk.add_days(day, 1)
    assert desk.add_days(desk.add_days(worked, n), -n) == worked


def test_working_hours_pass_over_the_night_the_weekend_and_holidays() -> None:
    thursday = utc("2026-03-05T15:00")  # 16:00 on the wall; Friday is a holiday
    assert OFFICE.after(thursday, 2 * HOUR) == utc("2026-03-09T08:00")
    assert OFFICE.after(thursday, HOUR) == utc("2026-03-05T16:00")
    assert OFFICE.after(utc("2026-03-09T08:00"), -2 * HOUR) == thursday
    assert OFFICE.after(utc("2026-03-07T03:00"), timedelta()) == utc("2026-03-07T03:00")
    assert OFFICE.worked(thursday, utc("2026-03-09T08:00")) == 2 * HOUR


def test_spans_say_why_time_does_not_count() -> None:
    assert list(OFFICE.spans(utc("2026-03-05T15:00"), utc("2026-03-09T08:00"))) == [
        Span(start=utc("2026-03-05T15:00"), end=utc("2026-03-05T16:00"), kind=SpanKind.OPEN),
        Span(start=utc("2026-03-05T16:00"), end=utc("2026-03-05T23:00"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-03-05T23:00"), end=utc("2026-03-06T23:00"), kind=SpanKind.HOLIDAY, name="Founders' Day"),
        Span(start=utc("2026-03-06T23:00"), end=utc("2026-03-08T23:00"), kind=SpanKind.WEEKEND),
        Span(start=utc("2026-03-08T23:00"), end=utc("2026-03-09T07:00"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-03-09T07:00"), end=utc("2026-03-09T08:00"), kind=SpanKind.OPEN),
    ]


def test_a_holiday_on_a_day_off_is_weekend_and_nothing_lies_between_backwards() -> None:
    saturday = [OFFICE.instant(date(2026, 3, day)) for day in (28, 29)]
    assert [span.kind for span in OFFICE.spans(*saturday)] == [SpanKind.WEEKEND]
    assert list(OFFICE.spans(saturday[1], saturday[0])) == []
    assert list(OFFICE.spans(saturday[0], saturday[0])) == []


def test_instants_of_any_offset_are_taken_and_utc_is_given() -> None:
    at = datetime(2026, 3, 5, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    given_back = [OFFICE.after(at, HOUR), OFFICE.after(at, timedelta()), OFFICE.opening(date(2026, 3, 5))]
    given_back += [OFFICE.due_at(at, parse_duration(text)) for text in ("0d", "1d")]
    assert [each.tzinfo for each in given_back] == [UTC] * 5
    assert OFFICE.worked(at, utc("2026-03-05T16:00")) == HOUR


def test_an_instant_without_an_offset_is_refused() -> None:
    naive = datetime(2026, 3, 5)  # noqa: DTZ001
    for question in (OFFICE.today, OFFICE.is_open, lambda at: OFFICE.worked(at, at)):
        with pytest.raises(ValueError, match="has no offset"):
            question(naive)


def test_a_year_is_asked_for_its_holidays_once() -> None:
    asked = list[int]()

    def holidays(year: int) -> Mapping[date, str]:
        asked.append(year)
        return {}

    desk = WorkingTime(zone=ZoneInfo("UTC"), week=OFFICE_WEEK, holidays=holidays)
    for _ in range(3):
        desk.worked(utc("2025-07-01T00:00"), utc("2026-07-01T00:00"))
        desk.add_days(date(2026, 3, 5), 1)
    assert sorted(asked) == [2025, 2026]


def test_midnight_ends_a_day_in_either_spelling() -> None:
    late = hours(week=(((time(22), time.min),), *OFFICE_WEEK[1:]))
    assert late.week == (((time(22), time.max),), *OFFICE_WEEK[1:])
    assert late.worked(utc("2026-03-02T00:00"), utc("2026-03-03T00:00")) == 2 * HOUR


BAD_WEEKS = [
    (OFFICE_DAY,) * 6,
    ((),) * 7,
    (((time(9), time(9)),),) * 7,
    (((time(17), time(9)),),) * 7,
    (((time(13), time(17)), (time(8), time(12))),) * 7,
    (((time(8), time(13)), (time(12), time(17))),) * 7,
]


@pytest.mark.parametrize("week", BAD_WEEKS)
def test_a_week_that_cannot_be_meant_is_refused(week: tuple[tuple[tuple[time, time], ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"the week has seven days|is empty or overlaps"):
        hours(week=week)


def test_what_lies_outside_the_calendar_is_refused() -> None:
    at, day, forever = utc("2026-03-05T00:00"), date(2026, 3, 5), Duration(amount=99_999, unit=DurationUnit.YEARS)
    for question in (
        lambda: OFFICE.add_days(day, 10**30),
        lambda: OFFICE.due_on(day, forever),
        lambda: OFFICE.due_on(day, -forever),
        lambda: OFFICE.due_on(day, Duration(amount=10**9, unit=DurationUnit.DAYS)),
        lambda: OFFICE.due_on(day, Duration(amount=10**10, unit=DurationUnit.DAYS)),
        lambda: OFFICE.after(at, timedelta.max),
        lambda: OFFICE.after(at, timedelta.min),
        lambda: OFFICE.worked(at, datetime.max.replace(tzinfo=UTC)),
        lambda: OFFICE.worked(datetime.min.replace(tzinfo=UTC), at),
        lambda: OFFICE.is_working_day(date.max),
    ):
        with pytest.raises(ValueError, match="outside the calendar"):
            question()
