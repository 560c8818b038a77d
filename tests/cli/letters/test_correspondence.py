"""Correspondence at the command line: `log`, the letters of `show`, `list --text`, letters' files (SOP 4.3c, 5)."""

from __future__ import annotations

import stat
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Attachment, Direction
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.parties import Side
from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, add
from tests.store.letters import a_notice, keep, queue

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = "Dear all,\n\nis it \x1b]52;late?\n  Kai [urgent]"
FILES = tuple(Attachment(name, "text/plain", 2) for name in ("../a.txt", "A.TXT", ".bashrc"))

LOG = (
    "Order A-1  as of 2026-03-02\n"
    "When     Mon 2026-03-02 09:30 UTC\n"
    "What     letter\n"
    "From     Kai\n"
    "To       the desk\n"
    "By       email\n"
    "Outcome  received\n"
    "Subject  late?\n"
    "Text     Dear all,\n"
    "\n"
    "         is it \\x1b]52;late?\n"
    "           Kai [urgent]\n"
    "Message  1\n"
    "Files    ../a.txt, A.TXT, .bashrc\n"
    "\n"
    "When     Mon 2026-03-02 09:30 UTC\n"
    "What     notice\n"
    "From     anna\n"
    "To       Bolts\n"
    "By       email\n"
    "Outcome  sent\n"
    "Subject  Please\n"
    "Message  2\n"
    "\n"
    "When     Mon 2026-03-02 10:15 UTC\n"
    "What     contact\n"
    "From     anna\n"
    "To       Bolts\n"
    "By       phone\n"
    "Outcome  answered\n"
    "Text     ring back\n"
    "         soon\n"
    "\n"
    "When     Mon 2026-03-02 11:00 UTC\n"
    "What     enquiry\n"
    "From     Kai\n"
    "To       the desk\n"
    "By       phone\n"
    "Text     where is it?\n"
    "\n"
    "When     Mon 2026-03-02 11:30 UTC\n"
    "What     answer\n"
    "From     anna\n"
    "To       Kai\n"
    "By       phone\n"
    "Text     on a ship\n"
    "\n"
    "What the letters quote is left out; --full shows it.\n"
)


@pytest.fixture
def talk(desk: Desk) -> Desk:
    """Two orders; about A-1 a letter with files came, a notice went, a call was made, and a customer asked."""
    add(desk, "A-1")
    add(desk, "B-1")
    book = SqlBook(desk.place)
    rest = "> On Monday\n> you wrote"
    keep(book, enclosing(), "A-1", subject="late?", text=WRITTEN, rest=rest, party=1, attachments=FILES)
    nobody = {"sender": None, "sender_name": None}
    keep(book, b"x", "A-1", direction=Direction.OUT, party=2, side=Side.SUPPLIER, subject="Please", text="", **nobody)
    queue(book, a_notice("A-1", sent_at=None, state=NoticeState.QUEUED, subject="not sent yet"))
    desk.given("followup", "A-1", "--channel", "phone", "--note", "ring back\nsoon", "--at", "10:15")
    desk.given("enquiry", "log", "A-1", "--from", "Kai", "--channel", "phone", "--at", "11:00", "where is it?")
    desk.given("enquiry", "answer", "A-1", "--channel", "phone", "--at", "11:30", "on a ship")
    return desk


def enclosing() -> bytes:
    letter = EmailMessage()
    letter["From"] = "Kai <kai@example.org>"
    letter.set_content(WRITTEN.replace("\x1b", ""))
    for number, each in enumerate(FILES):
        letter.add_attachment(f"{number}\n".encode(), maintype="text", subtype="plain", filename=each.name)
    return bytes(letter)


def test_the_log_reads_like_a_conversation(talk: Desk) -> None:
    assert talk.do("log", "A-1", "--format", "table").out == LOG


def test_what_was_quoted_is_shown_on_demand(talk: Desk) -> None:
    out = talk.do("log", "A-1", "--format", "table", "--full").out
    assert "Quoted   > On Monday\n         > you wrote\n" in out
    assert "left out" not in out


def test_the_log_is_one_record_an_entry_for_scripts(talk: Desk) -> None:
    first, *others = talk.rows("log", "A-1")
    assert first == {
        "when": "Mon 2026-03-02 09:30 UTC",
        "at": "2026-03-02T09:30:00Z",
        "kind": "letter",
        "sender": "Kai",
        "recipient": "the desk",
        "channel": "email",
        "outcome": "received",
        "subject": "late?",
        "text": WRITTEN,
        "rest": None,
        "message": 1,
        "attachments": "../a.txt, A.TXT, .bashrc",
    }
    assert [each["kind"] for each in others] == ["notice", "contact", "enquiry", "answer"]
    assert talk.rows("log", "A-1", "--full")[0]["rest"] == "> On Monday\n> you wrote"
    assert talk.do("log", "B-1", "--csv").out.count("\n") == 1
    assert len(talk.do("log", "A-1", "--format", "ndjson").out.splitlines()) == 5
    assert len(talk.do("log", "A-1").out.splitlines()) == 7


def test_the_log_says_as_of_when_it_is(talk: Desk) -> None:
    assert talk.do("log", "A-1", "--json").document["as_of"] == "2026-03-02"


def test_an_order_that_is_not_there_has_no_log(talk: Desk) -> None:
    assert talk("log", "Z-1").code == 3


def test_an_order_is_shown_with_its_letters(talk: Desk) -> None:
    ((first, second), nothing) = talk.column("messages", "show", "A-1", "B-1")
    assert nothing == []
    assert first == {
        "message": 1,
        "at": "2026-03-02T09:30:00Z",
        "direction": "in",
        "who": "Kai",
        "channel": "email",
        "nature": "letter",
        "subject": "late?",
        "said": "Dear all,",
        "attachments": 3,
    }
    assert (second["direction"], second["who"], second["said"]) == ("out", "Bolts", None)
    assert "\nMessages\n" in talk.do("show", "A-1", "--format", "table").out
    assert "Messages" not in talk.do("show", "B-1", "--format", "table").out


def test_orders_are_listed_by_what_was_said(talk: Desk) -> None:
    sought = ("late?", "RING soon", '"dear all"', '"all dear"', "shi*", "shi", "A-1", "[urgent]", "ship gone")
    assert {text: talk.column("number", "list", "--text", text) for text in sought} == {
        "late?": ["A-1"],
        "RING soon": ["A-1"],
        '"dear all"': ["A-1"],
        '"all dear"': [],
        "shi*": ["A-1"],
        "shi": [],
        "A-1": ["A-1"],
        "[urgent]": ["A-1"],
        "ship gone": [],
    }


def test_nothing_to_look_for_is_a_mistake(talk: Desk) -> None:
    ran = talk("list", "--text", "  ")
    assert (ran.code, "--text is blank" in ran.err) == (2, True)


def test_files_are_written_under_safe_names_each_its_own(talk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    ran = talk.do("export", "attachments", "A-1", "-o", str(folder))
    names = ["1-a.txt", "1-A-2.TXT", "1-bashrc"]
    assert ran.out.splitlines() == [str(folder / name) for name in names]
    assert ran.err == "3 files written\n"
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == {
        name: f"{at}\n".encode() for at, name in enumerate(names)
    }
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_no_file_is_written_over_another(talk: Desk, tmp_path: Path) -> None:
    (tmp_path / "1-a.txt").symlink_to(tmp_path / "elsewhere")
    ran = talk("export", "attachments", "A-1", "-o", str(tmp_path))
    assert (ran.code, f"{tmp_path / '1-a.txt'} exists already" in ran.err) == (5, True)
    assert not (tmp_path / "elsewhere").exists()


def test_files_want_a_folder_that_is_there(talk: Desk, tmp_path: Path) -> None:
    ran = talk("export", "attachments", "A-1", "-o", str(tmp_path / "nowhere"))
    assert (ran.code, f"there is no folder {tmp_path / 'nowhere'}" in ran.err) == (6, True)


def test_a_dry_run_and_an_order_without_files_write_nothing(talk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    assert talk.do("export", "attachments", "A-1", "-o", str(folder), "--dry-run").out == ""
    assert talk.do("export", "attachments", "B-1", "-o", str(folder)).err == "no letter came with a file\n"
    assert list(folder.iterdir()) == []
