"""Whether the procedure was followed: what applied, whether it was met, under which policy revision (SOP 3 to 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.clauses import CLAUSES
from ordertrack.domain.figures import OrderFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from ordertrack.domain.channels import Channel, Side
    from ordertrack.domain.clauses import Clause
    from ordertrack.domain.escalations import Telling


class Outcome(StrEnum):
    """What became of a clause that applied."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdherenceQuestion:
    """Which orders, as of which day and the instant at which it, or now, ends; days on which clauses applied."""

    as_of: date
    at: datetime
    first: date | None = None
    last: date | None = None
    only: OrderFilter = field(default_factory=OrderFilter)


class Application(NamedTuple):
    """A clause applied on a day, to an order if to one; `revision` where the decision itself kept it."""

    clause: str
    on: date
    outcome: Outcome
    number: str | None = None
    revision: int | None = None


class OrderLife(NamedTuple):
    """The days of an order that clauses ask for; `delivered_on` once nothing is missing any more."""

    number: str
    entered_on: date
    is_history: bool
    owner: str | None
    customer: str
    supplier: str
    priority: str
    promised_on: date
    delivered_on: date | None
    delay_reported_on: date | None
    confirmed_on: date | None
    receipt_on: date | None
    completed_on: date | None
    closed_on: date | None
    cancelled_on: date | None


class FollowUpTurn(NamedTuple):
    """A follow-up that fell due, when it was made, when the next one of its promise fell due, and if it is to make."""

    number: str
    rule: str
    raised_on: date
    revision: int
    asked_at: datetime | None
    next_on: date | None
    is_to_make: bool


class EscalationTurns(NamedTuple):
    """An escalation and whose turn it was."""

    number: str
    subject: str
    started_at: datetime
    revision: int
    tellings: tuple[Telling, ...]


class ContactMade(NamedTuple):
    """A contact: with which party, how, and whether somebody was reached."""

    number: str
    at: datetime
    made_on: date
    side: Side
    channel: Channel
    was_told: bool


class ClauseRow(NamedTuple):
    """How a clause was followed under one revision of the policy; None where it never applied.

    The orders behind each number, and the days where a clause is about days.
    """

    clause: Clause
    revision: int | None
    met: tuple[Application, ...]
    missed: tuple[Application, ...]
    open: tuple[Application, ...]

    @property
    def applied(self) -> int:
        """How often it applied."""
        return len(self.met) + len(self.missed) + len(self.open)

    @property
    def rate(self) -> Fraction | None:
        """Met of what is decided; None when nothing is."""
        decided = len(self.met) + len(self.missed)
        return Fraction(len(self.met), decided) if decided else None


def clause_rows(applications: Iterable[Application], revision_on: Callable[[date], int]) -> list[ClauseRow]:
    """Give a row for each clause and revision under which it applied, and for each that never did, in their order."""
    found: dict[str, dict[int, list[Application]]] = defaultdict(lambda: defaultdict(list))
    for each in applications:
        found[each.clause][each.revision or revision_on(each.on)].append(each)
    rows: list[ClauseRow] = []
    for clause in CLAUSES:
        under = found.get(clause.number)
        rows += [_row(clause, number, under[number]) for number in sorted(under)] if under else [_row(clause, None, ())]
    return rows


def _row(clause: Clause, revision: int | None, applied: Sequence[Application]) -> ClauseRow:
    by = {outcome: tuple(each for each in applied if each.outcome is outcome) for outcome in Outcome}
    return ClauseRow(clause, revision, by[Outcome.MET], by[Outcome.MISSED], by[Outcome.OPEN])
