"""What follows from a letter: an answered follow-up, an enquiry, a failed notice, or a clerk's decision (SOP 4.3c)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryLogged
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome, FollowUpsAsked
from ordertrack.domain.cases.issues import IssueKind, IssueOpened
from ordertrack.domain.letters import Message, MessageState, Nature
from ordertrack.domain.notices.causes import asked_lines
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.case_effects import automatic_issue
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.policy.notices import ASKING, NoticeKind
from ordertrack.domain.values.texts import LIMITS
from ordertrack.usecases.cases.cases import require_past
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Stamp, Writes

Followed = tuple["Message", str]
_ACKNOWLEDGED = frozenset({NoticeKind.ORDER_CONFIRMATION, NoticeKind.SUPPLIER_ACKNOWLEDGEMENT})
_NO_ANSWER = {
    (Nature.AUTOMATIC, MessageState.DONE): (MessageState.DONE, "an automatic reply, which answers nothing"),
    (Nature.AUTOMATIC, MessageState.UNMATCHED): (MessageState.WAITING, "from a program; waits for a clerk"),
    (Nature.COMPLAINT, MessageState.UNMATCHED): (MessageState.WAITING, "a complaint, which waits for a clerk"),
}
"""What becomes of letters that are no answer, by what they are and whether they want anybody."""
_FOR_A_CLERK = {
    NoticeKind.ORDER_CONFIRMATION: "acknowledges the confirmation; a clerk reads what it says",
    NoticeKind.DELIVERED: "may confirm the receipt; a clerk reads what it says",
}
"""A customer's answers that a clerk decides about."""


def follow(
    unit: Writes, message: Message, orders: Sequence[Order], answers: Notice | None, hours: OpeningHours, stamp: Stamp
) -> Followed:
    """Do what follows from a letter about orders, and say it.

    `answers` is the notice that it answers, or reports about. RefusedError, and nothing is done, when it is older
    than one of its orders.
    """
    if message.nature is Nature.BOUNCE:
        return _bounced(unit, message, orders, answers, stamp)
    if no_answer := _NO_ANSWER.get((message.nature, message.state)):
        state, said = no_answer
        return replace(message, state=state), said
    if answers and _party(unit, answers) != message.party:
        answers = None  # it was passed on: somebody else writes
    for order in orders:
        require_past(order, message.at, stamp)
    if answers and answers.kind in _ACKNOWLEDGED and answers.acknowledged_at is None:
        unit.notices.save(replace(answers, acknowledged_at=message.at))
    if message.side is Side.SUPPLIER:
        return _from_supplier(unit, message, orders, hours, stamp)
    if message.side is Side.CUSTOMER:
        return _from_customer(unit, message, orders, answers, hours, stamp)
    return replace(message, state=MessageState.WAITING), "from neither party; waits for a clerk"


def _party(unit: Writes, notice: Notice) -> int | None:
    party = notice.to.party
    return None if party is None else unit.parties.get([party])[party].id


def _from_supplier(
    unit: Writes, message: Message, orders: Sequence[Order], hours: OpeningHours, stamp: Stamp
) -> Followed:
    facts = [_logged(message, FollowUpOutcome.ANSWERED, hours, stamp)]
    changed = [record(unit, order, facts, stamp) for order in orders]
    is_answer = any(each.before.followups != each.after.followups for each in changed)
    said = "answers the follow-up; a clerk reads what it says" if is_answer else "from the supplier; waits for a clerk"
    return replace(message, state=MessageState.WAITING), said


def _from_customer(
    unit: Writes, message: Message, orders: Sequence[Order], answers: Notice | None, hours: OpeningHours, stamp: Stamp
) -> Followed:
    waiting = replace(message, state=MessageState.WAITING)
    said = _FOR_A_CLERK.get(answers.kind) if answers else None
    for order in orders:
        asked = [] if said else [_log_question(order, message)]
        record(unit, order, [_logged(message, FollowUpOutcome.RECEIVED, hours, stamp), *asked], stamp)
    return (waiting, said) if said else (replace(message, state=MessageState.DONE), "opens an enquiry")


def ask(unit: Writes, message: Message, stamp: Stamp) -> Followed:
    """Open an enquiry with a letter, whose clock runs from when it was received (SOP 4.4a).

    RefusedError when the letter is older than one of its orders.
    """
    for order in unit.orders.find(message.numbers).values():
        require_past(order, message.at, stamp)
        record(unit, order, [_log_question(order, message)], stamp)
    return replace(message, state=MessageState.DONE), "opens an enquiry"


def _log_question(order: Order, message: Message) -> EnquiryLogged:
    name = message.sender_name or message.sender or "the customer"
    enquiry = Enquiry(
        number=max((each.number for each in order.enquiries), default=0) + 1,
        sender=name[: LIMITS["name"]],
        received_at=message.at,
        text=(message.text.strip() or message.subject or "(no text)")[: LIMITS["note"]],
        channel=Channel.EMAIL,
    )
    return EnquiryLogged(enquiry=enquiry)


def _logged(message: Message, outcome: FollowUpOutcome, hours: OpeningHours, stamp: Stamp) -> ContactLogged:
    """Put a letter into the record of an order, with the digest that commits to its original (SOP 4.4c)."""
    contact = Contact(
        at=message.at,
        made_on=hours.today(message.at),
        channel=Channel.EMAIL,
        side=message.side or Side.CUSTOMER,
        actor=stamp.by,
        outcome=outcome,
        note=message.subject[: LIMITS["note"]] or None,
        message=message.id,
        digest=message.digest,
    )
    return ContactLogged(contact=contact)


def _bounced(unit: Writes, message: Message, orders: Sequence[Order], answers: Notice | None, stamp: Stamp) -> Followed:
    """Fail a notice that did not arrive, and raise an issue for its address with each of its orders."""
    done = replace(message, state=MessageState.DONE)
    if message.reason is None:
        return done, "a delivery report; nothing has failed"
    if answers is None:
        return replace(message, state=MessageState.WAITING), "some other letter was not delivered; waits for a clerk"
    if answers.state is not NoticeState.SENT:
        return done, f"a delivery report; notice {answers.id} is {answers.state}"
    error = message.reason[: LIMITS["cause"]]
    failed = replace(answers, state=NoticeState.FAILED, error=error, next_at=None, lease_until=None)
    unit.notices.save(failed)
    known = f"mail to {answers.to.name} was not delivered"
    cause = f"{known} (notice {answers.id}): {message.reason}"[: LIMITS["cause"]]
    for order in orders:
        facts = _unasked(order, answers)
        if not any(each.cause.startswith(known) for each in order.open_issues):
            facts.append(IssueOpened(issue=automatic_issue(order, IssueKind.OTHER, cause, stamp.at)))
        if not order.is_finished:
            record(unit, order, facts, stamp)
    return done, f"notice {answers.id} was not delivered: {message.reason}"


def _unasked(order: Order, notice: Notice) -> list[OrderFact]:
    """Take back what a reminder asked that never arrived."""
    if notice.kind not in ASKING or notice.sent_at is None:
        return []
    positions, at = asked_lines(notice, order.number), notice.sent_at
    return [FollowUpsAsked(at=at, asked_on=at.date(), positions=positions, not_delivered=True)]
