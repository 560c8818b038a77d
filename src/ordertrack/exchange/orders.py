"""A file of orders or their cases, whatever its encoding and format, becomes rows by order, ready to be checked."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ordertrack.errors import NotFoundError, OutsideError, RejectedError, UsageError
from ordertrack.exchange.decoding import BadTextError, decode
from ordertrack.exchange.staging import ParkedRow, StagedOrders
from ordertrack.exchange.tabular import column_key, read_csv, read_ndjson
from ordertrack.exchange.writing import restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ordertrack.exchange.mapping import Binding, Mapping
    from ordertrack.exchange.tabular import CsvTable

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
