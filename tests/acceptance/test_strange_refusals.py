"""Text that cannot be kept is refused with a sentence that says what would help; nothing is written (SOP 4.1a)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.desk import add, spawn

if TYPE_CHECKING:
    from tests.desk import Desk

NUL = ("a\0b", "has a NUL character at position 2; remove it")
HALF = ("a\udcffb", "has half a character (U+DCFF) at position 2; remove it, or save the text again as UTF-8")
OPTIONS = {
    "number": ("", 64),
    "customer": ("--customer=", 200),
    "supplier": ("--supplier=", 200),
    "owner": ("--owner=", 100),
    "customer_ref": ("--customer-ref=", 100),
    "supplier_ref": ("--supplier-ref=", 100),
    "note": ("--note=", 4000),
    "line.sku": ("--line=1,", 100),
    "line.description": ("--line=1,M8,", 1000),
    "line.unit": ("--line=1,M8,bolt,", 20),
}
"""How a field is typed at `add`, and how long it may be."""


def entry(field: str, text: str) -> list[str]:
    """Give a command that enters order A-1 with this text in that field."""
    option = OPTIONS[field][0]
    words = ["--customer=Acme", "--supplier=Bolts", "--promised=2026-03-20"]
    kept = [word for word in words if not option or not word.startswith(option)]
    return ["add", *kept, *((option + text,) if option else ()), "A-1" if option else text]


def in_a_file(form: str, field: str, text: str) -> bytes:
    """Write the same order as a file."""
    row = {"number": "A-1", "customer": "Acme", "supplier": "Bolts", "promised_on": "2026-03-20", field: text}
    if form == "ndjson":
        return json.dumps(row).encode()
    table = io.StringIO(newline="")
    csv.writer(table).writerows([row.keys(), row.values()])
    return table.getvalue().encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("field", OPTIONS)
@pytest.mark.parametrize(("text", "sentence"), [NUL, HALF], ids=["nul", "half a character"])
def test_what_cannot_be_stored_is_not_entered(desk: Desk, field: str, text: str, sentence: str) -> None:
    before = desk.content
    ran = desk(*entry(field, text))
    assert (ran.code, ran.out, desk.content == before) == (4, "", True)
    assert ran.err.splitlines()[1:] == [f"  {field}: {sentence}"]


@pytest.mark.parametrize("field", OPTIONS)
def test_a_text_may_have_so_many_characters_and_not_one_more(desk: Desk, field: str) -> None:
    most = OPTIONS[field][1]
    ran = desk(*entry(field, "ü" * (most + 1)))
    expected = f"  {field}: has {most + 1} characters; shorten it to at most {most}"
    assert (ran.code, ran.err.splitlines()[1:]) == (4, [expected])
    desk.do(*entry(field, "ü" * most))
    assert desk.column(field, "export", "orders") == ["ü" * most]


@pytest.mark.parametrize("field", ["number", "customer", "supplier"])
@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000"])
def test_a_blank_where_there_must_be_a_name_is_missing(desk: Desk, field: str, blank: str) -> None:
    ran = desk(*entry(field, blank))
    named = "NUMBER" if field == "number" else f"--{field}"
    refusals = {
        2: f"ordertrack: error: missing: {named}",
        4: f"  {field}: is missing",
    }
    assert refusals[ran.code] in ran.err.splitlines()


@pytest.mark.parametrize("field", ["note", "owner", "customer_ref", "line.sku", "line.description"])
def test_a_blank_where_nothing_need_be_is_nothing(desk: Desk, field: str) -> None:
    desk.do(*entry(field, " "))
    assert desk.column(field, "export", "orders") == [None]


@pytest.mark.parametrize("field", OPTIONS)
@pytest.mark.parametrize(
    ("form", "text", "sentence"),
    [
        ("csv", "a\0b", "row 2: there is a NUL character; remove it, or if this is UTF-16"),
        ("csv", "a\ud800b", "is not UTF-8; say how it is encoded, for example --encoding cp1252"),
        ("ndjson", "a\0b", "row 1: there is a NUL character; remove it"),
        ("ndjson", "a\ud800b", "row 1: there is half a character (a lone surrogate); remove it"),
    ],
    ids=["csv nul", "csv half", "ndjson nul", "ndjson half"],
)
def test_what_cannot_be_stored_does_not_come_in_from_a_file(
    desk: Desk, field: str, form: str, text: str, sentence: str
) -> None:
    before = desk.content
    ran = desk("import", "orders", "-", stdin=in_a_file(form, field, text))
    assert (ran.code, ran.out, sentence in ran.err, desk.content == before) == (7, "", True, True), ran.err


@pytest.mark.parametrize("field", OPTIONS)
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_what_is_too_long_does_not_come_in_from_a_file(desk: Desk, field: str, form: str) -> None:
    most = OPTIONS[field][1]
    ran = desk("import", "orders", "-", stdin=in_a_file(form, field, "x" * (most + 1)))
    expected = f"row {2 if form == 'csv' else 1}, {field}: has {most + 1} characters; shorten it to at most {most}"
    assert (ran.code, expected in ran.err) == (7, True)


@pytest.mark.parametrize(
    "argv",
    [
        ("status", "A-1", "--note", "{}"),
        ("status", "A-1", "--to", "confirmed", "--note", "{}"),
        ("status", "A-1", "--promised", "2026-03-27", "--cause", "{}"),
        ("status", "A-1", "--correct", "{}"),
        ("cancel", "A-1", "--cause", "{}"),
        ("close", "A-1", "--received-by", "{}"),
        ("edit", "A-1", "--owner", "{}"),
        ("edit", "A-1", "--note", "{}"),
        ("edit", "A-1", "--line", "1,,{}"),
        ("party", "add", "{}"),
        ("party", "edit", "Acme", "--name", "{}"),
        ("party", "edit", "Acme", "--phone", "{}"),
        ("party", "merge", "Acme", "--into", "{}"),
        ("--actor", "{}", "status", "A-1", "--note", "x"),
        ("show", "{}"),
        ("trail", "show", "{}"),
        ("list", "--owner", "{}"),
        ("list", "--text", "{}"),
        ("list", "--customer", "{}"),
        ("today", "--owner", "{}"),
        ("report", "daily", "--owner", "{}"),
        ("report", "aging", "--owner", "{}"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(("text", "sentence"), [NUL, HALF], ids=["nul", "half a character"])
def test_what_cannot_be_stored_is_refused_wherever_it_is_typed(
    desk: Desk, argv: tuple[str, ...], text: str, sentence: str
) -> None:
    add(desk, "A-1")
    before = desk.content
    ran = desk(*(word.format(text) for word in argv))
    assert (ran.code, sentence in ran.err or '"a' in ran.err, desk.content == before) == (2, True, True), ran.err


def test_bytes_that_are_no_text_are_refused_from_a_shell_too(desk: Desk) -> None:
    words = (b"--customer=\xff\xfeAcme", b"--supplier=Bolts", b"--promised=2026-03-20", b"--note=\xc3(")
    ran = spawn("--db", str(desk.place), "add", "A-1", *(word.decode("utf-8", "surrogateescape") for word in words))
    assert (ran.code, ran.err.splitlines()) == (
        4,
        [
            "ordertrack: error: order A-1 was not entered, 2 things are wrong:",
            "  customer: has half a character (U+DCFF) at position 1; remove it, or save the text again as UTF-8",
            "  note: has half a character (U+DCC3) at position 1; remove it, or save the text again as UTF-8",
        ],
    )


def test_numbers_from_a_pipe_that_are_no_text_are_refused(desk: Desk) -> None:
    ran = desk("show", "-", stdin=b"A-1\n\xff\n")
    assert (ran.code, ran.err.splitlines()) == (
        2,
        [
            (
                "ordertrack: error: standard input: has half a character (U+DCFF) at position 1; "
                "remove it, or save the text again as UTF-8"
            ),
        ],
    )
