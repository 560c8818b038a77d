"""What a notice would say, and what the sheet, the worklist and a report say of notices (SOP 4.1c, 4.2a, 4.4b, 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk

DRAFT, DELAY = "1", "4"
DELAYED = ("status", "A-1", "--to", "delayed", "--expected", "2026-03-27", "--cause", "strike")


@pytest.fixture
def written(desk: Desk) -> Desk:
    """A desk whose parties have addresses, with order A-1: 1 waits for approval, 2 is a copy, 3 may leave."""
    desk.do("party", "add", "Acme", "--customer", "--email", "c@acme.example.com")
    desk.do("party", "add", "Bolts", "--supplier", "--email", "s@bolts.example.com")
    add(desk, "A-1", "--owner=maria")
    return desk


def test_a_preview_says_what_a_kind_would_say_and_queues_nothing(written: Desk) -> None:
    """SOP 8."""
    before = written.content
    (row,) = written.rows("notice", "preview", "order-confirmation", "A-1", "--language", "de-AT")
    assert (row["to"], row["language"], row["subject"]) == ("Acme", "de", "Auftrag A-1: Bestätigung")
    written.do("notice", "preview", "digest")
    assert written.content == before


def test_a_delay_is_previewed_with_both_dates_and_its_cause_or_refused(written: Desk) -> None:
    """SOP 4.4b."""
    ran = written("notice", "preview", "delay", "A-1")
    why = "a notice of kind delay is refused without old date, new date and cause, and no delay of A-1 was reported"
    assert (ran.code, ran.err) == (4, f"ordertrack: error: {why}\n")
    written.do(*DELAYED)
    (row,) = written.rows("notice", "preview", "delay", "A-1")
    said = row["plain"]
    assert [each in said for each in ("2026-03-20", "2026-03-27", "strike")] == [True] * 3


NOT_YET = ("shipped", "date-changed", "recovered", "delivered", "completed", "escalation", "answer")


@pytest.mark.parametrize("kind", NOT_YET)
def test_a_kind_that_tells_an_event_wants_one(written: Desk, kind: str) -> None:
    ran = written("notice", "preview", kind, "A-1")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(f"ordertrack: error: a notice of kind {kind} tells ")


def test_every_kind_can_be_previewed_once_it_has_happened(written: Desk) -> None:
    """SOP 8."""
    for words in (
        ("status", "A-1", "--to", "confirmed"),
        DELAYED,
        ("status", "A-1", "--expected", "2026-03-30"),
        ("status", "A-1", "--promised", "2026-03-30", "--cause", "strike"),
        (*DELAYED[:5], "2026-04-10", "--cause", "strike"),
        ("status", "A-1", "--expected", "2026-03-29"),
        ("enquiry", "log", "A-1", "--from", "Ms Weber", "When?"),
        ("enquiry", "answer", "--given", "A-1", "On Friday"),
        ("escalate", "A-1", "--reason", "fire"),
        ("notice", "preview", "supplier-reminder", "A-1"),
        ("notice", "preview", "overdue-follow-up", "A-1"),
        ("status", "A-1", "--to", "shipped"),
        ("status", "A-1", "--to", "delivered"),
        ("close", "A-1", "--until", "completed"),
    ):
        written.do(*words)
    for kind in (*NOT_YET, "delay", "order-confirmation", "supplier-acknowledgement"):
        assert written.do("notice", "preview", kind, "A-1", "--fields", "subject", "--csv").out, kind


def test_an_order_says_whether_its_confirmation_was_acknowledged(written: Desk) -> None:
    """SOP 4.1c."""
    assert written.column("confirmation", "show", "A-1") == ["queued, notice 1"]
    written.do("notice", "approve", DRAFT)
    written.do("notice", "send")
    assert written.column("confirmation", "show", "A-1") == ["sent 2026-03-02, not acknowledged"]


def test_a_customer_who_cannot_be_told_of_a_delay_is_named(desk: Desk) -> None:
    """SOP 4.4b."""
    add(desk, "A-1", "--customer=Acme & Co")
    why = "Acme & Co has neither e-mail address nor phone number, and was not told"
    assert desk.do(*DELAYED).err.splitlines()[1:] == [f"{why}: ordertrack party edit 'Acme & Co' --email ADDRESS"]


def test_a_correction_says_what_it_takes_back_and_who_was_told_of_it(written: Desk) -> None:
    """SOP 4.4b, 4.4c."""
    written.do(*DELAYED)
    written.do("notice", "approve", DELAY)
    written.do("notice", "send")
    (delay,) = [row["seq"] for row in written.rows("show", "A-1")[0]["timeline"] if row["what"].startswith("delayed")]
    said = f"event {delay} taken back (delayed: expected 2026-03-27, cause: strike), cause: typed wrong"
    assert written.do("status", "A-1", "--correct", "typed wrong").err.splitlines() == [
        f"A-1: {said} (still entered)",
        "Acme was told already (notice 4): tell them what is right",
    ]


def test_the_record_of_a_letter_cannot_be_taken_back(written: Desk) -> None:
    """SOP 4.4c."""
    written.do("notice", "send")
    seq = written.rows("show", "A-1")[0]["timeline"][-1]["seq"]
    ran = written("status", "A-1", "--correct", "typed wrong", "--event", str(seq))
    assert (ran.code, ran.err) == (4, f"ordertrack: error: event {seq} is the record of a letter; it happened\n")
    assert written("status", "A-1", "--correct", "typed wrong").err == (
        "ordertrack: error: A-1 has nothing of the kind to take back\n"
    )


def test_today_says_what_waits(written: Desk) -> None:
    """SOP 4.2a."""
    written.do("party", "edit", "Bolts", "--clear", "email")
    written.do("notice", "send")
    notes = [line for line in written.do("today", "--format", "plain").out.splitlines() if line.startswith("# ")]
    assert notes[1:] == [
        "# 1 unread in all inboxes: `ordertrack inbox`",
        "# 1 notice waits for approval: `ordertrack notice list --waiting`",
        "# 1 notice failed: `ordertrack notice list --failed`",
    ]
    waiting = {"unread": 1, "drafts": 1, "failed": 1, "unmatched": 0, "letters": 0}
    assert written.do("today", "--json").document["outbox"] == waiting


def test_a_report_says_how_fast_notices_told(written: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOP 4.4b, 7."""
    written.do(*DELAYED)
    written.do("notice", "approve", DELAY)
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T18:00:00Z")
    written.do("notice", "send", "--limit", "2")
    rows = {row["kind"]: row for row in written.rows("report", "notices")}
    assert list(rows) == ["order-confirmation", "supplier-acknowledgement", "delay"]
    assert rows["delay"] == {
        "kind": "delay",
        "queued": 1,
        "sent": 1,
        "failed": 0,
        "withdrawn": 0,
        "waiting": 0,
        **dict.fromkeys(("mean_minutes", "median_minutes", "p90_minutes"), 360),
        **dict.fromkeys(("mean_working_minutes", "median_working_minutes", "p90_working_minutes"), 300),
    }
    assert (rows["order-confirmation"]["waiting"], rows["order-confirmation"]["mean_minutes"]) == (1, None)
    assert written.rows("report", "notices", "--since", "2026-03-03") == []
    assert len(written.rows("report", "notices", "--since", "2026-03-02", "--until", "2026-03-02")) == 3
