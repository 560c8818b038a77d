"""The suppliers' scorecards, held against the orders themselves (SOP 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from ordertrack.domain.cases.followups import FollowUp, FollowUpRule
from ordertrack.domain.reports.suppliers import DelayCount, Scorecard, ScorecardQuestion, usual_delay
from ordertrack.usecases.reports import scorecards
from tests.builders import TODAY, a_line, a_receipt, an_order
from tests.hours import hours, utc
from tests.store.drawn import DAYS, NAMES, holding, lively_books, many
from tests.store.reckoning import heard_by, late_lines, missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.book import SqlBook

DESK = hours("UTC")
ASKED = FollowUp(
    position=1,
    promised_on=TODAY,
    rule=FollowUpRule.OVERDUE,
    number=1,
    due_on=TODAY,
    raised_on=TODAY,
    revision=1,
    asked_at=utc("2026-03-02T09:00"),
)


def cards(book: SqlBook, orders: Sequence[Order], as_of: date = TODAY) -> list[Scorecard]:
    question = ScorecardQuestion(as_of=as_of, at=datetime.combine(as_of, time(18), tzinfo=UTC))
    with holding(book, orders) as unit:
        return scorecards(unit, question, DESK)


def quiet_days(orders: Sequence[Order], as_of: date) -> list[int]:
    """For how many days nobody was heard of each order that was open on the day, where that is known."""
    waiting = [
        order
        for order in orders
        if (order.placed_on or order.entered_on) <= as_of and any(missing(line, as_of) > 0 for line in order.lines)
    ]
    known = [
        heard_by(each, as_of) or each.placed_on or each.entered_on for each in waiting if not _is_later(each, as_of)
    ]
    return [(as_of - day).days for day in known]


def _is_later(order: Order, as_of: date) -> bool:
    return order.last_contact_on is not None and order.last_contact_on > as_of


@many(12)
@given(orders=lively_books(), as_of=DAYS)
def test_what_a_scorecard_adds_up_is_what_the_orders_say(book: SqlBook, orders: list[Order], as_of: date) -> None:
    found = cards(book, orders, as_of)
    assert [card.supplier for card in found] == sorted({NAMES[order.supplier] for order in orders})
    for card in found:
        mine = [order for order in orders if NAMES[order.supplier] == card.supplier]
        lines = [line for order in mine for line in order.lines]
        slips = [
            (each.promised_on - each.previous_on).days
            for line in lines
            for each in line.promises
            if each.said_on <= as_of
        ]
        came = [each for line in lines for each in line.receipts if each.received_on <= as_of]
        delays = [
            (line.delivered_on - line.first_promised_on).days
            for line in lines
            if line.delivered_on and as_of - timedelta(365) < line.delivered_on <= as_of
        ]
        assert (card.orders, card.promise_changes, card.deliveries) == (len(mine), len(slips), len(delays))
        assert card.mean_slip_days == (Fraction(sum(slips), len(slips)) if slips else None)
        received = sum(each.quantity for each in came)
        assert card.rejected_share == (Fraction(sum(each.rejected for each in came), received) if received else None)
        assert card.overdue_lines == sum(len(late_lines(order, as_of)) for order in mine)
        assert card.silence_days == max(quiet_days(mine, as_of), default=None)
        assert card.usual_delay_days == (median(map(Fraction, delays)) if len(delays) > 4 else None)


def test_the_lines_asked_about_together_are_one_question(book: SqlBook) -> None:
    """Asked at nine, answered at eleven the next day: 26 hours, ten of them worked (SOP 4.2c, 7)."""
    answered = replace(ASKED, answered_at=utc("2026-03-03T11:00"))
    other = replace(ASKED, number=2, asked_at=utc("2026-03-03T08:00"))
    unasked = replace(ASKED, number=3, asked_at=None)
    orders = [an_order("A-1", followups=(answered, other, unasked)), an_order("A-2", followups=(answered,))]
    (card,) = cards(book, orders, date(2026, 3, 3))
    assert (card.answers, card.unanswered) == (1, 1)
    assert (card.mean_answer_hours, card.mean_answer_working_hours) == (Fraction(26), Fraction(10))
    (card,) = cards(book, orders, date(2026, 3, 2))
    assert (card.answers, card.unanswered, card.mean_answer_hours) == (0, 1, None)


def test_the_three_bases_stand_side_by_side(book: SqlBook) -> None:
    late = a_line(promised_on=TODAY, first_promised_on=TODAY - timedelta(5), receipts=(a_receipt(10),))
    in_time = a_line(promised_on=TODAY, requested_on=TODAY - timedelta(1), receipts=(a_receipt(10),))
    (card,) = cards(book, [an_order("A-1", lines=(late,)), an_order("A-2", lines=(in_time,))])
    assert (card.rate_first, card.rate_latest, card.rate_requested) == (Fraction(1, 2), Fraction(1), Fraction(0))


@pytest.mark.parametrize(
    ("days", "forecast"),
    [
        ([3, 3, 3, 3], "n/a, n = 4"),
        ([-9, 3, 3, 3, 90], "usually 3 days late, n = 5"),
        ([-1, -1, -1, 0, 0], "usually 1 day early, n = 5"),
        ([0, 0, 0, 0, 0], "usually on time, n = 5"),
        ([1, 1, 2, 2, 5, 0], "usually 1.5 days late, n = 6"),
        ([], "n/a, n = 0"),
    ],
)
def test_the_forecast_is_the_usual_delay_with_its_sample(days: list[int], forecast: str) -> None:
    usual, count = usual_delay(DelayCount("Bolts", each, 1) for each in days)
    empty = Scorecard("Bolts", 0, 0, None, None, None, 0, None, 0, 0, None, None, None, None, 0, usual, count)
    assert empty.forecast == forecast
    assert count == len(days)
