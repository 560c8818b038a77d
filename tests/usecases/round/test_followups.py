"""Which follow-ups the daily round raises, day by day, by tables reckoned by hand (SOP 4.2c, 4.3a).

The 2nd of March is a Monday. Without a word to the contrary an order is entered on it and promised for Friday the
20th; the round runs at six on every day that is no weekend, people come at noon, and nothing escalates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.moves import Target
from tests.builders import enter, loaded, ten
from tests.roundpolicies import UNESCALATED, policy
from tests.rounds import a_round_desk, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    return a_round_desk(tmp_path, UNESCALATED)


def test_a_silent_supplier_is_asked_before_the_promise_and_three_times_after_it(desk: RoundDesk) -> None:
    desk.enter()
    desk.rounds("03-02", "04-30")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-20   silent   2       1     03-20    03-20
        03-23   overdue  1       1     03-20    03-23
        03-25   overdue  2       1     03-20    03-25
        03-27   overdue  3       1     03-20    03-27
    """)


def test_an_order_entered_inside_the_window_counts_its_silence_from_its_entry(desk: RoundDesk) -> None:
    desk.enter("A-1", on="03-11")
    desk.enter("A-2", on="03-17")
    desk.rounds("03-11", "03-24")

    assert desk.asked("A-1") == table("""
        raised  rule     number  line  promise  due
        03-18   silent   1       1     03-20    03-18
        03-23   overdue  1       1     03-20    03-23
    """)
    assert desk.asked("A-2") == table("""
        raised  rule     number  line  promise  due
        03-23   overdue  1       1     03-20    03-23
    """)


def test_a_promise_moved_into_the_window_is_news_from_which_silence_counts(desk: RoundDesk) -> None:
    desk.enter(promised="04-30")
    desk.rounds("03-02", "03-16")
    desk.promise("03-16", "03-24")
    desk.rounds("03-17", "03-25")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-23   silent   1       1     03-24    03-23
        03-25   overdue  1       1     03-24    03-25
    """)


def test_a_promise_moved_out_of_the_window_is_asked_about_when_its_own_window_opens(desk: RoundDesk) -> None:
    desk.enter()
    desk.rounds("03-02", "03-13")
    desk.promise("03-13", "04-10")
    desk.rounds("03-16", "04-13")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        04-03   silent   1       1     04-10    04-03
        04-10   silent   2       1     04-10    04-10
        04-13   overdue  1       1     04-10    04-13
    """)


def test_a_new_promise_starts_a_new_count(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.promise("03-11", "03-13")
    desk.rounds("03-12", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-11
        03-16   overdue  1       1     03-13    03-16
        03-18   overdue  2       1     03-13    03-18
        03-20   overdue  3       1     03-13    03-20
    """)


def test_a_promise_that_comes_back_goes_on_with_its_old_count(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-11")
    desk.promise("03-11", "04-30")
    desk.promise("03-12", "03-06")
    desk.rounds("03-12", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-11
        03-13   overdue  3       1     03-06    03-13
    """)


def test_a_partial_receipt_keeps_the_count_of_the_rest(desk: RoundDesk) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-09")
    desk.receive("03-09", 4)
    desk.rounds("03-10", "03-20")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-11
        03-13   overdue  3       1     03-06    03-13
    """)


def test_each_line_has_a_count_of_its_own(desk: RoundDesk) -> None:
    enter(desk.book, ten(line_promised_on="2026-03-06"), ten(line_promised_on="2026-03-10"))
    desk.move("03-02", Target.CONFIRMED)
    desk.rounds("03-02", "03-11")
    desk.receive("03-11", 10, position=1)
    desk.rounds("03-12", "03-13")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-09   silent   1       2     03-10    03-09
        03-11   overdue  2       1     03-06    03-11
        03-11   overdue  1       2     03-10    03-11
        03-13   overdue  2       2     03-10    03-13
    """)


def test_on_a_holiday_in_between_nobody_is_asked(tmp_path: Path) -> None:
    closed = ('#2026-12-24 = "Christmas Eve"', '2026-03-23 = "Founders"\n2026-03-24 = "Fair"')
    desk = a_round_desk(tmp_path, policy(closed, matrix=""))
    desk.enter()
    desk.rounds("03-02", "04-30")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-20   silent   2       1     03-20    03-20
        03-25   overdue  1       1     03-20    03-25
        03-27   overdue  2       1     03-20    03-27
        03-31   overdue  3       1     03-20    03-31
    """)


OVERRIDE = """[[overrides]]
supplier = "ACME fasteners"
silent = { within = "10bd", quiet = "8bd" }
overdue = { first = "2bd", every = "3bd", most = 2 }

[retention]
"""


def test_a_supplier_may_be_asked_by_other_rules(tmp_path: Path) -> None:
    desk = a_round_desk(tmp_path, policy(("[retention]\n", OVERRIDE), matrix=""))
    desk.enter()
    desk.enter("A-2", supplier="Bolt Brothers")
    desk.rounds("03-02", "04-30")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-12   silent   1       1     03-20    03-12
        03-24   overdue  1       1     03-20    03-24
        03-27   overdue  2       1     03-20    03-27
    """)
    assert desk.asked("A-2") == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-20   silent   2       1     03-20    03-20
        03-23   overdue  1       1     03-20    03-23
        03-25   overdue  2       1     03-20    03-25
        03-27   overdue  3       1     03-20    03-27
    """)


def test_about_an_urgent_order_is_asked_more_often(desk: RoundDesk) -> None:
    desk.enter(priority="urgent")
    desk.rounds("03-02", "04-30")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-13   silent   1       1     03-20    03-13
        03-17   silent   2       1     03-20    03-17
        03-19   silent   3       1     03-20    03-19
        03-23   overdue  1       1     03-20    03-23
        03-24   overdue  2       1     03-20    03-24
        03-25   overdue  3       1     03-20    03-25
    """)


@pytest.mark.parametrize("end", [Target.CANCELLED, Target.DELIVERED])
def test_about_what_came_or_was_given_up_nobody_is_asked(desk: RoundDesk, end: Target) -> None:
    desk.enter(promised="03-06")
    desk.rounds("03-02", "03-09")
    desk.move("03-10", end, cause="too late")
    desk.rounds("03-11", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
    """)


def test_a_policy_adopted_in_the_meantime_decides_from_its_day_on(desk: RoundDesk) -> None:
    hasty = ('first = "1bd"\nevery = "2bd"', 'first = "1bd"\nevery = "1bd"')
    desk.enter(promised="03-06")
    desk.adopt(policy(hasty, matrix=""), from_on="03-11")
    desk.rounds("03-02", "03-31")

    assert desk.asked() == table("""
        raised  rule     number  line  promise  due
        03-09   overdue  1       1     03-06    03-09
        03-11   overdue  2       1     03-06    03-10
        03-12   overdue  3       1     03-06    03-12
    """)
    assert [each.revision for each in loaded(desk.book).followups] == [1, 2, 2]
