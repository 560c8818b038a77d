"""Which orders and lines: an `OrderFilter` as SQL conditions, and what overdue and at risk mean there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.correspondence import terms_of
from ordertrack.store.columns import Day
from ordertrack.store.functions import alike
from ordertrack.store.rows import LINES, ORDERS, PROMISES, RECEIPTS, UNFINISHED
from ordertrack.store.searching import spoken_of

if TYPE_CHECKING:
    from ordertrack.domain.figures import OrderFilter

Condition = sa.ColumnElement[bool]
IS_OPEN: Condition = LINES.c.open_quantity > sa.literal_column("0")
IS_OPEN_BY_INDEX: Condition = sa.and_(IS_OPEN, LINES.c.promised_on >= date.min)
TO_DO: Condition = sa.literal_column(UNFINISHED)  # untyped, or SQLAlchemy would add `= 1`


def order_conditions(only: OrderFilter, as_of: date) -> list[Condition]:
    """Give the conditions on `orders`; those about lines become EXISTS on the open ones."""
    found: list[Condition] = []
    for column, value in ((ORDERS.c.customer_id, only.customer), (ORDERS.c.supplier_id, only.supplier)):
        if value is not None:
            found.append(column == value)
    if only.numbers:
        found.append(ORDERS.c.number.in_(only.numbers))
    if only.statuses:
        found.append(ORDERS.c.status.in_([status.value for status in only.statuses]))
    if only.owner is not None:
        found.append(alike(ORDERS.c.owner, only.owner))
    found += [condition for is_asked, condition in _computed(only, as_of) if is_asked]
    return [*found, *_promised(only), *_text(only)]


def _computed(only: OrderFilter, as_of: date) -> tuple[tuple[bool, Condition], ...]:
    return (
        (only.is_open, TO_DO),
        (only.is_delayed, ORDERS.c.delay_reported_on.is_not(None)),
        (only.is_overdue, ORDERS.c.id.in_(sa.select(overdue_lines(as_of).c.order_id))),
        (only.is_at_risk, ORDERS.c.id.in_(sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, at_risk()))),
    )


def _promised(only: OrderFilter) -> list[Condition]:
    latest = sa.select(latest_promise()).where(LINES.c.order_id == ORDERS.c.id).scalar_subquery()
    found: list[Condition] = []
    if only.promised_from:
        found.append(latest >= sa.bindparam(None, only.promised_from, Day))
    if only.promised_to:
        found.append(latest <= sa.bindparam(None, only.promised_to, Day))
    return found


def latest_promise() -> sa.ColumnElement[date]:
    """Give, of the lines of an order, the last day promised; lines given up count only where all were."""
    counted = LINES.c.cancelled_quantity < LINES.c.quantity
    kept = sa.func.max(sa.case((counted, LINES.c.promised_on)))
    return sa.func.coalesce(kept, sa.func.max(LINES.c.promised_on), type_=Day())


def _text(only: OrderFilter) -> list[Condition]:
    if only.text is None:
        return []
    columns = (
        ORDERS.c.number,
        ORDERS.c.customer_ref,
        ORDERS.c.supplier_ref,
        ORDERS.c.note,
        ORDERS.c.tracking,
        ORDERS.c.delay_cause,
    )
    lines = (LINES.c.sku, LINES.c.description, LINES.c.ref)
    in_order = [alike(column, only.text, is_part=True) for column in columns]
    in_lines = [alike(column, only.text, is_part=True) for column in lines]
    terms = terms_of(only.text)
    in_words = [spoken_of(ORDERS.c.id, terms)] if terms else []
    return [sa.or_(*in_order, _has_line(sa.or_(*in_lines)), *in_words)]


def _has_line(*conditions: Condition) -> Condition:
    return sa.exists().where(LINES.c.order_id == ORDERS.c.id, *conditions)


def open_on(as_of: date) -> Condition:
    """Still open on that day: open now, or delivered only after it. What was cancelled does not count."""
    return sa.or_(IS_OPEN, LINES.c.delivered_on > as_of)


def at_risk() -> Condition:
    """Still open, and expected after promised."""
    return sa.and_(IS_OPEN, LINES.c.expected_on > LINES.c.promised_on)


def overdue_on(as_of: date) -> Condition:
    """Still open on that day, and promised before it by the promise that stood then."""
    return sa.case((open_on(as_of), standing_promise(as_of) < sa.bindparam(None, as_of, Day)), else_=sa.false())


def overdue_lines(as_of: date) -> sa.Subquery:
    """Select the keys of the overdue lines by the two indexes made for it: open ones, and delivered later."""
    key = (LINES.c.order_id, LINES.c.position)
    is_late = standing_promise(as_of) < sa.bindparam(None, as_of, Day)
    still = sa.select(*key).where(IS_OPEN_BY_INDEX, is_late)
    since = sa.select(*key).where(sa.not_(IS_OPEN), LINES.c.delivered_on > as_of, is_late)
    return sa.union_all(still, since).subquery("overdue")


def standing_promise(as_of: date) -> sa.ColumnElement[date]:
    """Give the promise that stood on that day: what the first later revision replaced, else the latest."""
    later = (
        sa.select(PROMISES.c.previous_on)
        .where(
            PROMISES.c.order_id == LINES.c.order_id,
            PROMISES.c.position == LINES.c.position,
            PROMISES.c.said_on > as_of,
        )
        .order_by(PROMISES.c.seq)
        .limit(1)
        .correlate(LINES)
        .scalar_subquery()
    )
    return sa.func.coalesce(later, LINES.c.promised_on, type_=Day())


def missing_on(day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Give the quantity of a line that was still to come at the end of the day; zero or less where nothing was."""
    later = (
        sa.select(sa.func.sum(RECEIPTS.c.quantity - RECEIPTS.c.rejected))
        .where(
            RECEIPTS.c.order_id == LINES.c.order_id,
            RECEIPTS.c.position == LINES.c.position,
            RECEIPTS.c.received_on > day,
        )
        .correlate(LINES)
        .scalar_subquery()
    )
    arrived = LINES.c.delivered_quantity - sa.cast(sa.func.coalesce(later, 0), sa.BigInteger)
    return LINES.c.quantity - LINES.c.cancelled_quantity - arrived


def heard_by(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give the last contact, unless it was made only after the day."""
    return sa.type_coerce(sa.case((ORDERS.c.last_contact_on <= day, ORDERS.c.last_contact_on)), Day)
