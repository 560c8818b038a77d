"""When: the dates a person may type, the formats a file may use, and the days on which the desk works."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Protocol

from ordertrack.domain.values.texts import near, quoted

FIRST_YEAR = 1900
LAST_YEAR = 2999
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GRAMMAR = "write YYYY-MM-DD, today, yesterday, tomorrow, +3d, -2w, +5bd, a weekday or eom"
_WORDS = ("today", "yesterday", "tomorrow", *WEEKDAYS)
_STEPS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHIFT = re.compile(r"([+-][0-9]{1,7})(d|w|bd)")
_PARTS = re.compile(r"([0-9]{1,4})[-./\s]+([0-9]{1,2})[-./\s]+([0-9]{4}|[0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CACHED = 100_000  # distinct cells kept per reader; more than three formats have days within a lifetime
_CENTURY = 100
_CENTURY_PIVOT = 69  # two digits from here on are 19xx, as in POSIX


class Days(Protocol):
    """Counts the days on which the desk works."""

    def is_working(self, day: date) -> bool:
        """Tell whether the desk works on this day."""

    def add(self, day: date, n: int) -> date:
        """Return the nth working day strictly after a day, before it for a negative n, the day for 0."""

    def between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`: `-between(b, a)` when `b` comes first."""


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
class WorkingDays:
    """The days on which the desk works: its weekdays (0 is Monday) but for the holidays and the skipped days.

    From 1899 to 3000; a year's holidays are asked for once. Raises ValueError for a day outside those years.
    """

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: YearHolidays = lambda _: {}
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


class DateReader:
    """Reads the dates of a file: the first of its formats that fits a whole cell decides; nothing is guessed.

    A format is `ISO` (YYYY-MM-DD) or strptime's, where two-digit years from 69 on are 19xx. A time of day
    that the format names is read over. Raises ValueError for a format that does not tell a day.
    """

    __slots__ = ("_formats", "_known", "_patterns")

    def __init__(self, formats: tuple[str, ...] = ("ISO",)) -> None:
        """Check the formats and begin with no date known."""
        if not formats:
            raise ValueError("no date format was given; give at least one, such as ISO")
        self._formats = formats
        self._patterns = tuple(_checked_pattern(each) for each in formats)
        self._known: dict[str, date] = {}

    def read(self, text: str) -> date:
        """Return the date in a cell; raise ValueError that names the formats tried."""
        try:
            return self._known[text]
        except KeyError:
            return self._learn(text)

    def _learn(self, text: str) -> date:
        day = self._first_reading(text.strip())
        if len(self._known) >= _CACHED:
            self._known.clear()
        self._known[text] = day
        return day

    def _first_reading(self, text: str) -> date:
        if any(character.isdigit() and not character.isascii() for character in text):
            raise ValueError(f"{quoted(text)} has digits other than 0 to 9; write the date with those")
        for pattern in self._patterns:
            day = _read_strictly(text, pattern)
            if day is not None:
                return _within_years(day, text)
        tried = " or ".join(f'"{each}"' if "%" in each else each for each in self._formats)
        raise ValueError(f"{quoted(text)} is not a date in the format {tried}")


def parse_date(text: str, *, today: date, calendar: Days) -> date:
    """Return the date a person typed, in the closed grammar of the command line; words count from `today`.

    Raises ValueError for everything else; a date in another notation is refused with its readings named, so
    that nobody's 7 December becomes somebody's 12 July (SOP 4.1a).
    """
    typed = text.strip()
    if not is_word(typed):
        return _within_years(_iso(typed), typed)
    day = _resolved(typed.lower(), today, calendar)
    if day is None:
        raise ValueError(f"{quoted(typed)} is not a date{_advice(typed)}")
    return _within_years(day, typed)


def is_word(text: str) -> bool:
    """Tell whether a typed date was not itself YYYY-MM-DD, so that it should be echoed resolved."""
    return _ISO.fullmatch(text.strip()) is None


def parse_instant(text: str) -> datetime:
    """Return an ISO 8601 date and time as an aware UTC datetime; raise ValueError without offset or `Z`."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(f"{quoted(text)} is not an instant; write it as 2026-07-12T14:30:00Z")
    if match["zone"] is None:
        raise ValueError(f"{quoted(text)} has no offset; end it with Z for UTC, or with one such as +02:00")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{quoted(text)} is not an instant: {error}") from None


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is not a date: {error}") from None


def _within_years(day: date, text: str) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise ValueError(f"{quoted(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")


def _resolved(word: str, today: date, calendar: Days) -> date | None:
    """Return the day a word means, or None when it is no word of the grammar."""
    if word in _STEPS:
        return today + timedelta(days=_STEPS[word])
    if word == "eom":
        return _end_of_month(today)
    shift = _SHIFT.fullmatch(word)
    if shift is not None:
        return _shifted(word, int(shift[1]), _UNITS[shift[2]], today, calendar)
    weekday = _weekday_named(word)
    return None if weekday is None else _next_weekday(today, weekday)


_UNITS: dict[str, Callable[[date, int, Days], date]] = {
    "d": lambda day, n, _: day + timedelta(days=n),
    "w": lambda day, n, _: day + timedelta(weeks=n),
    "bd": lambda day, n, calendar: calendar.add(day, n),
}


def _shifted(word: str, n: int, shift: Callable[[date, int, Days], date], today: date, calendar: Days) -> date:
    try:
        return shift(today, n, calendar)
    except (ValueError, OverflowError):
        raise ValueError(f"{quoted(word)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}") from None


def _end_of_month(today: date) -> date:
    from dateutil.relativedelta import relativedelta

    return today + relativedelta(day=31)


def _weekday_named(word: str) -> int | None:
    for number, name in enumerate(WEEKDAYS):
        if word in (name, name[:3]):
            return number
    return None


def _next_weekday(today: date, weekday: int) -> date:
    from dateutil.relativedelta import relativedelta
    from dateutil.relativedelta import weekday as nth_weekday

    return today + relativedelta(days=+1, weekday=nth_weekday(weekday, +1))


def _advice(text: str) -> str:
    readings = _readings(text)
    if readings:
        return f"; write {' or '.join(readings)}"
    meant = next((word for word in _WORDS if text and near(word, text)), None)
    return f'; did you mean "{meant}"?' if meant else f"; {_GRAMMAR}"


def _readings(text: str) -> list[str]:
    """Return what a date in another notation may mean: the day first, then the month first."""
    match = _PARTS.fullmatch(text)
    if match is None:
        return []
    first, second, third = (part for part in match.groups() if part is not None)
    orders = [(first, second, third)] if len(first) == len("2026") else [(third, second, first), (third, first, second)]
    found = [_iso_or_none(*order) for order in orders]
    return list(dict.fromkeys(day for day in found if day is not None))


def _iso_or_none(year: str, month: str, day: str) -> str | None:
    try:
        return date(_full_year(int(year)), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _full_year(year: int) -> int:
    if year >= _CENTURY:
        return year
    return year + (1900 if year >= _CENTURY_PIVOT else 2000)


def _checked_pattern(date_format: str) -> str:
    """Return strptime's pattern for a format, having proved on one date that it tells day, month and year."""
    pattern = "%Y-%m-%d" if date_format == "ISO" else date_format
    if not re.search(r"%[YyGcxs+]", pattern):
        raise ValueError(f"the date format {quoted(date_format)} has no year; write one such as %d.%m.%Y")
    sample = datetime(2019, 11, 23, tzinfo=UTC)
    try:
        told = datetime.strptime(sample.strftime(pattern), pattern).date()  # noqa: DTZ007 - only its date is used
    except (ValueError, re.error):
        told = None
    if told != sample.date():
        raise ValueError(f"the date format {quoted(date_format)} does not tell a day; write one such as %d.%m.%Y")
    return pattern


def _read_strictly(text: str, pattern: str) -> date | None:
    if pattern == "%Y-%m-%d" and _ISO.fullmatch(text) is None:
        return None
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - only its date is used
    except ValueError:
        return None
