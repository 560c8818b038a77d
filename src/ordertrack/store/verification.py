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
    return Verdict(count, head.hex(), finding or _check_parties(view) or _check_orders(view))


def _check_chain(view: SqlReads) -> tuple[int, bytes, Finding | None]:
    head, count = GENESIS, 0
    query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash, TRAIL.c.body).order_by(TRAIL.c.seq)
    for seq, previous, digest, body in view.stream(query):
        count += 1
        if seq != count:
            return count, head, Finding(count, f"event {count} is missing; the next one there is {seq}")
        if previous != head:
            return count, head, Finding(seq, f"event {seq} does not continue event {seq - 1}")
        head = chain_hash(head, seq, body.encode())
        if head != digest:
            return count, head, Finding(seq, f"event {seq} was altered: its text does not give its hash")
    return count, head, None


def _check_parties(view: SqlReads) -> Finding | None:
    parties: dict[int, tuple[Party, int]] = {}
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.order_id.is_(None)).order_by(TRAIL.c.seq)
    for seq, body in view.stream(query):
        try:
            fact = event_from(body, seq).fact
        except ValueError as error:
            return Finding(seq, str(error))
        if isinstance(fact, (facts.PartyAdded, facts.PartyEdited, facts.PartyMerged)):
            parties[fact.party.id] = (fact.party, seq)
    replayed = {key: (party_values(party), seq) for key, (party, seq) in parties.items()}
    for row in view.stream(sa.select(PARTIES).order_by(PARTIES.c.id)):
        values, seq = replayed.pop(row[0], (None, None))
        if values != tuple(row):
            return Finding(seq, f"party {row[0]} in the tables is not what the trail says")
    return next((Finding(seq, f"party {key} is gone from the tables") for key, (_, seq) in replayed.items()), None)


def _check_orders(view: SqlReads) -> Finding | None:
    merged = {party.id: party.merged_into for party in view.parties() if party.merged_into is not None}
    query = (
        sa.select(TRAIL.c.order_id, TRAIL.c.seq, TRAIL.c.body)
        .where(TRAIL.c.order_id.is_not(None))
        .order_by(TRAIL.c.order_id, TRAIL.c.seq)
    )
    stored = _stored(view)
    current = next(stored, None)
    for order_id, group in groupby(view.stream(query), key=lambda row: row[0]):
        events = [(seq, body) for _, seq, body in group]
        if current is None or current.order[0] != order_id:
            return Finding(events[0][0], f"the order of event {events[0][0]} is gone from the tables")
        finding = _compare(events, current, merged)
        if finding:
            return finding
        current = next(stored, None)
    return current and Finding(None, f"order {current.order[1]} stands in the tables without any event")


def _compare(events: list[tuple[int, str]], stored: OrderRows, merged: dict[int, int]) -> Finding | None:
    try:
        replayed = _replay(events, stored.order[0])
    except (ValueError, KeyError, TypeError, OrderTrackError) as error:
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


def _stored(view: SqlReads) -> Iterator[OrderRows]:
    """Give the rows of every order, gathered from five cursors that walk side by side."""
    children = [_Walk(view, table) for table in CHILDREN]
    for row in view.stream(_plain(ORDERS).order_by(ORDERS.c.id)):
        yield OrderRows(row, *(walk.of(row[0]) for walk in children))


class _Walk:
    """One child table, walked along in the order of its keys."""

    def __init__(self, view: SqlReads, table: sa.Table) -> None:
        self._rows = view.stream(_plain(table).order_by(*table.primary_key.columns))
        self._next = next(self._rows, None)

    def of(self, order_id: int) -> list[tuple[Any, ...]]:
        """Take the rows of one order."""
        found = []
        while self._next is not None and self._next[0] == order_id:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _plain(table: sa.Table) -> sa.Select[Any]:
    """Select all columns with dates as ISO text, as the projection writes them."""
    return sa.select(*(iso_text(column) if column.name.endswith("_on") else column for column in table.columns))
