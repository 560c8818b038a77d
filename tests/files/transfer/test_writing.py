"""What a spreadsheet could run is made inert, and comes back as it was."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.files.transfer.tabular import csv_writer, neutralise, read_csv, restore

if TYPE_CHECKING:
    from pathlib import Path

STARTERS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
formulas = st.tuples(st.text(" \t\u00a0\x1f", max_size=3), st.sampled_from(STARTERS), st.text()).map("".join)


def is_inert(cell: str) -> bool:
    return cell[:1] not in STARTERS or not cell or cell.removeprefix("-").replace(".", "", 1).isdigit()


@given(st.text() | formulas)
def test_whatever_was_neutralised_comes_back(cell: str) -> None:
    assert restore(neutralise(cell)) == cell


@given(st.text() | formulas)
def test_no_neutralised_cell_starts_a_formula(cell: str) -> None:
    assert is_inert(neutralise(cell))
    assert is_inert(neutralise(cell).lstrip())


@pytest.mark.parametrize("cell", ["", "19", "-5", "-12.50", "Ltd", "s-Hertogenbosch", "1-2", "a@b.example", "  x"])
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    assert neutralise(cell) == cell


@pytest.mark.parametrize(
    "cell", ["=1", " =1", "-1+2", "+49301234", "@SUM(1)", "'s-Hertogenbosch", "\uff1d1", "\tx", "-"]
)
def test_cells_that_could_run_and_apostrophes_get_an_apostrophe(cell: str) -> None:
    assert neutralise(cell) == f"'{cell}"


def test_formula_payloads_and_naughty_strings_are_inert_and_come_back(data: Path) -> None:
    payloads = (data / "csv" / "csv-injection-payloads" / "Intruder" / "csv-payload.txt").read_text("utf-8")
    naughty = json.loads((data / "csv" / "blns" / "blns.json").read_text("utf-8"))
    for cell in [*payloads.splitlines(), *naughty]:
        assert is_inert(neutralise(cell).lstrip())
        assert restore(neutralise(cell)) == cell


def test_a_cell_with_any_line_end_is_quoted_and_rows_end_with_a_line_feed() -> None:
    file = StringIO(newline="")
    csv_writer(file).writerows([["a\rb", "c\nd"], ["e\r\nf", "g"], [""]])
    assert file.getvalue() == '"a\rb","c\nd"\n"e\r\nf",g\n""\n'


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_whatever_was_written_reads_back(rows: list[list[str]]) -> None:
    file = StringIO(newline="")
    csv_writer(file).writerows([["a", "b"], *rows])
    file.seek(0)
    assert [row for _, row in read_csv(file, name="f").rows] == rows
