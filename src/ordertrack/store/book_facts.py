"""The part of a verification that is about no order: parties, policy revisions and rounds against their events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.records import OrdersArchived
from ordertrack.domain.round import PolicyAdopted, RoundRun
from ordertrack.domain.trail import event_from
from ordertrack.store.case_rows import ARCHIVED, POLICIES, ROUNDS
from ordertrack.store.cases import plain
from ordertrack.store.findings import Finding
from ordertrack.store.projection import party_values, policy_values, round_values
from ordertrack.store.rows import PARTIES, TRAIL

if TYPE_CHECKING:
    from ordertrack.domain.events import Event
    from ordertrack.store.projection import Values
    from ordertrack.store.reading import SqlReads

_WORDS = {PARTIES: "party", POLICIES: "policy revision", ROUNDS: "round", ARCHIVED: "archived order"}


def check_book_facts(view: SqlReads) -> Finding | None:
    """Compare every row that belongs to no order with the last event that wrote it."""
    replayed: dict[tuple[str, Any], tuple[Values, int]] = {}
    is_told = (TRAIL.c.order_id.is_(None), TRAIL.c.body != "")
    for seq, body in view.stream(sa.select(TRAIL.c.seq, TRAIL.c.body).where(*is_told).order_by(TRAIL.c.seq)):
        try:
            found = _rows_of(event_from(body, seq))
        except ValueError as error:
            return Finding(seq, str(error))
        if found is None:
            return Finding(seq, f"event {seq} is neither of an order nor of a party")
        table, rows = found
        replayed |= {(table.name, values[0]): (values, seq) for values in rows}
    return _compare(view, replayed)


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


def _compare(view: SqlReads, replayed: dict[tuple[str, Any], tuple[Values, int]]) -> Finding | None:
    unknown = None
    for table, word in _WORDS.items():
        for row in view.stream(plain(table).order_by(*table.primary_key.columns)):
            values, seq = replayed.pop((table.name, row[0]), (None, None))
            if seq is None:
                unknown = unknown or Finding(None, f"{word} {row[0]} stands in the tables without any event")
            elif values != tuple(row):
                return Finding(seq, f"{word} {row[0]} in the tables is not what the trail says")
    words = {table.name: word for table, word in _WORDS.items()}
    gone = (Finding(seq, f"{words[name]} {key} is gone from the tables") for (name, key), (_, seq) in replayed.items())
    return next(gone, unknown)
