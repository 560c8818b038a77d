"""Reports that reckon: response and resolution times, suppliers' scorecards, the procedure followed (SOP 3 to 8)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.escalations import Ending, Subject
from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.domain.cases.issues import IssueKind
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.reports.clocks import ClockBy, ClockFigures, ClockQuestion, ReadClock, clock_figures, in_hours
from ordertrack.domain.reports.lines import Basis, By, OnTimeQuestion
from ordertrack.domain.reports.sop import Application, ClauseOutcome, ClauseRow, clause_rows
from ordertrack.domain.reports.suppliers import Scorecard, mean, usual_delay
from ordertrack.usecases.cases.cases import ClockRules, case_clock
from ordertrack.usecases.policy import policy_on, revision_on, targets_by_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.reports.clocks import RawClock
    from ordertrack.domain.reports.sop import AdherenceQuestion, OrderLife
    from ordertrack.domain.reports.suppliers import AskedSupplier, Dealings, DelayCount, ScorecardQuestion
    from ordertrack.domain.time.hours import Duration, OpeningHours
    from ordertrack.usecases.ports import Reads


def response_figures(view: Reads, question: ClockQuestion, rules: ClockRules) -> list[ClockFigures]:
    """Give the response times of customers' questions, a row a group: receipt to the first answer (SOP 4.4a, 7).

    Several questions before an answer are one clock, from the oldest. What happened after the instant asked about
    is not known: answered later is open.
    """
    return clock_figures(_grouped(view.reports.clocks.response(question), question, rules))


def resolution_figures(view: Reads, question: ClockQuestion, rules: ClockRules) -> list[ClockFigures]:
    """Give the resolution times of issues, a row a group: opening to resolution, without the customer's pauses (SOP 7).

    An issue that was opened again was never resolved; resolved after the instant asked about is open.
    """
    return clock_figures(_grouped(view.reports.clocks.resolution(question), question, rules))


def _grouped(clocks: Sequence[RawClock], question: ClockQuestion, rules: ClockRules) -> Iterator[ReadClock]:
    rules = rules._replace(target_on=cache(rules.target_on))
    for raw in clocks:
        is_by_month = question.by is ClockBy.MONTH
        group = f"{rules.hours.today(raw.began_at):%Y-%m}" if is_by_month else raw.group
        yield ReadClock(group, _read(raw, rules, question.at), is_open=raw.ended_at is None)


def _read(raw: RawClock, rules: ClockRules, until: datetime) -> Clock:
    return case_clock(raw.began_at, raw.ended_at, raw.waits, rules, until)[0]


def scorecards(view: Reads, question: ScorecardQuestion, hours: OpeningHours) -> list[Scorecard]:
    """Give a scorecard for every supplier of the orders that fit, by name (SOP 7)."""
    rates = {basis: _rates(view, question, basis) for basis in Basis}
    aging = view.reports.lines.aging(question.only, as_of=question.as_of, by=By.SUPPLIER)
    overdue = {row.group: row.lines for row in aging}
    asked: dict[str, list[AskedSupplier]] = defaultdict(list)
    for each in view.reports.suppliers.asked(question):
        asked[each.supplier].append(each)
    delays: dict[str, list[DelayCount]] = defaultdict(list)
    for delay in view.reports.suppliers.delays(question):
        delays[delay.supplier].append(delay)
    found = []
    for row in view.reports.suppliers.dealings(question):
        name = row.supplier
        of_basis = {basis: rates[basis].get(name) for basis in Basis}
        card = _card(row, question, of_basis, asked[name], hours)
        usual, deliveries = usual_delay(delays[name])
        found.append(card._replace(overdue_lines=overdue.get(name, 0), usual_delay_days=usual, deliveries=deliveries))
    return found


def _rates(view: Reads, question: ScorecardQuestion, basis: Basis) -> dict[str | None, Fraction | None]:
    rows = view.reports.lines.ontime(
        OnTimeQuestion(as_of=question.as_of, basis=basis, by=By.SUPPLIER, only=question.only)
    )
    return {row.group: row.rate for row in rows}


def _card(
    row: Dealings,
    question: ScorecardQuestion,
    rates: dict[Basis, Fraction | None],
    asked: list[AskedSupplier],
    hours: OpeningHours,
) -> Scorecard:
    answered = [(each.asked_at, each.answered_at) for each in asked if each.answered_at is not None]
    return Scorecard(
        supplier=row.supplier,
        orders=row.orders,
        open_orders=row.open_orders,
        rate_first=rates[Basis.FIRST],
        rate_latest=rates[Basis.LATEST],
        rate_requested=rates[Basis.REQUESTED],
        promise_changes=row.promise_changes,
        mean_slip_days=Fraction(row.slipped_days, row.promise_changes) if row.promise_changes else None,
        answers=len(answered),
        unanswered=len(asked) - len(answered),
        mean_answer_hours=mean(in_hours(end - start) for start, end in answered),
        mean_answer_working_hours=mean(in_hours(hours.worked(start, end)) for start, end in answered),
        silence_days=(question.as_of - row.quiet_since).days if row.quiet_since else None,
        rejected_share=Fraction(row.rejected, row.received) if row.received else None,
        overdue_lines=0,
        usual_delay_days=None,
        deliveries=0,
    )


def lives_led(lives: Sequence[OrderLife], as_of: date) -> Iterator[Application]:
    """Say which clauses applied to orders by their own days; those taken over as history lived elsewhere."""
    for life in lives:
        if not life.is_history:
            for clause, on, outcome in _led(life, as_of):
                if on <= as_of:
                    yield Application(clause, on, outcome, life.number)


def _led(life: OrderLife, as_of: date) -> Iterator[tuple[str, date, ClauseOutcome]]:
    entered_on = life.entered_on
    yield "3", entered_on, ClauseOutcome.MET if life.owner else ClauseOutcome.MISSED
    for clause in ("4.1a", "4.1b", "4.4c"):
        yield clause, entered_on, ClauseOutcome.MET
    if _is_by(life.confirmed_on, as_of):
        yield "4.1c", entered_on, ClauseOutcome.MET
    elif not _is_by(life.cancelled_on, as_of):
        yield "4.1c", entered_on, ClauseOutcome.MISSED if life.promised_on < as_of else ClauseOutcome.OPEN
    if life.promised_on < as_of and not _is_by(life.cancelled_on, as_of):
        is_told = _is_by(life.delivered_on, as_of) or _is_by(life.delay_reported_on, as_of)
        yield "4.2b", life.promised_on, ClauseOutcome.MET if is_told else ClauseOutcome.MISSED
    yield from _closed_out(life, as_of)


def _closed_out(life: OrderLife, as_of: date) -> Iterator[tuple[str, date, ClauseOutcome]]:
    if life.delivered_on:
        without = ClauseOutcome.MISSED if _is_by(life.completed_on, as_of) else ClauseOutcome.OPEN
        yield "4.5a", life.delivered_on, ClauseOutcome.MET if _is_by(life.receipt_on, as_of) else without
    if life.receipt_on:
        yield "4.5b", life.receipt_on, ClauseOutcome.MET if _is_by(life.completed_on, as_of) else ClauseOutcome.OPEN
    if life.completed_on:
        yield "4.5c", life.completed_on, ClauseOutcome.MET if _is_by(life.closed_on, as_of) else ClauseOutcome.OPEN


def _is_by(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


_DAY = timedelta(days=1)
_NAMED = frozenset({Channel.EMAIL, Channel.PHONE, Channel.PORTAL})


class Surroundings(NamedTuple):
    """What a measure goes by: the view, what is asked, the policy revisions and the desk's hours."""

    view: Reads
    question: AdherenceQuestion
    revisions: Sequence[PolicyRevision]
    hours: OpeningHours


def adherence(around: Surroundings) -> list[ClauseRow]:
    """Give for each clause how often it applied, was met and was missed, by policy revision (SOP 3 to 8).

    Days are those on which a clause applied. A follow-up and an escalation count under the revision that decided
    them, all else under the one in force on its day.
    """
    question = around.question
    lives = around.view.reports.sop.order_lives(question)
    found = [
        *lives_led(lives, question.as_of),
        *_rounds(around, lives),
        *_followups(around),
        *_escalations(around),
        *_contacts(around),
        *_clocks(around),
        *_delays(around, {life.number: life for life in lives}),
        *(Application("8", each.from_on, ClauseOutcome.MET, revision=each.number) for each in around.revisions),
    ]
    first, last = question.first, min(question.last or question.as_of, question.as_of)
    within = [each for each in found if (first is None or each.on >= first) and each.on <= last]
    return clause_rows(within, cache(lambda day: revision_on(around.revisions, day).number))


def _rounds(around: Surroundings, lives: Sequence[OrderLife]) -> Iterator[Application]:
    as_of = around.question.as_of
    ran = around.view.reports.sop.round_days()
    day = min([*(life.entered_on for life in lives if not life.is_history), *ran], default=None)
    while day is not None and day <= as_of:
        if day in ran:
            yield Application("4.2a", day, ClauseOutcome.MET)
        elif around.hours.is_working_day(day):
            yield Application("4.2a", day, ClauseOutcome.OPEN if day == as_of else ClauseOutcome.MISSED)
        day += _DAY


def _followups(around: Surroundings) -> Iterator[Application]:
    for turn in around.view.reports.sop.followup_turns(around.question):
        asked_on = around.hours.today(turn.asked_at) if turn.asked_at else None
        if turn.next_on is not None and (asked_on is None or asked_on >= turn.next_on):
            outcome = ClauseOutcome.MISSED
        elif asked_on is not None:
            outcome = ClauseOutcome.MET
        elif turn.is_to_make:
            outcome = ClauseOutcome.OPEN
        else:
            continue  # the goods came, or a new promise, before the next one was due: nothing to ask any more
        yield Application(FollowUpRule(turn.rule).clause, turn.raised_on, outcome, turn.number, turn.revision)


def _escalations(around: Surroundings) -> Iterator[Application]:
    for each in around.view.reports.sop.escalation_turns(around.question):
        clause = "4.6b" if each.subject == Subject.ISSUE else "4.3b"
        endings = {telling.ending for telling in each.tellings if telling.at <= around.question.at}
        outcome = (
            ClauseOutcome.MISSED if endings - {Ending.TOLD} else ClauseOutcome.MET if endings else ClauseOutcome.OPEN
        )
        yield Application(clause, around.hours.today(each.started_at), outcome, each.number, each.revision)


def _contacts(around: Surroundings) -> Iterator[Application]:
    for each in around.view.reports.sop.contacts_made(around.question):
        if each.side is Side.SUPPLIER:
            yield Application("4.3c", each.made_on, ClauseOutcome.MET, each.number)
        yield Application(
            "5", each.made_on, ClauseOutcome.MET if each.channel in _NAMED else ClauseOutcome.MISSED, each.number
        )


def _clocks(around: Surroundings) -> Iterator[Application]:
    asked = ClockQuestion(at=around.question.at, only=around.question.only)
    targets_on = cache(targets_by_day(around.revisions))
    clocks = around.view.reports.clocks
    yield from _timed("4.4a", around, clocks.response(asked), lambda day: targets_on(day).response)
    yield from _timed("4.6a", around, clocks.resolution(asked), lambda day: targets_on(day).resolution)


def _timed(
    clause: str, around: Surroundings, clocks: Sequence[RawClock], target_on: Callable[[date], Duration]
) -> Iterator[Application]:
    rules = ClockRules(around.hours, target_on)
    for raw in clocks:
        within = ClauseOutcome.MET if raw.ended_at else ClauseOutcome.OPEN
        outcome = ClauseOutcome.MISSED if _read(raw, rules, around.question.at).is_late else within
        yield Application(clause, around.hours.today(raw.began_at), outcome, raw.number)


def _delays(around: Surroundings, lives: dict[str, OrderLife]) -> Iterator[Application]:
    question = around.question
    told: dict[str, list[datetime]] = {}
    for each in around.view.reports.sop.contacts_made(question):
        if each.side is Side.CUSTOMER and each.was_told:
            told.setdefault(each.number, []).append(each.at)
    asked = ClockQuestion(at=question.at, by=ClockBy.KIND, only=question.only)
    for raw in around.view.reports.clocks.response(asked):
        if raw.ended_at:
            told.setdefault(raw.number, []).append(raw.ended_at)
    for raw in around.view.reports.clocks.resolution(asked):
        if raw.group == IssueKind.DELAY:
            on = around.hours.today(raw.began_at)
            due_at = around.hours.due_at(raw.began_at, _keep_informed(around, lives[raw.number], on))
            since = around.hours.instant(on)
            is_told = any(since <= at <= due_at for at in told.get(raw.number, ()))
            late = ClauseOutcome.MISSED if due_at < question.at else ClauseOutcome.OPEN
            yield Application("4.4b", on, ClauseOutcome.MET if is_told else late, raw.number)


def _keep_informed(around: Surroundings, life: OrderLife, on: date) -> Duration:
    policy = policy_on(around.revisions, on)[1]
    rules = policy.rules_for(supplier=life.supplier, customer=life.customer, priority=Priority(life.priority))
    return rules.keep_informed
