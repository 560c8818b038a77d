"""`inbox` at the command line (SOP 4.3b, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, add
from tests.roundpolicies import policy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

BEN = ("[rules]\n", '[[people]]\nname = "Ben"\nrole = ["team lead", "clerk"]\n\n[rules]\n')
DELAYED = ("status", "A-1", "--to", "delayed", "--expected", "2026-03-27", "--cause", "strike")


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk whose team lead, a role that nobody has, was told of order A-1."""
    add(desk, "A-1")
    return desk


@pytest.fixture
def staffed(told: Desk, tmp_path: Path) -> Desk:
    """The same desk with Ben as team lead, who was told of the delay of A-1."""
    (tmp_path / "policy.toml").write_text(policy(BEN))
    told.do("policy", "adopt", str(tmp_path / "policy.toml"), "--description", "Ben came")
    told.do(*DELAYED)
    return told


def ids(desk: Desk, *words: str) -> list[int]:
    found: list[int] = desk.column("id", "inbox", *words)
    return found


def test_an_inbox_shows_what_each_notice_is_about(told: Desk) -> None:
    """SOP 5."""
    (row,) = told.rows("inbox")
    assert row["begins"].startswith(
        "Copy of the letter to Acme Good day, We have entered your order under the number A-1"
    )
    assert len(row["begins"]) == 160
    assert row | {"begins": ""} == {
        "id": 1,
        "to": "team lead",
        "queued_at": "2026-03-02T12:00:00Z",
        "subject": "Copy: Order A-1: confirmation",
        "begins": "",
        "kind": "order-confirmation",
        "orders": "A-1",
        "is_copy": True,
        "read_at": None,
    }


def test_what_is_shown_whole_has_been_read(told: Desk) -> None:
    """SOP 5."""
    (row,) = told.rows("inbox", "1")
    assert (row["subject"], row["plain"].splitlines()[0], row["standing"]) == (
        "Copy: Order A-1: confirmation",
        "Copy of the letter to Acme",
        "read",
    )
    assert (ids(told), ids(told, "--all"), told.column("read_at", "inbox", "--all")) == (
        [],
        [1],
        ["2026-03-02T12:00:00Z"],
    )


def test_a_dry_run_reads_nothing(told: Desk) -> None:
    for words in (("1",), ("--read", "1"), ("--read-all",)):
        told.do("inbox", *words, "--dry-run")
    assert ids(told) == [1]


def test_notices_are_noted_as_read(told: Desk) -> None:
    told.do(*DELAYED)
    assert told.do("inbox", "--read", "1").err == "1 notice is read\n"
    assert ids(told) == [2]
    ran = told.do("inbox", "--read-all", "--fields", "id", "--csv")
    assert (ran.out, ran.err) == ("id\n2\n", "1 notice is read\n")
    assert (ids(told), told.do("inbox", "--read-all").err) == ([], "")


def test_everybody_sees_their_own_inbox_and_those_of_their_roles(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOP 4.3b."""
    assert ids(staffed) == [1, 2]  # Anna is not in the policy
    monkeypatch.setenv("ORDERTRACK_ACTOR", "ben")
    assert ids(staffed) == [1, 2]
    assert staffed.do("inbox", "--json").document["inboxes"] == ["Ben", "team lead", "clerk"]
    asked = (("--for", "Team Lead"), ("--for", "BEN"), ("--for", "manager"))
    assert [ids(staffed, *words) for words in asked] == [[1], [1, 2], []]
    assert "1 unread in your inbox" not in staffed.do("today", "--format", "plain").out
    assert "# 2 unread in your inbox: `ordertrack inbox`" in staffed.do("today", "--format", "plain").out


def test_the_inbox_of_nobody_is_not_found(staffed: Desk) -> None:
    ran = staffed("inbox", "--for", "team laed")
    assert (ran.code, ran.out, ran.err.splitlines()[-1]) == (3, "", "  near it: team lead")
    assert staffed("inbox", "--for", "Zoë").code == 3


def test_an_empty_inbox_says_whose_it_is(staffed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "100")
    assert "Nothing is unread for manager." in staffed.do("inbox", "--for", "manager").out
    assert "Nothing lies in the inbox for manager." in staffed.do("inbox", "--for", "manager", "--all").out


@pytest.mark.parametrize("words", [("1", "--all"), ("1", "--read-all"), ("x",), ("--for", " "), ("1", "--read", "1")])
def test_what_contradicts_itself_is_2(told: Desk, words: tuple[str, ...]) -> None:
    assert told("inbox", *words).code == 2
    assert ids(told) == [1]


def test_a_letter_lies_in_no_inbox(desk: Desk) -> None:
    desk.do("party", "add", "Acme", "--customer", "--email", "c@acme.example.com")
    add(desk, "A-1")
    ran = desk("inbox", "1")
    assert (ran.code, ran.err) == (4, "ordertrack: error: notice 1 went out by email, not into an inbox\n")
    assert desk("inbox", "9").code == 3


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_inbox(told: Desk, form: str) -> None:
    assert "Order A-1: confirmation" in told.do("inbox", "--format", form).out
