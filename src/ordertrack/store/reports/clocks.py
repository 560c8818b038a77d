"""The clocks of questions and issues, when each began and ended; how long that was is reckoned elsewhere (SOP 7)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.cases.issues import Wait
from ordertrack.domain.reports.clocks import RawClock
from ordertrack.domain.values.codec import decode, instant_text
from ordertrack.store.engine.functions import instant_of
from ordertrack.store.orders.listing import CUSTOMERS, SUPPLIERS, order_conditions, with_parties
from ordertrack.store.tables.cases import ENQUIRIES, ISSUES
from ordertrack.store.tables.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.reports.clocks import ClockBy, ClockQuestion


class Clocks:
    """The clocks of questions and issues."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def response(self, question: ClockQuestion) -> Sequence[RawClock]:
        """List the clocks of customers' questions, one for all that one answer settled or that wait together."""
        at = instant_text(question.at)
        ended = sa.case((ENQUIRIES.c.answered_at <= at, ENQUIRIES.c.answered_at))
        place = sa.func.row_number().over(
            partition_by=(ENQUIRIES.c.order_id, ended), order_by=(ENQUIRIES.c.received_at, ENQUIRIES.c.seq)
        )
        asked = (
            sa.select(
                ENQUIRIES.c.order_id,
                ENQUIRIES.c.received_at,
                ENQUIRIES.c.channel,
                ended.label("ended_at"),
                place.label("place"),
            )
            .where(ENQUIRIES.c.received_at <= at)
            .subquery("asked")
        )
        query = (
            sa.select(ORDERS.c.number, _group(question.by, asked.c.channel), asked.c.received_at, asked.c.ended_at)
            .select_from(with_parties(asked.join(ORDERS, ORDERS.c.id == asked.c.order_id)))
            .where(asked.c.place == 1, *_scope(asked.c.received_at, question))
            .order_by(asked.c.received_at, ORDERS.c.number)
        )
        rows = self._connection.execute(query)
        return [
            RawClock(number, group, datetime.fromisoformat(began), instant_of(ended))
            for number, group, began, ended in rows
        ]

    def resolution(self, question: ClockQuestion) -> Sequence[RawClock]:
        """List the clocks of issues with what the desk waited for."""
        at = instant_text(question.at)
        ended = sa.case((ISSUES.c.resolved_at <= at, ISSUES.c.resolved_at))
        query = (
            sa.select(ORDERS.c.number, _group(question.by, ISSUES.c.kind), ISSUES.c.opened_at, ended, ISSUES.c.waits)
            .select_from(with_parties(ISSUES.join(ORDERS, ORDERS.c.id == ISSUES.c.order_id)))
            .where(ISSUES.c.opened_at <= at, *_scope(ISSUES.c.opened_at, question))
            .order_by(ISSUES.c.opened_at, ORDERS.c.number, ISSUES.c.seq)
        )
        return [
            RawClock(number, group, datetime.fromisoformat(began), instant_of(ended), _waits(waits))
            for number, group, began, ended, waits in self._connection.execute(query)
        ]


def _group(by: ClockBy | None, kind: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    groups: dict[str, sa.ColumnElement[Any]] = {
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "owner": ORDERS.c.owner,
        "kind": kind,
    }
    return groups.get(by or "", sa.null())


def _scope(began: sa.ColumnElement[str], question: ClockQuestion) -> list[sa.ColumnElement[bool]]:
    found = list(order_conditions(question.only, date.max))  # the day decides what is overdue, which nobody asks here
    if question.began_from:
        found.append(began >= instant_text(question.began_from))
    if question.began_before:
        found.append(began < instant_text(question.began_before))
    return found


def _waits(stored: str | None) -> tuple[Wait, ...]:
    return tuple(decode(Wait, wait) for wait in json.loads(stored or "[]"))
