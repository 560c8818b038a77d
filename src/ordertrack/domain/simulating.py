"""One order under one policy, day by day: what the daily rounds would have decided about it (SOP 8).

A round is held at the last moment of every day, as `round --as-of` of that day would be. Days on which nothing can
come due are passed over; that never decides anything, since a look at a day on which nothing is due decides nothing.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.asking import askings
from ordertrack.domain.caseclocks import pauses_of, resolution_clock
from ordertrack.domain.channels import Side
from ordertrack.domain.pasts import Life
from ordertrack.domain.statuses import AWAITING_DELIVERY, Status
from ordertrack.domain.watch import Watch, Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from ordertrack.domain.durations import Duration
    from ordertrack.domain.escalations import Escalation
    from ordertrack.domain.issues import Issue
    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.orders import Order
    from ordertrack.domain.pasts import Past
    from ordertrack.domain.policy import Policy
    from ordertrack.domain.policy_rules import Condition, Rules
    from ordertrack.domain.statuses import Priority
    from ordertrack.domain.watch import Decision

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
        self._is_timeless = any(_is_timeless(each) for each in conditions)
        windows = [policy.rules.silent.within, *(each.within for each in policy.overrides if each.within)]
        self._leads = {-each for each in windows} | leads
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


def _is_timeless(condition: Condition) -> bool:
    """Say whether it may hold on any day, however far the promise is and nothing asked yet."""
    terms = (condition.overdue, condition.before_due, condition.followups_unanswered)
    return not condition.is_about_issue and not any(terms)


class Outcome(NamedTuple):
    """What a simulated round decided on a day; None: that the customer of a delay was to hear from us."""

    on: date
    decision: Decision | None


def relive(past: Past, world: World, until: date, decide: Decide) -> Iterator[Outcome]:
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
            yield Outcome(day, decision)
        rules = world.rules(watched)
        informs_on = _informs_on(life.order, told_on, rules, watch)
        if informs_on and informs_on <= day:
            told_on = day
            yield Outcome(day, None)
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
        turns |= {hours.due_on(promised_on, -rules.silent.within), promised_on + _DAY}
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
    clock = resolution_clock(issue.opened_at, watch.now, pauses_of(issue.waits), target=age, hours=watch.hours)
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
