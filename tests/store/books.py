"""Books with something of everything in them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ordertrack.domain.orders.events import RoundRun, StatusMoved
from ordertrack.domain.orders.order import Delay, Line, Order, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, Party, PartyAdded
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.values.codec import encode
from ordertrack.store.engine import engine as engines
from ordertrack.store.tables import cases, notices
from ordertrack.usecases.ports import NewMessage
from tests.builders import apply
from tests.store.whole import CONTACT, ENQUIRY, ESCALATION, FOLLOWUP, ISSUE, LETTER, NOTICE, ORIGINAL

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlWrites

METADATA = cases.METADATA
"""All tables: those of notices and messages are part of it once they are loaded."""

assert notices.NOTICES.metadata is METADATA

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BY = "anna"
PARTIES = (
    Party(id=1, name="Müller & Søn", is_customer=True, emails=("kai@example.org", "ina@example.org")),
    Party(id=2, name="Acme", is_supplier=True, phone="+49 30 1234", language="de", zone="Europe/Berlin"),
)
POLICY = PolicyRevision(
    number=1, from_on=TODAY, adopted_at=AT, by=BY, description="the first", text='[rules]\nnote = "二十"\n'
)
ROUND = RoundRun(as_of=TODAY, revision=1, decided=3)


def an_order(number: str, **fields: Any) -> Order:  # noqa: ANN401 - any field of an order
    """An order of one line of 10, from Acme to Müller, promised for the 20th of March 2026."""
    line = Line(position=1, quantity=100_000, promised_on=date(2026, 3, 20), first_promised_on=date(2026, 3, 20))
    known: dict[str, Any] = {"number": number, "customer": 1, "supplier": 2, "entered_on": TODAY, "lines": (line,)}
    return Order(**known | fields)


def a_full_order(number: str) -> Order:
    """An order with something in every table: two lines, what became of them, and what was said about it."""
    first = Line(
        position=1,
        quantity=100_000,
        promised_on=date(2026, 3, 27),
        first_promised_on=date(2026, 3, 20),
        ref="L-1",
        sku="BOLT-8",
        description='bolts, 8 mm\n"zinc"',
        unit="box",
        unit_price=12_500,
        shipments=(
            Shipment(quantity=40_000, shipped_on=date(2026, 2, 26), carrier="DHL", tracking="JD0001"),
            Shipment(quantity=60_000),
        ),
        receipts=(
            Receipt(quantity=30_000, received_on=date(2026, 2, 27)),
            Receipt(quantity=10_000, received_on=date(2026, 2, 28), rejected=5_000, reason="rust"),
        ),
        promises=(
            Promise(
                said_on=date(2026, 2, 25),
                previous_on=date(2026, 3, 20),
                promised_on=date(2026, 3, 27),
                cause="strike at the port",
                said_by="Lee",
                channel=Channel.PHONE,
            ),
        ),
    )
    second = Line(position=2, quantity=5_000, promised_on=date(2026, 3, 1), first_promised_on=date(2026, 3, 1))
    return an_order(
        number,
        lines=(first, second),
        status=Status.PROCESSING,
        owner="Zoë",
        placed_on=date(2026, 2, 1),
        customer_ref=f"PO {number}",
        value=1_234_50,
        currency="EUR",
        note="二十 boxes; call before noon",
        delay=Delay(reported_on=date(2026, 2, 28), expected_on=date(2026, 4, 2), cause="strike"),
        last_contact_on=date(2026, 2, 28),
        contacts=(CONTACT,),
        followups=(replace(FOLLOWUP, position=1),),
        issues=(replace(ISSUE, position=1),),
        escalations=(ESCALATION,),
        enquiries=(ENQUIRY,),
    )


def add_parties(writes: SqlWrites) -> None:
    """Make the two parties known."""
    for party in PARTIES:
        writes.parties.save(party, PartyAdded(party=party), at=AT, by=BY)


def keep_letters(writes: SqlWrites, *numbers: str) -> None:
    """Keep a notice about some orders, and the letter that answers it, of which their contacts speak."""
    writes.notices.add(replace(NOTICE, numbers=numbers), "the one")
    writes.letters.keep(NewMessage(replace(LETTER, numbers=numbers), ORIGINAL))


def filled(book: SqlBook, *, orders: int = 3) -> SqlBook:
    """Put the parties, some orders with everything, a notice and a letter into a book; one order moved on since."""
    with book.write() as writes:
        add_parties(writes)
        writes.policy.save(POLICY, at=AT, by=BY)
        numbers = [f"A-{n}" for n in range(1, orders + 1)]
        writes.orders.enter([encode(a_full_order(number)) for number in numbers], at=AT, by=BY)
        keep_letters(writes, *numbers)
        writes.round.record(ROUND, at=AT, by=BY)
        writes.commit()
    confirm(book, "B-1")
    return book


def confirm(book: SqlBook, number: str) -> None:
    """Enter an order and move it on."""
    with book.write() as writes:
        writes.orders.enter([encode(an_order(number))], at=AT, by=BY)
        before, fact = writes.orders.get(number), StatusMoved(to=Status.CONFIRMED, on=TODAY)
        writes.orders.save(before, apply(before, fact), fact, at=AT, by=BY)
        writes.commit()


def rows_of(book: SqlBook) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table, whatever the version of the book."""
    with book.connected("ro") as connection:
        return {table.name: all_of(connection, table.name) for table in METADATA.sorted_tables}


def all_of(connection: sa.Connection, table: str) -> list[tuple[Any, ...]]:
    """Read every row of a table."""
    return sorted((tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {table}"))), key=repr)  # noqa: S608


def names_in(folder: Path) -> list[str]:
    """List what lies in a folder."""
    return sorted(each.name for each in folder.iterdir())


def digest(path: Path) -> str:
    """Tell a file's content from any other."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def plain(path: Path | str) -> sqlite3.Connection:
    """Open a database as any other program would, past everything this one takes care of."""
    connection: sqlite3.Connection = engines.sqlite_module().connect(path, isolation_level=None)
    return connection
