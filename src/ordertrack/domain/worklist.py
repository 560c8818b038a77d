"""What somebody must do now, why, under which clause, and the command to type (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.statuses import Priority, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from ordertrack.domain.figures import Candidate
    from ordertrack.domain.openinghours import OpeningHours
    from ordertrack.domain.policy import Policy, Targets


class Reason(StrEnum):
    """Why an order is on the worklist, most urgent first."""

    ESCALATED = "escalated"
    ASKED = "customer asks"
    OVERDUE = "overdue"
    AT_RISK = "at risk"
    ISSUE = "issue"
    SILENT = "promised soon, no news"
    UNTOLD = "customer not told"
    UNCONFIRMED = "entered, not confirmed"
    UNCLOSED = "delivered, not closed"


CLAUSES = {
    Reason.ESCALATED: "4.3b",
    Reason.ASKED: "4.4a",
    Reason.OVERDUE: "4.3a",
    Reason.ISSUE: "4.6a",
    Reason.UNTOLD: "4.4b",
    Reason.AT_RISK: "4.4b",
    Reason.SILENT: "4.2c",
    Reason.UNCONFIRMED: "4.1c",
    Reason.UNCLOSED: "4.5a",
}
_RANKS = {reason: rank for rank, reason in enumerate(Reason)}
_WEIGHTS = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


class Standards(NamedTuple):
    """What urgency is measured by: the day asked about, the instant, the desk's hours and the policy in force.

    `targets_on` gives the targets of a clock by the day on which it began.
    """

    day: date
    now: datetime
    hours: OpeningHours
    policy: Policy
    targets_on: Callable[[date], Targets]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEntry:
    """One thing to do: about which order, why, in words, and what to type. `days` are calendar days late.

    `also` are the further reasons for which the order would be here.
    """

    reason: Reason
    order: Candidate
    days: int
    sentence: str
    command: str
    is_new: bool = False
    also: tuple[Reason, ...] = ()

    @property
    def clause(self) -> str:
        """The clause of the procedure that asks for it."""
        return CLAUSES[self.reason]


def worklist(candidates: Iterable[Candidate], standards: Standards) -> list[WorkEntry]:
    """Rank what must be done: by reason, then priority, then how long it has waited; each order once."""
    return ranked(entry for order in candidates if (entry := entry_for(order, standards)))


def ranked(entries: Iterable[WorkEntry]) -> list[WorkEntry]:
    """Keep the most urgent entry of each order, noting its other reasons, and sort by urgency."""
    found: dict[str, WorkEntry] = {}
    others: dict[str, list[Reason]] = {}
    for entry in sorted(entries, key=urgency):
        number = entry.order.number
        if number in found:
            others.setdefault(number, []).append(entry.reason)
        else:
            found[number] = entry
    return [
        replace(entry, also=tuple(dict.fromkeys(each for each in others[number] if each is not entry.reason)))
        if number in others
        else entry
        for number, entry in found.items()
    ]


def entry_for(order: Candidate, standards: Standards) -> WorkEntry | None:
    """Say what an order asks for by itself, without its cases; the most urgent reason wins, None for nothing."""
    today = standards.day
    if order.overdue_since is not None:
        return _overdue(order, order.overdue_since, today)
    if order.at_risk_lines and order.expected_on:
        return _at_risk(order, order.expected_on)
    if order.status == Status.ENTERED:
        days = (today - order.entered_on).days
        sentence = f"entered {_ago(days)}, not confirmed yet"
        return work_entry(Reason.UNCONFIRMED, order, days, sentence, f"ordertrack status {{}} --to {Status.CONFIRMED}")
    if _is_silent(order, standards):
        return _silent(order, today)
    if order.status in {Status.DELIVERED, Status.COMPLETED}:
        days = (today - order.delivered_on).days if order.delivered_on else 0
        sentence = f"delivered {_ago(days)}, receipt not confirmed with {order.customer}"
        if order.status == Status.COMPLETED:
            sentence = "completed, not closed out"
        return work_entry(Reason.UNCLOSED, order, days, sentence, "ordertrack close {}")
    return None


def _overdue(order: Candidate, since: date, today: date) -> WorkEntry:
    days = (today - since).days
    heard = f"last heard {order.last_contact_on}" if order.last_contact_on else "never heard of"
    sentence = f"{_days(days)} late, {heard}; ask {order.supplier} for a date"
    command = "ordertrack status {} --to delayed --expected DATE --cause TEXT"
    if order.delay_expected_on and order.delay_expected_on >= today:
        sentence = f"{_days(days)} late, now expected {order.delay_expected_on}: agree a new promise"
        command = f"ordertrack status {{}} --promised {order.delay_expected_on} --cause TEXT"
    entry = work_entry(Reason.OVERDUE, order, days, sentence, command)
    return WorkEntry(
        reason=entry.reason,
        order=order,
        days=days,
        sentence=sentence,
        command=entry.command,
        is_new=days == 1,
    )


def _at_risk(order: Candidate, expected_on: date) -> WorkEntry:
    days = order.risk_days or 0
    if order.delay_cause:
        sentence = f"expected {expected_on}, {_days(days)} after the promise: agree a new promise"
        command = f"ordertrack status {{}} --promised {expected_on} --cause TEXT"
    else:
        sentence = f"expected {expected_on}, {_days(days)} after the promise: report the delay"
        command = f"ordertrack status {{}} --to delayed --expected {expected_on} --cause TEXT"
    return work_entry(Reason.AT_RISK, order, days, sentence, command)


def _is_silent(order: Candidate, standards: Standards) -> bool:
    if order.next_promise_on is None:
        return False
    silent = standards.policy.rules_for(
        supplier=order.supplier, customer=order.customer, priority=Priority(order.priority)
    ).silent
    if order.next_promise_on > standards.hours.due_on(standards.day, silent.within):
        return False
    heard = order.last_contact_on or order.entered_on
    return standards.hours.due_on(heard, silent.quiet) <= standards.day


def _silent(order: Candidate, today: date) -> WorkEntry:
    left = (order.next_promise_on - today).days if order.next_promise_on else 0
    heard = f"last heard {order.last_contact_on}" if order.last_contact_on else "nothing heard since entry"
    when = "today" if left == 0 else f"in {_days(left)}"
    sentence = f"promised {when}, {heard}: ask {order.supplier}"
    return work_entry(Reason.SILENT, order, -left, sentence, "ordertrack status {} --expected DATE --note TEXT")


def work_entry(
    reason: Reason, order: Candidate, days: int, sentence: str, command: str, *, case: int | None = None
) -> WorkEntry:
    """Make an entry; `{}` in the command becomes what a shell wants for the order's number, or its case's."""
    name = order.number if case is None else f"{order.number}#{case}"
    if name.startswith("-"):  # or it would be read as an option
        typed = f"{' '.join(command.replace('{}', '').split())} -- {_typed(name)}"
    else:
        typed = command.format(_typed(name))
    return WorkEntry(reason=reason, order=order, days=days, sentence=sentence, command=typed)


def _typed(number: str) -> str:
    return number if _PLAIN.issuperset(number) else "'" + number.replace("'", "'\\''") + "'"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+")


def urgency(entry: WorkEntry) -> tuple[int, int, int, str]:
    """Give what the worklist is ranked by: the reason, the priority, the days it has waited, the number."""
    weight = _WEIGHTS[Priority(entry.order.priority)]
    return _RANKS[entry.reason], weight, -entry.days, entry.order.number


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{_days(days)} ago"
