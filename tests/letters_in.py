"""Letters that come in, and a book with parties and notices for them to be about; all days are of March 2026."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.notices.samples import samples
from ordertrack.domain.parties import NoticeChannel, PartyEdited, Side
from ordertrack.mail.letters.letter import read_letter
from ordertrack.usecases.letters.intake import Received, Taken, assign, is_known, take_in
from tests.builders import AT, BY, CUSTOMER, SUPPLIER, a_book, a_stamp, enter, is_sound, loaded, ten
from tests.hours import HOUR, hours
from tests.rounds import HastyBook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from ordertrack.domain.letters import Message
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.notices import NoticeKind
    from ordertrack.store.book.book import SqlBook

KAI, LEE, PIA, STRANGER = "kai@example.org", "lee@example.com", "pia@example.org", "nobody@example.invalid"
"""The customer's, the supplier's, another customer's, and one that is in no book."""

OURS = "orders@example.com"
HOURS = hours("UTC")
RECEIVED = AT - HOUR


def a_letter(
    text: str = "When will it come?\n",
    *,
    sender: str | None = f"Kai <{KAI}>",
    to: str = OURS,
    subject: str = "A question",
    message_id: str | None = "<1@example.org>",
    at: datetime | None = RECEIVED,
    **headers: str,
) -> bytes:
    """A letter as its bytes; `in_reply_to="..."` is its header `In-Reply-To`."""
    made = EmailMessage()
    usual = {"From": sender, "To": to, "Subject": subject, "Message-ID": message_id}
    usual |= {"Date": format_datetime(at) if at else None}
    for name, value in {**usual, **{key.replace("_", "-").title(): value for key, value in headers.items()}}.items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    return made.as_bytes()


def a_bounce(of: str, reason: str = "smtp; 550 5.1.1 no such user", action: str = "failed", **headers: str) -> bytes:
    """A delivery report (RFC 3464) about the letter of that Message-ID."""
    named = {"message_id": "<bounce@mx.example.org>", **headers}
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: {OURS}
Message-ID: {named["message_id"]}
Date: {format_datetime(RECEIVED)}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

The letter about A-2 came back.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {KAI}
Action: {action}
Status: 5.1.1
{f"Diagnostic-Code: {reason}" if reason else "X-Nothing: said"}

--edge
Content-Type: text/rfc822-headers

Message-ID: {of}

--edge--
""".encode()


def a_complaint(of: str) -> bytes:
    """A complaint about unwanted mail (RFC 5965) about the letter of that Message-ID."""
    return f"""\
From: abuse@example.net
To: {OURS}
Message-ID: <complaint@example.net>
Date: {format_datetime(RECEIVED)}
Subject: Unwanted mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="edge"

--edge
Content-Type: text/plain

Somebody complained.

--edge
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1
Version: 1

--edge
Content-Type: text/rfc822-headers

Message-ID: {of}

--edge--
""".encode()


def received(raw: bytes, received_at: datetime | None = None) -> Received:
    """A letter as the intake gets it."""
    return Received(read_letter(raw, received_at=received_at), raw)


@dataclass(slots=True)
class Mailroom:
    """A book with two orders of Müller & Søn from Acme, A-1 and A-2, and one of Pia's from Bolts, B-1."""

    book: SqlBook
    refused: list[tuple[str | None, str]] = field(default_factory=list)

    def take(self, *raws: bytes, dry_run: bool = False) -> list[Taken]:
        """Take letters in this morning."""
        return self.take_all(map(received, raws), dry_run=dry_run)

    def take_all(self, letters: Iterable[Received], *, dry_run: bool = False) -> list[Taken]:
        """Take in what comes."""

        def refuse(each: Received, error: Exception) -> None:
            self.refused.append((each.letter.message_id, str(error)))

        return list(take_in(self.book, letters, HOURS, a_stamp(), on_refused=refuse, dry_run=dry_run))

    def one(self, raw: bytes) -> Taken:
        """Take in one letter, which is new."""
        (taken,) = self.take(raw)
        return taken

    def assign(self, message: int, number: str, *, dry_run: bool = False) -> Taken:
        """Give a letter an order."""
        return assign(self.book, message, number, HOURS, a_stamp(), dry_run=dry_run)

    def knows(self, message_id: str) -> bool:
        """Say whether a mailbox would be asked for that letter again."""
        return is_known(self.book)(message_id)

    def notice(self, kind: NoticeKind, *numbers: str, to: str = CUSTOMER, **fields: Any) -> Notice:  # noqa: ANN401
        """A notice that was sent to a party an hour ago, under the Message-ID of its number."""
        party = self.party(to)
        side = Side.SUPPLIER if party.is_supplier else Side.CUSTOMER
        addressee = Addressee(
            name=to, channel=NoticeChannel.EMAIL, party=party.id, side=side, address=next(iter(party.emails), None)
        )
        with self.book.write() as unit:
            revision = max((each.number for each in unit.policy.revisions()), default=1)
            made = Notice(
                id=0,
                kind=kind,
                state=NoticeState.SENT,
                to=addressee,
                numbers=numbers,
                facts=samples(kind)[0],
                cause=f"test {len(self.notices())}",
                revision=revision,
                queued_at=AT - HOUR,
                learned_at=AT - HOUR,
                sent_at=AT - HOUR,
                token="",
            )
            kept = unit.notices.add(replace(made, **fields), f"key {len(self.notices())}")
            known = replace(kept, message_id=f"<notice-{kept.id}@example.com>")
            unit.notices.save(known)
            unit.commit()
        return known

    def notices(self) -> list[Notice]:
        """All notices, those included that the entry of the orders queued."""
        from ordertrack.usecases.ports import NoticeQuestion

        with self.book.read() as view:
            return list(view.notices.list(NoticeQuestion()))

    def get_notice(self, notice: Notice) -> Notice:
        """A notice as it is now."""
        with self.book.read() as view:
            return view.notices.get(notice.id)

    def messages(self) -> list[Message]:
        """All messages."""
        from ordertrack.usecases.ports import MessageQuestion

        with self.book.read() as view:
            return list(view.letters.list(MessageQuestion()))

    def order(self, number: str = "A-1") -> Order:
        """An order as it is now."""
        return loaded(self.book, number)

    def party(self, name: str) -> Party:
        """A party as it is now."""
        with self.book.read() as view:
            found = view.parties.find(name)
        assert found
        return found

    def reach(self, name: str, *emails: str) -> None:
        """Let a party have these addresses."""
        party = replace(self.party(name), emails=emails)
        with self.book.write() as unit:
            unit.parties.save(party, PartyEdited(party=party), at=AT, by=BY)
            unit.commit()

    def is_sound(self) -> bool:
        """Whether the tables say what the trail says."""
        return is_sound(self.book)

    @property
    def content(self) -> list[tuple[object, ...]]:
        """The trail, and all messages and notices."""
        with self.book.read() as view:
            trail = list(view.exports.trail())
        return [*trail, *((each,) for each in (*self.messages(), *self.notices()))]


def a_mailroom(folder: Path) -> Mailroom:
    """A book with three orders whose parties have addresses; it does not wait for the disk."""
    return furnished(HastyBook(a_book(folder).place))


def furnished(book: SqlBook) -> Mailroom:
    """The same in an empty book of the test's own."""
    room = Mailroom(book)
    for number, customer, supplier in (
        ("A-1", CUSTOMER, SUPPLIER),
        ("A-2", CUSTOMER, SUPPLIER),
        ("B-1", "Pia", "Bolts"),
    ):
        enter(room.book, ten(number=number, customer=customer, supplier=supplier))
    for name, address in ((CUSTOMER, KAI), (SUPPLIER, LEE), ("Pia", PIA), ("Bolts", "bolts@example.com")):
        room.reach(name, address)
    return room
