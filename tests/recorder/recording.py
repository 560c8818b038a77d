"""Recordings: a page for each book on each engine, and one for what needs no book."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, BinaryIO

from tests.recorder.asking import ask_all, names_of
from tests.recorder.books import ENGINES, NAMES, lay_out, read_subjects
from tests.recorder.changes import AFTERNOON, AFTERWARDS, MORNING, REFUSED, YEARS_LATER
from tests.recorder.inputs import write_inputs, write_replies
from tests.recorder.pages import Page
from tests.recorder.postgres import server_in
from tests.recorder.questions import AS_IT_IS, COMPLETED, WITH_SETTINGS, WITHOUT_A_BOOK
from tests.recorder.running import HERE, at, environment, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PROGRAM = "program"
PAGES = (PROGRAM, *(f"{name}.{engine}" for name in NAMES for engine in ENGINES))
THOROUGH = "example.sqlite"
"""The page with every format of every answer, and with what is refused."""

WORKED_AT = frozenset({"example.sqlite", "example.postgres"})
"""The books at which a day's work is done."""

NO_BOOK, LATER = "2026-11-23T08:05:00Z", "2045-03-01T09:00:00Z"


def record(books: Path, to: Path, *, only: Sequence[str] = (), is_thorough: bool = False, here: Path = HERE) -> None:
    """Write the pages of a recording into a folder, all of them or only some."""
    to.mkdir(parents=True, exist_ok=True)
    books, to = books.resolve(), to.resolve()
    for name in only or PAGES:
        began = time.monotonic()
        with workplace(here), (to / f"{name}.txt").open("wb") as file:
            if name == PROGRAM:
                record_program(Page(file, here, {"A": "SO-1010", "START": "SO-10"}))
            else:
                _record_book(file, books, name, here, is_thorough=is_thorough)
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")


def record_program(page: Page) -> None:
    """Write down every help text, what shells are offered, and the command that makes a book of its own."""
    at(NO_BOOK)
    page.ask("--version")
    page.ask("")
    for words in ("", *commands()):
        page.ask(f"{words} --help")
    _complete(page)
    page.ask("--show-completion bash")
    for command, variants in WITHOUT_A_BOOK.items():
        for variant in variants:
            page.ask(f"{command} {variant}", "--format table", ORDERTRACK_FORCE_TTY="80")
            page.ask(f"{command} {variant}", "--json")
    page.ask("list")
    with environment({"ORDERTRACK_DB": "../book.db"}):
        for line in ("demo --keep ../book.db", "list", "trail head", "export trail"):
            page.ask(line)


def commands() -> dict[str, frozenset[str]]:
    """Give every command and group of the program by its words, with its options."""
    from typer.main import get_command

    from ordertrack.cli.app import build_app

    return dict(_within(get_command(build_app())))


def _within(group: Any, above: str = "") -> Iterator[tuple[str, frozenset[str]]]:  # noqa: ANN401 - Typer's own type
    for name, command in group.commands.items():
        words = f"{above} {name}".strip()
        yield words, frozenset(option for each in command.params for option in each.opts)
        if hasattr(command, "commands"):
            yield from _within(command, words)


def _record_book(file: BinaryIO, books: Path, name: str, here: Path, *, is_thorough: bool) -> None:
    """Lay out a copy of a book and write down what it answers, what it refuses, and what work makes of it."""
    with server_in(here) if name.endswith(".postgres") else nullcontext() as server:
        lay_out(name, books, here, server)
        subjects = read_subjects(books, name)
        write_inputs(here / "in", subjects["NOW"])
        page = Page(file, here, names_of(name.partition(".")[0], subjects))
        ask_all(page, is_thorough=is_thorough or name == THOROUGH)
        for line in AS_IT_IS:
            page.ask(line)
        for line in WITH_SETTINGS:
            page.ask(line, ORDERTRACK_SETTINGS="../in/settings.toml")
        if name == THOROUGH:
            for line in REFUSED:
                page.ask(line)
            _complete(page)
        if name in WORKED_AT:
            _work(page, here, subjects["NOW"])


def _complete(page: Page) -> None:
    for line in COMPLETED:
        page.complete(line)


def _work(page: Page, here: Path, now: str) -> None:
    """Do a day's work, look at it, and look again when the terms of the records are over."""
    for line in MORNING:
        _change(page, line)
    write_replies(here / "in" / "replies", now)
    for line in AFTERNOON:
        _change(page, line)
    for line in AFTERWARDS:
        page.ask(line)
    for line in YEARS_LATER:
        page.ask(line, ORDERTRACK_AS_OF=LATER)


def _change(page: Page, line: str) -> None:
    """Give a command first as a dry run, then in earnest."""
    command, _, piped = line.partition(" < ")
    page.ask(f"{command} --dry-run{f' < {piped}' if piped else ''}")
    page.ask(line)
