"""Many rows at once, past every layer that costs time for each row."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import sqlalchemy as sa

    from ordertrack.store.projection import Values


T = TypeVar("T")
BATCH = 500


def in_parts(rows: Iterable[T]) -> Iterator[list[T]]:
    """Give rows so many at a time as one statement takes."""
    left = iter(rows)
    while part := list(islice(left, BATCH)):
        yield part


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Values]) -> None:
    """Insert plain values, columns in the order of the table; dates as ISO text."""
    if rows:
        connection.exec_driver_sql(_insert(table, connection.dialect), list(rows))


def _insert(table: sa.Table, dialect: sa.Dialect) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
