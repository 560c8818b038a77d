"""What is being chased: the follow-ups to make, and the escalations that run; both by indexes of what is open."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.statuses import AWAITING_DELIVERY
from ordertrack.store.columns import Day
from ordertrack.store.filters import IS_OPEN_BY_INDEX, latest_promise, order_conditions, overdue_on, standing_promise
from ordertrack.store.functions import day_count
from ordertrack.store.listing import CUSTOMERS, SUPPLIERS, with_parties
from ordertrack.store.rows import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.chases import DueFollowUp, RunningEscalation
    from ordertrack.domain.figures import OrderFilter


class Chasing:
    """The part of a view that lists what is chased; its tables are loaded when it is asked, not at every start."""

    connection: sa.Connection

    def due_followups(self, only: OrderFilter, *, as_of: date) -> Sequence[DueFollowUp]:
        """List the follow-ups raised by a day and not made, one a line, the suppliers of the latest lines first."""
        from ordertrack.domain.chases import DueFollowUp
        from ordertrack.store.case_rows import CONTACTS, FOLLOWUPS

        longest = sa.func.min(FOLLOWUPS.c.promised_on).over(partition_by=ORDERS.c.supplier_id)
        query = (
            sa.select(*_followup_columns(DueFollowUp._fields, FOLLOWUPS, CONTACTS, as_of))
            .select_from(_followup_source(FOLLOWUPS, CONTACTS))
            .where(*_is_to_make(FOLLOWUPS, as_of), *order_conditions(only, as_of))
            .order_by(longest, SUPPLIERS.c.key, FOLLOWUPS.c.promised_on, ORDERS.c.number, FOLLOWUPS.c.position)
        )
        return [_due(DueFollowUp._make(row)) for row in self.connection.execute(query)]

    def running_escalations(self, only: OrderFilter, *, as_of: date, at: datetime) -> Sequence[RunningEscalation]:
        """List the escalations begun by an instant that have not ended, the oldest first."""
        from ordertrack.domain.chases import RunningEscalation
        from ordertrack.domain.codec import decode, instant_text
        from ordertrack.domain.escalations import Escalation
        from ordertrack.store.case_rows import ESCALATIONS

        own = [column for column in ESCALATIONS.columns if column.name not in {"order_id", "seq"}]
        of_order = [name for name in RunningEscalation._fields if name != "escalation"]
        query = (
            sa.select(*own, *_order_columns(of_order, as_of))
            .select_from(with_parties(ESCALATIONS.join(ORDERS, ORDERS.c.id == ESCALATIONS.c.order_id)))
            .where(ESCALATIONS.c.ended_at.is_(None), ESCALATIONS.c.started_at <= instant_text(at))
            .where(*order_conditions(only, as_of))
            .order_by(ESCALATIONS.c.started_at, ORDERS.c.id, ESCALATIONS.c.seq)
        )
        found = []
        for row in self.connection.execute(query):
            values = dict(zip((column.name for column in own), row, strict=False))
            facts = {name: value for name, value in values.items() if value is not None}
            if "tellings" in facts:
                facts["tellings"] = json.loads(facts["tellings"])
            number, *rest = row[len(own) :]
            found.append(RunningEscalation(number, decode(Escalation, facts), *rest))
        return found


def _followup_source(followups: sa.Table, contacts: sa.Table) -> sa.FromClause:
    """Join each follow-up with its line as long as that waits under the same promise, and with the last contact."""
    same_line = sa.and_(
        followups.c.order_id == LINES.c.order_id,
        followups.c.position == LINES.c.position,
        followups.c.promised_on == LINES.c.promised_on,
    )
    earlier = contacts.alias("earlier")
    last = (
        sa.select(earlier.c.seq)
        .where(earlier.c.order_id == LINES.c.order_id, earlier.c.side == "supplier")
        .order_by(earlier.c.at.desc(), earlier.c.seq.desc())
        .limit(1)
        .correlate(LINES)
        .scalar_subquery()
    )
    said = sa.and_(contacts.c.order_id == LINES.c.order_id, contacts.c.seq == last)
    joined = LINES.join(followups, same_line).join(ORDERS, ORDERS.c.id == LINES.c.order_id)
    return with_parties(joined).outerjoin(contacts, said)


def _is_to_make(followups: sa.Table, as_of: date) -> list[sa.ColumnElement[bool]]:
    day = sa.bindparam(None, as_of, Day)
    later = followups.alias("later")
    has_later = sa.exists().where(
        later.c.order_id == followups.c.order_id,
        later.c.position == followups.c.position,
        later.c.promised_on == followups.c.promised_on,
        later.c.seq > followups.c.seq,
        later.c.raised_on <= day,
    )
    waits = ORDERS.c.status.in_([status.value for status in AWAITING_DELIVERY])
    return [IS_OPEN_BY_INDEX, waits, followups.c.asked_at.is_(None), followups.c.raised_on <= day, sa.not_(has_later)]


def _followup_columns(
    names: Sequence[str], followups: sa.Table, contacts: sa.Table, as_of: date
) -> list[sa.ColumnElement[Any]]:
    day = sa.bindparam(None, as_of, Day)
    promised_on = followups.c.promised_on
    given: dict[str, sa.ColumnElement[Any]] = {
        "line": LINES.c.position,
        "followup": followups.c.number,
        "days_late": sa.case((promised_on < day, day_count(day, promised_on))),
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "phone": SUPPLIERS.c.phone,
        "emails": SUPPLIERS.c.emails,
        "said_on": contacts.c.made_on,
        "said_by": contacts.c.actor,
        "said_channel": contacts.c.channel,
        "said_outcome": contacts.c.outcome,
        "said_note": contacts.c.note,
    }
    of_order = {"number", "supplier_ref", "owner", "priority", "status"}
    of_line = {"sku", "description", "open_quantity", "unit", "expected_on"}

    def column(name: str) -> sa.ColumnElement[Any]:
        table = ORDERS if name in of_order else LINES if name in of_line else followups
        found: sa.ColumnElement[Any] = table.c[name]
        return found

    return [given[name] if name in given else column(name) for name in names]


def _due(row: DueFollowUp) -> DueFollowUp:
    return row._replace(emails=row.emails.replace("\n", ", ") if row.emails else None)


def _order_columns(names: Sequence[str], as_of: date) -> list[sa.ColumnElement[Any]]:
    of_order = LINES.c.order_id == ORDERS.c.id
    late_since = sa.func.min(sa.case((overdue_on(as_of), standing_promise(as_of))), type_=Day())
    late = sa.select(late_since).where(of_order).correlate(ORDERS).scalar_subquery()
    given: dict[str, sa.ColumnElement[Any]] = {
        "customer": CUSTOMERS.c.name,
        "supplier": SUPPLIERS.c.name,
        "promised_on": sa.select(latest_promise()).where(of_order).correlate(ORDERS).scalar_subquery(),
        "days_late": day_count(sa.bindparam(None, as_of, Day), late),
    }
    return [given[name] if name in given else ORDERS.c[name] for name in names]
