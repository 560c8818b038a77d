"""The figures of the reports reckoned anew, order by order, in plain Python: what the store's answers are held to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ordertrack.domain.orders.lists import LISTED_AS_THEY_ARE, Candidate, ListRow, OrderFilter, OverdueRow
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.reports.lines import AgingRow, By
from tests.store.drawn import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ordertrack.domain.orders.order import Line, Order

RUNNING = {Status.ENTERED, Status.CONFIRMED, Status.PROCESSING, Status.SHIPPED}


def standing_promise(line: Line, as_of: date) -> date:
    """The promise that stood on the day."""
    replaced = [promise.previous_on for promise in line.promises if promise.said_on > as_of]
    return replaced[0] if replaced else line.promised_on


def missing(line: Line, as_of: date) -> int:
    """What of the line had not arrived by the end of the day, and was still to come."""
    arrived = sum(part.quantity - part.rejected for part in line.receipts if part.received_on <= as_of)
    return max(0, line.quantity - line.cancelled_quantity - arrived)


def completed_on(line: Line) -> date | None:
    """The day on which nothing was missing any more."""
    days = sorted(part.received_on for part in line.receipts if part.quantity > part.rejected)
    return next((day for day in days if not missing(line, day)), None)


def is_overdue(line: Line, as_of: date) -> bool:
    return missing(line, as_of) > 0 and standing_promise(line, as_of) < as_of


def is_counted(line: Line) -> bool:
    return line.cancelled_quantity < line.quantity


def is_unfinished(order: Order) -> bool:
    if order.status in {Status.DELIVERED, Status.COMPLETED}:
        return not order.is_history or order.version > 1
    return order.status in RUNNING


def heard_by(order: Order, as_of: date) -> date | None:
    """The last day of contact, if it was not after the day."""
    return order.last_contact_on if order.last_contact_on and order.last_contact_on <= as_of else None


def late_lines(order: Order, as_of: date) -> list[Line]:
    return [line for line in order.lines if is_overdue(line, as_of)]


def open_lines(order: Order) -> list[Line]:
    return [line for line in order.lines if line.open_quantity]


def at_risk_lines(order: Order) -> list[Line]:
    return [line for line in open_lines(order) if line.expected_on and line.expected_on > line.promised_on]


def promised_on(order: Order) -> date:
    counted = [line for line in order.lines if is_counted(line)]
    return max(line.promised_on for line in counted or order.lines)


def fits(order: Order, only: OrderFilter, as_of: date) -> bool:
    """Whether the order is among those asked for."""
    asked = (
        (bool(only.numbers), order.number in only.numbers),
        (bool(only.statuses), order.status in only.statuses),
        (only.customer is not None, order.customer == only.customer),
        (only.supplier is not None, order.supplier == only.supplier),
        (only.owner is not None, (order.owner or "").lower() == (only.owner or "").lower()),
        (only.is_overdue, bool(late_lines(order, as_of))),
        (only.is_at_risk, bool(at_risk_lines(order))),
        (only.is_delayed, order.delay is not None),
        (only.is_open, is_unfinished(order)),
        (only.promised_from is not None, promised_on(order) >= (only.promised_from or as_of)),
        (only.promised_to is not None, promised_on(order) <= (only.promised_to or as_of)),
        (only.text is not None, any((only.text or "").lower() in text.lower() for text in _texts(order))),
    )
    return all(answer for is_asked, answer in asked if is_asked)


def _texts(order: Order) -> Iterator[str]:
    cause = order.delay.cause if order.delay else None
    texts = [order.number, order.customer_ref, order.supplier_ref, order.note, order.tracking, cause]
    for line in order.lines:
        texts += [line.sku, line.description, line.ref]
    return (text for text in texts if text)


def list_row(order: Order, as_of: date) -> ListRow:
    """What a list says of the order."""
    late, still = late_lines(order, as_of), open_lines(order)
    since = min((standing_promise(line, as_of) for line in late), default=None)
    return ListRow(
        number=order.number,
        status=order.status,
        customer=NAMES[order.customer],
        supplier=NAMES[order.supplier],
        owner=order.owner,
        priority=order.priority,
        placed_on=order.placed_on,
        promised_on=promised_on(order),
        expected_on=max((line.expected_on for line in still if line.expected_on), default=None),
        days_late=(as_of - since).days if since else None,
        overdue_lines=len(late),
        at_risk_lines=len(at_risk_lines(order)),
        open_lines=len(still),
        lines=len(order.lines),
        shipped_lines=sum(line.shipped_quantity > 0 for line in order.lines),
        delivered_lines=sum(line.delivered_quantity > 0 for line in order.lines),
        delay_expected_on=order.delay.expected_on if order.delay else None,
        delay_cause=order.delay.cause if order.delay else None,
        last_contact_on=order.last_contact_on,
        own={name: getattr(order, name) for name in LISTED_AS_THEY_ARE},
    )


def candidate(order: Order, as_of: date) -> Candidate:
    """What decides whether somebody must act on the order."""
    row = list_row(order, as_of)
    late = late_lines(order, as_of)
    return Candidate(
        number=row.number,
        status=row.status,
        priority=row.priority,
        owner=row.owner,
        customer=row.customer,
        supplier=row.supplier,
        promised_on=row.promised_on,
        overdue_since=min((standing_promise(line, as_of) for line in late), default=None),
        next_promise_on=min((line.promised_on for line in open_lines(order) if line not in late), default=None),
        expected_on=row.expected_on,
        at_risk_lines=row.at_risk_lines,
        risk_days=max(
            ((line.expected_on - line.promised_on).days for line in at_risk_lines(order) if line.expected_on),
            default=None,
        ),
        open_lines=row.open_lines,
        delivered_on=max((day for line in order.lines if (day := completed_on(line))), default=None),
        delay_expected_on=row.delay_expected_on,
        delay_cause=row.delay_cause,
        last_contact_on=heard_by(order, as_of),
        entered_on=order.entered_on,
    )


def overdue(orders: Iterable[Order], as_of: date) -> list[OverdueRow]:
    """The overdue lines, the longest overdue first."""
    rows = [_overdue(order, line, as_of) for order in orders for line in late_lines(order, as_of)]
    return sorted(rows, key=lambda row: (row.promised_on, row.number, row.line))


def _overdue(order: Order, line: Line, as_of: date) -> OverdueRow:
    promised = standing_promise(line, as_of)
    return OverdueRow(
        number=order.number,
        line=line.position,
        sku=line.sku,
        description=line.description,
        open_quantity=missing(line, as_of),
        unit=line.unit,
        customer=NAMES[order.customer],
        supplier=NAMES[order.supplier],
        owner=order.owner,
        priority=order.priority,
        status=order.status,
        promised_on=promised,
        expected_on=line.expected_on,
        days_late=(as_of - promised).days,
        is_new=(as_of - promised).days == 1,
        last_contact_on=heard_by(order, as_of),
        delay_cause=order.delay.cause if order.delay else None,
    )


def aging(orders: Iterable[Order], as_of: date, by: By | None) -> list[AgingRow]:
    """The overdue lines of each group by how late they are, the fullest group first."""
    groups: dict[str | None, list[tuple[str, int]]] = {}
    for order in orders:
        for line in late_lines(order, as_of):
            promised = standing_promise(line, as_of)
            groups.setdefault(group_of(order, promised, by), []).append((order.number, (as_of - promised).days))
    rows = [_aged(group, late) for group, late in groups.items()]
    return sorted(rows, key=lambda row: (-row.lines, row.group is None, row.group or ""))


def _aged(group: str | None, late: list[tuple[str, int]]) -> AgingRow:
    days = [each for _, each in late]
    edges = (0, 7, 14, 30, 60, 90, max(days) + 91)
    buckets = [sum(low < each <= high for each in days) for low, high in pairwise(edges)]
    orders = len({number for number, _ in late})
    return AgingRow._make((group, *buckets, len(days), orders, max(days), sum(days)))


def group_of(order: Order, day: date, by: By | None) -> str | None:
    """The group a report puts the order into."""
    groups = {
        By.SUPPLIER: NAMES[order.supplier],
        By.CUSTOMER: NAMES[order.customer],
        By.OWNER: order.owner,
        By.MONTH: f"{day:%Y-%m}",
        By.QUARTER: f"{day.year}-Q{(day.month + 2) // 3}",
        By.YEAR: f"{day.year}",
    }
    return groups[by] if by else None
