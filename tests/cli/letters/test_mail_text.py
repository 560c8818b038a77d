"""What people wrote: exact in a pipe, inert at a terminal, and nowhere in a log (SOP 4.3c, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.letters.mailed import lay_out
from tests.desk import FORMATS, Desk
from tests.letters_in import KAI, LEE, STRANGER

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "\x1b]0;title\x07\x1b[31m\u202egnp.exe"
SHOWN = r"\u202egnp.exe"


@pytest.fixture
def letters(desk: Desk, tmp_path: Path) -> Path:
    return lay_out(desk, tmp_path / "letters")


def test_the_original_is_byte_for_byte_what_came(desk: Desk, letters: Path) -> None:
    raw = b"From: \xff\xfe\r\nSubject: \x1b[31m\r\n\n\r\r\n" + bytes(range(256))
    (letters / "odd.eml").write_bytes(raw)
    desk.do("mail", "fetch", str(letters / "odd.eml"))
    assert desk.do("mail", "show", "1", "--original").stdout == raw


def test_the_original_cannot_act_on_a_terminal(desk: Desk, letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (letters / "odd.eml").write_bytes(f"Subject: {EVIL}\n\n{EVIL}\n".encode() + b"\xff\x9b31m")
    desk.do("mail", "fetch", str(letters / "odd.eml"))
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "100")
    out = desk.do("mail", "show", "1", "--original").out
    assert (SHOWN in out, "\x1b" in out, "\u202e" in out) == (True, False, False)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("words", [("list",), ("show", "1", "--full")])
def test_what_people_write_is_inert_at_a_terminal_in_any_format(
    desk: Desk, letters: Path, form: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = f'From: "{EVIL}" <{STRANGER}>\nSubject: {EVIL}\nContent-Type: text/plain; charset=utf-8\n'
    (letters / "odd.eml").write_bytes(f"{head}\n[red]{EVIL}[/]\n\n> {EVIL}\n".encode())
    desk.do("mail", "fetch", str(letters / "odd.eml"))
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "250")
    monkeypatch.setenv("NO_COLOR", "1")
    out = desk.do("mail", *words, "--format", form).out
    assert ("\x1b" in out, "\u202e" in out, "\x07" in out) == (False, False, False)
    assert "gnp.exe" in out


@pytest.mark.parametrize(
    "place", ["ordertrack.usecases.letters.following.record", "ordertrack.store.letters.link_orders"]
)
def test_no_text_and_no_address_of_a_letter_stands_in_the_traceback_of_a_bug(
    desk: Desk, letters: Path, home: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, lambda *_: [].pop())
    ran = desk("mail", "fetch", str(letters))
    assert ran.code == 1
    log = (home / ".local/state/ordertrack/last-error.log").read_text()
    assert log.endswith("IndexError: pop from empty list\n")
    private = (KAI, LEE, STRANGER, "Friday", "When?", "Buy!", "Offer")
    assert [each for each in private if each in log + ran.err] == []
