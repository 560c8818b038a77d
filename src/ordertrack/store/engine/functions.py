"""Column types, checks and expressions that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    Text,
    TypeDecorator,
    bindparam,
    literal,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ordertrack.domain.values.amounts import MINOR_UNITS
from ordertrack.domain.values.texts import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
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


class days_between(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """Calendar days from the second date to the first: later minus earlier."""

    inherit_cache = True
    type = BigInteger()


class iso(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """A date as ISO text."""

    inherit_cache = True
    type = Text()


def _spell(element: type[FunctionElement[Any]], *, sqlite: str, postgresql: str) -> None:
    """Say how each engine writes a function; the braces stand for its arguments."""
    compiles(element, "sqlite")(partial(_written, sqlite))
    compiles(element, "postgresql")(partial(_written, postgresql))


def _written(spelling: str, element: FunctionElement[Any], compiler: SQLCompiler, **options: object) -> str:
    return spelling.format(*(compiler.process(part, **options) for part in element.clauses))


_spell(
    days_between,
    sqlite="CAST(julianday({}) - julianday({}) AS INTEGER)",
    postgresql="(CAST({} AS DATE) - CAST({} AS DATE))",
)
_spell(iso, sqlite="{}", postgresql="CAST({} AS TEXT)")


def on(day: date) -> BindParameter[date]:
    """Bind a date."""
    return bindparam(None, day, Day)


def instant_of(text: str | None) -> datetime | None:
    """Give the instant of a stored text."""
    return datetime.fromisoformat(text) if text else None


class Sought(TypeDecorator[str]):
    """Text to look for whatever its case, as the engine's own pattern: GLOB on SQLite, a regular expression else.

    Both engines know letters beyond ASCII in this way; SQLite's `lower` never does, PostgreSQL's in some locales.
    """

    impl = Text
    cache_ok = True

    def __init__(self, *, is_part: bool) -> None:
        super().__init__()
        self.is_part = is_part

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        """Write the pattern."""
        is_glob = dialect.name == "sqlite"
        pattern = "".join(_either_case(char, is_glob=is_glob) for char in value or "")
        if is_glob:
            return f"*{pattern}*" if self.is_part else pattern
        return pattern if self.is_part else rf"\A{pattern}\Z"


def _either_case(char: str, *, is_glob: bool) -> str:
    others = (char.lower(), char.upper(), char.lower().upper(), char.upper().lower())
    cases = {char, *(other for other in others if len(other) == 1)}
    if len(cases) > 1:
        return f"[{''.join(sorted(cases))}]"
    if is_glob:
        return f"[{char}]" if char in "*?[" else char
    return f"\\{char}" if char.isascii() and char.isprintable() and not char.isalnum() else char


class fits(FunctionElement[bool]):  # noqa: N801 - reads as the SQL function it is
    """Whether text fits a pattern of `Sought`."""

    inherit_cache = True
    type = Boolean()


_spell(fits, sqlite="({} GLOB {})", postgresql="({} ~ {})")


def alike(column: Any, text: str, *, is_part: bool = False) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Say whether a column holds the text, or with `is_part` has it somewhere in it, whatever the case."""
    return fits(column, bindparam(None, text, Sought(is_part=is_part)))


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


class Wanted(TypeDecorator[tuple[Term, ...]]):
    """Terms in the engine's own language, each word quoted; words are letters and digits alone, and cannot break out.

    FTS5 knows phrases; of PostgreSQL only the words are asked, since it forgets where the later ones of a long text
    stand.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Term, ...] | None, dialect: Dialect) -> str:
        """Write the question."""
        if dialect.name == "sqlite":
            return " AND ".join(f'"{" ".join(term.words)}"{"*" * term.is_prefix}' for term in value or ())
        return " & ".join(
            f"'{word}'" + ":*" * (term.is_prefix and at == len(term.words))
            for term in value or ()
            for at, word in enumerate(term.words, 1)
        )


class said_of(FunctionElement[bool]):  # noqa: N801 - reads as the SQL function it is
    """Whether all terms were said about the order of a key; patterns of phrases follow the terms."""

    inherit_cache = True
    type = Boolean()


@compiles(said_of, "sqlite")
def _said_sqlite(element: said_of, compiler: SQLCompiler, **options: object) -> str:
    order, wanted, *_ = (compiler.process(part, **options) for part in list(element.clauses)[:2])
    return f"{order} IN (SELECT rowid FROM correspondence WHERE correspondence MATCH {wanted})"


@compiles(said_of, "postgresql")
def _said_postgres(element: said_of, compiler: SQLCompiler, **options: object) -> str:
    order, wanted, *phrases = (compiler.process(part, **options) for part in element.clauses)
    beside = "".join(f" AND ' ' || text || ' ' LIKE {phrase}" for phrase in phrases)
    asked = f"words @@ to_tsquery('simple', {wanted}){beside}"
    return f"{order} IN (SELECT rowid FROM correspondence WHERE {asked})"


def spoken_of(order: ColumnElement[int], terms: Sequence[Term]) -> ColumnElement[bool]:
    """Say whether all these terms occur in what was said about the order of a key."""
    phrases = [_beside(term) for term in terms if len(term.words) > 1]
    patterns: list[Any] = [bindparam(None, phrase, Text) for phrase in phrases]
    return said_of(order, bindparam(None, tuple(terms), Wanted), *patterns)


def _beside(term: Term) -> str:
    return f"% {' '.join(term.words)}{'' if term.is_prefix else ' '}%"
