"""SOP 4.2 to 4.4, clause by clause: orders are tracked, chased, and their delays explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import add, move

if TYPE_CHECKING:
    from tests.desk import Desk
    from tests.sop.conftest import Calendar


def test_the_morning_shows_where_every_order_stands(desk: Desk) -> None:
    """SOP 4.2a."""
    add(desk, "A-1")
    add(desk, "A-2")
    move(desk, "A-2", ["confirmed"])
    board = desk.do("report", "daily", "--json").document["board"]
    assert {status: count for status, count in board.items() if count} == {"entered": 1, "confirmed": 1}


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ([["confirmed"]], "confirmed"),
        ([["confirmed"], ["processing"]], "processing"),
        ([["confirmed"], ["shipped", "--line", "1:4"]], "processing, partly shipped"),
        ([["confirmed"], ["shipped"]], "shipped"),
        ([["confirmed"], ["delivered"]], "delivered"),
        ([["delayed", "--expected", "2026-03-23", "--cause", "strike"]], "entered, delayed 3 d"),
        ([["cancelled", "--cause", "customer withdrew"]], "cancelled"),
    ],
)
def test_the_status_follows_what_happened(desk: Desk, steps: list[list[str]], standing: str) -> None:
    """SOP 4.2b."""
    add(desk, "A-1")
    move(desk, "A-1", *steps)
    assert desk.column("standing", "status", "A-1") == [standing]


@pytest.mark.parametrize(("day", "clauses"), [("2026-03-12", []), ("2026-03-13", ["4.2c"])])
def test_a_silent_supplier_is_to_be_asked_before_the_promise_falls_due(
    desk: Desk, turn_to: Calendar, day: str, clauses: list[str]
) -> None:
    """SOP 4.2c."""
    add(desk, "A-1")
    move(desk, "A-1", ["confirmed"])
    turn_to(day)
    assert desk.column("clause", "today") == clauses


@pytest.mark.parametrize(("day", "late"), [("2026-03-20", []), ("2026-03-23", [3])])
def test_an_order_past_its_promise_is_followed_up(desk: Desk, turn_to: Calendar, day: str, late: list[int]) -> None:
    """SOP 4.3a."""
    add(desk, "A-1")
    move(desk, "A-1", ["confirmed"])
    turn_to(day)
    assert desk.column("days_late", "report", "overdue") == late
    assert [clause for clause in desk.column("clause", "today") if clause == "4.3a"] == ["4.3a"] * len(late)


def test_a_delay_is_reported_with_its_new_date_and_its_cause(desk: Desk) -> None:
    """SOP 4.4b."""
    add(desk, "A-1")
    delay = ("status", "A-1", "--to", "delayed")
    date, cause = ("--expected", "2026-03-23"), ("--cause", "strike")
    assert [desk(*delay, *given).code for given in [(), date, cause]] == [4, 4, 4]
    desk.do(*delay, *date, *cause)
    assert desk.rows("list", "--fields", "expected_on,delay_cause") == [
        {"expected_on": "2026-03-23", "delay_cause": "strike"}
    ]


def test_every_update_of_a_status_is_kept_with_who_and_when(desk: Desk, turn_to: Calendar) -> None:
    """SOP 4.4c."""
    add(desk, "A-1")
    turn_to("2026-03-03T10:15:00Z")
    desk.do("status", "A-1", "--to", "confirmed", "--actor", "tom")
    assert desk.rows("trail", "show", "A-1", "--fields", "at,by,kind") == [
        {"at": "2026-03-02T12:00:00Z", "by": "anna", "kind": "order entered"},
        {"at": "2026-03-03T10:15:00Z", "by": "tom", "kind": "status moved"},
    ]
    assert desk.column("ok", "trail", "verify") == [True]
