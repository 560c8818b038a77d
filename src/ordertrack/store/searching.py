"""The text search over the correspondence, as SQLite's FTS5 and as PostgreSQL want it asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ordertrack.domain.correspondence import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler


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
