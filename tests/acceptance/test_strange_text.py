"""The big list of naughty strings goes in, is shown, comes out and goes in again, each exactly as it was (SOP 4.1a)."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ordertrack.domain.texts import name_key
from tests.desk import FORMATS, Desk, new_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

DATA = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
BLNS = DATA / "csv" / "blns" / "blns.json"
pytestmark = pytest.mark.skipif(not BLNS.exists(), reason=f"there is no test data at {DATA}")

OURS = (
    *("1e5", "0x10", "00123", " leads and trails ", "'quoted", "''", "\\t \\n \\\\", "a\tb", "a\nb", "a\rb", "a\r\nb\r\n"),
    *("\x1b]52;c;ZXZpbA==\x07", "\x1b[2J\x1b[H", "\x9b31mred\x9bm", "\x7f\x08\x08", "a\x85b\u2028c\u2029d", "\x1b]0;t\x1b\\"),
    *("\u202egnp.exe\u202c", "\u2066isolate\u2069", "\ufeffmark", "zero\u200bwidth", "\ue000private", "\U000e0041tag"),
    *("[red]alert[/red] [/]", ":truck: :warning:", "<b>&amp;</b>", "| pipe | `tick` | **bold** |", "=1+1", "@SUM(A1)"),
    *("nai\u0308ve", "Å Å", "ﬁ", "-", "--help", "--note=x", "%s %d {0}", "null", "NULL", "\\N", "NaN", "true"),
)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
FIELDS = ("number", "customer", "note", "line.sku", "line.description")


class Told(NamedTuple):
    """An order as the book must hold it."""

    number: str
    customer: str
    note: str | None
    sku: str | None
    description: str | None


class Naughty(NamedTuple):
    """A book in which every string stands wherever it may, and what was said when it came in."""

    desk: Desk
    told: tuple[Told, ...]
    said: str


def strings() -> list[str]:
    return [*json.loads(BLNS.read_text("utf-8")), *OURS]


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Naughty:
    """Enter an order for every string, one command each."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("naughty")
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        patch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
        desk = new_desk(folder / "orders.db")
        names: dict[str, str] = {}
        told, said = [], []
        for at, text in enumerate(strings()):
            order = as_told(f"N{at:04}", text, names)
            said.append(desk.do(*entry(order, text)).err)
            told.append(order)
    return Naughty(desk, tuple(told), "".join(said))


def as_told(number: str, text: str, names: dict[str, str]) -> Told:
    """Say what the book must make of a text: codes and names tidied, free text untouched, blanks nothing."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    code = unicodedata.normalize("NFC", text.strip())
    customer = names.setdefault(name_key(name), name) if 0 < len(name) <= 200 else "Acme"
    free = text if text.strip() else None
    return Told(number, customer, free, code if 0 < len(code) <= 100 else None, free)


def entry(order: Told, text: str) -> list[str]:
    """Give the command that enters it, its customer as it was typed."""
    record = io.StringIO()
    csv.writer(record, quoting=csv.QUOTE_ALL, lineterminator="").writerow(["1", order.sku or "", order.description or ""])
    customer = "Acme" if order.customer == "Acme" else text
    words = ["add", f"--customer={customer}", "--supplier=Bolts", "--promised=2026-03-20", f"--note={text}"]
    return [*words, f"--line={record.getvalue()}", "--accept", order.number]


def visible(text: str) -> str:
    """Write what a person must see: hidden characters as escapes."""
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in HIDDEN else c for c in text)


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
    found = [naughty.desk.column("name", "party", "show", "--", name) for name in known]
    assert found == [[name] for name in known]
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
    hidden = {char for char in naughty.said if unicodedata.category(char) in HIDDEN and char != "\n"}
    assert hidden == set()
    assert "new party: \\u202egnp.exe\\u202c\n" in naughty.said
