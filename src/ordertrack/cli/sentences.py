"""Facts in words: the timeline of an order, and what a command says it did; every fact there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from ordertrack.domain.values.amounts import format_quantity
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from ordertrack.domain.cases.escalations import LevelTurn


def sentence(fact: facts.Fact) -> str:
    """Say a fact in one line."""
    say = _SENTENCES.get(type(fact))
    return say(fact) if say else facts.kind_of(fact)


def _describe_entry(fact: facts.OrderEntered) -> str:
    came = "taken over as history" if fact.order.is_history else "entered"
    return f"{came} with {count_of(len(fact.order.lines), 'line')}, promised {fact.order.promised_on}"


def _shipped(fact: facts.LinesShipped) -> str:
    by = " ".join(part for part in (fact.carrier, fact.tracking) if part)
    when = f" on {fact.on}" if fact.on else ""
    expected = f", expected {fact.expected_on}" if fact.expected_on else ""
    return f"shipped {_amounts(fact.lines)}{when}{f' by {by}' if by else ''}{expected}{_more(fact.note)}"


def _received(fact: facts.LinesReceived) -> str:
    parts = []
    for part in fact.lines:
        refused = part.receipt.rejected
        why = f", {format_quantity(refused)} of it rejected: {part.receipt.reason}" if refused else ""
        parts.append(f"{format_quantity(part.receipt.quantity)} of line {part.position}{why}")
    return f"received {', '.join(parts)} on {fact.on}{_more(fact.note)}"


def _delayed(fact: facts.DelayReported) -> str:
    return f"delayed{_of(fact.positions)}: expected {fact.expected_on}, cause: {fact.cause}{_more(fact.note)}"


def _promised(fact: facts.PromiseRevised) -> str:
    who = f" by {fact.said_by}" if fact.said_by else ""
    how = f" ({fact.channel})" if fact.channel else ""
    return f"promised anew{_of(fact.positions)}{who}{how}: {fact.promised_on}, cause: {fact.cause}{_more(fact.note)}"


def _cancelled(fact: facts.LinesCancelled) -> str:
    verb = "closed short" if fact.is_short else "cancelled"
    return f"{verb} {_amounts(fact.lines)}, cause: {fact.cause}{_more(fact.note)}"


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


def _receipt(fact: facts.ReceiptConfirmed) -> str:
    who = f" by {fact.received_by}" if fact.received_by else ""
    return f"receipt confirmed{who} on {fact.on}{_more(fact.note)}"


def _amounts(parts: Iterable[facts.LineQuantity]) -> str:
    return ", ".join(f"{format_quantity(part.quantity)} of line {part.position}" for part in parts)


def _of(positions: tuple[int, ...]) -> str:
    return f" for line {', '.join(str(position) for position in positions)}" if positions else ""


def _more(note: str | None) -> str:
    return f" - {note}" if note else ""


def day_of(fact: facts.Fact) -> date | None:
    """Give the day a fact happened, where it says one."""
    return getattr(fact, "on", None)


def _contacted(fact: ContactLogged) -> str:
    contact = fact.contact
    note = f": {contact.note}" if contact.note else ""
    again = f" (ask again on {contact.ask_again_on})" if contact.ask_again_on else ""
    return f"{contact.channel} with the {contact.side} {minute(contact.at)}, {contact.outcome}{note}{again}"


def _asked_followup(fact: FollowUpsAsked) -> str:
    lines = ", ".join(map(str, fact.positions))
    return f"the letter of {minute(fact.at)} did not arrive" if fact.not_delivered else f"asked about line {lines}"


def _due(followup: FollowUp) -> str:
    what = f"follow-up {followup.number} of line {followup.position}"
    return f"{what} is due ({followup.rule}, promised {followup.promised_on})"


def _started(fact: EscalationStarted) -> str:
    escalation = fact.escalation
    about = f" of issue #{escalation.issue}" if escalation.issue else ""
    return f"escalation #{escalation.number}{about} begun: {escalation.reason}"


def _turn(telling: LevelTurn) -> str:
    if telling.ending is not Ending.TOLD:
        return f"level {telling.level} {telling.ending}, {telling.why}"
    until = f", to be taken up by {minute(telling.acknowledge_by)}" if telling.acknowledge_by else ""
    return f"level {telling.level} told, {', '.join(telling.to)}{until}"


def minute(at: datetime) -> str:
    """Write an instant (UTC) to the minute."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def _opened(fact: IssueOpened) -> str:
    issue = fact.issue
    line = f" of line {issue.position}" if issue.position else ""
    code = f" ({issue.cause_code})" if issue.cause_code else ""
    remedy = f", wanted: {issue.remedy}" if issue.remedy else ""
    when = minute(issue.opened_at)
    return (
        f"issue #{issue.number} opened {when}: {issue.kind}{line}, {issue.severity}, cause: {issue.cause}{code}{remedy}"
    )


def _resolved(fact: IssueResolved) -> str:
    remedy = f" ({fact.remedy})" if fact.remedy else ""
    return f"issue #{fact.number} resolved {minute(fact.at)}: {fact.resolution}{remedy}"


def _describe_question(fact: EnquiryLogged) -> str:
    asked = fact.enquiry
    return f"enquiry #{asked.number} from {asked.sender} ({asked.channel}) {minute(asked.received_at)}: {asked.text}"


_SENTENCES: Mapping[type, Callable[[Any], str]] = {
    facts.OrderEntered: _describe_entry,
    facts.StatusMoved: lambda fact: f"{fact.to} on {fact.on}{_more(fact.note)}",
    facts.LinesShipped: _shipped,
    facts.LinesReceived: _received,
    facts.DelayReported: _delayed,
    facts.PromiseRevised: _promised,
    facts.ExpectationChanged: lambda fact: f"expected{_of(fact.positions)} {fact.expected_on}{_more(fact.note)}",
    facts.LinesCancelled: _cancelled,
    facts.OrderEdited: lambda fact: ", ".join(_change(change) for change in fact.changes),
    facts.LinesAdded: lambda fact: f"line {', '.join(str(line.position) for line in fact.lines)} added",
    facts.NoteAdded: lambda fact: f"note: {fact.note}",
    facts.ReceiptConfirmed: _receipt,
    facts.OrderCompleted: lambda fact: f"completed on {fact.on}",
    facts.OrderClosed: lambda fact: f"closed on {fact.on}",
    facts.EventTakenBack: lambda fact: f"event {fact.seq} taken back, cause: {fact.cause}",
    OrderHeld: lambda fact: f"record held, cause: {fact.cause}",
    OrderReleased: lambda fact: f"record released{_more(fact.note)}",
    ContactLogged: _contacted,
    FollowUpsAsked: _asked_followup,
    FollowUpsRaised: lambda fact: "; ".join(_due(each) for each in fact.followups),
    EscalationStarted: _started,
    EscalationTold: lambda fact: f"escalation #{fact.number}: {'; '.join(_turn(each) for each in fact.tellings)}",
    EscalationAcknowledged: lambda fact: f"escalation #{fact.number} taken up by {fact.actor}{_more(fact.note)}",
    AcknowledgementExpired: lambda fact: f"escalation #{fact.number} was taken up in vain",
    EscalationEnded: lambda fact: f"escalation #{fact.number} ended: {fact.why}",
    IssueOpened: _opened,
    IssueWaiting: lambda fact: f"issue #{fact.number} waits for the {fact.side}{_more(fact.note)}",
    IssueResumed: lambda fact: f"issue #{fact.number} waits no longer{_more(fact.note)}",
    IssueResolved: _resolved,
    IssueReopened: lambda fact: f"issue #{fact.number} open again, cause: {fact.cause}",
    EnquiryLogged: _describe_question,
    EnquiryAnswered: lambda fact: f"enquiry #{fact.number} answered ({fact.channel}) {minute(fact.at)}: {fact.text}",
}
