"""SOP 3, 4.2c to 4.4a, 4.6, 8: suppliers are chased, levels told, questions answered, issues resolved, by a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import add, move

if TYPE_CHECKING:
    from tests.desk import Desk
    from tests.sop.conftest import Calendar


def confirmed(desk: Desk, number: str = "A-1") -> None:
    add(desk, number)
    move(desk, number, ["confirmed"])


@pytest.mark.parametrize(
    ("day", "clauses"),
    [("2026-03-12", []), ("2026-03-13", ["4.2c"]), ("2026-03-23", ["4.3a"]), ("2026-03-20", ["4.2c"])],
)
def test_the_round_asks_the_silent_and_the_overdue_supplier(
    desk: Desk, turn_to: Calendar, day: str, clauses: list[str]
) -> None:
    """SOP 4.2c, 4.3a."""
    confirmed(desk)
    turn_to(day)
    assert desk.column("clause", "round") == clauses
    assert desk.column("clause", "round") == []


def test_the_matrix_tells_level_after_level_what_is_late(desk: Desk, turn_to: Calendar) -> None:
    """SOP 4.3b, 3."""
    confirmed(desk)
    told = []
    for day in ("2026-03-25", "2026-03-27", "2026-04-03"):
        turn_to(day)
        told += [row["sentence"] for row in desk.rows("round") if row["decision"] == "escalation told"]
    assert [sentence.partition(" (")[0] for sentence in told] == [
        "level 1 told: team lead",
        "level 2 told: manager",
        "level 3 told: management",
    ]


def test_a_follow_up_is_logged_with_the_order(desk: Desk) -> None:
    """SOP 4.3c."""
    confirmed(desk)
    desk.do("followup", "A-1", "--channel", "phone", "--note", "in the truck", "--outcome", "answered")
    (row,) = desk.rows("show", "A-1")
    assert [(each["side"], each["channel"], each["note"]) for each in row["contacts"]] == [
        ("supplier", "phone", "in the truck")
    ]


def test_a_question_waits_until_it_is_answered(desk: Desk) -> None:
    """SOP 4.4a."""
    confirmed(desk)
    desk.do("enquiry", "log", "A-1", "--from", "Kai", "when does it come?")
    assert desk.column("clause", "today") == ["4.4a"]
    desk.do("enquiry", "answer", "A-1", "on Friday")
    assert desk.column("clause", "today") == []


def test_an_issue_keeps_an_order_from_being_closed_until_it_is_resolved(desk: Desk) -> None:
    """SOP 4.6a."""
    confirmed(desk)
    move(desk, "A-1", ["delivered"])
    desk.do("issue", "open", "A-1", "--kind", "damaged", "--cause", "dented")
    assert desk("close", "A-1").code == 4
    desk.do("issue", "resolve", "A-1", "--resolution", "a credit note")
    desk.do("close", "A-1")


def test_an_issue_left_alone_is_escalated(desk: Desk, turn_to: Calendar) -> None:
    """SOP 4.6b."""
    confirmed(desk)
    desk.do("issue", "open", "A-1", "--kind", "quality", "--severity", "high", "--cause", "rust")
    turn_to("2026-03-04")
    assert desk.column("decision", "round") == ["escalation started", "escalation told"]


def test_every_revision_of_the_policy_has_its_date_author_and_description(desk: Desk) -> None:
    """SOP 8."""
    text = desk.do("policy", "show").out.replace('first = "1bd"', 'first = "2bd"')
    desk.do("policy", "adopt", "-", "--description", "Calmer", stdin=text.encode())
    rows = desk.rows("policy", "history")
    assert [(row["number"], row["from_on"], row["description"]) for row in rows] == [
        (1, "2026-03-02", "The built-in policy"),
        (2, "2026-03-02", "Calmer"),
    ]


def test_a_question_has_one_due_instant_wherever_it_is_shown(desk: Desk, turn_to: Calendar) -> None:
    """SOP 4.4a, 8: a new revision moves no clock that runs."""
    confirmed(desk)
    desk.do("enquiry", "log", "A-1", "--from", "Kai", "when does it come?")
    text = desk.do("policy", "show").out.replace('response = "8h"', 'response = "1h"')
    turn_to("2026-03-03")
    desk.do("policy", "adopt", "-", "--description", "Faster", stdin=text.encode())
    (due,) = desk.column("due_at", "enquiry", "list")
    (told,) = desk.column("what", "today")
    (clock,) = [row for row in desk.rows("explain", "A-1") if row["clock"] == "enquiry A-1#1"]
    shown = due.replace("T", " ").removesuffix(":00Z")
    assert (shown in told, clock["due"], clock["revision"]) == (True, shown, 1)
