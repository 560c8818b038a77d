"""Letters at the command line: what a clerk decides about them (SOP 4.3c, 4.4a, 4.5a)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.letters.mailed import ANSWER, QUESTION, STRAY, lay_out
from tests.desk import move
from tests.letters_in import KAI, LEE, OURS, STRANGER, a_letter

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk, Ran


@pytest.fixture
def letters(desk: Desk, tmp_path: Path) -> Path:
    return lay_out(desk, tmp_path / "letters")


@pytest.fixture
def taken(desk: Desk, letters: Path) -> Desk:
    """The desk with the three letters in its book: the answer is 1, the question 2, the stray one 3."""
    desk.do("mail", "fetch", str(letters))
    return desk


def a_row(letters: Path, name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a row
    usual = {
        "at": "2026-03-02T08:30:00Z",
        "state": "done",
        "nature": "letter",
        "side": None,
        "matched_by": None,
        "orders": None,
        "notice": None,
        "attachments": 0,
        "digest": hashlib.sha256((letters / name).read_bytes()).hexdigest(),
    }
    return {**usual, **fields}


def expected(letters: Path) -> list[dict[str, Any]]:
    lee = {"id": 1, "sender_name": "Lee", "sender": LEE, "subject": "A-1", "side": "supplier", "message_id": "<a@x>"}
    kai = {"id": 2, "sender_name": "Kai", "sender": KAI, "subject": "A-1", "side": "customer", "message_id": "<q@x>"}
    stray = {"id": 3, "sender_name": STRANGER, "sender": STRANGER, "subject": "Offer", "message_id": "<s@x>"}
    found = {"orders": "A-1", "matched_by": "number"}
    return [
        a_row(letters, ANSWER, state="waiting", **found, **lee),
        a_row(letters, QUESTION, **found, **kai),
        a_row(letters, STRAY, state="unmatched", **stray),
    ]


def said(ran: Ran) -> tuple[int, str, str]:
    return ran.code, ran.out, ran.err


def test_a_letter_is_given_its_order(taken: Desk) -> None:
    before = taken.content
    ran = taken("mail", "assign", "3", "A-1", "--dry-run")
    assert said(ran) == (0, "", "would: message 3 (A-1) from neither party; waits for a clerk\n")
    assert taken.content == before
    assert said(taken("mail", "assign", "3", "A-1")) == (
        0,
        "3\n",
        "message 3 (A-1) from neither party; waits for a clerk\n",
    )
    assert taken.rows("mail", "list", "--unmatched") == []


def test_letters_are_set_aside(taken: Desk) -> None:
    ran = taken("mail", "done", "1", "3")
    assert said(ran) == (0, "1\n3\n", "message 1 (A-1) is done\nmessage 3 is done\n")
    assert taken.rows("mail", "list", "--waiting", "--unmatched") == []


@pytest.fixture
def delivered(desk: Desk, letters: Path, tmp_path: Path) -> Desk:
    """A customer answered that A-1 was delivered."""
    move(desk, "A-1", ("confirmed",), ("delivered",))
    (notice,) = [each for each in desk.rows("notice", "list", "--order", "A-1") if each["kind"] == "delivered"]
    desk.do("notice", "approve", str(notice["id"]))
    desk.do("notice", "send")
    (sent,) = (tmp_path / "orders.outbox").glob("*.eml")
    message_id = next(line for line in sent.read_text().splitlines() if line.startswith("Message-ID: "))
    raw = a_letter("It came.\n", in_reply_to=message_id.partition(" ")[2], to=OURS)
    (letters / "receipt.eml").write_bytes(raw)
    desk.do("mail", "fetch", str(letters / "receipt.eml"))
    return desk


def test_a_letter_confirms_the_receipt(delivered: Desk) -> None:
    (row,) = delivered.rows("mail", "list")
    assert (row["state"], row["matched_by"], row["orders"]) == ("waiting", "thread", "A-1")
    number = str(row["id"])
    assert f"`ordertrack mail confirm {number}` for the receipt" in delivered.do("mail", "show", number).out
    ran = delivered("mail", "confirm", number)
    assert said(ran) == (0, f"{number}\n", f"message {number} (A-1) confirms the receipt on 2026-03-02\n")
    assert delivered.column("state", "mail", "list") == ["done"]


def test_a_letter_asks_a_question(delivered: Desk) -> None:
    (number,) = map(str, delivered.column("id", "mail", "list"))
    ran = delivered("mail", "ask", number)
    assert said(ran) == (0, f"{number}\n", f"message {number} (A-1) opens an enquiry\n")
    assert delivered.column("text", "enquiry", "list") == ["It came."]
