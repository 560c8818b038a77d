"""Rows are parked until the whole file was read, and leave as whole orders: memory stays flat.

Neighbouring rows of one order are parked as one record, a *run*. Cells are joined by NUL, which no cell can
hold. The park is SQLite's own nameless temporary database: it spills to disk when its cache is full and
vanishes with the process, however that ends. Orders whose rows stand far apart cost one sort of (number, row)
inside SQLite.
"""

from __future__ import annotations

import sqlite3
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias
from unicodedata import normalize

from ordertrack.domain.drafts import InputRow
from ordertrack.domain.problems import Problem
from ordertrack.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_RUN = 1000
_PARK = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16384;
    CREATE TABLE run (row INTEGER PRIMARY KEY, number TEXT, cells TEXT, fault TEXT);
    CREATE TABLE later (home INTEGER, row INTEGER, PRIMARY KEY (home, row)) WITHOUT ROWID;
    BEGIN
"""
# A later run belongs to the group that began with the first run of the same number.
_FIND_LATER = """
    INSERT INTO later SELECT home, row FROM (
        SELECT row, first_value(row) OVER (PARTITION BY number ORDER BY row) AS home
        FROM run WHERE number IS NOT NULL
    ) WHERE home < row
"""
_FIRST = """
    SELECT row, row, number, cells, fault FROM run
    WHERE row NOT IN (SELECT row FROM later) ORDER BY row
"""
_LATER = """
    SELECT home, row, number, cells, fault FROM later CROSS JOIN run USING (row)
    ORDER BY home, row
"""

Run: TypeAlias = tuple[int, int, str | None, str, str]
"""The first row of its group, its own first row, number, cells, fault."""


class ParkedRow(NamedTuple):
    """A row on its way in: cells in the order of the fields; of a faulty one only the first, the number."""

    row: int
    cells: Sequence[str]
    fault: str = ""


class OrderRows(NamedTuple):
    """Everything the file says about one order; `number` is None for a row that names none."""

    number: str | None
    rows: tuple[InputRow, ...]
    problems: tuple[Problem, ...]


class StagedOrders:
    """Orders of a file that was read to its end: iterate (again and again), then close.

    Each order comes once, whole, its rows in the order of the file; orders come as they first appear there.
    """

    def __init__(self, fields: Sequence[str], nulls: frozenset[str] = frozenset()) -> None:
        """Park nothing yet; `fields` begins with `number`."""
        self._fields = tuple(fields)
        self._nulls = nulls
        self.count = 0
        """How many rows were parked, faulty ones included."""
        self._park = sqlite3.connect("", isolation_level=None)
        self._park.executescript(_PARK)

    def __enter__(self) -> Self:
        """Close at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Drop the parked rows."""
        self.close()

    def close(self) -> None:
        """Drop the parked rows and their space on disk."""
        self._park.close()

    def fill(self, rows: Iterable[ParkedRow]) -> None:
        """Park all rows, whose row numbers rise; raises OutsideError when the temporary space is full."""
        try:
            self._park.executemany("INSERT INTO run VALUES (?, ?, ?, ?)", self._runs(rows))
            self._park.execute(_FIND_LATER)
        except sqlite3.OperationalError as error:
            raise OutsideError(
                f"the rows could not be parked in the folder for temporary files: {error}",
                hints=("TMPDIR names another folder",),
            ) from error

    def __iter__(self) -> Iterator[OrderRows]:
        """Give the orders; memory holds one of them at a time."""
        if self._park.execute("SELECT 1 FROM later").fetchone() is None:
            yield from (self._order((run,)) for run in self._park.execute(_FIRST))
            return
        runs: Iterable[Run] = merge(self._park.execute(_FIRST), self._park.execute(_LATER))
        for _, group in groupby(runs, key=itemgetter(0)):
            yield self._order(tuple(group))

    def _runs(self, rows: Iterable[ParkedRow]) -> Iterator[tuple[int, str | None, str, str]]:
        run: list[str] = []
        started = due = 0  # the first row of the open run; the row that would carry it on
        said, key = "", None
        longest = LONGEST_RUN * len(self._fields)
        for row, cells, fault in rows:
            self.count += 1
            if row == due and cells[0] == said and not fault and len(run) < longest:
                run += cells
                due += 1
                continue
            if run:
                yield started, key, "\0".join(run), ""
            said, key = cells[0], self._key(cells[0])
            if fault:
                yield row, key, "", fault
            run, started = [] if fault else list(cells), row
            due = row + 1 if run and key else 0
        if run:
            yield started, key, "\0".join(run), ""

    def _order(self, runs: Sequence[Run]) -> OrderRows:
        rows: list[InputRow] = []
        problems: list[Problem] = []
        width = len(self._fields)
        for _, started, _, text, fault in runs:
            if fault:
                problems.append(Problem(row=started, message=fault))
                continue
            cells = text.split("\0")
            for row, spot in enumerate(range(0, len(cells), width), started):
                rows.append(InputRow(row, self._values(cells[spot : spot + width])))
        return OrderRows(runs[0][2], tuple(rows), tuple(problems))

    def _values(self, cells: Sequence[str]) -> dict[str, str]:
        nulls = self._nulls
        filled = zip(self._fields, cells, strict=True)
        if not nulls:
            return {name: cell for name, cell in filled if cell}
        return {name: cell for name, cell in filled if cell and cell.strip() not in nulls}

    def _key(self, text: str) -> str | None:
        key = text.strip()
        if not key or key in self._nulls:
            return None
        return key if key.isascii() else normalize("NFC", key)
