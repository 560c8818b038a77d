"""Does the trail still say what the tables say? The chain link by link, the orders by replay, originals by digest."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.effects import fold
from ordertrack.domain.orders.events import OrdersArchived, PolicyAdopted, RoundRun
from ordertrack.domain.parties import erased
from ordertrack.domain.policy.text import form_of, is_form, is_form_of
from ordertrack.domain.records import event_from
from ordertrack.domain.values.codec import encode
from ordertrack.errors import OrderTrackError
from ordertrack.store.book.book import SqlBook
from ordertrack.store.engine.engine import sqlite_module, stream
from ordertrack.store.engine.files import Forked, can_fork
from ordertrack.store.engine.functions import iso
from ordertrack.store.orders.rows import (
    CHILDREN,
    OrderRows,
    order_rows,
    party_values,
    plain,
    policy_values,
    round_values,
)
from ordertrack.store.tables.cases import ARCHIVED, CONTACTS, POLICIES, ROUNDS
from ordertrack.store.tables.notices import MESSAGES
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, RECEIPTS, SHIPMENTS, TRAIL
from ordertrack.store.trail import SAID, ChainVerdict, Finding, check_archived_events, check_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.store.book.views import SqlReads
    from ordertrack.store.engine.engine import Values

BATCH = 1000


def verify(view: SqlReads, copy: Path | None = None) -> ChainVerdict:
    """Check every link of the chain, replay every order and party against its rows, and hold letters to their digests.

    Of a stub its links to both neighbours are checked, and that a later event accounts for it. An archive's events are
    hashed each by itself, and its orders replayed.

    Orders that nothing happened to since they were entered are compared inside the database, where it can; with a
    `copy` of the same state, which nobody writes, other processes do that while this one walks the chain.
    """
    is_archive = view.setting("archive_of") is not None
    with doubtful_orders(view, copy) as doubtful:
        count, head, stubs, finding = (check_archived_events if is_archive else check_chain)(view.connection)
        if finding is None:
            finding = _check_tables(view, doubtful(), is_archive=is_archive)
            finding = (finding and (_misfiled(view) or finding)) or check_originals(view)
    return ChainVerdict(count, head.hex(), finding, stubs)


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
    for seq, body, order_id, number in stream(view.connection, query.select_from(source).where(is_there)):
        try:
            named = event_from(body or "", seq).order
        except ValueError as error:
            return Finding(seq, str(error))
        if named != number or (number is None and order_id is not None):
            return Finding(seq, f"event {seq} is of {named or 'no order'} and stands under {number or 'none'}")
    return None


def _check_orders(view: SqlReads, orders: Sequence[int]) -> Finding | None:
    """Replay the orders of these keys, rising, against their rows; rows of no order at all come last."""
    merged = {party.id: party.merged_into for party in view.parties.list() if party.merged_into is not None}
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
    for name in (table.name for table in CHILDREN if table.name in strays):
        return Finding(None, f"the {name} have a row of an order that is not there, number {strays[name]}")
    return None


def _by_order(view: SqlReads, query: sa.Select[Any], keys: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Read the rows of some orders, by the key that stands in their first column."""
    rows = stream(view.connection, query.where(query.selected_columns[0].in_(keys)))
    return {key: list(group) for key, group in groupby(rows, key=itemgetter(0))}


def _check_order(events: list[tuple[int, str]], stored: OrderRows | None, merged: dict[int, int]) -> Finding | None:
    if stored is None:
        return Finding(events[0][0], f"the order of event {events[0][0]} is gone from the tables") if events else None
    if not events:
        return Finding(None, f"order {stored.order[1]} stands in the tables without any event")
    return _compare(events, stored, merged)


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
    columns = (iso(column) if column.name.endswith("_on") else column for column in table.columns)
    return sa.select(*columns).order_by(*table.primary_key.columns)


_WORDS = {PARTIES: "party", POLICIES: "policy revision", ROUNDS: "round", ARCHIVED: "archived order"}


def check_book_facts(view: SqlReads) -> Finding | None:
    """Compare every row that belongs to no order with the last event that wrote it."""
    replayed: dict[tuple[str, Any], tuple[Values, int]] = {}
    is_told = (TRAIL.c.order_id.is_(None), TRAIL.c.body != "")
    for seq, body in stream(
        view.connection, sa.select(TRAIL.c.seq, TRAIL.c.body).where(*is_told).order_by(TRAIL.c.seq)
    ):
        try:
            found = _rows_of(event_from(body, seq))
        except ValueError as error:
            return Finding(seq, str(error))
        if found is None:
            return Finding(seq, f"event {seq} is neither of an order nor of a party")
        table, rows = found
        replayed |= {(table.name, values[0]): (values, seq) for values in rows}
    adopted = {key: seq for (name, key), (_, seq) in replayed.items() if name == POLICIES.name}
    return _compare_facts(view, replayed) or _misread(view, adopted)


def _rows_of(event: Event) -> tuple[sa.Table, list[Values]] | None:
    fact = event.fact
    if isinstance(fact, PolicyAdopted):
        return POLICIES, [policy_values(fact, event.at, event.by)]
    if isinstance(fact, RoundRun):
        return ROUNDS, [round_values(fact, event.seq, event.at, event.by)]
    if isinstance(fact, OrdersArchived):
        return ARCHIVED, [(number, event.seq) for number in fact.numbers]
    party = getattr(fact, "party", None)
    return (PARTIES, [party_values(party)]) if party is not None else None


def _compare_facts(view: SqlReads, replayed: dict[tuple[str, Any], tuple[Values, int]]) -> Finding | None:
    unknown = None
    for table, word in _WORDS.items():
        for row in stream(view.connection, plain(table).order_by(*table.primary_key.columns)):
            values, seq = replayed.pop((table.name, row[0]), (None, None))
            if values is None or seq is None:
                unknown = unknown or Finding(None, f"{word} {row[0]} stands in the tables without any event")
            elif values != tuple(row)[: len(values)]:
                return Finding(seq, f"{word} {row[0]} in the tables is not what the trail says")
    words = {table.name: word for table, word in _WORDS.items()}
    gone = (Finding(seq, f"{words[name]} {key} is gone from the tables") for (name, key), (_, seq) in replayed.items())
    return next(gone, unknown)


def _misread(view: SqlReads, adopted: Mapping[int, int]) -> Finding | None:
    """Find the first policy revision of which something else is kept than its text says.

    What another program kept is left alone; so is everything where the view has nothing that reads texts.
    """
    for revision in view.policy.revisions():
        if revision.form is not None and not _says_the_text(revision.form, revision):
            message = f"what is kept of policy revision {revision.number} is not what its text says"
            return Finding(adopted[revision.number], message)
    return None


def _says_the_text(form: str, revision: PolicyRevision) -> bool:
    if revision.reader is None or not is_form_of(form, revision.text):
        return is_form(form)
    try:
        return form == form_of(revision.reader(revision.text), revision.text)
    except OrderTrackError:
        return False


_AT_ONCE = 20


def check_originals(view: SqlReads) -> Finding | None:
    """Find the first message that is not the one an event speaks of, or whose bytes are not those that were kept.

    The contacts must have been replayed before. Of a message that was erased with its party only the digest stays.
    """
    return _exchanged(view) or _altered(view)


def _exchanged(view: SqlReads) -> Finding | None:
    """Find the first message that is gone, or has another digest than an event has of it."""
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
    columns = (MESSAGES.c.id, MESSAGES.c.digest, MESSAGES.c.party_id, MESSAGES.c.raw)
    query = sa.select(*columns).order_by(MESSAGES.c.id).limit(_AT_ONCE)
    last, gone = 0, {party.id for party in view.parties.list() if party == erased(party)}
    while rows := view.connection.execute(query.where(MESSAGES.c.id > last)).all():
        for message, digest, party, raw in rows:
            is_erased = not raw and party in gone
            if not is_erased and hashlib.sha256(raw).hexdigest() != digest:
                return _speaking(view, message) or Finding(None, f"message {message} is not the one that was kept")
        last = rows[-1].id
    return None


def _speaking(view: SqlReads, message: int) -> Finding | None:
    """Name the event that speaks of a message, if one does."""
    query = sa.select(CONTACTS.c.order_id).where(CONTACTS.c.message == message).order_by(CONTACTS.c.order_id)
    order = view.connection.execute(query.limit(1)).scalar()
    return _other(view, message, order) if order is not None else None


def _other(view: SqlReads, message: int, order: int) -> Finding:
    said = stream(view.connection, sa.select(TRAIL.c.seq, SAID).where(TRAIL.c.order_id == order).order_by(TRAIL.c.seq))
    names_it = f'"message":{message},'
    seq = next((seq for seq, body in said if names_it in body), None)
    return Finding(seq, f"message {message} is not the one that event {seq} speaks of")


PROCESSES = 2
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_WITHIN = "order_id BETWEEN :low AND :high"


@contextmanager
def doubtful_orders(view: SqlReads, copy: Path | None = None) -> Iterator[Callable[[], Sequence[int]]]:
    """Search for the keys of the orders that have to be replayed, rising; what it gives waits for them.

    In a `copy` of the same state that nobody writes, other processes search while the caller goes on; without one the
    search begins when it is asked for. Keys of events and rows whose order is not there are among the found.
    """
    with ExitStack() as begun:
        works: list[Forked] = []
        if copy is not None and can_fork():
            shares = _shares(view, PROCESSES)
            works = [begun.enter_context(Forked(partial(_search_copy, copy, *share))) for share in shares]
        yield lambda: _find_suspect_orders(view, [work.result() for work in works])


def _find_suspect_orders(view: SqlReads, told: Sequence[str | None]) -> Sequence[int]:
    if view.connection.dialect.name != "sqlite":
        return _all_orders(view)
    texts = [text for text in told if text is not None]
    if told and len(texts) == len(told):
        return sorted({int(key) for text in texts for key in text.split()})
    try:
        return sorted(set(_search(view, _LOWEST, _HIGHEST)))
    except sqlite_module().OperationalError as error:
        if "BLOB" not in str(error):  # which no column can hold, and a flipped bit makes of text
            raise
        return _all_orders(view)


def _shares(view: SqlReads, count: int) -> list[tuple[int, int]]:
    top: int = view.connection.execute(sa.select(sa.func.max(ORDERS.c.id))).scalar() or 0
    cuts = [_LOWEST, *(top * part // count for part in range(1, count)), _HIGHEST]
    return [(low + 1, high) for low, high in pairwise(cuts)]


def _search_copy(copy: Path, low: int, high: int) -> str:
    with SqlBook(copy).read() as view:
        return " ".join(map(str, _search(view, low, high)))


def _search(view: SqlReads, low: int, high: int) -> list[int]:
    raw: Any = view.connection.connection.driver_connection
    return [key for (key,) in raw.execute(_SEARCH, {"low": low, "high": high}).fetchall()]


def _all_orders(view: SqlReads) -> Sequence[int]:
    keys = (sa.select(table.c.order_id) for table in (TRAIL, *CHILDREN))
    every = sa.union(sa.select(ORDERS.c.id), *keys).subquery()
    return [key for (key,) in stream(view.connection, sa.select(every.c[0]).order_by(every.c[0])) if key is not None]


def _member(key: str, column: str, usual: str = "NULL") -> str:
    """Spell a member of an object after a comma, or nothing when it is as usual."""
    return f"""CASE WHEN {column} IS {usual} THEN '' ELSE ',"{key}":' || json_quote({column}) END"""


def _members(table: sa.Table, *others: str) -> dict[str, str]:
    """Spell all columns of a table but the others."""
    names = (column.name for column in table.columns if column.name not in others)
    return {name: _member(name, f"{table.name}.{name}") for name in names}


def _object(members: dict[str, str]) -> str:
    spelled = ", ".join(members[key] for key in sorted(members))
    return f"'{{' || substr(printf('{'%s' * len(members)}', {spelled}), 2) || '}}'"


def _only(table: sa.Table, *usual: str) -> str:
    """Spell the one shipment or receipt of a line as a list of it, or nothing when there is none."""
    members = _members(table, *table.primary_key.columns.keys(), *usual)
    members |= {name: _member(name, f"{table.name}.{name}", "0") for name in usual}
    return f"""CASE WHEN {table.name}.seq IS NULL THEN '' ELSE ',"{table.name}":[' || {_object(members)} || ']' END"""


_ADDED_UP = ("shipped_on", "delivered_on", "shipped_quantity", "delivered_quantity", "open_quantity")
_ARRIVED = "coalesce(receipts.quantity - receipts.rejected, 0)"
_ADDS_UP = f"""
    lines.cancelled_quantity BETWEEN 0 AND lines.quantity
    AND (receipts.seq IS NULL OR receipts.rejected BETWEEN 0 AND receipts.quantity)
    AND lines.delivered_quantity = {_ARRIVED}
    AND lines.shipped_quantity = max(coalesce(shipments.quantity, 0), {_ARRIVED})
    AND lines.open_quantity = max(0, lines.quantity - lines.cancelled_quantity - {_ARRIVED})
    AND lines.shipped_on IS nullif(shipments.shipped_on, '')
    AND lines.delivered_on IS CASE WHEN lines.open_quantity = 0 AND {_ARRIVED} > 0 THEN receipts.received_on END
"""
_LINE = _object(
    _members(LINES, "order_id", "cancelled_quantity", *_ADDED_UP)
    | {"cancelled_quantity": _member("cancelled_quantity", "lines.cancelled_quantity", "0")}
    | {"shipments": _only(SHIPMENTS), "receipts": _only(RECEIPTS, "rejected")}
)
_OF_LINE = "{0}.order_id = lines.order_id AND {0}.position = lines.position AND {0}.seq = 1"
_LINES = f"""(
    SELECT group_concat(CASE WHEN {_ADDS_UP} THEN {_LINE} ELSE 'wrong' END) FROM lines
    LEFT JOIN shipments ON {_OF_LINE.format("shipments")}
    LEFT JOIN receipts ON {_OF_LINE.format("receipts")}
    WHERE lines.order_id = orders.id
)"""
_DELAY = ("delay_reported_on", "delay_expected_on", "delay_cause")
_ORDER = _object(
    _members(ORDERS, "id", "version", "customer_id", "supplier_id", *_DELAY)
    | {
        "customer": _member("customer", "orders.customer_id"),
        "supplier": _member("supplier", "orders.supplier_id"),
        "status": _member("status", "orders.status", "'entered'"),
        "priority": _member("priority", "orders.priority", "'normal'"),
        "is_history": """CASE orders.is_history WHEN 0 THEN '' WHEN 1 THEN ',"is_history":true' ELSE 'wrong' END""",
        "lines": f"""',"lines":[' || {_LINES} || ']'""",
    }
)
_FACTS_AT = """instr(trail.body, ',"facts":{')"""
_BEFORE_FACTS = f"substr(trail.body, 1, {_FACTS_AT} - 1)"
_MERGED = "(SELECT id FROM parties WHERE merged_into IS NOT NULL)"
_IS_AS_ENTERED = f"""
    orders.version = 1
    AND coalesce({", ".join(f"orders.{name}" for name in _DELAY)}) IS NULL
    AND orders.customer_id NOT IN {_MERGED} AND orders.supplier_id NOT IN {_MERGED}
    AND {_FACTS_AT} > 2 AND json_valid({_BEFORE_FACTS} || '}}')
    AND trail.body = {_BEFORE_FACTS} ||
        ',"facts":{{"order":' || {_ORDER} || '}},"kind":"order entered","order":' || json_quote(orders.number) || '}}'
"""


def _beyond_entry(table: sa.Table) -> str:
    """Find orders with rows that the spelling of an order passes over."""
    found = f"SELECT order_id FROM {table.name} WHERE {_WITHIN}"
    if table is LINES:
        return f"{found} AND order_id NOT IN (SELECT id FROM orders)"
    if table not in {SHIPMENTS, RECEIPTS}:
        return found
    key = f"lines.order_id = {table.name}.order_id AND lines.position = {table.name}.position"
    return f"{found} AND (seq <> 1 OR NOT EXISTS (SELECT 1 FROM lines WHERE {key}))"


_SEARCH = f"""
SELECT orders.id FROM orders LEFT JOIN trail ON trail.order_id = orders.id
WHERE orders.id BETWEEN :low AND :high AND ({_IS_AS_ENTERED}) IS NOT TRUE
UNION ALL
SELECT order_id FROM trail WHERE {_WITHIN}
GROUP BY order_id HAVING count(*) > 1 OR order_id NOT IN (SELECT id FROM orders)
UNION ALL
{" UNION ALL ".join(_beyond_entry(table) for table in CHILDREN)}
"""
