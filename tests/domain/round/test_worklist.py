"""What somebody must do now, why, and what to type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ordertrack.domain.orders.lists import Candidate
from ordertrack.domain.round.worklist import Reason, WorkEntry, entry_for, worklist
from tests.builders import TODAY, standards

DAY = timedelta(days=1)
USUAL = Candidate(
    number="A-1",
    status="confirmed",
    priority="normal",
    owner="Zoë",
    customer="Müller",
    supplier="Acme",
    promised_on=date(2026, 6, 1),
    overdue_since=None,
    next_promise_on=date(2026, 6, 1),
    expected_on=None,
    at_risk_lines=0,
    risk_days=None,
    open_lines=1,
    delivered_on=None,
    delay_expected_on=None,
    delay_cause=None,
    last_contact_on=date(2026, 2, 27),
    entered_on=date(2026, 2, 2),
)


def a_candidate(**fields: Any) -> Candidate:  # noqa: ANN401 - any field of a candidate
    return USUAL._replace(**fields)


def asked(order: Candidate, today: date = TODAY) -> WorkEntry | None:
    return entry_for(order, standards(today))


def test_an_order_that_is_on_its_way_asks_for_nothing() -> None:
    assert asked(USUAL) is None


def test_an_overdue_order_asks_its_supplier_for_a_date() -> None:
    order = a_candidate(overdue_since=TODAY - 3 * DAY)
    assert asked(order) == WorkEntry(
        reason=Reason.OVERDUE,
        order=order,
        days=3,
        sentence="3 days late, last heard 2026-02-27; ask Acme for a date",
        command="ordertrack status A-1 --to delayed --expected DATE --cause TEXT",
    )


def test_an_order_overdue_since_yesterday_is_newly_overdue() -> None:
    order = a_candidate(overdue_since=TODAY - DAY, last_contact_on=None)
    assert asked(order) == WorkEntry(
        reason=Reason.OVERDUE,
        order=order,
        days=1,
        sentence="1 day late, never heard of; ask Acme for a date",
        command="ordertrack status A-1 --to delayed --expected DATE --cause TEXT",
        is_new=True,
    )


def test_an_order_expected_after_its_promise_asks_for_a_report_of_the_delay() -> None:
    order = a_candidate(at_risk_lines=1, risk_days=2, expected_on=date(2026, 6, 3))
    assert asked(order) == WorkEntry(
        reason=Reason.AT_RISK,
        order=order,
        days=2,
        sentence="expected 2026-06-03, 2 days after the promise: report the delay",
        command="ordertrack status A-1 --to delayed --expected 2026-06-03 --cause TEXT",
    )


def test_an_order_whose_delay_is_reported_asks_for_a_new_promise() -> None:
    order = a_candidate(at_risk_lines=1, risk_days=1, expected_on=date(2026, 6, 2), delay_cause="strike")
    assert asked(order) == WorkEntry(
        reason=Reason.AT_RISK,
        order=order,
        days=1,
        sentence="expected 2026-06-02, 1 day after the promise: agree a new promise",
        command="ordertrack status A-1 --promised 2026-06-02 --cause TEXT",
    )


@pytest.mark.parametrize(
    ("entered_on", "ago"), [(TODAY, "today"), (TODAY - DAY, "1 day ago"), (TODAY - 4 * DAY, "4 days ago")]
)
def test_an_order_that_was_only_entered_asks_to_be_confirmed(entered_on: date, ago: str) -> None:
    order = a_candidate(status="entered", entered_on=entered_on)
    assert asked(order) == WorkEntry(
        reason=Reason.UNCONFIRMED,
        order=order,
        days=(TODAY - entered_on).days,
        sentence=f"entered {ago}, not confirmed yet",
        command="ordertrack status A-1 --to confirmed",
    )


@pytest.mark.parametrize(
    ("next_promise_on", "heard_on", "days", "sentence"),
    [
        (TODAY, TODAY - 7 * DAY, 0, "promised today, last heard 2026-02-23: ask Acme"),
        (TODAY + DAY, TODAY - 9 * DAY, -1, "promised in 1 day, last heard 2026-02-21: ask Acme"),
        (TODAY + 7 * DAY, None, -7, "promised in 7 days, nothing heard since entry: ask Acme"),
    ],
)
def test_an_order_promised_soon_of_which_nothing_was_heard_asks_its_supplier(
    next_promise_on: date, heard_on: date | None, days: int, sentence: str
) -> None:
    order = a_candidate(next_promise_on=next_promise_on, last_contact_on=heard_on)
    assert asked(order) == WorkEntry(
        reason=Reason.SILENT,
        order=order,
        days=days,
        sentence=sentence,
        command="ordertrack status A-1 --expected DATE --note TEXT",
    )


@pytest.mark.parametrize(
    ("next_promise_on", "heard_on"),
    [
        (TODAY + 8 * DAY, date(2026, 1, 5)),  # the sixth working day from now
        (TODAY, date(2026, 2, 24)),  # four working days ago
        (None, date(2026, 1, 5)),
    ],
)
def test_an_order_promised_later_or_heard_of_lately_is_not_silent(next_promise_on: date | None, heard_on: date) -> None:
    assert asked(a_candidate(next_promise_on=next_promise_on, last_contact_on=heard_on)) is None


def test_a_holiday_is_not_a_day_of_silence() -> None:
    order = a_candidate(next_promise_on=TODAY, last_contact_on=date(2026, 2, 23))
    assert entry_for(order, standards(holidays=[date(2026, 2, 25)])) is None


@pytest.mark.parametrize(
    ("status", "delivered_on", "days", "sentence"),
    [
        ("delivered", TODAY - 2 * DAY, 2, "delivered 2 days ago, receipt not confirmed with Müller"),
        ("delivered", None, 0, "delivered today, receipt not confirmed with Müller"),
        ("completed", TODAY - DAY, 1, "completed, not closed out"),
    ],
)
def test_a_delivered_order_asks_to_be_closed(status: str, delivered_on: date | None, days: int, sentence: str) -> None:
    order = a_candidate(status=status, delivered_on=delivered_on, next_promise_on=None, open_lines=0)
    assert asked(order) == WorkEntry(
        reason=Reason.UNCLOSED, order=order, days=days, sentence=sentence, command="ordertrack close A-1"
    )


def test_the_most_urgent_reason_wins() -> None:
    wants = {"at_risk_lines": 1, "expected_on": date(2026, 6, 3), "status": "entered", "next_promise_on": TODAY}
    order = a_candidate(last_contact_on=date(2026, 1, 5), **wants)
    found = [asked(order._replace(overdue_since=TODAY - DAY)), asked(order), asked(order._replace(at_risk_lines=0))]
    assert [entry and entry.reason for entry in found] == [Reason.OVERDUE, Reason.AT_RISK, Reason.UNCONFIRMED]


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        (Reason.OVERDUE, "4.3a"),
        (Reason.AT_RISK, "4.4b"),
        (Reason.SILENT, "4.2c"),
        (Reason.UNCONFIRMED, "4.1c"),
        (Reason.UNCLOSED, "4.5a"),
    ],
)
def test_every_reason_has_its_clause(reason: Reason, clause: str) -> None:
    assert WorkEntry(reason=reason, order=USUAL, days=0, sentence="", command="").clause == clause


@pytest.mark.parametrize(
    ("number", "typed"),
    [("SO-1/7_a.b:c@d%e+f", "SO-1/7_a.b:c@d%e+f"), ("A 1", "'A 1'"), ("it's", "'it'\\''s'"), ("$(rm)", "'$(rm)'")],
)
def test_a_number_is_quoted_as_the_shell_wants_it(number: str, typed: str) -> None:
    entry = asked(a_candidate(number=number, status="delivered"))
    assert entry is not None
    assert entry.command == f"ordertrack close {typed}"


@pytest.mark.parametrize("number", ["{}", "{0}", "a{b"])
def test_a_number_with_braces_is_a_number_like_any_other(number: str) -> None:
    entry = asked(a_candidate(number=number, at_risk_lines=1, risk_days=2, expected_on=date(2026, 6, 3)))
    assert entry is not None
    assert entry.command == f"ordertrack status '{number}' --to delayed --expected 2026-06-03 --cause TEXT"


def test_the_worklist_goes_by_reason_then_priority_then_how_long_it_has_waited() -> None:
    late = TODAY - 9 * DAY
    orders = [
        a_candidate(number="8", status="delivered", delivered_on=late),
        a_candidate(number="7", status="entered"),
        a_candidate(number="6", next_promise_on=TODAY, last_contact_on=None),
        a_candidate(number="5", at_risk_lines=1, risk_days=2, expected_on=date(2026, 6, 3)),
        a_candidate(number="4", overdue_since=late, priority="low"),
        a_candidate(number="3", overdue_since=TODAY - DAY),
        a_candidate(number="2b", overdue_since=late),
        a_candidate(number="2a", overdue_since=late),
        a_candidate(number="1", overdue_since=TODAY - DAY, priority="urgent"),
        a_candidate(number="0"),
    ]
    numbers = [entry.order.number for entry in worklist(orders, standards())]
    assert numbers == ["1", "2a", "2b", "3", "4", "5", "6", "7", "8"]
