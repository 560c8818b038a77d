"""Values as text: for machines exact, for people readable; JSON has its own module."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ordertrack.cli.result import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    Writer = Callable[[object], str | None]

RATE_PLACES = Decimal("0.000001")
_TENTH = Decimal("0.1")


def decimal(value: object) -> Decimal:
    """Return a number as an exact Decimal (a fraction to 28 digits); raise TypeError for anything else."""
    match value:
        case Decimal():
            return value
        case Fraction():
            return Decimal(value.numerator) / Decimal(value.denominator)
        case int() | str():
            return Decimal(value)
        case float():
            return Decimal(repr(value))
        case _:
            raise TypeError(f"{type(value).__name__} is not a number")


def number(value: object) -> str:
    """Write a number without exponent and trailing zeros (`1.5`, `19`, `-3`); ValueError for NaN."""
    exactly = decimal(value)
    if not exactly.is_finite():
        raise ValueError(f"{exactly} is not a number")
    text = f"{exactly or Decimal(0):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(value: object) -> Decimal:
    """Round a share between 0 and 1 to six places."""
    return decimal(value).quantize(RATE_PLACES, ROUND_HALF_UP)


def instant(value: object) -> str:
    """Write an aware instant in UTC with `Z`, in full."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("an instant must be an aware datetime")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _passing(write: Callable[[object], str]) -> Writer:
    return lambda value: value if value is None or isinstance(value, str) else write(value)


MACHINE: dict[Kind, Writer] = {
    Kind.INSTANT: _passing(instant),
    Kind.DAYS: _passing(number),
    Kind.QUANTITY: _passing(number),
    Kind.MONEY: _passing(lambda value: f"{decimal(value):f}"),
    Kind.RATE: _passing(lambda value: number(rate(value))),
    Kind.FLAG: _passing(lambda value: "true" if value else "false"),
}
"""Kinds whose values need more than `str()`; None stays None and text stays as it is."""


def exact(kind: Kind, value: object) -> str:
    """Write one value in full for a machine; None is empty."""
    text = MACHINE[kind](value) if kind in MACHINE else value
    return "" if text is None else str(text)


def readable(kind: Kind, value: object) -> str:
    """Write one value for a person: `88.5 %`, `n/a`, `yes`; everything else as for a machine."""
    if kind is Kind.RATE:
        return "n/a" if value in {None, ""} else f"{(decimal(value) * 100).quantize(_TENTH, ROUND_HALF_UP)} %"
    if kind is Kind.FLAG:
        return "yes" if value in {True, "true"} else ""
    return exact(kind, value)


def brief(kind: Kind, value: object) -> str:
    """Write one value for a terminal: as `readable`, instants to the second."""
    if kind is Kind.INSTANT and isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return readable(kind, value)


def iso(value: date) -> str:
    """Write a date or an instant as JSON and headings show it."""
    return instant(value) if isinstance(value, datetime) else value.isoformat()
