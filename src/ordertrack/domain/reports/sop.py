"""The clauses of the procedure, and whether each was followed: what applied, and whether it was met (SOP 3 to 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.domain.orders.lists import OrderFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from ordertrack.domain.cases.escalations import LevelTurn
    from ordertrack.domain.parties import Channel, Side


class Clause(NamedTuple):
    """A clause: what it asks, when it applies and is met as far as the book can tell, or why it cannot tell."""

    number: str
    asks: str
    measure: str
    is_measured: bool = True


def _followed_up(clause: str) -> str:
    rules = " or ".join(rule for rule in FollowUpRule if rule.clause == clause)
    return f"every follow-up of the {rules} rule; met when it was made before the next one of that promise fell due"


CLAUSES = (
    Clause(
        "3",
        "roles: order management, customer service, suppliers, management",
        "every order entered; met when a colleague is named as its owner",
    ),
    Clause(
        "4.1a",
        "verify order details on receipt",
        "every order entered; always met, since the book takes no order that fails a check",
    ),
    Clause(
        "4.1b", "enter the order into the system", "every order entered, not taken over as history; always met by that"
    ),
    Clause(
        "4.1c",
        "send the confirmation to customer and stakeholders",
        "every order entered; met when it was confirmed, missed when its promised day passed before",
    ),
    Clause(
        "4.2a",
        "track the progress of orders daily",
        "every working day since the first order was entered; met when the daily round ran",
    ),
    Clause(
        "4.2b",
        "keep the status current",
        "every order whose promised day has passed; met when it was delivered, or a delay is reported",
    ),
    Clause("4.2c", "contact suppliers when the promised day comes near and no update came", _followed_up("4.2c")),
    Clause("4.3a", "follow up orders past the expected timeline", _followed_up("4.3a")),
    Clause(
        "4.3b",
        "escalate to management by the escalation matrix",
        "every escalation of an order; met when every level was told in its turn, none skipped or out of reach",
    ),
    Clause(
        "4.3c",
        "log all follow-up communications in the order's record",
        "every contact with a supplier in the book; what nobody logged is not known",
    ),
    Clause(
        "4.4a",
        "tell customers at milestones or upon request",
        "every question of a customer, those of one answer as one; met when it was answered within the target",
    ),
    Clause(
        "4.4b",
        "tell stakeholders at once of a delay, with new date and cause",
        "every delay reported; met when the customer was spoken to within the time for keeping customers informed",
    ),
    Clause(
        "4.4c",
        "document all status updates for audit",
        "every order entered; always met, since nothing changes without an event: `ordertrack trail verify`",
    ),
    Clause(
        "4.5a",
        "confirm the receipt with the customer",
        "every order delivered; met when the customer confirmed, missed when it was completed without that",
    ),
    Clause(
        "4.5b", "complete upon delivery confirmation", "every order whose receipt was confirmed; met when completed"
    ),
    Clause("4.5c", "close out the order", "every order completed; met when it was closed"),
    Clause(
        "4.6a",
        "identify and address discrepancies, delays, issues",
        "every issue; met when it was resolved within the target",
    ),
    Clause(
        "4.6b",
        "escalate unresolved issues",
        "every escalation of an issue; met when every level was told in its turn, none skipped or out of reach",
    ),
    Clause(
        "5",
        "e-mail, notifications, phone, portals",
        "every contact; met when it was made by e-mail, phone or a portal, missed by any other way",
    ),
    Clause(
        "6",
        "keep the records; retention policy",
        "not measured: what was destroyed by hand leaves no trace; `ordertrack trail verify` proves what is kept",
        is_measured=False,
    ),
    Clause(
        "7",
        "on-time delivery rate, response time, resolution time",
        "not measured: a review of the figures leaves no trace; the reports ontime, response and resolution give them",
        is_measured=False,
    ),
    Clause(
        "8",
        "revision history",
        "every policy revision; always met, since none is adopted without date, description and author",
    ),
)


class ClauseOutcome(StrEnum):
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
    outcome: ClauseOutcome
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
    tellings: tuple[LevelTurn, ...]


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
    by = {outcome: tuple(each for each in applied if each.outcome is outcome) for outcome in ClauseOutcome}
    return ClauseRow(clause, revision, by[ClauseOutcome.MET], by[ClauseOutcome.MISSED], by[ClauseOutcome.OPEN])
