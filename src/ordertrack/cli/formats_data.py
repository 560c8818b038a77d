"""csv and tsv: exact, streamed, the same whoever reads them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ordertrack.cli.cells import MACHINE, exact
from ordertrack.cli.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ordertrack.cli.result import Row
    from ordertrack.cli.streams import Sink
    from ordertrack.cli.view import View

BYTE_ORDER_MARK = "\ufeff"
_CRLF = "\r\n"
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
    """The dialect for spreadsheets: how a cell is made harmless, and the last column, which says so."""

    neutralise: Callable[[str], str]
    marker: str


def write_csv(view: View, sink: Sink, spreadsheet: Spreadsheet | None = None) -> None:
    """Write a header and the rows, lines ended by a line feed; on a terminal every cell is shown inert."""
    if spreadsheet and not sink.terminal:
        sink.stream.write(BYTE_ORDER_MARK)
    header: list[Row] = [[*view.names, spreadsheet.marker] if spreadsheet else view.names]
    blocks = (_csv_rows(view, block, sink, spreadsheet) for block in view.blocks())
    for rows in chain([header], blocks):
        sink.stream.write(csv_text(rows))


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows ended by line feeds; a writer quotes a lone return only if its own line ends have one."""
    lines: list[str] = []
    csv.writer(SimpleNamespace(write=lines.append), lineterminator=_CRLF).writerows(rows)
    return "".join([line[:-2] + "\n" for line in lines])


def write_tsv(view: View, sink: Sink) -> None:
    r"""Write a header and the rows; tab, line feed, return and backslash are `\t`, `\n`, `\r` and `\\`."""
    sink.stream.write("\t".join(view.names) + "\n")
    for block in view.blocks():
        rows = _converted(view, block)
        inert = sink.terminal
        lines = ("\t".join([_tsv_cell(value, inert=inert) for value in row]) for row in rows)
        sink.stream.writelines(f"{line}\n" for line in lines)


def _csv_rows(view: View, block: list[Row], sink: Sink, spreadsheet: Spreadsheet | None) -> Iterable[Sequence[object]]:
    if not (spreadsheet or sink.terminal):
        return block if view.table.raw else _converted(view, block)
    rows: Iterable[list[str]] = _texts(view, block)
    if spreadsheet:
        neutralise = spreadsheet.neutralise
        rows = ([*map(neutralise, row), ""] for row in rows)
    return ([shown(cell) for cell in row] for row in rows) if sink.terminal else rows


def _converted(view: View, block: list[Row]) -> Iterable[Sequence[object]]:
    """Convert whole columns, and only those whose kind asks for it; csv's own `str()` suits the others."""
    writers = {at: MACHINE[column.kind] for at, column in enumerate(view.columns) if column.kind in MACHINE}
    if not writers:
        return block
    columns: list[Iterable[object]] = list(zip(*block, strict=True))
    for at, write in writers.items():
        columns[at] = map(write, columns[at])
    return zip(*columns, strict=True)


def _texts(view: View, block: list[Row]) -> Iterator[list[str]]:
    kinds = [column.kind for column in view.columns]
    return ([exact(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in block)


def _tsv_cell(value: object, *, inert: bool) -> str:
    if value is None:
        return ""
    text = str(value)
    if text.isprintable() and "\\" not in text:
        return text
    escaped = text.translate(_TSV)
    return shown(escaped) if inert else escaped
