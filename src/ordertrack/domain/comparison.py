"""What two policies decided about the same past, counted and set side by side (SOP 8)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.escalations import AcknowledgementExpired, Ending, EscalationStarted, EscalationTold, Subject
from ordertrack.domain.followups import FollowUpRule, FollowUpsRaised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from ordertrack.domain.policy import Policy
    from ordertrack.domain.simulating import Outcome


@dataclass(slots=True)
class Tally:
    """What the rounds of a period decided under one policy.

    Suppliers are asked, and customers informed, once a day, however many of their orders that is about: so `asked`
    and `informed` hold pairs of a party and a day. `colleagues` counts the people told, each time.
    """

    followups: Counter[FollowUpRule] = field(default_factory=Counter)
    asked: set[tuple[int, date]] = field(default_factory=set)
    informed: set[tuple[int, date]] = field(default_factory=set)
    colleagues: int = 0
    begun: Counter[Subject] = field(default_factory=Counter)
    expired: int = 0
    tellings: Counter[tuple[int, Ending]] = field(default_factory=Counter)
    orders_told: Counter[int] = field(default_factory=Counter)

    def add(self, outcomes: Iterable[Outcome], supplier: int, customer: int, since: date) -> dict[int, date]:
        """Count what was decided about an order from a day on; give the day on which each level first heard of it."""
        first: dict[int, date] = {}
        for outcome in outcomes:
            day, is_counted = outcome.on, outcome.on >= since
            if is_counted:
                self._count(outcome, supplier, customer)
            fact = outcome.decision.fact if outcome.decision else None
            for each in fact.tellings if isinstance(fact, EscalationTold) else ():
                if each.ending is Ending.TOLD and each.level not in first:
                    first[each.level] = day
                    self.orders_told[each.level] += is_counted
        return first

    def include(self, other: Tally) -> None:
        """Add what another tally of other orders has counted."""
        self.followups.update(other.followups)
        self.begun.update(other.begun)
        self.tellings.update(other.tellings)
        self.orders_told.update(other.orders_told)
        self.asked |= other.asked
        self.informed |= other.informed
        self.colleagues += other.colleagues
        self.expired += other.expired

    def _count(self, outcome: Outcome, supplier: int, customer: int) -> None:
        if outcome.decision is None:
            self.informed.add((customer, outcome.on))
            return
        match outcome.decision.fact:
            case FollowUpsRaised() as raised:
                self.asked.add((supplier, outcome.on))
                self.followups.update(each.rule for each in raised.followups)
            case EscalationStarted() as started:
                self.begun[started.escalation.subject] += 1
            case EscalationTold() as told:
                self.tellings.update((each.level, each.ending) for each in told.tellings)
                self.colleagues += sum(len(each.to) for each in told.tellings)
            case AcknowledgementExpired():
                self.expired += 1


@dataclass(slots=True)
class Comparison:
    """Both tallies, and by level on which working day after their first promise orders were first told of.

    `knew` counts the pairs of such days over the orders that both policies tell of, one of them at least within the
    period. `orders` is how many may have been open in the period, `lived` how many a rule could ask about.
    """

    now: Tally = field(default_factory=Tally)
    proposed: Tally = field(default_factory=Tally)
    knew: dict[int, Counter[tuple[int, int]]] = field(default_factory=dict)
    orders: int = 0
    lived: int = 0

    def include(self, other: Comparison) -> None:
        """Add what another comparison of other orders has found."""
        self.now.include(other.now)
        self.proposed.include(other.proposed)
        for level, knew in other.knew.items():
            self.knew.setdefault(level, Counter()).update(knew)
        self.orders += other.orders
        self.lived += other.lived


class Figure(NamedTuple):
    """One figure under both policies; None where there is nothing to count."""

    group: str
    figure: str
    now: int | Fraction | None
    proposed: int | Fraction | None

    @property
    def difference(self) -> int | Fraction | None:
        """What would change; for days, negative is earlier."""
        return None if self.now is None or self.proposed is None else self.proposed - self.now


def figures(found: Comparison, now: Policy, proposed: Policy) -> Iterator[Figure]:
    """Give every figure: follow-ups by rule, notices by party, escalations by level, and when each level knew."""
    a, b = found.now, found.proposed
    for rule in FollowUpRule:
        yield Figure("follow-ups", f"{rule} rule", a.followups[rule], b.followups[rule])
    yield Figure("notices", "suppliers asked", len(a.asked), len(b.asked))
    yield Figure("notices", "customers kept informed", len(a.informed), len(b.informed))
    yield Figure("notices", "colleagues told", a.colleagues, b.colleagues)
    yield Figure("escalations", "begun for lateness", a.begun[Subject.LATE], b.begun[Subject.LATE])
    yield Figure("escalations", "begun for an issue", a.begun[Subject.ISSUE], b.begun[Subject.ISSUE])
    yield Figure("escalations", "taken up without progress", a.expired, b.expired)
    levels = _levels(now, proposed)
    for level, name in levels.items():
        for ending, words in _ENDINGS.items():
            key = (level, ending)
            yield Figure("escalations", f"{name}, {words}", a.tellings[key], b.tellings[key])
        yield Figure("escalations", f"{name}, orders told of", a.orders_told[level], b.orders_told[level])
    for level, name in levels.items():
        yield from _knowledge(name, found.knew.get(level, Counter()))


_ENDINGS = {Ending.TOLD: "told", Ending.SKIPPED: "passed over", Ending.FAILED: "nobody there"}


def _levels(now: Policy, proposed: Policy) -> Mapping[int, str]:
    names = {level.level: level.name for policy in (proposed, now) for level in policy.matrix}
    return {level: f"level {level} ({names[level]})" for level in sorted(names)}


def _knowledge(name: str, knew: Counter[tuple[int, int]]) -> Iterator[Figure]:
    """Give when a level knew, of the orders that both policies tell of: working days after the first promise."""
    yield Figure("first told", f"{name}, orders told of by both", knew.total(), knew.total())
    pairs = list(knew.elements())
    now, proposed = ([pair[side] for pair in pairs] for side in (0, 1))
    middle = [Fraction(median(days)) if days else None for days in (now, proposed)]
    yield Figure("first told", f"{name}, median working day", *middle)
    yield Figure("first told", f"{name}, total of working days", sum(now), sum(proposed))
