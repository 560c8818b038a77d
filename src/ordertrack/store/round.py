"""What the round reads and keeps: which orders a clock may run out for, the past of each, and that a round ran."""

from __future__ import annotations

import os
import pickle
from base64 import b64decode, b64encode
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sqlalchemy as sa

from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.records import event_body
from ordertrack.domain.round.pasts import Recorded, Share
from ordertrack.store.engine.engine import insert_many, stream
from ordertrack.store.engine.files import Forked, can_fork
from ordertrack.store.engine.functions import Day, on
from ordertrack.store.orders.listing import IS_OPEN_BY_INDEX, TO_DO, order_conditions
from ordertrack.store.orders.rows import round_values
from ordertrack.store.tables.cases import CONTACTS, ENQUIRIES, ESCALATIONS, ISSUES, ROUNDS, UNTOLD
from ordertrack.store.tables.orders import LINES, ORDERS, TRAIL
from ordertrack.store.trail import SAID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from ordertrack.domain.orders.events import RoundRun
    from ordertrack.domain.orders.lists import OrderFilter
    from ordertrack.store.trail import Tail

    Work = Callable[["Pasts", Share], "T"]
    Reopen = Callable[[], AbstractContextManager[sa.Connection]]


class Rounds:
    """What the daily round and the clocks ask."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def last_day(self) -> date | None:
        """Give the day of the newest daily round; None before the first."""
        query = sa.select(ROUNDS.c.ran_on).order_by(ROUNDS.c.ran_on.desc()).limit(1)
        found: date | None = self._connection.execute(query).scalar()
        return found

    def numbers_to_watch(self, *, promised_by: date) -> Sequence[str]:
        """List unfinished orders that a clock may run out for: promised by a day, or with a case that is open.

        In the order in which they were entered; the cost grows with what is open and not with the history.
        """
        soon = sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, LINES.c.promised_on <= promised_by)
        cases = [
            sa.select(table.c.order_id).where(table.c[column].is_(None))
            for table, column in ((ISSUES, "resolved_at"), (ESCALATIONS, "ended_at"), (ENQUIRIES, "answered_at"))
        ]
        watched = sa.union(soon, *cases).subquery()
        query = sa.select(ORDERS.c.number).where(TO_DO, ORDERS.c.id.in_(sa.select(watched.c.order_id)))
        return self._connection.execute(query.order_by(ORDERS.c.id)).scalars().all()

    def customers_told(self, only: OrderFilter, *, as_of: date) -> Mapping[str, date]:
        """Give, by number, the day on which the customer of a delayed order last heard from us."""
        last = sa.func.max(CONTACTS.c.made_on, type_=Day())
        reached = sa.and_(
            CONTACTS.c.order_id == ORDERS.c.id,
            CONTACTS.c.side == "customer",
            CONTACTS.c.outcome.not_in(UNTOLD),
            CONTACTS.c.made_on <= on(as_of),
        )
        query = (
            sa.select(ORDERS.c.number, ORDERS.c.delay_reported_on, last)
            .select_from(ORDERS.outerjoin(CONTACTS, reached))
            .where(TO_DO, ORDERS.c.delay_reported_on.is_not(None), *order_conditions(only, as_of))
            .group_by(ORDERS.c.id, ORDERS.c.number, ORDERS.c.delay_reported_on)
        )
        return {number: max(reported, told or reported) for number, reported, told in self._connection.execute(query)}


class RoundWrites(Rounds):
    """The same in a transaction, which may keep that a round ran."""

    def __init__(self, connection: sa.Connection, tail: Tail) -> None:
        super().__init__(connection)
        self._tail = tail

    def record(self, fact: RoundRun, *, at: datetime, by: str) -> None:
        """Keep that a daily round ran, with its event."""
        insert_many(self._connection, ROUNDS, [round_values(fact, self._tail.seq + 1, at, by)])
        self._tail.append(event_body(fact, at=at, by=by))


T = TypeVar("T")


_SETTLED = (Status.DELIVERED, Status.COMPLETED, Status.CLOSED, Status.CANCELLED)


MOST = 8
"""So many processes at most work side by side."""


FEW = 2_000
"""So many orders are gone through before another process has begun."""


class Keys(NamedTuple):
    """The lowest and the highest key of so many orders."""

    first: int
    last: int
    orders: int


class Pasts:
    """Whole pasts, in constant memory; `reopen` lets another process read the same book, if there is one that may."""

    def __init__(self, connection: sa.Connection, reopen: Reopen | None = None) -> None:
        self._connection, self._reopen = connection, reopen

    def in_shares(self, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
        """Do the work for every share of the orders that may have been open between two days.

        Shares have no order in common, and may be worked on side by side, in other processes where that is of use; the
        one that is done here is given to `aloud`, the others to `work`.
        """
        extent = sa.select(sa.func.min(ORDERS.c.id), sa.func.max(ORDERS.c.id), sa.func.count()).select_from(ORDERS)
        keys = Keys._make(self._connection.execute(extent.where(_was_open(since, until))).one())
        return self._in_shares(keys, since, until, work, aloud) if keys.orders else []

    def _in_shares(self, keys: Keys, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
        reopen = self._may_reopen() if keys.orders > FEW else None
        parts = min(len(os.sched_getaffinity(0)), MOST) if reopen else 1
        width = keys.last + 1 - keys.first
        cuts = [keys.first + width * part // parts for part in range(parts + 1)]
        mine, *others = (Share(since, until, first, end - 1) for first, end in pairwise(cuts))
        with ExitStack() as begun:
            forks = [
                (begun.enter_context(Forked(partial(_elsewhere, reopen, work, each))), each)
                for each in others
                if reopen
            ]
            found = [aloud(self, mine)]
            for fork, share in forks:
                text = fork.result()
                found.append(work(self, share) if text is None else _read(text))
        return found

    def _may_reopen(self) -> Reopen | None:
        """Give what opens the book again, if it is a file, which another process can read with this one."""
        is_file = self._connection.dialect.name == "sqlite"
        return self._reopen if is_file and can_fork() else None

    def count(self, share: Share) -> int:
        """Count the orders that `read` gives."""
        query = sa.select(sa.func.count()).select_from(ORDERS).where(_is_of(share))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def read(self, share: Share) -> Iterator[Recorded]:
        """Give the orders that may have been open between two days, as they were entered, each with all its events.

        What came in as finished history and was not touched since is left out by its dates alone.
        """
        order = (ORDERS.c.id, ORDERS.c.supplier_id, ORDERS.c.customer_id, ORDERS.c.status)
        query = (
            sa.select(*order, TRAIL.c.seq, SAID)
            .select_from(ORDERS.join(TRAIL, TRAIL.c.order_id == ORDERS.c.id))
            .where(_is_of(share))
            .order_by(ORDERS.c.id, TRAIL.c.seq)
        )
        for _, rows in groupby(stream(self._connection, query), key=itemgetter(0)):
            events = list(rows)
            _, supplier, customer, status, *_ = events[0]
            yield Recorded(supplier, customer, Status(status), [(row[4], row[5]) for row in events])


def _is_of(share: Share) -> sa.ColumnElement[bool]:
    return sa.and_(ORDERS.c.id.between(share.first, share.last), _was_open(share.since, share.until))


def _was_open(since: date, until: date) -> sa.ColumnElement[bool]:
    day = on(since)
    was_open = sa.or_(LINES.c.open_quantity > 0, LINES.c.delivered_on >= day, LINES.c.cancelled_on >= day)
    was_waiting = sa.exists().where(LINES.c.order_id == ORDERS.c.id, was_open)
    is_history = sa.and_(ORDERS.c.is_history == 1, ORDERS.c.version == 1)
    is_untouched = sa.and_(is_history, ORDERS.c.status.in_([each.value for each in _SETTLED]))
    is_later = sa.and_(is_history, ORDERS.c.placed_on > on(until))
    return sa.not_(sa.or_(sa.and_(is_untouched, sa.not_(was_waiting)), sa.func.coalesce(is_later, sa.false())))


def _elsewhere(reopen: Reopen, work: Work[T], share: Share) -> str:
    with reopen() as connection:
        return b64encode(pickle.dumps(work(Pasts(connection), share))).decode("ascii")


def _read(text: str) -> Any:  # noqa: ANN401 - whatever the work gives
    return pickle.loads(b64decode(text))  # noqa: S301 - written by this very program
