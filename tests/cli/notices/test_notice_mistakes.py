"""Notices at the command line: what is typed wrong, or cannot be any more (SOP 5)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, add

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


USAGE = {
    "no notice": ("notice", "approve"),
    "a number that is none": ("notice", "approve", "x"),
    "both": ("notice", "approve", "1", "--all"),
    "a filter alone": ("notice", "retry", "--kind", "delay"),
    "all, to withdraw": ("notice", "withdraw", "--all", "--cause", "x"),
    "nothing to edit": ("notice", "edit", "1"),
    "a subject of nothing": ("notice", "edit", "1", "--subject", " "),
    "a subject that is too long": ("notice", "edit", "1", "--subject", "x" * 201),
    "a text of nothing": ("notice", "edit", "1", "--body", "-"),
    "HTML to a file": ("notice", "show", "1", "--html", "-o", "one.html"),
    "HTML as JSON": ("notice", "preview", "delay", "A-1", "--html", "--json"),
    "a subject of two lines": ("notice", "edit", "1", "--subject", "a\nBcc: b@example.com"),
    "no order": ("notice", "preview", "delay"),
    "a language that is none": ("notice", "preview", "delay", "A-1", "--language", "german?"),
    "a kind that is none": ("notice", "preview", "birthday", "A-1"),
    "a period backwards": ("report", "notices", "--since", "2026-03-03", "--until", "2026-03-02"),
}


@pytest.mark.parametrize("case", USAGE)
def test_what_is_missing_or_typed_wrong_is_2(written: Desk, case: str) -> None:
    before = written.content
    ran = written(*USAGE[case])
    assert (ran.code, ran.out, written.content == before) == (2, "", True)


NOWHERE = (
    ("show", "9"),
    ("approve", "9"),
    ("preview", "delay", "A-9"),
    ("retry", "9"),
    ("list", "--order", "A-9"),
    ("list", "--to", "Zeta"),
    ("approve", "--all", "--order", "A-9"),
    ("withdraw", "--all", "--order", "A-9", "--cause", "x"),
    ("retry", "--all", "--to", "Zeta"),
    ("edit", "1", "--body", "no-such-file"),
)


@pytest.mark.parametrize("words", NOWHERE, ids=" ".join)
def test_what_is_not_there_is_3(written: Desk, words: tuple[str, ...]) -> None:
    assert written("notice", *words).code == 3


def test_a_recipient_who_is_nobody_is_told_from_one_who_was_told_nothing(written: Desk) -> None:
    """SOP 4.4."""
    assert "  near it: Acme" in written("notice", "list", "--to", "Amce").err.splitlines()
    for name in ("Bolts", "manager"):
        assert written.rows("notice", "list", "--to", name, "--failed") == []


def test_a_word_that_is_none_is_answered_with_what_was_meant(written: Desk) -> None:
    assert "Did you mean 'delay'?" in written("notice", "list", "--kind", "delya").err
    assert "those of an order are --all --order NUMBER" in written("notice", "approve", "A-1").err


def test_what_was_sent_cannot_be_approved_edited_or_withdrawn(written: Desk) -> None:
    written.do("notice", "send")
    for words in (("approve", "3"), ("edit", "3", "--subject", "x"), ("withdraw", "3", "--cause", "x"), ("retry", "3")):
        assert written("notice", *words).code == 4


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_notices(written: Desk, form: str) -> None:
    for words in (("list",), ("show", DRAFT), ("preview", "order-confirmation", "A-1")):
        assert "order-confirmation" in written.do("notice", *words, "--format", form).out
