"""Working days that ask for the holidays of a year when they first meet it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from ordertrack.domain.dates import FIRST_YEAR, LAST_YEAR

YearHolidays = Callable[[int], Mapping[date, str]]
"""The holidays of one year with their names."""

FIRST, LAST = FIRST_YEAR - 1, LAST_YEAR + 1
"""The years that are counted in: those of every date a person may type, and one more on either side."""

_LONGEST_YEAR = 366


@dataclass(frozen=True, slots=True)
class _Year:
    holidays: Mapping[date, str]
    worked: tuple[int, ...]
    """The working days from New Year's Day up to and including the nth day, from the 0th on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyDays:
    """The days on which the desk works: its weekdays (0 is Monday) but for the holidays and the skipped days.

    Answers as `WorkingDays` does, from 1899 to 3000; a year's holidays are asked for once. Raises ValueError for
    a day outside those years.
    """

    weekdays: frozenset[int]
    holidays: YearHolidays
    skipped: Callable[[int], Collection[date]] = lambda _: ()
    _years: dict[int, _Year] = field(init=False, repr=False, compare=False, default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Tell whether the desk works on this day."""
        worked, at = self._year(day.year).worked, _number(day)
        return worked[at] > worked[at - 1]

    def holiday(self, day: date) -> str | None:
        """Return the name of a holiday, None for any other day."""
        return self._year(day.year).holidays.get(day)

    def add(self, day: date, n: int) -> date:
        """Return the nth working day strictly after a day, before it for a negative n, the day for 0.

        Raises ValueError when that lies outside the calendar.
        """
        if n == 0:
            return day
        year = day.year
        if abs(n) > (LAST - FIRST + 1) * _LONGEST_YEAR:
            raise ValueError(f"{n} working days from {day} lie outside the calendar")
        left = self._until(day) + n if n > 0 else self._until(day) - self.is_working(day) + n + 1
        while left > self._total(year):
            left -= self._total(year)
            year += 1
        while left <= 0:
            year -= 1
            left += self._total(year)
        return date(year, 1, 1) + timedelta(days=bisect_left(self._year(year).worked, left) - 1)

    def between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`: `-between(b, a)` when `b` comes first."""
        if b < a:
            return -self.between(b, a)
        return self._until(b) - self._until(a) + sum(map(self._total, range(a.year, b.year)))

    def _until(self, day: date) -> int:
        return self._year(day.year).worked[_number(day)]

    def _total(self, year: int) -> int:
        return self._year(year).worked[-1]

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._read_year(year)
        return known

    def _read_year(self, year: int) -> _Year:
        if not FIRST <= year <= LAST:
            raise ValueError(f"the year {year} lies outside the calendar")
        holidays, skipped = self.holidays(year), self.skipped(year)
        first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        days = map(date.fromordinal, range(first, end))
        is_worked = [day.weekday() in self.weekdays and day not in holidays and day not in skipped for day in days]
        return _Year(holidays=holidays, worked=(0, *accumulate(is_worked)))


def _number(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1
