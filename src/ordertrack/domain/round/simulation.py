"""One order under one policy, day by day: what the daily rounds would have decided about it (SOP 8).

A round is held at the last moment of every day, as `round --as-of` of that day would be. Days on which nothing can
come due are passed over; that never decides anything, since a look at a day on which nothing is due decides nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.clocks import pauses_of, read_clock
from ordertrack.domain.cases.escalations import (
    AcknowledgementExpired,
    Ending,
    EscalationStarted,
    EscalationTold,
    Subject,
)
from ordertrack.domain.cases.followups import FollowUpRule, FollowUpsRaised
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY, Status
from ordertrack.domain.parties import Side
from ordertrack.domain.round.asking import Watch, Watched, askings
from ordertrack.domain.round.pasts import Life

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from ordertrack.domain.cases.escalations import Escalation
    from ordertrack.domain.cases.issues import Issue
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.orders.statuses import Priority
    from ordertrack.domain.policy.policy import Policy, Rules
    from ordertrack.domain.round.asking import Decision
    from ordertrack.domain.round.pasts import Past
    from ordertrack.domain.time.hours import Duration, OpeningHours

    Decide = Callable[[Watched, Watch], Iterable[tuple[Order, Order, Decision]]]

_AT_REST = frozenset({Status.CLOSED, Status.CANCELLED})
_DAY = timedelta(days=1)


class World:
    """A policy as if it had held all along, under a number of its own, with its hours; it remembers what it works out.

    `spans` lead from a promise to the days on which a level may come due; `ages` are those of issues that one asks for.
    """

    def __init__(self, revision: int, policy: Policy, hours: OpeningHours) -> None:
        self.revision, self.policy, self.hours = revision, policy, hours
        conditions = [each for level in policy.matrix for each in level.when]
        leads = {-each.before_due for each in conditions if each.before_due}
        self.spans = {each.overdue for each in conditions if each.overdue} | leads
        self.ages = {each.issue_age for each in conditions if each.issue_age}
        self._is_timeless = any(each.is_timeless for each in conditions)
        self._leads = {-each for each in policy.windows} | leads
        self._watches: dict[date, Watch] = {}
        self._opens: dict[date, date] = {}
        self._rules: dict[tuple[str, str, Priority], Rules] = {}

    def watch(self, day: date) -> Watch:
        """Give the surroundings of the round of a day."""
        known = self._watches.get(day)
        if known is None:
            now = self.hours.instant(day, time(23, 59, 59))
            policies = {self.revision: self.policy}
            known = Watch(now=now, today=day, hours=self.hours, policies=policies, revision=self.revision)
            self._watches[day] = known
        return known

    def rules(self, watched: Watched) -> Rules:
        """Give the rules for an order."""
        key = (watched.supplier, watched.customer, watched.order.priority)
        known = self._rules.get(key)
        if known is None:
            known = self._rules[key] = watched.rules(self.policy)
        return known

    def opens(self, promised_on: date) -> date:
        """Give the first day on which any rule or level may ask about a promise; the earliest of all if any day may."""
        known = self._opens.get(promised_on)
        if known is None:
            known = min(self.hours.due_on(promised_on, each) for each in self._leads)
            self._opens[promised_on] = known = date.min if self._is_timeless else known
        return known


class SimulatedDecision(NamedTuple):
    """What a simulated round decided on a day; None: that the customer of a delay was to hear from us."""

    on: date
    decision: Decision | None


def relive(past: Past, world: World, until: date, decide: Decide) -> Iterator[SimulatedDecision]:
    """Give what the rounds up to and including a day would have decided about an order, in turn.

    `decide` is the round's own decision about one order. What was decided stays with the order from then on.
    """
    life, told_on = Life(past, world.revision), None
    due = date.max
    steps = iter(past.steps)
    step = next(steps, None)
    while (day := min(due, step.on) if step else due) <= until:
        watch = world.watch(day)
        if step is not None and step.on == day:
            while step is not None and step.on == day:
                life.take(step, watch.now)
                step = next(steps, None)
            due = _rests_until(life.order, world)
            if due > day:
                continue
        watched = Watched(order=life.order, supplier=past.supplier, customer=past.customer)
        for _, after, decision in decide(watched, watch):
            life.decided(decision.fact, after, watch.now)
            yield SimulatedDecision(day, decision)
        rules = world.rules(watched)
        informs_on = _informs_on(life.order, told_on, rules, watch)
        if informs_on and informs_on <= day:
            told_on = day
            yield SimulatedDecision(day, None)
            informs_on = _informs_on(life.order, told_on, rules, watch)
        due = _next_look(life.order, rules, world, watch, informs_on)


def _next_look(order: Order, rules: Rules, world: World, watch: Watch, informs_on: date | None) -> date:
    """Give a day before which nothing comes due after the round of today, if nothing happens; `date.max`: never."""
    days = [*_asking_days(order, rules, watch), *_level_days(order, rules, world, watch)]
    days += [each for each in (informs_on, *(_climbs_on(each, watch) for each in order.running_escalations)) if each]
    return min((day for day in days if day > watch.today), default=date.max)


def _rests_until(order: Order, world: World) -> date:
    """Give the first day on which anything may come due, by the promises alone where nothing else is open."""
    if order.status in _AT_REST:
        return date.max
    if order.delay or order.open_issues or order.running_escalations:
        return date.min
    return min((world.opens(line.promised_on) for line in order.open_lines), default=date.max)


def _asking_days(order: Order, rules: Rules, watch: Watch) -> Iterator[date]:
    """Ask the rules themselves, as they stand on the days on which another of them takes over."""
    if order.status not in AWAITING_DELIVERY:
        return
    today, hours = watch.today, watch.hours
    turns = {today}
    for promised_on in {line.promised_on for line in order.open_lines}:
        turns |= {hours.due_on(promised_on, -each) for each in rules.windows} | {promised_on + _DAY}
    best = date.max
    for turn in sorted(turns):
        if today <= turn < best:
            due = (each.due_on for each in askings(order, rules, turn, hours) if each.due_on)
            best = min(best, *(max(day, turn, today + _DAY) for day in due), date.max)
    yield best


def _level_days(order: Order, rules: Rules, world: World, watch: Watch) -> Iterator[date]:
    """Give the days on which a level of the matrix comes due, or no longer is."""
    if not rules.escalates and not order.running_escalations:
        return
    if order.status in AWAITING_DELIVERY:
        for promised_on in {line.promised_on for line in order.open_lines}:
            yield promised_on + _DAY
            yield from (watch.hours.due_on(promised_on, span) for span in world.spans)
    for issue in order.open_issues:
        if issue.waits_for is not Side.CUSTOMER:  # else its clock stands still until something happens
            yield from (_comes_of_age_on(issue, age, watch) for age in world.ages)


def _comes_of_age_on(issue: Issue, age: Duration, watch: Watch) -> date:
    clock = read_clock(issue.opened_at, watch.now, pauses_of(issue.waits), target=age, hours=watch.hours)
    return _look_at(clock.due_at, watch)


def _climbs_on(escalation: Escalation, watch: Watch) -> date | None:
    """Give the first day on which a running escalation may climb of itself."""
    tomorrow = watch.today + _DAY
    if escalation.acknowledged_at:
        level = watch.policy.level(escalation.level)
        until = watch.hours.due_at(escalation.acknowledged_at, level.progress_within) if level else watch.now
        return max(_look_at(until, watch), tomorrow)  # progress may have put it off
    last = escalation.tellings[-1] if escalation.tellings else None
    if last is None or last.acknowledge_by is None:
        return tomorrow
    return _look_at(last.acknowledge_by, watch)


def _look_at(at: datetime, watch: Watch) -> date:
    """Give the day whose round is the first at or after an instant; today when that was so already."""
    if at <= watch.now:
        return watch.today
    return max(watch.hours.today(at), watch.today + _DAY)


def _informs_on(order: Order, told_on: date | None, rules: Rules, watch: Watch) -> date | None:
    """Give the day on which the customer of a delayed order is to hear from us again (SOP 4.4b)."""
    if order.delay is None:
        return None
    told = [each.made_on for each in order.contacts if each.side is Side.CUSTOMER and each.was_told]
    last = max([order.delay.reported_on, *told, *([told_on] if told_on else [])])
    return watch.hours.due_on(last, rules.keep_informed)


@dataclass(slots=True)
class RoundTally:
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

    def add(self, outcomes: Iterable[SimulatedDecision], supplier: int, customer: int, since: date) -> dict[int, date]:
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

    def include(self, other: RoundTally) -> None:
        """Add what another tally of other orders has counted."""
        self.followups.update(other.followups)
        self.begun.update(other.begun)
        self.tellings.update(other.tellings)
        self.orders_told.update(other.orders_told)
        self.asked |= other.asked
        self.informed |= other.informed
        self.colleagues += other.colleagues
        self.expired += other.expired

    def _count(self, outcome: SimulatedDecision, supplier: int, customer: int) -> None:
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

    now: RoundTally = field(default_factory=RoundTally)
    proposed: RoundTally = field(default_factory=RoundTally)
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
