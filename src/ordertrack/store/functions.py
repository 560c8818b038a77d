"""The few expressions that SQLite and PostgreSQL spell differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

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
def _days_sqlite(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgres(element: days_between, compiler: SQLCompiler, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(iso, "sqlite")
def _iso_sqlite(element: iso, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(iso, "postgresql")
def _iso_postgres(element: iso, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TEXT)"


def day_count(later: Any, earlier: Any) -> ColumnElement[int]:  # noqa: ANN401 - columns, dates or binds
    """Count the calendar days from `earlier` to `later`."""
    return days_between(later, earlier)


def iso_text(day: Any) -> ColumnElement[str]:  # noqa: ANN401 - a column or expression
    """Write a date as ISO text."""
    return iso(day)
