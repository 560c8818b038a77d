"""Records kept as the policy says: facts of holding and archiving, and how long an order is kept (SOP 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dateutil.relativedelta import relativedelta

from ordertrack.domain.durations import Unit

if TYPE_CHECKING:
    from ordertrack.domain.durations import Duration
    from ordertrack.domain.policy import Retention, RetentionClass


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld:
    """The record of the order must be kept, whatever its term, until it is released."""

    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased:
    """Nothing holds the record of the order any longer."""

    note: str | None = None


RecordFact = OrderHeld | OrderReleased


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersArchived:
    """Orders moved whole to an archive; `digest` commits to each of their events, whose stubs stay in the trail."""

    file: str
    events: int
    digest: str
    numbers: tuple[str, ...] = ()


class Finished(NamedTuple):
    """A finished order as it is asked about its term.

    `finished_on` is the day it was closed or cancelled, or came in as history; `is_at_rest` says that no issue,
    enquiry or escalation of it is open, `is_told` that no notice about it waits to be sent, nor a letter for a clerk.
    """

    number: str
    finished_on: date
    classes: tuple[RetentionClass, ...]
    held_cause: str | None
    is_at_rest: bool
    is_told: bool = True


class Kept(NamedTuple):
    """A finished order, the class that keeps it longest, and the last day on which it is kept."""

    order: Finished
    kept_for: RetentionClass
    kept_until: date

    @property
    def why_stays(self) -> str | None:
        """Say what keeps the order in the book though its term is over; None when nothing does."""
        if self.order.held_cause is not None:
            return f"held: {self.order.held_cause}"
        if not self.order.is_at_rest:
            return "has an open issue, enquiry or escalation"
        return None if self.order.is_told else "a notice about it waits to be sent, or a letter for a clerk"

    def is_over(self, on: date) -> bool:
        """Say whether the term is over on a day; the last day still belongs to it."""
        return self.kept_until < on


def keeping(order: Finished, retention: Retention) -> Kept:
    """Say until when an order is kept: the longest term of the classes it falls into (SOP 6)."""
    ends = [(_end(order.finished_on, retention.term_of(kind)), kind) for kind in order.classes]
    until, kind = max(ends, key=lambda each: each[0])
    return Kept(order, kind, until)


def _end(day: date, term: Duration) -> date:
    """Give the last day of a term; beyond the calendar's end there is none later."""
    spans = {Unit.YEARS: relativedelta(years=term.amount), Unit.DAYS: relativedelta(days=term.amount)}
    try:
        return day + spans[term.unit]
    except (OverflowError, ValueError):
        return date.max
