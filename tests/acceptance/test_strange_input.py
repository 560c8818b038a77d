"""Files that nobody here wrote are read as their references say, or refused with row and sentence (SOP 4.1a)."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.desk import Desk, Ran

FILES = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data")) / "csv"
ALL = sorted(str(file.relative_to(FILES)) for file in FILES.rglob("*") if file.is_file())
SPECTRUM = sorted(file.stem for file in FILES.glob("csv-spectrum/csvs/*.csv"))
CSVKIT = sorted(str(file.relative_to(FILES / "csvkit")) for file in FILES.glob("csvkit/**/*.csv"))
pytestmark = pytest.mark.skipif(not ALL, reason=f"there is no test data at {FILES}")

ENCODINGS = {"test_latin1.csv": "latin-1", "test_utf16_big.csv": "utf-16", "test_utf16_little.csv": "utf-16"}
CORRECTED = {"location_coordinates": {"Contact Phone Number": ["2095257564"]}}
"""What a reference says otherwise than its table."""

REFUSED = {
    "bad.csv": ("row 2: there are 8 cells where the header has 7", "row 3: there are 6 cells where the header has 7"),
    "bad_skip_lines.csv": ("row 5: there are 8 cells", "row 6: there are 6 cells where the header has 7"),
    "empty.csv": ("row 1: the file is empty; the first row must name the columns",),
    "join_a_short.csv": ("row 2: there are 6 cells where the header has 7; add the missing ones", "row 3: there are 5"),
    "null_byte.csv": ("row 2: there is a NUL character; remove it",),
    "test_empty_columns.csv": ("row 3: there are 8 cells where the header has 9",),
    "test_empty_columns_long_row.csv": ("row 2: there are 8 cells where the header has 7; quote cells",),
    "test_empty_columns_short_row.csv": ("row 2: there are 6 cells where the header has 7",),
    "test_extra_header.csv": ("row 2: there are 7 cells where the header has 8",),
    "test_join_short_rows.csv": ("row 2: there are 6 cells where the header has 7", "row 3: there are 6 cells"),
}
AS_THEY_ARE = {
    "csvkit/empty.csv": (7, "row 1: the file is empty; the first row must name the columns"),
    "csvkit/null_byte.csv": (2, "row 1: there is no column 'number' for number; say --map"),
    "csvkit/test_latin1.csv": (2, "row 1: there is no column 'number' for number; say --map"),
    "csvkit/dummy.tsv": (7, "row 1: the cells seem to be separated by 'tab'; say --delimiter 'tab'"),
    "csvkit/test_locale.csv": (2, "row 1: there is no column 'number' for number; say --map"),
    "csv-injection-payloads/Intruder/csv-payload.txt": (7, "row 1: the cells seem to be separated by ';'"),
    "csv-spectrum/json/location_coordinates.json": (7, "row 1: this is not JSON (Expecting property name"),
}
ADDED_COLUMNS = ",number,customer,supplier,promised_on"
COLUMNS_TRIED = 8


def extended(text: str) -> str:
    """The table with what makes an order of each record; every character that was there stays as it is."""
    numbers, is_quoted, is_filled, parts = count(), False, False, []
    for char in f"{text}\n":
        is_quoted ^= char == '"'
        if char in "\r\n" and not is_quoted:
            if is_filled:
                parts.append(f",n{at},Acme,Bolts,2026-03-20" if (at := next(numbers)) else ADDED_COLUMNS)
            is_filled = False
        else:
            is_filled = True
        parts.append(char)
    return "".join(parts)[:-1]


def extended_copy(file: Path, folder: Path) -> Path:
    """Write the extended table in the encoding of the file."""
    encoding = ENCODINGS.get(file.name, "utf-8-sig" if file.read_bytes().startswith(b"\xef\xbb\xbf") else "utf-8")
    copy = folder / file.name
    copy.write_bytes(extended(file.read_bytes().decode(encoding)).encode(encoding))
    return copy


def columns_of(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Every named column of a sound table and its cells, as the standard library reads them."""
    text = file.read_bytes().decode(ENCODINGS.get(file.name, "utf-8-sig"))
    header, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    for name, *cells in list(zip(header, *rows, strict=True))[:COLUMNS_TRIED]:
        if name.strip():
            yield name, cells


def notes_of(desk: Desk) -> list[str]:
    text = desk.do("export", "orders", "--fields", "note", "--csv").out
    return [row["note"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def taken(file: Path, folder: Path, column: str) -> list[str]:
    """Import a table with one of its columns as the orders' notes, and give the notes."""
    desk = new_desk(folder / f"{len(list(folder.iterdir()))}.db")
    known = ("--encoding", "latin-1") if file.name == "test_latin1.csv" else ()
    desk.do("import", "orders", str(file), "--map", f"note={column}", *known)
    return notes_of(desk)


def require_plain_refusal(ran: Ran, file: Path) -> None:
    """A refusal names the file, the row where there is one, and gives a sentence; nothing else is said."""
    said = [line for line in ran.err.splitlines() if line.startswith(f"ordertrack: error: {file}")]
    assert (ran.code in {2, 7}, ran.out, len(said)) == (True, "", 1), ran
    assert re.search(r"\brow \d+", ran.err), ran.err
    assert "Traceback" not in ran.err
    assert all(len(line.split()) > 1 for line in ran.err.splitlines())


@pytest.mark.parametrize("name", SPECTRUM)
def test_a_table_of_the_spectrum_comes_in_as_its_reference_says(name: str, tmp_path: Path) -> None:
    file = FILES / "csv-spectrum" / "csvs" / f"{name}.csv"
    found = json.loads(file.parents[1].joinpath("json", f"{name}.json").read_bytes())
    rows = found if isinstance(found, list) else [found]
    expected = {column: [row[column] for row in rows] for column in rows[0]} | CORRECTED.get(name, {})
    copy = extended_copy(file, tmp_path)
    if name.endswith("_crlf"):  # the folder's copies have lost what their names say
        copy.write_bytes(copy.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert {column: taken(copy, tmp_path, column) for column in expected} == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CSVKIT if name not in REFUSED])
def test_a_sound_table_comes_in_cell_by_cell(name: str, tmp_path: Path) -> None:
    file = FILES / "csvkit" / name
    copy = extended_copy(file, tmp_path)
    expected = dict(columns_of(file))
    assert {column: taken(copy, tmp_path, column) for column in expected} == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_table_is_refused_row_by_row_and_nothing_is_written(name: str, desk: Desk, tmp_path: Path) -> None:
    file = FILES / "csvkit" / name
    copy = file if name == "empty.csv" else extended_copy(file, tmp_path)
    before = desk.content
    ran = desk("import", "orders", str(copy))
    require_plain_refusal(ran, copy)
    assert (ran.code, desk.content == before) == (7, True)
    assert [sentence for sentence in REFUSED[name] if sentence not in ran.err] == []


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_a_file_that_holds_no_orders_is_refused_with_what_would_help(name: str, desk: Desk) -> None:
    file = FILES / name
    ran = desk("import", "orders", str(file))
    require_plain_refusal(ran, file)
    code, sentence = AS_THEY_ARE[name]
    assert (ran.code, sentence in ran.err) == (code, True), ran.err


def ways(file: Path) -> Iterable[tuple[str, ...]]:
    """Ways in which somebody might try a file: bare, with its first columns named, in a wrong encoding or format."""
    first = (file.read_bytes().splitlines() or [b""])[0].decode("latin-1").replace('"', "")
    fields = ("number", "customer", "supplier", "promised_on", "note", "line.quantity")
    named = [f"--map={field}={name}" for field, name in zip(fields, first.split(","), strict=False) if name.strip()]
    yield ()
    yield (*named,)
    yield (*named, "--encoding", "latin-1", "--history")
    yield (*named, "--encoding", "utf-16")
    yield ("--delimiter", ";", *named[:1])
    yield ("--delimiter", "tab", "--map", f"number={first.partition(chr(9))[0] or '?'}", "--partial", "--update")


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_file_however_it_is_taken_comes_in_or_is_refused_and_nothing_is_written(name: str, desk: Desk) -> None:
    file = FILES / name
    before = desk.content
    for options in ways(file):
        ran = desk("import", "orders", str(file), *options)
        if ran.code == 0:
            assert re.fullmatch(r"orders: \d+ added, 0 updated, 0 unchanged.*\n", ran.err), ran
            return
        require_plain_refusal(ran, file)
        assert desk.content == before


def test_a_file_with_orders_in_it_twice_over_is_refused_by_name_and_row(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text(f"note{ADDED_COLUMNS}\nred,A-1,Acme,Bolts,2026-03-20\nblue,A-1,Acme,Bolts,2026-03-20\n")
    ran = desk("import", "orders", str(file))
    require_plain_refusal(ran, file)
    assert '  row 3, note: says "blue" where row 2 of the same order says "red"\n' in ran.err
