"""Hostile text goes through every format: whole where a machine reads, inert where a terminal does."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from ordertrack.cli.output.output import Format
from ordertrack.cli.terminal import escape_hidden, is_hidden
from tests.cli.output.printing import printed, texts

DATA = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
HOSTILE = (
    "[red]x[/]",
    "[/]",
    ":truck:",
    "\x1b]52;c;aGk=\x07",
    "\x9b2J",
    "a\u202eb\u2066",
    "a\r\nb\tc\\",
    "1e5",
    "00123",
    "=1+1",
    "",
    "\x00\x7f",
    "\ue000\ufeff\u2028",
    "\U000e0041",
    "\ud800",
    "\x01",
    "True",
    "nan",
    " x ",
)


def naughty() -> list[str]:
    """Return the built-in strings and, where it is at hand, the big list."""
    big = DATA / "csv" / "blns" / "blns.json"
    return [*HOSTILE, *(json.loads(big.read_text(encoding="utf-8")) if big.exists() else ())]


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("width", [80, 200])
def test_no_hidden_character_reaches_a_terminal(form: Format, width: int) -> None:
    page = printed(texts(naughty()), form, width=width)
    structural = {"\n", "\t"} if form is Format.TSV else {"\n"}
    assert {char for char in page if is_hidden(char)} <= structural


@pytest.mark.parametrize("form", [Format.PLAIN, Format.TSV, Format.CSV])
def test_on_a_terminal_a_record_is_a_line_and_shows_its_text(form: Format) -> None:
    for text in naughty():
        lines = printed(texts([text]), form, width=80).split("\n")
        assert len(lines) == 3
        if form is Format.PLAIN:
            assert lines[1].strip() == f"0  {escape_hidden(text)}".strip()


def test_csv_keeps_every_string() -> None:
    _, *rows = csv.reader(io.StringIO(printed(texts(naughty()), "csv"), newline=""), strict=True)
    assert [row[1] for row in rows] == naughty()


def test_json_keeps_every_string_and_is_inert_itself() -> None:
    page = printed(texts(naughty()), "json")
    assert [row["text"] for row in json.loads(page)["rows"]] == naughty()
    assert {char for char in page if is_hidden(char)} == {"\n"}


def test_ndjson_keeps_every_string() -> None:
    lines = printed(texts(naughty()), "ndjson").splitlines()
    assert [json.loads(line)["text"] for line in lines] == naughty()


def test_the_big_list_was_there() -> None:
    if not DATA.exists():
        pytest.skip(f"no test data in {DATA}; ORDERTRACK_TEST_DATA names another folder")
    assert len(naughty()) - len(HOSTILE) > 500
