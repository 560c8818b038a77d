"""`notice` at the command line, and what other commands say of notices (SOP 4.1c, 4.4, 5)."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk

DRAFT, COPY, TO_SUPPLIER, DELAY = "1", "2", "3", "4"
DELAYED = ("status", "A-1", "--to", "delayed", "--expected", "2026-03-27", "--cause", "strike")
BRIEF = ("--format", "plain", "--fields", "id,kind,standing,to,channel")


@pytest.fixture
def written(desk: Desk) -> Desk:
    """A desk whose parties have addresses, with order A-1: 1 waits for approval, 2 is a copy, 3 may leave."""
    desk.do("party", "add", "Acme", "--customer", "--email", "c@acme.example.com")
    desk.do("party", "add", "Bolts", "--supplier", "--email", "s@bolts.example.com")
    add(desk, "A-1", "--owner=maria")
    return desk


def at(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", instant)


def letters(desk: Desk) -> list[bytes]:
    """What lies in the folder of letters beside the book."""
    folder = Path(desk.place).with_name("orders.outbox")
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []


def standings(desk: Desk) -> list[str]:
    found: list[str] = desk.column("standing", "notice", "list")
    return found


def test_a_write_says_what_it_queued(written: Desk) -> None:
    """SOP 4.4b."""
    ran = written.do(*DELAYED)
    assert (ran.out, ran.err.splitlines()) == (
        "A-1\n",
        [
            "A-1: delayed: expected 2026-03-27, cause: strike (still entered)",
            "delay notice to Acme queued, waits for approval: ordertrack notice approve 4",
        ],
    )
    assert (
        written.do("status", "A-1", "--correct", "typed wrong").err.splitlines()[-1] == "delay notice to Acme withdrawn"
    )


def test_an_entry_says_whom_it_is_told(written: Desk) -> None:
    """SOP 4.1c."""
    ran = written.do("add", "A-2", "--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20", "-n")
    assert ran.err.splitlines()[1:] == [
        "would: order confirmation to Acme queued, waits for approval",
        "would: acknowledgement to Bolts queued",
    ]


def test_who_has_a_phone_only_is_to_be_rung(desk: Desk) -> None:
    """SOP 5."""
    desk.do("party", "add", "Acme", "--customer", "--phone", "+49 30 1")
    said = desk.do("add", "A-1", "--customer=Acme", "--supplier=Bolts", "--promised=2026-03-20").err.splitlines()
    assert said[-1] == "order confirmation to Acme by phone: ordertrack calls"


def test_the_list_says_where_each_notice_stands(written: Desk) -> None:
    """SOP 4.1c."""
    assert written.do("notice", "list", *BRIEF).out.splitlines() == [
        "  id  kind                      standing              to         channel",
        "   1  order-confirmation        waiting for approval  Acme       email",
        "   2  order-confirmation        unread                team lead  inbox",
        "   3  supplier-acknowledgement  queued                Bolts      email",
        "# 3 notices, 1 waits for approval",
    ]


def test_every_field_of_a_notice_is_listed(written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.4b."""
    written.do(*DELAYED)
    at(monkeypatch, "2026-03-02T13:30:00Z")
    written.do("notice", "approve", DELAY, "--actor", "ben")
    at(monkeypatch, "2026-03-02T18:00:00Z")
    written.do("notice", "send", "--limit", "2")
    (row,) = written.rows("notice", "list", "--kind", "delay", "--channel", "email")
    assert row == {
        "id": 4,
        "kind": "delay",
        "standing": "sent",
        "to": "Acme",
        "channel": "email",
        "orders": "A-1",
        "queued_at": "2026-03-02T12:00:00Z",
        "leaves_at": None,
        "attempts": 1,
        "error": None,
        "may_repeat": False,
        "sent_at": "2026-03-02T18:00:00Z",
        "minutes": 360,
        "acknowledged_at": None,
        "state": "sent",
        "working_minutes": 300,
        "learned_at": "2026-03-02T12:00:00Z",
        "approved_at": "2026-03-02T13:30:00Z",
        "approved_by": "ben",
        "next_at": None,
        "read_at": None,
        "side": "customer",
        "address": "c@acme.example.com",
        "language": None,
        "is_copy": False,
        "is_edited": False,
        "cause": row["cause"],
        "revision": 1,
        "message_id": row["message_id"],
    }


FILTERS = {
    ("--waiting",): [1],
    ("--failed",): [],
    ("--state", "sent"): [2, 4],
    ("--state", "queued", "--state", "sent"): [1, 2, 3, 4, 5],
    ("--kind", "supplier-acknowledgement"): [3, 5],
    ("--channel", "email", "--channel", "phone"): [1, 3, 5],
    ("--to", "ACME"): [1],
    ("--order", "A-2"): [4, 5],
    ("--since", "2026-03-03"): [],
    ("--limit", "2"): [1, 2],
}


@pytest.mark.parametrize("words", FILTERS, ids=" ".join)
def test_a_list_takes_every_condition(written: Desk, words: tuple[str, ...]) -> None:
    add(written, "A-2", "--customer=Zeta")
    assert written.column("id", "notice", "list", *words) == FILTERS[words]


def test_a_cut_list_says_so(written: Desk) -> None:
    assert "# 1 of 3 notices are shown; --limit cut the list" in written.do("notice", "list", "--limit", "1").out


def test_a_notice_is_shown_whole(written: Desk) -> None:
    """SOP 4.4c."""
    (row,) = written.rows("notice", "show", DRAFT)
    assert (row["id"], row["subject"], row["plain"].splitlines()[0]) == (1, "Order A-1: confirmation", "Good day,")
    assert row["html"].startswith("<!DOCTYPE html>")
    assert written.do("notice", "show", DRAFT, "--html").out == row["html"]
    assert written.column("id", "notice", "show", DRAFT, TO_SUPPLIER, DRAFT) == [1, 3]


def test_a_notice_is_read_line_by_line_at_a_terminal(written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    lines = [line.rstrip() for line in written.do("notice", "show", DRAFT).out.splitlines()]
    assert lines[:3] == ["Notice 1", "Notice   1", "Kind     order-confirmation"]
    assert "Text     Good day," in lines
    assert "         We have entered your order under the number A-1:" in lines


def test_words_of_ones_own_go_out_as_they_are(written: Desk) -> None:
    """SOP 4.4."""
    ran = written.do("notice", "edit", DRAFT, "--subject", "Hello {{ you }}", "--body", "-", stdin=b"Dear Ms Weber\n")
    assert (ran.out, ran.err) == ("1\n", "1: order confirmation to Acme has words of its own now\n")
    (row,) = written.rows("notice", "show", DRAFT)
    assert (row["subject"], row["plain"], row["html"], row["is_edited"]) == (
        "Hello {{ you }}",
        "Dear Ms Weber",
        None,
        True,
    )
    assert written("notice", "show", DRAFT, "--html").code == 4
    written.do("notice", "approve", DRAFT)
    written.do("notice", "send")
    assert any(b"Subject: Hello {{ you }}" in raw and b"Dear Ms Weber" in raw for raw in letters(written))


def test_a_draft_is_approved_and_leaves(written: Desk) -> None:
    """SOP 4.1c, 4.4."""
    assert written.do("notice", "approve", DRAFT).err == "1: order confirmation to Acme approved\n"
    ran = written.do("notice", "send", "--fields", "id,became", "--csv")
    assert (ran.out, ran.err) == ("id,became\n1,sent\n3,sent\n", "sent 2\n")
    assert len(letters(written)) == 2
    assert standings(written) == ["sent", "unread", "sent"]
    assert written.do("notice", "send").err == "nothing to send\n"


def test_what_still_waits_for_approval_is_said(written: Desk) -> None:
    assert written.do("notice", "send").err == "sent 1, 1 waits for approval\n"
    ran = written.do("notice", "send", "--quiet-if-empty")
    assert (ran.out, ran.err) == ("", "")


def test_a_dry_run_lists_what_would_leave_and_sends_nothing(written: Desk) -> None:
    before = written.content
    assert written.column("id", "notice", "send", "--dry-run") == [3]
    assert written.column("became", "notice", "send", "-n", "--limit", "1") == ["would be sent"]
    assert (letters(written), written.content) == ([], before)


def test_all_that_wait_are_approved_at_once(written: Desk) -> None:
    """SOP 4.4."""
    written.do(*DELAYED)
    ran = written.do("notice", "approve", "--all", "--order", "A-1")
    assert (ran.out, ran.err.splitlines()) == (
        "1\n4\n",
        ["1: order confirmation to Acme approved", "4: delay notice to Acme approved", "2 notices approved"],
    )
    assert written.do("notice", "approve", "--all").err == "no notice fits\n"


def test_a_notice_is_withdrawn_for_a_reason(written: Desk) -> None:
    """SOP 4.4."""
    assert written("notice", "withdraw", DRAFT).code == 4
    written.do("notice", "withdraw", "--all", "--kind", "order-confirmation", "--cause", "told on the phone")
    assert written.rows("notice", "list")[0]["error"] == "told on the phone"
    assert standings(written) == ["withdrawn", "unread", "queued"]


def test_a_letter_that_cannot_be_sent_is_reported_and_may_be_tried_again(written: Desk) -> None:
    """SOP 4.4."""
    written.do("party", "edit", "Bolts", "--clear", "email")
    ran = written.do("notice", "send", "--fields", "id,state", "--csv")
    assert (ran.out, ran.err.splitlines()) == (
        "id,state\n3,failed\n",
        [
            "ordertrack: warning: notice 3, acknowledgement to Bolts: failed: Bolts has no e-mail address any more",
            "sent 0, 1 failed, 1 waits for approval",
        ],
    )
    assert written.column("id", "notice", "list", "--failed") == [3]
    written.do("party", "edit", "Bolts", "--email", "new@bolts.example.com")
    assert written.do("notice", "retry", "--all").err == "3: acknowledgement to Bolts queued again\n"
    assert written.do("notice", "send").err == "sent 1, 1 waits for approval\n"


def test_why_a_notice_failed_is_seen_on_a_narrow_terminal(written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.4."""
    written.do("party", "edit", "Bolts", "--clear", "email")
    written.do("notice", "send")
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    lines = written.do("notice", "list", "--failed").out.splitlines()
    assert lines[1] == "Notice  Kind                      Now     To     Why"
    assert "Bolts has no e-mail address any" in lines[3]
    assert "`ordertrack notice retry ID` tries one again" in lines[-2]


def test_a_server_that_is_not_reached_is_6(written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 5."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ORDERTRACK_MAIL_PORT", str(taken.getsockname()[1]))
        for name, value in {"TRANSPORT": "smtp", "HOST": "127.0.0.1", "SECURITY": "none", "SENDER": "o@x.org"}.items():
            monkeypatch.setenv(f"ORDERTRACK_MAIL_{name}", value)
        ran = written("notice", "send", "--fields", "id,state", "--csv")
    assert (ran.code, ran.out) == (6, "id,state\n3,queued\n")
    assert ran.err.splitlines()[0].startswith("ordertrack: error: 127.0.0.1")
    assert ran.err.splitlines()[-1] == "sent 0, 1 waits for its next attempt, 1 waits for approval"
    assert written.rows("notice", "list", "--kind", "supplier-acknowledgement")[0]["attempts"] == 0
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    shown = written.do("notice", "list").out
    assert "Leaves" in shown
    assert "2026-03-02 12:01:00Z" in shown
