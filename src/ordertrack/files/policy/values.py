"""Single values of a policy's text: what each may be, and the sentence against everything else."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ordertrack.domain.policy.problems import toml_text
from ordertrack.domain.time.hours import Duration, DurationUnit, parse_duration
from ordertrack.domain.values.texts import LIMITS, clean_code, clean_name, clean_text, name_key, quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    Interval = tuple[time, time]

T = TypeVar("T")
E = TypeVar("E", bound="StrEnum")
DAYS = frozenset({DurationUnit.WORKING_DAYS, DurationUnit.DAYS})
TIMES = DAYS | {DurationUnit.HOURS, DurationUnit.MINUTES}
TERMS = frozenset({DurationUnit.DAYS, DurationUnit.YEARS})
_SPELLINGS = {DAYS: "3bd or 2d", TIMES: "4h, 30m, 3bd or 2d", TERMS: "10y or 90d"}
MOST_TIMES = 100
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?) ?%")
_INTERVAL = re.compile(r"([0-9]{2}):([0-9]{2}) ?- ?([0-9]{2}):([0-9]{2})")
_MIDNIGHT = (24, 0)
_WHOLE = 100


def a_text(value: object, read: Callable[[str], T]) -> T:
    """Read a text."""
    if not isinstance(value, str):
        raise ValueError(f"wants a text in quotes, not {toml_text(value)}")  # noqa: TRY004 - one kind of error for all
    return read(value)


def texts(read: Callable[[str], T]) -> Callable[[object], T]:
    """Make a reader of texts read values."""
    return partial(a_text, read=read)


a_name = texts(clean_name)
a_code = texts(partial(clean_code, limit=LIMITS["ref"]))
a_template = texts(lambda text: clean_text(_not_blank(text), LIMITS["template"]))
a_sentence = texts(lambda text: clean_text(_not_blank(text), LIMITS["cause"]))


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank; write a sentence")
    return text


def a_flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"is true or false, not {toml_text(value)}")  # noqa: TRY004 - one kind of error for all
    return value


def a_count(value: object, least: int = 0) -> int:
    """Read a whole number from `least` to a hundred."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST_TIMES:
        raise ValueError(f"is a whole number from {least} to {MOST_TIMES}, not {toml_text(value)}")
    return value


def a_duration(value: object, units: frozenset[DurationUnit], least: int = 1) -> Duration:
    """Read a duration in one of the units, at least so many of it."""
    text = a_text(value, str.strip)
    try:
        duration = parse_duration(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a duration; write one like {_SPELLINGS[units]}") from None
    if duration.unit not in units:
        raise ValueError(f"{quoted(text)} cannot be meant here; write one like {_SPELLINGS[units]}")
    if duration.amount < least:
        raise ValueError(f"{quoted(text)} is too short; give at least {least}{duration.unit}")
    return duration


in_days: Callable[[object], Duration] = partial(a_duration, units=DAYS)
in_days_or_none: Callable[[object], Duration] = partial(a_duration, units=DAYS, least=0)
in_time: Callable[[object], Duration] = partial(a_duration, units=TIMES)
in_years: Callable[[object], Duration] = partial(a_duration, units=TERMS)


def a_word(value: object, kind: type[E], words: tuple[E, ...]) -> E:
    """Read one of a closed list of words, named in that order."""
    word = a_text(value, str.strip).lower()
    if word not in words:
        raise ValueError(f"{toml_text(value)} is not one of {', '.join(words)}")
    return kind(word)


def word_of(kind: type[E], *first: E) -> Callable[[object], E]:
    """Make a reader of one of a closed list of words; `first` are named before the others."""
    return partial(a_word, kind=kind, words=tuple(dict.fromkeys((*first, *kind))))


def a_list(
    value: object, read: Callable[[Any], T], *, is_short: bool = False, may_be_empty: bool = False
) -> tuple[T, ...]:
    """Read a list; with `is_short` one may stand without its brackets. None may stand twice."""
    if is_short and isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise ValueError(f"wants a list in brackets, not {toml_text(value)}")  # noqa: TRY004 - one kind for all
    if not value and not may_be_empty:
        raise ValueError("is empty; name at least one")
    found = [read(each) for each in value]
    keys = [name_key(each) if isinstance(each, str) else each for each in found]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise ValueError(f"{toml_text(value[place])} stands twice")
    return tuple(found)


def a_day(value: object) -> date:
    """Read a calendar date; TOML has them without quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return a_text(value, date.fromisoformat)
    except ValueError:
        raise ValueError(f"{toml_text(value)} is not a date; write one like 2026-12-24") from None


def a_zone(value: object) -> str:
    """Read the name of a time zone that this machine knows."""
    name = a_text(value, str.strip)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {quoted(name)}; write one like Europe/Berlin or UTC") from None


def a_share(value: object) -> Fraction:
    """Read a share in per cent, above none and at most all."""
    match = _SHARE.fullmatch(value.strip()) if isinstance(value, str) else None
    share = Fraction(Decimal(match[1])) / _WHOLE if match else Fraction()
    if not 0 < share <= 1:
        raise ValueError(f'{toml_text(value)} is not a share; write one like "95 %"')
    return share


def hours(value: object) -> tuple[Interval, ...]:
    """Read the opening hours of a day, in their order; none for a free day. Overlapping ones are refused."""
    if not isinstance(value, list):
        raise ValueError(  # noqa: TRY004 - one kind of error for all
            f'wants a list such as ["09:00-17:00"], or [] for a free day, not {toml_text(value)}'
        )
    found = sorted((_interval(each), each) for each in value)
    for (before, text), (after, later) in pairwise(found):
        if after[0] < before[1]:
            raise ValueError(f"{quoted(text)} and {quoted(later)} overlap")
    return tuple(interval for interval, _ in found)


def quiet_hours(value: object) -> Interval | None:
    """Read the hours of a day in which nothing happens; they may pass midnight. None for an empty text."""
    if value == "":
        return None
    begin, end = _times(value)
    end = time.min if end == time.max else end
    if begin == end:
        raise ValueError(f'{toml_text(value)} leave no hour of the day; write them like "20:00-07:00"')
    return begin, end


def _interval(value: object) -> Interval:
    opening, closing = _times(value)
    if closing <= opening:
        raise ValueError(f"{toml_text(value)} end before they begin; hours past midnight belong to the next day")
    return opening, closing


def _times(value: object) -> Interval:
    match = _INTERVAL.fullmatch(a_text(value, str.strip))
    if match is None:
        raise ValueError(f'{toml_text(value)} are not hours; write them like "09:00-17:00"')
    start, end = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    try:
        return time(*start), time.max if end == _MIDNIGHT else time(*end)
    except ValueError:
        raise ValueError(f"{toml_text(value)} are not hours; a day goes from 00:00 to 24:00") from None
