"""What was said about an order, told once and in order; the names of files that came with it (SOP 4.3c, 4.4a, 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome
from ordertrack.domain.letters import DESK, Attachment, CorrespondenceEntry, Direction, Nature, Part
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import NotFoundError
from ordertrack.usecases.letters.correspondence import conversation, enclosures, safe_name
from tests.builders import AT, CUSTOMER, SUPPLIER, TODAY, a_stamp, enter
from tests.store.letters import keep

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.store.book.book import SqlBook


@pytest.fixture
def book(sqlite_book: SqlBook) -> SqlBook:
    enter(sqlite_book)
    return sqlite_book


def tell(book: SqlBook, *facts: OrderFact) -> None:
    from ordertrack.usecases.recording import record

    with book.write() as unit:
        record(unit, unit.orders.get("A-1"), facts, a_stamp())
        unit.commit()


def at(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def contact(minutes: int, **fields: Any) -> ContactLogged:  # noqa: ANN401 - any field of a contact
    usual: dict[str, Any] = {
        "at": at(minutes),
        "made_on": TODAY,
        "channel": Channel.PHONE,
        "side": Side.SUPPLIER,
        "actor": "anna",
    }
    return ContactLogged(contact=Contact(**usual | fields))


def asked(number: int, minutes: int, **fields: Any) -> EnquiryLogged:  # noqa: ANN401 - any field of an enquiry
    usual: dict[str, Any] = {"number": number, "sender": "Kai", "received_at": at(minutes), "text": "where is it?"}
    return EnquiryLogged(enquiry=Enquiry(**usual | fields))


def log(book: SqlBook) -> list[CorrespondenceEntry]:
    with book.read() as view:
        return conversation(view, "A-1")


def test_contacts_questions_and_answers_are_told_by_the_clock(book: SqlBook) -> None:
    tell(
        book,
        asked(1, 3, channel=Channel.PHONE),
        asked(2, 4, channel=Channel.VISIT),
        EnquiryAnswered(number=1, at=at(5), actor="tom", text="on a ship", channel=Channel.PHONE),
        contact(1, note="no one there", outcome=FollowUpOutcome.NO_ANSWER),
        contact(2, side=Side.CUSTOMER, outcome=FollowUpOutcome.RECEIVED, channel=Channel.PORTAL, note="thanks"),
    )
    phone = Channel.PHONE
    assert log(book) == [
        CorrespondenceEntry(
            at=at(1), part=Part.CONTACT, sender="anna", recipient=SUPPLIER, channel=phone,
            text="no one there", outcome=FollowUpOutcome.NO_ANSWER,
        ),
        CorrespondenceEntry(
            at=at(2), part=Part.CONTACT, sender=CUSTOMER, recipient="anna", channel=Channel.PORTAL,
            text="thanks", outcome=FollowUpOutcome.RECEIVED,
        ),
        CorrespondenceEntry(at=at(3), part=Part.ENQUIRY, sender="Kai", recipient=DESK, channel=phone, text="where is it?"),  # noqa: E501
        CorrespondenceEntry(at=at(4), part=Part.ENQUIRY, sender="Kai", recipient=DESK, channel=Channel.VISIT, text="where is it?"),  # noqa: E501
        CorrespondenceEntry(at=at(5), part=Part.ANSWER, sender="tom", recipient="Kai", channel=phone, text="on a ship"),
    ]  # fmt: skip


def test_a_letter_that_asks_is_told_once(book: SqlBook) -> None:
    kept = keep(book, b"one", "A-1", at=at(1), subject="late?", text="where is it?", rest="> you", party=1)
    tell(book, asked(1, 1))
    assert log(book) == [
        CorrespondenceEntry(
            at=at(1), part=Part.ENQUIRY, sender="Kai", recipient=DESK, channel=Channel.EMAIL, text="where is it?",
            direction=Direction.IN, subject="late?", outcome=FollowUpOutcome.RECEIVED, rest="> you", message=kept.id,
        )
    ]  # fmt: skip


def test_letters_are_named_by_what_they_are(book: SqlBook) -> None:
    nobody = {"sender": None, "sender_name": None}
    keep(book, b"1", "A-1", at=at(1), direction=Direction.OUT, party=2, side=Side.SUPPLIER, **nobody)
    keep(book, b"2", "A-1", at=at(2), nature=Nature.AUTOMATIC, sender_name=None)
    keep(book, b"3", "A-1", at=at(3), nature=Nature.BOUNCE, **nobody)
    keep(book, b"4", "A-1", at=at(4), party=1, **nobody)
    told = [(each.part, each.sender, each.recipient) for each in log(book)]
    assert told == [
        (Part.NOTICE, "anna", SUPPLIER),
        (Nature.AUTOMATIC, "kai@example.org", DESK),
        (Nature.BOUNCE, "somebody", DESK),
        (Nature.LETTER, CUSTOMER, DESK),
    ]


def test_there_is_no_conversation_about_an_order_that_is_not_there(book: SqlBook) -> None:
    with book.read() as view:
        with pytest.raises(NotFoundError):
            conversation(view, "Z-1")
        with pytest.raises(NotFoundError):
            list(enclosures(view, "Z-1", lambda _: []))


def test_files_of_one_name_are_told_apart_by_letter_and_number(book: SqlBook) -> None:
    files = (Attachment("a.pdf", "application/pdf", 1),)
    for raw in (b"one", b"two"):
        keep(book, raw, "A-1", attachments=files)
    keep(book, b"three", "A-1")
    given = ["a.pdf", "A.PDF", "a.pdf", "a-2.pdf", "", "..", "README", "readme"]
    with book.read() as view:
        found = list(
            enclosures(view, "A-1", lambda raw: [(Attachment(name, "x", 0), raw + name.encode()) for name in given])
        )
    names = ["a.pdf", "A-2.PDF", "a-3.pdf", "a-2-2.pdf", "file", "file-2", "README", "readme-2"]
    assert [each.name for each in found] == [f"{letter}-{name}" for letter in (1, 2) for name in names]
    assert [each.content for each in found[:2]] == [b"onea.pdf", b"oneA.PDF"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\a.exe", "a.exe"),
        (".bashrc", "bashrc"),
        ('a<b>:"c|d?e*%f.txt', "a_b___c_d_e__f.txt"),
        ("rm -rf\n$HOME.sh", "rm -rf $HOME.sh"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("trailing. . ", "trailing"),
        ("", "file"),
        ("...", "file"),
        (".txt", "txt"),
        ("Bestätigung 二十.pdf", "Bestätigung 二十.pdf"),
        ("二" * 100 + ".pdf", "二" * 48 + ".pdf"),
        ("x" * 300 + "." + "y" * 100, "x" * 150),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_a_name_is_safe_anywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
