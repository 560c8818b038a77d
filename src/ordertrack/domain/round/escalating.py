"""Which levels an order has reached, how an escalation begins, climbs and ends, and who is told (SOP 4.3b, 4.6b).

Decided from what is so now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from itertools import count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.clocks import pauses_of, read_clock
from ordertrack.domain.cases.escalations import (
    ENDED_BY_ITSELF,
    NOTHING_HOLDS,
    AcknowledgementExpired,
    Ending,
    Escalation,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    LevelTurn,
    Subject,
)
from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY, Priority
from ordertrack.domain.parties import Side
from ordertrack.domain.round.asking import Decision, unanswered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from ordertrack.domain.cases.issues import Issue
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import Condition, Level, Policy
    from ordertrack.domain.round.asking import Watch, Watched
    from ordertrack.domain.time.hours import OpeningHours

_SEVERITIES, _PRIORITIES = list(Severity), list(Priority)


class Reached(NamedTuple):
    """A level whose turn has come: the first day on which it had, as far as days decide it, and the reason."""

    level: Level
    since: date
    because: str


def reached(
    order: Order, matrix: Sequence[Level], now: datetime, hours: OpeningHours, issue: Issue | None = None
) -> list[Reached]:
    """List the levels that an order has reached by being late or, given one, by an issue; the lowest first."""
    found = []
    for level in matrix:
        conditions = [each for each in level.when if each.is_about_issue is (issue is not None)]
        met = [hit for each in conditions if (hit := _find_met_condition(each, order, now, hours, issue))]
        if met:
            since, because = min(met)
            found.append(Reached(level, since, because))
    return found


def _find_met_condition(
    condition: Condition, order: Order, now: datetime, hours: OpeningHours, issue: Issue | None
) -> tuple[date, str] | None:
    today = hours.today(now)
    if issue is None and order.status not in AWAITING_DELIVERY:
        return None
    if condition.priority and _PRIORITIES.index(order.priority) < _PRIORITIES.index(condition.priority):
        return None
    if condition.value and (order.currency != condition.value.currency or (order.value or 0) < condition.value.amount):
        return None
    if condition.followups_unanswered and unanswered(order) < condition.followups_unanswered:
        return None
    asked = f"{condition.followups_unanswered} follow-ups unanswered" if condition.followups_unanswered else ""
    timed = _issue_met(condition, issue, now, hours) if issue else _date_met(condition, order, today, hours)
    if timed is None:
        return None
    since, because = timed
    return (since or today), ", ".join(each for each in (because, asked) if each) or "as the matrix says"


def _date_met(condition: Condition, order: Order, today: date, hours: OpeningHours) -> tuple[date | None, str] | None:
    if condition.overdue:
        late = min((line.promised_on for line in order.open_lines if line.promised_on < today), default=None)
        due_on = hours.due_on(late, condition.overdue) if late else None
        if late is None or due_on is None or due_on > today:
            return None
        return due_on, f"{condition.overdue} after the promise of {late}"
    if condition.before_due:
        soon = min((line.promised_on for line in order.open_lines if line.promised_on >= today), default=None)
        due_on = hours.due_on(soon, -condition.before_due) if soon else None
        if soon is None or due_on is None or due_on > today:
            return None
        return due_on, f"{condition.before_due} before the promise of {soon}"
    return (None, "") if order.open_lines else None


def _issue_met(
    condition: Condition, issue: Issue, now: datetime, hours: OpeningHours
) -> tuple[date | None, str] | None:
    severity = condition.issue_severity
    if issue.opened_at > now:
        return None
    if severity and _SEVERITIES.index(issue.severity) < _SEVERITIES.index(severity):
        return None
    what = f"{issue.kind} of severity {issue.severity}"
    if condition.issue_age is None:
        return hours.today(issue.opened_at), what
    clock = read_clock(issue.opened_at, now, pauses_of(issue.waits), target=condition.issue_age, hours=hours)
    if clock.due_at > now or issue.waits_for is Side.CUSTOMER:
        return None
    return hours.today(clock.due_at), f"{what}, open for {condition.issue_age}"


def tell(
    policy: Policy,
    level_numbers_due: Sequence[int],
    *,
    after: int,
    at: datetime,
    on: date,
    hours: OpeningHours,
    why: str,
) -> tuple[LevelTurn, ...]:
    """Give the turns of the levels that are due above `after`, the lowest first; none when none of the matrix is.

    The highest is told and the others are recorded as skipped, so that after a missed week nobody hears of what
    went by. A level at which nobody can be told has failed, with the reason, and the next one of the matrix has its
    turn at once, due or not; above the last there is none, and then nobody is told. `on` is the day, in the desk's
    zone, by which it is decided who is there; working time counts from `at` (UTC).
    """
    known = {level.level: level for level in policy.matrix if level.level > after}
    due = sorted(known.keys() & set(level_numbers_due))
    if not due:
        return ()
    *lower, highest = due
    skipped = [
        LevelTurn(level=each, at=at, ending=Ending.SKIPPED, why=f"level {highest} is due as well") for each in lower
    ]
    return (*skipped, *_climb(policy, known[highest], at, on, hours, why))


def _climb(policy: Policy, first: Level, at: datetime, on: date, hours: OpeningHours, why: str) -> Iterator[LevelTurn]:
    level: Level | None = first
    while level:
        found, missing = _recipients(policy, level, on)
        if found:
            because = "; ".join([why, *(f"not told: {each}" for each in missing)])
            until = hours.due_at(at, level.acknowledge_within)
            yield LevelTurn(level=level.level, at=at, ending=Ending.TOLD, why=because, to=found, acknowledge_by=until)
            return
        yield LevelTurn(level=level.level, at=at, ending=Ending.FAILED, why="; ".join(missing))
        why = f"{why}; nobody could be told at level {level.level}"
        level = policy.next_level(level.level)


def _recipients(policy: Policy, level: Level, on: date) -> tuple[tuple[str, ...], list[str]]:
    """Name who is there for a level, each once, and say for everybody else why not."""
    found: list[str] = []
    missing: list[str] = []
    for role_or_name in level.to:
        recipient = policy.staff.recipient_of(role_or_name, on)
        if recipient is None:
            missing.append(policy.staff.why_nobody(role_or_name, on))
        elif not recipient.reached_by(level.how):
            missing.append(f"{recipient.name} cannot be reached by {' or '.join(level.how)}")
        else:
            found.append(recipient.name)
    return tuple(dict.fromkeys(found)), list(dict.fromkeys(missing))


class _Pressed(NamedTuple):
    """The last turn came to nothing: since when, why, and the levels whose turn is next."""

    since: date
    why: str
    numbers: list[int]


def escalations_due(watched: Watched, watch: Watch) -> Iterator[Decision]:
    """Decide on everything about one order that is, or should be, escalated.

    A round as of an earlier day leaves alone what later ones have begun or told.
    """
    order = watched.order
    numbers = count(max((each.number for each in order.escalations), default=0) + 1)
    running = {(each.subject, each.issue): each for each in order.running_escalations}
    subjects: list[tuple[Subject, Issue | None]] = [(Subject.LATE, None)]
    subjects += [(Subject.ISSUE, issue) for issue in order.open_issues]
    for subject, issue in subjects:
        escalation = running.pop((subject, issue.number if issue else None), None)
        if escalation:
            yield from _go_on(watched, escalation, issue, watch)
        elif watched.rules(watch.policy).escalates:
            yield from _begin(watched, subject, issue, watch, numbers)
    for escalation in running.values():
        yield from _go_on(watched, escalation, None, watch)


def _begin(
    watched: Watched, subject: Subject, issue: Issue | None, watch: Watch, numbers: Iterator[int]
) -> Iterator[Decision]:
    order = watched.order
    settled = _settled_level(order, subject, issue, watch)
    due = reached(order, watch.policy.matrix, watch.now, watch.hours, issue)
    due = [each for each in due if each.level.level > settled]
    if not due:
        return
    since, because = min(each.since for each in due), due[-1].because
    started = Escalation(
        number=next(numbers),
        subject=subject,
        reason=because,
        started_at=watch.now,
        revision=watch.revision,
        issue=issue.number if issue else None,
    )
    what = f"issue {order.number}#{issue.number}" if issue else "the order"
    yield Decision(
        fact=EscalationStarted(escalation=started),
        kind="escalation started",
        clause="4.6b" if issue else "4.3b",
        due_on=since,
        sentence=f"{what} is escalated: {because}",
    )
    yield _tell(started, [each.level.level for each in due], watch, because, since)


def _settled_level(order: Order, subject: Subject, issue: Issue | None, watch: Watch) -> int:
    """Give the level that a person settled: it is not told the same again, but it is of another broken promise."""
    said = [promise.said_on for line in order.open_lines for promise in line.promises]
    since = max(said, default=order.entered_on)
    late = min((line.promised_on for line in order.open_lines if line.promised_on < watch.today), default=None)

    def is_about_this(settled_on: date) -> bool:
        return issue is not None or (settled_on >= since and (late is None or late < settled_on))

    settled = (
        each.level
        for each in order.escalations
        if each.ended_at
        and each.ended_why not in ENDED_BY_ITSELF
        and (each.subject, each.issue) == (subject, issue.number if issue else None)
        and is_about_this(watch.hours.today(each.ended_at))
    )
    return max(settled, default=0)


def _go_on(watched: Watched, escalation: Escalation, issue: Issue | None, watch: Watch) -> Iterator[Decision]:
    if _is_of_later(escalation, watch.now) or (issue and issue.waits_for is Side.CUSTOMER):
        return
    matrix = _policy_of(escalation, watch).matrix
    is_by_hand = escalation.subject is Subject.BY_HAND
    due = [] if is_by_hand else reached(watched.order, matrix, watch.now, watch.hours, issue)
    if not due and escalation.subject is Subject.LATE:
        ended = EscalationEnded(number=escalation.number, at=watch.now, why=NOTHING_HOLDS)
        yield _make_decision(ended, "escalation ended", watch.today, f"the escalation has ended: {NOTHING_HOLDS}")
        return
    above = [each for each in due if each.level.level > _turn(escalation)]
    numbers = [each.level.level for each in above]
    if escalation.acknowledged_at:
        yield from _expire(watched.order, escalation, numbers, watch)
    elif above:
        yield _tell(escalation, numbers, watch, above[-1].because, min(each.since for each in above))
    elif pressed := _pressed(escalation, watch):
        yield _tell(escalation, pressed.numbers, watch, pressed.why, pressed.since)


def _is_of_later(escalation: Escalation, now: datetime) -> bool:
    known = (escalation.started_at, escalation.acknowledged_at, *(each.at for each in escalation.tellings))
    return max(at for at in known if at) > now


def _turn(escalation: Escalation) -> int:
    """Give the level whose turn was last."""
    return escalation.tellings[-1].level if escalation.tellings else 0


def _expire(order: Order, escalation: Escalation, above: list[int], watch: Watch) -> Iterator[Decision]:
    until = _patience(order, escalation, watch)
    if until > watch.now:
        return
    expired = AcknowledgementExpired(number=escalation.number, at=watch.now)
    sentence = f"{escalation.acknowledged_by} took it up and brought no progress by {_spell_instant(until, watch)}"
    since = watch.hours.today(until)
    yield _make_decision(expired, "acknowledgement expired", since, sentence)
    numbers = above or _next_turn(escalation, watch)
    if numbers:
        yield _tell(escalation, numbers, watch, "no progress after it was taken up", since)


def _pressed(escalation: Escalation, watch: Watch) -> _Pressed | None:
    """Say whether the last turn came to nothing: not taken up in time, or nobody there, which is tried once a day."""
    last = escalation.tellings[-1] if escalation.tellings else None
    if last is None or last.acknowledge_by is None:
        since = watch.hours.today(last.at) + timedelta(days=1) if last else watch.today
        pressed = _Pressed(since, "nobody was told", _failed(escalation) or _next_turn(escalation, watch))
        return pressed if since <= watch.today and pressed.numbers else None
    if last.acknowledge_by > watch.now:
        return None
    since = watch.hours.today(last.acknowledge_by)
    numbers = _next_turn(escalation, watch)
    return (
        _Pressed(since, f"not taken up by {_spell_instant(last.acknowledge_by, watch)}", numbers) if numbers else None
    )


def _failed(escalation: Escalation) -> list[int]:
    """Give the level from which on nobody could be told, if that is how the last turns went."""
    failed = list(takewhile(lambda each: each.ending is Ending.FAILED, reversed(escalation.tellings)))
    return [failed[-1].level] if failed else []


def _next_turn(escalation: Escalation, watch: Watch) -> list[int]:
    """Give the level after the one whose turn was last; the top has it once more."""
    policy = _policy_of(escalation, watch)
    level = policy.next_level(_turn(escalation)) or policy.level(_turn(escalation))
    return [level.level] if level else []


def _policy_of(escalation: Escalation, watch: Watch) -> Policy:
    """Give the people of today with the matrix under which it began."""
    if escalation.revision == watch.revision:
        return watch.policy
    return replace(watch.policy, matrix=watch.policies[escalation.revision].matrix)


def _tell(escalation: Escalation, numbers: Sequence[int], watch: Watch, why: str, since: date) -> Decision:
    """Tell the highest of these levels."""
    policy = _policy_of(escalation, watch)
    after = min(numbers) - 1
    told = tell(policy, numbers, after=after, at=watch.now, on=watch.today, hours=watch.hours, why=why)
    fact = EscalationTold(number=escalation.number, tellings=told)
    return _make_decision(fact, "escalation told", since, "; ".join(_sentence(each) for each in told))


def _sentence(telling: LevelTurn) -> str:
    if telling.ending is Ending.TOLD:
        return f"level {telling.level} told: {', '.join(telling.to)} ({telling.why})"
    return f"level {telling.level} {telling.ending}: {telling.why}"


def _patience(order: Order, escalation: Escalation, watch: Watch) -> datetime:
    """Say until when whoever took it up may go on: progress within the level's time, counted from the last."""
    taken_up = escalation.acknowledged_at or watch.now
    news = _last_progress(order, watch)
    start = max(taken_up, news) if news else taken_up
    level = watch.policies[escalation.revision].level(_turn(escalation))
    return watch.hours.due_at(start, level.progress_within) if level else start


def _last_progress(order: Order, watch: Watch) -> datetime | None:
    """Find the last thing that moved the order; what is known by its day alone counts until that day's end."""
    instants = [each.at for each in order.contacts if each.was_reached]
    instants += [issue.resolved_at for issue in order.issues if issue.resolved_at]
    instants += [
        each.until for issue in order.issues for each in issue.waits if each.until and each.side is Side.CUSTOMER
    ]
    days: list[date | None] = [order.delay.reported_on if order.delay else None, order.confirmed_on]
    for line in order.lines:
        days += [line.shipped_on, line.received_on, *(promise.said_on for promise in line.promises)]
    ends = [watch.hours.instant(day, time(23, 59)) for day in days if day]
    return max([min(end, watch.now) for end in ends] + instants, default=None)


def _make_decision(
    fact: AcknowledgementExpired | EscalationEnded | EscalationTold, kind: str, on: date, text: str
) -> Decision:
    return Decision(fact=fact, kind=kind, clause="4.3b", due_on=on, sentence=text)


def _spell_instant(at: datetime, watch: Watch) -> str:
    return f"{watch.hours.local(at):%Y-%m-%d %H:%M}"
