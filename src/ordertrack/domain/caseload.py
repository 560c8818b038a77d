"""What the open cases of an order ask for: escalations, questions, follow-ups, issues, news (SOP 4.2a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.caseclocks import pauses_of, resolution_clock, response_clock
from ordertrack.domain.channels import Side
from ordertrack.domain.chases import is_unheeded
from ordertrack.domain.issues import IssueKind
from ordertrack.domain.statuses import Priority
from ordertrack.domain.worklist import Reason, WorkEntry, ranked, work_entry, worklist

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from ordertrack.domain.caselists import EnquiryListRow, IssueListRow
    from ordertrack.domain.chases import DueFollowUp, RunningEscalation
    from ordertrack.domain.figures import Candidate
    from ordertrack.domain.worklist import Standards

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
            *_untold(cases.told_on, orders, standards),
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
        clock = response_clock(row.asked_since, standards.now, target=target, hours=standards.hours)
        when = _shown(clock.due_at, standards)
        verdict = f"answer was due {when}" if clock.is_late else f"answer by {when}"
        sentence = f"{row.sender} has waited {_worked(clock.working)}, {verdict}: {_short(row.text)}"
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
        clock = resolution_clock(row.opened_at, standards.now, pauses, target=target, hours=standards.hours)
        when = _shown(clock.due_at, standards)
        verdict = f"was to be resolved by {when}" if clock.is_late else f"resolve by {when}"
        sentence = f"{row.kind}, {row.severity}: {_short(row.cause)}; {verdict}"
        days = (standards.day - standards.hours.today(row.opened_at)).days
        command = "ordertrack issue resolve {} --resolution TEXT"
        yield work_entry(Reason.ISSUE, orders[row.number], days, sentence, command, case=row.issue)


def _untold(told_on: Mapping[str, date], orders: Mapping[str, Candidate], standards: Standards) -> Iterator[WorkEntry]:
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


def _shown(at: datetime, standards: Standards) -> str:
    return f"{standards.hours.local(at):%Y-%m-%d %H:%M}"


def _worked(span: timedelta) -> str:
    return f"{span // _HOUR} working hours"


def _short(text: str) -> str:
    most = 60
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
