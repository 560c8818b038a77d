"""Working time under one policy revision after another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ordertrack.domain.openinghours import OpeningHours, Span, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.dates import Days
    from ordertrack.domain.worktime import WorkingTime

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DaysInTurn:
    """Working days that others count from each of the dates on; the first ones also before their date."""

    from_on: tuple[date, ...]
    parts: tuple[Days, ...]

    def is_working(self, day: date) -> bool:
        """Tell whether the desk works on this day."""
        return self.parts[self.part_on(day)].is_working(day)

    def add(self, day: date, n: int) -> date:
        """Return the nth working day strictly after a day, before it for a negative n, the day for 0."""
        return self._forth(day, n) if n > 0 else self._back(day, -n)

    def between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`: `-between(b, a)` when `b` comes first."""
        if b < a:
            return -self.between(b, a)
        first, last = self.part_on(a), self.part_on(b)
        edges = (a, *(day - _DAY for day in self.from_on[first + 1 : last + 1]), b)
        stretches = zip(self.parts[first : last + 1], pairwise(edges), strict=True)
        return sum(days.between(start, end) for days, (start, end) in stretches)

    def _forth(self, day: date, n: int) -> date:
        at = self.part_on(day)
        for days, change in zip(self.parts[at:], self.from_on[at + 1 :], strict=False):
            counted = days.between(day, change - _DAY)
            if n <= counted:
                return days.add(day, n)
            day, n = change - _DAY, n - counted
        return self.parts[-1].add(day, n)

    def _back(self, day: date, n: int) -> date:
        for at in range(self.part_on(day), 0, -1):
            counted = self.parts[at].between(self.from_on[at] - _DAY, day - _DAY)
            if n <= counted:
                return self.parts[at].add(day, -n)
            day, n = self.from_on[at], n - counted
        return self.parts[0].add(day, -n)

    def part_on(self, day: date) -> int:
        """Return the number of the part that counts a day."""
        return max(bisect_right(self.from_on, day) - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(OpeningHours):
    """The working times of policy revisions, each from the start of a day on; the first one also before its day.

    A revision's day starts by its own zone. What was worked until then counts by the revision before, so that
    a new one never rewrites what happened (SOP 8). Raises ValueError without parts, or when their days do not rise.
    """

    parts: tuple[tuple[date, WorkingTime], ...]
    _days: _DaysInTurn = field(init=False, repr=False, compare=False)
    _changes: tuple[datetime, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the instants of the changes."""
        from_on = tuple(day for day, _ in self.parts)
        if not from_on or any(later <= earlier for earlier, later in pairwise(from_on)):
            raise ValueError("a timeline has at least one working time, each from a later day on than the one before")
        days = tuple(part.days() for _, part in self.parts)
        object.__setattr__(self, "_days", _DaysInTurn(from_on=from_on, parts=days))
        changes = [part.instant(day) for day, part in self.parts[1:]]
        # Between far zones the later day may start first: then the revision between them never holds.
        in_order = tuple(max(changes[: at + 1]) for at in range(len(changes)))
        object.__setattr__(self, "_changes", in_order)

    def days(self) -> Days:
        """Return the working days alone, such as `parse_date` asks for."""
        return self._days

    def part_at(self, at: datetime) -> WorkingTime:
        """Return the working time that holds at an instant."""
        return self.parts[self._number_at(at)][1]

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return self.part_at(at).today(at)

    def local(self, at: datetime) -> datetime:
        """Return the same instant in the desk's zone of that time."""
        return self.part_at(at).local(at)

    def instant(self, day: date, at: time = time.min) -> datetime:
        """Return the first instant at which the wall clock of that day shows this or, where it skips this, later."""
        return self.parts[self._days.part_on(day)][1].instant(day, at)

    def worked(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time between two instants as it elapsed: `-worked(b, a)` when `b` comes first."""
        if b < a:
            return -self.worked(b, a)
        return sum((part.worked(start, end) for part, start, end in self._stretches(a, b)), timedelta())

    def after(self, at: datetime, span: timedelta) -> datetime:
        """Return the earliest instant with that much worked since `at`; a negative span leads back, to the latest."""
        return self._back(at, -span) if span < timedelta() else self._forth(at, span)

    def next_open(self, at: datetime) -> datetime:
        """Return the first instant from this one on at which the desk works: this one when it does."""
        number = self._number_at(at)
        for (_, part), change in zip(self.parts[number:], self._changes[number:], strict=False):
            found = part.next_open(at)
            if found < change:
                return found
            at = change
        return self.parts[-1][1].next_open(at)

    def spans(self, a: datetime, b: datetime) -> Iterator[Span]:
        """Cut the time from `a` to `b` into what is open and what is not, and why; nothing when `b` comes first."""
        return joined(chain.from_iterable(part.spans(start, end) for part, start, end in self._stretches(a, b)))

    def _number_at(self, at: datetime) -> int:
        return bisect_right(self._changes, at)

    def _stretches(self, a: datetime, b: datetime) -> Iterator[tuple[WorkingTime, datetime, datetime]]:
        """Cut the time between two instants where another working time takes over."""
        if b < a:
            return
        first, last = self._number_at(a), self._number_at(b)
        edges = (a, *self._changes[first:last], b)
        for (_, part), (start, end) in zip(self.parts[first : last + 1], pairwise(edges), strict=True):
            yield part, start, end

    def _forth(self, at: datetime, span: timedelta) -> datetime:
        number = self._number_at(at)
        for (_, part), change in zip(self.parts[number:], self._changes[number:], strict=False):
            worked = part.worked(at, change)
            if span <= worked:
                return part.after(at, span)
            at, span = change, span - worked
        return self.parts[-1][1].after(at, span)

    def _back(self, at: datetime, span: timedelta) -> datetime:
        for number in range(self._number_at(at), 0, -1):
            part, change = self.parts[number][1], self._changes[number - 1]
            worked = part.worked(change, at)
            if span <= worked:
                return part.after(at, -span)
            at, span = change, span - worked
        return self.parts[0][1].after(at, -span)
