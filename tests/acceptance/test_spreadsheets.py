"""A spreadsheet never runs what stands in the data, and what it is given comes back exactly (SOP 6)."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import add, new_desk

if TYPE_CHECKING:
    from tests.desk import Desk

DATA = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
PAYLOADS = DATA / "csv" / "csv-injection-payloads" / "Intruder" / "csv-payload.txt"
OURS = (
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  +1", "\u3000=1", "＝1", "＋1", "－1", "＠x"),
    *(
        "'",
        "''",
        "'=1",
        "''=1",
        "'plain",
        "-5",
        "-5.0",
        "12",
        "-",
        "--",
        "=",
        "a=b",
        "\ufeff=1",
        '=HYPERLINK("http://x")',
    ),
)
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+@＝＋－＠]|[\s\ufeff\u200b]*-(?![0-9.]+$)|[\t\r\n]")


def payloads() -> list[str]:
    found = PAYLOADS.read_text("utf-8").splitlines() if PAYLOADS.exists() else []
    return [*found, *OURS]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Enter an order for each payload, with it wherever it may stand."""
    for at, text in enumerate(payloads()):
        record = io.StringIO()
        csv.writer(record, quoting=csv.QUOTE_ALL, lineterminator="").writerow(["1", text, text])
        names = (f"--customer={text}", f"--owner={text}", f"--note={text}", f"--line={record.getvalue()}")
        add(desk, f"S-{at}", *(name for name in names if text.strip()))
    return desk


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        ("export", "orders"),
        ("export", "lines"),
        ("export", "parties"),
        ("list",),
        ("report", "overdue", "--as-of", "2026-04-01"),
        ("today", "--as-of", "2026-04-01"),
        ("show", "S-0", "S-1", "S-2"),
    ],
    ids=" ".join,
)
def test_no_cell_is_a_formula(filled: Desk, question: tuple[str, ...]) -> None:
    text = filled.do(*question, "--excel").out
    header, *rows = cells(text.removeprefix("\ufeff"))
    assert (text[0], header[-1], {row[-1] for row in rows}) == ("\ufeff", "ordertrack-excel", {""})
    assert [cell for row in rows for cell in row if FORMULA.match(cell)] == []


def test_a_file_for_a_spreadsheet_is_for_nobody_but_its_owner_to_read(filled: Desk, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    filled.do("export", "orders", "--excel", "-o", str(file))
    assert (file.read_bytes()[:3], oct(file.stat().st_mode & 0o777)) == (b"\xef\xbb\xbf", "0o600")
    assert file.read_bytes() == filled.do("export", "orders", "--excel").stdout


def test_what_a_spreadsheet_was_given_comes_back_exactly(filled: Desk, tmp_path: Path) -> None:
    copy = new_desk(tmp_path / "copy.db")
    copy.do("import", "orders", "-", "--history", stdin=filled.do("export", "orders", "--excel").stdout)
    exact = filled.do("export", "orders", "--csv").stdout
    assert copy.do("export", "orders", "--csv").stdout == exact
    assert copy.do("export", "orders", "--excel").stdout == filled.do("export", "orders", "--excel").stdout


def test_only_a_file_that_says_so_loses_its_apostrophes(filled: Desk, tmp_path: Path) -> None:
    copy = new_desk(tmp_path / "copy.db")
    copy.do("import", "orders", "-", "--history", stdin=filled.do("export", "orders", "--csv").stdout)
    assert copy.column("note", "export", "orders") == filled.column("note", "export", "orders")


def test_every_payload_is_in_the_book_as_it_is(filled: Desk) -> None:
    expected = [text if text.strip() else None for text in payloads()]
    assert filled.column("note", "export", "orders") == expected
    assert filled.column("line.description", "export", "orders") == expected


@pytest.mark.parametrize("form", ["tsv", "json", "html", "table"])
def test_only_csv_has_a_dialect_for_spreadsheets(desk: Desk, form: str) -> None:
    ran = desk("export", "orders", "--excel", "--format", form)
    assert (ran.code, ran.out, ran.err) == (2, "", f"ordertrack: error: --excel writes csv, not {form}\n")
