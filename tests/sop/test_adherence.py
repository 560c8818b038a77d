"""A fortnight at the desk in which every clause that the book can measure applies, and what the report says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.policy.text import default_text
from ordertrack.domain.reports.sop import CLAUSES as OF_THE_REPORT
from tests.desk import Desk, add, move, new_desk
from tests.test_clauses import CLAUSES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sop.conftest import Calendar

ISSUE = b"number,kind,severity,cause,opened_at,resolved_at,resolution\nB-1,quality,high,rust,2026-03-09 09:00,,\n"
ENQUIRIES = b"""\
number,from,channel,received_at,text,answered_at,answer
A-1,Ms Weber,email,2026-03-09 10:00,Where is it?,2026-03-09 11:00,At the end of the month
B-1,Mr Li,email,2026-03-05 10:00,When?,,
"""
DELAYED = ("--to", "delayed", "--expected", "2026-03-30", "--cause", "strike")
CALL = ("--channel", "phone", "--note", "called")


@pytest.fixture(scope="module")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """From the 2nd of March, a Monday; no round ran on the 5th and the 11th; the policy changes on the 16th."""
    folder = tmp_path_factory.mktemp("fortnight")
    with pytest.MonkeyPatch.context() as patch:

        def turn_to(day: str) -> None:
            patch.setenv("ORDERTRACK_AS_OF", day)

        turn_to("2026-03-02")
        patch.setenv("ORDERTRACK_ACTOR", "anna")
        desk = new_desk(folder / "orders.db")
        _first_week(desk, turn_to)
        _second_week(desk, turn_to)
        policy = folder / "policy.toml"
        policy.write_text(default_text("UTC").replace('response = "8h"', 'response = "4h"'), encoding="utf-8")
        turn_to("2026-03-16")
        desk.do("policy", "adopt", str(policy), "--description", "faster answers")
        add(desk, "E-1", "--owner=anna")
    return folder / "orders.db"


def _first_week(desk: Desk, turn_to: Calendar) -> None:
    for number, promised in (("A-1", "2026-03-04"), ("B-1", "2026-03-20"), ("D-1", "2026-03-06")):
        add(desk, number, "--owner=anna", f"--promised={promised}")
        move(desk, number, ["confirmed"])
    add(desk, "C-1")
    for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-06"):
        turn_to(day)
        desk.do("round")
    move(desk, "D-1", ["delivered"])
    desk.do("close", "D-1")
    desk.do("followup", "A-1", *CALL, "--outcome", "no-answer")


def _second_week(desk: Desk, turn_to: Calendar) -> None:
    turn_to("2026-03-09")
    desk.do("round")
    desk.do("status", "A-1", *DELAYED)
    desk.do("followup", "A-1", *CALL, "--with", "customer", "--outcome", "answered")
    desk.do("import", "issues", "-", stdin=ISSUE)
    desk.do("import", "enquiries", "-", stdin=ENQUIRIES)
    for day in ("2026-03-10", "2026-03-12"):
        turn_to(day)
        desk.do("round")
    desk.do("issue", "resolve", "B-1", "--resolution", "credit note")
    turn_to("2026-03-13")
    desk.do("round")
    desk.do("followup", "B-1", "--channel", "visit", "--note", "seen", "--outcome", "answered")


@pytest.fixture
def fortnight(_book: Path, turn_to: Calendar) -> Desk:
    """The desk on the Monday after."""
    turn_to("2026-03-16")
    return Desk(_book)


def counted(rows: list[dict[str, Any]]) -> dict[tuple[str, int | None], tuple[int, ...]]:
    return {
        (row["clause"], row["revision"]): tuple(row[name] for name in ("applied", "met", "missed", "open"))
        for row in rows
        if row["is_measured"]
    }


def test_each_clause_is_counted_under_its_revision(fortnight: Desk) -> None:
    """SOP 3, 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 5, 7, 8."""
    assert counted(fortnight.rows("report", "sop")) == {
        ("3", 1): (4, 3, 1, 0),
        ("3", 2): (1, 1, 0, 0),
        ("4.1a", 1): (4, 4, 0, 0),
        ("4.1a", 2): (1, 1, 0, 0),
        ("4.1b", 1): (4, 4, 0, 0),
        ("4.1b", 2): (1, 1, 0, 0),
        ("4.1c", 1): (4, 3, 0, 1),
        ("4.1c", 2): (1, 0, 0, 1),
        ("4.2a", 1): (10, 8, 2, 0),
        ("4.2a", 2): (1, 0, 0, 1),
        ("4.2b", 1): (2, 2, 0, 0),
        ("4.2c", 1): (2, 1, 0, 1),
        ("4.3a", 1): (3, 1, 1, 1),
        ("4.3b", 1): (1, 1, 0, 0),
        ("4.3c", 1): (2, 2, 0, 0),
        ("4.4a", 1): (2, 1, 1, 0),
        ("4.4b", 1): (1, 1, 0, 0),
        ("4.4c", 1): (4, 4, 0, 0),
        ("4.4c", 2): (1, 1, 0, 0),
        ("4.5a", 1): (1, 1, 0, 0),
        ("4.5b", 1): (1, 1, 0, 0),
        ("4.5c", 1): (1, 1, 0, 0),
        ("4.6a", 1): (2, 1, 0, 1),
        ("4.6b", 1): (1, 1, 0, 0),
        ("5", 1): (3, 2, 1, 0),
        ("8", 1): (1, 1, 0, 0),
        ("8", 2): (1, 1, 0, 0),
    }


def test_the_orders_behind_a_number_are_named(fortnight: Desk) -> None:
    """SOP 7."""
    rows = {(row["clause"], row["revision"]): row for row in fortnight.rows("report", "sop")}
    names = ("orders_met", "orders_missed", "orders_open", "days_missed")
    shown = {
        key: [rows[key][name] for name in names] for key in (("3", 1), ("4.2a", 1), ("4.2c", 1), ("4.3a", 1), ("5", 1))
    }
    assert shown == {
        ("3", 1): [["A-1", "B-1", "D-1"], ["C-1"], [], []],
        ("4.2a", 1): [[], [], [], ["2026-03-05", "2026-03-11"]],
        ("4.2c", 1): [["B-1"], [], ["C-1"], []],
        ("4.3a", 1): [["A-1"], ["A-1"], ["A-1"], []],
        ("5", 1): [["A-1"], ["B-1"], [], []],
    }


def test_a_period_an_owner_and_a_day_narrow_what_is_counted(fortnight: Desk) -> None:
    period = counted(fortnight.rows("report", "sop", "--from", "2026-03-09", "--to", "2026-03-10"))
    assert {key: found for key, found in period.items() if found[0]} == {
        ("4.2a", 1): (2, 2, 0, 0),
        ("4.3a", 1): (1, 0, 1, 0),
        ("4.3b", 1): (1, 1, 0, 0),
        ("4.4a", 1): (1, 1, 0, 0),
        ("4.4b", 1): (1, 1, 0, 0),
        ("4.6a", 1): (2, 1, 0, 1),
        ("4.6b", 1): (1, 1, 0, 0),
        ("5", 1): (1, 1, 0, 0),
    }
    assert counted(fortnight.rows("report", "sop", "--owner", "anna"))["3", 1] == (3, 3, 0, 0)
    as_it_was = counted(fortnight.rows("report", "sop", "--as-of", "2026-03-09"))
    assert (as_it_was["4.2a", 1], as_it_was["4.3a", 1], as_it_was["4.4a", 1]) == (
        (6, 5, 1, 0),
        (1, 1, 0, 0),
        (2, 1, 1, 0),
    )


def test_the_report_has_a_row_for_every_clause_of_the_procedure(desk: Desk) -> None:
    """SOP 7: also where nothing ever happened; what cannot be measured says so."""
    rows = desk.rows("report", "sop")
    assert tuple(dict.fromkeys(row["clause"] for row in rows)) == CLAUSES
    assert tuple(clause.number for clause in OF_THE_REPORT) == CLAUSES
    assert {row["clause"] for row in rows if row["measure"].startswith("not measured: ")} == {"6", "7"}
    assert {row["clause"] for row in rows if not row["is_measured"]} == {"6", "7"}


def test_every_clause_that_can_be_measured_is_exercised(fortnight: Desk) -> None:
    """SOP 7: a clause of which nothing is ever counted would prove nothing."""
    rows = fortnight.rows("report", "sop")
    assert {
        row["clause"] for row in rows if row["is_measured"] and not row["met"] + row["missed"] + row["open"]
    } == set()
    assert {row["clause"] for row in rows if row["met"]} == {row["clause"] for row in rows if row["is_measured"]}


def test_a_missed_clause_is_told_by_the_exit_code(fortnight: Desk) -> None:
    codes = [fortnight("report", "sop", "--exit-code", *more).code for more in ((), ("--to", "2026-03-01"))]
    assert codes == [8, 0]
    head, *rows = fortnight.do("report", "sop", "--csv").out.splitlines()
    assert (head, len(rows)) == ("clause,asks,revision,applied,met,missed,open,rate,is_measured,measure", 29)
