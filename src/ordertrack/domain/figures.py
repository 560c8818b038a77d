"""The questions the desk asks of the whole book, and the rows that answer them (SOP 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from ordertrack.domain.statuses import Status


class Unit(StrEnum):
    """What is counted: lines, orders (on time when no line is late) or quantities."""

    LINE = "line"
    ORDER = "order"
    QUANTITY = "quantity"


class Basis(StrEnum):
    """Against which date: the first promise, the latest, or what the customer asked for."""

    FIRST = "first"
    LATEST = "latest"
    REQUESTED = "requested"


class By(StrEnum):
    """What a report is broken down by; months, quarters and years are those of the promised date."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    OWNER = "owner"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Sort(StrEnum):
    """How a list is ordered."""

    PROMISED = "promised"
    NUMBER = "number"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    OWNER = "owner"
    STATUS = "status"
    PRIORITY = "priority"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders; every condition given must hold. Parties by their number in the book.

    `text` stands in an order's number, references, goods or notes, or all its words were said about the order.
    """

    numbers: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    customer: int | None = None
    supplier: int | None = None
    owner: str | None = None
    is_overdue: bool = False
    is_at_risk: bool = False
    is_delayed: bool = False
    is_open: bool = False
    promised_from: date | None = None
    promised_to: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeQuestion:
    """What is asked of the on-time report; the period is one of promised dates, both ends included."""

    as_of: date
    unit: Unit = Unit.LINE
    basis: Basis = Basis.FIRST
    by: By | None = None
    promised_from: date | None = None
    promised_to: date | None = None
    tolerance_days: int = 0
    only: OrderFilter = field(default_factory=OrderFilter)


class OnTimeRow(NamedTuple):
    """On-time delivery of one group: counts, or ten-thousandths where quantities are counted.

    `due` is `delivered + overdue_open`, the denominator of the rate. Delays are calendar days, delivered minus
    promised; early ones are negative. They are None where nothing was delivered. Median and 90th percentile
    interpolate linearly between neighbours, as PostgreSQL's percentile_cont does.
    """

    group: str | None
    due: int
    delivered: int
    on_time: int
    late: int
    overdue_open: int
    mean_delay: Fraction | None
    median_delay: Fraction | None
    p90_delay: Fraction | None

    @property
    def rate(self) -> Fraction | None:
        """On time of everything due; None when nothing was."""
        return Fraction(self.on_time, self.due) if self.due else None

    @property
    def rate_delivered(self) -> Fraction | None:
        """On time of what was delivered; None when nothing was."""
        return Fraction(self.on_time, self.delivered) if self.delivered else None


class OverdueRow(NamedTuple):
    """One overdue line, with whom to ask and when they were last heard."""

    number: str
    line: int
    sku: str | None
    description: str | None
    open_quantity: int
    unit: str | None
    customer: str
    supplier: str
    owner: str | None
    priority: str
    status: str
    promised_on: date
    expected_on: date | None
    days_late: int
    is_new: bool
    last_contact_on: date | None
    delay_cause: str | None


class ListRow(NamedTuple):
    """One order in a list. Overdue and at risk are of its lines as of the day asked."""

    number: str
    status: str
    customer: str
    supplier: str
    owner: str | None
    priority: str
    placed_on: date | None
    promised_on: date
    expected_on: date | None
    days_late: int | None
    overdue_lines: int
    at_risk_lines: int
    open_lines: int
    lines: int
    shipped_lines: int
    delivered_lines: int
    delay_expected_on: date | None
    delay_cause: str | None
    customer_ref: str | None
    supplier_ref: str | None
    value: int | None
    currency: str | None
    carrier: str | None
    tracking: str | None
    note: str | None
    last_contact_on: date | None


class BoardRow(NamedTuple):
    """How many orders stand in one status, and how many of them want attention."""

    status: str
    orders: int
    overdue: int
    at_risk: int
    delayed: int


class AgingRow(NamedTuple):
    """Overdue lines of one group by how many calendar days they are late."""

    group: str | None
    days_1_7: int
    days_8_14: int
    days_15_30: int
    days_31_60: int
    days_61_90: int
    days_over_90: int
    lines: int
    orders: int
    oldest_days: int
    days_late_total: int


AGE_LIMITS = (7, 14, 30, 60, 90)


class Candidate(NamedTuple):
    """An unfinished order, with what decides whether and why somebody must act on it today.

    `risk_days` is how long after its promise the worst line at risk is expected.
    """

    number: str
    status: str
    priority: str
    owner: str | None
    customer: str
    supplier: str
    promised_on: date
    overdue_since: date | None
    next_promise_on: date | None
    expected_on: date | None
    at_risk_lines: int
    risk_days: int | None
    open_lines: int
    delivered_on: date | None
    delay_expected_on: date | None
    delay_cause: str | None
    last_contact_on: date | None
    entered_on: date

    @property
    def delay_days(self) -> int | None:
        """Calendar days from the promise to the date last reported; None when no delay is."""
        return (self.delay_expected_on - self.promised_on).days if self.delay_expected_on else None
