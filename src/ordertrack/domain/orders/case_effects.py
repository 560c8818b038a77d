"""What cases do to an order, and what follows by itself from what happens to it (SOP 4.3, 4.4a, 4.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.escalations import (
    CANCELLED,
    CLOSED,
    DELIVERED,
    RESOLVED,
    AcknowledgementExpired,
    Escalation,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    Subject,
)
from ordertrack.domain.cases.followups import ContactLogged, FollowUp, FollowUpOutcome, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.cases.issues import (
    Issue,
    IssueKind,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
    Severity,
    Wait,
)
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Side
from ordertrack.domain.values.amounts import format_quantity
from ordertrack.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ordertrack.domain.orders.events import DelayReported, LinesReceived
    from ordertrack.domain.orders.order import Line, Order, Receipt
    from ordertrack.domain.parties import Channel

Case = TypeVar("Case", Issue, Escalation, Enquiry)


def contacted(order: Order, fact: ContactLogged) -> Order:
    """Keep the contact; it makes the follow-ups due to that party, and an answer to a customer settles questions."""
    contact = fact.contact
    after = replace(order, contacts=(*order.contacts, contact))
    if contact.outcome is FollowUpOutcome.SENT:
        return after  # what a letter asks is a fact of its own
    if contact.side is Side.SUPPLIER:
        return replace(after, followups=tuple(each.made_by(contact) for each in order.followups))
    if contact.was_reached and contact.was_told:
        return _settled(after, contact.at, contact.actor, contact.note, contact.channel)
    return after


def note_followups_asked(order: Order, fact: FollowUpsAsked) -> Order:
    """Note which follow-ups a letter made, or that it made none after all because it never arrived."""
    return replace(order, followups=tuple(each.written_by(fact) for each in order.followups))


def raised(order: Order, fact: FollowUpsRaised) -> Order:
    """Add follow-ups that fell due; ConflictError when one of that key is there already."""
    known = {_key(each) for each in order.followups}
    for followup in fact.followups:
        _require_line(order, followup.position)
        if _key(followup) in known:
            raise ConflictError(f"{order.number} line {followup.position} has that follow-up already")
        known.add(_key(followup))
    return replace(order, followups=(*order.followups, *fact.followups))


def _key(followup: FollowUp) -> tuple[object, ...]:
    return followup.position, followup.promised_on, followup.rule, followup.number


def issue_opened(order: Order, fact: IssueOpened) -> Order:
    """Open an issue under the next number of the order."""
    if fact.issue.position is not None:
        _require_line(order, fact.issue.position)
    return _added(order, "issues", fact.issue)


def issue_waits(order: Order, fact: IssueWaiting) -> Order:
    """Let somebody else have the next move."""

    def wait(issue: Issue) -> Issue:
        _require_open(order, issue)
        _require_after(order, fact.at, issue.opened_at, "put off", "opened")
        return replace(issue, waits=(*_ended(issue.waits, fact.at), Wait(side=fact.side, since=fact.at)))

    return _changed(order, "issues", fact.number, wait)


def issue_resumed(order: Order, fact: IssueResumed) -> Order:
    """Take the next move back."""

    def resume(issue: Issue) -> Issue:
        _require_open(order, issue)
        if issue.waits_for is None:
            raise RefusedError(f"issue {order.number}#{issue.number} is not waiting for anybody")
        return replace(issue, waits=_ended(issue.waits, fact.at))

    return _changed(order, "issues", fact.number, resume)


def issue_resolved(order: Order, fact: IssueResolved) -> Order:
    """Settle an issue; an escalation of it ends with it."""

    def resolve(issue: Issue) -> Issue:
        _require_open(order, issue)
        _require_after(order, fact.at, issue.opened_at, "resolved", "opened")
        waits = _ended(issue.waits, fact.at)
        remedy = fact.remedy or issue.remedy
        return replace(issue, waits=waits, resolved_at=fact.at, resolution=fact.resolution, remedy=remedy)

    after = _changed(order, "issues", fact.number, resolve)
    return ended_where(after, fact.at, RESOLVED, lambda each: each.issue == fact.number)


def issue_reopened(order: Order, fact: IssueReopened) -> Order:
    """Take a resolution back."""
    if order.closed_on is not None or order.cancelled_on is not None:
        raise RefusedError(f"{order.number} is {order.status}; its issues stay as they are")

    def reopen(issue: Issue) -> Issue:
        if issue.is_open:
            raise RefusedError(f"issue {order.number}#{issue.number} is open")
        return replace(issue, resolved_at=None, resolution=None, reopened=issue.reopened + 1)

    return _changed(order, "issues", fact.number, reopen)


def escalation_started(order: Order, fact: EscalationStarted) -> Order:
    """Begin an escalation; what is escalated already is not escalated twice."""
    new = fact.escalation
    if any((each.subject, each.issue) == (new.subject, new.issue) for each in order.running_escalations):
        raise ConflictError(f"{order.number} is escalated for that already")
    if new.issue is not None:
        _require_open(order, find_issue(order, new.issue))
    return _added(order, "escalations", new)


def escalation_told(order: Order, fact: EscalationTold) -> Order:
    """Record whose turn it was; climbing ends an acknowledgement."""
    return _changed(
        order,
        "escalations",
        fact.number,
        lambda each: replace(
            _running(order, each), tellings=(*each.tellings, *fact.tellings), acknowledged_at=None, acknowledged_by=None
        ),
    )


def acknowledged(order: Order, fact: EscalationAcknowledged) -> Order:
    """Note who took it up; its time to bring progress begins."""
    return _changed(
        order,
        "escalations",
        fact.number,
        lambda each: replace(_running(order, each), acknowledged_at=fact.at, acknowledged_by=fact.actor),
    )


def acknowledgement_expired(order: Order, fact: AcknowledgementExpired) -> Order:
    """Forget an acknowledgement that brought nothing."""

    def expire(each: Escalation) -> Escalation:
        if _running(order, each).acknowledged_at is None:
            raise RefusedError(f"nobody has taken up the escalation of {order.number}")
        return replace(each, acknowledged_at=None, acknowledged_by=None, expired=each.expired + 1)

    return _changed(order, "escalations", fact.number, expire)


def escalation_ended(order: Order, fact: EscalationEnded) -> Order:
    """End an escalation."""

    def end(escalation: Escalation) -> Escalation:
        _running(order, escalation)
        _require_after(order, fact.at, escalation.started_at, "ended", "started")
        return replace(escalation, ended_at=fact.at, ended_why=fact.why)

    return _changed(order, "escalations", fact.number, end)


def ended_where(order: Order, at: datetime, why: str, is_meant: Callable[[Escalation], bool]) -> Order:
    """End the running escalations that are meant."""
    if not any(is_meant(each) for each in order.running_escalations):
        return order
    kept = tuple(
        replace(each, ended_at=max(at, each.started_at), ended_why=why) if each.is_running and is_meant(each) else each
        for each in order.escalations
    )
    return replace(order, escalations=kept)


def enquiry_logged(order: Order, fact: EnquiryLogged) -> Order:
    """Start the clock of a question."""
    return _added(order, "enquiries", fact.enquiry)


def enquiry_answered(order: Order, fact: EnquiryAnswered) -> Order:
    """Stop the clock of a question and of all that were asked before the answer."""
    asked = find_enquiry(order, fact.number)
    if asked.is_answered:
        raise RefusedError(f"enquiry {order.number}#{asked.number} was answered already")
    _require_after(order, fact.at, asked.received_at, "answered", "received")
    return _settled(order, fact.at, fact.actor, fact.text, fact.channel)


def _settled(order: Order, at: datetime, actor: str, text: str | None, channel: Channel) -> Order:
    settled = tuple(
        replace(each, answered_at=at, answered_by=actor, answer=text, answer_channel=channel)
        if not each.is_answered and each.received_at <= at
        else each
        for each in order.enquiries
    )
    return replace(order, enquiries=settled)


def find_issue(order: Order, number: int) -> Issue:
    """Give an issue of the order; NotFoundError lists those there are."""
    return _get_case(order, "issue", order.issues, number)


def find_enquiry(order: Order, number: int) -> Enquiry:
    """Give an enquiry of the order; NotFoundError lists those there are."""
    return _get_case(order, "enquiry", order.enquiries, number)


def _get_case(order: Order, what: str, cases: tuple[Case, ...], number: int) -> Case:
    for case in cases:
        if case.number == number:
            return case
    known = ", ".join(f"{order.number}#{case.number}" for case in cases) or "none"
    raise NotFoundError(f"there is no {what} {order.number}#{number}; the order has {known}")


def _added(order: Order, name: str, case: Case) -> Order:
    cases: tuple[Case, ...] = getattr(order, name)
    if any(each.number == case.number for each in cases):
        raise ConflictError(f"{order.number}#{case.number} is there already")
    changed: dict[str, Any] = {name: (*cases, case)}
    return replace(order, **changed)


def _changed(order: Order, name: str, number: int, change: Callable[[Case], Case]) -> Order:
    cases: tuple[Case, ...] = getattr(order, name)
    _get_case(order, name.removesuffix("s"), cases, number)
    changed: dict[str, Any] = {name: tuple(change(each) if each.number == number else each for each in cases)}
    return replace(order, **changed)


def _ended(waits: tuple[Wait, ...], at: datetime) -> tuple[Wait, ...]:
    return tuple(replace(wait, until=max(at, wait.since)) if wait.until is None else wait for wait in waits)


def _running(order: Order, escalation: Escalation) -> Escalation:
    if not escalation.is_running:
        raise RefusedError(f"the escalation of {order.number} has ended: {escalation.ended_why}")
    return escalation


def _require_open(order: Order, issue: Issue) -> None:
    if not issue.is_open:
        raise RefusedError(f"issue {order.number}#{issue.number} is resolved", hints=("reopen it first",))


def _require_after(order: Order, at: datetime, start: datetime, done: str, begun: str) -> None:
    if at < start:
        raise RefusedError(f"{order.number}: it cannot be {done} before it was {begun}, {start:%Y-%m-%d %H:%M} UTC")


def _require_line(order: Order, position: int) -> None:
    if order.line(position) is None:
        raise NotFoundError(f"{order.number} has no line {position}")


EFFECTS: dict[type, Callable[[Order, Any], Order]] = {
    ContactLogged: contacted,
    FollowUpsAsked: note_followups_asked,
    FollowUpsRaised: raised,
    IssueOpened: issue_opened,
    IssueWaiting: issue_waits,
    IssueResumed: issue_resumed,
    IssueResolved: issue_resolved,
    IssueReopened: issue_reopened,
    EscalationStarted: escalation_started,
    EscalationTold: escalation_told,
    EscalationAcknowledged: acknowledged,
    AcknowledgementExpired: acknowledgement_expired,
    EscalationEnded: escalation_ended,
    EnquiryLogged: enquiry_logged,
    EnquiryAnswered: enquiry_answered,
}
"""What each fact of this kind does."""


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
    return replace(order, issues=(*order.issues, automatic_issue(order, kind, cause, at, position)))


def automatic_issue(order: Order, kind: IssueKind, cause: str, at: datetime, position: int | None = None) -> Issue:
    """Make the next issue of an order that nobody reports: it follows from what happened."""
    return Issue(
        number=max((each.number for each in order.issues), default=0) + 1,
        kind=kind,
        severity=Severity.MEDIUM,
        cause=cause,
        opened_at=at,
        position=position,
        is_automatic=True,
    )


def settled(order: Order, at: datetime) -> Order:
    """Resolve the delay of an order that arrived or was given up, and stop what was escalated for being late."""
    is_cancelled = order.status is Status.CANCELLED
    why = CANCELLED if is_cancelled else DELIVERED
    when = instant_of(_settled_on(order) or at.date(), at)
    gone = {issue.number for issue in order.open_issues if is_cancelled or issue.kind is IssueKind.DELAY}
    issues = tuple(_ended_cases(issue, when, why) if issue.number in gone else issue for issue in order.issues)
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


def closed(order: Order, at: datetime) -> Order:
    """Stop everything that was escalated about an order once it is closed out.

    Nobody closes an order over an open issue; but version 0.1.0 knew none, and what it closed an order over ends then.
    """
    issues = tuple(_ended_cases(issue, at, CLOSED) if issue.is_open else issue for issue in order.issues)
    return ended_where(replace(order, issues=issues), at, CLOSED, lambda _: True)


def _ended_cases(issue: Issue, at: datetime, why: str) -> Issue:
    return replace(issue, resolved_at=max(at, issue.opened_at), resolution=why, waits=_ended(issue.waits, at))
