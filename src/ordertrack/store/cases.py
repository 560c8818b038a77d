"""Rows of contacts, follow-ups, issues, escalations and enquiries to what they are: the way back."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.codec import decode
from ordertrack.domain.enquiries import Enquiry
from ordertrack.domain.escalations import Escalation
from ordertrack.domain.followups import Contact, FollowUp
from ordertrack.domain.issues import Issue
from ordertrack.store.case_rows import CONTACTS, ENQUIRIES, ESCALATIONS, FOLLOWUPS, ISSUES
from ordertrack.store.functions import iso_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

KINDS: dict[sa.Table, type] = {
    CONTACTS: Contact,
    FOLLOWUPS: FollowUp,
    ISSUES: Issue,
    ESCALATIONS: Escalation,
    ENQUIRIES: Enquiry,
}
_NESTED = frozenset({"waits", "tellings"})


def load_cases(connection: sa.Connection, ids: Collection[int]) -> Mapping[int, dict[str, tuple[Any, ...]]]:
    """Load what happened around some orders, by the key of the order and the name of the table."""
    found: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for table, kind in KINDS.items():
        query = plain(table).where(table.c.order_id.in_(ids)).order_by(table.c.order_id, table.c.seq)
        for row in connection.execute(query):
            of_order = found[row[0]]
            of_order[table.name] = (*of_order.get(table.name, ()), decode(kind, _facts(row)))
    return found


def plain(table: sa.Table) -> sa.Select[Any]:
    """Select all columns with dates as ISO text, as the projection writes them."""
    return sa.select(
        *(iso_text(column).label(column.name) if column.name.endswith("_on") else column for column in table.columns)
    )


def _facts(row: sa.Row[Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in row._mapping.items():  # noqa: SLF001 - SQLAlchemy's documented name for it
        if value is None or name in {"order_id", "seq"}:
            continue
        if name in _NESTED:
            facts[name] = json.loads(value)
        else:
            facts[name] = bool(value) if name.startswith("is_") else value
    return facts
