"""Whom the daily round tells of an issue, and when it keeps quiet, by tables reckoned by hand (SOP 4.6b).

Of a severe issue level 1 hears after one working day, level 2 after three. The issue is opened on Monday the 2nd of
March at noon; the order itself has time until the end of April.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.parties import Side
from tests.roundpolicies import policy
from tests.rounds import a_round_desk, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    found = a_round_desk(tmp_path, policy())
    found.enter(promised="04-30")
    return found


def test_an_issue_climbs_with_its_age(desk: RoundDesk) -> None:
    desk.issue("03-02")
    desk.rounds("03-03", "03-04")
    desk.acknowledge("03-04")
    desk.rounds("03-05", "03-09")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-04  1           level 1  told  team lead
        03-09  1           expired
        03-09  1           level 2  told  manager
    """)


def test_an_issue_that_is_not_severe_is_told_to_nobody(desk: RoundDesk) -> None:
    desk.issue("03-02", Severity.MEDIUM)
    desk.rounds("03-03", "03-31")

    assert desk.told() == []


def test_the_clock_of_a_reopened_issue_has_run_on(desk: RoundDesk) -> None:
    desk.issue("03-02")
    desk.rounds("03-03", "03-04")
    desk.resolve("03-04")
    desk.rounds("03-05", "03-06")
    desk.reopen("03-06")
    desk.round("03-09")

    assert desk.told() == table("""
        day    escalation  what     how      to
        03-04  1           level 1  told     team lead
        03-04  1           ended    the issue was resolved
        03-09  2           level 1  skipped  level 2 is due as well
        03-09  2           level 2  told     manager
    """)


@pytest.mark.parametrize(("side", "told_on"), [(Side.CUSTOMER, "03-11"), (Side.SUPPLIER, "03-04")])
def test_only_the_wait_for_the_customer_does_not_count(desk: RoundDesk, side: Side, told_on: str) -> None:
    desk.issue("03-02")
    desk.wait("03-02", side)
    desk.rounds("03-03", "03-09")
    desk.resume("03-09")
    desk.rounds("03-10", "03-11")

    assert desk.told()[0] == (told_on, "1", "level 1", "told", "team lead")


def test_an_issue_is_not_pressed_while_the_customer_is_waited_for(desk: RoundDesk) -> None:
    desk.issue("03-02")
    desk.rounds("03-03", "03-04")
    desk.wait("03-04")
    desk.rounds("03-05", "03-12")
    desk.resume("03-12")
    desk.round("03-13")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-04  1           level 1  told  team lead
        03-13  1           level 2  told  manager
    """)


def test_whoever_took_an_issue_up_has_the_time_in_which_the_customer_is_waited_for(desk: RoundDesk) -> None:
    desk.issue("03-02")
    desk.rounds("03-03", "03-04")
    desk.acknowledge("03-04")
    desk.wait("03-05")
    desk.rounds("03-05", "03-12")
    desk.resume("03-12")
    desk.rounds("03-13", "03-17")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-04  1           level 1  told  team lead
        03-17  1           expired
        03-17  1           level 2  told  manager
    """)


def test_what_a_person_settled_stays_so_although_a_promise_changes(desk: RoundDesk) -> None:
    desk.issue("03-02")
    desk.rounds("03-03", "03-04")
    desk.settle("03-04")
    desk.promise("03-05", "05-29")
    desk.rounds("03-05", "03-06")

    assert desk.told() == table("""
        day    escalation  what     how   to
        03-04  1           level 1  told  team lead
        03-04  1           ended    agreed
        03-06  2           level 2  told  manager
    """)
