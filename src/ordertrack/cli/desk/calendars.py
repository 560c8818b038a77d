"""What this machine knows of time: public holidays, zones by name, and the instants a person may type."""

from __future__ import annotations

import re
from datetime import time
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from ordertrack.domain.time.dates import parse_instant
from ordertrack.domain.values.texts import quoted
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    from ordertrack.domain.time.dates import YearHolidays
    from ordertrack.domain.time.hours import OpeningHours

_ENGLISH = "en_US"


def year_holidays(country: str | None, region: str | None) -> YearHolidays:
    """Return what tells the public holidays of a year, with their names in English where there are any.

    A country is its ISO 3166 code, a region the code or the name of a subdivision. Nothing is a holiday without a
    country. Raises UsageError for an unknown country or region, naming those that are near. What was asked once
    is kept: the same country and region give the same function (SOP 8).
    """
    if country is None:
        if region is not None:
            raise UsageError(f"the region {quoted(region)} stands without a country", hints=["name its country too"])
        return _no_holidays
    code = _country_code(country)
    return _holidays_of(code, None if region is None else _region_code(code, region))


def _no_holidays(_: int) -> Mapping[date, str]:
    return {}


@cache
def _holidays_of(country: str, region: str | None) -> YearHolidays:
    from holidays import country_holidays

    known = country_holidays(country)
    # Left unsaid, the language would be that of the environment: cron's mail would name other holidays.
    language = _ENGLISH if _ENGLISH in known.supported_languages else known.default_language

    @cache
    def of_year(year: int) -> Mapping[date, str]:
        found = country_holidays(country, subdiv=region, years=year, language=language)
        return {day: name for day, name in found.items() if day.year == year}

    return of_year


def _country_code(text: str) -> str:
    names = _countries()
    return names.get(text.strip().upper()) or _refuse("country", text, names)


def _region_code(country: str, text: str) -> str:
    from holidays import country_holidays

    known = country_holidays(country)
    codes = dict(zip(known.subdivisions, known.subdivisions, strict=True)) | known.subdivisions_aliases
    wanted = text.strip().casefold()
    found = next((code for name, code in codes.items() if name.casefold() == wanted), None)
    return found or _refuse(f"region of {country}", text, codes)


@cache
def _countries() -> Mapping[str, str]:
    """Return the two-letter codes by themselves, by those of three letters, and by the country's name."""
    from holidays.registry import COUNTRIES

    found = dict[str, str]()
    for name, (_, code, *aliases) in COUNTRIES.items():
        found |= {code: code, name.replace("_", " ").title(): code}
        found |= {alias: code for alias in aliases if alias.isupper()}
    return found


def _refuse(what: str, text: str, codes: Mapping[str, str]) -> NoReturn:
    near = _near(text, codes)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    known = ", ".join(sorted(set(codes.values())))
    hint = f"known: {known}" if known else "it has no regions with holidays of their own"
    raise UsageError(f"there is no {what} {quoted(text)}{meant}", hints=[hint])


def _near(text: str, codes: Mapping[str, str]) -> Collection[str]:
    """Return the codes that come near to a text, with the names that led to them."""
    by_fold = {name.casefold(): name for name in codes}
    wanted = text.strip().casefold()
    names = [wanted] if wanted in by_fold else get_close_matches(wanted, by_fold, n=3)
    found = {codes[by_fold[name]]: by_fold[name] for name in names}
    return [code if name == code else f"{code} ({name})" for code, name in found.items()]


_LOCAL = re.compile(r"(?:(?P<day>[^ T]+)[ T])?(?P<clock>[0-2]?[0-9]:[0-5][0-9])")
_WITH_OFFSET = re.compile(r".*(Z|[+-][0-9]{2}:[0-9]{2})")


def read_instant(text: str, hours: OpeningHours, read_day: Callable[[str], date]) -> datetime:
    """Give an aware UTC instant; without an offset it is the desk's own time, without a day today's.

    `14:30`, `yesterday 9:05`, `2026-07-12 14:30` and `2026-07-12T14:30:00+02:00` are read; ValueError for all else.
    """
    text = text.strip()
    local = _LOCAL.fullmatch(text)
    if local:
        day = read_day(local["day"] or "today")
        try:
            return hours.instant(day, time.fromisoformat(local["clock"].zfill(len("09:30"))))
        except ValueError as error:
            raise ValueError(f"{quoted(text)} is not an instant: {error}") from None
    if _WITH_OFFSET.fullmatch(text):
        return parse_instant(text)
    raise ValueError(f"{quoted(text)} is not an instant; write 14:30, yesterday 9:05 or 2026-07-12T14:30:00+02:00")
