"""A file of orders or their cases becomes rows by order: parked until it was read whole, so memory stays flat."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self, TypeAlias
from unicodedata import normalize

from ordertrack.domain.values.texts import InputRow, Problem
from ordertrack.errors import NotFoundError, OutsideError, RejectedError, UsageError
from ordertrack.files.transfer.tabular import BadTextError, column_key, decode, read_csv, read_ndjson, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ordertrack.files.transfer.mapping import Binding, Mapping
    from ordertrack.files.transfer.tabular import CsvTable

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


class StagedRows(NamedTuple):
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

    def __iter__(self) -> Iterator[StagedRows]:
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

    def _order(self, runs: Sequence[Run]) -> StagedRows:
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
        return StagedRows(runs[0][2], tuple(rows), tuple(problems))

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


_FORMAT_OF = {".ndjson": "ndjson", ".jsonl": "ndjson"}


def read_orders(source: Path | BinaryIO, mapping: Mapping, *, name: str) -> StagedOrders:
    """Read `source` to its end, once, and return its orders; the caller closes them (SOP 4.1b).

    The format is that of the mapping, else that of the extension, else NDJSON if the text begins with `{`,
    else CSV. A row of the wrong width is a problem of its order, beside which others stand. Raises
    RejectedError naming `name`, the row and what would help when the file as a whole cannot be read,
    UsageError when the mapping does not fit the file, NotFoundError or OutsideError when it cannot be opened
    or read.
    """
    if isinstance(source, Path):
        with _outside(name), source.open("rb") as stream:
            return read_orders(stream, mapping, name=name)
    with _outside(name):
        first, lines = _first_line(decode(source, mapping.encoding), name)
        kind = mapping.format or _FORMAT_OF.get(Path(name).suffix.lower())
        if (kind or ("ndjson" if first.startswith("{") else "csv")) == "ndjson":
            return _staged(mapping.layout.fields, mapping, _rows_of_json(lines, mapping, name))
        table = read_csv(lines, mapping.delimiter, name=name)
        binding = mapping.bind(table.header, name=name, row=table.header_row)
        return _staged(binding.fields, mapping, _rows_of_csv(table, binding))


@contextmanager
def _outside(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no file {name}") from error
    except OSError as error:
        raise OutsideError(f"{name} cannot be read: {error.strerror}") from error


def _first_line(lines: Iterator[str], name: str) -> tuple[str, Iterable[str]]:
    """Look at the first line that is not blank, and give all lines back."""
    seen: list[str] = []
    try:
        for line in lines:
            seen.append(line)
            if not line.isspace():
                return line.lstrip(), chain(seen, lines)
    except BadTextError as fault:
        raise RejectedError(f"{name}, row {len(seen) + 1}: {fault}") from fault
    return "", seen


def _staged(fields: Sequence[str], mapping: Mapping, rows: Iterable[ParkedRow]) -> StagedOrders:
    staged = StagedOrders(fields, mapping.nulls)
    try:
        staged.fill(rows)
    except BaseException:
        staged.close()
        raise
    return staged


def _rows_of_csv(table: CsvTable, binding: Binding) -> Iterator[ParkedRow]:
    width, number = binding.width, binding.indexes[0]
    pick = _picker(binding)
    for row, cells in table.rows:
        if len(cells) == width:
            picked = pick(cells)
            if picked[0] or _has_text(cells):
                yield ParkedRow(row, picked)
        elif _has_text(cells):
            fault = f"there are {len(cells)} cells where the header has {width}"
            remedy = "add the missing ones" if len(cells) < width else "quote cells that hold the delimiter"
            said = cells[number] if number < len(cells) else ""
            yield ParkedRow(row, [restore(said) if binding.is_excel else said], f"{fault}; {remedy}")


def _has_text(cells: Sequence[str]) -> bool:
    return any(map(str.strip, cells))


def _picker(binding: Binding) -> Callable[[Sequence[str]], Sequence[str]]:
    only, *others = binding.indexes
    pick = itemgetter(*binding.indexes) if others else itemgetter(slice(only, only + 1))
    if not binding.is_excel:
        return pick
    return lambda cells: [restore(cell) for cell in pick(cells)]


def _rows_of_json(lines: Iterable[str], mapping: Mapping, name: str) -> Iterator[ParkedRow]:
    """Yield the rows; insist at the end that each mapped column was met, lest a typing error lose dates."""
    keys = [column_key(mapping.columns.get(field, field)) for field in mapping.layout.fields]
    unmet = {column_key(column) for column in mapping.columns.values()}
    met: set[str] = set()
    for row, values, fault in read_ndjson(lines, name=name):
        if unmet:
            unmet -= values.keys()
            met = met or set(values)
        yield ParkedRow(row, [values.get(key, "") for key in keys], fault)
    if unmet and met:
        raise UsageError(
            f"{name}: no line has the column '{min(unmet)}'",
            hints=("the first line has: " + ", ".join(f"'{key}'" for key in sorted(met)),),
        )
