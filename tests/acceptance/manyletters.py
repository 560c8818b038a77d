"""Thousands of letters as a desk gets them, the same for the same seed, and a book that they are about."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.parties import PartyEdited
from ordertrack.store.book.book import SqlBook
from tests.builders import AT, BY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desk import Desk

ORDERS, CUSTOMERS, SUPPLIERS = 400, 40, 10
FIRST = datetime(2026, 2, 2, 8, tzinfo=UTC)
OURS = "orders@example.com"
_WORDS = (
    *("when", "will", "the", "goods", "arrive", "we", "need", "them", "on", "site", "before", "holidays"),
    *("please", "confirm", "new", "date", "thanks", "invoice"),
)
_KINDS = (
    *[("question", 30), ("supplier", 20), ("thread", 15), ("stranger", 15), ("no number", 7)],
    *[("automatic", 5), ("bounce", 4), ("files", 4)],
)
"""What comes, and how much of a hundred."""


class Letters(NamedTuple):
    """What was written: the letters in their order, and how many there are of each kind without those that repeat."""

    raws: list[bytes]
    kinds: Counter[str]

    @property
    def total(self) -> int:
        """How many different letters there are."""
        return self.kinds.total()


def fill(desk: Desk) -> None:
    """Enter the orders, and give each party its address."""
    rows = [f"SO-{each},Customer {each % CUSTOMERS},Supplier {each % SUPPLIERS},2026-03-20,1" for each in range(ORDERS)]
    table = "\n".join(["number,customer,supplier,promised_on,line.quantity", *rows])
    desk.do("import", "orders", "-", stdin=table.encode())
    assert not isinstance(desk.place, str)
    with SqlBook(desk.place).write() as unit:
        for party in unit.parties.list():
            after = replace(party, emails=(_address(party.name),))
            unit.parties.save(after, PartyEdited(party=after), at=AT, by=BY)
        unit.commit()


def letters(count: int, seed: int = 20261123) -> Letters:
    """Write so many letters; one in fifty has no Message-ID, one in forty comes twice."""
    dice = Random(seed)
    names, weights = zip(*_KINDS, strict=True)
    known: list[str] = []
    raws: list[bytes] = []
    kinds: Counter[str] = Counter()
    while len(raws) < count:
        if raws and dice.random() < 1 / 40:
            raws.append(dice.choice(raws))
            continue
        (kind,) = dice.choices(names, weights)
        if kind == "thread" and not known:
            continue
        kinds[kind] += 1
        raws.append(_letter(kind, len(raws), dice, known))
    return Letters(raws, kinds)


def into_maildir(folder: Path, raws: list[bytes]) -> None:
    """Deliver letters into a new Maildir, one after the other."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, raw in enumerate(raws):
        (folder / "new" / f"{1_700_000_000 + number}.M{number}.example").write_bytes(raw)


def _letter(kind: str, number: int, dice: Random, known: list[str]) -> bytes:
    order = dice.randrange(ORDERS)
    made = EmailMessage()
    side = "Supplier" if kind == "supplier" else "Customer"
    who = f"{side} {order % (SUPPLIERS if kind == 'supplier' else CUSTOMERS)}"
    made["From"] = "Spam <offers@example.invalid>" if kind == "stranger" else f"{who} <{_address(who)}>"
    made["To"] = OURS
    made["Date"] = format_datetime(FIRST + timedelta(minutes=4 * number))
    text = "\n\n".join(_sentences(dice))
    made["Subject"] = dice.choice(("Your order", "Question", "Grüße aus Köln", "Re: date"))
    has_number = kind not in {"thread", "no number", "bounce"}
    has_id = dice.random() > 1 / 50
    if has_id:
        made["Message-ID"] = f"<{number}.{dice.randrange(10**9)}@example.org>"
    if kind == "thread":
        made["In-Reply-To"] = dice.choice(known)
    if kind == "automatic":
        made["Auto-Submitted"] = "auto-replied"
    if kind == "bounce":
        return _bounce(number, str(made["Message-ID"] or f"<b{number}@example.org>"))
    made.set_content(f"{text}\n\nOur order is SO-{order}.\n" if has_number else text)
    if kind == "files":
        made.add_alternative(f"<p>{text}</p>", subtype="html")
        made.add_attachment(dice.randbytes(4000), maintype="application", subtype="pdf", filename=f"{number}.pdf")
    elif kind in {"question", "supplier"} and has_id:
        known.append(str(made["Message-ID"]))
    return made.as_bytes()


def _bounce(number: int, message_id: str) -> bytes:
    return f"""\
From: MAILER-DAEMON@mx.example.net
To: {OURS}
Message-ID: {message_id}
Date: {format_datetime(FIRST + timedelta(minutes=4 * number))}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge

It came back.
--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; somebody@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--edge
Content-Type: text/rfc822-headers

Message-ID: <other-{number}@example.com>

--edge--
""".encode()


def _sentences(dice: Random) -> Iterator[str]:
    for _ in range(dice.randrange(1, 6)):
        yield " ".join(dice.choices(_WORDS, k=dice.randrange(8, 40))) + "."


def _address(name: str) -> str:
    return f"{name.replace(' ', '.').lower()}@example.org"
