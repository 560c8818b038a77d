"""How long: the durations of the policy, each with its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ordertrack.domain.texts import quoted

_DAYS_OF_A_WEEK = 7
_SPELLING = re.compile(r"([0-9]{1,5})(bd|[hmdwy])")
_GRAMMAR = (
    "write a whole number and its unit: "
    "3bd (working days), 4h (working hours), 30m (working minutes), 2d (calendar days), 1w or 10y"
)


class Unit(StrEnum):
    """What a duration counts; only hours and minutes count while the desk is open."""

    WORKING_DAYS = "bd"
    HOURS = "h"
    MINUTES = "m"
    DAYS = "d"
    YEARS = "y"


_HOURLY = {Unit.HOURS: timedelta(hours=1), Unit.MINUTES: timedelta(minutes=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """So many of one unit; below zero it leads back. Durations of different units cannot be compared."""

    amount: int
    unit: Unit

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
        return Duration(amount=amount * _DAYS_OF_A_WEEK, unit=Unit.DAYS)
    return Duration(amount=amount, unit=Unit(unit))
