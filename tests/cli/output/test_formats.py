"""Each format, whole: the same result, exact for machines, calm and inert for people."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.cli.output.result import Sheet
from ordertrack.errors import UsageError
from tests.cli.output.printing import EMPTY, FULL, NOW, TODAY, for_spreadsheet, orders, printed, texts

people_text = st.text(st.characters(exclude_categories=["Cs"]))


def test_csv_is_exact() -> None:
    assert printed(orders(FULL, EMPTY), "csv") == (
        "number,customer,promised_on,days_late,quantity,value,rate,newly,seen_at\n"
        "1e5,Müller [red]x[/] :truck:,2026-11-23,3,1.5,1234.50,0.885122,true,2026-11-20T14:03:22.500000Z\n"
        '00123,"a ""quoted""\nline",,,,,,false,\n'
    )


def test_csv_without_rows_is_its_header() -> None:
    assert printed(orders(), "csv", fields=("number", "rate")) == "number,rate\n"


def test_raw_rows_go_out_as_they_are() -> None:
    table = replace(orders(("1", "x", "2026-01-01", 3, "1.5", "9.90", "0.5", "true", "")), raw=True)
    assert printed(table, "csv").splitlines()[1] == "1,x,2026-01-01,3,1.5,9.90,0.5,true,"


def test_raw_numbers_are_numbers_in_json_all_the_same() -> None:
    table = replace(orders(("1", "x", "2026-01-01", 3, "1.5", "9.90", None, "true", "")), raw=True)
    assert json.loads(printed(table, "ndjson")) == {
        "number": "1",
        "customer": "x",
        "promised_on": "2026-01-01",
        "days_late": 3,
        "quantity": 1.5,
        "value": 9.9,
        "rate": None,
        "newly": True,
        "seen_at": "",
    }


def test_the_spreadsheet_dialect_has_a_mark_a_marker_and_no_formulas() -> None:
    assert for_spreadsheet(texts(["=1+1", "-1"])) == ("\ufeffnumber,text,ordertrack-excel\n0,'=1+1,\n1,-1,\n")


def test_the_spreadsheet_dialect_shows_no_mark_on_a_terminal() -> None:
    assert for_spreadsheet(texts(["="]), width=80) == "number,text,ordertrack-excel\n0,'=,\n"


def test_a_spreadsheet_in_json_is_refused() -> None:
    with pytest.raises(UsageError, match="--excel writes csv, not json"):
        for_spreadsheet(texts([]), "json")


@given(st.lists(people_text))
def test_a_csv_reader_gives_back_every_text(values: list[str]) -> None:
    header, *rows = csv.reader(io.StringIO(printed(texts(values), "csv"), newline=""), strict=True)
    assert header == ["number", "text"]
    assert rows == [[str(at), value] for at, value in enumerate(values)]


def test_tsv_escapes_tab_line_feed_return_and_backslash() -> None:
    assert printed(texts(["a\tb\nc\rd\\n", None]), "tsv") == "number\ttext\n0\ta\\tb\\nc\\rd\\\\n\n1\t\n"


def from_tsv(cell: str) -> str:
    plain = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: plain[found[1]], cell)


@given(st.lists(people_text))
def test_unescaping_tsv_gives_back_every_text(values: list[str]) -> None:
    lines = printed(texts(values), "tsv").split("\n")[1:-1]
    assert [from_tsv(line.split("\t")[1]) for line in lines] == values


def test_json_is_one_object_with_its_count_before_its_rows() -> None:
    table = replace(orders(FULL), extra={"definition": "promised before\x1b", "total": Decimal(2)})
    assert printed(table, "json") == (
        '{"schema": 1, "kind": "orders", "as_of": "2026-11-23", "count": 1, '
        '"definition": "promised before\\u001b", "total": 2, "rows": [\n'
        '{"number": "1e5", "customer": "Müller [red]x[/] :truck:", '
        '"promised_on": "2026-11-23", "days_late": 3, '
        '"quantity": 1.5, "value": 1234.5, "rate": 0.885122, "newly": true, '
        '"seen_at": "2026-11-20T14:03:22.500000Z"}\n]}\n'
    )


def test_json_without_rows_is_still_one_object() -> None:
    assert printed(orders(), "json") == (
        '{"schema": 1, "kind": "orders", "as_of": "2026-11-23", "count": 0, "rows": []}\n'
    )


def test_ndjson_is_the_rows_alone_and_nothing_is_null_by_absence() -> None:
    assert printed(orders(EMPTY), "ndjson") == (
        '{"number": "00123", "customer": "a \\"quoted\\"\\nline", "promised_on": null, "days_late": null, '
        '"quantity": null, "value": null, "rate": null, "newly": false, "seen_at": null}\n'
    )
    assert printed(orders(), "ndjson") == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1E+5"), "100000"),
        (Decimal("-0.00"), "0"),
        (Decimal("12345678901234.5678"), "12345678901234.5678"),
        (Fraction(1, 4), "0.25"),
        (0.1, "0.1"),
        (True, "true"),
        (TODAY, '"2026-11-23"'),
        (NOW, '"2026-11-20T14:03:22.500000Z"'),
        ({"a": [1, None, ("x",)]}, '{"a": [1, null, ["x"]]}'),
        ("\U000e0001\ud800\u2028", r'"\udb40\udc01\ud800\u2028"'),
    ],
)
def test_values_in_json_are_exact(value: object, expected: str) -> None:
    assert printed(Sheet(kind="x", rows=[{"v": value}], tables=[]), "ndjson") == f'{{"v": {expected}}}\n'


def test_what_has_no_json_form_is_an_error_and_no_number_is_not_a_number() -> None:
    with pytest.raises(TypeError, match="set has no JSON form"):
        printed(Sheet(kind="x", rows=[{"v": {1}}], tables=[]), "json")
    with pytest.raises(ValueError, match="NaN is not a number"):
        printed(Sheet(kind="x", rows=[{"v": Decimal("NaN")}], tables=[]), "json")


@given(st.lists(people_text))
def test_json_gives_back_every_text(values: list[str]) -> None:
    document = json.loads(printed(texts(values), "json"))
    assert (document["count"], [row["text"] for row in document["rows"]]) == (len(values), values)
    lines = printed(texts(values), "ndjson").splitlines()
    assert [json.loads(line)["text"] for line in lines] == values
