"""The originals of messages, held against the digests by which the events speak of them (SOP 4.4c)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.parties import erased
from ordertrack.store.case_rows import CONTACTS
from ordertrack.store.findings import Finding
from ordertrack.store.rows import TRAIL
from ordertrack.store.stubs import SAID

if TYPE_CHECKING:
    from ordertrack.store.reading import SqlReads

_AT_ONCE = 20


def check_originals(view: SqlReads) -> Finding | None:
    """Find the first message that is not the one an event speaks of, or whose bytes are not those that were kept.

    The contacts must have been replayed before. Of a message that was erased with its party only the digest stays.
    """
    return _exchanged(view) or _altered(view)


def _exchanged(view: SqlReads) -> Finding | None:
    """Find the first message that is gone, or has another digest than an event has of it."""
    from ordertrack.store.notice_rows import MESSAGES

    query = (
        sa.select(CONTACTS.c.message, CONTACTS.c.order_id)
        .select_from(CONTACTS.outerjoin(MESSAGES, MESSAGES.c.id == CONTACTS.c.message))
        .where(CONTACTS.c.message.is_not(None), MESSAGES.c.digest.is_distinct_from(CONTACTS.c.digest))
        .order_by(CONTACTS.c.message, CONTACTS.c.order_id)
        .limit(1)
    )
    found = view.connection.execute(query).first()
    return _other(view, found.message, found.order_id) if found else None


def _altered(view: SqlReads) -> Finding | None:
    """Find the first message whose bytes do not give its digest; a few at a time, since they may be large."""
    from ordertrack.store.notice_rows import MESSAGES

    columns = (MESSAGES.c.id, MESSAGES.c.digest, MESSAGES.c.party_id, MESSAGES.c.raw)
    query = sa.select(*columns).order_by(MESSAGES.c.id).limit(_AT_ONCE)
    last, gone = 0, _erased_parties(view)
    while rows := view.connection.execute(query.where(MESSAGES.c.id > last)).all():
        for message, digest, party, raw in rows:
            is_erased = not raw and party in gone
            if not is_erased and hashlib.sha256(raw).hexdigest() != digest:
                return _speaking(view, message) or Finding(None, f"message {message} is not the one that was kept")
        last = rows[-1].id
    return None


def _erased_parties(view: SqlReads) -> set[int]:
    return {party.id for party in view.parties() if party == erased(party)}


def _speaking(view: SqlReads, message: int) -> Finding | None:
    """Name the event that speaks of a message, if one does."""
    query = sa.select(CONTACTS.c.order_id).where(CONTACTS.c.message == message).order_by(CONTACTS.c.order_id)
    order = view.connection.execute(query.limit(1)).scalar()
    return _other(view, message, order) if order is not None else None


def _other(view: SqlReads, message: int, order: int) -> Finding:
    said = view.stream(sa.select(TRAIL.c.seq, SAID).where(TRAIL.c.order_id == order).order_by(TRAIL.c.seq))
    names_it = f'"message":{message},'
    seq = next((seq for seq, body in said if names_it in body), None)
    return Finding(seq, f"message {message} is not the one that event {seq} speaks of")
