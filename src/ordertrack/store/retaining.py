"""Which finished orders there are, and which are no longer in the book (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.policy import RetentionClass
from ordertrack.domain.records import Finished, OrdersArchived
from ordertrack.domain.trail import event_from
from ordertrack.store.bulk import in_parts
from ordertrack.store.case_rows import ARCHIVED, ENQUIRIES, ESCALATIONS, ISSUES
from ordertrack.store.columns import Day
from ordertrack.store.rows import ORDERS, TRAIL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def finished_orders(connection: sa.Connection) -> Sequence[Finished]:
    """List the closed and cancelled orders, as they were entered."""
    finished_on = sa.func.coalesce(ORDERS.c.closed_on, ORDERS.c.cancelled_on, ORDERS.c.entered_on, type_=Day())
    is_open = sa.or_(
        _has(ISSUES, ISSUES.c.resolved_at.is_(None)),
        _has(ENQUIRIES, ENQUIRIES.c.answered_at.is_(None)),
        _has(ESCALATIONS, ESCALATIONS.c.ended_at.is_(None)),
    )
    waits = ORDERS.c.id.in_(_waiting())
    query = (
        sa.select(ORDERS.c.number, ORDERS.c.status, finished_on, ORDERS.c.held_cause, _has(ISSUES), is_open, waits)
        .where(ORDERS.c.status.in_(list(_CLASSES)))
        .order_by(ORDERS.c.id)
    )
    return [_finished(row) for row in connection.execute(query)]


_CLASSES = {"closed": RetentionClass.CLOSED, "cancelled": RetentionClass.CANCELLED}


def _has(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(table.c.order_id == ORDERS.c.id, *conditions)


def _waiting() -> sa.CompoundSelect[tuple[int]]:
    """Select the orders about which a notice waits to be sent, or a letter for a clerk."""
    from ordertrack.store.notice_rows import MESSAGE_ORDERS, MESSAGES, NOTICE_ORDERS, NOTICES

    notices = sa.select(NOTICES.c.id).where(NOTICES.c.state.in_(["queued", "sending"]))
    letters = sa.select(MESSAGES.c.id).where(MESSAGES.c.state != "done")
    return sa.union_all(
        sa.select(NOTICE_ORDERS.c.order_id).where(NOTICE_ORDERS.c.notice_id.in_(notices)),
        sa.select(MESSAGE_ORDERS.c.order_id).where(MESSAGE_ORDERS.c.message_id.in_(letters)),
    )


def _finished(row: sa.Row[Any]) -> Finished:
    number, status, finished_on, held_cause, has_issue, is_open, waits = tuple(row)
    classes = (_CLASSES[status], *([RetentionClass.WITH_ISSUE] if has_issue else []))
    return Finished(number, finished_on, classes, held_cause, not is_open, not waits)


def held_orders(connection: sa.Connection, party: int) -> Sequence[str]:
    """List the numbers of the orders of a party whose records are held."""
    is_theirs = sa.or_(ORDERS.c.customer_id == party, ORDERS.c.supplier_id == party)
    query = sa.select(ORDERS.c.number).where(is_theirs, ORDERS.c.held_cause.is_not(None))
    return connection.execute(query.order_by(ORDERS.c.id)).scalars().all()


def archivings(connection: sa.Connection) -> list[OrdersArchived]:
    """List what was archived, in the order of the trail."""
    tellers = sa.select(ARCHIVED.c.seq).distinct()
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(tellers)).order_by(TRAIL.c.seq)
    facts = (event_from(row.body, row.seq).fact for row in connection.execute(query))
    return [fact for fact in facts if isinstance(fact, OrdersArchived)]


def archived_in(connection: sa.Connection, numbers: Collection[str]) -> Mapping[str, str]:
    """Give those of the numbers whose order was archived, with the name of the archive."""
    found: dict[str, int] = {}
    for part in in_parts(numbers):
        query = sa.select(ARCHIVED.c.number, ARCHIVED.c.seq).where(ARCHIVED.c.number.in_(part))
        found |= {row.number: row.seq for row in connection.execute(query)}
    query = sa.select(TRAIL.c.seq, TRAIL.c.body).where(TRAIL.c.seq.in_(set(found.values())))
    facts = {row.seq: event_from(row.body, row.seq).fact for row in connection.execute(query)}
    files = {seq: fact.file for seq, fact in facts.items() if isinstance(fact, OrdersArchived)}
    return {number: files.get(seq, "") for number, seq in found.items()}
