"""The customers and suppliers of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.records import event_body
from ordertrack.domain.values.texts import name_key
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.orders.rows import load_parties, party_from, party_values, update_row
from ordertrack.store.tables.orders import PARTIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.orders.events import Fact
    from ordertrack.domain.parties import Party
    from ordertrack.store.trail import Tail


class Parties:
    """Customers and suppliers, found by name or by their number in the book."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, ids: Collection[int]) -> Mapping[int, Party]:
        """Give parties by their numbers, each as what it became if it was merged."""
        found: dict[int, Party] = {}
        for party in set(ids):
            row = self._connection.execute(sa.select(PARTIES).where(PARTIES.c.id == party)).one()
            while row.merged_into is not None:
                row = self._connection.execute(sa.select(PARTIES).where(PARTIES.c.id == row.merged_into)).one()
            found[party] = party_from(row)
        return found

    def find(self, name: str) -> Party | None:
        """Find a party by name, without regard to case and spacing; a merged one leads to what it became."""
        row = self._connection.execute(sa.select(PARTIES).where(PARTIES.c.key == name_key(name))).first()
        while row is not None and row.merged_into is not None:
            row = self._connection.execute(sa.select(PARTIES).where(PARTIES.c.id == row.merged_into)).one()
        return party_from(row) if row is not None else None

    def list(self) -> Sequence[Party]:
        """List all parties, merged ones included, by their number in the book."""
        return load_parties(self._connection)


class PartyWrites(Parties):
    """The same in a transaction, which may add and change parties."""

    def __init__(self, connection: sa.Connection, tail: Tail) -> None:
        super().__init__(connection)
        self._tail = tail

    def save(self, party: Party, fact: Fact, *, at: datetime, by: str) -> None:
        """Keep a new or changed party and the fact."""
        values = party_values(party)
        known = self._connection.execute(sa.select(PARTIES).where(PARTIES.c.id == party.id)).first()
        if known is None:
            insert_many(self._connection, PARTIES, [values])
        elif tuple(known) != values:
            update_row(self._connection, PARTIES, tuple(known), values, {"id": party.id})
        self._tail.append(event_body(fact, at=at, by=by))
