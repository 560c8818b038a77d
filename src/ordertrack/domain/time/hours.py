"""How long and during which hours: the durations of the policy, and the questions about when the desk works.

Whoever answers them: one working time, a timeline of several, or one that remembers what it was asked.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from ordertrack.domain.values.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ordertrack.domain.time.dates import Days

_DAYS_OF_A_WEEK = 7
_SPELLING = re.compile(r"([0-9]{1,5})(bd|[hmdwy])")
_GRAMMAR = (
    "write a whole number and its unit: "
    "3bd (working days), 4h (working hours), 30m (working minutes), 2d (calendar days), 1w or 10y"
)


class DurationUnit(StrEnum):
    """What a duration counts; only hours and minutes count while the desk is open."""

    WORKING_DAYS = "bd"
    HOURS = "h"
    MINUTES = "m"
    DAYS = "d"
    YEARS = "y"


_HOURLY = {DurationUnit.HOURS: timedelta(hours=1), DurationUnit.MINUTES: timedelta(minutes=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """So many of one unit; below zero it leads back. Durations of different units cannot be compared."""

    amount: int
    unit: DurationUnit

    def __str__(self) -> str:
        """Return the canonical spelling, which `parse_duration` reads unless the amount is below zero."""
        return f"{self.amount}{self.unit}"

    def __neg__(self) -> Duration:
        return Duration(amount=-self.amount, unit=self.unit)

    @property
    def is_hourly(self) -> bool:
        """Tell whether it counts working hours or minutes, and so ends at an instant and not on a day."""
        return self.unit in _HOURLY

    @property
    def working_hours(self) -> timedelta:
        """The working time of hours and minutes; raises ValueError for any other unit."""
        if self.unit not in _HOURLY:
            raise ValueError(f"{self} does not count working hours; write hours or minutes, such as 4h or 30m")
        return self.amount * _HOURLY[self.unit]


def parse_duration(text: str) -> Duration:
    """Return the duration a policy spells: `3bd`, `4h`, `30m`, `2d`, `1w` (which is `7d`) or `10y`.

    Raises ValueError with a sentence for everything else (SOP 8: a revision says its numbers with their units).
    """
    match = _SPELLING.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{quoted(text)} is not a duration; {_GRAMMAR}")
    amount, unit = int(match[1]), match[2]
    if unit == "w":
        return Duration(amount=amount * _DAYS_OF_A_WEEK, unit=DurationUnit.DAYS)
    return Duration(amount=amount, unit=DurationUnit(unit))


class SpanKind(StrEnum):
    """Why time counts or does not."""

    OPEN = "open"
    CLOSED = "closed"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time of one kind; only a holiday has a name."""

    start: datetime
    end: datetime
    kind: SpanKind
    name: str = ""


class OpeningHours(ABC):
    """When the desk works. Instants are aware, and UTC when returned; days are those of the desk's zone.

    The desk is open at an instant when the clock on its wall says so: an hour that the clock skips is not worked,
    an hour that it shows twice is worked twice. What is asked beyond the years 1899 to 3000, or with an instant that
    has no offset, raises ValueError.
    """

    __slots__ = ()

    @abstractmethod
    def days(self) -> Days:
        """Return the working days alone, such as `parse_date` asks for."""

    @abstractmethod
    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""

    @abstractmethod
    def local(self, at: datetime) -> datetime:
        """Return the same instant in the desk's zone."""

    @abstractmethod
    def instant(self, day: date, at: time = time.min) -> datetime:
        """Return the first instant at which the desk's wall clock shows this or, where it skips this, a later time.

        So the first of two where the clock is put back, and the instant of the change where it is put forward.
        Without a time of day: the start of the day.
        """

    @abstractmethod
    def worked(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time between two instants as it elapsed: `-worked(b, a)` when `b` comes first."""

    @abstractmethod
    def after(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant from which back to `at` that much was worked: `worked(at, it) == span`.

        A negative span leads back, to the latest such instant; a span of nothing to `at` itself. Raises
        ValueError when that lies outside the calendar.
        """

    @abstractmethod
    def next_open(self, at: datetime) -> datetime:
        """Return the first instant from this one on at which the desk works: this one when it does."""

    @abstractmethod
    def spans(self, a: datetime, b: datetime) -> Iterator[Span]:
        """Cut the time from `a` to `b` into what is open and what is not, and why; nothing when `b` comes first.

        The spans touch, none is empty, neighbours differ in kind or name. A holiday is named on a day that
        would have been worked; a day off the working week is weekend, holiday or not.
        """

    def is_open(self, at: datetime) -> bool:
        """Tell whether the desk works at an instant; it does at the opening, it no longer does at the closing."""
        return self.next_open(at) == at

    def opening(self, day: date) -> datetime:
        """Return the first instant at which the desk works, from the start of that day on."""
        return self.next_open(self.instant(day))

    def is_working_day(self, day: date) -> bool:
        """Tell whether the desk works on this day."""
        return self.days().is_working(day)

    def add_days(self, day: date, n: int) -> date:
        """Return the nth working day strictly after a day, before it for a negative n, the day for 0."""
        return self.days().add(day, n)

    def days_between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`: `-days_between(b, a)` when `b` comes first."""
        return self.days().between(a, b)

    def due_on(self, day: date, span: Duration) -> date:
        """Return the day that lies a duration after another, or before it for one below zero.

        29 February is 28 February in years that have none. Raises ValueError for hours and minutes, which do not
        lead from a day to a day, and outside the calendar.
        """
        if span.is_hourly:
            raise ValueError(f"{span} counts working hours, which lead to an instant; write days, such as 3bd or 2d")
        try:
            return self._shifted(day, span)
        except (ValueError, OverflowError):
            raise ValueError(f"{span} from {day} lies outside the calendar") from None

    def due_at(self, at: datetime, span: Duration) -> datetime:
        """Return the instant that lies a duration after another, or before it for one below zero.

        Hours and minutes count while the desk is open. Days and years lead to the same local time of day on the day
        that `due_on` tells, read as `instant` reads it: the first of two, the change where the clock skips it.
        """
        if span.is_hourly:
            return self.after(at, span.working_hours)
        local = self.local(at)
        day = self.due_on(local.date(), span)
        return at.astimezone(UTC) if day == local.date() else self.instant(day, local.time())

    def _shifted(self, day: date, span: Duration) -> date:
        if span.unit is DurationUnit.WORKING_DAYS:
            return self.add_days(day, span.amount)
        if span.unit is DurationUnit.DAYS:
            return day + timedelta(days=span.amount)
        return _years_later(day, span.amount)


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Make one of neighbours that are alike."""
    last: Span | None = None
    for span in spans:
        if last is not None and (last.kind, last.name, last.end) == (span.kind, span.name, span.start):
            last = replace(last, end=span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        if (day.month, day.day) != (2, 29):
            raise
        return day.replace(year=day.year + years, day=28)


_KEPT = 50_000


class _RememberedHours:
    """The same hours, with the same answers, of which those that are asked most often are kept."""

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self.due_on, self.due_at = lru_cache(_KEPT)(hours.due_on), lru_cache(_KEPT)(hours.due_at)
        self.today, self.local = lru_cache(_KEPT)(hours.today), lru_cache(_KEPT)(hours.local)
        self.instant = lru_cache(_KEPT)(hours.instant)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the hours are asked
        return getattr(self._hours, name)


def remembering(hours: OpeningHours) -> OpeningHours:
    """Let hours remember what they were asked; not for what runs long, since nothing much is forgotten."""
    return cast("OpeningHours", _RememberedHours(hours))
