"""How much it costs: amounts in minor units; unit prices are quantities of the major unit."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ordertrack.domain.values.quantities import parse_fixed
from ordertrack.domain.values.texts import quoted

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
