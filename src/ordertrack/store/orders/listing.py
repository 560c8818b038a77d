"""Orders by number, filtered lists, the board, and what may be on the worklist; filters as SQL conditions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.lists import LISTED_AS_THEY_ARE, BoardRow, Candidate, ListRow, OrderFilter, Sort
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.values.texts import terms_of
from ordertrack.errors import NotFoundError
from ordertrack.store.engine.engine import in_parts
from ordertrack.store.engine.functions import Day, alike, days_between, on, spoken_of
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, PROMISES, RECEIPTS, UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from ordertrack.domain.orders.order import Order
    from ordertrack.store.orders.rows import Loaded

    Load = Callable[[Collection[str]], dict[str, Loaded]]
    ArchivedIn = Callable[[Collection[str]], Mapping[str, str]]

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
        found.append(latest >= on(only.promised_from))
    if only.promised_to:
        found.append(latest <= on(only.promised_to))
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
    return sa.case((open_on(as_of), standing_promise(as_of) < on(as_of)), else_=sa.false())


def overdue_lines(as_of: date) -> sa.Subquery:
    """Select the keys of the overdue lines by the two indexes made for it: open ones, and delivered later."""
    key = (LINES.c.order_id, LINES.c.position)
    is_late = standing_promise(as_of) < on(as_of)
    still = sa.select(*key).where(IS_OPEN_BY_INDEX, is_late)
    since = sa.select(*key).where(sa.not_(IS_OPEN), LINES.c.delivered_on > as_of, is_late)
    return sa.union_all(still, since).subquery("overdue")


def standing_promise(as_of: date) -> sa.ColumnElement[date]:
    """Give the promise that stood on that day: what the first later revision replaced, else the latest."""
    later = (
        sa.select(PROMISES.c.previous_on)
        .where(
            PROMISES.c.order_id == LINES.c.order_id, PROMISES.c.position == LINES.c.position, PROMISES.c.said_on > as_of
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


CUSTOMERS, SUPPLIERS = PARTIES.alias("customers"), PARTIES.alias("suppliers")


def with_parties(source: sa.FromClause) -> sa.FromClause:
    """Join customer and supplier to a source that holds `orders`."""
    joined = source.join(CUSTOMERS, CUSTOMERS.c.id == ORDERS.c.customer_id)
    return joined.join(SUPPLIERS, SUPPLIERS.c.id == ORDERS.c.supplier_id)


def pick_columns(
    names: Iterable[str], given: Mapping[str, sa.ColumnElement[Any]], *sources: sa.FromClause
) -> list[sa.ColumnElement[Any]]:
    """Find each column among what is given and the names of the parties, else in the first source that has it."""
    known = {"customer": CUSTOMERS.c.name, "supplier": SUPPLIERS.c.name, **given}
    places: tuple[Any, ...] = (known, *(source.c for source in sources))
    return [next(place[name] for place in places if name in place) for name in names]


class Orders:
    """The orders of the book: whole ones by their numbers, and lists of what is asked.

    `load` makes whole orders of rows, and `archived_in` names the archives of those that are gone: only who asks for
    them needs what that takes.
    """

    def __init__(self, connection: sa.Connection, load: Load, archived_in: ArchivedIn) -> None:
        self._connection, self._load, self._archived_in = connection, load, archived_in
        self._loaded: dict[str, Loaded] = {}

    def get(self, number: str) -> Order:
        """Give the order of that very number; NotFoundError names near ones."""
        found = self.find([number]).get(number)
        if found is None:
            if file := self._archived_in([number]).get(number):
                at = f"ordertrack --db {file} show {number}"
                raise NotFoundError(f"order {number} is in the archive {file}", hints=(at,))
            near = self.matching_numbers(number[: max(3, len(number) - 2)], limit=5)
            hints = (f"near it: {', '.join(near)}",) if near else ()
            msg = f"there is no order {number}"
            raise NotFoundError(msg, hints=hints)
        return found

    def find(self, numbers: Collection[str]) -> Mapping[str, Order]:
        """Give those that exist of the named orders, by number."""
        loaded = self._load(numbers)
        self._loaded |= loaded
        return {number: each.order for number, each in loaded.items()}

    def matching_numbers(self, part: str, *, limit: int) -> Sequence[str]:
        """List numbers that begin or end with `part`, without regard to case; an exact match stands alone."""
        number = ORDERS.c.number
        exact = self._connection.execute(sa.select(number).where(number == part)).scalars().all()
        if exact or not part:
            return exact
        begins = number.istartswith(part, autoescape=True)
        ends = number.iendswith(part, autoescape=True)
        query = sa.select(number).where(sa.or_(begins, ends)).order_by(number).limit(limit)
        return self._connection.execute(query).scalars().all()

    def open_numbers(self, start: str, *, limit: int) -> Sequence[str]:
        """List the numbers of unfinished orders beginning with `start`."""
        number = ORDERS.c.number
        query = sa.select(number).where(TO_DO)
        if start:
            query = query.where(number.istartswith(start, autoescape=True))
        return self._connection.execute(query.order_by(number).limit(limit)).scalars().all()

    def customer_ref_holder(self, customer: int, customer_ref: str) -> str | None:
        """Find the number of the order that already carries this customer's reference."""
        query = sa.select(ORDERS.c.number).where(
            ORDERS.c.customer_id == customer, ORDERS.c.customer_ref == customer_ref
        )
        found: str | None = self._connection.execute(query.order_by(ORDERS.c.id).limit(1)).scalar()
        return found

    def has_any(self) -> bool:
        """Say whether the book holds any order."""
        return self._connection.execute(sa.select(ORDERS.c.id).limit(1)).first() is not None

    def list(
        self, only: OrderFilter, *, as_of: date, sort: Sort = Sort.PROMISED, limit: int | None = None
    ) -> Sequence[ListRow]:
        """List the orders that fit, each once; overdue and at risk are as of the day."""
        conditions = order_conditions(only, as_of)
        totals = _line_totals(sa.select(ORDERS.c.id).where(*conditions), as_of)
        query = (
            sa.select(*_list_columns(totals, as_of))
            .select_from(with_parties(ORDERS.join(totals, totals.c.order_id == ORDERS.c.id)))
            .where(*conditions)
            .order_by(*_sorting(sort, totals), ORDERS.c.number)
            .limit(limit)
        )
        rest = len(ListRow._fields) - 1
        rows = self._connection.execute(query)
        return [ListRow._make((*row[:rest], dict(zip(LISTED_AS_THEY_ARE, row[rest:], strict=True)))) for row in rows]

    def count(self, only: OrderFilter, *, as_of: date) -> int:
        """Count the orders that fit."""
        query = sa.select(sa.func.count()).select_from(ORDERS).where(*order_conditions(only, as_of))
        return self._connection.execute(query).scalar_one()

    def board(self, *, as_of: date) -> Sequence[BoardRow]:
        """Count the orders in each status, in the order of the lifecycle, empty ones included."""
        status, one = ORDERS.c.status, sa.func.count()
        late = sa.select(overdue_lines(as_of).c.order_id)
        risky = sa.select(LINES.c.order_id).where(IS_OPEN_BY_INDEX, at_risk())
        totals = self._counts(sa.select(status, one).group_by(status))
        overdues = self._counts(sa.select(status, one).where(ORDERS.c.id.in_(late)).group_by(status))
        risks = self._counts(sa.select(status, one).where(ORDERS.c.id.in_(risky)).group_by(status))
        delays = self._counts(
            sa.select(status, one).where(TO_DO, ORDERS.c.delay_reported_on.is_not(None)).group_by(status)
        )
        return [
            BoardRow(name, totals.get(name, 0), overdues.get(name, 0), risks.get(name, 0), delays.get(name, 0))
            for name in Status
        ]

    def candidates(self, only: OrderFilter, *, as_of: date) -> Sequence[Candidate]:
        """List the unfinished orders that fit; the cost grows with them and not with the history."""
        was_entered = sa.or_(ORDERS.c.is_history == 1, ORDERS.c.entered_on <= as_of)
        return self._candidates([TO_DO, was_entered, *order_conditions(only, as_of)], as_of)

    def named_candidates(self, numbers: Collection[str], *, as_of: date) -> Sequence[Candidate]:
        """List the named orders that exist, finished ones included; the cost grows with their number."""
        parts = in_parts(numbers)
        return [row for part in parts for row in self._candidates([ORDERS.c.number.in_(part)], as_of)]

    def _candidates(self, conditions: Sequence[Condition], as_of: date) -> Sequence[Candidate]:
        totals = _work_totals(sa.select(ORDERS.c.id).where(*conditions), as_of)
        query = (
            sa.select(*pick_columns(Candidate._fields, {"last_contact_on": heard_by(on(as_of))}, totals, ORDERS))
            .select_from(with_parties(ORDERS.join(totals, totals.c.order_id == ORDERS.c.id)))
            .where(*conditions)
        )
        return [Candidate._make(row) for row in self._connection.execute(query)]

    def _counts(self, query: sa.Select[Any]) -> dict[str, int]:
        return {row[0]: row[1] for row in self._connection.execute(query)}


def _ones(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _line_totals(ids: sa.Select[Any], as_of: date) -> sa.Subquery:
    is_late = overdue_on(as_of)
    late_since = sa.func.min(sa.case((is_late, standing_promise(as_of))), type_=Day())
    return (
        sa.select(
            LINES.c.order_id,
            latest_promise().label("promised_on"),
            sa.func.max(sa.case((IS_OPEN, LINES.c.expected_on)), type_=Day()).label("expected_on"),
            late_since.label("late_since"),
            _ones(is_late).label("overdue_lines"),
            _ones(at_risk()).label("at_risk_lines"),
            _ones(IS_OPEN).label("open_lines"),
            sa.func.count().label("lines"),
            _ones(LINES.c.shipped_quantity > 0).label("shipped_lines"),
            _ones(LINES.c.delivered_quantity > 0).label("delivered_lines"),
        )
        .where(LINES.c.order_id.in_(ids))
        .group_by(LINES.c.order_id)
        .subquery("totals")
    )


def _list_columns(totals: sa.Subquery, as_of: date) -> list[sa.ColumnElement[Any]]:
    days_late = days_between(on(as_of), totals.c.late_since)
    return pick_columns((*ListRow._fields[:-1], *LISTED_AS_THEY_ARE), {"days_late": days_late}, totals, ORDERS)


def _sorting(sort: Sort, totals: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    weights = {priority.value: -rank for rank, priority in enumerate(Priority)}
    places = {status.value: rank for rank, status in enumerate(Status)}
    keys: dict[Sort, sa.ColumnElement[Any]] = {
        Sort.PROMISED: totals.c.promised_on,
        Sort.NUMBER: ORDERS.c.number,
        Sort.CUSTOMER: CUSTOMERS.c.key,
        Sort.SUPPLIER: SUPPLIERS.c.key,
        Sort.OWNER: ORDERS.c.owner,
        Sort.STATUS: sa.case(places, value=ORDERS.c.status),
        Sort.PRIORITY: sa.case(weights, value=ORDERS.c.priority),
        Sort.ENTERED: ORDERS.c.id,
    }
    return [keys[sort].asc().nulls_last()]


def _work_totals(ids: sa.Select[Any], as_of: date) -> sa.Subquery:
    is_late = overdue_on(as_of)
    delay = days_between(LINES.c.expected_on, LINES.c.promised_on)
    first_open = sa.func.min(sa.case((sa.and_(IS_OPEN, sa.not_(is_late)), LINES.c.promised_on)), type_=Day())
    return (
        sa.select(
            LINES.c.order_id,
            latest_promise().label("promised_on"),
            sa.func.min(sa.case((is_late, standing_promise(as_of))), type_=Day()).label("overdue_since"),
            first_open.label("next_promise_on"),
            sa.func.max(sa.case((IS_OPEN, LINES.c.expected_on)), type_=Day()).label("expected_on"),
            _ones(at_risk()).label("at_risk_lines"),
            sa.func.max(sa.case((at_risk(), delay))).label("risk_days"),
            _ones(IS_OPEN).label("open_lines"),
            sa.func.max(LINES.c.delivered_on, type_=Day()).label("delivered_on"),
        )
        .where(LINES.c.order_id.in_(ids))
        .group_by(LINES.c.order_id)
        .subquery("totals")
    )
