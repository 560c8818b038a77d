"""Does the trail still say what the tables say? The chain is checked link by link, the orders by replay."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.codec import encode
from ordertrack.domain.replay import fold
from ordertrack.domain.trail import event_from
from ordertrack.errors import OrderTrackError
from ordertrack.store.book_facts import check_book_facts
from ordertrack.store.chain import check_archived_events, check_chain
from ordertrack.store.engine import sqlite_module
from ordertrack.store.findings import Finding, Verdict
from ordertrack.store.functions import iso_text
from ordertrack.store.originals import check_originals
from ordertrack.store.projection import CHILDREN, OrderRows, order_rows
from ordertrack.store.rows import ORDERS, TRAIL
from ordertrack.store.stubs import SAID
from ordertrack.store.untouched import doubtful_orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ordertrack.domain.events import Event
    from ordertrack.store.reading import SqlReads

BATCH = 1000


def verify(view: SqlReads, copy: Path | None = None) -> Verdict:
    """Check every link of the chain, replay every order and party against its rows, and hold letters to their digests.

    Of a stub its links to both neighbours are checked, and that a later event accounts for it. An archive's events are
    hashed each by itself, and its orders replayed.

    Orders that nothing happened to since they were entered are compared inside the database, where it can; with a
    `copy` of the same state, which nobody writes, other processes do that while this one walks the chain.
    """
    is_archive = view.setting("archive_of") is not None
    with doubtful_orders(view, copy) as doubtful:
        count, head, stubs, finding = (check_archived_events if is_archive else check_chain)(view)
        if finding is None:
            finding = _check_tables(view, doubtful(), is_archive=is_archive)
            finding = (finding and (_misfiled(view) or finding)) or check_originals(view)
    return Verdict(count, head.hex(), finding, stubs)


def _check_tables(view: SqlReads, orders: Sequence[int], *, is_archive: bool) -> Finding | None:
    """Compare the tables with the trail; text that is none is read once more, so that its order can be named."""

    def check() -> Finding | None:
        return (None if is_archive else check_book_facts(view)) or _check_orders(view, orders)

    try:
        return check()
    except sqlite_module().OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    raw: Any = view.connection.connection.driver_connection
    raw.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        return check()
    finally:
        raw.text_factory = str


def _misfiled(view: SqlReads) -> Finding | None:
    """Find the first event that stands under another order than the one it names."""
    query = sa.select(TRAIL.c.seq, SAID, TRAIL.c.order_id, ORDERS.c.number).order_by(TRAIL.c.seq)
    source = TRAIL.outerjoin(ORDERS, ORDERS.c.id == TRAIL.c.order_id)
    is_there = sa.or_(TRAIL.c.body != "", TRAIL.c.order_id.is_not(None))
    for seq, body, order_id, number in view.stream(query.select_from(source).where(is_there)):
        try:
            named = event_from(body or "", seq).order
        except ValueError as error:
            return Finding(seq, str(error))
        if named != number or (number is None and order_id is not None):
            return Finding(seq, f"event {seq} is of {named or 'no order'} and stands under {number or 'none'}")
    return None


def _check_orders(view: SqlReads, orders: Sequence[int]) -> Finding | None:
    """Replay the orders of these keys, rising, against their rows; rows of no order at all come last."""
    merged = {party.id: party.merged_into for party in view.parties() if party.merged_into is not None}
    told = sa.select(TRAIL.c.order_id, TRAIL.c.seq, sa.func.coalesce(SAID, "")).order_by(TRAIL.c.order_id, TRAIL.c.seq)
    strays: dict[str, int] = {}
    for start in range(0, len(orders), BATCH):
        keys = orders[start : start + BATCH]
        events, headers = _by_order(view, told, keys), _by_order(view, _plain(ORDERS), keys)
        children = {table.name: _by_order(view, _plain(table), keys) for table in CHILDREN}
        for key in keys:
            rows = [child.get(key, []) for child in children.values()]
            stored = OrderRows(headers[key][0], *rows) if key in headers else None
            finding = _check_order([(seq, body) for _, seq, body in events.get(key, ())], stored, merged)
            if finding:
                return finding
            if stored is None:
                strays = {name: key for name, child in children.items() if key in child} | strays
    return next((_stray(name, strays[name]) for name in (table.name for table in CHILDREN) if name in strays), None)


def _by_order(view: SqlReads, query: sa.Select[Any], keys: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Read the rows of some orders, by the key that stands in their first column."""
    rows = view.stream(query.where(query.selected_columns[0].in_(keys)))
    return {key: list(group) for key, group in groupby(rows, key=itemgetter(0))}


def _check_order(events: list[tuple[int, str]], stored: OrderRows | None, merged: dict[int, int]) -> Finding | None:
    if stored is None:
        return Finding(events[0][0], f"the order of event {events[0][0]} is gone from the tables") if events else None
    return _compare(events, stored, merged) if events else _eventless(stored)


def _stray(name: str, key: int) -> Finding:
    return Finding(None, f"the {name} have a row of an order that is not there, number {key}")


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


def _plain(table: sa.Table) -> sa.Select[Any]:
    """Select all columns by the key, with dates as ISO text, as the projection writes them."""
    columns = (iso_text(column) if column.name.endswith("_on") else column for column in table.columns)
    return sa.select(*columns).order_by(*table.primary_key.columns)
