"""A quarter as it might have been: orders drawn from a seeded die, and what people did about them at noon."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST, LAST = date(2026, 3, 2), date(2026, 5, 29)
MISSED = (date(2026, 4, 13), date(2026, 4, 17))
"""The week in which cron did not run; people came."""

UNITS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did at noon: `call`, `promise`, `receive`, `cancel`, `issue`, `resolve`, `acknowledge`, `settle`.

    `word` is the outcome of a call or the severity of an issue, `until` the day promised or to ask again, `units`
    what came.
    """

    on: date
    what: str
    word: str = ""
    until: date | None = None
    units: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """The story of one order."""

    number: str
    entered_on: date
    promised_on: date
    priority: str
    value: int | None
    currency: str | None
    steps: tuple[Step, ...] = field(default=())


def a_working_day(day: date) -> bool:
    """Whether the desk works: from Monday to Friday."""
    return day.weekday() < 5


def working_days(first: date, last: date) -> list[date]:
    """The days on which the desk works, from one to another."""
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if a_working_day(day)]


DAYS = working_days(FIRST, LAST)
ROUNDS = [day for day in DAYS if not MISSED[0] <= day <= MISSED[1]]


def scripts(count: int, seed: int) -> list[Script]:
    """Draw so many stories."""
    die = random.Random(seed)
    return [_script(f"Q-{number:03}", die) for number in range(1, count + 1)]


def _script(number: str, die: random.Random) -> Script:
    entered_on = die.choice(DAYS[:-10])
    promised_on = entered_on + timedelta(days=die.randint(1, 35))
    currency = die.choice([None, "EUR", "EUR", "USD"])
    later = [day for day in DAYS[:-1] if day > entered_on]
    steps = [step for day in later for step in _on_a_day(day, die)]
    steps += _end(promised_on, later, die)
    return Script(
        number=number,
        entered_on=entered_on,
        promised_on=promised_on,
        priority=die.choice(["low", "normal", "normal", "high", "urgent"]),
        value=die.choice([900, 24_999, 25_000, 80_000]) if currency else None,
        currency=currency,
        steps=tuple(sorted(steps, key=lambda step: step.on)),
    )


def _on_a_day(day: date, die: random.Random) -> list[Step]:
    """At most one thing on a day."""
    ahead = day + timedelta(days=die.randint(1, 14))
    drawn = die.random()
    if drawn < 0.05:
        again = ahead if die.random() < 0.3 else None
        return [Step(day, "call", die.choice(["answered", "no-answer", "no-answer", "refused"]), again)]
    chances = (
        (0.065, Step(day, "promise", until=ahead)),
        (0.070, Step(day, "settle")),
        (0.075, Step(day, "issue", die.choice(["medium", "high", "critical"]))),
        (0.090, Step(day, "resolve")),
        (0.100, Step(day, "receive", units=die.randint(1, 4))),
        (0.300, Step(day, "acknowledge")),
    )
    return next(([step] for chance, step in chances if drawn < chance), [])


def _end(promised_on: date, later: list[date], die: random.Random) -> list[Step]:
    """Most orders arrive around their promise, some are given up, some are still open when the quarter ends."""
    drawn = die.random()
    on = promised_on + timedelta(days=die.randint(-4, 21))
    ends_on = next((day for day in later if day >= on), None)
    if ends_on is None or drawn < 0.25:
        return []
    return [Step(ends_on, "cancel")] if drawn < 0.35 else [Step(ends_on, "receive", units=UNITS)]
