"""The instants of a file: ISO 8601 or formats that are named, in a zone that is named where they have no offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ordertrack.domain.dates import FIRST_YEAR, LAST_YEAR
from ordertrack.domain.texts import quoted
from ordertrack.domain.walltime import first_showing, instant_of, local_ticks

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

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
