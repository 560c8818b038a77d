"""Every command explains itself, examples first; a slip is met with the near name; no value is a bug."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from ordertrack.cli.app import build_app
from tests.desk import Desk, add, move, run, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator

VERBS = ("add", "status", "followup", "escalate", "close", "report")
COMMON = {"--db", "--color", "--no-input", "--help"}
READING = {"--as-of", "--format", "--json", "--csv", "--output", "--fields", "--excel", "--quiet-if-empty"}
WRITING = {"--actor", "--dry-run"}
WRITERS = {
    *("add", "status", "close", "cancel", "edit", "import orders", "import issues", "import enquiries"),
    *("issue open", "issue wait", "issue resume", "issue resolve", "issue reopen", "enquiry log", "enquiry answer"),
    *("policy adopt", "book archive", "book hold", "party erase"),
    *("export attachments", "export evidence"),
    *("party add", "party edit", "party merge", "book init", "book upgrade", "book backup", "book journal"),
    *("notice edit", "notice approve", "notice withdraw", "notice retry"),
    *("mail assign", "mail done", "mail ask", "mail confirm"),
}


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its words, as Typer knows it."""
    waiting: list[tuple[str, Any]] = [("", typer.main.get_command(build_app()))]
    for words, command in waiting:
        if not hasattr(command, "commands"):
            yield words, command
        for name, part in getattr(command, "commands", {}).items():
            waiting.append((f"{words} {name}".strip(), part))


COMMANDS = dict(commands())
GROUPS = ("", *sorted({words.partition(" ")[0] for words in COMMANDS if " " in words}))


def options_of(command: Any) -> set[str]:  # noqa: ANN401 - Typer's own type
    return {max(part.opts, key=len) for part in command.params if part.param_type_name == "option"}


@pytest.mark.parametrize("words", [*GROUPS, *COMMANDS])
def test_help_is_given_for_both_names_on_standard_output(words: str) -> None:
    short, long = run(*words.split(), "-h"), run(*words.split(), "--help")
    assert (short.code, short.err, short.out.startswith("Usage: ordertrack")) == (0, "", True)
    assert short == long


@pytest.mark.parametrize("words", ["", *COMMANDS])
def test_examples_come_before_options(words: str) -> None:
    text = run(*words.split(), "--help").out
    assert 0 < text.index("Examples:") < text.index("Options:")
    assert f"    ordertrack {words}".rstrip() in text


@pytest.mark.parametrize("words", COMMANDS)
def test_every_example_is_a_command_with_options_that_exist(words: str) -> None:
    text = run(*words.split(), "--help").out
    examples = text[text.index("Examples:") : text.index("Options:")]
    typed = set(re.findall(r"(?<=\s)--[a-z-]+", re.sub(r"\|[^\n]*", "", examples)))
    assert typed - options_of(COMMANDS[words]) - COMMON - READING - WRITING - {"--db"} == set()


def test_the_verbs_of_the_desk_come_first() -> None:
    listed = re.findall(r"^  ([a-z]+)  +\S", run("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert tuple(listed[: len(VERBS)]) == VERBS


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_the_options_of_its_kind(words: str) -> None:
    shared = (
        COMMON - {"--help"} | (WRITING if words in WRITERS else set()) | (READING if words not in WRITERS else set())
    )
    assert shared - options_of(COMMANDS[words]) == set()


def test_the_version_is_printed_wherever_it_is_asked_for(tmp_path: Path) -> None:
    asked = (("--version",), ("--db", str(tmp_path / "none.db"), "--version"), ("--version", "list"))
    assert len({run(*argv) for argv in asked} | {spawn("--version")}) == 1
    assert re.fullmatch(r"ordertrack \d+\.\d+\.\d+\n", run("--version").out)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("statsu",), "status"),
        (("lst",), "list"),
        (("repotr",), "report"),
        (("report", "overdu"), "overdue"),
        (("export", "order"), "orders"),
        (("party", "mege"), "merge"),
        (("list", "--ownr", "bo"), "--owner"),
        (("close", "A-1", "--recieved-by", "x"), "--received-by"),
        (("list", "--fields", "nmber"), "number"),
        (("import", "orders", "x.csv", "--map", "custmer=Name"), "customer"),
        (("list", "--as-of", "tuseday"), "tuesday"),
        (("add", "A-9", "--customer=A", "--supplier=B", "--promised=+1w", "--value=1", "--currency=EUX"), "EUR"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, tuple) else "",
)
def test_a_slip_is_met_with_the_near_name(desk: Desk, typed: tuple[str, ...], meant: str) -> None:
    ran = desk(*typed)
    assert (ran.code in {2, 4}, ran.out, meant in ran.err) == (True, "", True), ran.err


def completed(line: str, **environ: str) -> list[str]:
    """Give what bash is offered at the end of a line."""
    words = line.split(" ")
    asked = {"_ORDERTRACK_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    with pytest.MonkeyPatch.context() as patch:
        for name, text in {**asked, **environ}.items():
            patch.setenv(name, text)
        patch.setattr("ordertrack.cli.commands.GLOBAL", {})  # what an earlier command of this process was given
        ran = run()
    assert (ran.code, ran.err) == (0, "")
    return ran.out.split()


def test_completion_offers_commands_options_choices_and_open_numbers(desk: Desk) -> None:
    for number in ("SO-1", "SO-2", "QX-3"):
        add(desk, number)
    move(desk, "SO-2", ["cancelled", "--cause=x"])
    book = {"ORDERTRACK_DB": str(desk.place)}
    assert {*VERBS, "show", "list", "today", "doctor", "demo"} <= set(completed("ordertrack ", **book))
    assert completed("ordertrack st", **book) == ["status"]
    assert completed("ordertrack report o", **book) == ["overdue", "ontime"]
    assert completed("ordertrack list --ov", **book) == ["--overdue"]
    assert completed("ordertrack status SO-1 --to sh", **book) == ["shipped"]
    assert [completed(f"ordertrack {verb} SO", **book) for verb in ("status", "close", "cancel", "edit", "show")] == [
        ["SO-1"]
    ] * 5
    assert completed("ordertrack status ", **book) == ["QX-3", "SO-1"]
    assert completed(f"ordertrack --db {desk.place} show Q") == ["QX-3"]
    assert completed(f"ordertrack trail show --db {desk.place} Q") == ["QX-3"]


@pytest.mark.parametrize("place", ["/no/such/book.db", "mysql://x/y", "postgresql://nobody@127.0.0.1:1/x"])
def test_completion_is_silent_when_the_book_cannot_be_read(place: str) -> None:
    assert completed("ordertrack status SO", ORDERTRACK_DB=place) == []


def test_completion_can_be_installed_and_shown(home: Path) -> None:
    shown = run("--show-completion", "bash")
    installed = run("--install-completion", "bash")
    assert (shown.code, "_ORDERTRACK_COMPLETE=complete_bash" in shown.out) == (0, True)
    assert (installed.code, (home / ".bash_completions" / "ordertrack.sh").exists()) == (0, True)


ODD = ("\udcff", "9" * 400)
ODDER = ("", "-", "x" * 5000, "\x1b[31m\u202e", "1e999", f"1:{'9' * 400}", "9999-12-31", "a=b", "/no/such/x.csv", '1,"')
GIVEN = {"FILE": "new.csv", "NAME": "Acme", "ID...": "1", "KIND": "delay"}


FOR_ALL = ("list", "show", "report ontime", "export trail", "add", "status", "book backup")
"""The commands with which those options are tried that the same code reads whatever the command."""
READ_ALIKE = {
    (part.opts[0], part.help)
    for words in FOR_ALL
    for part in COMMANDS[words].params
    if {"--db", "--color", "--actor", "--format", "--fields", "--output"}.intersection(part.opts)
}
"""These options: one of the same name that says something else is a command's own."""


def with_value(words: str, part: Any, value: str) -> list[str]:  # noqa: ANN401 - Typer's own type
    """Give the command with this value for one of its parameters, and good ones for its arguments."""
    arguments = [each for each in COMMANDS[words].params if each.param_type_name == "argument"]
    values = [value if each is part else GIVEN.get(each.metavar or each.name.upper(), "A-1") for each in arguments]
    if part in arguments:
        return [*words.split(), "--", *values]
    return [*words.split(), f"{part.opts[0]}={value}", *values]


def require_no_bug(desk: Desk, words: str, value: str) -> None:
    whole = desk.content
    for part in COMMANDS[words].params:
        is_argument = part.param_type_name == "argument"
        is_tried = words in FOR_ALL or is_argument or (part.opts[0], part.help) not in READ_ALIKE
        if is_tried and (is_argument or not part.is_flag):
            Path(desk.place).write_bytes(whole)
            book = () if "--db" in part.opts or words == "demo" else ("--db", str(desk.place))
            ran = run(*book, *with_value(words, part, value), stdin=b"A-1\n\xff\n")
            assert ran.code in {0, 2, 3, 4, 5, 6, 7}, (words, part.name, ran)


@pytest.fixture
def littered(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A book with an order, in a folder with a file to import, into which anything may be written."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "new.csv").write_text("number,customer,supplier,promised_on\nZ-1,Acme,Bolts,2026-04-01\n")
    add(desk, "A-1")
    return desk


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("value", ODD, ids=["half a character", "a huge number"])
def test_no_value_of_any_option_is_a_bug(littered: Desk, words: str, value: str) -> None:
    require_no_bug(littered, words, value)


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS)
def test_no_odder_value_of_any_option_is_a_bug(littered: Desk, words: str) -> None:
    for value in ODDER:
        shutil.copy("new.csv", "kept.csv")
        require_no_bug(littered, words, value)
        shutil.copy("kept.csv", "new.csv")
