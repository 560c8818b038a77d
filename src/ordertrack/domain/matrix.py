"""Which levels of the escalation matrix an order has reached, and since when (SOP 4.3b, 4.6b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.asking import unanswered
from ordertrack.domain.caseclocks import pauses_of, resolution_clock
from ordertrack.domain.channels import Side
from ordertrack.domain.issues import Severity
from ordertrack.domain.statuses import AWAITING_DELIVERY, Priority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordertrack.domain.issues import Issue
    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.orders import Order
    from ordertrack.domain.policy_rules import Condition, Level

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
        met = [hit for each in conditions if (hit := _met(each, order, now, hours, issue))]
        if met:
            since, because = min(met)
            found.append(Reached(level, since, because))
    return found


def _met(
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
    clock = resolution_clock(issue.opened_at, now, pauses_of(issue.waits), target=condition.issue_age, hours=hours)
    if clock.due_at > now or issue.waits_for is Side.CUSTOMER:
        return None
    return hours.today(clock.due_at), f"{what}, open for {condition.issue_age}"
