"""What somebody must do now, why, under which clause, and the command to type (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.clocks import pauses_of, read_clock
from ordertrack.domain.cases.issues import IssueKind
from ordertrack.domain.orders.lists import is_unheeded
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Side
from ordertrack.domain.values.texts import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from ordertrack.domain.orders.lists import Candidate, DueFollowUp, EnquiryListRow, IssueListRow, RunningEscalation
    from ordertrack.domain.policy.policy import Policy, Targets
    from ordertrack.domain.time.hours import OpeningHours


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
    sentence = f"{count_of(days, 'day')} late, {heard}; ask {order.supplier} for a date"
    command = "ordertrack status {} --to delayed --expected DATE --cause TEXT"
    if order.delay_expected_on and order.delay_expected_on >= today:
        sentence = f"{count_of(days, 'day')} late, now expected {order.delay_expected_on}: agree a new promise"
        command = f"ordertrack status {{}} --promised {order.delay_expected_on} --cause TEXT"
    return replace(work_entry(Reason.OVERDUE, order, days, sentence, command), is_new=days == 1)


def _at_risk(order: Candidate, expected_on: date) -> WorkEntry:
    days = order.risk_days or 0
    if order.delay_cause:
        sentence = f"expected {expected_on}, {count_of(days, 'day')} after the promise: agree a new promise"
        command = f"ordertrack status {{}} --promised {expected_on} --cause TEXT"
    else:
        sentence = f"expected {expected_on}, {count_of(days, 'day')} after the promise: report the delay"
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
    when = "today" if left == 0 else f"in {count_of(left, 'day')}"
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


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{count_of(days, 'day')} ago"


_HOUR = timedelta(hours=1)


class CaseLoad(NamedTuple):
    """Every open case, and when the customer of each delayed order was told last (the day of the report at least).

    `over` are the orders that want nothing themselves, but that a customer asks about (SOP 4.4a).
    """

    followups: Sequence[DueFollowUp]
    escalations: Sequence[RunningEscalation]
    issues: Sequence[IssueListRow]
    enquiries: Sequence[EnquiryListRow]
    told_on: Mapping[str, date]
    over: Sequence[Candidate] = ()


def whole_worklist(candidates: Iterable[Candidate], cases: CaseLoad, standards: Standards) -> list[WorkEntry]:
    """Rank everything that wants something by all clocks, each order once (SOP 4.2a)."""
    orders = {order.number: order for order in candidates}
    asked = {row.number: row for row in cases.followups}
    own = [_with_followup(entry, asked, standards) for entry in worklist(orders.values(), standards)]
    silent = {entry.order.number for entry in own if entry.reason in {Reason.OVERDUE, Reason.SILENT}}
    return ranked(
        [
            *own,
            *_followups((row for row in asked.values() if row.number not in silent), orders, standards),
            *_escalations(cases.escalations, orders, standards),
            *_enquiries(cases.enquiries, orders | {order.number: order for order in cases.over}, standards),
            *_issues(cases.issues, orders, standards),
            *_list_untold_delays(cases.told_on, orders, standards),
        ]
    )


def _with_followup(entry: WorkEntry, asked: Mapping[str, DueFollowUp], standards: Standards) -> WorkEntry:
    row = asked.get(entry.order.number)
    if row is None or entry.reason not in {Reason.OVERDUE, Reason.SILENT}:
        return entry
    due = next(_followups([row], {row.number: entry.order}, standards))
    return replace(entry, sentence=f"{entry.sentence.partition(';')[0]}; {due.sentence}", command=due.command)


def _followups(
    rows: Iterable[DueFollowUp], orders: Mapping[str, Candidate], standards: Standards
) -> Iterator[WorkEntry]:
    for row in rows:
        if row.number in orders:
            reach = row.phone or (row.emails or "").partition(",")[0]
            sentence = f"follow-up {row.followup} is due: ask {row.supplier}{f', {reach}' if reach else ''}"
            reason = Reason.OVERDUE if row.days_late else Reason.SILENT
            channel = "phone" if row.phone or not row.emails else "email"
            command = f"ordertrack followup {{}} --channel {channel} --note TEXT"
            days = (standards.day - row.promised_on).days
            yield work_entry(reason, orders[row.number], days, sentence, command)


def _escalations(
    rows: Iterable[RunningEscalation], orders: Mapping[str, Candidate], standards: Standards
) -> Iterator[WorkEntry]:
    for row in rows:
        escalation = row.escalation
        if row.number not in orders or escalation.acknowledged_at:
            continue
        told = escalation.last_told
        who = ", ".join(told.to) if told else "nobody"
        late = "not taken up in time" if is_unheeded(escalation, standards.now) else "to be taken up"
        sentence = f"level {escalation.level}, {who} told, {late}: {escalation.reason}"
        days = (standards.day - standards.hours.today(escalation.started_at)).days
        yield work_entry(
            Reason.ESCALATED, orders[row.number], days, sentence, "ordertrack escalate {} --acknowledge --note TEXT"
        )


def _enquiries(
    rows: Iterable[EnquiryListRow], orders: Mapping[str, Candidate], standards: Standards
) -> Iterator[WorkEntry]:
    for row in rows:
        if row.number not in orders:
            continue
        target = standards.targets_on(standards.hours.today(row.asked_since)).response
        clock = read_clock(row.asked_since, standards.now, target=target, hours=standards.hours)
        when = _spell_local_time(clock.due_at, standards)
        verdict = f"answer was due {when}" if clock.is_late else f"answer by {when}"
        sentence = f"{row.sender} has waited {clock.working // _HOUR} working hours, {verdict}: {_short(row.text)}"
        days = (standards.day - standards.hours.today(row.asked_since)).days
        yield work_entry(
            Reason.ASKED, orders[row.number], days, sentence, "ordertrack enquiry answer {} TEXT", case=row.enquiry
        )


def _issues(rows: Iterable[IssueListRow], orders: Mapping[str, Candidate], standards: Standards) -> Iterator[WorkEntry]:
    for row in rows:
        if row.number not in orders or (row.is_automatic and row.kind == IssueKind.DELAY):
            continue  # a delay has entries of its own: overdue, at risk, customer not told
        waits = [each for each in row.waits if each.until is None]
        if waits and waits[-1].side is Side.CUSTOMER:
            continue
        pauses = pauses_of(row.waits)
        target = standards.targets_on(standards.hours.today(row.opened_at)).resolution
        clock = read_clock(row.opened_at, standards.now, pauses, target=target, hours=standards.hours)
        when = _spell_local_time(clock.due_at, standards)
        verdict = f"was to be resolved by {when}" if clock.is_late else f"resolve by {when}"
        sentence = f"{row.kind}, {row.severity}: {_short(row.cause)}; {verdict}"
        days = (standards.day - standards.hours.today(row.opened_at)).days
        command = "ordertrack issue resolve {} --resolution TEXT"
        yield work_entry(Reason.ISSUE, orders[row.number], days, sentence, command, case=row.issue)


def _list_untold_delays(
    told_on: Mapping[str, date], orders: Mapping[str, Candidate], standards: Standards
) -> Iterator[WorkEntry]:
    for number, day in told_on.items():
        order = orders.get(number)
        if order is None:
            continue
        priority = Priority(order.priority)
        rules = standards.policy.rules_for(supplier=order.supplier, customer=order.customer, priority=priority)
        if standards.hours.due_on(day, rules.keep_informed) > standards.day:
            continue
        sentence = f"delayed, and {order.customer} has heard nothing since {day}: tell them where it stands"
        command = "ordertrack followup {} --with customer --channel phone --note TEXT"
        yield work_entry(Reason.UNTOLD, order, (standards.day - day).days, sentence, command)


def _spell_local_time(at: datetime, standards: Standards) -> str:
    return f"{standards.hours.local(at):%Y-%m-%d %H:%M}"


def _short(text: str) -> str:
    most = 60
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
