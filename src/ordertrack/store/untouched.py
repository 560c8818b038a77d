"""Which orders are not yet proved to be what the trail says: a search inside SQLite, before any is replayed.

Most orders of a large book were entered and not touched since. For these one statement spells the facts of their entry
from the rows alone, as `domain.codec` and `domain.trail` do, and compares the text with that of the event. The same
text is the same order, column for column. Another text proves nothing: the order may be spelled otherwise, or have a
history; such orders are named, and replayed.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.store.book import SqlBook
from ordertrack.store.engine import sqlite_module
from ordertrack.store.forks import Forked, can_fork
from ordertrack.store.projection import CHILDREN
from ordertrack.store.rows import LINES, ORDERS, RECEIPTS, SHIPMENTS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ordertrack.store.reading import SqlReads

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
        yield lambda: _found(view, [work.result() for work in works])


def _found(view: SqlReads, told: Sequence[str | None]) -> Sequence[int]:
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
    return [key for (key,) in view.stream(sa.select(every.c[0]).order_by(every.c[0])) if key is not None]


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
