"""`calls` at the command line (SOP 4.3a, 4.3c, 5)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, add
from tests.roundpolicies import level, policy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

BEN = ("[rules]\n", '[[people]]\nname = "Ben"\nrole = "manager"\nphone = "+49 30 3"\n\n[rules]\n')
NOBODY = "whom,phone,side,orders,about,said,owner,command\n"


@pytest.fixture
def late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on the 23rd of March, when A-1 and A-2 are overdue; both parties of theirs have a phone only."""
    desk.do("party", "add", "Acme", "--customer", "--phone", "+49 30 1")
    desk.do("party", "add", "Bolts", "--supplier", "--phone", "+49 30 2")
    for number, owner in (("A-1", "maria"), ("A-2", "zoë")):
        add(desk, number, f"--owner={owner}")
    for words in (("--with", "customer"), ()):
        desk.do("followup", "A-1", "A-2", "--channel", "phone", "--note", "welcome", *words)
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-23")
    desk.do("round")
    return desk


def test_a_call_says_whom_to_ring_about_what_and_what_closes_it(late: Desk) -> None:
    """SOP 4.3a, 4.3c."""
    late.do("status", "A-1", "--to", "delayed", "--expected", "2026-03-27", "--cause", "strike")
    assert late.rows("calls") == [
        {
            "whom": "Acme",
            "phone": "+49 30 1",
            "side": "customer",
            "orders": "A-1",
            "about": "delay notice",
            "said": "2026-03-02 phone, answered: welcome",
            "owner": "maria",
            "command": "ordertrack followup A-1 --channel phone --with customer --note TEXT",
        },
        {
            "whom": "Bolts",
            "phone": "+49 30 2",
            "side": "supplier",
            "orders": "A-1, A-2",
            "about": "overdue follow-up",
            "said": "2026-03-02 phone, answered: welcome",
            "owner": "maria, zoë",
            "command": "ordertrack followup A-1 A-2 --channel phone --note TEXT",
        },
    ]


def test_what_is_typed_then_closes_the_call(late: Desk) -> None:
    """SOP 4.3c, 4.4b."""
    late.do("status", "A-1", "--to", "delayed", "--expected", "2026-03-27", "--cause", "strike")
    for command in late.column("command", "calls"):
        late.do(*shlex.split(command)[1:])
    assert late.do("calls", "--csv").out == NOBODY


def test_calls_are_for_the_orders_of_one_owner(late: Desk) -> None:
    assert [late.column("orders", "calls", "--for", owner) for owner in ("Maria", "zoë")] == [["A-1"], ["A-2"]]


def test_calls_of_nobody_are_not_found(late: Desk) -> None:
    ran = late("calls", "--for", "mara")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "ordertrack: error: there is no order of mara\n  near it: maria\n"


def test_a_colleague_is_rung_until_the_case_is_taken_up(desk: Desk, tmp_path: Path) -> None:
    """SOP 4.3b, 5."""
    matrix = level(1, "Ben", '{ overdue = "3bd" }').replace('["inbox"]', '["phone"]')
    (tmp_path / "policy.toml").write_text(policy(BEN, matrix=matrix))
    desk.do("policy", "adopt", str(tmp_path / "policy.toml"), "--description", "Ben came")
    add(desk, "A-1")
    assert (
        desk.do("escalate", "A-1", "--reason", "fire").err.splitlines()[-1]
        == "escalation to Ben by phone: ordertrack calls"
    )
    (row,) = desk.rows("calls")
    assert (row["whom"], row["phone"], row["side"], row["about"], row["said"], row["command"]) == (
        "Ben",
        "+49 30 3",
        "colleague",
        "escalation",
        None,
        "ordertrack escalate 'A-1#1' --acknowledge",
    )
    desk.do(*shlex.split(row["command"])[1:])
    assert desk.rows("calls") == []


def test_nobody_is_rung_without_a_phone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add(desk, "A-1")
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "100")
    assert "Nobody is to be rung." in desk.do("calls").out


def test_only_what_a_person_may_have_heard_is_an_outcome(late: Desk) -> None:
    """SOP 4.3c."""
    for outcome in ("sent", "received"):
        assert late("followup", "A-1", "--channel", "email", "--note", "x", "--outcome", outcome).code == 2


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_calls(late: Desk, form: str) -> None:
    assert "+49 30 2" in late.do("calls", "--format", form).out
