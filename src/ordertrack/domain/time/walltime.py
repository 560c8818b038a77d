"""What the clock on the wall shows: instants and local times of a zone, to the microsecond, and as files write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from ordertrack.domain.time.dates import FIRST_YEAR, LAST_YEAR
from ordertrack.domain.values.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

DAY = 86_400_000_000
EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock shows no zone
_TICK = timedelta(microseconds=1)


def ticks_of(at: datetime) -> int:
    """Return an aware instant as microseconds; raise ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no offset; working time is counted between instants")
    return (at - _EPOCH) // _TICK


def instant_of(ticks: int) -> datetime:
    """Return microseconds as an instant in UTC; raise ValueError outside the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(microseconds=ticks)
    except OverflowError:
        raise ValueError("that instant lies outside the calendar") from None


def local_ticks(local: datetime) -> int:
    """Return what a wall clock shows as microseconds."""
    return (local.replace(tzinfo=None) - _WALL_EPOCH) // _TICK


def offset_at(zone: ZoneInfo, ticks: int) -> int:
    """Return how far the wall clock is ahead of UTC at an instant."""
    return local_ticks(instant_of(ticks).astimezone(zone)) - ticks


def first_showing(zone: ZoneInfo, local: int) -> int:
    """Return the first instant at which the wall clock shows this local time or, where it skips that, a later one.

    The first of two where the clock is put back; the instant of the change where it is put forward over it.
    """
    wall = _WALL_EPOCH + timedelta(microseconds=local)
    offsets = [local_ticks(wall) - _utc_ticks(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]
    before, after = offsets
    if before >= after:
        return local - before
    return _change_between(zone, local - after, local - before)


def spells(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut the time between two instants where the wall clock is changed: (start, end, offset) of each part.

    The offset is looked at once a day. No zone has ever put its clocks to and fro within a day.
    """
    since, offset = start, offset_at(zone, start)
    seen = start
    while seen < end:
        seen, before = min(seen + DAY, end), seen
        found = offset_at(zone, seen)
        if found != offset:
            change = _change_between(zone, before, seen)
            if change < end:
                yield since, change, offset
                since, offset = change, found
    if since < end:
        yield since, end, offset


def skipped_days(zone: ZoneInfo, year: int) -> frozenset[date]:
    """Return the days of a year that the zone's calendar never had, as Samoa's had no 2011-12-30."""
    start = (date(year, 1, 1).toordinal() - EPOCH_DAY - 1) * DAY
    found = set[date]()
    for (_, change, before), (_, _, after) in pairwise(spells(zone, start, start + 368 * DAY)):
        first, last = -(-(change + before) // DAY), (change + after) // DAY
        found.update(date.fromordinal(number + EPOCH_DAY) for number in range(first, last))
    return frozenset(day for day in found if day.year == year)


def _utc_ticks(local: datetime) -> int:
    offset = local.utcoffset() or timedelta()
    return local_ticks(local) - offset // _TICK


def _change_between(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the first instant with the offset of `after`, when that of `before` is another."""
    offset = offset_at(zone, after)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_at(zone, middle) == offset:
            after = middle
        else:
            before = middle
    return after


ISO = "%Y-%m-%d"
_ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


class InstantReader:
    """Reads the instants of a file: the first of its formats that fits a whole cell decides; nothing is guessed.

    A format is strptime's; `%Y-%m-%d`, ISO, takes a time of day and an offset after the day. Without an offset the
    cell says what the wall clock of the zone showed: the first of two such instants, the instant of the change where
    the clock skipped it. A day without a time of day is its start.
    """

    __slots__ = ("_formats", "_zone")

    def __init__(self, formats: tuple[str, ...], zone: ZoneInfo) -> None:
        """Keep the formats in the order in which they are tried, and the zone of those without an offset."""
        self._formats, self._zone = formats, zone

    def read(self, text: str) -> datetime:
        """Return the instant in a cell, in UTC and to the second; ValueError names the formats tried."""
        cell = text.strip()
        if any(character.isdigit() and not character.isascii() for character in cell):
            raise ValueError(f"{quoted(cell)} has digits other than 0 to 9; write the instant with those")
        for pattern in self._formats:
            found = _parsed(cell, pattern)
            if found is not None:
                return self._in_utc(found, cell)
        tried = " or ".join("ISO, such as 2026-07-12T14:30" if each == ISO else f'"{each}"' for each in self._formats)
        raise ValueError(f"{quoted(cell)} is not an instant in the format {tried}")

    def _in_utc(self, found: datetime, cell: str) -> datetime:
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"{quoted(cell)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
        if found.tzinfo is None:
            found = instant_of(first_showing(self._zone, local_ticks(found)))
        return found.astimezone(UTC).replace(microsecond=0)


def _parsed(cell: str, pattern: str) -> datetime | None:
    if pattern == ISO and _ISO_INSTANT.fullmatch(cell) is None:
        return None
    try:
        return datetime.fromisoformat(cell) if pattern == ISO else datetime.strptime(cell, pattern)  # noqa: DTZ007
    except ValueError:
        return None
