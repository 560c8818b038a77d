"""Strings that break programs, and a book in which each of them stands wherever it may."""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ordertrack.domain.values.texts import name_key
from tests.desk import Desk, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(os.environ.get("ORDERTRACK_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
BLNS = DATA / "csv" / "blns" / "blns.json"
OURS = (
    *(
        "1e5",
        "0x10",
        "00123",
        " leads and trails ",
        "'quoted",
        "''",
        "\\t \\n \\\\",
        "a\tb",
        "a\nb",
        "a\rb",
        "a\r\nb\r\n",
    ),
    *(
        "\x1b]52;c;ZXZpbA==\x07",
        "\x1b[2J\x1b[H",
        "\x9b31mred\x9bm",
        "\x7f\x08\x08",
        "a\x85b\u2028c\u2029d",
        "\x1b]0;t\x1b\\",
    ),
    *("\u202egnp.exe\u202c", "\u2066isolate\u2069", "\ufeffmark", "zero\u200bwidth", "\ue000private", "\U000e0041tag"),
    *("[red]alert[/red] [/]", ":truck: :warning:", "<b>&amp;</b>", "| pipe | `tick` | **bold** |", "=1+1", "@SUM(A1)"),
    *("nai\u0308ve", "Å Å", "ﬁ", "-", "--help", "--note=x", "%s %d {0}", "null", "NULL", "\\N", "NaN", "true"),
)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class Told(NamedTuple):
    """An order as the book must hold it."""

    number: str
    customer: str
    note: str | None
    sku: str | None
    description: str | None


class Naughty(NamedTuple):
    """A book with an order for every string, what it must hold, and what was said when they came in."""

    desk: Desk
    told: tuple[Told, ...]
    said: str


def strings() -> list[str]:
    """Give them all; where the big list is not, the tests are skipped."""
    if not BLNS.exists():
        pytest.skip(f"there is no {BLNS}; ORDERTRACK_TEST_DATA names the folder of test data")
    return [*json.loads(BLNS.read_text("utf-8")), *OURS]


def hidden(text: str) -> set[str]:
    """Find what a terminal would obey or not show, line ends aside."""
    return {char for char in text if unicodedata.category(char) in HIDDEN and char != "\n"}


def enter_all(folder: Path, texts: Iterable[str]) -> Naughty:
    """Enter an order for every string, one command each."""
    desk, names = new_desk(folder / "orders.db"), dict[str, str]()
    told, said = [], []
    for at, text in enumerate(texts):
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
    csv.writer(record, quoting=csv.QUOTE_ALL, lineterminator="").writerow(
        ["1", order.sku or "", order.description or ""]
    )
    customer = "Acme" if order.customer == "Acme" else text
    words = ["add", f"--customer={customer}", "--supplier=Bolts", "--promised=2026-03-20", f"--note={text}"]
    return [*words, f"--line={record.getvalue()}", "--accept", order.number]


def visible(text: str) -> str:
    """Write what a person must see: hidden characters as escapes."""
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in HIDDEN else c for c in text)
