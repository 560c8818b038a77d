"""How a supplier does: punctual or not, promises kept or moved, heard or silent, and what to expect of it (SOP 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.reports.clocks import percentile

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_DELIVERIES = 5
"""Fewer deliveries than these foretell nothing."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardQuestion:
    """Which orders, as of which day, and the instant at which that day, or now, ends."""

    as_of: date
    at: datetime
    only: OrderFilter = field(default_factory=OrderFilter)

    @property
    def recent_from(self) -> date:
        """The first day of the year whose deliveries foretell the next one."""
        return self.as_of - YEAR + timedelta(days=1)


class Dealings(NamedTuple):
    """What a supplier's orders add up to; quantities are ten-thousandths.

    `quiet_since` is the last contact of the open order about which nobody was heard for longest, its day if nobody
    ever was; None without open orders.
    """

    supplier: str
    orders: int
    open_orders: int
    quiet_since: date | None
    promise_changes: int
    slipped_days: int
    received: int
    rejected: int


class AskedSupplier(NamedTuple):
    """A follow-up made, for however many lines, and when the supplier answered, if it did."""

    supplier: str
    asked_at: datetime
    answered_at: datetime | None


class DelayCount(NamedTuple):
    """How many lines of a supplier came so many days after the first promise; before it, below zero."""

    supplier: str
    days: int
    lines: int


class Scorecard(NamedTuple):
    """One supplier; None wherever there is nothing to measure."""

    supplier: str
    orders: int
    open_orders: int
    rate_first: Fraction | None
    rate_latest: Fraction | None
    rate_requested: Fraction | None
    promise_changes: int
    mean_slip_days: Fraction | None
    answers: int
    unanswered: int
    mean_answer_hours: Fraction | None
    mean_answer_working_hours: Fraction | None
    silence_days: int | None
    rejected_share: Fraction | None
    overdue_lines: int
    usual_delay_days: Fraction | None
    deliveries: int

    @property
    def forecast(self) -> str:
        """What to expect of its next promise, with how many deliveries say so."""
        return f"{_usually(self.usual_delay_days)}, n = {self.deliveries}"


def _usually(delay: Fraction | None) -> str:
    if delay is None:
        return "n/a"
    if not delay:
        return "usually on time"
    count = f"{float(abs(delay)):g} {'day' if abs(delay) == 1 else 'days'}"
    return f"usually {count} {'late' if delay > 0 else 'early'}"


def usual_delay(delays: Iterable[DelayCount]) -> tuple[Fraction | None, int]:
    """Give the median of some delays in days and how many they are; None where they are too few to foretell."""
    days = sorted(Fraction(each.days) for each in delays for _ in range(each.lines))
    return (percentile(days, Fraction(1, 2)) if len(days) >= LEAST_DELIVERIES else None), len(days)


def mean(values: Iterable[Fraction]) -> Fraction | None:
    """Give the mean of some values; None without any."""
    known = list(values)
    return sum(known, Fraction()) / len(known) if known else None
