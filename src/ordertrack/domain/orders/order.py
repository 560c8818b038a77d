"""An order and its lines: what was agreed, what has happened so far, and where that leaves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.escalations import Escalation
from ordertrack.domain.cases.followups import Contact, FollowUp
from ordertrack.domain.cases.issues import Issue
from ordertrack.domain.orders.statuses import FINISHED, Priority, Progress, Status
from ordertrack.domain.parties import Channel
from ordertrack.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Goods of one line that left the supplier together; quantities are ten-thousandths of the unit."""

    quantity: int
    shipped_on: date | None = None
    carrier: str | None = None
    tracking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Goods of one line that arrived together; what was rejected of them does not count as delivered."""

    quantity: int
    received_on: date
    rejected: int = 0
    reason: str | None = None

    @property
    def accepted(self) -> int:
        """The quantity that counts as delivered."""
        return self.quantity - self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A later promise: what it was, what it became, who said so, how and why."""

    said_on: date
    previous_on: date
    promised_on: date
    cause: str
    said_by: str | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A reported delay: the new date and the cause, both owed to the customer (SOP 4.4b)."""

    reported_on: date
    expected_on: date
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position of an order. Quantities and unit price are in ten-thousandths."""

    position: int
    quantity: int
    promised_on: date
    first_promised_on: date
    ref: str | None = None
    sku: str | None = None
    description: str | None = None
    unit: str | None = None
    unit_price: int | None = None
    requested_on: date | None = None
    expected_on: date | None = None
    cancelled_quantity: int = 0
    cancelled_on: date | None = None
    shipments: tuple[Shipment, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def delivered_quantity(self) -> int:
        """What arrived and was accepted."""
        return sum([receipt.quantity - receipt.rejected for receipt in self.receipts])

    @property
    def shipped_quantity(self) -> int:
        """What left the supplier; goods that arrived must have left."""
        return max(sum(shipment.quantity for shipment in self.shipments), self.delivered_quantity)

    @property
    def open_quantity(self) -> int:
        """What still has to arrive; zero for a line delivered in full or cancelled."""
        return max(0, self.quantity - self.cancelled_quantity - self.delivered_quantity)

    @property
    def unshipped_quantity(self) -> int:
        """What still has to leave the supplier; what was rejected has to leave again."""
        rejected = sum(receipt.rejected for receipt in self.receipts)
        good = max(sum(shipment.quantity for shipment in self.shipments) - rejected, self.delivered_quantity)
        return max(0, self.quantity - self.cancelled_quantity - good)

    @property
    def is_open(self) -> bool:
        """Whether anything of the line still has to arrive."""
        due = self.quantity - self.cancelled_quantity
        return due > 0 and (not self.receipts or due > self.delivered_quantity)

    @property
    def shipped_on(self) -> date | None:
        """The day of the last known shipment."""
        return max((each.shipped_on for each in self.shipments if each.shipped_on), default=None)

    @property
    def delivered_on(self) -> date | None:
        """The day the line was complete; None while anything is missing or when all of it was cancelled."""
        if self.is_open or not self.delivered_quantity:
            return None
        return max(receipt.received_on for receipt in self.receipts)

    @property
    def received_on(self) -> date | None:
        """The day of the last receipt, complete or not."""
        return max((receipt.received_on for receipt in self.receipts), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A commitment to deliver lines to a customer from a supplier, known by its number.

    Parties are named by their number in the book, money is in minor units of the currency. `entered_on` is the
    day it came into the book; `last_contact_on` the last day on which a party told us anything about it; `held_cause`
    why its record must be kept.
    """

    number: str
    customer: int
    supplier: int
    entered_on: date
    lines: tuple[Line, ...]
    status: Status = Status.ENTERED
    priority: Priority = Priority.NORMAL
    owner: str | None = None
    placed_on: date | None = None
    customer_ref: str | None = None
    supplier_ref: str | None = None
    value: int | None = None
    currency: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    note: str | None = None
    is_history: bool = False
    delay: Delay | None = None
    confirmed_on: date | None = None
    received_by: str | None = None
    receipt_on: date | None = None
    completed_on: date | None = None
    closed_on: date | None = None
    cancelled_on: date | None = None
    last_contact_on: date | None = None
    held_cause: str | None = None
    contacts: tuple[Contact, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    issues: tuple[Issue, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    version: int = field(default=1, metadata={"derived": True})

    @property
    def promised_on(self) -> date:
        """The day by which everything still counted is promised."""
        return max(line.promised_on for line in self.counted_lines)

    @property
    def counted_lines(self) -> tuple[Line, ...]:
        """The lines not cancelled altogether, or all of them when the whole order is."""
        kept = tuple(line for line in self.lines if line.cancelled_quantity < line.quantity)
        return kept or self.lines

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines of which something still has to arrive."""
        return tuple([line for line in self.lines if line.is_open])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to the order."""
        return self.status in FINISHED

    @property
    def progress(self) -> Progress | None:
        """How far the quantities are between two statuses."""
        if self.is_finished or not self.open_lines:
            return None
        if any(line.delivered_quantity for line in self.lines):
            return Progress.PARTLY_DELIVERED
        if self.status is not Status.SHIPPED and any(line.shipped_quantity for line in self.lines):
            return Progress.PARTLY_SHIPPED
        return None

    @property
    def open_issues(self) -> tuple[Issue, ...]:
        """The issues not yet resolved."""
        return tuple(issue for issue in self.issues if issue.is_open)

    @property
    def running_escalations(self) -> tuple[Escalation, ...]:
        """The escalations that still climb."""
        return tuple(each for each in self.escalations if each.is_running)

    @property
    def open_enquiries(self) -> tuple[Enquiry, ...]:
        """The questions still unanswered, the oldest first."""
        waiting = (enquiry for enquiry in self.enquiries if not enquiry.is_answered)
        return tuple(sorted(waiting, key=lambda enquiry: enquiry.received_at))

    def line(self, position: int) -> Line | None:
        """Find a line by its position."""
        return next((line for line in self.lines if line.position == position), None)


def is_overdue(line: Line, today: date) -> bool:
    """Say whether a line is promised before today and still open; due today is not overdue."""
    return line.is_open and line.promised_on < today


def is_at_risk(line: Line) -> bool:
    """Say whether a line is expected after it is promised, and still open."""
    return line.is_open and line.expected_on is not None and line.expected_on > line.promised_on


def status_from_quantities(order: Order) -> Status:
    """Say where the order stands when its quantities decide it, else where it was put by hand."""
    if order.is_finished:
        return order.status
    if not order.open_lines:
        any_delivered = any(line.delivered_quantity for line in order.lines)
        return Status.DELIVERED if any_delivered else Status.CANCELLED
    if not any(line.unshipped_quantity for line in order.open_lines):
        return Status.SHIPPED
    if order.status in {Status.SHIPPED, Status.DELIVERED} or any(line.shipped_quantity for line in order.lines):
        return Status.PROCESSING
    return order.status


def line_of(order: Order, position: int) -> Line:
    """Give a line of the order; NotFoundError says which there are."""
    line = order.line(position)
    if line is None:
        known = ", ".join(str(each.position) for each in order.lines[:20])
        raise NotFoundError(f"{order.number} has no line {position}; it has {known}")
    return line
