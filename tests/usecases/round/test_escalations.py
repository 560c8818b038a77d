"""Whom the daily round tells, day by day, by tables reckoned by hand (SOP 4.3b).

The 2nd of March is a Monday. An order is promised for Friday the 6th unless it says otherwise, so under the built-in
policy level 1 is due on Wednesday the 11th, level 2 on Friday the 13th, level 3 on Friday the 20th. The round runs at
six, people come at noon; level 1 is to be taken up within 8 hours and to bring progress within two days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.issues import IssueKind
from ordertrack.domain.orders.moves import Target
from tests.roundpolicies import level, policy
from tests.rounds import a_round_desk, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk

SUPPLIER_STAYS_OUT = """[[overrides]]
supplier = "Acme Fasteners"
escalates = false

[retention]
"""


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    return a_round_desk(tmp_path, policy())


def test_what_nobody_takes_up_climbs_every_day_and_stays_at_the_top(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-17")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-11  1           level 1  told  team lead
        03-12  1           level 2  told  manager
        03-13  1           level 3  told  management
        03-16  1           level 3  told  management
        03-17  1           level 3  told  management
    """)


def test_what_was_taken_up_and_brings_nothing_expires_and_climbs(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.acknowledge("03-11")
    desk.rounds("03-12", "03-16")
    desk.acknowledge("03-16")
    desk.rounds("03-17", "03-19")

    assert desk.told() == table("""
        day    escalation  what     how      to
        03-11  1           level 1  told     team lead
        03-16  1           expired
        03-16  1           level 2  told     manager
        03-19  1           expired
        03-19  1           level 3  told     management
    """)


def test_what_was_taken_up_stays_quiet_as_long_as_it_brings_progress(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.acknowledge("03-11")
    desk.call("03-12")
    desk.rounds("03-12", "03-16")
    desk.receive("03-16", 3)
    desk.rounds("03-17", "03-19")

    assert desk.told() == table("""
        day    escalation  what     how      to
        03-11  1           level 1  told     team lead
        03-19  1           expired
        03-19  1           level 2  told     manager
    """)


@pytest.mark.parametrize(
    ("end", "why"), [(Target.CANCELLED, "the order was cancelled"), (Target.DELIVERED, "delivered in full")]
)
def test_delivery_and_cancellation_stop_it_at_once(desk: RoundDesk, end: Target, why: str) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.move("03-11", end, cause="too late")
    desk.rounds("03-12", "03-20")

    assert desk.told() == [
        ("03-11", "1", "level 1", "told", "team lead"),
        ("03-11", "1", "ended", why),
    ]


def test_a_running_escalation_keeps_the_matrix_it_began_under(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.enter("A-2", promised="03-11")
    desk.adopt(policy(matrix=level(1, "clerk", '{ overdue = "1bd" }')), from_on="03-12")
    desk.rounds("03-02", "03-13")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-11  1           level 1  told  team lead
        03-12  1           level 2  told  manager
        03-13  1           level 3  told  management
    """)
    assert desk.told("A-2") == table("""
        day    escalation  what     how   to
        03-12  1           level 1  told  clerk
        03-13  1           level 1  told  clerk
    """)


def test_what_a_person_settled_is_not_told_the_same_again_but_the_next_level_is(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.settle("03-11")
    desk.rounds("03-12", "03-13")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-11  1           level 1  told  team lead
        03-11  1           ended    agreed
        03-13  2           level 2  told  manager
    """)


def test_what_was_settled_for_one_promise_is_not_for_the_next_one_broken(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.promise("03-11", "03-13")
    desk.settle("03-11")
    desk.rounds("03-12", "03-18")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-11  1           level 1  told  team lead
        03-11  1           ended    agreed
        03-18  2           level 1  told  team lead
    """)


def test_a_new_promise_ends_it_and_another_late_day_begins_it_anew(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.promise("03-11", "03-13")
    desk.rounds("03-12", "03-18")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-11  1           level 1  told  team lead
        03-12  1           ended    no level of the matrix holds any more
        03-18  2           level 1  told  team lead
    """)


def test_an_order_may_be_kept_out_of_the_matrix(tmp_path: Path) -> None:
    desk = a_round_desk(tmp_path, policy(("[retention]\n", SUPPLIER_STAYS_OUT)))
    desk.enter(promised="03-06")
    desk.enter("A-2", promised="03-06", supplier="Bolt Brothers")
    desk.issue("03-03")
    desk.rounds("03-04", "03-11")

    assert (desk.told(), desk.told("A-2")) == ([], [("03-11", "1", "level 1", "told", "team lead")])


def test_an_order_worth_as_much_in_another_currency_is_not_worth_it(desk: RoundDesk) -> None:
    desk.enter("A-1", promised="03-06", value="30000", currency="EUR")
    desk.enter("A-2", promised="03-06", value="30000", currency="USD")
    desk.enter("A-3", promised="03-06", value="24999.99", currency="EUR")
    desk.round("03-13")

    dear = table("""
        day    escalation  what     how      to
        03-13  1           level 1  skipped  level 3 is due as well
        03-13  1           level 2  skipped  level 3 is due as well
        03-13  1           level 3  told     management
    """)
    usual = table("""
        day    escalation  what     how      to
        03-13  1           level 1  skipped  level 2 is due as well
        03-13  1           level 2  told     manager
    """)
    assert [desk.told(number) for number in ("A-1", "A-2", "A-3")] == [dear, usual, usual]


def test_an_urgent_order_may_be_told_of_before_its_promise(tmp_path: Path) -> None:
    soon = level(1, "team lead", '{ before_due = "2bd", priority = "urgent" }', acknowledge="10bd")
    desk = a_round_desk(tmp_path, policy(matrix=soon))
    desk.enter("A-1", promised="03-20", priority="urgent")
    desk.enter("A-2", promised="03-20", priority="high")
    desk.rounds("03-02", "03-24")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-18  1           level 1  told  team lead
        03-23  1           ended    no level of the matrix holds any more
    """)
    assert desk.told("A-2") == []


def test_a_level_that_goes_by_no_day_is_told_however_far_the_promise_is(tmp_path: Path) -> None:
    dear = level(1, "manager", '{ value = { amount = 1000, currency = "EUR" } }', acknowledge="10bd")
    desk = a_round_desk(tmp_path, policy(matrix=dear))
    desk.enter(promised="12-18", value="1000", currency="EUR")
    desk.rounds("03-03", "03-04")

    assert desk.told() == [("03-03", "1", "level 1", "told", "manager")]


def test_an_order_and_its_issues_that_are_due_on_one_day_are_told_of_one_by_one(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.issue("03-10")
    desk.issue("03-11", number="A-1", kind=IssueKind.QUALITY)
    desk.round("03-13")

    assert desk.told() == table("""
        day    escalation  what     how      to
        03-13  1           level 1  skipped  level 2 is due as well
        03-13  1           level 2  told     manager
        03-13  2           level 1  told     team lead
        03-13  3           level 1  told     team lead
    """)
