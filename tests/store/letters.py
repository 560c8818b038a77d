"""Letters as the book keeps them: what an example does not name is as usual."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome
from ordertrack.domain.letters import Direction, Message, MessageState, Nature
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.usecases.ports import MessageQuestion, NewMessage, NoticeQuestion
from tests.builders import AT, BY, CUSTOMER, SUPPLIER, TODAY, an_order, apply
from tests.store.drawn import holding
from tests.store.whole import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlWrites

USUAL = b"From: Kai <kai@example.org>\r\nSubject: hello\r\n\r\nWhen will it come?\r\n"


def a_letter(*numbers: str, **fields: Any) -> Message:  # noqa: ANN401 - any field of a message
    """A letter from Kai, a customer, about these orders; `digest` may be any text."""
    digest = hashlib.sha256(fields.pop("digest", "usual").encode()).hexdigest()
    usual = Message(
        id=0,
        direction=Direction.IN,
        digest=digest,
        message_id=None,
        nature=Nature.LETTER,
        state=MessageState.DONE,
        at=AT,
        kept_at=AT,
        subject="hello",
        text="When will it come?",
        numbers=numbers,
        side=Side.CUSTOMER,
        sender="kai@example.org",
        sender_name="Kai",
    )
    return replace(usual, **fields)


def keep(book: SqlBook, raw: bytes, *numbers: str, **fields: Any) -> Message:  # noqa: ANN401 - any field of a message
    """Keep a letter and the contact that it is in the trail of each of its orders."""
    digest = hashlib.sha256(raw).hexdigest()
    with book.write() as unit:
        kept = unit.letters.keep(NewMessage(replace(a_letter(*numbers, **fields), digest=digest), raw))
        for number in numbers:
            came = kept.direction is Direction.IN
            contact = Contact(
                at=kept.at,
                made_on=TODAY,
                channel=Channel.EMAIL,
                side=kept.side or Side.CUSTOMER,
                actor=BY,
                outcome=FollowUpOutcome.RECEIVED if came else FollowUpOutcome.SENT,
                note=kept.text or None,
                message=kept.id,
                digest=kept.digest,
            )
            order, fact = unit.orders.get(number), ContactLogged(contact=contact)
            unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.commit()
    return kept


def a_notice(*numbers: str, **fields: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    """A notice of a delay to party 1, the customer, that was sent; `cause` makes it another one."""
    usual = Notice(
        id=0,
        kind=NoticeKind.DELAY,
        state=NoticeState.SENT,
        to=Addressee(
            name=CUSTOMER, channel=NoticeChannel.EMAIL, party=1, side=Side.CUSTOMER, address="kai@example.org"
        ),
        numbers=numbers,
        facts={"order": {"customer": CUSTOMER, "supplier": SUPPLIER}},
        cause="A-1 event 1",
        revision=1,
        queued_at=AT,
        learned_at=AT,
        token="",
        sent_at=AT,
    )
    return replace(usual, **fields)


def queue(book: SqlBook, notice: Notice) -> Notice:
    """Put a notice into the outbox as it is."""
    with book.write() as unit:
        kept = unit.notices.add(notice, f"{notice.kind}|{notice.cause}|party {notice.to.party}|{notice.to.channel}")
        unit.commit()
    return kept


@contextmanager
def desk(book: SqlBook) -> Iterator[SqlWrites]:
    """A transaction over a book of four parties and three orders; nothing of it stays."""
    with holding(book, [WHOLE, an_order("A-1"), an_order("A-2")]) as unit:
        yield unit


def waiting(cause: str, *numbers: str, **fields: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    """A notice that was not sent yet."""
    return a_notice(*numbers, **{"cause": cause, "state": NoticeState.QUEUED, "sent_at": None, **fields})


def queue_all(unit: SqlWrites, *notices: Notice) -> list[Notice]:
    """Put notices into the outbox; the cause of each is its key."""
    return [unit.notices.add(each, each.cause) for each in notices]


def keep_all(unit: SqlWrites, *letters: Message) -> list[Message]:
    """Keep letters, whatever their originals are."""
    return [unit.letters.keep(NewMessage(each, b"x")) for each in letters]


def notices_in(book: SqlBook) -> dict[int, Notice]:
    with book.read() as view:
        return {each.id: each for each in view.notices.list(NoticeQuestion())}


def letters_in(book: SqlBook) -> dict[int, tuple[Message, bytes]]:
    with book.read() as view:
        return {each.id: (each, view.letters.original(each.id)) for each in view.letters.list(MessageQuestion())}


def found(book: SqlBook, text: str) -> list[str]:
    """The orders about which something was said in these words."""
    with book.read() as view:
        return sorted(row.number for row in view.orders.list(OrderFilter(text=text), as_of=TODAY))
