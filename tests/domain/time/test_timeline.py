"""Working time where one policy revision takes over from another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.time.hours import Span, SpanKind, parse_duration
from ordertrack.domain.time.worktime import Timeline
from tests.drawing import examples
from tests.hours import DESKS, HOUR, MINUTE, MOMENTS, NIGHT_WEEK, SPANS, ZONES, hours, shows, utc

if TYPE_CHECKING:
    from ordertrack.domain.time.worktime import WorkingTime

CHANGE = date(2026, 3, 4)  # a Wednesday
SHORT_DAY = ((time(9), time(12)),)
OFFICE = hours()
SHORT = hours(week=(*[SHORT_DAY] * 4, (), (), ()))
SHORTER = Timeline(parts=((date(2026, 1, 1), OFFICE), (CHANGE, SHORT)))

DATES = st.dates(date(2009, 1, 1), date(2018, 12, 31))
CHANGES = st.lists(DATES, min_size=1, max_size=4, unique=True).map(sorted)
FEW = settings(max_examples=examples(40))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Up to four revisions, of any desks in any zones."""
    return Timeline(parts=tuple((day, draw(DESKS)) for day in draw(CHANGES)))


@st.composite
def unchanged(draw: st.DrawFn) -> Timeline:
    """Up to four revisions that all say the same."""
    desk = draw(DESKS)
    return Timeline(parts=tuple((day, desk) for day in draw(CHANGES)))


@st.composite
def near_a_change(draw: st.DrawFn, timeline: Timeline) -> datetime:
    """A moment, near a change for the most part."""
    day = draw(st.sampled_from([day for day, _ in timeline.parts]))
    around = st.timedeltas(timedelta(days=-9), timedelta(days=9)).map(lambda away: timeline.instant(day) + away)
    return draw(around | MOMENTS)


@FEW
@given(st.data(), unchanged())
def test_revisions_that_say_the_same_change_nothing(data: st.DataObject, timeline: Timeline) -> None:
    desk = timeline.parts[0][1]
    a, b = data.draw(near_a_change(timeline)), data.draw(near_a_change(timeline))
    span = data.draw(SPANS)
    day, n = data.draw(DATES), data.draw(st.integers(-300, 300))
    assert timeline.worked(a, b) == desk.worked(a, b)
    assert timeline.after(a, span) == desk.after(a, span)
    assert timeline.after(a, -span) == desk.after(a, -span)
    assert (timeline.today(a), timeline.is_open(a)) == (desk.today(a), desk.is_open(a))
    assert timeline.opening(day) == desk.opening(day)
    assert timeline.add_days(day, n) == desk.add_days(day, n)
    assert timeline.days_between(a.date(), day) == desk.days_between(a.date(), day)
    assert timeline.is_working_day(day) == desk.is_working_day(day)
    near = a + timedelta(days=30)
    assert list(timeline.spans(a, near)) == list(desk.spans(a, near))


@FEW
@given(st.data(), timelines())
def test_working_time_adds_up_over_revisions(data: st.DataObject, timeline: Timeline) -> None:
    a, b, c = (data.draw(near_a_change(timeline)) for _ in range(3))
    assert timeline.worked(a, b) + timeline.worked(b, c) == timeline.worked(a, c)
    assert timeline.worked(b, a) == -timeline.worked(a, b)


@FEW
@given(st.data(), timelines(), st.integers(0, 3 * 24 * 60))
def test_each_minute_counts_by_the_revision_of_its_time(data: st.DataObject, timeline: Timeline, minutes: int) -> None:
    start = data.draw(near_a_change(timeline)).replace(second=0, microsecond=0)
    each = [start + n * MINUTE for n in range(minutes)]
    counted = sum(shows(timeline.part_at(at), at) for at in each) * MINUTE
    assert timeline.worked(start, start + minutes * MINUTE) == counted


@FEW
@given(st.data(), timelines(), SPANS)
def test_what_was_added_was_worked_over_revisions(data: st.DataObject, timeline: Timeline, span: timedelta) -> None:
    at = data.draw(near_a_change(timeline))
    end, start = timeline.after(at, span), timeline.after(at, -span)
    assert timeline.worked(at, end) == timeline.worked(start, at) == span
    assert timeline.worked(at, end - timedelta.resolution) == span - timedelta.resolution
    assert timeline.worked(start + timedelta.resolution, at) == span - timedelta.resolution


@FEW
@given(st.data(), timelines())
def test_adding_what_was_worked_never_leads_further_over_revisions(data: st.DataObject, timeline: Timeline) -> None:
    a, b = sorted(data.draw(near_a_change(timeline)) for _ in range(2))
    assert a <= timeline.after(a, timeline.worked(a, b)) <= b
    assert a <= timeline.after(b, -timeline.worked(a, b)) <= b


@FEW
@given(st.data(), timelines(), st.timedeltas(timedelta(), timedelta(days=40)))
def test_spans_cover_all_of_the_time_over_revisions(
    data: st.DataObject, timeline: Timeline, stretch: timedelta
) -> None:
    a = data.draw(near_a_change(timeline))
    spans = list(timeline.spans(a, a + stretch))
    assert [a, *(span.end for span in spans)] == [*(span.start for span in spans), a + stretch]
    assert all((one.kind, one.name) != (next_.kind, next_.name) for one, next_ in pairwise(spans))
    opened = [span.end - span.start for span in spans if span.kind is SpanKind.OPEN]
    assert sum(opened, timedelta()) == timeline.worked(a, a + stretch)


@FEW
@given(timelines(), DATES, DATES, st.integers(-60, 60))
def test_days_count_one_by_one_by_the_revision_of_each(timeline: Timeline, a: date, b: date, n: int) -> None:
    step, walked, left = timedelta(days=1 if n > 0 else -1), a, abs(n)
    while left:
        walked += step
        left -= _part_on(timeline, walked).is_working_day(walked)
    assert timeline.add_days(a, n) == walked
    first, last = sorted([a, b])
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    count = sum(_part_on(timeline, day).is_working_day(day) for day in days)
    assert timeline.days_between(first, last) == count
    assert timeline.days_between(last, first) == -count


@FEW
@given(timelines(), DATES)
def test_a_day_opens_by_the_revision_that_holds_then(timeline: Timeline, day: date) -> None:
    opening = timeline.opening(day)
    assert timeline.is_open(opening)
    assert timeline.worked(timeline.instant(day), opening) == timedelta()


def test_a_revision_holds_from_the_midnight_of_its_day_on() -> None:
    midnight = utc("2026-03-03T23:00")
    assert SHORTER.instant(CHANGE) == midnight
    assert SHORTER.part_at(midnight - timedelta.resolution) is OFFICE
    assert SHORTER.part_at(midnight) is SHORT
    assert SHORTER.worked(utc("2026-03-02T00:00"), utc("2026-03-09T00:00")) == (2 * 8 + 2 * 3) * HOUR
    assert SHORTER.after(utc("2026-03-03T15:00"), 3 * HOUR) == utc("2026-03-04T10:00")
    assert SHORTER.after(utc("2026-03-04T10:00"), -3 * HOUR) == utc("2026-03-03T15:00")


def test_what_happened_before_a_revision_counts_as_it_did() -> None:
    a, b = utc("2025-11-03T09:30"), utc("2026-03-03T23:00")
    assert SHORTER.worked(a, b) == OFFICE.worked(a, b)
    assert list(SHORTER.spans(a, b)) == list(OFFICE.spans(a, b))


def test_days_are_due_by_the_revisions_that_they_pass() -> None:
    assert SHORTER.due_on(date(2026, 3, 2), parse_duration("4bd")) == date(2026, 3, 9)  # no Friday any more
    assert SHORTER.due_on(date(2026, 3, 9), -parse_duration("4bd")) == date(2026, 3, 2)
    assert SHORTER.due_at(utc("2026-03-03T15:00"), parse_duration("1bd")) == utc("2026-03-04T15:00")
    assert SHORTER.due_at(utc("2026-03-03T15:00"), parse_duration("2h")) == utc("2026-03-04T09:00")


def test_a_night_shift_ends_where_the_next_revision_has_none() -> None:
    timeline = Timeline(parts=((date(2026, 1, 1), hours(week=NIGHT_WEEK)), (CHANGE, OFFICE)))
    assert list(timeline.spans(utc("2026-03-03T20:00"), utc("2026-03-04T08:00"))) == [
        Span(start=utc("2026-03-03T20:00"), end=utc("2026-03-03T21:00"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-03-03T21:00"), end=utc("2026-03-03T23:00"), kind=SpanKind.OPEN),
        Span(start=utc("2026-03-03T23:00"), end=utc("2026-03-04T07:00"), kind=SpanKind.CLOSED),
        Span(start=utc("2026-03-04T07:00"), end=utc("2026-03-04T08:00"), kind=SpanKind.OPEN),
    ]


def test_a_desk_that_moves_reads_the_time_of_day_off_its_new_wall() -> None:
    timeline = Timeline(parts=((date(2026, 1, 1), OFFICE), (CHANGE, replace(OFFICE, zone=ZoneInfo("Asia/Tokyo")))))
    assert timeline.instant(CHANGE) == utc("2026-03-03T15:00")
    assert timeline.today(utc("2026-03-03T14:59")) == date(2026, 3, 3)
    assert timeline.today(utc("2026-03-03T15:00")) == CHANGE
    assert timeline.due_at(utc("2026-03-03T09:00"), parse_duration("1bd")) == utc("2026-03-04T01:00")


def test_a_revision_that_ends_before_it_starts_never_holds() -> None:
    far_west, far_east = hours("Etc/GMT+12"), hours("Pacific/Kiritimati")
    later = CHANGE + timedelta(days=1)
    timeline = Timeline(parts=((date(2026, 1, 1), OFFICE), (CHANGE, far_west), (later, far_east)))
    moments = [utc("2026-03-03T00:00") + n * HOUR for n in range(72)]
    assert {timeline.part_at(at).zone.key for at in moments} == {"Europe/Berlin", "Pacific/Kiritimati"}
    assert timeline.worked(moments[0], moments[-1]) == sum(
        (timeline.worked(one, other) for one, other in pairwise(moments)), timedelta()
    )


@pytest.mark.parametrize("zone", ZONES)
def test_one_revision_is_its_working_time(zone: str) -> None:
    desk = hours(zone)
    timeline = Timeline(parts=((CHANGE, desk),))
    a, b = datetime(2010, 3, 1, tzinfo=UTC), datetime(2012, 3, 1, tzinfo=UTC)
    assert timeline.worked(a, b) == desk.worked(a, b)
    assert timeline.add_days(a.date(), -70) == desk.add_days(a.date(), -70)


@pytest.mark.parametrize("days", [(), (CHANGE, CHANGE), (CHANGE, CHANGE - timedelta(days=1))])
def test_revisions_without_an_order_are_refused(days: tuple[date, ...]) -> None:
    with pytest.raises(ValueError) as refusal:
        Timeline(parts=tuple((day, OFFICE) for day in days))
    assert str(refusal.value) == (
        "a timeline has at least one working time, each from a later day on than the one before"
    )


def _part_on(timeline: Timeline, day: date) -> WorkingTime:
    return next((part for since, part in reversed(timeline.parts) if since <= day), timeline.parts[0][1])
