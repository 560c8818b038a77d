"""What somebody must do now, why, under which clause, and the command to type (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.domain.orders import Priority, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordertrack.domain.dates import WorkingDays
    from ordertrack.domain.figures import Candidate

SOON_DAYS = 5
QUIET_DAYS = 5


class Reason(StrEnum):
    """Why an order is on the worklist, most urgent first."""

    OVERDUE = "overdue"
    AT_RISK = "at risk"
    SILENT = "promised soon, no news"
    UNCONFIRMED = "entered, not confirmed"
    UNCLOSED = "delivered, not closed"


CLAUSES = {
    Reason.OVERDUE: "4.3a",
    Reason.AT_RISK: "4.4b",
    Reason.SILENT: "4.2c",
    Reason.UNCONFIRMED: "4.1c",
    Reason.UNCLOSED: "4.5a",
}
_RANKS = {reason: rank for rank, reason in enumerate(Reason)}
_WEIGHTS = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEntry:
    """One thing to do: about which order, why, in words, and what to type. `days` are calendar days late."""

    reason: Reason
    order: Candidate
    days: int
    sentence: str
    command: str
    is_new: bool = False

    @property
    def clause(self) -> str:
        """The clause of the procedure that asks for it."""
        return CLAUSES[self.reason]


def worklist(candidates: Iterable[Candidate], today: date, calendar: WorkingDays) -> list[WorkEntry]:
    """Rank what must be done: by reason, then priority, then how long it has waited; each order once."""
    entries = [entry for order in candidates if (entry := entry_for(order, today, calendar))]
    return sorted(entries, key=_rank)


def entry_for(order: Candidate, today: date, calendar: WorkingDays) -> WorkEntry | None:
    """Say what an order asks for today; the most urgent reason wins, None when it asks for nothing."""
    if order.overdue_since is not None:
        return _overdue(order, order.overdue_since, today)
    if order.at_risk_lines and order.expected_on:
        return _at_risk(order, order.expected_on)
    if order.status == Status.ENTERED:
        days = (today - order.entered_on).days
        sentence = f"entered {_ago(days)}, the customer has no confirmation"
        return _entry(Reason.UNCONFIRMED, order, days, sentence, f"ordertrack status {{}} --to {Status.CONFIRMED}")
    if _is_silent(order, today, calendar):
        return _silent(order, today)
    if order.status in {Status.DELIVERED, Status.COMPLETED}:
        days = (today - order.delivered_on).days if order.delivered_on else 0
        sentence = f"delivered {_ago(days)}, receipt not confirmed with {order.customer}"
        if order.status == Status.COMPLETED:
            sentence = "completed, not closed out"
        return _entry(Reason.UNCLOSED, order, days, sentence, "ordertrack close {}")
    return None


def _overdue(order: Candidate, since: date, today: date) -> WorkEntry:
    days = (today - since).days
    heard = f"last heard {order.last_contact_on}" if order.last_contact_on else "never heard of"
    sentence = f"{_days(days)} late, {heard}; ask {order.supplier} for a date"
    command = "ordertrack status {} --to delayed --expected DATE --cause TEXT"
    if order.delay_expected_on and order.delay_expected_on >= today:
        sentence = f"{_days(days)} late, now expected {order.delay_expected_on}: agree a new promise"
        command = f"ordertrack status {{}} --promised {order.delay_expected_on} --cause TEXT"
    entry = _entry(Reason.OVERDUE, order, days, sentence, command)
    return WorkEntry(
        reason=entry.reason,
        order=order,
        days=days,
        sentence=sentence,
        command=entry.command,
        is_new=days == 1,
    )


def _at_risk(order: Candidate, expected_on: date) -> WorkEntry:
    days = max(0, (expected_on - order.promised_on).days)
    if order.delay_cause:
        sentence = f"expected {expected_on}, {_days(days)} after the promise: agree a new promise"
        command = f"ordertrack status {{}} --promised {expected_on} --cause TEXT"
    else:
        sentence = f"expected {expected_on}, {_days(days)} after the promise: report the delay"
        command = f"ordertrack status {{}} --to delayed --expected {expected_on} --cause TEXT"
    return _entry(Reason.AT_RISK, order, days, sentence, command)


def _is_silent(order: Candidate, today: date, calendar: WorkingDays) -> bool:
    if order.next_promise_on is None or order.next_promise_on > calendar.add(today, SOON_DAYS):
        return False
    heard = order.last_contact_on or order.entered_on
    return calendar.between(heard, today) >= QUIET_DAYS


def _silent(order: Candidate, today: date) -> WorkEntry:
    left = (order.next_promise_on - today).days if order.next_promise_on else 0
    heard = f"last heard {order.last_contact_on}" if order.last_contact_on else "nothing heard since entry"
    when = "today" if left == 0 else f"in {_days(left)}"
    sentence = f"promised {when}, {heard}: ask {order.supplier}"
    return _entry(Reason.SILENT, order, -left, sentence, "ordertrack status {} --expected DATE --note TEXT")


def _entry(reason: Reason, order: Candidate, days: int, sentence: str, command: str) -> WorkEntry:
    return WorkEntry(
        reason=reason, order=order, days=days, sentence=sentence, command=command.format(_typed(order.number))
    )


def _typed(number: str) -> str:
    return number if _PLAIN.issuperset(number) else "'" + number.replace("'", "'\\''") + "'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+")


def _rank(entry: WorkEntry) -> tuple[int, int, int, str]:
    weight = _WEIGHTS[Priority(entry.order.priority)]
    return _RANKS[entry.reason], weight, -entry.days, entry.order.number


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{_days(days)} ago"
