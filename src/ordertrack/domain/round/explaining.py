"""Why an order is late, silent or escalated, or why it is not: every clock and what decided it (SOP 4.2a)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.clocks import pauses_of, read_clock
from ordertrack.domain.cases.escalations import Ending
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY
from ordertrack.domain.round.asking import askings, unanswered
from ordertrack.domain.round.escalating import reached
from ordertrack.domain.time.hours import SpanKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.cases.escalations import Escalation
    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.round.asking import Watch, Watched

    PolicyOn = Callable[[date], tuple[PolicyRevision, Policy]]


class Explained(NamedTuple):
    """One clock or rule: what it is about, how it stands, since when and until when, and the sentence that says why.

    The three spans are of clocks that run by the hour: what was counted, what was paused, what lay outside hours.
    """

    clock: str
    clause: str
    state: str
    because: str
    since: date | datetime | None = None
    due: date | datetime | None = None
    counted: timedelta | None = None
    paused: timedelta | None = None
    outside: timedelta | None = None
    revision: int | None = None


class Interval(NamedTuple):
    """A stretch of a clock's time: counted, paused, or outside hours and why."""

    clock: str
    start: datetime
    end: datetime
    kind: str


def explain(watched: Watched, watch: Watch, policy_on: PolicyOn) -> list[Explained]:
    """Say how every clock of an order stands now and which rule, of which policy revision, decides.

    `policy_on` gives the revision in force on the day on which a clock began, whose target is that clock's.
    """
    order = watched.order
    found = [_promise(line, order, watch) for line in order.lines]
    found += _followups(watched, watch)
    found += _levels(watched, watch)
    found += [_escalation(each, order) for each in order.escalations]
    found += [clock for clock, _ in _case_clocks(order, watch, policy_on)]
    return found


def intervals(order: Order, watch: Watch, policy_on: PolicyOn) -> list[Interval]:
    """Cut the clocks that run by the hour into what counted and what did not, from their start to their end."""
    return [
        each
        for explained, clock in _case_clocks(order, watch, policy_on)
        for each in _intervals(explained.clock, clock, watch)
    ]


def _promise(line: Line, order: Order, watch: Watch) -> Explained:
    name, today = f"line {line.position}", watch.today
    if line.delivered_on:
        days = (line.delivered_on - line.promised_on).days
        state = "late" if days > 0 else "on time"
        because = f"delivered {line.delivered_on}, {_days(days)} against the promise of {line.promised_on}"
        return Explained(name, "7", state, because, due=line.promised_on)
    if not line.is_open:
        return Explained(name, "7", "cancelled", "nothing of it is to come", due=line.promised_on)
    days = (today - line.promised_on).days
    if days > 0:
        working = watch.hours.days_between(line.promised_on, today)
        because = f"promised {line.promised_on}, {days} calendar and {working} working days ago, and still open"
        return Explained(name, "4.3a", "overdue", because, since=line.promised_on, due=line.promised_on)
    if line.expected_on and line.expected_on > line.promised_on:
        because = f"expected {line.expected_on}, {(line.expected_on - line.promised_on).days} days after the promise"
        return Explained(name, "4.4b", "at risk", because, due=line.promised_on)
    because = f"promised {line.promised_on}, in {-days} days" if days else "promised today, which is not late"
    return Explained(name, "4.2a", order.status.value, because, due=line.promised_on)


def _followups(watched: Watched, watch: Watch) -> Iterator[Explained]:
    order, rules = watched.order, watched.rules(watch.policy)
    for raised in order.followups:
        state = "answered" if raised.answered_at else "asked" if raised.asked_at else "to make"
        because = f"follow-up {raised.number} was due {raised.due_on} and raised {raised.raised_on}"
        name = f"{raised.rule} rule, line {raised.position}"
        since = raised.answered_at or raised.asked_at
        clause = raised.rule.clause
        yield Explained(name, clause, state, because, since, raised.due_on, revision=raised.revision)
    asked = list(askings(order, rules, watch.today, watch.hours))
    for asking in asked:
        state = "ends" if asking.due_on is None else "due" if asking.due_on <= watch.today else "waits"
        because = f"follow-up {asking.number}: {asking.because}"
        name = f"{asking.rule} rule, line {asking.position}"
        clause = asking.rule.clause
        yield Explained(name, clause, state, because, due=asking.due_on, revision=watch.revision)
    if not asked and order.status in AWAITING_DELIVERY:
        within = rules.silent.within
        because = f"no promise lies within {within}, and none has passed: the supplier is not asked"
        yield Explained("silent rule", "4.2c", "sleeps", because, revision=watch.revision)


def _levels(watched: Watched, watch: Watch) -> Iterator[Explained]:
    order = watched.order
    if order.status not in AWAITING_DELIVERY:
        return
    if not watched.rules(watch.policy).escalates:
        yield Explained(
            "matrix", "4.3b", "off", "an override keeps the order out of the matrix", revision=watch.revision
        )
        return
    met = {each.level.level: each for each in reached(order, watch.policy.matrix, watch.now, watch.hours)}
    for level in watch.policy.matrix:
        name, hit = f"matrix level {level.level}, {level.name}", met.get(level.level)
        if hit:
            yield Explained(name, "4.3b", "reached", hit.because, since=hit.since, revision=watch.revision)
        else:
            because = f"none of its conditions holds; follow-ups without an answer: {unanswered(order)}"
            yield Explained(name, "4.3b", "not reached", because, revision=watch.revision)


def _escalation(escalation: Escalation, order: Order) -> Explained:
    subject = f"issue {order.number}#{escalation.issue}" if escalation.issue else escalation.subject.value
    told = "; ".join(
        f"level {each.level} {each.ending}{': ' + ', '.join(each.to) if each.ending is Ending.TOLD else ''}"
        for each in escalation.tellings
    )
    state, last = "to be taken up", escalation.last_told
    if escalation.ended_at:
        state = "ended"
    elif escalation.acknowledged_at:
        state = f"taken up by {escalation.acknowledged_by}"
    because = f"{escalation.reason}; {told or 'nobody told'}"
    if escalation.ended_why:
        because = f"{because}; ended: {escalation.ended_why}"
    return Explained(
        f"escalation {escalation.number}, {subject}",
        "4.6b" if escalation.issue else "4.3b",
        state,
        because,
        since=escalation.ended_at or escalation.acknowledged_at or escalation.started_at,
        due=last.acknowledge_by if last and escalation.is_running and not escalation.acknowledged_at else None,
        revision=escalation.revision,
    )


def _case_clocks(order: Order, watch: Watch, policy_on: PolicyOn) -> Iterator[tuple[Explained, Clock]]:
    for issue in order.issues:
        revision, policy = policy_on(watch.hours.today(issue.opened_at))
        target, pauses = policy.targets.resolution, pauses_of(issue.waits)
        clock = read_clock(issue.opened_at, issue.resolved_at or watch.now, pauses, target=target, hours=watch.hours)
        because = f"{issue.kind}, {issue.severity}: {issue.cause}; to be resolved within {target}"
        state = "paused" if issue.waits_for == "customer" else _state(clock, is_over=not issue.is_open)
        yield _timed(f"issue {order.number}#{issue.number}", "4.6a", state, because, clock, revision.number), clock
    for enquiry in order.enquiries:
        asked = min(each.received_at for each in order.enquiries if each.answered_at == enquiry.answered_at)
        revision, policy = policy_on(watch.hours.today(asked))
        target = policy.targets.response
        clock = read_clock(asked, enquiry.answered_at or watch.now, target=target, hours=watch.hours)
        because = f"{enquiry.sender} asks; to be answered within {target} of the oldest question"
        state = _state(clock, is_over=enquiry.is_answered)
        yield _timed(f"enquiry {order.number}#{enquiry.number}", "4.4a", state, because, clock, revision.number), clock


def _state(clock: Clock, *, is_over: bool) -> str:
    if is_over:
        return "missed" if clock.is_late else "met"
    return "late" if clock.is_late else "running"


def _timed(name: str, clause: str, state: str, because: str, clock: Clock, revision: int) -> Explained:
    paused = sum((until - since for since, until in clock.pauses), timedelta())
    return Explained(
        name,
        clause,
        state,
        because,
        since=clock.start,
        due=clock.due_at,
        counted=clock.working,
        paused=paused,
        outside=clock.elapsed - clock.working,
        revision=revision,
    )


def _intervals(name: str, clock: Clock, watch: Watch) -> Iterator[Interval]:
    at = clock.start
    for since, until in (*clock.pauses, (clock.end, clock.end)):
        for span in watch.hours.spans(at, since):
            kind = "counted" if span.kind is SpanKind.OPEN else span.name or span.kind.value
            yield Interval(name, span.start, span.end, kind)
        if since < until:
            yield Interval(name, since, until, "paused, waiting for the customer")
        at = until


def _days(days: int) -> str:
    return f"{days} days late" if days > 0 else f"{-days} days early" if days < 0 else "on the day"
