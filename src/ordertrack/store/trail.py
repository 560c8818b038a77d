"""The trail: its chain link by link, as evidence gives it out, and the past of every order, as simulations read it."""

from __future__ import annotations

import os
import pickle
from base64 import b64decode, b64encode
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sqlalchemy as sa

from ordertrack.domain.orders.events import OrdersArchived, PolicyAdopted
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import PartyErased
from ordertrack.domain.records import GENESIS, chain_hash, event_from, stubs_digest
from ordertrack.domain.round.pasts import Recorded, Share
from ordertrack.store.engine.engine import in_parts, insert_many, stream
from ordertrack.store.engine.files import Forked, can_fork
from ordertrack.store.engine.functions import on
from ordertrack.store.tables.cases import STUBS
from ordertrack.store.tables.identity import get_value
from ordertrack.store.tables.orders import LINES, ORDERS, TRAIL
from ordertrack.usecases.records import Link, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager

    Work = Callable[["Pasts", Share], "T"]
    Reopen = Callable[[], AbstractContextManager[sa.Connection]]


class Finding(NamedTuple):
    """The first thing wrong: the event it begins with (None: rows without events) and a sentence."""

    seq: int | None
    message: str


class ChainVerdict(NamedTuple):
    """What a verification found: how many events, the head's hash, the first thing wrong, how many are stubs."""

    events: int
    head: str
    finding: Finding | None
    stubs: int = 0


ChainStub = tuple[int, bytes, str | None]


class ChainWalk(NamedTuple):
    """What walking the chain came to: events, the head, how many of them are stubs, the first thing wrong."""

    events: int
    head: bytes
    stubs: int
    finding: Finding | None


def check_chain(connection: sa.Connection) -> ChainWalk:
    """Hash every event again; a stub's hash is taken as it stands, and must be accounted for by a later event."""
    walked = _walk(connection)
    return walked if walked.finding else walked._replace(finding=_unaccounted(connection))


def check_archived_events(connection: sa.Connection) -> ChainWalk:
    """Hash every event of an archive by itself: between them are those that stayed in the book."""
    count = stubs = 0
    head, before = GENESIS, 0
    for seq, previous, digest, body in _events(connection):
        count += 1
        stubs += not body
        if seq == before + 1 and previous != head:
            return ChainWalk(count, head, stubs, Finding(seq, f"event {seq} does not continue event {before}"))
        if body and chain_hash(previous, seq, body) != digest:
            return ChainWalk(count, head, stubs, _altered(seq))
        before, head = seq, digest
    if (str(count), commitment(connection)) != (
        get_value(connection, "archive_events"),
        get_value(connection, "archive_digest"),
    ):
        return ChainWalk(count, head, stubs, Finding(None, "the archive's events are not those that were put there"))
    return ChainWalk(count, head, stubs, None)


def commitment(connection: sa.Connection) -> str:
    """Commit to all events of an archive, as the book did when they went there."""
    events = stream(connection, sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq))
    return stubs_digest((seq, bytes(digest), None) for seq, digest in events)[1]


def _walk(connection: sa.Connection) -> ChainWalk:
    head, count, stubs = GENESIS, 0, 0
    known = (seq for (seq,) in stream(connection, sa.select(STUBS.c.seq).distinct().order_by(STUBS.c.seq)))
    stub = next(known, None)
    for seq, previous, digest, body in _events(connection):
        count += 1
        if seq != count:
            return ChainWalk(
                count, head, stubs, Finding(count, f"event {count} is missing; the next one there is {seq}")
            )
        if previous != head:
            return ChainWalk(count, head, stubs, Finding(seq, f"event {seq} does not continue event {seq - 1}"))
        if seq == stub and not body:
            head, stubs, stub = digest, stubs + 1, next(known, None)
            continue
        head = chain_hash(head, seq, body)
        if head != digest:
            return ChainWalk(count, head, stubs, _altered(seq))
    if stub is not None:
        return ChainWalk(count, head, stubs, Finding(stub, f"event {stub} is marked as a stub, and is none"))
    return ChainWalk(count, head, stubs, None)


def _altered(seq: int) -> Finding:
    return Finding(seq, f"event {seq} was altered: its text does not give its hash")


def _events(connection: sa.Connection) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    is_sqlite = connection.dialect.name == "sqlite"  # where the stored bytes may be no text at all
    stored = sa.cast(TRAIL.c.body, sa.LargeBinary) if is_sqlite else TRAIL.c.body
    events = stream(connection, sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash, stored).order_by(TRAIL.c.seq))
    if is_sqlite:
        return events
    return ((seq, bytes(previous), bytes(digest), body.encode()) for seq, previous, digest, body in events)


def _unaccounted(connection: sa.Connection) -> Finding | None:
    """Find the first stubs for which the event they name does not account, digest and all."""
    tellers = connection.execute(sa.select(STUBS.c.told_by).distinct().order_by(STUBS.c.told_by)).scalars().all()
    for teller in tellers:
        first = connection.execute(sa.select(sa.func.min(STUBS.c.seq)).where(STUBS.c.told_by == teller)).scalar()
        if stubs_digest(_told_by(connection, teller)) != _promised(connection, teller):
            return Finding(first, f"event {first} lost its text, and event {teller} does not account for that")
    return None


def _told_by(connection: sa.Connection, teller: int) -> Iterator[ChainStub]:
    query = sa.select(TRAIL.c.seq, TRAIL.c.hash, STUBS.c.rest).join(STUBS, STUBS.c.seq == TRAIL.c.seq)
    for seq, digest, rest in stream(connection, query.where(STUBS.c.told_by == teller).order_by(TRAIL.c.seq)):
        yield seq, bytes(digest), rest


def _promised(connection: sa.Connection, teller: int) -> tuple[int, str] | None:
    body = connection.execute(sa.select(TRAIL.c.body).where(TRAIL.c.seq == teller)).scalar()
    try:
        fact = event_from(body or "", teller).fact
    except ValueError:
        return None
    return (fact.events, fact.digest) if isinstance(fact, OrdersArchived | PartyErased) else None


_REST = sa.select(STUBS.c.rest).where(STUBS.c.seq == TRAIL.c.seq, STUBS.c.rest.is_not(None)).correlate(TRAIL)
SAID: sa.ColumnElement[str | None] = sa.case((TRAIL.c.body != "", TRAIL.c.body), else_=_REST.scalar_subquery())
"""The text of an event; of a stub what is said on of it, and nothing where its order was archived."""
Stub = tuple[int, str | None]


def make_stubs(connection: sa.Connection, stubs: Sequence[Stub], told_by: int, *, of_orders: bool) -> None:
    """Take the text of these events out of the trail, for the reason that the event `told_by` gives.

    `of_orders`: their orders leave the book as well.
    """
    overwrite_what_goes(connection)
    gone = {"body": "", "order_id": None} if of_orders else {"body": ""}
    for part in in_parts(stubs):
        insert_many(connection, STUBS, [(seq, told_by, rest) for seq, rest in part])
        connection.execute(TRAIL.update().where(TRAIL.c.seq.in_([seq for seq, _ in part])).values(gone))


def overwrite_what_goes(connection: sa.Connection) -> None:
    """Let what is deleted from here on be overwritten in the file as well, where the database can do that."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


class Tail:
    """The end of the trail, to which a transaction adds its events."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        last = connection.execute(sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)).first()
        self.seq: int = last.seq if last else 0
        self._hash: bytes = bytes(last.hash) if last else GENESIS

    def append(self, body: str) -> int:
        """Add an event that belongs to no order, by its text; its number."""
        return self.append_of_orders([(body, None)])

    def append_of_orders(self, events: Sequence[tuple[str, int | None]]) -> int:
        """Add events, each by its text and the key of its order; the number of the last."""
        rows = []
        for body, order_id in events:
            self.seq += 1
            previous, self._hash = self._hash, chain_hash(self._hash, self.seq, body.encode())
            rows.append((self.seq, previous, self._hash, order_id, body))
        insert_many(self._connection, TRAIL, rows)
        return self.seq


_EVENT = (TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash, TRAIL.c.body)


class Chain:
    """The trail as what proves the record of an order."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @property
    def is_archive(self) -> bool:
        """Whether the book is an archive, whose chain stands elsewhere."""
        return get_value(self._connection, "archive_of") is not None

    def events_of(self, number: str) -> list[Told]:
        """Give the events of an order in the order of the trail, with their very text."""
        query = sa.select(*_EVENT).join(ORDERS, ORDERS.c.id == TRAIL.c.order_id).where(ORDERS.c.number == number)
        return self._links_of(query)

    def adoptions(self, revisions: Collection[int]) -> list[Told]:
        """Give the events that adopted these policy revisions, in the order of the trail."""
        is_adoption = TRAIL.c.body.contains('"kind":"policy adopted"')
        query = sa.select(*_EVENT).where(TRAIL.c.order_id.is_(None), is_adoption)
        return [each for each in self._links_of(query) if each.body and _adopts(each.body, each.link.seq) in revisions]

    def links(self, since: int) -> Iterator[Link]:
        """Give the links of the chain from an event to the head, none left out."""
        query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash).where(TRAIL.c.seq >= since).order_by(TRAIL.c.seq)
        for seq, previous, digest in stream(self._connection, query):
            yield Link(seq, bytes(previous).hex(), bytes(digest).hex())

    def _links_of(self, query: sa.Select[Any]) -> list[Told]:
        return [
            Told(Link(seq, bytes(previous).hex(), bytes(digest).hex()), body or None)
            for seq, previous, digest, body in self._connection.execute(query.order_by(TRAIL.c.seq))
        ]


def _adopts(body: str, seq: int) -> int | None:
    fact = event_from(body, seq).fact
    return fact.number if isinstance(fact, PolicyAdopted) else None


T = TypeVar("T")
_SETTLED = (Status.DELIVERED, Status.COMPLETED, Status.CLOSED, Status.CANCELLED)
MOST = 8
"""So many processes at most work side by side."""
FEW = 2_000
"""So many orders are gone through before another process has begun."""


class Keys(NamedTuple):
    """The lowest and the highest key of so many orders."""

    first: int
    last: int
    orders: int


class Pasts:
    """Whole pasts, in constant memory; `reopen` lets another process read the same book, if there is one that may."""

    def __init__(self, connection: sa.Connection, reopen: Reopen | None = None) -> None:
        self._connection, self._reopen = connection, reopen

    def in_shares(self, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
        """Do the work for every share of the orders that may have been open between two days.

        Shares have no order in common, and may be worked on side by side, in other processes where that is of use; the
        one that is done here is given to `aloud`, the others to `work`.
        """
        extent = sa.select(sa.func.min(ORDERS.c.id), sa.func.max(ORDERS.c.id), sa.func.count()).select_from(ORDERS)
        keys = Keys._make(self._connection.execute(extent.where(_was_open(since, until))).one())
        return self._in_shares(keys, since, until, work, aloud) if keys.orders else []

    def _in_shares(self, keys: Keys, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
        reopen = self._may_reopen() if keys.orders > FEW else None
        parts = min(len(os.sched_getaffinity(0)), MOST) if reopen else 1
        width = keys.last + 1 - keys.first
        cuts = [keys.first + width * part // parts for part in range(parts + 1)]
        mine, *others = (Share(since, until, first, end - 1) for first, end in pairwise(cuts))
        with ExitStack() as begun:
            forks = [
                (begun.enter_context(Forked(partial(_elsewhere, reopen, work, each))), each)
                for each in others
                if reopen
            ]
            found = [aloud(self, mine)]
            for fork, share in forks:
                text = fork.result()
                found.append(work(self, share) if text is None else _read(text))
        return found

    def _may_reopen(self) -> Reopen | None:
        """Give what opens the book again, if it is a file, which another process can read with this one."""
        is_file = self._connection.dialect.name == "sqlite"
        return self._reopen if is_file and can_fork() else None

    def count(self, share: Share) -> int:
        """Count the orders that `read` gives."""
        query = sa.select(sa.func.count()).select_from(ORDERS).where(_is_of(share))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def read(self, share: Share) -> Iterator[Recorded]:
        """Give the orders that may have been open between two days, as they were entered, each with all its events.

        What came in as finished history and was not touched since is left out by its dates alone.
        """
        order = (ORDERS.c.id, ORDERS.c.supplier_id, ORDERS.c.customer_id, ORDERS.c.status)
        query = (
            sa.select(*order, TRAIL.c.seq, SAID)
            .select_from(ORDERS.join(TRAIL, TRAIL.c.order_id == ORDERS.c.id))
            .where(_is_of(share))
            .order_by(ORDERS.c.id, TRAIL.c.seq)
        )
        for _, rows in groupby(stream(self._connection, query), key=itemgetter(0)):
            events = list(rows)
            _, supplier, customer, status, *_ = events[0]
            yield Recorded(supplier, customer, Status(status), [(row[4], row[5]) for row in events])


def _is_of(share: Share) -> sa.ColumnElement[bool]:
    return sa.and_(ORDERS.c.id.between(share.first, share.last), _was_open(share.since, share.until))


def _was_open(since: date, until: date) -> sa.ColumnElement[bool]:
    day = on(since)
    was_open = sa.or_(LINES.c.open_quantity > 0, LINES.c.delivered_on >= day, LINES.c.cancelled_on >= day)
    was_waiting = sa.exists().where(LINES.c.order_id == ORDERS.c.id, was_open)
    is_history = sa.and_(ORDERS.c.is_history == 1, ORDERS.c.version == 1)
    is_untouched = sa.and_(is_history, ORDERS.c.status.in_([each.value for each in _SETTLED]))
    is_later = sa.and_(is_history, ORDERS.c.placed_on > on(until))
    return sa.not_(sa.or_(sa.and_(is_untouched, sa.not_(was_waiting)), sa.func.coalesce(is_later, sa.false())))


def _elsewhere(reopen: Reopen, work: Work[T], share: Share) -> str:
    with reopen() as connection:
        return b64encode(pickle.dumps(work(Pasts(connection), share))).decode("ascii")


def _read(text: str) -> Any:  # noqa: ANN401 - whatever the work gives
    return pickle.loads(b64decode(text))  # noqa: S301 - written by this very program
