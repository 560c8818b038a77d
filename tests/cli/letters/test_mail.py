"""Letters that came in, at the command line (SOP 4.3c, 4.4a, 5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.letters.mailed import ANSWER, QUESTION, STRAY, lay_out
from tests.letters_in import KAI, LEE, STRANGER, a_letter

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


def test_letters_of_a_folder_are_taken_in_and_what_followed_is_shown(desk: Desk, letters: Path) -> None:
    ran = desk("mail", "fetch", str(letters), "--json")
    followed = ["from the supplier; waits for a clerk", "opens an enquiry", "fits no order"]
    rows = [{**row, "done": done} for row, done in zip(expected(letters), followed, strict=True)]
    assert (ran.code, ran.err) == (0, "3 new letters, 1 of them fit no order\n")
    assert (ran.document["kind"], ran.document["count"], ran.document["rows"]) == ("messages", 3, rows)
    again = desk("mail", "fetch", str(letters), "--csv")
    header = ",".join(rows[0])
    assert (again.code, again.err) == (0, "no new letter\n")
    assert set(again.out.strip().split(",")) == set(header.split(","))
    assert [row["text"] for row in desk.rows("enquiry", "list")] == ["When?"]


def test_nothing_is_said_of_nothing_where_that_is_asked(taken: Desk, letters: Path) -> None:
    assert said(taken("mail", "fetch", str(letters), "--quiet-if-empty")) == (0, "", "")


def test_a_dry_run_says_what_would_be_taken_in_and_writes_nothing(desk: Desk, letters: Path) -> None:
    before = desk.content
    ran = desk("mail", "fetch", str(letters), "--dry-run", "--json")
    assert (ran.code, ran.err) == (0, "would take in: 3 new letters, 1 of them fit no order\n")
    assert [(row["id"], row["orders"], row["done"]) for row in ran.document["rows"]] == [
        (None, "A-1", "from the supplier; waits for a clerk"),
        (None, "A-1", "opens an enquiry"),
        (None, None, "fits no order"),
    ]
    assert desk.content == before


def test_one_letter_several_files_an_mbox_and_a_maildir_are_taken_in_the_same_way(
    desk: Desk, letters: Path, tmp_path: Path
) -> None:
    mbox, maildir = tmp_path / "box", tmp_path / "maildir"
    mbox.write_bytes(b"From kai\n" + (letters / QUESTION).read_bytes() + b"\n")
    for name in ("cur", "new"):
        (maildir / name).mkdir(parents=True)
    (maildir / "new" / "1").write_bytes((letters / STRAY).read_bytes())
    ways = ([str(letters / ANSWER)], [str(mbox)], [str(maildir)], [str(letters / each) for each in (ANSWER, QUESTION)])
    assert [[row["message_id"] for row in desk.rows("mail", "fetch", *way)] for way in ways] == [
        ["<a@x>"],
        ["<q@x>"],
        ["<s@x>"],
        [],
    ]


def test_the_mailbox_of_the_settings_is_read(desk: Desk, letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_MAILBOX_KIND", "files")
    monkeypatch.setenv("ORDERTRACK_MAILBOX_PATH", str(letters))
    assert len(desk.rows("mail", "fetch")) == 3


def test_without_a_mailbox_the_person_is_told_how_to_set_one(desk: Desk) -> None:
    ran = desk("mail", "fetch")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "ordertrack: error: no mailbox is set, and no file was named",
        "  set [mailbox] in the settings file, or name files: ordertrack mail fetch letters/*.eml",
    ]


def test_a_mailbox_that_is_not_there_is_6(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_MAILBOX_KIND", "files")
    monkeypatch.setenv("ORDERTRACK_MAILBOX_PATH", str(tmp_path / "none"))
    ran = desk("mail", "fetch")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith(f"ordertrack: error: there is no {tmp_path}/none\n")


def test_a_file_that_is_not_there_is_3(desk: Desk, letters: Path) -> None:
    ran = desk("mail", "fetch", str(letters), str(letters / "none.eml"))
    assert said(ran) == (3, "", f"ordertrack: error: there is no file or folder {letters}/none.eml\n")
    assert desk.rows("mail", "list") == []


def test_a_server_that_cannot_be_reached_is_6_and_the_password_stays_unsaid(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text("s3cret")
    for name, value in {"KIND": "imap", "HOST": "127.0.0.1", "PORT": "1", "USER": "u"}.items():
        monkeypatch.setenv(f"ORDERTRACK_MAILBOX_{name}", value)
    monkeypatch.setenv("ORDERTRACK_MAILBOX_PASSWORD_FILE", str(password))
    ran = desk("mail", "fetch")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith("ordertrack: error: 127.0.0.1 port 1 cannot be reached")
    assert "s3cret" not in ran.err


def test_what_came_before_the_way_closed_is_shown_and_the_code_is_6(desk: Desk, letters: Path, tmp_path: Path) -> None:
    new = tmp_path / "maildir" / "new"
    for name in ("cur", "new/2"):  # a folder is no letter
        (tmp_path / "maildir" / name).mkdir(parents=True)
    (new / "1").write_bytes((letters / QUESTION).read_bytes())
    (new / "3").write_bytes((letters / STRAY).read_bytes())
    ran = desk("mail", "fetch", str(tmp_path / "maildir"), "--json")
    assert (ran.code, [row["message_id"] for row in ran.document["rows"]]) == (6, ["<q@x>"])
    said = f"ordertrack: error: {new}/2 cannot be read: Is a directory\n1 new letter\n"
    assert (ran.err, desk.column("message_id", "mail", "list")) == (said, ["<q@x>"])
    (new / "2").rmdir()
    assert [row["message_id"] for row in desk.rows("mail", "fetch", str(tmp_path / "maildir"))] == ["<s@x>"]


def test_a_letter_that_is_too_large_stays_where_it_is(
    desk: Desk, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordertrack.mail.letters.mailboxes.LARGEST_LETTER", 70_000)
    (letters / "large.eml").write_bytes(a_letter("x" * 90_000, message_id="<l@x>"))
    ran = desk.do("mail", "fetch", str(letters), "--json")
    size = (letters / "large.eml").stat().st_size
    large = f"{letters}/large.eml has {size:,} bytes, more than is taken in; it stays where it is"
    assert ran.err.splitlines()[0] == f"ordertrack: warning: {large}"
    assert ran.document["count"] == 3


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ((), [1, 2, 3]),
        (("--waiting",), [1]),
        (("--unmatched",), [3]),
        (("--waiting", "--unmatched"), [1, 3]),
        (("--order", "A-1"), [1, 2]),
        (("--since", "2026-03-02"), [1, 2, 3]),
        (("--since", "tomorrow"), []),
        (("--limit", "2"), [1, 2]),
    ],
)
def test_letters_are_listed_as_they_are_asked_for(
    taken: Desk, letters: Path, asked: tuple[str, ...], ids: list[int]
) -> None:
    assert taken.rows("mail", "list", *asked) == [row for row in expected(letters) if row["id"] in ids]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "9"), 3, "there is no message 9"),
        (("show", "9", "--original"), 3, "there is no message 9"),
        (("show", "0"), 2, "Invalid value"),
        (("show", "one"), 2, "Invalid value"),
        (("show",), 2, "Missing argument"),
        (("show", "1", "2", "--original"), 2, "--original is for one message at a time"),
        (("show", "1", "--original", "--json"), 2, "--original goes to standard output as it is"),
        (("assign", "9", "A-1"), 3, "there is no message 9"),
        (("assign", "3", "A-9"), 3, "A-9"),
        (("assign", "1", "A-1"), 4, "message 1 is waiting with A-1; only one without an order is given one"),
        (("done", "9"), 3, "there is no message 9"),
        (("done", "2"), 4, "message 2 is done already; there is nothing to decide"),
        (("ask", "1"), 4, "message 1 is no letter of a customer about an order"),
        (("confirm", "3"), 4, "message 3 is no letter of a customer about an order"),
        (("list", "--order", "A-9"), 3, "A-9"),
        (("list", "--since", "never"), 2, "--since"),
        (("list", "--limit", "0"), 2, "Invalid value"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    taken: Desk, words: tuple[str, ...], code: int, sentence: str
) -> None:
    before = taken.content
    ran = taken("mail", *words)
    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.err
    assert taken.content == before


def test_a_letter_is_shown_whole(taken: Desk, letters: Path) -> None:
    row = {**expected(letters)[1], "files": [], "text": "When?", "rest": "> Soon."}
    assert taken.rows("mail", "show", "2") == [{key: row[key] for key in row}]
    assert "> Soon." not in taken.do("mail", "show", "2").out
    assert "> Soon." in taken.do("mail", "show", "2", "--full").out
    assert len(taken.rows("mail", "show", "1", "2", "3")) == 3


def test_a_cut_list_says_of_how_many_it_is(taken: Desk) -> None:
    assert "# 1 of 3 letters are shown; --limit cut the list" in taken.do("mail", "list", "--limit", "1").out
    assert taken.do("mail", "list", "--limit", "1", "--json").document["total"] == 3


def test_letters_fit_a_narrow_terminal(taken: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    lines = taken.do("mail", "list").out.splitlines()
    assert lines[1].split() == ["Message", "From", "Subject", "Orders", "State"]
    assert lines[3].split() == ["1", "Lee", "A-1", "A-1", "waiting"]


def test_a_letter_says_what_is_typed_next(taken: Desk) -> None:
    """SOP 4.3c."""
    supplier, customer, stray = (taken.do("mail", "show", number).out for number in "123")
    assert "# message 1 is the supplier's: `ordertrack followup A-1 --channel email --note TEXT --promised" in supplier
    assert "\n# " not in customer
    assert "`ordertrack mail assign 3 NUMBER` gives it one, `ordertrack mail done 3` sets it aside" in stray
    assert "  `ordertrack mail done 1` settles it\n" in taken("mail", "assign", "1", "A-1").err
