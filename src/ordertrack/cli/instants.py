"""The instants a person may type: a time of day, a day with it, or ISO 8601 with an offset."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from ordertrack.domain.dates import parse_instant
from ordertrack.domain.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from ordertrack.domain.openinghours import OpeningHours

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
