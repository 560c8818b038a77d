"""Working time: which hours of which days the desk works, in its own zone, under one policy revision after another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from ordertrack.domain.time.dates import FIRST, LAST, WorkingDays, YearHolidays
from ordertrack.domain.time.hours import OpeningHours, Span, SpanKind, joined
from ordertrack.domain.time.walltime import (
    DAY,
    EPOCH_DAY,
    first_showing,
    instant_of,
    local_ticks,
    skipped_days,
    spells,
    ticks_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from ordertrack.domain.time.dates import Days

Interval = tuple[time, time]
"""From a local time to a later one; the end of a day is 00:00 or `time.max`."""
_WEEK = 7
_TICK = timedelta(microseconds=1)
_LONGEST = (LAST - FIRST + 2) * timedelta(days=366)
_Part = tuple[int, int, SpanKind]


@dataclass(frozen=True, slots=True)
class _WorkingYear:
    """The hours of one local year as instants; `before` is what the year worked before each opening."""

    start: int
    end: int
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def worked_until(self, ticks: int) -> int:
        at = bisect_right(self.opens, ticks) - 1
        return self.before[at] + min(ticks, self.closes[at]) - self.opens[at] if at >= 0 else 0

    def first_with(self, worked: int) -> int:
        """Return the earliest instant at which the year has worked so much; 0 is not asked for."""
        at = bisect_left(self.before, worked) - 1
        return self.opens[at] + worked - self.before[at]

    def last_with(self, worked: int) -> int:
        """Return the latest instant at which the year has worked no more than that; all of it is not asked for."""
        at = bisect_right(self.before, worked) - 1
        return self.opens[at] + worked - self.before[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime(OpeningHours):
    """One working week in one zone, less the holidays: `week` has the intervals of each day from Monday on.

    Intervals are local times of day, in order and apart; `()` is a day off. A night shift is two intervals: until
    midnight, and from midnight on the next day. Each year is laid out once, when a question first meets it. Raises
    ValueError for a week without seven days, without work, or with intervals that are empty or overlap.
    """

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    holidays: YearHolidays
    _days: WorkingDays = field(init=False, repr=False, compare=False)
    _parts: tuple[tuple[_Part, ...], ...] = field(init=False, repr=False, compare=False)
    _years: dict[int, _WorkingYear] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Check the week, and cut each of its days into parts."""
        week = tuple(tuple((start, _until_midnight(end)) for start, end in day) for day in self.week)
        if len(week) != _WEEK or not any(week):
            raise ValueError("the week has seven days, Monday first, and at least one to work")
        weekdays = frozenset(number for number, day in enumerate(week) if day)
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "_parts", tuple(map(_parts_of, week)))
        days = WorkingDays(weekdays=weekdays, holidays=self.holidays, skipped=partial(skipped_days, self.zone))
        object.__setattr__(self, "_days", days)

    def days(self) -> WorkingDays:
        """Return the working days alone, such as `parse_date` asks for."""
        return self._days

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return self.local(at).date()

    def local(self, at: datetime) -> datetime:
        """Return the same instant in the desk's zone."""
        return instant_of(ticks_of(at)).astimezone(self.zone)

    def instant(self, day: date, at: time = time.min) -> datetime:
        """Return the first instant at which the wall clock shows this or, where it skips this, a later time."""
        return instant_of(first_showing(self.zone, local_ticks(datetime.combine(day, at))))

    def worked(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time between two instants as it elapsed: `-worked(b, a)` when `b` comes first."""
        if b < a:
            return -self.worked(b, a)
        first, last = ticks_of(a), ticks_of(b)
        started, ended = self._year_at(first), self._year_at(last)
        years_between = sum(self._year(year).total for year in range(started, ended))
        worked = self._year(ended).worked_until(last) - self._year(started).worked_until(first)
        return timedelta(microseconds=years_between + worked)

    def after(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant with that much worked since `at`; a negative span leads back, to the latest."""
        ticks = ticks_of(at)
        if not span:
            return at.astimezone(UTC)
        if abs(span) > _LONGEST:
            raise ValueError(f"{span} from {at} lies outside the calendar")
        year = self._year_at(ticks)
        worked = self._year(year).worked_until(ticks) + span // _TICK
        while worked > self._year(year).total:
            worked -= self._year(year).total
            year += 1
        while worked < 0:
            year -= 1
            worked += self._year(year).total
        found = self._year(year).first_with(worked) if span > timedelta() else self._year(year).last_with(worked)
        return instant_of(found)

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant from this one on at which the desk works: this one when it does."""
        ticks = ticks_of(at)
        number = self._year_at(ticks)
        while True:
            year = self._year(number)
            found = bisect_right(year.closes, ticks)
            if found < len(year.opens):
                return instant_of(max(ticks, year.opens[found]))
            number += 1

    def spans(self, a: datetime, b: datetime) -> Iterator[Span]:
        """Cut the time from `a` to `b` into what is open and what is not, and why; nothing when `b` comes first."""
        return joined(
            Span(start=instant_of(start), end=instant_of(end), kind=kind, name=name)
            for start, end, kind, name in self._cut(ticks_of(a), ticks_of(b))
        )

    def _year_at(self, ticks: int) -> int:
        """Return the year of an instant; a year begins with the first instant of its first day."""
        number = instant_of(ticks).year
        year = self._year(number)
        return number + (ticks >= year.end) - (ticks < year.start)

    def _year(self, number: int) -> _WorkingYear:
        known = self._years.get(number)
        if known is None:
            known = self._years[number] = self._laid_out(number)
        return known

    def _laid_out(self, number: int) -> _WorkingYear:
        if not FIRST <= number <= LAST:
            raise ValueError(f"the year {number} lies outside the calendar")
        start, end = (ticks_of(self.instant(date(year, 1, 1))) for year in (number, number + 1))
        hours = [(opens, closes) for opens, closes, kind, _ in self._cut(start, end) if kind is SpanKind.OPEN]
        before = (0, *accumulate(closes - opens for opens, closes in hours))
        opens, closes = (tuple(hour[side] for hour in hours) for side in (0, 1))
        return _WorkingYear(start=start, end=end, opens=opens, closes=closes, before=before[:-1], total=before[-1])

    def _cut(self, start: int, end: int) -> Iterator[tuple[int, int, SpanKind, str]]:
        """Cut the time between two instants by what the wall clock shows at each."""
        for first, last, offset in spells(self.zone, start, end):
            local = first + offset
            while local < last + offset:
                number = local // DAY
                midnight, until = number * DAY, min((number + 1) * DAY, last + offset)
                parts, name = self._parts_on(date.fromordinal(number + EPOCH_DAY))
                for begin, finish, kind in parts:
                    opens, closes = max(midnight + begin, local), min(midnight + finish, until)
                    if opens < closes:
                        yield opens - offset, closes - offset, kind, name
                local = until

    def _parts_on(self, day: date) -> tuple[tuple[_Part, ...], str]:
        name = self._days.holiday(day)
        weekday = day.weekday()
        if name is None or weekday not in self._days.weekdays:
            return self._parts[weekday], ""
        return ((0, DAY, SpanKind.HOLIDAY),), name


def _until_midnight(end: time) -> time:
    return time.max if end == time.min else end


def _parts_of(day: tuple[Interval, ...]) -> tuple[_Part, ...]:
    """Cut a day of the week, from midnight to midnight, into what is open and what is not."""
    if not day:
        return ((0, DAY, SpanKind.WEEKEND),)
    parts, last = list[_Part](), 0
    for start, end in day:
        opens, closes = _ticks_into_day(start), _ticks_into_day(end)
        if not last <= opens < closes:
            raise ValueError(f"the interval {start} to {end} is empty or overlaps the one before it")
        parts += [(last, opens, SpanKind.CLOSED)] * (last < opens) + [(opens, closes, SpanKind.OPEN)]
        last = closes
    return (*parts, (last, DAY, SpanKind.CLOSED)) if last < DAY else tuple(parts)


def _ticks_into_day(at: time) -> int:
    return DAY if at == time.max else local_ticks(datetime.combine(date(1970, 1, 1), at))


_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DaysInTurn:
    """Working days that others count from each of the dates on; the first ones also before their date."""

    from_on: tuple[date, ...]
    parts: tuple[Days, ...]

    def is_working(self, day: date) -> bool:
        """Tell whether the desk works on this day."""
        return self.parts[self.part_on(day)].is_working(day)

    def add(self, day: date, n: int) -> date:
        """Return the nth working day strictly after a day, before it for a negative n, the day for 0."""
        return self._forth(day, n) if n > 0 else self._back(day, -n)

    def between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`: `-between(b, a)` when `b` comes first."""
        if b < a:
            return -self.between(b, a)
        first, last = self.part_on(a), self.part_on(b)
        edges = (a, *(day - _DAY for day in self.from_on[first + 1 : last + 1]), b)
        stretches = zip(self.parts[first : last + 1], pairwise(edges), strict=True)
        return sum(days.between(start, end) for days, (start, end) in stretches)

    def _forth(self, day: date, n: int) -> date:
        at = self.part_on(day)
        for days, change in zip(self.parts[at:], self.from_on[at + 1 :], strict=False):
            counted = days.between(day, change - _DAY)
            if n <= counted:
                return days.add(day, n)
            day, n = change - _DAY, n - counted
        return self.parts[-1].add(day, n)

    def _back(self, day: date, n: int) -> date:
        for at in range(self.part_on(day), 0, -1):
            counted = self.parts[at].between(self.from_on[at] - _DAY, day - _DAY)
            if n <= counted:
                return self.parts[at].add(day, -n)
            day, n = self.from_on[at], n - counted
        return self.parts[0].add(day, -n)

    def part_on(self, day: date) -> int:
        """Return the number of the part that counts a day."""
        return max(bisect_right(self.from_on, day) - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(OpeningHours):
    """The working times of policy revisions, each from the start of a day on; the first one also before its day.

    A revision's day starts by its own zone. What was worked until then counts by the revision before, so that
    a new one never rewrites what happened (SOP 8). Raises ValueError without parts, or when their days do not rise.
    """

    parts: tuple[tuple[date, WorkingTime], ...]
    _days: _DaysInTurn = field(init=False, repr=False, compare=False)
    _changes: tuple[datetime, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the instants of the changes."""
        from_on = tuple(day for day, _ in self.parts)
        if not from_on or any(later <= earlier for earlier, later in pairwise(from_on)):
            raise ValueError("a timeline has at least one working time, each from a later day on than the one before")
        days = tuple(part.days() for _, part in self.parts)
        object.__setattr__(self, "_days", _DaysInTurn(from_on=from_on, parts=days))
        changes = [part.instant(day) for day, part in self.parts[1:]]
        # Between far zones the later day may start first: then the revision between them never holds.
        in_order = tuple(max(changes[: at + 1]) for at in range(len(changes)))
        object.__setattr__(self, "_changes", in_order)

    def days(self) -> Days:
        """Return the working days alone, such as `parse_date` asks for."""
        return self._days

    def part_at(self, at: datetime) -> WorkingTime:
        """Return the working time that holds at an instant."""
        return self.parts[self._number_at(at)][1]

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return self.part_at(at).today(at)

    def local(self, at: datetime) -> datetime:
        """Return the same instant in the desk's zone of that time."""
        return self.part_at(at).local(at)

    def instant(self, day: date, at: time = time.min) -> datetime:
        """Return the first instant at which the wall clock of that day shows this or, where it skips this, later."""
        return self.parts[self._days.part_on(day)][1].instant(day, at)

    def worked(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time between two instants as it elapsed: `-worked(b, a)` when `b` comes first."""
        if b < a:
            return -self.worked(b, a)
        return sum((part.worked(start, end) for part, start, end in self._stretches(a, b)), timedelta())

    def after(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant with that much worked since `at`; a negative span leads back, to the latest."""
        return self._back(at, -span) if span < timedelta() else self._forth(at, span)

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant from this one on at which the desk works: this one when it does."""
        number = self._number_at(at)
        for (_, part), change in zip(self.parts[number:], self._changes[number:], strict=False):
            found = part.next_open(at)
            if found < change:
                return found
            at = change
        return self.parts[-1][1].next_open(at)

    def spans(self, a: datetime, b: datetime) -> Iterator[Span]:
        """Cut the time from `a` to `b` into what is open and what is not, and why; nothing when `b` comes first."""
        return joined(chain.from_iterable(part.spans(start, end) for part, start, end in self._stretches(a, b)))

    def _number_at(self, at: datetime) -> int:
        return bisect_right(self._changes, at)

    def _stretches(self, a: datetime, b: datetime) -> Iterator[tuple[WorkingTime, datetime, datetime]]:
        """Cut the time between two instants where another working time takes over."""
        if b < a:
            return
        first, last = self._number_at(a), self._number_at(b)
        edges = (a, *self._changes[first:last], b)
        for (_, part), (start, end) in zip(self.parts[first : last + 1], pairwise(edges), strict=True):
            yield part, start, end

    def _forth(self, at: datetime, span: timedelta) -> datetime:
        number = self._number_at(at)
        for (_, part), change in zip(self.parts[number:], self._changes[number:], strict=False):
            worked = part.worked(at, change)
            if span <= worked:
                return part.after(at, span)
            at, span = change, span - worked
        return self.parts[-1][1].after(at, span)

    def _back(self, at: datetime, span: timedelta) -> datetime:
        for number in range(self._number_at(at), 0, -1):
            part, change = self.parts[number][1], self._changes[number - 1]
            worked = part.worked(change, at)
            if span <= worked:
                return part.after(at, -span)
            at, span = change, span - worked
        return self.parts[0][1].after(at, -span)
