"""Amounts, prices and currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.values.amounts import MINOR_UNITS, format_amount, is_currency, parse_amount, parse_currency

CURRENCIES = st.sampled_from(sorted(MINOR_UNITS))
MOST = 10**15 - 1


@pytest.mark.parametrize(
    ("text", "currency", "minor", "written"),
    [
        ("1234.50", "EUR", 123_450, "1234.50"),
        ("1234.5", "EUR", 123_450, "1234.50"),
        ("1234", "EUR", 123_400, "1234.00"),
        ("1500", "JPY", 1_500, "1500"),
        ("0.005", "KWD", 5, "0.005"),
        ("1.0001", "CLF", 10_001, "1.0001"),
        ("9999999999999.99", "USD", MOST, "9999999999999.99"),
        ("999999999999999", "XOF", MOST, "999999999999999"),
    ],
)
def test_an_amount_is_kept_in_minor_units(text: str, currency: str, minor: int, written: str) -> None:
    assert parse_amount(text, currency) == minor
    assert format_amount(minor, currency) == written


@given(CURRENCIES, st.integers(0, MOST))
def test_a_written_amount_reads_back_as_itself(currency: str, minor: int) -> None:
    assert parse_amount(format_amount(minor, currency), currency) == minor


@given(CURRENCIES, st.integers(-MOST, MOST))
def test_a_written_amount_has_exactly_the_decimals_of_its_currency(currency: str, minor: int) -> None:
    exact = Decimal(minor).scaleb(-MINOR_UNITS[currency])
    written = Decimal(format_amount(minor, currency))
    assert (written, written.as_tuple().exponent) == (exact, -MINOR_UNITS[currency])


@pytest.mark.parametrize(
    ("text", "currency", "sentence"),
    [
        ("1.234", "EUR", '"1.234" has 3 decimals; EUR has 2'),
        ("12.5", "JPY", '"12.5" has 1 decimal; JPY has none'),
        ("-1", "EUR", '"-1" has a sign; write the number without one'),
        ("1,50", "EUR", '"1,50" has a comma; write a point before decimals, as in 1.5'),
        ("12345678901234", "EUR", '"12345678901234" has 14 digits before the point; at most 13 are kept'),
        ("5", "EUX", '"EUX" is not a currency; write its ISO 4217 code, such as EUR'),
        ("5", "eur", '"eur" is not a currency; write its ISO 4217 code, such as EUR'),
    ],
)
def test_an_amount_that_cannot_be_kept_is_refused(text: str, currency: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_amount(text, currency)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["EUR", "eur", " Eur "])
def test_a_currency_is_read_whatever_its_case(text: str) -> None:
    assert parse_currency(text) == "EUR"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("EUX", "EUR"),
        ("UER", "EUR"),
        ("EU", "EUR"),
        ("€", "EUR"),
        ("Rmb", "CNY"),
        ("USX", "UGX, USD, USN"),
        ("", "EUR or USD"),
        ("XYZ", "EUR or USD"),
        ("XAU", "XAD, XAF"),
    ],
)
def test_an_unknown_currency_is_refused_with_the_near_ones(text: str, named: str) -> None:
    with pytest.raises(ValueError, match="is not a currency") as refusal:
        parse_currency(text)
    assert str(refusal.value) == f'"{text}" is not a currency; write its ISO 4217 code, such as {named}'


def test_the_currencies_are_those_of_iso_4217_with_a_minor_unit() -> None:
    assert len(MINOR_UNITS) == 178
    assert {code: MINOR_UNITS[code] for code in ("EUR", "JPY", "BHD", "CLF", "XCG", "HRK")} == {
        "EUR": 2,
        "JPY": 0,
        "BHD": 3,
        "CLF": 4,
        "XCG": 2,
        "HRK": 2,
    }


@pytest.mark.parametrize(("code", "known"), [("EUR", True), ("eur", False), ("XAU", False), ("", False)])
def test_a_currency_is_an_exact_code(code: str, known: bool) -> None:
    assert is_currency(code) is known
