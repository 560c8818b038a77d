"""Does the trail still say what the tables say? The chain is checked link by link, the orders by replay."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain import events as facts
from ordertrack.domain.codec import encode
from ordertrack.domain.replay import fold
from ordertrack.domain.trail import GENESIS, chain_hash, event_from
from ordertrack.errors import OrderTrackError
from ordertrack.store.engine import sqlite_module
from ordertrack.store.functions import iso_text
from ordertrack.store.projection import CHILDREN, OrderRows, order_rows, party_values
from ordertrack.store.rows import ORDERS, PARTIES, TRAIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.events import Event
    from ordertrack.domain.parties import Party
    from ordertrack.store.reading import SqlReads


class Finding(NamedTuple):
    """The first thing wrong: the event it begins with (None: rows without events) and a sentence."""

    seq: int | None
    message: str


class Verdict(NamedTuple):
    """What a verification found: how many events, the head's hash, and the first thing wrong, if any."""

    events: int
    head: str
    finding: Finding | None


def verify(view: SqlReads) -> Verdict:
    """Check every link of the chain, then replay every order and party against its rows."""
    count, head, finding = _check_chain(view)
    if finding is None:
        finding = _check_tables(view)
        finding = finding and (_misfiled(view) or finding)
    return Verdict(count, head.hex(), finding)


def _check_chain(view: SqlReads) -> tuple[int, bytes, Finding | None]:
    head, count = GENESIS, 0
    is_sqlite = view.connection.dialect.name == "sqlite"  # where the stored bytes may be no text at all
    stored = sa.cast(TRAIL.c.body, sa.LargeBinary) if is_sqlite else TRAIL.c.body
    query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash, stored).order_by(TRAIL.c.seq)
    for seq, previous, digest, body in view.stream(query):
        count += 1
        if seq != count:
            return count, head, Finding(count, f"event {count} is missing; the next one there is {seq}")
        if previous != head:
            return count, head, Finding(seq, f"event {seq} does not continue event {seq - 1}")
        head = chain_hash(head, seq, body if is_sqlite else body.encode())
        if head != digest:
            return count, head, Finding(seq, f"event {seq} was altered: its text does not give its hash")
    return count, head, None


def _check_tables(view: SqlReads) -> Finding | None:
    """Compare the tables with the trail; text that is none is read once more, so that its order can be named."""
    try:
        return _check_parties(view) or _check_orders(view)
    except sqlite_module().OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    raw: Any = view.connection.connection.driver_connection
    raw.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        return _check_parties(view) or _check_orders(view)
    finally:
        raw.text_factory = str


def _misfiled(view: SqlReads) -> Finding | None:
    """Find the first event that stands under another order than the one it names."""
    query = sa.select(TRAIL.c.seq, TRAIL.c.body, TRAIL.c.order_id, ORDERS.c.number).order_by(TRAIL.c.seq)
    source = TRAIL.outerjoin(ORDERS, ORDERS.c.id == TRAIL.c.order_id)
    for seq, body, order_id, number in view.stream(query.select_from(source)):
        try:
            named = event_from(body, seq).order
        except ValueError as error:
            return Finding(seq, str(error))
        if named != number or (number is None and order_id is not None):
            return Finding(seq, f"event {seq} is of {named or 'no order'} and stands under {number or 'none'}")
    return None


def _check_parties(view: SqlReads) -> Finding | None:
    parties: dict[int, tuple[Party, int]] = {}
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.order_id.is_(None)).order_by(TRAIL.c.seq)
    for seq, body in view.stream(query):
        try:
            fact = event_from(body, seq).fact
        except ValueError as error:
            return Finding(seq, str(error))
        if not isinstance(fact, (facts.PartyAdded, facts.PartyEdited, facts.PartyMerged)):
            return Finding(seq, f"event {seq} is neither of an order nor of a party")
        parties[fact.party.id] = (fact.party, seq)
    replayed = {key: (party_values(party), seq) for key, (party, seq) in parties.items()}
    unknown = None
    for row in view.stream(sa.select(PARTIES).order_by(PARTIES.c.id)):
        values, seq = replayed.pop(row[0], (None, None))
        if seq is None:
            unknown = unknown or Finding(None, f"party {row[0]} stands in the tables without any event")
        elif values != tuple(row):
            return Finding(seq, f"party {row[0]} in the tables is not what the trail says")
    gone = (Finding(seq, f"party {key} is gone from the tables") for key, (_, seq) in replayed.items())
    return next(gone, unknown)


def _check_orders(view: SqlReads) -> Finding | None:
    merged = {party.id: party.merged_into for party in view.parties() if party.merged_into is not None}
    query = (
        sa.select(TRAIL.c.order_id, TRAIL.c.seq, TRAIL.c.body)
        .where(TRAIL.c.order_id.is_not(None))
        .order_by(TRAIL.c.order_id, TRAIL.c.seq)
    )
    walks = [_Walk(view, table) for table in CHILDREN]
    stored = _stored(view, walks)
    current = next(stored, None)
    for order_id, group in groupby(view.stream(query), key=lambda row: row[0]):
        events = [(seq, body) for _, seq, body in group]
        if current is None or current.order[0] > order_id:
            return Finding(events[0][0], f"the order of event {events[0][0]} is gone from the tables")
        finding = _eventless(current) if current.order[0] < order_id else _compare(events, current, merged)
        if finding:
            return finding
        current = next(stored, None)
    return _eventless(current) if current else next((walk.stray() for walk in walks if walk.stray()), None)


def _eventless(stored: OrderRows) -> Finding:
    return Finding(None, f"order {stored.order[1]} stands in the tables without any event")


def _compare(events: list[tuple[int, str]], stored: OrderRows, merged: dict[int, int]) -> Finding | None:
    try:
        replayed = _replay(events, stored.order[0])
    except (ValueError, KeyError, TypeError, AttributeError, OrderTrackError) as error:
        return Finding(events[-1][0], f"order {stored.order[1]} cannot be replayed: {error}")
    if merged:
        replayed = replayed._replace(order=_follow(replayed.order, merged))
    if replayed == stored:
        return None
    part = next(name for name in OrderRows._fields if getattr(replayed, name) != getattr(stored, name))
    what = "header" if part == "order" else part
    return Finding(events[-1][0], f"the {what} of order {stored.order[1]} in the tables are not what the trail says")


def _replay(events: list[tuple[int, str]], order_id: int) -> OrderRows:
    if len(events) == 1:  # nothing happened since entry: its facts are the order
        plain = json.loads(events[0][1])
        if plain["kind"] != "order entered":
            raise ValueError("an order's events begin with its entry")
        return order_rows(plain["facts"]["order"], order_id)
    history: list[Event] = [event_from(body, seq) for seq, body in events]
    order = fold(history)
    return order_rows(encode(order), order_id, order.version)


def _follow(order: tuple[Any, ...], merged: dict[int, int]) -> tuple[Any, ...]:
    customer, supplier = order[2], order[3]
    while customer in merged:
        customer = merged[customer]
    while supplier in merged:
        supplier = merged[supplier]
    return (*order[:2], customer, supplier, *order[4:])


def _stored(view: SqlReads, walks: list[_Walk]) -> Iterator[OrderRows]:
    """Give the rows of every order, gathered from five cursors that walk side by side."""
    for row in view.stream(_plain(ORDERS).order_by(ORDERS.c.id)):
        yield OrderRows(row, *(walk.of(row[0]) for walk in walks))


class _Walk:
    """One child table, walked along in the order of its keys."""

    def __init__(self, view: SqlReads, table: sa.Table) -> None:
        self._rows = view.stream(_plain(table).order_by(*table.primary_key.columns))
        self._next = next(self._rows, None)
        self._name = table.name
        self._stray: tuple[Any, ...] | None = None

    def of(self, order_id: int) -> list[tuple[Any, ...]]:
        """Take the rows of one order."""
        found = []
        while self._next is not None and self._next[0] < order_id:
            self._stray = self._stray or self._next
            self._next = next(self._rows, None)
        while self._next is not None and self._next[0] == order_id:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def stray(self) -> Finding | None:
        """Find a row that belongs to no order, once all orders have taken theirs."""
        row = self._stray or self._next
        if row is None:
            return None
        return Finding(None, f"the {self._name} have a row of an order that is not there, number {row[0]}")


def _plain(table: sa.Table) -> sa.Select[Any]:
    """Select all columns with dates as ISO text, as the projection writes them."""
    return sa.select(*(iso_text(column) if column.name.endswith("_on") else column for column in table.columns))
