"""A person taken out of the book: the row, the events that told of it, and what it wrote and was written (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.channels import Side
from ordertrack.domain.erasing import ERASED, Theirs, without_correspondence
from ordertrack.domain.parties import PartyAdded, PartyEdited, PartyMerged
from ordertrack.domain.trail import event_from
from ordertrack.store.case_rows import CONTACTS, ENQUIRIES
from ordertrack.store.notice_rows import MESSAGES
from ordertrack.store.rows import ORDERS, TRAIL

if TYPE_CHECKING:
    from ordertrack.domain.parties import Party
    from ordertrack.store.reading import SqlReads

Told = tuple[int, bytes, str | None]
_TELLING = (PartyAdded, PartyEdited, PartyMerged)
_COLUMNS = {Side.CUSTOMER: ORDERS.c.customer_id, Side.SUPPLIER: ORDERS.c.supplier_id}


def events_of_party(view: SqlReads, party: int) -> list[Told]:
    """List the events that tell of a party, in the order of the trail; nothing is said on of them."""
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, TRAIL.c.body).where(TRAIL.c.order_id.is_(None), TRAIL.c.body != "")
    return [
        (seq, bytes(digest), None)
        for seq, digest, body in view.stream(query.order_by(TRAIL.c.seq))
        if _tells(body, seq, party)
    ]


def _tells(body: str, seq: int, party: int) -> bool:
    fact = event_from(body, seq).fact
    return isinstance(fact, _TELLING) and fact.party.id == party


def correspondence_with(view: SqlReads, party: Party) -> list[Told]:
    """List the events with what a party wrote, asked or was answered, each with what is said on of it."""
    from ordertrack.store.posting import has_words_of, is_letter_of

    is_theirs = is_letter_of(view.connection, party)
    letters = set(view.connection.execute(sa.select(MESSAGES.c.id).where(is_theirs)).scalars())
    may_have = sa.or_(TRAIL.c.body.contains("enquir"), TRAIL.c.body.contains('"message":'))
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, TRAIL.c.body, *_COLUMNS.values())
    query = query.join(ORDERS, ORDERS.c.id == TRAIL.c.order_id).where(has_words_of(party, is_theirs), may_have)
    found: list[Told] = []
    for seq, digest, body, *parties in view.stream(query.order_by(TRAIL.c.seq)):
        sides = [side for side, number in zip(_COLUMNS, parties, strict=True) if number == party.id]
        rest = without_correspondence(body, Theirs(sides, letters))
        if rest is not None:
            found.append((seq, bytes(digest), rest))
    return found


def silence(connection: sa.Connection, party: Party, *, with_correspondence: bool) -> None:
    """Take who a party was out of what was written to it and by it, and on demand the words as well."""
    from ordertrack.store.posting import erase

    if with_correspondence:
        _silence_enquiries(connection, party.id)
        _silence_notes(connection, party)
    erase(connection, party, with_correspondence=with_correspondence)


def _silence_notes(connection: sa.Connection, party: Party) -> None:
    """Take the words out of the notes of letters: all of a party's side of its orders, and its own about any."""
    from ordertrack.store.posting import is_letter_of

    letters = sa.select(MESSAGES.c.id).where(is_letter_of(connection, party))
    are_theirs: list[sa.ColumnElement[bool]] = [CONTACTS.c.message.in_(letters)]
    for side, column in _COLUMNS.items():
        orders = sa.select(ORDERS.c.id).where(column == party.id)
        are_theirs.append(sa.and_(CONTACTS.c.side == side.value, CONTACTS.c.order_id.in_(orders)))
    noted = sa.and_(CONTACTS.c.message.is_not(None), CONTACTS.c.note.is_not(None))
    connection.execute(CONTACTS.update().where(noted, sa.or_(*are_theirs)).values(note=ERASED))


def _silence_enquiries(connection: sa.Connection, customer: int) -> None:
    """Take the words out of the questions about a customer's orders, and of the answers."""
    theirs = sa.select(ORDERS.c.id).where(ORDERS.c.customer_id == customer)
    of_these = ENQUIRIES.update().where(ENQUIRIES.c.order_id.in_(theirs))
    connection.execute(of_these.values(sender=ERASED, text=ERASED))
    connection.execute(of_these.where(ENQUIRIES.c.answer.is_not(None)).values(answer=ERASED))
