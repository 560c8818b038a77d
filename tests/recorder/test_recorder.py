"""The recorder says the same twice, finds what differs, and has forgotten no command."""

from __future__ import annotations

import shutil
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.recorder.asking import DAYS, FORMS, names_of
from tests.recorder.changes import AFTERWARDS, CHANGES, REFUSED, YEARS_LATER
from tests.recorder.comparing import MOST_LINES, MOST_PARTS, compare, differences
from tests.recorder.inputs import FILES
from tests.recorder.letters import a_letter, lay_out
from tests.recorder.pages import MARK, Page
from tests.recorder.questions import AS_IT_IS, COMPLETED, QUESTIONS, WITH_SETTINGS, WITHOUT_A_BOOK
from tests.recorder.recording import NO_BOOK, commands
from tests.recorder.running import done, sit_at, words_of, workplace

if TYPE_CHECKING:
    from pathlib import Path

DATE = "Mon, 23 Nov 2026 07:00:00 +0000"
SOME = (
    *("book info --fields place,events", "list -o list.html", "status I-1 --to confirmed", "mail fetch ../in/letters"),
    *("trail head", "--version"),
)
SUBJECTS = dict.fromkeys(
    ("A", "B", "C", "CUSTOMER", "SUPPLIER", "OWNER", "ISSUE", "NOTICE", "DRAFT", "TOLD", "MESSAGE"), "I-1"
) | dict.fromkeys(("FILED", "FINISHED", "ANSWERED"), "I-2")


@cache
def known() -> dict[str, frozenset[str]]:
    return commands()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new book of two orders."""
    folder = tmp_path_factory.mktemp("recorded")
    with workplace(folder / "here", seed=2):
        sit_at(folder / "book.db", NO_BOOK)
        done("book init --zone UTC")
        done("import orders -", FILES["new.csv"].encode())
    return folder / "book.db"


def recorded(book: Path) -> bytes:
    """A page about a copy of a book."""
    page = BytesIO()
    with workplace(book.parent / "here") as here:
        sit_at(shutil.copy(book, here), NO_BOOK)
        lay_out(here / "in" / "letters", [a_letter("1", "Kai <kai@acme.example>", "I-1", "When?\n", date=DATE)])
        for line in SOME:
            Page(page, here, {}).ask(line)
    return page.getvalue()


def test_a_book_recorded_twice_gives_the_same_bytes(book: Path) -> None:
    page = recorded(book)
    assert page == recorded(book)
    assert page.count(MARK) == len(SOME)
    assert (b"--- file list.html\n<!DOCTYPE html>" in page, b"ordertrack 0.0.0\n" in page) == (True, True)
    assert (str(book.parent).encode() in page, b"{HERE}/book.db" in page) == (False, True)


def test_every_command_that_shows_something_is_asked() -> None:
    showing = {words for words, options in known().items() if "--format" in options}
    assert showing == QUESTIONS.keys() | WITHOUT_A_BOOK.keys()


def test_every_command_that_changes_something_is_worked_with() -> None:
    changing = {words for words, options in known().items() if "--dry-run" in options}
    lines = [f"{line} " for line in (*CHANGES, *AS_IT_IS)]
    assert {words for words in changing if not any(line.startswith(f"{words} ") for line in lines)} == set()


def test_every_format_is_asked_for() -> None:
    (wanted,) = {option for option in known()["list"] if option == "--format"}
    asked = {form.options.removeprefix(f"{wanted} ").partition(" ")[0] for form in FORMS}
    assert asked == {"table", "plain", "csv", "tsv", "ndjson", "markdown", "html", "--json", "--excel"}


class One:
    """Stands for whatever is looked up."""

    def __format__(self, _: str) -> str:
        return "1"


@pytest.mark.parametrize("name", DAYS)
def test_every_name_in_a_line_stands_for_something(name: str) -> None:
    names = names_of(name, SUBJECTS) | dict.fromkeys(("notice", "letter", "reply"), One())
    questions = [f"{command} {variant}" for command, variants in QUESTIONS.items() for variant in variants]
    lines = [*questions, *AS_IT_IS, *WITH_SETTINGS, *CHANGES, *AFTERWARDS, *REFUSED, *YEARS_LATER]
    assert all(words_of(line.partition(" < ")[0], names) for line in lines)
    assert all(line.format_map(names) for line in COMPLETED)


def a_page(folder: Path, parts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    text = b"\n".join(MARK + f"{title}\nexit 0\n--- stdout\n{body}\n".encode() for title, body in parts.items())
    (folder / "example.sqlite.txt").write_bytes(text)


def test_recordings_that_are_the_same_do_not_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        a_page(tmp_path / name, {"ordertrack list": "A-1", "ordertrack status": "1 order"})
    assert not compare(tmp_path / "a", tmp_path / "b")
    assert capsys.readouterr().out == "1 pages, 0 of them differ\n"


def test_what_differs_is_shown_command_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_page(tmp_path / "a", {"ordertrack list": "A-1", "ordertrack status": "1 order", "ordertrack today": ""})
    a_page(tmp_path / "b", {"ordertrack list": "A-2", "ordertrack status": "1 order", "ordertrack calls": ""})
    assert compare(tmp_path / "a", tmp_path / "b")
    said = capsys.readouterr().out
    assert "example.sqlite.txt: 3 commands differ\n" in said
    assert "    -A-1\n    +A-2\n" in said
    assert "  ordertrack today\n    is only in the first\n" in said
    assert "  ordertrack calls\n    is only in the second\n" in said


def test_no_more_than_the_beginning_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "\n".join(map(str, range(1000)))
    for name, body in (("a", long), ("b", long.replace("5", "6"))):
        a_page(tmp_path / name, {f"ordertrack show {number}": body for number in range(2 * MOST_PARTS)})
    assert compare(tmp_path / "a", tmp_path / "b")
    assert len(capsys.readouterr().out.splitlines()) < MOST_PARTS * (MOST_LINES + 5)


def test_a_page_or_a_recording_that_is_missing_differs(tmp_path: Path) -> None:
    a_page(tmp_path / "a", {"ordertrack list": "A-1"})
    (tmp_path / "b").mkdir()
    assert compare(tmp_path / "a", tmp_path / "b")
    assert compare(tmp_path / "b", tmp_path / "b")


def test_the_same_command_given_twice_is_compared_twice() -> None:
    part = MARK + b"ordertrack round\n"
    one, other = (part + b"first\n\n" + part + end for end in (b"second\n", b"third\n"))
    assert [each.title for each in differences(one, other)] == ["ordertrack round"]
