"""The trail as an evidence pack gives it out: an order's events whole, of all others only their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import PolicyAdopted
from ordertrack.domain.records import event_from
from ordertrack.store.engine.engine import stream
from ordertrack.store.tables.orders import ORDERS, TRAIL
from ordertrack.store.tables.schema import get_value
from ordertrack.usecases.records import Link, Told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


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
        return self._told(query)

    def adoptions(self, revisions: Collection[int]) -> list[Told]:
        """Give the events that adopted these policy revisions, in the order of the trail."""
        is_adoption = TRAIL.c.body.contains('"kind":"policy adopted"')
        query = sa.select(*_EVENT).where(TRAIL.c.order_id.is_(None), is_adoption)
        return [each for each in self._told(query) if each.body and _adopts(each.body, each.link.seq) in revisions]

    def links(self, since: int) -> Iterator[Link]:
        """Give the links of the chain from an event to the head, none left out."""
        query = sa.select(TRAIL.c.seq, TRAIL.c.prev, TRAIL.c.hash).where(TRAIL.c.seq >= since).order_by(TRAIL.c.seq)
        for seq, previous, digest in stream(self._connection, query):
            yield Link(seq, bytes(previous).hex(), bytes(digest).hex())

    def _told(self, query: sa.Select[Any]) -> list[Told]:
        return [
            Told(Link(seq, bytes(previous).hex(), bytes(digest).hex()), body or None)
            for seq, previous, digest, body in self._connection.execute(query.order_by(TRAIL.c.seq))
        ]


def _adopts(body: str, seq: int) -> int | None:
    fact = event_from(body, seq).fact
    return fact.number if isinstance(fact, PolicyAdopted) else None
