"""A person taken out of the book: the party's row, the events that told of it, and its customers' questions (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.erasing import ERASED, without_correspondence
from ordertrack.domain.parties import PartyAdded, PartyEdited, PartyMerged
from ordertrack.domain.trail import event_from
from ordertrack.store.case_rows import ENQUIRIES
from ordertrack.store.rows import ORDERS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ordertrack.store.reading import SqlReads

Told = tuple[int, bytes, str | None]
_TELLING = (PartyAdded, PartyEdited, PartyMerged)


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


def correspondence_with(view: SqlReads, customers: Collection[int]) -> list[Told]:
    """List the events with questions and answers about these customers' orders, each with what is said on of it."""
    return sorted(_correspondence(view, customers))


def _correspondence(view: SqlReads, customers: Collection[int]) -> Iterator[Told]:
    theirs = sa.select(ORDERS.c.id).where(ORDERS.c.customer_id.in_(customers))
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, TRAIL.c.body).where(TRAIL.c.order_id.in_(theirs))
    for seq, digest, body in view.stream(query.where(TRAIL.c.body.contains("enquir"))):
        rest = without_correspondence(body)
        if rest is not None:
            yield seq, bytes(digest), rest


def silence_enquiries(connection: sa.Connection, customers: Collection[int]) -> None:
    """Take the words out of the questions about these customers' orders, and of the answers."""
    theirs = sa.select(ORDERS.c.id).where(ORDERS.c.customer_id.in_(customers))
    of_these = ENQUIRIES.update().where(ENQUIRIES.c.order_id.in_(theirs))
    connection.execute(of_these.values(sender=ERASED, text=ERASED))
    connection.execute(of_these.where(ENQUIRIES.c.answer.is_not(None)).values(answer=ERASED))
