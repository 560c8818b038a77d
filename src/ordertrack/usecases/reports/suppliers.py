"""The suppliers' scorecards: each figure by the function that every other report takes it from (SOP 7)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from ordertrack.domain.reports.clocks import in_hours
from ordertrack.domain.reports.lines import Basis, By, OnTimeQuestion
from ordertrack.domain.reports.suppliers import Scorecard, mean, usual_delay

if TYPE_CHECKING:
    from ordertrack.domain.reports.suppliers import AskedSupplier, Dealings, DelayCount, ScorecardQuestion
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Reads


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
