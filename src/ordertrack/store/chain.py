"""The chain of the trail, link by link: events by their text, stubs by the links to their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.parties import PartyErased
from ordertrack.domain.records import OrdersArchived
from ordertrack.domain.trail import GENESIS, chain_hash, event_from, stubs_digest
from ordertrack.store.case_rows import STUBS
from ordertrack.store.findings import Finding
from ordertrack.store.rows import TRAIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.store.reading import SqlReads

Stub = tuple[int, bytes, str | None]


class Chain(NamedTuple):
    """What walking the chain came to: events, the head, how many of them are stubs, the first thing wrong."""

    events: int
    head: bytes
    stubs: int
    finding: Finding | None


def check_chain(view: SqlReads) -> Chain:
    """Hash every event again; a stub's hash is taken as it stands, and must be accounted for by a later event."""
    walked = _walk(view)
    return walked if walked.finding else walked._replace(finding=_unaccounted(view))


def check_archived_events(view: SqlReads) -> Chain:
    """Hash every event of an archive by itself: between them are those that stayed in the book."""
    count = stubs = 0
    head, before = GENESIS, 0
    for seq, previous, digest, body in _events(view):
        count += 1
        stubs += not body
        if seq == before + 1 and previous != head:
            return Chain(count, head, stubs, Finding(seq, f"event {seq} does not continue event {before}"))
        if body and chain_hash(previous, seq, body) != digest:
            return Chain(count, head, stubs, _altered(seq))
        before, head = seq, digest
    if (str(count), commitment(view)) != (view.setting("archive_events"), view.setting("archive_digest")):
        return Chain(count, head, stubs, Finding(None, "the archive's events are not those that were put there"))
    return Chain(count, head, stubs, None)


def commitment(view: SqlReads) -> str:
    """Commit to all events of an archive, as the book did when they went there."""
    events = view.stream(sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq))
    return stubs_digest((seq, bytes(digest), None) for seq, digest in events)[1]


def _walk(view: SqlReads) -> Chain:
    head, count, stubs = GENESIS, 0, 0
    known = _stub_numbers(view)
    stub = next(known, None)
    for seq, previous, digest, body in _events(view):
        count += 1
        if seq != count:
            return Chain(count, head, stubs, Finding(count, f"event {count} is missing; the next one there is {seq}"))
        if previous != head:
            return Chain(count, head, stubs, Finding(seq, f"event {seq} does not continue event {seq - 1}"))
        if seq == stub and not body:
            head, stubs, stub = digest, stubs + 1, next(known, None)
            continue
        head = chain_hash(head, seq, body)
        if head != digest:
            return Chain(count, head, stubs, _altered(seq))
    if stub is not None:
        return Chain(count, head, stubs, Finding(stub, f"event {stub} is marked as a stub, and is none"))
    return Chain(count, head, stubs, None)


def _altered(seq: int) -> Finding:
    return Finding(seq, f"event {seq} was altered: its text does not give its hash")


def _events(view: SqlReads) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    is_sqlite = view.connection.dialect.name == "sqlite"  # where the stored bytes may be no text at all
    stored = sa.cast(TRAIL.c.body, sa.LargeBinary) if is_sqlite else TRAIL.c.body
    events = view.stream(sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash, stored).order_by(TRAIL.c.seq))
    if is_sqlite:
        return events
    return ((seq, bytes(previous), bytes(digest), body.encode()) for seq, previous, digest, body in events)


def _stub_numbers(view: SqlReads) -> Iterator[int]:
    return (seq for (seq,) in view.stream(sa.select(STUBS.c.seq).distinct().order_by(STUBS.c.seq)))


def _unaccounted(view: SqlReads) -> Finding | None:
    """Find the first stubs for which the event they name does not account, digest and all."""
    tellers = view.connection.execute(sa.select(STUBS.c.told_by).distinct().order_by(STUBS.c.told_by)).scalars().all()
    for teller in tellers:
        first = view.connection.execute(sa.select(sa.func.min(STUBS.c.seq)).where(STUBS.c.told_by == teller)).scalar()
        if stubs_digest(_told_by(view, teller)) != _promised(view, teller):
            return Finding(first, f"event {first} lost its text, and event {teller} does not account for that")
    return None


def _told_by(view: SqlReads, teller: int) -> Iterator[Stub]:
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, STUBS.c.rest).join(STUBS, STUBS.c.seq == TRAIL.c.seq)
    for seq, digest, rest in view.stream(query.where(STUBS.c.told_by == teller).order_by(TRAIL.c.seq)):
        yield seq, bytes(digest), rest


def _promised(view: SqlReads, teller: int) -> tuple[int, str] | None:
    body = view.connection.execute(sa.select(TRAIL.c.body).where(TRAIL.c.seq == teller)).scalar()
    try:
        fact = event_from(body or "", teller).fact
    except ValueError:
        return None
    return (fact.events, fact.digest) if isinstance(fact, OrdersArchived | PartyErased) else None
