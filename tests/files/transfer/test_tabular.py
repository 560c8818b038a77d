"""CSV and NDJSON are read exactly, or refused with file, row and sentence."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.errors import RejectedError, UsageError
from ordertrack.files.transfer.mapping import Mapping
from ordertrack.files.transfer.staging import read_orders
from ordertrack.files.transfer.tabular import JsonRow, decode, read_csv, read_ndjson

if TYPE_CHECKING:
    from pathlib import Path

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def grid(data: bytes, delimiter: str = ",") -> list[list[str]]:
    table = read_csv(decode(BytesIO(data)), delimiter, name="f.csv")
    return [table.header, *(row for _, row in table.rows)]


def refusal(data: bytes) -> str:
    with pytest.raises(RejectedError) as refused:
        grid(data)
    return refused.value.message


def json_rows(text: str) -> list[JsonRow]:
    return list(read_ndjson(decode(BytesIO(text.encode("utf-8", "surrogatepass"))), name="f"))


@pytest.mark.parametrize(
    "case",
    [
        *(
            "comma_in_quotes",
            "empty",
            "empty_crlf",
            "escaped_quotes",
            "json",
            "newlines",
            "quotes_and_newlines",
        ),
        *("simple", "simple_crlf", "utf8"),
        # Two stored files differ from their own reference, by line ends and by a phone number: see below.
    ],
)
def test_the_csv_spectrum_reads_as_its_reference_says(data: Path, case: str) -> None:
    folder = data / "csv" / "csv-spectrum"
    header, *rows = grid((folder / "csvs" / f"{case}.csv").read_bytes())
    expected = json.loads((folder / "json" / f"{case}.json").read_text("utf-8"))
    assert [dict(zip(header, row, strict=True)) for row in rows] == expected


def test_the_csv_spectrum_with_crlf_reads_as_its_reference_says(data: Path) -> None:
    folder = data / "csv" / "csv-spectrum"
    content = (folder / "csvs" / "newlines_crlf.csv").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    header, *rows = grid(content)
    expected = json.loads((folder / "json" / "newlines_crlf.json").read_text("utf-8"))
    assert [dict(zip(header, row, strict=True)) for row in rows] == expected


def test_the_csv_spectrum_of_coordinates_reads_all_but_the_number_its_reference_mistook(data: Path) -> None:
    folder = data / "csv" / "csv-spectrum"
    header, row = grid((folder / "csvs" / "location_coordinates.csv").read_bytes())
    expected = json.loads((folder / "json" / "location_coordinates.json").read_text("utf-8"))
    assert dict(zip(header, row, strict=True)) == expected | {"Contact Phone Number": "2095257564"}


def test_every_odd_file_is_read_or_refused_with_file_row_and_sentence(data: Path) -> None:
    files = sorted(
        path for path in (data / "csv" / "csvkit").rglob("*") if path.suffix in {".csv", ".tsv"} and path.is_file()
    )
    assert len(files) > 60
    refused = {}
    for path in files:
        try:
            mapping = Mapping(columns={"number": _first_column(path)})
            with read_orders(path, mapping, name=path.name) as staged:
                assert all(order.rows or order.problems for order in staged)
        except (RejectedError, UsageError) as error:
            refused[path.name] = str(error)
    assert all(said.startswith(f"{name}, row ") for name, said in refused.items())
    assert set(refused) == {
        *("Datagov_FY10_EDU_recp_by_State.csv", "dummy.tsv", "empty.csv", "null_byte.csv", "sniff_limit.csv"),
        "test_latin1.csv",
    }
    assert {name: refused[name] for name in ("empty.csv", "null_byte.csv", "sniff_limit.csv")} == {
        "empty.csv": "empty.csv, row 1: the file is empty; the first row must name the columns",
        "null_byte.csv": "null_byte.csv, row 2: there is a NUL character; remove it, or if this is UTF-16, "
        "say --encoding utf-16-le or -be",
        "sniff_limit.csv": "sniff_limit.csv, row 1: the cells seem to be separated by ';'; say --delimiter ';'",
    }
    assert "row 3: the byte 0xA9 at offset 16 is not UTF-8" in refused["test_latin1.csv"]


def _first_column(path: Path) -> str:
    with path.open("rb") as file:
        try:
            return read_csv(decode(file), name=path.name).header[0]
        except RejectedError:
            return "number"


def test_bad_rows_of_a_readable_file_are_problems_and_the_good_row_is_there(data: Path) -> None:
    path = data / "csv" / "csvkit" / "bad.csv"
    with read_orders(path, Mapping(columns={"number": "column_a"}), name="bad.csv") as staged:
        found = [(order.number, list(map(str, order.problems))) for order in staged]
    assert found == [
        ("1", ["row 2: there are 4 cells where the header has 3; quote cells that hold the delimiter"]),
        (None, ["row 3: there are 2 cells where the header has 3; add the missing ones"]),
        ("0", []),
    ]


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_grid_that_was_written_reads_back(rows: list[list[str]], line_end: str, delimiter: str) -> None:
    header = [f"column {index}" for index in range(len(rows[0]))]
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator=line_end, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    assert grid(file.getvalue().encode(), delimiter) == [header, *rows]


def test_blank_rows_are_left_out_and_still_counted() -> None:
    table = read_csv(iter(["\n", "a,b\n", "\n", "1,2\n"]), name="f")
    assert (table.header_row, list(table.rows)) == (2, [(4, ["1", "2"])])


def test_an_unclosed_quote_is_placed_at_the_row_where_it_opened() -> None:
    assert refusal(b'a,b\n1,2\n3,"x\n5,6\n7,8\n') == (
        "f.csv, row 3: a quote is opened here and never closed; close it or double it"
    )


def test_an_endless_cell_is_refused_at_its_row() -> None:
    assert refusal(b'a\n1\n"' + b"x\n" * 600_000) == (
        "f.csv, row 3: a cell exceeds 1,048,576 characters; is a quote opened here and never closed?"
    )


def test_text_after_a_closing_quote_is_refused() -> None:
    assert refusal(b'a,b\n"x"y,2\n') == (
        "f.csv, row 2: there is text after a closing quote; double the quotes that belong to the cell"
    )


def test_the_row_of_undecodable_bytes_is_named_also_when_rows_span_lines() -> None:
    assert refusal(b'a,b\n"1\n\n2",3\n4,\xff\n').startswith("f.csv, row 3: the byte 0xFF at offset 15 ")


@pytest.mark.parametrize("mark", [";", "|"])
def test_a_header_that_was_not_split_names_the_delimiter_it_seems_to_have(mark: str) -> None:
    assert refusal(f"a{mark}b\n".encode()) == (
        f"f.csv, row 1: the cells seem to be separated by '{mark}'; say --delimiter '{mark}'"
    )


def test_a_header_of_blanks_names_no_columns() -> None:
    assert refusal(b", ,\n1,2,3\n") == (
        "f.csv, row 1: there are no column names here; the first row must name the columns"
    )


def test_ndjson_keeps_numbers_as_they_were_written_and_takes_null_as_empty() -> None:
    assert json_rows('{"Number ":"PO-1","line.quantity":1.50,"value":1e5,"note":null}\n\n{"number":12}\n') == [
        JsonRow(1, {"number": "PO-1", "line.quantity": "1.50", "value": "1e5", "note": ""}),
        JsonRow(3, {"number": "12"}),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"a":', "this is not JSON (Expecting value at character 7); write one object a line"),
        ("[1]", "this is not a JSON object; write one object a line"),
        (
            '{"a":true}',
            "'a' is true; a value is text, a number or null, and names such as line.sku stay flat",
        ),
        ('{"a":[1]}', "'a' is a list or an object; a value is text, a number or null"),
        ('{"a":{"b":1}}', "'a' is a list or an object; a value is text, a number or null"),
        ('{"a":NaN}', "NaN is not a number; write null"),
        ('{"a":1,"A ":2}', "'a' is there twice; keep one"),
        (r'{"a":"x\u0000"}', "there is a NUL character; remove it"),
        (r'{"a":"x\ud800"}', "there is half a character (a lone surrogate); remove it"),
        ('{"a":' + "[" * 100_000, "the JSON is nested too deeply"),
    ],
)
def test_a_faulty_line_of_ndjson_says_why_and_the_next_one_is_read(line: str, fault: str) -> None:
    faulty, good = json_rows(line + '\n{"a":"x"}\n')
    assert faulty.fault.startswith(fault)
    assert good == JsonRow(2, {"a": "x"})


@given(st.dictionaries(st.sampled_from("abcdef"), cells.filter(bool), min_size=1))
def test_any_object_of_texts_reads_back(values: dict[str, str]) -> None:
    assert json_rows(json.dumps(values)) == [JsonRow(1, values)]
    assert json_rows(json.dumps(values, ensure_ascii=False)) == [JsonRow(1, values)]
