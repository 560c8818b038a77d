"""Rows wait until the file was read, and leave as whole orders."""

from __future__ import annotations

from io import BytesIO, RawIOBase
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.values.texts import InputRow, Problem
from ordertrack.errors import NotFoundError, OutsideError, RejectedError, UsageError
from ordertrack.files.transfer import staging
from ordertrack.files.transfer.mapping import Mapping, build_mapping
from ordertrack.files.transfer.staging import ParkedRow, StagedOrders, StagedRows, read_orders

if TYPE_CHECKING:
    from pathlib import Path

SCMS = (
    *("number=PO / SO #", "supplier=Vendor", "customer=Country", "placed_on=PO Sent to Vendor Date"),
    *("line.ref=ID", "line.description=Item Description", "line.quantity=Line Item Quantity"),
    *("line.promised_on=Scheduled Delivery Date", "line.delivered_on=Delivered to Client Date"),
)
NULLS = ("Pre-PQ Process", "Date Not Captured", "N/A - From RDC")


def orders(text: str | bytes, mapping: Mapping | None = None, name: str = "f.csv") -> list[StagedRows]:
    content = text.encode() if isinstance(text, str) else text
    with read_orders(BytesIO(content), mapping or Mapping(), name=name) as staged:
        return list(staged)


def order(number: str | None, *rows: InputRow, problems: tuple[Problem, ...] = ()) -> StagedRows:
    return StagedRows(number, rows, problems)


def test_rows_of_an_order_come_together_wherever_they_stand() -> None:
    assert orders("number,note\nA,1\nB,2\nA,3\nC,4\n A ,5\n") == [
        order(
            "A",
            InputRow(2, {"number": "A", "note": "1"}),
            InputRow(4, {"number": "A", "note": "3"}),
            InputRow(6, {"number": " A ", "note": "5"}),
        ),
        order("B", InputRow(3, {"number": "B", "note": "2"})),
        order("C", InputRow(5, {"number": "C", "note": "4"})),
    ]


@given(st.lists(st.sampled_from(["A", "B", "C", "é", "", " ", "-"]), max_size=25), st.integers(1, 4))
def test_whole_orders_leave_in_order_of_first_appearance(numbers: list[str], longest_run: int) -> None:
    rows = [ParkedRow(row, (number, str(row))) for row, number in enumerate(numbers, 2)]
    with pytest.MonkeyPatch.context() as patch, StagedOrders(("number", "note"), frozenset({"-"})) as staged:
        patch.setattr(staging, "LONGEST_RUN", longest_run)
        staged.fill(rows)
        found = list(staged)
        assert (list(staged), staged.count) == (found, len(rows))
    keys = [key if (key := number.strip()) not in {"", "-"} else f"row {row}" for row, number in enumerate(numbers)]
    first_seen = sorted(range(len(keys)), key=lambda spot: keys.index(keys[spot]))
    expected = [[spot + 2 for spot in group] for _, group in groupby(first_seen, key=keys.__getitem__)]
    assert [[row.row for row in one.rows] for one in found] == expected
    assert [one.number for one in found] == [
        None if keys[rows[0] - 2].startswith("row") else keys[rows[0] - 2] for rows in expected
    ]


def test_a_number_is_the_same_however_its_accents_are_composed() -> None:
    assert [one.number for one in orders("number\nCafe\u0301\nCaf\u00e9\n")] == ["Caf\u00e9"]


def test_empty_cells_and_null_tokens_are_absent_and_other_cells_exact() -> None:
    mapping = Mapping(nulls=frozenset({"N/A"}))
    assert orders('number,note,owner,carrier\nA, N/A ,,"  x\n"\n', mapping) == [
        order("A", InputRow(2, {"number": "A", "carrier": "  x\n"}))
    ]


def test_a_row_of_the_wrong_width_is_a_problem_of_its_order() -> None:
    fault = "there are 3 cells where the header has 2; quote cells that hold the delimiter"
    assert orders("number,note\nA,1\nB,1\nA,x,y\n,\n , ,\n") == [
        order("A", InputRow(2, {"number": "A", "note": "1"}), problems=(Problem(row=4, message=fault),)),
        order("B", InputRow(3, {"number": "B", "note": "1"})),
    ]


def test_rows_without_a_number_stand_alone() -> None:
    assert orders("number,note\n,1\n,2\n") == [
        order(None, InputRow(2, {"note": "1"})),
        order(None, InputRow(3, {"note": "2"})),
    ]


def test_a_neutralised_file_is_read_as_it_was_before() -> None:
    assert orders("number,note,ordertrack-excel\nA,'=1+1,\n''s,-5,\n''s\n") == [
        order("A", InputRow(2, {"number": "A", "note": "=1+1"})),
        order(
            "'s",
            InputRow(3, {"number": "'s", "note": "-5"}),
            problems=(Problem(row=4, message="there are 1 cells where the header has 3; add the missing ones"),),
        ),
    ]
    assert orders("number,note\n's,'=1\n") == [order("'s", InputRow(2, {"number": "'s", "note": "'=1"}))]


@pytest.mark.parametrize("name", ["f.ndjson", "f.jsonl", "-"])
def test_ndjson_is_known_by_its_name_or_its_first_character(name: str) -> None:
    text = '\n{"number":"A","line.quantity":1.50}\n{"number":"B","line.quantity":true}\n'
    fault = "'line.quantity' is true; a value is text, a number or null, and names such as line.sku stay flat"
    assert orders(text, name=name) == [
        order("A", InputRow(2, {"number": "A", "line.quantity": "1.50"})),
        order("B", problems=(Problem(row=3, message=fault),)),
    ]


def test_a_format_that_was_said_goes_before_the_looks_of_the_file() -> None:
    assert orders("{number},number\nx,A\n", build_mapping(format="csv")) == [order("A", InputRow(2, {"number": "A"}))]


def test_a_mapped_column_that_no_line_of_ndjson_has_is_refused() -> None:
    with pytest.raises(UsageError, match="no line has the column 'promissed'") as refused:
        orders('{"number":"A"}\n', build_mapping(maps=["promised_on=Promissed"]), "f.ndjson")
    assert refused.value.hints == ("the first line has: 'number'",)
    assert orders('{"number":"A","due":null}\n', build_mapping(maps=["promised_on=Due"])) == [
        order("A", InputRow(1, {"number": "A"}))
    ]


@pytest.mark.parametrize("content", ["", "\n\n", "\r\n"])
def test_an_empty_file_is_refused(content: str) -> None:
    with pytest.raises(RejectedError, match=r"f\.csv, row 1: the file is empty"):
        orders(content)


def test_a_header_alone_holds_no_orders() -> None:
    assert orders("number,note\n") == []


def test_a_fault_on_the_first_line_is_placed_there() -> None:
    with pytest.raises(RejectedError, match=r"f\.csv, row 1: the byte 0xFF at offset 0 "):
        orders(b"\xff\xffnumber\n")


def test_a_missing_file_is_not_found_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no file none"):
        read_orders(tmp_path / "none.csv", Mapping(), name="none.csv")
    with pytest.raises(OutsideError, match="cannot be read: Is a directory"):
        read_orders(tmp_path, Mapping(), name="folder")


class Pipe(RawIOBase):
    """A stream that can only be read on, a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._rest = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part, self._rest = self._rest[: min(size, 7)], self._rest[min(size, 7) :]
        return part


def test_a_pipe_is_read_like_a_file() -> None:
    content = 'number,note\r\nA,naïve\r\nB,"x\r\ny"\r\n'.encode("utf-8-sig")
    pipe: Any = Pipe(content)
    with read_orders(pipe, Mapping(), name="-") as staged:
        assert list(staged) == orders(content)


def test_both_procurement_histories_give_the_same_orders(data: Path) -> None:
    mapping = build_mapping(maps=SCMS, nulls=NULLS)
    with (
        read_orders(data / "scms" / "scms_utf8_lf.csv", mapping, name="lf") as line_feeds,
        read_orders(data / "scms" / "scms_utf8_bom_cr.csv", mapping, name="cr") as returns,
    ):
        first, second = list(line_feeds), list(returns)
    assert (len(first), line_feeds.count, returns.count) == (6233, 10_324, 10_324)
    assert _lines(first) == _lines(second)
    rows = [row.values for one in first for row in one.rows]
    assert (len({row["supplier"] for row in rows}), len({row["customer"] for row in rows})) == (73, 43)


def _lines(found: list[StagedRows]) -> dict[str, dict[str, str]]:
    """Every line by its reference; the placement, written differently in each file, only as there or not."""
    rows = [row.values for one in found for row in one.rows]
    return {row["line.ref"]: {**row, **({"placed_on": "there"} if "placed_on" in row else {})} for row in rows}
