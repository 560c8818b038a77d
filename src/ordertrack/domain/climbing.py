"""How an escalation begins, climbs, waits and ends, decided from what is so now (SOP 4.3b, 4.6b).

The same state always gives the same decision, so a round that is repeated decides nothing twice, and one that was
missed is made up for by the next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from itertools import count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.channels import Side
from ordertrack.domain.escalations import (
    ENDED_BY_ITSELF,
    NOTHING_HOLDS,
    AcknowledgementExpired,
    Ending,
    Escalation,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    Subject,
)
from ordertrack.domain.matrix import reached
from ordertrack.domain.telling import tell
from ordertrack.domain.watch import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from ordertrack.domain.escalations import Telling
    from ordertrack.domain.issues import Issue
    from ordertrack.domain.orders import Order
    from ordertrack.domain.policy import Policy
    from ordertrack.domain.watch import Watch, Watched


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
        yield _said(ended, "escalation ended", watch.today, f"the escalation has ended: {NOTHING_HOLDS}")
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
    sentence = f"{escalation.acknowledged_by} took it up and brought no progress by {_shown(until, watch)}"
    since = watch.hours.today(until)
    yield _said(expired, "acknowledgement expired", since, sentence)
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
    return _Pressed(since, f"not taken up by {_shown(last.acknowledge_by, watch)}", numbers) if numbers else None


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
    return _said(fact, "escalation told", since, "; ".join(_sentence(each) for each in told))


def _sentence(telling: Telling) -> str:
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


def _said(fact: AcknowledgementExpired | EscalationEnded | EscalationTold, kind: str, on: date, text: str) -> Decision:
    return Decision(fact=fact, kind=kind, clause="4.3b", due_on=on, sentence=text)


def _shown(at: datetime, watch: Watch) -> str:
    return f"{watch.hours.local(at):%Y-%m-%d %H:%M}"
