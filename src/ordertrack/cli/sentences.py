"""Facts in words: the timeline of an order, and what a command says it did; every fact there is."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from ordertrack.domain.cases.enquiries import EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.escalations import (
    AcknowledgementExpired,
    Ending,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
)
from ordertrack.domain.cases.followups import ContactLogged, FollowUp, FollowUpsAsked, FollowUpsRaised
from ordertrack.domain.cases.issues import IssueOpened, IssueReopened, IssueResolved, IssueResumed, IssueWaiting
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.events import OrderHeld, OrderReleased
from ordertrack.domain.values.quantities import format_quantity
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordertrack.domain.cases.escalations import LevelTurn


@singledispatch
def sentence(fact: facts.Fact) -> str:
    """Say a fact in one line."""
    return facts.kind_of(fact)


@sentence.register
def _describe_entry(fact: facts.OrderEntered) -> str:
    came = "taken over as history" if fact.order.is_history else "entered"
    return f"{came} with {count_of(len(fact.order.lines), 'line')}, promised {fact.order.promised_on}"


@sentence.register
def _moved(fact: facts.StatusMoved) -> str:
    return f"{fact.to} on {fact.on}{_more(fact.note)}"


@sentence.register
def _shipped(fact: facts.LinesShipped) -> str:
    by = " ".join(part for part in (fact.carrier, fact.tracking) if part)
    when = f" on {fact.on}" if fact.on else ""
    expected = f", expected {fact.expected_on}" if fact.expected_on else ""
    return f"shipped {_amounts(fact.lines)}{when}{f' by {by}' if by else ''}{expected}{_more(fact.note)}"


@sentence.register
def _received(fact: facts.LinesReceived) -> str:
    parts = []
    for part in fact.lines:
        refused = part.receipt.rejected
        why = f", {format_quantity(refused)} of it rejected: {part.receipt.reason}" if refused else ""
        parts.append(f"{format_quantity(part.receipt.quantity)} of line {part.position}{why}")
    return f"received {', '.join(parts)} on {fact.on}{_more(fact.note)}"


@sentence.register
def _delayed(fact: facts.DelayReported) -> str:
    return f"delayed{_of(fact.positions)}: expected {fact.expected_on}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _promised(fact: facts.PromiseRevised) -> str:
    who = f" by {fact.said_by}" if fact.said_by else ""
    how = f" ({fact.channel})" if fact.channel else ""
    return f"promised anew{_of(fact.positions)}{who}{how}: {fact.promised_on}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _expected(fact: facts.ExpectationChanged) -> str:
    return f"expected{_of(fact.positions)} {fact.expected_on}{_more(fact.note)}"


@sentence.register
def _cancelled(fact: facts.LinesCancelled) -> str:
    verb = "closed short" if fact.is_short else "cancelled"
    return f"{verb} {_amounts(fact.lines)}, cause: {fact.cause}{_more(fact.note)}"


@sentence.register
def _edited(fact: facts.OrderEdited) -> str:
    return ", ".join(_change(change) for change in fact.changes)


def _change(change: facts.Change) -> str:
    where = f"line {change.position} " if change.position else ""
    old, new = (_readable(change.field, text) for text in (change.old, change.new))
    return f"{where}{change.field}: {old} -> {new}"


def _readable(field: str, text: str | None) -> str:
    """Write a kept value as a person would: quantities and prices are kept in ten-thousandths."""
    if text is None:
        return "nothing"
    if field == "value":
        return f"{text} minor units"
    return format_quantity(int(text)) if field in {"quantity", "unit_price"} else text


@sentence.register
def _lines_added(fact: facts.LinesAdded) -> str:
    return f"line {', '.join(str(line.position) for line in fact.lines)} added"


@sentence.register
def _noted(fact: facts.NoteAdded) -> str:
    return f"note: {fact.note}"


@sentence.register
def _receipt(fact: facts.ReceiptConfirmed) -> str:
    who = f" by {fact.received_by}" if fact.received_by else ""
    return f"receipt confirmed{who} on {fact.on}{_more(fact.note)}"


@sentence.register
def _completed(fact: facts.OrderCompleted) -> str:
    return f"completed on {fact.on}"


@sentence.register
def _closed(fact: facts.OrderClosed) -> str:
    return f"closed on {fact.on}"


@sentence.register
def _taken_back(fact: facts.EventTakenBack) -> str:
    return f"event {fact.seq} taken back, cause: {fact.cause}"


@sentence.register
def _held(fact: OrderHeld) -> str:
    return f"record held, cause: {fact.cause}"


@sentence.register
def _released(fact: OrderReleased) -> str:
    return f"record released{_more(fact.note)}"


def _amounts(parts: Iterable[facts.LineQuantity]) -> str:
    return ", ".join(f"{format_quantity(part.quantity)} of line {part.position}" for part in parts)


def _of(positions: tuple[int, ...]) -> str:
    return f" for line {', '.join(str(position) for position in positions)}" if positions else ""


def _more(note: str | None) -> str:
    return f" - {note}" if note else ""


def day_of(fact: facts.Fact) -> date | None:
    """Give the day a fact happened, where it says one."""
    return getattr(fact, "on", None)


@sentence.register
def _contacted(fact: ContactLogged) -> str:
    contact = fact.contact
    note = f": {contact.note}" if contact.note else ""
    again = f" (ask again on {contact.ask_again_on})" if contact.ask_again_on else ""
    return f"{contact.channel} with the {contact.side} {minute(contact.at)}, {contact.outcome}{note}{again}"


@sentence.register
def _asked_followup(fact: FollowUpsAsked) -> str:
    lines = ", ".join(map(str, fact.positions))
    return f"the letter of {minute(fact.at)} did not arrive" if fact.not_delivered else f"asked about line {lines}"


@sentence.register
def _raised(fact: FollowUpsRaised) -> str:
    return "; ".join(_due(each) for each in fact.followups)


def _due(followup: FollowUp) -> str:
    what = f"follow-up {followup.number} of line {followup.position}"
    return f"{what} is due ({followup.rule}, promised {followup.promised_on})"


@sentence.register
def _started(fact: EscalationStarted) -> str:
    escalation = fact.escalation
    about = f" of issue #{escalation.issue}" if escalation.issue else ""
    return f"escalation #{escalation.number}{about} begun: {escalation.reason}"


@sentence.register
def _describe_turns(fact: EscalationTold) -> str:
    return f"escalation #{fact.number}: {'; '.join(_turn(each) for each in fact.tellings)}"


def _turn(telling: LevelTurn) -> str:
    if telling.ending is not Ending.TOLD:
        return f"level {telling.level} {telling.ending}, {telling.why}"
    until = f", to be taken up by {minute(telling.acknowledge_by)}" if telling.acknowledge_by else ""
    return f"level {telling.level} told, {', '.join(telling.to)}{until}"


@sentence.register
def _acknowledged(fact: EscalationAcknowledged) -> str:
    return f"escalation #{fact.number} taken up by {fact.actor}{_more(fact.note)}"


@sentence.register
def _expired(fact: AcknowledgementExpired) -> str:
    return f"escalation #{fact.number} was taken up in vain"


@sentence.register
def _ended(fact: EscalationEnded) -> str:
    return f"escalation #{fact.number} ended: {fact.why}"


def minute(at: datetime) -> str:
    """Write an instant (UTC) to the minute."""
    return f"{at:%Y-%m-%d %H:%M}Z"


@sentence.register
def _opened(fact: IssueOpened) -> str:
    issue = fact.issue
    line = f" of line {issue.position}" if issue.position else ""
    code = f" ({issue.cause_code})" if issue.cause_code else ""
    remedy = f", wanted: {issue.remedy}" if issue.remedy else ""
    when = minute(issue.opened_at)
    return (
        f"issue #{issue.number} opened {when}: {issue.kind}{line}, {issue.severity}, cause: {issue.cause}{code}{remedy}"
    )


@sentence.register
def _waiting(fact: IssueWaiting) -> str:
    return f"issue #{fact.number} waits for the {fact.side}{_more(fact.note)}"


@sentence.register
def _resumed(fact: IssueResumed) -> str:
    return f"issue #{fact.number} waits no longer{_more(fact.note)}"


@sentence.register
def _resolved(fact: IssueResolved) -> str:
    remedy = f" ({fact.remedy})" if fact.remedy else ""
    return f"issue #{fact.number} resolved {minute(fact.at)}: {fact.resolution}{remedy}"


@sentence.register
def _reopened(fact: IssueReopened) -> str:
    return f"issue #{fact.number} open again, cause: {fact.cause}"


@sentence.register
def _describe_question(fact: EnquiryLogged) -> str:
    asked = fact.enquiry
    return f"enquiry #{asked.number} from {asked.sender} ({asked.channel}) {minute(asked.received_at)}: {asked.text}"


@sentence.register
def _answered(fact: EnquiryAnswered) -> str:
    return f"enquiry #{fact.number} answered ({fact.channel}) {minute(fact.at)}: {fact.text}"
