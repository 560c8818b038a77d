"""A desk's past as a list of questions and issues, and its figures reckoned minute by minute.

The reckoning uses the standard library and none of the program: hours, holidays, targets and percentiles anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping, Sequence

FIRST, LAST = datetime(2026, 2, 23, tzinfo=UTC), datetime(2026, 4, 13, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CUSTOMERS, SUPPLIERS, OWNERS = ("Acme", "Nordlicht"), ("Bolts", "Kestrel"), ("anna", "ben", None)
CHANNELS = ("email", "phone", "portal")
KINDS = ("damaged", "quality", "price")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a policy revision says of time: its day, its hours by weekday, its free days, its targets in hours."""

    from_on: date
    hours: Mapping[int, tuple[tuple[int, int], ...]]
    free: frozenset[date]
    response: int
    resolution: int

    def text(self, default: str) -> str:
        """Write it into the default policy."""
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        spelled = {at: ", ".join(f'"{a:02}:00-{b:02}:00"' for a, b in spans) for at, spans in self.hours.items()}
        week = "\n".join(f"{day} = [{spelled.get(at, '')}]" for at, day in enumerate(days))
        own = "\n".join(f'{day} = "closed"' for day in sorted(self.free))
        head, _, rest = default.partition("[week]")
        _, _, rest = rest.partition("[holidays]")
        text = f"{head}[week]\n{week}\n\n[holidays]{rest}"
        text = text.replace("[holidays.own]", f"[holidays.own]\n{own}")
        return text.replace('response = "8h"', f'response = "{self.response}h"').replace(
            'resolution = "5bd"', f'resolution = "{self.resolution}h"'
        )


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question or an issue: of which order, of which kind, from when to when, and when the customer was waited for.

    `group` names the answer that settles a question, so that those of one answer count as one.
    """

    number: str
    customer: str
    supplier: str
    owner: str | None
    kind: str
    began: datetime
    ended: datetime | None
    waits: tuple[tuple[str, datetime, datetime | None], ...] = ()


class Calendar:
    """A desk's minutes, one by one, under one rule after another."""

    def __init__(self, zone: str, rules: Sequence[Rule]) -> None:
        self.zone, self.rules = ZoneInfo(zone), rules
        minutes = int((LAST - FIRST) / MINUTE)
        self.running = [0, *accumulate(self._is_open(FIRST + at * MINUTE) for at in range(minutes))]

    @cache  # noqa: B019 - it lives as long as the test
    def rule_on(self, day: date) -> Rule:
        return (
            [rule for rule in self.rules if rule.from_on <= day][-1] if day >= self.rules[0].from_on else self.rules[0]
        )

    def _is_open(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone)
        rule = self.rule_on(wall.date())
        is_in = any(time(a) <= wall.time() < time(b) for a, b in rule.hours.get(wall.weekday(), ()))
        return is_in and wall.date() not in rule.free

    def worked(self, a: datetime, b: datetime) -> int:
        """Minutes of work between two whole minutes."""
        return self.running[int((b - FIRST) / MINUTE)] - self.running[int((a - FIRST) / MINUTE)]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def minutes_of(case: Case, at: datetime, desk: Calendar) -> tuple[int, int]:
    """The minutes of a clock, elapsed and worked: minute by minute, those of a pause left out."""
    end = min(case.ended or at, at)
    pauses = [(max(a, case.began), min(b or end, end)) for side, a, b in case.waits if side == "customer"]
    elapsed = worked = 0
    marks = sorted({case.began, end, *(edge for pause in pauses for edge in pause if case.began <= edge <= end)})
    for a, b in pairwise(marks):
        if not any(since <= a and b <= until for since, until in pauses):
            elapsed += int((b - a) / MINUTE)
            worked += desk.worked(a, b)
    return elapsed, worked


def merged(questions: Iterable[Case], at: datetime) -> list[Case]:
    """Make one of the questions of an order that one answer settled, or that wait together at the instant."""
    oldest: dict[tuple[str, datetime | None], Case] = {}
    for each in sorted((each for each in questions if each.began <= at), key=lambda each: each.began):
        oldest.setdefault((each.number, each.ended if each.ended and each.ended <= at else None), each)
    return list(oldest.values())


def figures(cases: Iterable[Case], at: datetime, desk: Calendar, target: str) -> dict[str, float | int | None]:
    """Every figure of some cases, as the report names them."""
    done = [each for each in cases if each.began <= at and each.ended and each.ended <= at]
    left = [each for each in cases if each.began <= at and each not in done]
    spans = [minutes_of(each, at, desk) for each in done]
    found: dict[str, float | int | None] = {"count": len(done), "open": len(left)}
    for name, minutes in (("hours", [each[0] for each in spans]), ("working_hours", [each[1] for each in spans])):
        found[f"mean_{name}"] = sum(minutes) / len(minutes) / 60 if minutes else None
        found[f"median_{name}"] = median(minutes) / 60 if minutes else None
        found[f"p90_{name}"] = _p90(minutes) / 60 if minutes else None
    found["within_target"] = _share(done, at, desk, target)
    found["open_within_target"] = _share(left, at, desk, target)
    found["oldest_open_hours"] = max((minutes_of(each, at, desk)[0] / 60 for each in left), default=None)
    return found


def _p90(minutes: Sequence[int]) -> float:
    return quantiles(minutes, n=10, method="inclusive")[-1] if len(minutes) > 1 else minutes[0]


def _share(cases: Sequence[Case], at: datetime, desk: Calendar, target: str) -> float | None:
    within = [
        minutes_of(each, at, desk)[1] <= 60 * getattr(desk.rule_on(desk.day(each.began)), target) for each in cases
    ]
    return sum(within) / len(within) if within else None


def _moment(die: random.Random, first: datetime, last: datetime) -> datetime:
    return first + die.randrange(max(1, int((last - first) / MINUTE))) * MINUTE


def drawn_orders(die: random.Random, count: int) -> list[tuple[str, str, str, str | None]]:
    """Orders with their parties and owners."""
    return [(f"N-{at}", die.choice(CUSTOMERS), die.choice(SUPPLIERS), die.choice(OWNERS)) for at in range(1, count + 1)]


def drawn_questions(die: random.Random, orders: Sequence[tuple[str, str, str, str | None]]) -> list[Case]:
    """Questions of each order, in rounds: some wait, then one answer settles them; the last may wait still."""
    found = []
    for number, customer, supplier, owner in orders:
        since = FIRST + timedelta(days=die.randrange(30))
        for _ in range(die.randrange(4)):
            asked = sorted(_moment(die, since, since + timedelta(days=3)) for _ in range(die.randint(1, 3)))
            answered = _moment(die, asked[-1] + MINUTE, asked[-1] + timedelta(days=4))
            ended = answered if die.random() < 0.8 else None
            found += [
                Case(
                    number=number,
                    customer=customer,
                    supplier=supplier,
                    owner=owner,
                    kind=die.choice(CHANNELS),
                    began=each,
                    ended=ended,
                )
                for each in dict.fromkeys(asked)
            ]
            since = answered + MINUTE
            if ended is None:
                break
    return found


def drawn_issues(die: random.Random, orders: Sequence[tuple[str, str, str, str | None]]) -> list[Case]:
    """Issues of each order, with times in which a party was waited for, one after another."""
    found = []
    for number, customer, supplier, owner in orders:
        for _ in range(die.randrange(4)):
            began = _moment(die, FIRST, FIRST + timedelta(days=35))
            edges = sorted({_moment(die, began, began + timedelta(days=8)) for _ in range(die.randrange(7))})
            ended = edges[-1] + timedelta(hours=die.randrange(1, 30)) if edges and die.random() < 0.8 else None
            waits: tuple[tuple[str, datetime, datetime | None], ...] = tuple(
                (die.choice(["customer", "customer", "supplier"]), a, b)
                for a, b in zip(edges[::2], edges[1::2], strict=False)
            )
            if ended is None and edges and die.random() < 0.5:
                waits = (*waits, ("customer", edges[-1] + MINUTE, None))
            found.append(
                Case(
                    number=number,
                    customer=customer,
                    supplier=supplier,
                    owner=owner,
                    kind=die.choice(KINDS),
                    began=began,
                    ended=ended,
                    waits=waits,
                )
            )
    return found
