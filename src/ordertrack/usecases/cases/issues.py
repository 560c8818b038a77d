"""Issues: opened, waiting, resumed, resolved, opened again, and listed with their clocks (SOP 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.issues import (
    Issue,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
    Severity,
)
from ordertrack.domain.orders.case_effects import find_issue
from ordertrack.domain.orders.lists import IssueListRow
from ordertrack.domain.values.texts import near
from ordertrack.errors import ConflictError, RefusedError
from ordertrack.usecases.cases.cases import (
    CaseChange,
    ClockRules,
    case_clock,
    case_id,
    change_case,
    find_case,
    is_same_text,
    require_past,
    require_whole,
    the_one,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.cases.issues import IssueKind, Remedy
    from ordertrack.domain.orders.events import CaseFact, Event
    from ordertrack.domain.orders.lists import IssueQuestion
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Side
    from ordertrack.domain.policy.policy import Policy
    from ordertrack.domain.time.hours import Duration
    from ordertrack.usecases.ports import Book, Reads, Stamp

OPEN, RESOLVED = "open issues", "resolved issues"
_ISSUE_FACTS = (IssueWaiting, IssueResumed, IssueResolved, IssueReopened)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReport:
    """Something found wrong, as it was reported; `at` is when it was found."""

    kind: IssueKind
    cause: str
    at: datetime
    severity: Severity = Severity.MEDIUM
    cause_code: str | None = None
    remedy: Remedy | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How an issue ended and when; the remedy where it is another than was asked for."""

    text: str
    at: datetime
    remedy: Remedy | None = None


class TimedIssue(NamedTuple):
    """An issue of a list, with its clock and the target of that."""

    row: IssueListRow
    clock: Clock
    target: Duration


def open_issue(book: Book, number: str, report: IssueReport, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Document a discrepancy, a delay or another issue of an order (SOP 4.6a).

    ConflictError when the very same is open already; RefusedError when the order is over, or the instant lies in
    the future or before the order.
    """

    def opened(order: Order, named: int | None) -> tuple[int, CaseFact]:
        require_whole(order, named)
        _require_running(order)
        issue = Issue(
            number=max((each.number for each in order.issues), default=0) + 1,
            kind=report.kind,
            severity=report.severity,
            cause=report.cause,
            opened_at=require_past(order, report.at, stamp),
            position=report.position,
            cause_code=report.cause_code,
            remedy=report.remedy,
        )
        _require_no_twin(order, issue)
        return issue.number, IssueOpened(issue=issue)

    return change_case(book, number, opened, stamp, dry_run=dry_run)


def let_issue_wait(
    book: Book, name: str, side: Side, note: str | None, stamp: Stamp, *, dry_run: bool = False
) -> CaseChange:
    """Leave the next move to a party; the clock stands still while it is the customer's (SOP 4.6a)."""

    def waiting(order: Order, named: int | None) -> tuple[int, CaseFact]:
        issue = _chosen(order, named)
        if issue.waits_for is side:
            since = f"{issue.waits[-1].since:%Y-%m-%d %H:%M} UTC"
            raise RefusedError(f"issue {case_id(order.number, issue.number)} waits for the {side} since {since}")
        return issue.number, IssueWaiting(number=issue.number, side=side, at=stamp.at, note=note)

    return change_case(book, name, waiting, stamp, dry_run=dry_run)


def resume_issue(book: Book, name: str, note: str | None, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Take the next move back; RefusedError when the issue waits for nobody (SOP 4.6a)."""

    def resumed(order: Order, named: int | None) -> tuple[int, CaseFact]:
        issue = _chosen(order, named)
        return issue.number, IssueResumed(number=issue.number, at=stamp.at, note=note)

    return change_case(book, name, resumed, stamp, dry_run=dry_run)


def resolve_issue(book: Book, name: str, resolution: Resolution, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Document how an issue was put right, which stops its clock and its escalation (SOP 4.6a, 4.6b)."""

    def resolved(order: Order, named: int | None) -> tuple[int, CaseFact]:
        issue = _chosen(order, named)
        at = require_past(order, resolution.at, stamp)
        fact = IssueResolved(number=issue.number, at=at, resolution=resolution.text, remedy=resolution.remedy)
        return issue.number, fact

    return change_case(book, name, resolved, stamp, dry_run=dry_run)


def reopen_issue(book: Book, name: str, cause: str, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Take a resolution back that was none; the clock has run on since the opening (SOP 4.6a)."""

    def reopened(order: Order, named: int | None) -> tuple[int, CaseFact]:
        is_resolved = [each for each in order.issues if not each.is_open]
        number = the_one(order, RESOLVED, is_resolved) if named is None else named
        return number, IssueReopened(number=number, at=stamp.at, cause=cause)

    return change_case(book, name, reopened, stamp, dry_run=dry_run)


def known_cause(policy: Policy, code: str) -> str:
    """Give a cause code as the policy spells it; RefusedError names a near one, or all (SOP 4.6a, 8)."""
    cause = policy.cause(code)
    if cause is not None:
        return cause.code
    codes = [each.code for each in policy.causes]
    close = [each for each in codes if near(each, code)]
    hint = f"did you mean {' or '.join(close)}?" if close else f"the policy has {', '.join(codes) or 'none'}"
    raise RefusedError(f"the policy has no cause {code}", hints=(hint,))


def issue_named(view: Reads, name: str) -> tuple[Order, Issue]:
    """Give an issue by its id, or by its order's number: the only open one, else the only one there is."""
    order, named = find_case(view, name)
    if named is None:
        named = the_one(order, "issues", order.open_issues or order.issues)
    return order, find_issue(order, named)


def issue_events(history: Sequence[Event], issue: Issue) -> list[Event]:
    """Pick the events of one issue that were entered for it."""

    def is_about(event: Event) -> bool:
        fact = event.fact
        if isinstance(fact, IssueOpened):
            return fact.issue.number == issue.number
        return isinstance(fact, _ISSUE_FACTS) and fact.number == issue.number

    return [event for event in history if is_about(event)]


def timed_issues(
    view: Reads, question: IssueQuestion, rules: ClockRules, until: datetime, *, limit: int | None = None
) -> list[TimedIssue]:
    """List issues with their clocks as they stand at an instant (SOP 4.6, 7)."""
    return [
        TimedIssue(row, *case_clock(row.opened_at, row.resolved_at, row.waits, rules, until))
        for row in view.cases.issues(question, limit=limit)
    ]


def timed_issue(order: Order, issue: Issue, names: Mapping[int, str], rules: ClockRules, until: datetime) -> TimedIssue:
    """Give an issue of an order at hand as a list would, with its clock; `names` are those of the parties."""
    row = IssueListRow(
        number=order.number,
        issue=issue.number,
        kind=issue.kind,
        severity=issue.severity,
        cause=issue.cause,
        cause_code=issue.cause_code,
        remedy=issue.remedy,
        line=issue.position,
        customer=names[order.customer],
        supplier=names[order.supplier],
        owner=order.owner,
        priority=order.priority,
        status=order.status,
        opened_at=issue.opened_at,
        waits=issue.waits,
        resolved_at=issue.resolved_at,
        resolution=issue.resolution,
        reopened=issue.reopened,
        is_automatic=issue.is_automatic,
    )
    return TimedIssue(row, *case_clock(row.opened_at, row.resolved_at, row.waits, rules, until))


def _chosen(order: Order, named: int | None) -> Issue:
    return find_issue(order, the_one(order, OPEN, order.open_issues) if named is None else named)


def _require_running(order: Order) -> None:
    if order.closed_on is not None:
        hint = "`ordertrack status NUMBER --correct CAUSE` takes back a closing that came too early"
        raise RefusedError(f"{order.number} is {order.status}; nothing more is opened for it", hints=(hint,))
    if order.cancelled_on is not None:
        raise RefusedError(f"{order.number} is {order.status}; nothing more is opened for it")


def _require_no_twin(order: Order, new: Issue) -> None:
    for issue in order.open_issues:
        if (issue.kind, issue.position) == (new.kind, new.position) and is_same_text(issue.cause, new.cause):
            raise ConflictError(f"{case_id(order.number, issue.number)} is open for that already")
