"""On-time delivery and aging: what is asked of them, and the rows that answer (SOP 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from ordertrack.domain.orders.lists import OrderFilter


class CountedUnit(StrEnum):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeQuestion:
    """What is asked of the on-time report; the period is one of promised dates, both ends included."""

    as_of: date
    unit: CountedUnit = CountedUnit.LINE
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
