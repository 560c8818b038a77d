"""A table as it will be printed: the chosen fields, read once, in blocks, and counted."""

from __future__ import annotations

from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ordertrack.cli.output.result import Column, Row, Table


BLOCK = 250


def check_fields(fields: Sequence[str], known: Collection[str]) -> None:
    """Raise UsageError unless `fields` names at least one known field, none of them twice."""
    hint = (f"the fields are: {', '.join(known)}",)
    if not any(fields):
        raise UsageError("--fields names no field", hints=hint)
    if unknown := [name for name in fields if name not in known]:
        raise UsageError(f"no such field: {', '.join(unknown)}", hints=hint)
    if twice := sorted({name for name in fields if fields.count(name) > 1}):
        raise UsageError(f"--fields names {', '.join(twice)} twice")


class View:
    """One pass over a table's rows; `count` is right once the pass is over."""

    def __init__(self, table: Table, fields: Sequence[str] | None = None) -> None:
        """Choose and order the columns; raise UsageError for fields that the table does not have."""
        names = [column.name for column in table.columns]
        if fields is not None:
            check_fields(fields, names)
        self.table = table
        self.count = 0
        self._names = names
        self._rows = iter(table.rows)
        self._picks = None if fields is None else tuple(names.index(name) for name in fields)

    @property
    def is_chosen(self) -> bool:
        """Say whether the person named the fields."""
        return self._picks is not None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The chosen columns, in the chosen order."""
        every = self.table.columns
        return every if self._picks is None else tuple(every[at] for at in self._picks)

    @property
    def names(self) -> list[str]:
        """The names of the chosen columns."""
        return [column.name for column in self.columns]

    def is_empty(self) -> bool:
        """Look at the first row, and keep it for the pass to come."""
        for row in self._rows:
            self._rows = chain((row,), self._rows)
            return False
        return self.count == 0

    def blocks(self) -> Iterator[list[Row]]:
        """Yield the rows, chosen fields only, in lists that keep memory flat."""
        for block in self._full_blocks():
            yield block if self._picks is None else [self.pick(row) for row in block]

    def whole_rows(self) -> Iterator[Row]:
        """Yield the rows with every field, chosen or not, for a reader that weighs them."""
        return chain.from_iterable(self._full_blocks())

    def pick(self, row: Row) -> Row:
        """Reduce a whole row to the chosen fields."""
        if self._picks is None:
            return row
        return (row[self._picks[0]],) if len(self._picks) == 1 else itemgetter(*self._picks)(row)

    def _full_blocks(self) -> Iterator[list[Row]]:
        while block := list(islice(self._rows, BLOCK)):
            self.count += len(block)
            yield block
