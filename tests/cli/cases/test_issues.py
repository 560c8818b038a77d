"""Issues at the command line (SOP 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, Desk, add, new_desk
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("issue", "open", "A-1", "--kind", "damaged")
CRUSHED = (*OPEN, "--cause", "crushed")
FRESH = {
    "id": "A-1#1",
    "kind": "damaged",
    "severity": "medium",
    "cause": "crushed",
    "standing": "open",
    "customer": "Acme",
    "owner": None,
    "hours": 0,
    "working_hours": 0,
    "due_at": "2026-03-09T12:00:00Z",
    "is_late": False,
    "number": "A-1",
    "supplier": "Bolts",
    "priority": "normal",
    "status": "entered",
    "issue": 1,
    "line": None,
    "cause_code": None,
    "remedy": None,
    "opened_at": "2026-03-02T12:00:00Z",
    "waits_for": None,
    "paused_hours": 0,
    "target": "5bd",
    "resolved_at": None,
    "resolution": None,
    "reopened": 0,
    "is_automatic": False,
}
THEN = "2026-03-04T16:30:00Z"


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """It is Monday noon, and there is order A-1."""
    add(desk, "A-1")
    return desk


def later(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", instant)


def test_opening_says_what_was_kept_and_names_the_issue(worked: Desk) -> None:
    """SOP 4.6a."""
    details = ("--line", "1", "--severity", "high", "--cause-code", "DAMAGE", "--remedy", "replace", "--at", "9:10")
    ran = worked.do(*CRUSHED, *details)
    said = "A-1: issue #1 opened 2026-03-02 09:10Z: damaged of line 1, high, cause: crushed (damage), wanted: replace\n"
    assert (ran.out, ran.err) == ("A-1#1\n", said)


def test_an_issue_runs_its_whole_course(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.6."""
    name = worked.do(*CRUSHED).out.strip()
    assert worked.rows("issue", "list") == [FRESH]
    worked.do("issue", "wait", name, "--for", "customer", "--note", "photographs?")
    later(monkeypatch, "2026-03-03T12:00:00Z")
    worked.do("issue", "resume", name)
    later(monkeypatch, THEN)
    worked.do("issue", "resolve", name, "--resolution", "sent again", "--remedy", "replace", "--at", "11:00")
    assert worked.rows("issue", "list") == []
    done = {
        "standing": "resolved",
        "hours": 23,
        "working_hours": 7,
        "paused_hours": 24,
        "due_at": "2026-03-10T12:00:00Z",
        "remedy": "replace",
        "resolved_at": "2026-03-04T11:00:00Z",
        "resolution": "sent again",
    }
    assert worked.rows("issue", "list", "--all") == [FRESH | done]
    worked.do("issue", "reopen", name, "--cause", "crushed once more")
    assert worked.column("standing", "issue", "list") == ["open"]
    assert worked.do("trail", "verify").code == 0


def test_an_issue_is_shown_whole(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worked.do(*CRUSHED)
    worked.do("issue", "wait", "A-1", "--for", "supplier", "--note", "a new carton?")
    later(monkeypatch, THEN)
    (shown,) = worked.rows("issue", "show", "A-1")
    assert (shown["standing"], shown["working_hours"], shown["paused_hours"]) == ("waits for supplier", 20.5, 0)
    since = {"side": "supplier", "since": "2026-03-02T12:00:00Z", "until": None, "hours": 52.5, "is_pause": False}
    assert shown["waits"] == [since]
    assert [event["what"] for event in shown["timeline"]] == [
        "issue #1 opened 2026-03-02 12:00Z: damaged, medium, cause: crushed",
        "issue #1 waits for the supplier - a new carton?",
    ]


def test_the_list_is_cut_openly(worked: Desk) -> None:
    for cause in ("crushed", "wet", "scratched"):
        worked.do(*OPEN, "--cause", cause)
    ran = worked.do("issue", "list", "--limit", "2", "--format", "plain", "--fields", "id,cause")
    assert "# 2 of 3 issues, 0 of them past the target; --limit cut the list\n" in ran.out
    assert worked.do("issue", "list", "--limit", "2", "--json").document["total"] == 3


def test_a_list_takes_every_condition(worked: Desk) -> None:
    add(worked, "A-2", "--owner=Zoë", "--customer=Zeta", "--supplier=Nuts")
    worked.do(*CRUSHED, "--severity", "critical")
    worked.do("issue", "open", "A-2", "--kind", "price", "--cause", "old price")
    asked = (
        ("--kind", "price"),
        ("--severity", "medium", "--severity", "low"),
        ("--customer", "zeta"),
        ("--supplier", "NUTS"),
        ("--owner", "ZOË"),
        ("--all", "--kind", "price", "--kind", "delay"),
    )
    assert [worked.column("id", "issue", "list", *words) for words in asked] == [["A-2#1"]] * len(asked)


def test_another_day_is_asked_about(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    worked.do(*CRUSHED)
    later(monkeypatch, THEN)
    worked.do("issue", "resolve", "A-1", "--resolution", "sent again")
    columns = ("id", "standing", "working_hours", "resolution")
    found = [[row[name] for name in columns] for row in worked.rows("issue", "list", "--as-of", "2026-03-03")]
    assert found == [["A-1#1", "open", 13, None]]
    assert worked.rows("issue", "list", "--as-of", "2026-03-01") == []
    worked.do(*CRUSHED)
    late = [worked.column("is_late", "issue", "list", "--as-of", day) for day in ("2026-03-10", "2026-03-11")]
    assert late == [[False], [True]]


def test_what_the_procedure_does_by_itself_is_listed(worked: Desk) -> None:
    """SOP 4.6a."""
    worked.do("status", "A-1", "--to", "confirmed")
    worked.do("status", "A-1", "--to", "delayed", "--expected", "2026-04-01", "--cause", "strike")
    assert [(row["kind"], row["is_automatic"]) for row in worked.rows("issue", "list")] == [("delay", True)]


REFUSED = {
    "without its cause": (OPEN, "an issue is documented with its cause (SOP 4.6a)\n  add --cause TEXT"),
    "with a blank cause": ((*OPEN, "--cause", " "), "an issue is documented with its cause (SOP 4.6a)\n"),
    "with a cause code that is none": (
        (*CRUSHED, "--cause-code", "damge"),
        "the policy has no cause damge\n  did you mean damage?",
    ),
    "in the future": ((*CRUSHED, "--at", "12:01"), "2026-03-02 12:01 UTC lies in the future; "),
    "without its resolution": (
        ("issue", "resolve", "A-1"),
        "an issue is resolved with its resolution (SOP 4.6a)\n  add --resolution TEXT",
    ),
    "without a reason to reopen": (("issue", "reopen", "A-1"), "an issue is opened again with its cause (SOP 4.6a)"),
}
USAGE = {
    "a kind": ("issue", "open", "A-1", "--cause", "x"),
    "a kind that is one": ("issue", "open", "A-1", "--kind", "lost", "--cause", "x"),
    "an instant that is one": (*CRUSHED, "--at", "12.07.2026"),
    "a cause code": (*CRUSHED, "--cause-code", " "),
    "a line that can be": (*CRUSHED, "--line", "0"),
    "a text without NUL": (*OPEN, "--cause", "x\0y"),
    "a short text": (*OPEN, "--cause", "x" * 1001),
    "somebody to wait for": ("issue", "wait", "A-1"),
    "an id": ("issue", "show", " "),
}
NOT_FOUND = {
    "an order": ("issue", "open", "A-9", "--kind", "price", "--cause", "x"),
    "a line": (*CRUSHED, "--line", "7"),
    "an issue": ("issue", "show", "A-1#7"),
    "any issue": ("issue", "show", "A-1"),
    "an open issue": ("issue", "wait", "A-1", "--for", "customer"),
    "a customer": ("issue", "list", "--customer", "Nobody"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_procedure_forbids_is_4(worked: Desk, case: str) -> None:
    argv, sentence = REFUSED[case]
    before = worked.content
    ran = worked(*argv)
    assert (ran.code, ran.out, worked.content == before) == (4, "", True)
    assert ran.err.startswith(f"ordertrack: error: {sentence}")


@pytest.mark.parametrize("case", USAGE)
def test_what_is_missing_or_typed_wrong_is_2(worked: Desk, case: str) -> None:
    ran = worked(*USAGE[case])
    assert (ran.code, ran.out, worked.rows("issue", "list")) == (2, "", [])


@pytest.mark.parametrize("case", NOT_FOUND)
def test_what_is_not_there_is_3(worked: Desk, case: str) -> None:
    ran = worked(*NOT_FOUND[case])
    assert (ran.code, ran.out) == (3, "")


def test_an_id_that_fits_several_is_3_and_a_twin_5(worked: Desk) -> None:
    worked.do(*CRUSHED)
    twin = worked(*CRUSHED)
    assert (twin.code, twin.err) == (5, "ordertrack: error: A-1#1 is open for that already\n")
    worked.do(*OPEN, "--cause", "wet")
    ran = worked("issue", "resolve", "A-1", "--resolution", "x")
    assert (ran.code, ran.err) == (3, "ordertrack: error: A-1 has 2 open issues\n  name one: A-1#1, A-1#2\n")


def test_a_dry_run_says_what_would_be_and_writes_nothing(worked: Desk) -> None:
    before = worked.content
    ran = worked.do(*CRUSHED, "--dry-run")
    assert (ran.out, worked.content) == ("", before)
    assert ran.err == "would: A-1: issue #1 opened 2026-03-02 12:00Z: damaged, medium, cause: crushed\n"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_lists_and_issues(worked: Desk, form: str) -> None:
    worked.do(*CRUSHED)
    for words in (("list",), ("show", "A-1")):
        ran = worked.do("issue", *words, "--format", form)
        assert "A-1#1" in ran.out
        assert "crushed" in ran.out


def test_what_people_write_cannot_act_on_a_terminal(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cause = "\x1b]52;c;x\x07[bold]\u202e"
    said = worked.do(*OPEN, "--cause", cause).err
    assert worked.column("cause", "issue", "list") == [cause]
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    for text in (said, worked.do("issue", "list").out, worked.do("issue", "show", "A-1").out):
        assert r"\x1b]52;c;x\x07[bold]\u202e" in text
        assert "\x1b]" not in text


def test_instants_are_typed_in_the_zone_of_the_book(morning: None, tmp_path: Path) -> None:
    del morning
    desk = Desk(tmp_path / "berlin.db")
    desk.do("book", "init", "--zone", "Europe/Berlin")
    add(desk, "A-1")
    desk.do(*CRUSHED, "--at", "yesterday 16:30")
    assert desk.column("opened_at", "issue", "list") == ["2026-03-01T15:30:00Z"]


@pytest.mark.parametrize("name", ["001#1", "001", "SO-2026-001#1"])
def test_a_person_may_shorten_the_order_in_an_id(desk: Desk, name: str) -> None:
    for number in ("SO-2026-001", "SO-2026-002"):
        add(desk, number)
    desk.do("issue", "open", "SO-2026-001", "--kind", "price", "--cause", "old price")
    seen = at_terminal("--db", str(desk.place), "issue", "wait", name, "--for", "supplier")
    assert (seen.code, seen.text.splitlines()[-1]) == (0, "SO-2026-001#1")


def test_an_empty_list_has_its_header(morning: None, tmp_path: Path) -> None:
    del morning
    desk = new_desk(tmp_path / "empty.db")
    assert desk.do("issue", "list", "--csv").out.count("\n") == 1
