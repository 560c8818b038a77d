"""Exact quantities."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.values.amounts import SCALE, format_quantity, parse_quantity

MOST = 10**15 - 1
THOUSANDS = "has a thousands separator; write the digits without it, with a point before decimals"


@pytest.mark.parametrize(
    ("text", "quantity", "shortest"),
    [
        ("0", 0, "0"),
        ("19", 190_000, "19"),
        ("1.5", 15_000, "1.5"),
        ("1.5000", 15_000, "1.5"),
        ("0.0001", 1, "0.0001"),
        ("007", 70_000, "7"),
        (" 3 ", 30_000, "3"),
        ("99999999999.9999", MOST, "99999999999.9999"),
    ],
)
def test_a_quantity_is_read_exactly_and_written_shortest(text: str, quantity: int, shortest: str) -> None:
    assert parse_quantity(text) == quantity
    assert format_quantity(quantity) == shortest


@given(st.integers(0, MOST))
def test_a_written_quantity_reads_back_as_itself(quantity: int) -> None:
    assert parse_quantity(format_quantity(quantity)) == quantity


@given(st.integers(-MOST, MOST))
def test_a_written_quantity_is_the_exact_decimal(quantity: int) -> None:
    text = format_quantity(quantity)
    assert Decimal(text) * SCALE == quantity
    assert not (text.endswith("0") and "." in text)


@given(st.from_regex(r"[0-9]{1,11}(\.[0-9]{1,4})?", fullmatch=True))
def test_a_quantity_in_the_pattern_is_read_to_its_value(text: str) -> None:
    assert parse_quantity(text) == Decimal(text) * SCALE


def test_a_negative_difference_is_written_with_its_sign() -> None:
    assert [format_quantity(value) for value in (-30_000, -1, -15_000)] == ["-3", "-0.0001", "-1.5"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is blank; write a number such as 12 or 1.5"),
        ("  ", "is blank; write a number such as 12 or 1.5"),
        ("-3", "has a sign; write the number without one"),
        ("+3", "has a sign; write the number without one"),
        ("\u22123", "has a sign; write the number without one"),
        ("1,000", THOUSANDS),
        ("1 000", THOUSANDS),
        ("1'000.50", THOUSANDS),
        ("1_000", THOUSANDS),
        ("1.234,5", "has a comma; write 1234.5 for one thousand and so on"),
        ("1,5", "has a comma; write a point before decimals, as in 1.5"),
        ("1e5", "has an exponent; write all digits"),
        ("1.5E+3", "has an exponent; write all digits"),
        (".5", "begins with a point; write a 0 before it"),
        ("5.", "ends with a point; leave it out or write the decimals"),
        ("1.2.3", "has digits other than 0 to 9, or several points; write a number such as 1.5"),
        ("٣", "has digits other than 0 to 9, or several points; write a number such as 1.5"),
        ("²", "is not a number; write digits only, such as 12 or 1.5"),
        ("NaN", "is not a number; write digits only, such as 12 or 1.5"),
        ("Infinity", "is not a number; write digits only, such as 12 or 1.5"),
        ("12 kg", "is not a number; write digits only, such as 12 or 1.5"),
        ("0x10", "is not a number; write digits only, such as 12 or 1.5"),
        ("1.23456", "has 5 decimals; at most 4 are kept"),
        ("123456789012", "has 12 digits before the point; at most 11 are kept"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_quantity(text)
    assert str(refusal.value) == f'"{text.strip()}" {sentence}'


@given(st.text())
def test_a_text_is_a_quantity_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert 0 <= parse_quantity(text) <= MOST


def test_endless_digits_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="has 1000000 digits before the point; at most 11 are kept"):
        parse_quantity("9" * 1_000_000)
