"""The issues of a book of version 0.1.0, which knew of none: those its trail tells of."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.codec import encode
from ordertrack.domain.replay import fold
from ordertrack.domain.trail import event_from
from ordertrack.errors import OrderTrackError
from ordertrack.store.bulk import in_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ordertrack.domain.issues import Issue

_TOLD = """SELECT order_id, seq, body FROM trail WHERE order_id IN (
    SELECT order_id FROM trail WHERE body LIKE :delay OR body LIKE :receipt) ORDER BY order_id, seq"""
_KINDS = {"delay": '%"kind":"delay reported"%', "receipt": '%"kind":"lines received"%'}
_KEEP = """INSERT INTO issues (order_id, seq, number, kind, severity, cause, opened_at, position, is_automatic,
    resolved_at, resolution, reopened)
    VALUES (:order_id, :number, :number, :kind, :severity, :cause, :opened_at, :position, 1, :resolved_at, :resolution,
    0)"""
_UNTOLD = dict.fromkeys(("position", "resolved_at", "resolution"))


def open_issues(connection: sa.Connection) -> None:
    """Keep the issue that each delay and each bad receipt is by itself (SOP 4.6a).

    An order whose events are damaged gets none: `trail verify` tells what is wrong with it.
    """
    for part in in_parts(_issues(connection)):
        connection.execute(sa.text(_KEEP), part)


def _issues(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    told = connection.execute(sa.text(_TOLD), _KINDS, execution_options={"yield_per": 1000})
    for order_id, events in groupby(told, key=itemgetter(0)):
        for issue in _of_one((seq, body) for _, seq, body in events):
            yield {**_UNTOLD, **encode(issue), "order_id": order_id}


def _of_one(events: Iterable[tuple[int, str]]) -> tuple[Issue, ...]:
    try:
        return fold([event_from(body, seq) for seq, body in events]).issues
    except (ValueError, KeyError, TypeError, AttributeError, OrderTrackError):
        return ()
