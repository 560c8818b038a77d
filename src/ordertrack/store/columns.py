"""Column types and checks that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    Text,
    TypeDecorator,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

Whole = BigInteger().with_variant(Integer, "sqlite")


class Day(TypeDecorator[date]):
    """A calendar date: ISO text on SQLite, DATE on PostgreSQL."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the engine."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:  # noqa: ANN401 - DBAPI value
        """Write a date."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ANN401 - DBAPI value
        """Read a date."""
        return date.fromisoformat(value) if value is not None and dialect.name == "sqlite" else value


def text(name: str, *, required: bool = False, unique: bool = False) -> Column[str]:
    """Make a column of text from people; `limits` gives its check."""
    return Column(name, Text, nullable=not required, unique=unique)


def day(name: str, *, required: bool = False) -> Column[date]:
    """Make a column of calendar dates."""
    return Column(name, Day, nullable=not required)


def whole(name: str, *, required: bool = True) -> Column[int]:
    """Make a column of whole numbers of 64 bits."""
    return Column(name, Whole, nullable=not required)


def digest(name: str, *, unique: bool = False) -> Column[bytes]:
    """Make a column of SHA-256 digests."""
    return Column(name, LargeBinary, nullable=False, unique=unique)


def instant(name: str, *, required: bool = False) -> Column[str]:
    """Make a column of instants as the trail writes them: UTC, whole seconds, `2026-11-23T08:00:00Z`."""
    return Column(name, Text, nullable=not required)


def instants(table: str, *names: str) -> tuple[CheckConstraint, ...]:
    """Check that instants have the one spelling whose order is that of time."""
    return tuple(
        CheckConstraint(f"length({name}) = 20 AND {name} LIKE '____-__-__T__:__:__Z'", name=f"{table}_{name}_instant")
        for name in names
    )


def limits(table: str, **lengths: int) -> tuple[CheckConstraint, ...]:
    """Check lengths on both engines, and NUL on SQLite, which would let it in (PostgreSQL cannot hold it)."""
    checks = []
    for name, most in lengths.items():
        checks.append(CheckConstraint(f"length({name}) <= {most}", name=f"{table}_{name}_length"))
        no_nul = CheckConstraint(f"instr({name}, char(0)) = 0", name=f"{table}_{name}_nul")
        checks.append(no_nul.ddl_if(dialect="sqlite"))
    return tuple(checks)


def days(table: str, *names: str) -> tuple[CheckConstraint, ...]:
    """Check on SQLite that dates are ISO text; PostgreSQL has a type for it."""
    return tuple(
        CheckConstraint(
            f"{name} GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'", name=f"{table}_{name}_date"
        ).ddl_if(dialect="sqlite")
        for name in names
    )


def one_of(table: str, name: str, values: Iterable[str]) -> CheckConstraint:
    """Check that a column holds one of a closed set."""
    listed = " OR ".join(f"{name} = '{value}'" for value in values)  # IN builds a table for every row inserted
    return CheckConstraint(listed, name=f"{table}_{name}_known")


def rule(table: str, name: str, condition: str) -> CheckConstraint:
    """Check a condition, by name."""
    return CheckConstraint(condition, name=f"{table}_{name}")
