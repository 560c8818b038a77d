"""What is exported can be imported into an empty book, and exported again it is the same to the byte (SOP 6)."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.orders.fields import FIELDS
from ordertrack.domain.values.amounts import format_quantity
from tests.desk import Desk, new_desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMS = ("csv", "ndjson")
TODAY = date(2026, 3, 2)
NASTY = (
    '"',
    "'",
    ",",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\\",
    "=1",
    "ü",
    "u\u0308",
    "\u202e",
    "\x1b[1m",
    "\ufeff",
    " ",
    "日本",
    "😀",
    "\x85",
)

free_text = st.lists(
    st.sampled_from(NASTY) | st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
)
texts = free_text.map("".join).filter(bool)
codes = texts.filter(str.strip)
days_past = st.integers(0, 900).map(lambda n: (TODAY - timedelta(days=n)).isoformat())
days = st.integers(-900, 900).map(lambda n: (TODAY + timedelta(days=n)).isoformat())
quantities = st.integers(1, 99_999_999) | st.integers(1, 9_999_999).map(lambda n: n * 10_000)
amounts = st.sampled_from(
    [("EUR", "1234.50"), ("EUR", "0"), ("JPY", "1500"), ("KWD", "1.234"), ("USD", "999999999999.99")]
)


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | values


@st.composite
def drawn_lines(draw: st.DrawFn) -> dict[str, str]:
    """One line as a file of history tells it: open, shipped, arrived or given up, in part or whole."""
    quantity = draw(quantities)
    parts = st.integers(1, quantity).map(format_quantity)
    line = {
        "line.ref": draw(optional(codes)),
        "line.sku": draw(optional(codes)),
        "line.description": draw(optional(texts)),
        "line.quantity": format_quantity(quantity),
        "line.unit": draw(optional(codes)),
        "line.unit_price": draw(optional(st.sampled_from(["0", "1.5", "12.3456", "99999999999"]))),
        "line.promised_on": draw(days),
        **{f"line.{name}_on": draw(optional(days)) for name in ("requested", "first_promised", "expected")},
    }
    happened = draw(
        st.sampled_from(["", "left", "left in part", "came", "came in part", "given up", "given up in part"])
    )
    verb, _, is_part = happened.partition(" in ")
    name = {"left": "shipped", "came": "delivered", "given up": "cancelled"}.get(verb)
    if name:
        line[f"line.{name}_on"] = draw(days_past)
        line[f"line.{name}_quantity"] = draw(parts) if is_part else format_quantity(quantity)
    return line


@st.composite
def drawn_orders(draw: st.DrawFn) -> list[dict[str, str]]:
    """Some orders with some lines each, as rows of a file; no reference stands twice in an order."""
    rows = []
    for at in range(draw(st.integers(1, 3))):
        currency, value = draw(st.just(("", "")) | amounts)
        order = {
            "number": f"{draw(codes)}{at}",
            "customer": draw(codes),
            "supplier": draw(codes),
            "value": value,
            "currency": currency,
            "note": draw(optional(texts)),
            "priority": draw(st.sampled_from(["", "low", "normal", "urgent"])),
            "placed_on": draw(optional(days_past)),
            **{
                name: draw(optional(codes)) for name in ("owner", "carrier", "tracking", "customer_ref", "supplier_ref")
            },
        }
        lines = draw(st.lists(drawn_lines(), min_size=1, max_size=3))
        rows += [order | line | ({"line.ref": f"{n}{line['line.ref']}"}) for n, line in enumerate(lines)]
    return rows


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, FIELDS, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode()


def export(desk: Desk, form: str) -> bytes:
    return desk.do("export", "orders", "--format", form).stdout


def require_round_trip(desk: Desk, folder: Path) -> None:
    """Take the book through each format into a book of its own, and compare every byte of every export."""
    whole = {form: export(desk, form) for form in FORMS}
    for form in FORMS:
        copy = new_desk(folder / f"{form}.db")
        copy.do("import", "orders", "-", "--history", stdin=whole[form])
        assert {each: export(copy, each) for each in FORMS} == whole
        said = copy.do("import", "orders", "-", "--history", stdin=whole[form]).err
        assert f"0 added, 0 updated, {len(orders_in(whole['ndjson']))} unchanged" in said


def orders_in(lines: bytes) -> set[str]:
    return {json.loads(line)["number"] for line in lines.splitlines()}


def check_history(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as name:
        desk = new_desk(Path(name) / "orders.db")
        desk.do("import", "orders", "-", "--history", stdin=as_csv(rows))
        require_round_trip(desk, Path(name))


@pytest.mark.slow
@settings(max_examples=8)
@given(drawn_orders())
def test_any_history_comes_back_the_same(rows: list[dict[str, str]]) -> None:
    check_history(rows)


@pytest.mark.slow
@settings(max_examples=50)
@given(drawn_orders())
def test_any_of_very_many_histories_comes_back_the_same(rows: list[dict[str, str]]) -> None:
    check_history(rows)
