"""What an answer does to the next follow-up, by tables reckoned by hand (SOP 4.2c, 4.3a, 4.3c).

The 2nd of March is a Monday. The order is entered on it; the round runs at six on every day that is no weekend,
people come at noon, and nothing escalates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.parties import Side
from tests.builders import loaded
from tests.roundpolicies import UNESCALATED
from tests.rounds import a_round_desk, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    return a_round_desk(tmp_path, UNESCALATED)


def test_whom_the_supplier_asked_to_ask_again_asks_on_that_day(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-09")
    desk.call("03-09", ask_again="03-17")
    desk.rounds("03-10", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-17   overdue  2       1     03-06    03-17
        03-19   overdue  3       1     03-06    03-19
    """)


def test_a_day_agreed_before_the_promise_for_after_it_is_kept(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.call("03-05", ask_again="03-12")
    desk.rounds("03-02", "03-13")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-12   overdue  1       1     03-06    03-12
    """)


def test_a_day_agreed_for_before_the_promise_does_not_hasten_what_comes_after_it(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.call("03-03", ask_again="03-05")
    desk.rounds("03-04", "03-10")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-05   silent   1       1     03-06    03-05
        03-09   overdue  1       1     03-06    03-09
    """)


def test_a_new_promise_ends_what_was_agreed_about_the_old_one(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.call("03-05", ask_again="03-27")
    desk.promise("03-06", "03-20")
    desk.rounds("03-09", "03-23")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-20   silent   2       1     03-20    03-20
        03-23   overdue  1       1     03-20    03-23
    """)


def test_only_an_answer_postpones_the_next_follow_up(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-10")
    desk.call("03-10", FollowUpOutcome.NO_ANSWER)
    desk.rounds("03-11", "03-12")
    desk.call("03-12", FollowUpOutcome.REFUSED)
    desk.rounds("03-13", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-11
        03-16   overdue  3       1     03-06    03-16
    """)


def test_what_a_customer_says_is_no_answer_of_the_supplier(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-10")
    desk.call("03-10", side=Side.CUSTOMER)
    desk.rounds("03-11", "03-13")

    assert [each.answered_at for each in loaded(desk.book).followups] == [None, None, None]
    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-11
        03-13   overdue  3       1     03-06    03-13
    """)
