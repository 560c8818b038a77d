"""Customers' questions: logged, answered, and listed with their clocks (SOP 4.4a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.orders.case_effects import find_enquiry
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.values.texts import name_key
from ordertrack.errors import ConflictError
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
from ordertrack.usecases.ports import writing
from ordertrack.usecases.recording import queue_answer, record

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.orders.events import CaseFact
    from ordertrack.domain.orders.lists import EnquiryListRow, EnquiryQuestion
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.time.hours import Duration
    from ordertrack.usecases.ports import Book, Reads, Stamp

UNANSWERED = "unanswered enquiries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a customer asked: who, when and how it reached us."""

    sender: str
    text: str
    at: datetime
    channel: Channel = Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the customer is told, and when; by the channel of the question unless another is named.

    One that was given already is only logged; by mail, any other is sent.
    """

    text: str
    at: datetime
    channel: Channel | None = None
    was_given: bool = False


class TimedEnquiry(NamedTuple):
    """A question of a list, with its clock and the target of that."""

    row: EnquiryListRow
    clock: Clock
    target: Duration


def log_enquiry(book: Book, number: str, question: Question, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Log a customer's question, which starts its clock when it was received (SOP 4.4a).

    ConflictError when the very same is logged already; RefusedError when the instant lies in the future or before
    the order. An order that is over may be asked about.
    """

    def logged(order: Order, named: int | None) -> tuple[int, CaseFact]:
        require_whole(order, named)
        enquiry = Enquiry(
            number=max((each.number for each in order.enquiries), default=0) + 1,
            sender=question.sender,
            received_at=require_past(order, question.at, stamp),
            text=question.text,
            channel=question.channel,
        )
        _require_no_twin(order, enquiry)
        return enquiry.number, EnquiryLogged(enquiry=enquiry)

    return change_case(book, number, logged, stamp, dry_run=dry_run)


def answer_enquiry(book: Book, name: str, answer: Answer, stamp: Stamp, *, dry_run: bool = False) -> CaseChange:
    """Answer a question, or log the answer; it settles every question of the order received by then (SOP 4.4a).

    An answer by mail is queued and settles nothing before it is sent: the change has its notice, and the order is as
    it was. RefusedError when the question was answered already, or the instant lies in the future or before it.
    """
    with writing(book, dry_run=dry_run) as unit:
        before, named = find_case(unit, name)
        number = the_one(before, UNANSWERED, before.open_enquiries) if named is None else named
        enquiry = find_enquiry(before, number)
        channel = answer.channel or enquiry.channel
        at = require_past(before, answer.at, stamp)
        fact = EnquiryAnswered(number=number, at=at, actor=stamp.by, text=answer.text, channel=channel)
        apply(before, fact, stamp.at)  # refused now, and not only when a letter has left
        is_to_send = channel is Channel.EMAIL and not answer.was_given
        notices = queue_answer(unit, before, fact, stamp) if is_to_send else []
        after = before if notices else record(unit, before, [fact], stamp).after
    return CaseChange(before, after, number, fact, tuple(notices))


def settled_by(change: CaseChange) -> list[int]:
    """List the questions that an answer settled, by their numbers."""
    open_before = {each.number for each in change.before.open_enquiries}
    return [each.number for each in change.after.enquiries if each.is_answered and each.number in open_before]


def told_since(change: CaseChange) -> datetime | None:
    """Give the first instant since a question at which the customer was told something, if that is known already.

    A question typed late may have had its answer; whether that was one only the clerk can say.
    """
    enquiry = find_enquiry(change.after, change.number)
    told = [each.at for each in change.before.contacts if each.side is Side.CUSTOMER and each.was_told]
    told += [each.answered_at for each in change.before.enquiries if each.answered_at is not None]
    return min((at for at in told if at >= enquiry.received_at), default=None)


def timed_enquiries(
    view: Reads, question: EnquiryQuestion, rules: ClockRules, until: datetime, *, limit: int | None = None
) -> list[TimedEnquiry]:
    """List questions with their clocks as they stand at an instant (SOP 4.4a, 7)."""
    return [
        TimedEnquiry(row, *case_clock(row.asked_since, row.answered_at, (), rules, until))
        for row in view.cases.enquiries(question, limit=limit)
    ]


def _require_no_twin(order: Order, new: Enquiry) -> None:
    for known in order.enquiries:
        is_from_them = name_key(known.sender) == name_key(new.sender)
        if known.received_at == new.received_at and is_from_them and is_same_text(known.text, new.text):
            raise ConflictError(f"{case_id(order.number, known.number)} is that very question")
