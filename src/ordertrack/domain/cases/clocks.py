"""The clocks of what wants an answer or a solution: how long it took so far, and until when it may (SOP 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ordertrack.domain.parties import Side
from ordertrack.domain.time.hours import DurationUnit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordertrack.domain.cases.issues import Wait
    from ordertrack.domain.time.hours import Duration, OpeningHours

Pause = tuple[datetime, datetime | None]
"""From an instant to a later one, or going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a clock shows at its end: the time that elapsed and the working time in it, both without the pauses.

    `pauses` are those that counted: within the clock's time, in order and apart. `due_at` moves on with every
    pause that began before it. `is_late` says whether the target was missed.
    """

    start: datetime
    end: datetime
    pauses: tuple[tuple[datetime, datetime], ...]
    elapsed: timedelta
    working: timedelta
    due_at: datetime
    is_late: bool


def pauses_of(waits: Iterable[Wait]) -> tuple[Pause, ...]:
    """Give the waits that pause an issue's clock: those for the customer; waiting for the supplier does not."""
    return tuple((wait.since, wait.until) for wait in waits if wait.side is Side.CUSTOMER)


def read_clock(
    start: datetime, end: datetime, pauses: Iterable[Pause] = (), *, target: Duration, hours: OpeningHours
) -> Clock:
    """Read the clock of a question or an issue, from receipt or opening to its answer, its resolution or now (SOP 7).

    It stands still in the pauses, whatever their order: those that `pauses_of` gives of an issue; nothing pauses that
    of a question (SOP 4.4a, 4.6). Of several questions that one answer settles `start` is that of the oldest. An end
    before the start is taken for the start.

    A target in hours is missed once more than that was worked, so that nothing becomes late while the desk is
    closed; any other once its day and time of day are over.
    """
    end = max(start, end)
    counted = tuple(_apart(pauses, start, end))
    elapsed = end - start - sum((until - since for since, until in counted), timedelta())
    working = hours.worked(start, end) - sum((hours.worked(*each) for each in counted), timedelta())
    due_at = hours.due_at(start, target)
    for since, until in counted:
        if since < due_at:
            due_at = _shifted(due_at, since, until, target, hours)
    return Clock(
        start=start,
        end=end,
        pauses=counted,
        elapsed=elapsed,
        working=working,
        due_at=due_at,
        is_late=working > target.working_hours if target.is_hourly else end > due_at,
    )


def _apart(pauses: Iterable[Pause], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Cut pauses to the clock's time, and make one of those that overlap or touch."""
    found: list[tuple[datetime, datetime]] = []
    cut = ((max(since, start), min(until or end, end)) for since, until in pauses)
    for since, until in sorted(each for each in cut if each[0] < each[1]):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _shifted(due_at: datetime, since: datetime, until: datetime, target: Duration, hours: OpeningHours) -> datetime:
    """Put a due instant off by a pause: by its working time, or all of it where calendar days are counted."""
    if target.unit in {DurationUnit.DAYS, DurationUnit.YEARS}:
        return due_at + (until - since)
    return hours.after(due_at, hours.worked(since, until))
