"""Every order with all its events, one after another: what a simulation goes through."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from ordertrack.domain.statuses import Status
from ordertrack.store.columns import Day
from ordertrack.store.rows import LINES, ORDERS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.pasts import Recorded, Share
    from ordertrack.store.sharing import Work

    Cells = tuple[Any, ...]

T = TypeVar("T")
_SETTLED = (Status.DELIVERED, Status.COMPLETED, Status.CLOSED, Status.CANCELLED)


class Pasts:
    """The part of a view that gives whole pasts, in constant memory."""

    connection: sa.Connection

    def in_shares(self, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
        """Do the work for the orders of `pasts`, for some of them in another process where that is of use."""
        from ordertrack.store.sharing import Keys, in_shares

        extent = sa.select(sa.func.min(ORDERS.c.id), sa.func.max(ORDERS.c.id), sa.func.count()).select_from(ORDERS)
        keys = Keys._make(self.connection.execute(extent.where(_was_open(since, until))).one())
        return in_shares(self, keys, since, until, work, aloud) if keys.orders else []

    def count_pasts(self, share: Share) -> int:
        """Count the orders that `pasts` gives."""
        query = sa.select(sa.func.count()).select_from(ORDERS).where(_is_of(share))
        found: int = self.connection.execute(query).scalar_one()
        return found

    def pasts(self, share: Share) -> Iterator[Recorded]:
        """Give the orders that may have been open between two days, as they were entered, each with all its events.

        What came in as finished history and was not touched since is left out by its dates alone.
        """
        from ordertrack.domain.pasts import Recorded
        from ordertrack.store.stubs import SAID

        order = (ORDERS.c.id, ORDERS.c.supplier_id, ORDERS.c.customer_id, ORDERS.c.status)
        query = (
            sa.select(*order, TRAIL.c.seq, SAID)
            .select_from(ORDERS.join(TRAIL, TRAIL.c.order_id == ORDERS.c.id))
            .where(_is_of(share))
            .order_by(ORDERS.c.id, TRAIL.c.seq)
        )
        for _, rows in groupby(self._stream(query), key=itemgetter(0)):
            events = list(rows)
            _, supplier, customer, status, *_ = events[0]
            yield Recorded(supplier, customer, Status(status), [(row[4], row[5]) for row in events])

    def _stream(self, query: sa.Select[Any]) -> Iterator[Cells]:
        stream: Iterator[Cells] = self.stream(query)  # type: ignore[attr-defined]  # another part of the view
        return stream


def _is_of(share: Share) -> sa.ColumnElement[bool]:
    return sa.and_(ORDERS.c.id.between(share.first, share.last), _was_open(share.since, share.until))


def _was_open(since: date, until: date) -> sa.ColumnElement[bool]:
    day = sa.bindparam(None, since, Day)
    was_open = sa.or_(LINES.c.open_quantity > 0, LINES.c.delivered_on >= day, LINES.c.cancelled_on >= day)
    was_waiting = sa.exists().where(LINES.c.order_id == ORDERS.c.id, was_open)
    is_history = sa.and_(ORDERS.c.is_history == 1, ORDERS.c.version == 1)
    is_untouched = sa.and_(is_history, ORDERS.c.status.in_([each.value for each in _SETTLED]))
    is_later = sa.and_(is_history, ORDERS.c.placed_on > sa.bindparam(None, until, Day))
    return sa.not_(sa.or_(sa.and_(is_untouched, sa.not_(was_waiting)), sa.func.coalesce(is_later, sa.false())))
