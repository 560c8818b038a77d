"""What a customer is told of other dates, line by line: a delay, its end, or merely another date (SOP 4.4b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.moves import LineAmount, Target
from ordertrack.domain.parties import Side
from tests.builders import a_row, enter
from tests.outboxes import ALL_AUTO, Way, an_outbox, notices, send
from tests.rounds import NOON, day

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rounds import RoundDesk


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    """A desk with order A-1 of two lines: line 1 is promised for the 20th of March, line 2 for the 30th."""
    made = an_outbox(tmp_path, ALL_AUTO)
    rows = (a_row(promised_on=f"2026-{on}", line_position=at) for at, on in (("1", "03-20"), ("2", "03-30")))
    enter(made.book, *rows, stamp=made.stamp("03-02", NOON, "anna"))
    made.move("03-02", Target.CONFIRMED)
    return made


def delay(desk: RoundDesk, on: str, to: str, *lines: int) -> None:
    """Report a delay of some lines, or of all, and write to the customer."""
    change(desk, on, *lines, to=Target.DELAYED, expected_on=day(to), cause="strike")


def change(desk: RoundDesk, on: str, *lines: int, **fields: Any) -> None:  # noqa: ANN401 - any field of a move
    """Record another date of some lines, or of all, and write to the customer."""
    desk.move(on, lines=tuple(LineAmount(position=position) for position in lines), **fields)
    send(desk, Way(), on)


def dates_told(desk: RoundDesk) -> list[tuple[object, ...]]:
    """What the customer of A-1 was told of dates: kind, old date, new date, and each line's position and old date."""
    found = (each for each in notices(desk, side=Side.CUSTOMER) if "change" in each.facts)
    changes = ((each.kind.value, each.facts["change"]) for each in found)
    return [
        (kind, told["old_on"], told["new_on"], {line["position"]: line["old_on"] for line in told["lines"]})
        for kind, told in changes
    ]


def test_what_makes_a_late_line_later_is_no_recovery_though_another_line_comes_in_time(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    delay(desk, "03-04", "03-25", 1)
    change(desk, "03-05", expected_on=day("03-27"))
    assert dates_told(desk) == [
        ("delay", "2026-03-20", "2026-03-25", {1: "2026-03-20"}),
        ("date-changed", None, "2026-03-27", {1: "2026-03-25", 2: "2026-03-30"}),
    ]


def test_a_delay_names_the_lines_that_come_later_with_the_date_that_they_had(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    delay(desk, "03-04", "03-25")
    assert dates_told(desk) == [("delay", "2026-03-20", "2026-03-25", {1: "2026-03-20"})]


def test_a_delay_of_lines_with_different_dates_has_no_old_date_but_theirs(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    delay(desk, "03-04", "04-10")
    assert dates_told(desk) == [("delay", None, "2026-04-10", {1: "2026-03-20", 2: "2026-03-30"})]


def test_a_delay_that_grows_shorter_is_another_date(desk: RoundDesk) -> None:
    delay(desk, "03-04", "04-10", 1)
    delay(desk, "03-05", "04-07", 1)
    assert dates_told(desk)[1:] == [("date-changed", "2026-04-10", "2026-04-07", {1: "2026-04-10"})]


def test_a_delay_to_the_day_that_was_expected_is_told_all_the_same(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    change(desk, "03-04", 1, expected_on=day("03-25"))
    delay(desk, "03-05", "03-25", 1)
    assert dates_told(desk) == [
        ("date-changed", "2026-03-20", "2026-03-25", {1: "2026-03-20"}),
        ("delay", "2026-03-20", "2026-03-25", {1: "2026-03-20"}),
    ]


def test_an_order_has_recovered_when_the_last_late_line_has(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    delay(desk, "03-04", "04-10")
    change(desk, "03-05", 1, expected_on=day("03-19"))
    change(desk, "03-06", 2, expected_on=day("03-30"))
    change(desk, "03-09", 2, expected_on=day("03-27"))
    assert dates_told(desk)[1:] == [
        ("date-changed", "2026-04-10", "2026-03-19", {1: "2026-04-10"}),
        ("recovered", "2026-04-10", "2026-03-30", {2: "2026-04-10"}),
        ("date-changed", "2026-03-30", "2026-03-27", {2: "2026-03-30"}),
    ]


def test_a_promise_that_takes_a_delay_back_is_a_recovery_and_a_later_one_is_not(desk: RoundDesk) -> None:
    """SOP 4.4b."""
    delay(desk, "03-04", "03-25", 1)
    change(desk, "03-05", 1, promised_on=day("03-20"), cause="capacity")
    change(desk, "03-06", promised_on=day("03-25"), cause="capacity")
    assert dates_told(desk)[1:] == [
        ("recovered", "2026-03-25", "2026-03-20", {1: "2026-03-25"}),
        ("date-changed", None, "2026-03-25", {1: "2026-03-20", 2: "2026-03-30"}),
    ]
