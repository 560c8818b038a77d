"""Thousands of letters are taken in once, from a Maildir and from an IMAP server (SOP 4.3c, 5)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.manyletters import Letters, fill, into_maildir, letters

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk
    from tests.mail.letters.dovecot import Dovecot

pytestmark = pytest.mark.slow

MANY, OVER_IMAP = 10_000, 2000


@pytest.fixture
def full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with orders, parties that have addresses, and letters of weeks to fetch."""
    fill(desk)
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T17:00:00Z")
    return desk


def require_all_once(desk: Desk, sent: Letters, *paths: str) -> None:
    """Fetch twice: all of it, then nothing; every letter is where it belongs, and the trail is sound."""
    kinds = sent.kinds
    homeless = kinds["stranger"] + kinds["no number"]
    alone = homeless + kinds["automatic"] + kinds["bounce"]
    first = desk.do("mail", "fetch", "--csv", *paths)
    assert first.err.splitlines()[-1] == f"{sent.total:,} new letters, {homeless:,} of them fit no order"
    assert first.stdout.count(b"\n") == sent.total + 1
    second = desk.do("mail", "fetch", "--json", *paths)
    assert (second.err, second.document["rows"]) == ("no new letter\n", [])

    rows = desk.rows("mail", "list")
    assert [row["id"] for row in desk.rows("mail", "list", "--unmatched")] == [
        row["id"] for row in rows if row["state"] == "unmatched"
    ]
    natures = Counter(row["nature"] for row in rows)
    assert natures == {
        "letter": sent.total - kinds["automatic"] - kinds["bounce"],
        "automatic reply": kinds["automatic"],
        "delivery report": kinds["bounce"],
    }
    found = Counter(row["matched_by"] for row in rows)
    named = kinds["question"] + kinds["supplier"] + kinds["files"]
    assert found == {"number": named, "thread": kinds["thread"], None: alone}
    asked = [row for row in rows if row["side"] == "customer"]
    assert {row["state"] for row in asked} == {"done"}
    assert len(desk.rows("enquiry", "list")) == len(asked) >= kinds["question"] + kinds["files"]
    waiting = Counter(row["state"] for row in rows)
    assert waiting["unmatched"] == homeless
    read = [row for row in rows if row["orders"] and row["nature"] == "letter" and row["side"] != "customer"]
    assert waiting["waiting"] == len(read) >= kinds["supplier"]  # a stranger in a thread waits as a supplier does
    assert desk.rows("trail", "verify")[0]["ok"] is True


def test_ten_thousand_letters_of_a_maildir_are_taken_in_once(full: Desk, tmp_path: Path) -> None:
    sent = letters(MANY)
    into_maildir(tmp_path / "mail", sent.raws)
    require_all_once(full, sent, str(tmp_path / "mail"))


def test_two_thousand_letters_of_an_imap_server_are_taken_in_once(
    full: Desk, dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text(f"{dovecot.password}\n")
    settings = {
        "KIND": "imap",
        "HOST": dovecot.host,
        "PORT": str(dovecot.tls_port),
        "USER": dovecot.user,
        "PASSWORD_FILE": str(password),
        "CA_FILE": dovecot.ca_file,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"ORDERTRACK_MAILBOX_{name}", value)
    sent = letters(OVER_IMAP)
    for raw in sent.raws:
        dovecot.deliver(raw)
    require_all_once(full, sent)
    assert dovecot.flags() == [], "letters were marked as read"
