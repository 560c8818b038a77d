"""What follows by itself: a delay or a bad receipt opens an issue, delivery settles what it settles (SOP 4.6a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from ordertrack.domain.casework import ended_where
from ordertrack.domain.escalations import CANCELLED, CLOSED, DELIVERED, Subject
from ordertrack.domain.issues import Issue, IssueKind, Severity, Wait
from ordertrack.domain.quantities import format_quantity
from ordertrack.domain.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.domain.events import DelayReported, LinesReceived
    from ordertrack.domain.orders import Line, Order, Receipt


def instant_of(on: date, at: datetime) -> datetime:
    """Place a day that was typed later: the instant of entry on the day itself, else noon (UTC) of the day.

    So Monday's typing of Friday's receipt stops Friday's clocks. Anywhere on earth the day has ended by the next
    noon (UTC); until then the entry may still be of that very day.
    """
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    return at if at < noon + timedelta(days=1) else noon


def after_delay(order: Order, fact: DelayReported, at: datetime) -> Order:
    """Open the issue of a delay, unless one is open."""
    if any(issue.kind is IssueKind.DELAY for issue in order.open_issues):
        return order
    position = fact.positions[0] if len(fact.positions) == 1 else None
    return _opened(order, IssueKind.DELAY, fact.cause, instant_of(fact.on, at), position)


def after_receipt(order: Order, fact: LinesReceived, at: datetime) -> Order:
    """Open an issue for every line of which goods were rejected, or fewer came than were sent together."""
    when = instant_of(fact.on, at)
    for part in fact.lines:
        if part.receipt.rejected:
            cause = part.receipt.reason or f"{format_quantity(part.receipt.rejected)} rejected on receipt"
            order = _opened(order, IssueKind.QUALITY, cause, when, part.position)
        line = order.line(part.position)
        missing = _missing(line) if line else 0
        if missing:
            cause = f"{format_quantity(missing)} of what was shipped did not arrive"
            order = _opened(order, IssueKind.SHORT, cause, when, part.position)
    return order


def _missing(line: Line) -> int:
    """Count what should have come with the last receipt and is not in an issue since an earlier one."""
    if not line.is_open:
        return 0
    *earlier, _ = line.receipts
    return max(0, _short_of(line, line.receipts) - _short_of(line, earlier))


def _short_of(line: Line, receipts: Sequence[Receipt]) -> int:
    """Count what is missing once these came: goods shipped together arrive together."""
    arrived = sum(receipt.quantity for receipt in receipts)
    for sent in accumulate(shipment.quantity for shipment in line.shipments):
        if arrived and sent >= arrived:
            return sent - arrived
    return 0


def _opened(order: Order, kind: IssueKind, cause: str, at: datetime, position: int | None) -> Order:
    issue = Issue(
        number=max((each.number for each in order.issues), default=0) + 1,
        kind=kind,
        severity=Severity.MEDIUM,
        cause=cause,
        opened_at=at,
        position=position,
        is_automatic=True,
    )
    return replace(order, issues=(*order.issues, issue))


def settled(order: Order, at: datetime) -> Order:
    """Resolve the delay of an order that arrived or was given up, and stop what was escalated for being late."""
    is_cancelled = order.status is Status.CANCELLED
    why = CANCELLED if is_cancelled else DELIVERED
    when = instant_of(_settled_on(order) or at.date(), at)
    gone = {issue.number for issue in order.open_issues if is_cancelled or issue.kind is IssueKind.DELAY}
    issues = tuple(_ended(issue, when, why) if issue.number in gone else issue for issue in order.issues)
    return ended_where(
        replace(order, issues=issues),
        when,
        why,
        lambda each: is_cancelled or each.subject is not Subject.ISSUE or each.issue in gone,
    )


def _settled_on(order: Order) -> date | None:
    """Give the day of the last delivery or giving up; a rest that is given up settles an order, too."""
    days = (day for line in order.lines for day in (line.delivered_on, line.cancelled_on) if day)
    return order.cancelled_on or max(days, default=None)


def _stopped(issue: Issue, at: datetime) -> tuple[Wait, ...]:
    return tuple(replace(wait, until=max(at, wait.since)) if wait.until is None else wait for wait in issue.waits)


def closed(order: Order, at: datetime) -> Order:
    """Stop everything that was escalated about an order once it is closed out.

    Nobody closes an order over an open issue; but version 0.1.0 knew none, and what it closed an order over ends then.
    """
    issues = tuple(_ended(issue, at, CLOSED) if issue.is_open else issue for issue in order.issues)
    return ended_where(replace(order, issues=issues), at, CLOSED, lambda _: True)


def _ended(issue: Issue, at: datetime, why: str) -> Issue:
    return replace(issue, resolved_at=max(at, issue.opened_at), resolution=why, waits=_stopped(issue, at))
