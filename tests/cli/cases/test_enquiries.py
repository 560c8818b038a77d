"""Customers' questions at the command line (SOP 4.4a)."""

from __future__ import annotations

import pytest

from tests.desk import FORMATS, Desk, add

LOG = ("enquiry", "log", "A-1", "--from", "Ms Weber")
WHERE = (*LOG, "Where is it?")
ASKED = {
    "id": "A-1#1",
    "from": "Ms Weber",
    "text": "Where is it?",
    "customer": "Acme",
    "owner": None,
    "hours": 0,
    "working_hours": 0,
    "due_at": "2026-03-03T12:00:00Z",
    "is_late": False,
    "number": "A-1",
    "supplier": "Bolts",
    "priority": "normal",
    "status": "entered",
    "enquiry": 1,
    "channel": "email",
    "received_at": "2026-03-02T12:00:00Z",
    "asked_since": "2026-03-02T12:00:00Z",
    "target": "8h",
    "answered_at": None,
    "answered_by": None,
    "answer": None,
    "answer_channel": None,
}


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """It is Monday noon, and there is order A-1."""
    add(desk, "A-1")
    return desk


def later(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", instant)


def test_a_question_is_logged_and_its_clock_runs(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.4a."""
    ran = worked.do(*WHERE)
    assert (ran.out, ran.err) == ("A-1#1\n", "A-1: enquiry #1 from Ms Weber (email) 2026-03-02 12:00Z: Where is it?\n")
    assert worked.rows("enquiry", "list") == [ASKED]
    later(monkeypatch, "2026-03-03T13:30:00Z")
    running = {"hours": 25.5, "working_hours": 9.5, "is_late": True}
    assert worked.rows("enquiry", "list") == [ASKED | running]


def test_an_answer_stops_the_clock(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.4a."""
    worked.do(*WHERE)
    later(monkeypatch, "2026-03-03T13:30:00Z")
    ran = worked.do("enquiry", "answer", "A-1", "On Friday", "--channel", "phone", "--at", "yesterday 14:15")
    assert (ran.out, ran.err) == ("A-1#1\n", "A-1: enquiry #1 answered (phone) 2026-03-02 14:15Z: On Friday\n")
    assert worked.rows("enquiry", "list") == []
    answer = {
        "hours": 2.25,
        "working_hours": 2.25,
        "answered_at": "2026-03-02T14:15:00Z",
        "answered_by": "anna",
        "answer": "On Friday",
        "answer_channel": "phone",
    }
    assert worked.rows("enquiry", "list", "--all") == [ASKED | answer]
    assert worked.do("trail", "verify").code == 0


def test_one_answer_is_for_all_that_was_asked(worked: Desk) -> None:
    """SOP 4.4a."""
    worked.do(*WHERE, "--at", "9:30")
    worked.do(*LOG, "--channel", "phone", "Any news?")
    ran = worked("enquiry", "answer", "A-1", "On Friday")
    assert ran.err == "ordertrack: error: A-1 has 2 unanswered enquiries\n  name one: A-1#1, A-1#2\n"
    assert [(row["hours"], row["due_at"]) for row in worked.rows("enquiry", "list")] == [
        (2.5, "2026-03-03T09:30:00Z")
    ] * 2
    said = worked.do("enquiry", "answer", "A-1#2", "On Friday").err
    assert said == "A-1: enquiry #2 answered (phone) 2026-03-02 12:00Z: On Friday\nthat answered #1 too\n"
    assert worked.column("working_hours", "enquiry", "list", "--all") == [2.5, 2.5]


def test_a_change_of_status_is_no_answer(worked: Desk) -> None:
    """SOP 4.4a."""
    worked.do(*WHERE)
    worked.do("status", "A-1", "--to", "confirmed", "--note", "the customer knows")
    assert worked.column("id", "enquiry", "list") == ["A-1#1"]


def test_a_question_typed_after_its_answer_says_how_to_settle_it(worked: Desk) -> None:
    worked.do(*WHERE, "--at", "9:30")
    worked.do("enquiry", "answer", "A-1", "On Friday", "--at", "10:00")
    said = worked.do(*LOG, "--at", "9:00", "Hello?").err.splitlines()[1]
    hint = "ordertrack enquiry answer A-1#2 --at 2026-03-02T10:00Z"
    assert said == f"the customer was told something 2026-03-02 10:00Z; if that answered it: {hint} TEXT"
    worked.do(*hint.split()[1:], "On Friday")
    assert worked.rows("enquiry", "list") == []


def test_an_order_that_is_over_may_be_asked_about(worked: Desk) -> None:
    worked.do("cancel", "A-1", "--cause", "withdrawn")
    worked.do(*WHERE)
    assert worked.column("status", "enquiry", "list") == ["cancelled"]


def test_a_list_takes_every_condition_and_is_cut_openly(worked: Desk) -> None:
    add(worked, "A-2", "--owner=Zoë", "--customer=Zeta")
    worked.do(*WHERE)
    worked.do("enquiry", "log", "A-2", "--from", "Mr Zeta", "--at", "11:00", "Which carrier?")
    asked = (("--customer", "ZETA"), ("--owner", "zoë"), ("--limit", "1"))
    assert [worked.column("id", "enquiry", "list", *words) for words in asked] == [["A-2#1"]] * 3
    ran = worked.do("enquiry", "list", "--limit", "1", "--format", "plain", "--fields", "id,text")
    assert "# 1 of 2 questions, 0 of them past the target; --limit cut the list\n" in ran.out


def test_another_day_is_asked_about(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worked.do(*WHERE)
    later(monkeypatch, "2026-03-04T12:00:00Z")
    worked.do("enquiry", "answer", "A-1", "On Friday")
    found = worked.rows("enquiry", "list", "--as-of", "2026-03-02")
    assert [(row["working_hours"], row["answered_at"], row["answer"]) for row in found] == [(5, None, None)]
    assert worked.rows("enquiry", "list", "--as-of", "2026-03-01") == []


USAGE = {
    "somebody who asked": ("enquiry", "log", "A-1", "Where is it?"),
    "a name": ("enquiry", "log", "A-1", "--from", " ", "Where is it?"),
    "a question": LOG,
    "a question that says something": (*LOG, " "),
    "a text without NUL": (*LOG, "x\0y"),
    "a channel that is one": (*WHERE, "--channel", "pigeon"),
    "an instant that is one": (*WHERE, "--at", "noon"),
    "an answer": ("enquiry", "answer", "A-1"),
}
REFUSED = {
    "a question of the future": (*WHERE, "--at", "12:01"),
    "an answer of the future": ("enquiry", "answer", "A-2", "x", "--at", "tomorrow 9:00"),
    "an answer before its question": ("enquiry", "answer", "A-2", "x", "--at", "yesterday 9:00"),
}
NOT_FOUND = {
    "an order": ("enquiry", "log", "A-9", "--from", "x", "y"),
    "a question": ("enquiry", "answer", "A-1", "x"),
    "a question of that number": ("enquiry", "answer", "A-2#2", "x"),
    "an order, not a question": ("enquiry", "log", "A-2#1", "--from", "x", "y"),
}


@pytest.fixture
def asked(worked: Desk) -> Desk:
    """Nobody asked about A-1, and somebody about A-2."""
    add(worked, "A-2")
    worked.do("enquiry", "log", "A-2", "--from", "Bo", "When?")
    return worked


@pytest.mark.parametrize("case", USAGE)
def test_what_is_missing_or_typed_wrong_is_2(asked: Desk, case: str) -> None:
    ran = asked(*USAGE[case])
    assert (ran.code, ran.out, asked.column("id", "enquiry", "list")) == (2, "", ["A-2#1"])


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_procedure_forbids_is_4(asked: Desk, case: str) -> None:
    before = asked.content
    ran = asked(*REFUSED[case])
    assert (ran.code, ran.out, asked.content == before) == (4, "", True)


@pytest.mark.parametrize("case", NOT_FOUND)
def test_what_is_not_there_is_3(asked: Desk, case: str) -> None:
    ran = asked(*NOT_FOUND[case])
    assert (ran.code, ran.out) == (3, "")


def test_the_very_same_question_is_5(asked: Desk) -> None:
    ran = asked("enquiry", "log", "A-2", "--from", "BO", "when?")
    assert (ran.code, ran.err) == (5, "ordertrack: error: A-2#1 is that very question\n")


def test_a_dry_run_says_what_would_be_and_writes_nothing(asked: Desk) -> None:
    before = asked.content
    ran = asked.do("enquiry", "answer", "A-2", "On Friday", "-n")
    assert (ran.out, ran.err[:30], asked.content) == ("", "would: A-2: enquiry #1 answere", before)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_questions(asked: Desk, form: str) -> None:
    ran = asked.do("enquiry", "list", "--format", form)
    assert "A-2#1" in ran.out
    assert "When?" in ran.out


def test_what_people_write_cannot_act_on_a_terminal(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\x1b]52;c;x\x07\n\u202e[/]"
    said = worked.do(*LOG, text).err
    assert worked.column("text", "enquiry", "list") == [text]
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    assert r"\x1b]52;c;x\x07\n\u202e[/]" in said
    for shown in (said, worked.do("enquiry", "list").out):
        assert r"\x1b]52;c;x\x07" in shown
        assert r"\u202e[/]" in shown


def test_a_terminal_shows_how_a_question_begins_and_a_script_all_of_it(
    worked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Good day,\n\n" + "when will it come? " * 9
    worked.do(*LOG, text)
    assert worked.column("text", "enquiry", "list") == [text]
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "240")
    monkeypatch.setenv("NO_COLOR", "1")
    begins = "Good day, when will it come? when will it come? when will i…"
    assert f"  {begins}  " in worked.do("enquiry", "list").out


def test_a_question_about_a_closed_order_stands_on_the_worklist_until_it_is_answered(worked: Desk) -> None:
    """SOP 4.2a, 4.4a."""
    for words in (("status", "A-1", "--to", "confirmed"), ("status", "A-1", "--to", "delivered"), ("close", "A-1")):
        worked.do(*words)
    assert worked.rows("today") == []
    worked.do(*WHERE)
    assert [(row["number"], row["reason"], row["status"]) for row in worked.rows("today")] == [
        ("A-1", "customer asks", "closed")
    ]
    assert worked.column("urgency", "show", "A-1") == ["customer asks; priority normal; 0 d (SOP 4.4a)"]
    worked.do("enquiry", "answer", "A-1#1", "Here it is")
    assert worked.rows("today") == []
