"""What a notice that left leaves behind: its original, and its trace in the record of each order (SOP 4.3c, 4.4c)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ordertrack.domain.channels import Channel, Side
from ordertrack.domain.enquiries import EnquiryAnswered
from ordertrack.domain.followups import Contact, ContactLogged, FollowUpsAsked, Outcome
from ordertrack.domain.incoming import Nature
from ordertrack.domain.messages import Direction, Message, MessageState
from ordertrack.domain.notices import ASKING, NoticeKind
from ordertrack.domain.overtaken import asked_lines
from ordertrack.domain.replay import apply
from ordertrack.errors import RefusedError
from ordertrack.usecases.outboxports import NewMessage

if TYPE_CHECKING:
    from ordertrack.domain.events import OrderFact
    from ordertrack.domain.letters import Letter
    from ordertrack.domain.notices import Notice
    from ordertrack.domain.orders import Order
    from ordertrack.usecases.outboxports import OutboxWrites
    from ordertrack.usecases.stamps import Stamp


def keep_sent(unit: OutboxWrites, notice: Notice, letter: Letter, raw: bytes, *, stamp: Stamp) -> None:
    """Keep a letter that left; a reminder has asked now, an answer has stopped the clock of its question.

    A copy, or a notice to a colleague, leaves no trace in the record but its original.
    """
    message = unit.keep_message(NewMessage(_message(notice, letter, raw, stamp), raw))
    if notice.to.side is None or notice.is_copy:
        return
    for order in unit.find_orders(notice.numbers).values():
        _keep(unit, order, _facts(order, notice, message, notice.to.side, stamp), stamp)


def _keep(unit: OutboxWrites, order: Order, facts: list[OrderFact], stamp: Stamp) -> None:
    for fact in facts:
        try:
            after = apply(order, fact, stamp.at)
        except RefusedError:
            continue  # the question was answered by somebody else while the letter left
        unit.save(order, after, fact, at=stamp.at, by=stamp.by)
        order = after


def _facts(order: Order, notice: Notice, message: Message, side: Side, stamp: Stamp) -> list[OrderFact]:
    found: list[OrderFact] = [ContactLogged(contact=_contact(notice, message, side, stamp))]
    if notice.kind in ASKING:
        positions = asked_lines(notice, order.number)
        found.append(FollowUpsAsked(at=stamp.at, asked_on=stamp.today, positions=positions))
    if notice.kind is NoticeKind.ANSWER:
        said = notice.facts
        number, actor = said["question"]["number"], said["answered_by"]
        answered = EnquiryAnswered(number=number, at=stamp.at, actor=actor, text=said["answer"], channel=Channel.EMAIL)
        found.append(answered)
    return found


def _contact(notice: Notice, message: Message, side: Side, stamp: Stamp) -> Contact:
    return Contact(
        at=message.at,
        made_on=stamp.today,
        channel=Channel.EMAIL,
        side=side,
        actor=stamp.by,
        outcome=Outcome.SENT,
        note=f"{notice.kind}: {message.subject}",
        message=message.id,
        digest=message.digest,
    )


def _message(notice: Notice, letter: Letter, raw: bytes, stamp: Stamp) -> Message:
    return Message(
        id=0,
        direction=Direction.OUT,
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=letter.message_id,
        nature=Nature.LETTER,
        state=MessageState.DONE,
        at=stamp.at,
        kept_at=stamp.at,
        subject=letter.wording.subject,
        text=letter.wording.plain,
        numbers=notice.numbers,
        notice=notice.id,
        party=notice.to.party,
        side=notice.to.side,
        sender=letter.sender,
    )
