"""No byte that a terminal obeys reaches it from the data, whatever is asked and in whatever format (SOP 4.4c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.naughty import hidden, visible
from tests.desk import FORMATS, add
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.acceptance.naughty import Naughty
    from tests.desk import Desk

EVIL = "\x1b]0;title\x07 \x1b[31mred \x9b1m \u202egnp.exe \u2066x \x08\x7f \u2028 \ue000"
QUESTIONS = (
    ("list", "--sort", "number"),
    ("list", "--sort", "number", "--fields", "number,customer,note"),
    ("export", "orders"),
    ("export", "lines"),
    ("export", "parties"),
    ("party", "list"),
    ("today", "--as-of", "2026-04-01"),
    ("report", "overdue", "--as-of", "2026-04-01"),
    ("report", "daily", "--as-of", "2026-04-01"),
    ("report", "ontime", "--by", "customer", "--as-of", "2026-04-01"),
    ("report", "aging", "--by", "customer", "--as-of", "2026-04-01"),
    ("status",),
)


def raw(text: str, form: str = "") -> set[str]:
    """Find what a terminal would obey; the tabs between the cells of a whole table are ours."""
    tabs = {line.count("\t") for line in text.splitlines()}
    return hidden(text) - ({"\t"} if form == "tsv" and len(tabs) == 1 else set())


@pytest.mark.slow
@pytest.mark.parametrize("width", ["80", "200"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_terminal_of_any_width_receives_nothing_raw_in_any_format(
    hostile: Naughty, form: str, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", width)
    monkeypatch.setenv("NO_COLOR", "1")
    seen = {question: raw(hostile.desk.do(*question, "--format", form).out, form) for question in QUESTIONS}
    assert seen == {key: set() for key in QUESTIONS}


@pytest.mark.parametrize("form", FORMATS)
def test_the_sheet_and_the_trail_of_an_order_reach_a_terminal_inert(
    hostile: Naughty, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    numbers = [order.number for order in hostile.told]
    questions = [("show", *numbers), *(("trail", "show", number) for number in numbers[::3])]
    seen = [raw(hostile.desk.do(*question, "--format", form).out, form) for question in questions]
    assert seen == [set() for _ in questions]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}], ids=["no color", "dumb", "color"])
def test_a_real_terminal_receives_nothing_raw(hostile: Naughty, form: str, environ: Mapping[str, str]) -> None:
    question = ("--db", str(hostile.desk.place), "list", "--sort", "number", "--fields", "number,customer,note")
    seen = at_terminal(*question, "--format", form, environ=environ)
    ours = re.compile(r"\x1b\[[0-9;]*m") if not environ else re.compile(r"(?!)")
    assert (seen.code, raw(ours.sub("", seen.text), form)) == (0, set())


def test_colours_are_ours_and_those_in_the_data_are_shown(desk: Desk) -> None:
    add(desk, "A-1", "--note=\x1b[31mred\x1b[0m")
    seen = at_terminal("--db", str(desk.place), "list", "--fields", "number,note", columns=80)
    assert "\\x1b[31mred\\x1b[0m" in re.sub(r"\x1b\[2m|\x1b\[0m", "", seen.text)
    assert "\x1b[31m" not in seen.text


def test_what_is_said_and_asked_is_as_inert_as_what_is_shown(desk: Desk) -> None:
    words = ("--supplier=Bolts", "--promised=friday", f"--note={EVIL}")
    seen = at_terminal("--db", str(desk.place), "add", "A-1", *words, answers=[("Customer: ", "Z\u202eoe\n")])
    echoed = seen.text.partition("\n")[2]
    assert (seen.code, hidden(echoed)) == (0, set())
    assert "new party: Z\\u202eoe\n" in seen.text


@pytest.mark.parametrize(
    "argv",
    [
        ("show", EVIL),
        ("list", "--customer", EVIL),
        ("list", "--fields", EVIL),
        ("list", "--as-of", EVIL),
        ("list", "-o", f"{EVIL}.xyz"),
        ("add", "A-2", "--customer", "A", "--supplier", "B", "--promised", EVIL),
        ("add", "A-2", "--customer", "A", "--supplier", "B", "--promised", "2026-03-20", "--currency", EVIL),
        ("add", "A-2", "--customer", "A", "--supplier", "B", "--promised", "2026-03-20", "--line", f"{EVIL},M8"),
        ("status", "A-1", "--note", EVIL),
        ("status", "A-1", "--line", EVIL),
        ("edit", "A-1", "--owner", EVIL),
        ("close", "A-1", "--short", EVIL),
        ("cancel", "A-1", "--cause", EVIL),
        ("import", "orders", EVIL),
        ("import", "orders", "x.csv", "--map", EVIL),
        ("import", "orders", "x.csv", "--profile", EVIL),
        ("party", "show", EVIL),
        ("party", "add", EVIL),
        ("trail", "verify", "--anchor", EVIL),
        ("book", "backup", f"{EVIL}/x"),
        ("--db", EVIL, "list"),
    ],
    ids=lambda argv: " ".join(visible(word)[:12] for word in argv),
)
def test_an_answer_repeats_what_was_typed_inert(desk: Desk, argv: tuple[str, ...]) -> None:
    add(desk, "A-1")
    ran = desk(*argv)
    assert (hidden(ran.err), ran.code == 1) == (set(), False)


def test_the_rows_a_file_is_refused_for_are_quoted_inert(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "evil.csv"
    cells = f'"{EVIL}","{EVIL}","{EVIL}","{EVIL}","{EVIL}","{EVIL}"'
    file.write_text(
        f"number,customer,supplier,promised_on,priority,line.quantity\n{cells}\n", encoding="utf-8", newline=""
    )
    ran = desk("import", "orders", str(file))
    assert (ran.code, hidden(ran.err)) == (7, set())
    assert "  row 2, promised_on: " in ran.err
