"""The daily round on paper: one order, day by day, by the built-in policy's numbers and the standard library alone.

The round runs at six in the morning, before the desk opens at nine; people come at noon. So what was told on one
morning and not taken up is pressed on the next: 8 hours end at five on the same day, one working day ends at six on
the next. What is taken up at noon may go on until noon, some working days later, and has expired the morning after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.acceptance.quarter import UNITS, a_working_day

if TYPE_CHECKING:
    from tests.acceptance.quarter import Script, Step

PROGRESS_WITHIN = {1: 2, 2: 2, 3: 5}
HIGHEST, MOST = 3, 3


def moved(day: date, count: int) -> date:
    """So many working days later, or earlier: counted one by one."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        if a_working_day(day):
            count -= 1 if count > 0 else -1
    return day


@dataclass(slots=True)
class Asked:
    """A follow-up on paper."""

    rule: str
    number: int
    promised_on: date
    raised_on: date
    due_on: date
    is_answered: bool = False


@dataclass(slots=True)
class Climb:
    """An escalation on paper."""

    number: int
    issue: int | None
    level: int = 0
    told_on: date | None = None
    taken_up_on: date | None = None
    ended_on: date | None = None
    settled: bool = False


@dataclass(slots=True)
class Trouble:
    """An issue on paper."""

    severity: str
    opened_on: date
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Decided:
    """What a round decides: the line of a table, and the day it was due."""

    on: date
    due_on: date
    row: tuple[str, ...]


@dataclass(slots=True)
class Paper:
    """One order on paper."""

    script: Script
    promised_on: date
    left: int = UNITS
    status: str = "open"
    news: list[date] = field(default_factory=list)
    tries: list[date] = field(default_factory=list)
    answers: list[Step] = field(default_factory=list)
    promises: list[date] = field(default_factory=list)
    moves: list[date] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    climbs: list[Climb] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_urgent(self) -> bool:
        return self.script.priority == "urgent"

    @property
    def is_dear(self) -> bool:
        return self.script.currency == "EUR" and (self.script.value or 0) >= 25_000

    @property
    def unanswered(self) -> int:
        return sum(each.promised_on == self.promised_on and not each.is_answered for each in self.asked)

    def running(self) -> list[Climb]:
        return [each for each in self.climbs if each.ended_on is None]

    def takes(self, step: Step) -> bool:
        """Whether the step can be done as things stand; the script does not know."""
        if step.what in {"acknowledge", "settle"}:
            climbs = self.running()
            return bool(climbs) and (step.what == "settle" or any(each.taken_up_on is None for each in climbs))
        if step.what == "resolve":
            return any(each.is_open for each in self.troubles)
        return self.status == "open" and not (step.what == "promise" and step.until == self.promised_on)

    def do(self, step: Step) -> None:
        """Do what somebody did at noon."""
        getattr(self, f"_{step.what}")(step)

    def _call(self, step: Step) -> None:
        self.tries.append(step.on)
        if step.word != "no-answer":
            self.answers.append(step)
            for each in self.asked:
                each.is_answered = True

    def _promise(self, step: Step) -> None:
        assert step.until
        self.promised_on = step.until
        self.promises.append(step.on)

    def _receive(self, step: Step) -> None:
        self.left -= min(step.units, self.left)
        self.moves.append(step.on)
        if not self.left:
            self.status = "delivered"
            self._end([each for each in self.running() if each.issue is None], step.on, "delivered in full")

    def _cancel(self, step: Step) -> None:
        self.status = "cancelled" if self.left == UNITS else "delivered"
        for each in self.troubles if self.status == "cancelled" else ():
            each.is_open = False
        why = "the order was cancelled" if self.status == "cancelled" else "delivered in full"
        gone = [each for each in self.running() if each.issue is None or self.status == "cancelled"]
        self._end(gone, step.on, why)

    def _issue(self, step: Step) -> None:
        self.troubles.append(Trouble(step.word, step.on))

    def _resolve(self, step: Step) -> None:
        """Resolve the oldest that is open."""
        at = next(at for at, each in enumerate(self.troubles) if each.is_open)
        self.troubles[at].is_open = False
        self.moves.append(step.on)
        gone = [each for each in self.running() if each.issue == at + 1]
        self._end(gone, step.on, "the issue was resolved")

    def _acknowledge(self, step: Step) -> None:
        for each in self.running():
            each.taken_up_on = each.taken_up_on or step.on

    def _settle(self, step: Step) -> None:
        for each in self.running():
            each.settled = True
        self._end(self.running(), step.on, "agreed")

    def _end(self, climbs: list[Climb], on: date, why: str) -> None:
        for each in climbs:
            each.ended_on = on
            self.rows.append((f"{on:%m-%d}", str(each.number), "ended", why))

    @property
    def first_open_issue(self) -> int:
        """The number of the issue that is resolved next."""
        return next(at for at, each in enumerate(self.troubles, 1) if each.is_open)
