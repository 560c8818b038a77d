"""What the book knows of the procedure having been followed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.cases.escalations import LevelTurn
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.reports.sop import ContactMade, EscalationTurns, FollowUpTurn, OrderLife
from ordertrack.domain.values.codec import decode, instant_text
from ordertrack.store.engine.functions import Day, instant_of, on
from ordertrack.store.orders.listing import order_conditions, pick_columns, standing_promise, with_parties
from ordertrack.store.tables.cases import CONTACTS as MADE
from ordertrack.store.tables.cases import ESCALATIONS as RUNS
from ordertrack.store.tables.cases import FOLLOWUPS as TURNS
from ordertrack.store.tables.cases import ROUNDS, UNTOLD
from ordertrack.store.tables.orders import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from ordertrack.domain.reports.sop import AdherenceQuestion


class Sop:
    """How orders were dealt with."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def order_lives(self, question: AdherenceQuestion) -> Sequence[OrderLife]:
        """List the orders that fit with their days, by number."""
        lines = _line_days(question)
        query = (
            sa.select(*pick_columns(OrderLife._fields, {}, lines, ORDERS))
            .select_from(with_parties(ORDERS.join(lines, lines.c.order_id == ORDERS.c.id)))
            .where(*order_conditions(question.only, question.as_of))
            .order_by(ORDERS.c.number)
        )
        rows = [OrderLife._make(row) for row in self._connection.execute(query)]
        return [row._replace(is_history=bool(row.is_history)) for row in rows]

    def round_days(self) -> Collection[date]:
        """Give the days on which a daily round ran."""
        return {day for (day,) in self._connection.execute(sa.select(ROUNDS.c.ran_on))}

    def followup_turns(self, question: AdherenceQuestion) -> Sequence[FollowUpTurn]:
        """List the follow-ups raised by the day, each with the day of the next one of its promise."""
        key = (TURNS.c.order_id, TURNS.c.position, TURNS.c.promised_on)
        later = sa.func.lead(TURNS.c.raised_on).over(partition_by=key, order_by=TURNS.c.seq)
        asked_at = sa.case((TURNS.c.asked_at <= instant_text(question.at), TURNS.c.asked_at))
        waits = ORDERS.c.status.in_([status.value for status in AWAITING_DELIVERY])
        is_standing = sa.and_(LINES.c.open_quantity > 0, LINES.c.promised_on == TURNS.c.promised_on, waits)
        same = sa.and_(TURNS.c.order_id == LINES.c.order_id, TURNS.c.position == LINES.c.position)
        query = (
            sa.select(
                ORDERS.c.number,
                TURNS.c.rule,
                TURNS.c.raised_on,
                TURNS.c.revision,
                asked_at,
                sa.type_coerce(later, Day),
                sa.case((is_standing, 1), else_=0),
            )
            .select_from(LINES.join(TURNS, same).join(ORDERS, ORDERS.c.id == TURNS.c.order_id))
            .where(TURNS.c.raised_on <= on(question.as_of), *order_conditions(question.only, question.as_of))
            .order_by(TURNS.c.raised_on, ORDERS.c.number, TURNS.c.seq)
        )
        return [
            FollowUpTurn(number, rule, raised_on, revision, instant_of(asked), next_on, bool(to_make))
            for number, rule, raised_on, revision, asked, next_on, to_make in self._connection.execute(query)
        ]

    def escalation_turns(self, question: AdherenceQuestion) -> Sequence[EscalationTurns]:
        """List the escalations begun by the instant with whose turn it was."""
        query = (
            sa.select(ORDERS.c.number, RUNS.c.subject, RUNS.c.started_at, RUNS.c.revision, RUNS.c.tellings)
            .select_from(RUNS.join(ORDERS, ORDERS.c.id == RUNS.c.order_id))
            .where(RUNS.c.started_at <= instant_text(question.at))
            .where(*order_conditions(question.only, question.as_of))
            .order_by(RUNS.c.started_at, ORDERS.c.number, RUNS.c.seq)
        )
        return [
            EscalationTurns(
                number,
                subject,
                datetime.fromisoformat(started),
                revision,
                tuple(decode(LevelTurn, telling) for telling in json.loads(tellings or "[]")),
            )
            for number, subject, started, revision, tellings in self._connection.execute(query)
        ]

    def contacts_made(self, question: AdherenceQuestion) -> Sequence[ContactMade]:
        """List the contacts made by the instant."""
        query = (
            sa.select(ORDERS.c.number, MADE.c.at, MADE.c.made_on, MADE.c.side, MADE.c.channel, MADE.c.outcome)
            .select_from(MADE.join(ORDERS, ORDERS.c.id == MADE.c.order_id))
            .where(MADE.c.at <= instant_text(question.at), *order_conditions(question.only, question.as_of))
            .order_by(MADE.c.at, ORDERS.c.number, MADE.c.seq)
        )
        return [
            ContactMade(number, datetime.fromisoformat(at), on, Side(side), Channel(way), outcome not in UNTOLD)
            for number, at, on, side, way, outcome in self._connection.execute(query)
        ]


def _line_days(question: AdherenceQuestion) -> sa.Subquery:
    """Fold lines into orders: the latest promise that stood on the day, and delivered when nothing is missing."""
    counted = LINES.c.cancelled_quantity < LINES.c.quantity
    promise = standing_promise(question.as_of)
    latest = sa.func.coalesce(sa.func.max(sa.case((counted, promise))), sa.func.max(promise), type_=Day())
    is_missing: sa.ColumnElement[Any] = sa.case((LINES.c.open_quantity > 0, 1), else_=0)
    all_in = sa.func.sum(is_missing) == 0
    return (
        sa.select(
            LINES.c.order_id,
            latest.label("promised_on"),
            sa.type_coerce(sa.case((all_in, sa.func.max(LINES.c.delivered_on))), Day).label("delivered_on"),
        )
        .group_by(LINES.c.order_id)
        .subquery("line_days")
    )
