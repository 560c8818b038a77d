"""The few expressions that SQLite and PostgreSQL spell differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ordertrack.domain.money import MINOR_UNITS

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """Calendar days from the second date to the first: later minus earlier."""

    inherit_cache = True
    type = BigInteger()


class iso(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """A date as ISO text."""

    inherit_cache = True
    type = Text()


@compiles(days_between, "sqlite")
def _days_sqlite(element: days_between, compiler: SQLCompiler, **options: object) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgres(element: days_between, compiler: SQLCompiler, **options: object) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(iso, "sqlite")
def _iso_sqlite(element: iso, compiler: SQLCompiler, **options: object) -> str:
    return compiler.process(element.clauses, **options)


@compiles(iso, "postgresql")
def _iso_postgres(element: iso, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


def day_count(later: Any, earlier: Any) -> ColumnElement[int]:  # noqa: ANN401 - columns, dates or binds
    """Count the calendar days from `earlier` to `later`."""
    return days_between(later, earlier)


def iso_text(day: Any) -> ColumnElement[str]:  # noqa: ANN401 - a column or expression
    """Write a date as ISO text."""
    return iso(day)


class scaled(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """A whole number of 10^-n units as decimal text without trailing zeros: `scaled(quantity, 4)`."""

    inherit_cache = True
    type = Text()


@compiles(scaled, "sqlite")
def _scaled_sqlite(element: scaled, compiler: SQLCompiler, **options: object) -> str:
    value, digits = element.clauses
    number, places = compiler.process(value, **options), int(digits.value)
    one = 10**places
    part = f"rtrim(printf('%d.%0{places}d', {number} / {one}, {number} % {one}), '0')"
    nothing = f"CASE WHEN {number} IS NULL THEN NULL"
    return f"{nothing} WHEN {number} % {one} = 0 THEN CAST({number} / {one} AS TEXT) ELSE {part} END"


@compiles(scaled, "postgresql")
def _scaled_postgres(element: scaled, compiler: SQLCompiler, **options: object) -> str:
    value, digits = element.clauses
    number, places = compiler.process(value, **options), int(digits.value)
    return f"CAST(trim_scale({number} / CAST(1{'0' * places} AS NUMERIC)) AS TEXT)"


def scaled_text(value: Any) -> ColumnElement[Any]:  # noqa: ANN401 - a column or expression
    """Write a quantity or unit price, ten-thousandths, as decimal text."""
    return scaled(value, literal(4))


class amount(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """Minor units of a currency as decimal text with all of the currency's digits."""

    inherit_cache = True
    type = Text()


@compiles(amount)
def _amount(element: amount, compiler: SQLCompiler, **options: object) -> str:
    value, currency = (compiler.process(part, **options) for part in element.clauses)
    cases = " ".join(f"WHEN {currency} IN ({codes}) THEN {_fixed(value, places)}" for places, codes in _CODES.items())
    return f"CASE WHEN {value} IS NULL THEN NULL {cases} ELSE {_fixed(value, 2)} END"


def _fixed(value: str, places: int) -> str:
    if places == 0:
        return f"CAST({value} AS TEXT)"
    one = 10**places
    padded = f"substr(CAST({one} + {value} %% {one} AS TEXT), 2)".replace("%%", "%")
    return f"CAST({value} / {one} AS TEXT) || '.' || {padded}"


def _codes() -> dict[int, str]:
    by_places: dict[int, list[str]] = {}
    for code, places in MINOR_UNITS.items():
        if places != _USUAL_PLACES:
            by_places.setdefault(places, []).append(f"'{code}'")
    return {places: ", ".join(codes) for places, codes in by_places.items()}


_USUAL_PLACES = 2
_CODES = _codes()


def amount_text(value: Any, currency: Any) -> ColumnElement[Any]:  # noqa: ANN401 - columns
    """Write money, in minor units, as decimal text."""
    return amount(value, currency)
