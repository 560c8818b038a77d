"""Opening hours that remember what they were asked: a simulation asks the same of many orders."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ordertrack.domain.openinghours import OpeningHours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, time, timedelta

    from ordertrack.domain.dates import Days
    from ordertrack.domain.durations import Duration
    from ordertrack.domain.openinghours import Span

_KEPT = 50_000


class RememberedHours(OpeningHours):
    """The same hours, with the same answers."""

    __slots__ = ("_due_at", "_due_on", "_hours", "_instant", "_local", "_today")

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._due_on, self._due_at = lru_cache(_KEPT)(hours.due_on), lru_cache(_KEPT)(hours.due_at)
        self._today, self._local = lru_cache(_KEPT)(hours.today), lru_cache(_KEPT)(hours.local)
        self._instant = lru_cache(_KEPT)(hours.instant)

    def days(self) -> Days:
        """Return the working days alone."""
        return self._hours.days()

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return self._today(at)

    def local(self, at: datetime) -> datetime:
        """Return the same instant in the desk's zone."""
        return self._local(at)

    def instant(self, day: date, at: time | None = None) -> datetime:
        """Return the first instant at which the desk's wall clock shows this."""
        return self._instant(day) if at is None else self._instant(day, at)

    def worked(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time between two instants."""
        return self._hours.worked(a, b)

    def after(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant with that much worked since another."""
        return self._hours.after(at, span)

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant from this one on at which the desk works."""
        return self._hours.next_open(at)

    def spans(self, a: datetime, b: datetime) -> Iterator[Span]:
        """Cut the time between two instants into what is open and what is not."""
        return self._hours.spans(a, b)

    def due_on(self, day: date, span: Duration) -> date:
        """Return the day that lies a duration after another."""
        return self._due_on(day, span)

    def due_at(self, at: datetime, span: Duration) -> datetime:
        """Return the instant that lies a duration after another."""
        return self._due_at(at, span)
