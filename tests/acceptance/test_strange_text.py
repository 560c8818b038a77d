"""The big list of naughty strings goes in, is shown, comes out and goes in again, each exactly as it was (SOP 4.1a)."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.naughty import Told, hidden, visible
from tests.desk import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.acceptance.naughty import Naughty
    from tests.desk import Desk

pytestmark = pytest.mark.slow
FIELDS = ("number", "customer", "note", "line.sku", "line.description")


def in_lines(text: str, write: Callable[[str], str], between: str) -> str:
    return between.join(map(write, text.replace("\r\n", "\n").split("\n")))


def from_csv(text: str) -> list[dict[str, str | None]]:
    return [_with_none(row) for row in csv.DictReader(io.StringIO(text, newline=""))]


def from_tsv(text: str) -> list[dict[str, str | None]]:
    header, *lines = text.removesuffix("\n").split("\n")
    escapes = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
    rows = ([re.sub(r"\\.", lambda found: escapes[found[0]], cell) for cell in line.split("\t")] for line in lines)
    return [_with_none(dict(zip(header.split("\t"), row, strict=True))) for row in rows]


def _with_none(row: Mapping[str, str]) -> dict[str, str | None]:
    return {name: text or None for name, text in row.items()}


def from_ndjson(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


READERS: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "csv": from_csv,
    "tsv": from_tsv,
    "json": lambda text: json.loads(text)["rows"],
    "ndjson": from_ndjson,
}


def numbers(naughty: Naughty) -> list[str]:
    return [order.number for order in naughty.told]


@pytest.mark.parametrize("form", READERS)
def test_every_string_comes_out_of_the_book_as_it_went_in(naughty: Naughty, form: str) -> None:
    rows = READERS[form](naughty.desk.do("export", "orders", "--format", form).out)
    assert [Told(*(row[name] for name in FIELDS)) for row in rows] == [*naughty.told]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_every_string_goes_into_another_book_and_comes_out_the_same(naughty: Naughty, form: str, desk: Desk) -> None:
    whole = naughty.desk.do("export", "orders", "--format", form).stdout
    desk.do("import", "orders", "-", "--history", stdin=whole)
    assert desk.do("export", "orders", "--format", form).stdout == whole


@pytest.mark.parametrize("form", READERS)
def test_the_list_holds_every_string(naughty: Naughty, form: str) -> None:
    rows = READERS[form](naughty.desk.do("list", "--sort", "number", "--format", form).out)
    assert [(row["number"], row["customer"], row["note"]) for row in rows] == [order[:3] for order in naughty.told]


def test_each_order_shows_its_strings(naughty: Naughty) -> None:
    rows = naughty.desk.rows("show", *numbers(naughty))
    assert [Told(row["number"], row["customer"], row["note"], *shown_line(row)) for row in rows] == [*naughty.told]


def shown_line(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    (line,) = row["lines"]
    return line["sku"], line["description"]


def test_each_customer_is_found_by_its_name(naughty: Naughty) -> None:
    known = naughty.desk.column("name", "party", "list", "--customers")
    expected = {order.customer for order in naughty.told}
    assert (len(known), set(known)) == (len(expected), expected)
    found = [naughty.desk.column("name", "party", "show", "--", name) for name in known[::4]]
    assert found == [[name] for name in known[::4]]
    listed = naughty.desk.column("number", "list", "--customer=\u202egnp.exe\u202c")
    assert listed == [order.number for order in naughty.told if order.customer == "\u202egnp.exe\u202c"]


def records(naughty: Naughty, form: str) -> list[str]:
    """Give the lines of the list that are records: they begin with a number."""
    text = naughty.desk.do("list", "--sort", "number", "--fields", "number,customer,note", "--format", form).out
    return [line for line in text.split("\n") if re.match(r"[| ]*N\d{4}", line)]


@pytest.mark.parametrize("form", ["plain", "table"])
def test_what_people_read_is_one_record_a_line_with_every_string_in_sight(naughty: Naughty, form: str) -> None:
    assert_in_sight(naughty, records(naughty, form), visible)


def test_markdown_holds_every_string_and_none_of_them_is_markup(naughty: Naughty) -> None:
    lines = [re.sub(r"\\(.)", r"\1", line) for line in records(naughty, "markdown")]
    assert_in_sight(naughty, lines, lambda text: in_lines(text, visible, "<br>"))


def assert_in_sight(naughty: Naughty, lines: Sequence[str], write: Callable[[str], str]) -> None:
    assert len(lines) == len(naughty.told)
    pairs = zip(naughty.told, lines, strict=True)
    unseen = [
        order.number
        for order, line in pairs
        if not all(write(text).rstrip() in line for text in (order.customer, order.note or ""))
    ]
    assert unseen == []


def test_html_holds_every_string_and_none_of_them_is_markup(naughty: Naughty) -> None:
    text = naughty.desk.do("list", "--sort", "number", "--fields", "number,customer,note", "--format", "html").out
    cells = [html.unescape(cell.replace("<br>", "\n")) for cell in re.findall(r"<td>(.*?)</td>", text)]
    expected = [in_lines(cell or "", visible, "\n") for order in naughty.told for cell in order[:3]]
    assert cells == expected


@pytest.mark.parametrize("form", FORMATS)
def test_the_sheets_of_all_orders_can_be_written_in_every_format(naughty: Naughty, form: str) -> None:
    ran = naughty.desk.do("show", *numbers(naughty), "--format", form)
    assert (ran.err, all(number in ran.out for number in numbers(naughty))) == ("", True)


def test_what_is_said_when_a_string_comes_in_is_inert(naughty: Naughty) -> None:
    assert hidden(naughty.said) == set()
    assert "new party: \\u202egnp.exe\\u202c\n" in naughty.said
