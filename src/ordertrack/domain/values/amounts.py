"""Amounts: money in minor units of its currency, prices and quantities in ten-thousandths, read and written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ordertrack.domain.values.texts import count_of, quoted

if TYPE_CHECKING:
    from collections.abc import Callable


AMOUNT_DIGITS = 15
"""The most digits of an amount, decimals included: what every database and spreadsheet keeps exactly."""
_CURRENT = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
        "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
        "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
        "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
        "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
        "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
# Withdrawn since 2013: order histories still carry them.
_WITHDRAWN = {0: "BYR", 2: "ANG BGN CUC HRK LTL LVL MRO SLL STD VEF ZMK ZWL"}
MINOR_UNITS: dict[str, int] = {
    code: decimals for table in (_CURRENT, _WITHDRAWN) for decimals, codes in table.items() for code in codes.split()
}
"""ISO 4217 code -> decimals. Metals, test codes and units of account have no minor unit and are left out."""
_NICKNAMES = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
    "STG": "GBP",
    "$": "USD",
    "US$": "USD",
    "DOLLAR": "USD",
    "DOLLARS": "USD",
    "¥": "JPY",
    "YEN": "JPY",
    "RMB": "CNY",
    "SFR": "CHF",
    "RS": "INR",
    "₹": "INR",
}
_MOST_NAMED = 6


def is_currency(code: str) -> bool:
    """Tell whether this is an ISO 4217 code in capitals."""
    return code in MINOR_UNITS


def parse_currency(text: str) -> str:
    """Return the ISO 4217 code meant, in capitals; raise ValueError that names the near codes (SOP 4.1a)."""
    code = text.strip().upper()
    if code in MINOR_UNITS:
        return code
    raise ValueError(unknown_currency(text))


def unknown_currency(text: str) -> str:
    """Return the sentence against a code that is no currency, with the codes that may have been meant."""
    code = text.strip().upper()
    meant = [code] if code in MINOR_UNITS else [_NICKNAMES[code]] if code in _NICKNAMES else _near_codes(code)
    named = ", ".join(meant) or "EUR or USD"
    return f"{quoted(text.strip())} is not a currency; write its ISO 4217 code, such as {named}"


@lru_cache(maxsize=16_384)
def parse_amount(text: str, currency: str) -> int:
    """Return an amount in minor units: `1234.5` EUR is 123_450, `1500` JPY is 1_500. No sign, no separators.

    Raises ValueError for an unknown currency, for more decimals than it has, and beyond fifteen digits.
    """
    decimals = _decimals(currency)
    kept = f"{currency} has {decimals or 'none'}"
    return parse_fixed(text, whole=AMOUNT_DIGITS - decimals, decimals=decimals, kept=kept)


def format_amount(minor: int, currency: str) -> str:
    """Return minor units with all of the currency's decimals; raise ValueError for an unknown currency."""
    decimals = _decimals(currency)
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _decimals(currency: str) -> int:
    try:
        return MINOR_UNITS[currency]
    except KeyError:
        raise ValueError(unknown_currency(currency)) from None


def _near_codes(code: str) -> list[str]:
    """Return the codes one slip away: its letters in another order, one wrong, or the last missing."""
    slips: tuple[Callable[[str], bool], ...] = (
        lambda known: sorted(known) == sorted(code),
        lambda known: len(known) == len(code) and sum(map(str.__ne__, known, code)) == 1,
        lambda known: len(known) == len(code) + 1 and known.startswith(code),
    )
    found = ([known for known in sorted(MINOR_UNITS) if is_slip(known)] for is_slip in slips)
    return next(filter(None, found), [])[:_MOST_NAMED]


SCALE = 10_000
"""Ten-thousandths in one: a quantity of 15_000 is 1.5."""
DECIMALS = 4
WHOLE_DIGITS = 11
_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*"), "is blank; write a number such as 12 or 1.5"),
    (re.compile(r"[+\-\u2212].*"), "has a sign; write the number without one"),
    (
        re.compile(r"[0-9]{1,3}([ ,'_\u2019\u00a0\u202f][0-9]{3})+(\.[0-9]*)?"),
        "has a thousands separator; write the digits without it, with a point before decimals",
    ),
    (re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]*"), "has a comma; write 1234.5 for one thousand and so on"),
    (re.compile(r"[0-9]*,[0-9]+"), "has a comma; write a point before decimals, as in 1.5"),
    (re.compile(r"[0-9.]+[eE][+\-]?[0-9]+"), "has an exponent; write all digits"),
    (re.compile(r"\.[0-9]+"), "begins with a point; write a 0 before it"),
    (re.compile(r"[0-9]+\."), "ends with a point; leave it out or write the decimals"),
    (re.compile(r"[\d.]+"), "has digits other than 0 to 9, or several points; write a number such as 1.5"),
)


def parse_quantity(text: str) -> int:
    """Return a quantity in ten-thousandths: up to eleven digits, a point, up to four decimals, never a sign.

    Raises ValueError with a sentence that says what stands in the way (SOP 4.1a).
    """
    if len(text) <= WHOLE_DIGITS and text.isdigit() and text.isascii():
        return int(text) * SCALE
    return _parse_quantity(text)


def format_quantity(quantity: int) -> str:
    """Return ten-thousandths as the shortest exact decimal: 15_000 is `1.5`, 190_000 is `19`."""
    whole, rest = divmod(abs(quantity), SCALE)
    sign = "-" if quantity < 0 else ""
    return f"{sign}{whole}.{rest:04d}".rstrip("0") if rest else f"{sign}{whole}"


def parse_fixed(text: str, *, whole: int, decimals: int, kept: str) -> int:
    """Return a plain decimal as an integer scaled by `10 ** decimals`.

    It accepts at most `whole` digits before the point and `decimals` after it, ASCII only, blanks around it
    ignored. Raises ValueError with a sentence that says what is so and what would help; `kept` ends the
    sentence about too many decimals.
    """
    plain = text.strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise ValueError(f"{quoted(plain)} {_why_not(plain)}")
    before, after = match[1], match[2] or ""
    if len(before) > whole:
        raise ValueError(f"{quoted(plain)} has {len(before)} digits before the point; at most {whole} are kept")
    if len(after) > decimals:
        raise ValueError(f"{quoted(plain)} has {count_of(len(after), 'decimal')}; {kept}")
    return int(before + after.ljust(decimals, "0"))


@lru_cache(maxsize=16_384)
def _parse_quantity(text: str) -> int:
    return parse_fixed(text, whole=WHOLE_DIGITS, decimals=DECIMALS, kept=f"at most {DECIMALS} are kept")


def _why_not(text: str) -> str:
    for pattern, sentence in _SENTENCES:
        if pattern.fullmatch(text):
            return sentence
    return "is not a number; write digits only, such as 12 or 1.5"
