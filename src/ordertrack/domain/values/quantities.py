"""How much: exact quantities, kept as whole ten-thousandths so that no sum ever drifts."""

from __future__ import annotations

import re
from functools import lru_cache

from ordertrack.domain.values.texts import count_of, quoted

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
