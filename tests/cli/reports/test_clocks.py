"""The response and resolution times at the command line (SOP 7)."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.clocklogs import LAST, Calendar, Case, Rule, drawn_issues, drawn_orders, drawn_questions, figures, merged
from tests.desk import Desk, add

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENQUIRIES = """\
number,from,channel,received_at,text,answered_at,answer
N-1,Ms Weber,phone,2026-02-23 10:00,Where is it?,2026-02-23 14:00,On Friday
N-1,Ms Weber,email,2026-02-23 11:30,And the rest?,2026-02-23 14:00,On Friday
N-2,Mr Li,email,2026-02-25 16:00,When?,2026-02-27 10:00,Soon
N-2,Mr Li,email,2026-02-27 11:00,Really?,,
"""
ISSUES = """\
number,kind,severity,cause,opened_at,resolved_at,resolution
N-1,damaged,high,crushed,2026-02-23 10:00,2026-02-23 16:00,replaced
N-2,price,low,too high,2026-02-20 10:00,,
"""
SPREADS = [f"{name}_{what}" for what in ("hours", "working_hours") for name in ("mean", "median", "p90")]
MODEL = Rule(
    from_on=date(2026, 1, 1), hours=dict.fromkeys(range(5), ((9, 17),)), free=frozenset(), response=8, resolution=40
)


@pytest.fixture
def past(desk: Desk) -> Desk:
    """A desk that brought its past along; in the default policy, in UTC."""
    add(desk, "N-1", "--placed=2026-01-05", "--customer=Acme")
    add(desk, "N-2", "--placed=2026-01-05", "--customer=Nordlicht", "--owner=ben")
    desk.do("import", "enquiries", "-", stdin=ENQUIRIES.encode())
    desk.do("import", "issues", "-", stdin=ISSUES.encode())
    return desk


def test_the_times_of_answers_stand_in_one_row(past: Desk) -> None:
    """Questions of one answer are one clock; what waits still is counted apart (SOP 4.4a, 7)."""
    document = past.do("report", "response", "--json").document
    assert document["rows"] == [
        {
            "group": "all questions",
            "count": 2,
            "open": 1,
            "mean_hours": 23,
            "median_hours": 23,
            "p90_hours": 38.2,
            "mean_working_hours": 7,
            "median_working_hours": 7,
            "p90_working_hours": 9.4,
            "within_target": 0.5,
            "open_within_target": 0,
            "oldest_open_hours": 73,
        }
    ]
    assert {name: document[name] for name in ("kind", "as_of", "zone", "from", "to", "ended", "total")} == {
        "kind": "response",
        "as_of": "2026-03-02",
        "zone": "UTC",
        "from": None,
        "to": None,
        "ended": 2,
        "total": 3,
    }


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("customer", [("Acme", 1, 0), ("Nordlicht", 1, 1)]),
        ("supplier", [("Bolts", 2, 1)]),
        ("owner", [("ben", 1, 1), (None, 1, 0)]),
        ("kind", [("email", 1, 1), ("phone", 1, 0)]),
        ("month", [("2026-02", 2, 1)]),
    ],
)
def test_answers_are_broken_down(past: Desk, by: str, groups: list[tuple[str | None, int, int]]) -> None:
    rows = past.rows("report", "response", "--by", by)
    assert [(row[by], row["count"], row["open"]) for row in rows] == groups


def test_what_happened_after_the_day_is_not_known(past: Desk) -> None:
    """An answer after the day is open on it (SOP 7)."""
    (row,) = past.rows("report", "response", "--as-of", "2026-02-26")
    assert (row["count"], row["open"], row["oldest_open_hours"]) == (1, 1, pytest.approx(32, abs=0.001))
    assert past.rows("report", "resolution", "--as-of", "2026-02-19") == []


def test_a_period_is_one_of_the_days_on_which_clocks_began(past: Desk) -> None:
    rows = past.rows("report", "response", "--from", "2026-02-25", "--to", "2026-02-25")
    assert [(row["count"], row["open"]) for row in rows] == [(1, 0)]
    rows = past.rows("report", "resolution", "--to", "2026-02-22", "--by", "kind")
    assert [(row["kind"], row["count"], row["open"], row["open_within_target"]) for row in rows] == [("price", 0, 1, 0)]
    assert past("report", "response", "--from", "2026-03-01", "--to", "2026-02-01").code == 2


def test_a_party_narrows_and_a_missed_target_is_told_by_the_exit_code(past: Desk) -> None:
    assert past.column("count", "report", "resolution", "--customer", "acme") == [1]
    assert past.column("open", "report", "resolution", "--owner", "Ben") == [1]
    codes = [
        past("report", "resolution", "--exit-code", *only).code
        for only in ((), ("--customer", "Acme"), ("--owner", "x"))
    ]
    assert codes == [8, 0, 0]


def test_without_any_clock_there_is_no_row(desk: Desk) -> None:
    assert desk.do("report", "response", "--csv").out.splitlines() == [
        ",".join(
            ["group", "count", "open", *SPREADS, "within_target", "open_within_target", "oldest_open_hours"],
        )
    ]


@pytest.fixture
def log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, list[Case], list[Case]]:
    """A desk with a generated past of questions and issues, brought in from files."""
    die = random.Random(11)
    orders = drawn_orders(die, 60)
    questions = drawn_questions(die, orders)
    issues = [replace(each, waits=()) for each in drawn_issues(die, orders)]
    monkeypatch.setenv("ORDERTRACK_AS_OF", f"{LAST - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    head = ["number", "customer", "supplier", "owner", "placed_on", "promised_on"]
    rows = [[*order, "2026-02-01", "2026-06-01"] for order in orders]
    desk.do("import", "orders", "-", "--history", stdin=written(head, rows))
    head = ["number", "from", "channel", "received_at", "text", "answered_at", "answer"]
    asked = [
        [each.number, "Li", each.kind, each.began, f"{at}?", each.ended, each.ended and "so"]
        for at, each in enumerate(questions)
    ]
    desk.do("import", "enquiries", "-", "--history", stdin=written(head, asked))
    head = ["number", "kind", "cause", "opened_at", "resolved_at", "resolution"]
    wrong = [
        [each.number, each.kind, f"{at}", each.began, each.ended, each.ended and "so"] for at, each in enumerate(issues)
    ]
    desk.do("import", "issues", "-", "--history", stdin=written(head, wrong))
    return desk, questions, issues


def written(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("by", ["customer", "kind", "owner"])
def test_an_imported_log_gives_the_figures_of_the_log(log: tuple[Desk, list[Case], list[Case]], by: str) -> None:
    """The past that comes in from files is timed as if it had been logged (SOP 7)."""
    desk, questions, issues = log
    at, calendar = LAST - timedelta(days=1), Calendar("UTC", [MODEL])
    of: Callable[[Case], object] = lambda case: getattr(case, by)  # noqa: E731 - a name for the parameter
    for report, cases in (("response", merged(questions, at)), ("resolution", issues)):
        names = sorted({str(of(each) or "~") for each in cases})
        rows = desk.rows("report", report, "--by", by)
        assert [row[by] or "~" for row in rows] == names
        for name, row in zip(names, rows, strict=True):
            mine = [each for each in cases if str(of(each) or "~") == name]
            known = figures(mine, at, calendar, report)
            without = {"within_target", "open_within_target"} if report == "resolution" else set[str]()  # 5bd, not 40h
            expected = {key: None if value is None else pytest.approx(value, abs=6e-5) for key, value in known.items()}
            assert {key: row[key] for key in expected.keys() - without} == {
                key: value for key, value in expected.items() if key not in without
            }


def test_a_supplier_has_a_scorecard(past: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promised for the 20th of March: one order came two days late, the other waits (SOP 7)."""
    past.do("status", "N-1", "--to", "confirmed")
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-24")
    past.do("status", "N-1", "--to", "delivered", "--on", "2026-03-22")
    ran = past("report", "suppliers", "--json", "--exit-code")
    (row,) = ran.document["rows"]
    assert ran.code == 8
    assert row == {
        "supplier": "Bolts",
        "orders": 2,
        "open_orders": 1,
        "rate_first": 0,
        "rate_latest": 0,
        "rate_requested": None,
        "promise_changes": 0,
        "mean_slip_days": None,
        "answers": 0,
        "unanswered": 0,
        "mean_answer_hours": None,
        "mean_answer_working_hours": None,
        "silence_days": 78,
        "rejected_share": 0,
        "overdue_lines": 1,
        "forecast": "n/a, n = 1",
        "usual_delay_days": None,
        "deliveries": 1,
    }
    assert past.rows("report", "suppliers", "--supplier", "Bolts", "--customer", "Acme")[0]["orders"] == 1
