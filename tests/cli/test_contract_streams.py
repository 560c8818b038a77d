"""Standard output is data, standard error is talk, and the data are the same whoever reads them."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, Desk, add, move, run
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TABLES = (
    ("list",),
    ("status",),
    ("status", "A-1", "A-2"),
    ("today",),
    ("report", "overdue"),
    ("report", "daily"),
    ("report", "ontime"),
    ("report", "ontime", "--by", "supplier"),
    ("report", "aging"),
    ("export", "orders"),
    ("export", "lines"),
    ("export", "trail"),
    ("export", "parties"),
    ("party", "list"),
    ("party", "show", "Acme"),
    ("trail", "show", "A-1"),
    ("trail", "verify"),
    ("trail", "head"),
    ("book", "info"),
    ("book", "check"),
    ("book", "journal"),
    ("doctor",),
)
QUESTIONS = (*TABLES, ("show", "A-1", "A-2"))
WRITES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("add", "A-9", "--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20"): ("A-9",),
    ("status", "A-1", "A-3", "--to", "confirmed"): ("A-1", "A-3"),
    ("status", "A-1", "--note", "called"): ("A-1",),
    ("status", "A-2", "--to", "shipped", "--line", "1:4"): ("A-2",),
    ("status", "A-2", "--correct", "typo"): ("A-2",),
    ("edit", "A-1", "--owner", "bo"): ("A-1",),
    ("edit", "A-1", "--priority", "normal"): ("A-1",),
    ("cancel", "A-1", "A-2", "--cause", "withdrawn"): ("A-1", "A-2"),
    ("close", "A-2", "--short", "sold out", "--until", "receipt"): (),
    ("party", "add", "Zeta"): ("Zeta",),
    ("party", "edit", "acme", "--language", "de"): ("Acme",),
    ("party", "merge", "Bolts", "--into", "Acme"): ("Acme",),
    ("book", "upgrade"): (),
    ("book", "journal", "truncate"): (),
}
SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"ORDERTRACK_FORCE_TTY": "40"},
    {"ORDERTRACK_FORCE_TTY": "250"},
    {"NO_COLOR": "1"},
    {"TERM": "dumb", "COLUMNS": "20"},
    {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    {"FORCE_COLOR": "1"},
)


def worked(desk: Desk) -> Desk:
    """Fill the book: A-1 entered, A-2 confirmed and overdue, A-3 entered with an owner."""
    add(desk, "A-1", "--note=two\nlines, and a tab\there")
    add(desk, "A-2", "--promised=2026-02-27", "--customer=Žofia")
    add(desk, "A-3", "--owner=bo")
    move(desk, "A-2", ["confirmed"])
    return desk


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A filled book for tests that only look."""
    from tests.desk import new_desk

    folder = tmp_path_factory.mktemp("streams")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        patch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
        return worked(new_desk(folder / "orders.db"))


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_question_is_answered_on_standard_output_alone(read_only: Desk, question: tuple[str, ...], form: str) -> None:
    ran = read_only.do(*question, "--format", form)
    assert (ran.err, bool(ran.out), ran.out.endswith("\n"), "\r" in ran.out) == ("", True, True, False)


@pytest.mark.parametrize("command", WRITES, ids=" ".join)
def test_a_write_says_what_changed_and_prints_the_names_alone(desk: Desk, command: tuple[str, ...]) -> None:
    worked(desk)
    if command[0] == "close":
        desk.do("status", "A-2", "--to", "delivered", "--line", "1:4")
    ran = desk.do(*command)
    names = WRITES[command] or (("A-2",) if command[0] == "close" else ())
    assert ran.out == "".join(f"{name}\n" for name in names)
    assert [len(line.split()) > 1 for line in ran.err.splitlines()] == [True] * max(1, len(ran.err.splitlines()))


def test_a_file_is_imported_without_a_word_on_standard_output(desk: Desk) -> None:
    text = b"number,customer,supplier,promised_on\nB-1,Acme,Bolts,2026-03-20\n"
    ran = desk.do("import", "orders", "-", stdin=text)
    assert ran == (0, b"", b"orders: 1 added, 0 updated, 0 unchanged, 2 new parties; 1 line added\n")


def test_a_word_for_a_date_is_echoed_resolved_on_standard_error(desk: Desk) -> None:
    ran = desk.do("list", "--as-of", "+5bd", "--csv")
    assert (ran.out.count("\n"), ran.err) == (1, "--as-of +5bd is Monday 2026-03-09\n")


def test_the_demo_prints_data_on_one_and_talk_on_the_other(morning: None) -> None:
    del morning
    ran = run("demo", "--json")
    assert (ran.document["kind"], "Then try:" in ran.err) == ("daily", True)


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_json_is_one_object_of_a_fixed_shape(read_only: Desk, question: tuple[str, ...]) -> None:
    document = read_only.do(*question, "--json").document
    rows = document["rows"]
    assert (list(document)[:4], list(document)[-1]) == (["schema", "kind", "as_of", "count"], "rows")
    assert (document["schema"], document["count"]) == (1, len(rows))
    assert document["as_of"] is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", document["as_of"])
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("question", TABLES, ids=" ".join)
def test_the_fields_are_the_same_in_every_format_for_scripts(read_only: Desk, question: tuple[str, ...]) -> None:
    fields = list(read_only.rows(*question)[0])
    lines = read_only.do(*question, "--format", "ndjson").out.splitlines()
    header, *rows = csv.reader(io.StringIO(read_only.do(*question, "--csv").out, newline=""))
    tabbed = read_only.do(*question, "--format", "tsv").out.splitlines()[0].split("\t")
    assert ([list(json.loads(line)) for line in lines], header, tabbed) == ([fields] * len(lines), fields, fields)
    assert (len(rows), {len(row) for row in rows}) == (len(lines), {len(fields)})


@pytest.mark.slow
@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("form", ["json", "ndjson", "plain"])
@pytest.mark.parametrize("environ", SURROUNDINGS, ids=str)
def test_the_data_do_not_depend_on_the_terminal_or_the_settings(
    read_only: Desk, monkeypatch: pytest.MonkeyPatch, form: str, environ: Mapping[str, str], home: Path
) -> None:
    questions = [question for question in QUESTIONS if question != ("doctor",)]
    expected = [read_only.do(*question, "--format", form).out for question in questions]
    for name, text in environ.items():
        monkeypatch.setenv(name, text)
    settings = home / ".config" / "ordertrack" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('color = "always"\nactor = "bo"\n')
    assert [read_only.do(*question, "--format", form).out for question in questions] == expected


@pytest.mark.parametrize("form", FORMATS)
def test_fields_come_alone_and_in_the_order_asked_for(desk: Desk, form: str) -> None:
    worked(desk)
    text = desk.do("list", "--sort", "number", "--fields", " status, number ", "--format", form).out
    shapes = {
        "csv": "status,number\nentered,A-1\nconfirmed,A-2\nentered,A-3\n",
        "tsv": "status\tnumber\nentered\tA-1\nconfirmed\tA-2\nentered\tA-3\n",
        "ndjson": "".join(
            f'{{"status": "{status}", "number": "{number}"}}\n'
            for status, number in (("entered", "A-1"), ("confirmed", "A-2"), ("entered", "A-3"))
        ),
    }
    assert text == shapes.get(form, text)
    assert [text.index("onfirmed"), text.index("A-2")] == sorted([text.index("onfirmed"), text.index("A-2")])
    assert "Acme" not in text


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_fields_that_are_none_are_refused_with_a_list_of_those_there_are(desk: Desk, question: tuple[str, ...]) -> None:
    worked(desk)
    fields = list(desk.rows(*question)[0])
    for typed, said in (("colour", "no such field: colour"), ("", "--fields names no field")):
        ran = desk(*question, "--fields", typed)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"ordertrack: error: {said}\n  the fields are: {fields[0]}, {fields[1]}")


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        (".csv", "csv"),
        (".tsv", "tsv"),
        (".json", "json"),
        (".ndjson", "ndjson"),
        (".jsonl", "ndjson"),
        (".md", "markdown"),
        (".html", "html"),
        (".txt", "plain"),
        (".CSV", "csv"),
    ],
)
@pytest.mark.parametrize("question", [("list",), ("show", "A-1"), ("export", "orders")], ids=" ".join)
def test_a_file_is_written_in_the_format_its_name_says(
    desk: Desk, tmp_path: Path, question: tuple[str, ...], ending: str, form: str
) -> None:
    worked(desk)
    file = tmp_path / f"result{ending}"
    file.write_text("what was there before")
    assert desk.do(*question, "-o", str(file)) == (0, b"", b"")
    assert file.read_bytes() == desk.do(*question, "--format", form).stdout
    assert (oct(file.stat().st_mode & 0o777), list(tmp_path.glob(".*result*"))) == ("0o600", [])


def test_a_format_named_goes_before_the_ending(desk: Desk, tmp_path: Path) -> None:
    worked(desk).do("list", "-o", str(tmp_path / "x.txt"), "--json")
    assert json.loads((tmp_path / "x.txt").read_text())["kind"] == "orders"


@pytest.mark.parametrize(
    ("options", "environ", "is_colored"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "auto"), {"NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_a_terminal_is_coloured_unless_somebody_minds(
    desk: Desk, options: tuple[str, ...], environ: Mapping[str, str], is_colored: bool
) -> None:
    worked(desk)
    question = ("--db", str(desk.place), "list", "--overdue", *options)
    assert ("\x1b[" in at_terminal(*question, environ=environ).text) is is_colored
    piped = run(*question)
    assert ("\x1b[" in piped.out) is False or options == ("--color", "always")


def test_a_pipe_gets_every_value_in_full(desk: Desk) -> None:
    long = "x" * 300
    add(desk, "A-1", f"--note={long}", f"--owner={'o' * 100}")
    (line,) = desk.do("list", "--format", "plain").out.splitlines()[1:]
    assert (long in line, "o" * 100 in line) == (True, True)


def test_one_field_in_a_pipe_is_bare_values_for_another_command(desk: Desk) -> None:
    worked(desk)
    numbers = desk.do("list", "--status", "entered", "--fields", "number").stdout
    assert numbers == b"A-1\nA-3\n"
    assert desk.do("status", "-", "--to", "confirmed", stdin=numbers).stdout == numbers
