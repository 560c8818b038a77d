"""csv, tsv, json and ndjson: exact, streamed, the same whoever reads them, and nothing that a terminal obeys."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from json.encoder import encode_basestring
from tempfile import SpooledTemporaryFile
from types import NoneType, SimpleNamespace
from typing import TYPE_CHECKING, TextIO, cast

from ordertrack.cli.output.result import Kind
from ordertrack.cli.output.view import MACHINE, decimal, exact, iso, number, rate
from ordertrack.cli.terminal import escape_hidden, is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ordertrack.cli.output.result import Column, Row
    from ordertrack.cli.output.view import View
    from ordertrack.cli.terminal import Sink

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
    return ([escape_hidden(cell) for cell in row] for row in rows) if sink.terminal else rows


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
    return escape_hidden(escaped) if inert else escaped


SCHEMA = 1
_HELD_IN_MEMORY = 4 << 20
_COPIED_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A result for JSON: its rows are lines already encoded, in blocks."""

    kind: str
    as_of: date | None
    extra: Mapping[str, object]
    blocks: Iterable[list[str]]


def write_ndjson(document: Document, sink: Sink) -> None:
    """Write one object per line."""
    for block in document.blocks:
        sink.stream.write("\n".join(block) + "\n")


def write_json(document: Document, sink: Sink) -> None:
    """Write one object; its rows wait in a temporary file, not in memory, until they are counted."""
    with SpooledTemporaryFile(_HELD_IN_MEMORY, "w+", encoding="utf-8", newline="") as parked:
        count = 0
        for block in document.blocks:
            parked.write((",\n" if count else "\n") + ",\n".join(block))
            count += len(block)
        head = {"schema": SCHEMA, "kind": document.kind, "as_of": document.as_of, "count": count}
        sink.stream.write(encode({**head, **document.extra})[:-1] + ', "rows": [')
        parked.seek(0)
        _copy(cast("TextIO", parked), sink.stream)
    sink.stream.write("\n]}\n" if count else "]}\n")


def table_blocks(view: View) -> Iterator[list[str]]:
    """Encode the rows of a table, block by block."""
    columns = view.columns
    template = "{" + ", ".join(_key(name).replace("%", "%%") + "%s" for name in view.names) + "}"
    for block in view.blocks():
        turned = zip(*block, strict=True)
        encoded = [_encode_column(column, values) for column, values in zip(columns, turned, strict=True)]
        yield _inert([template % cells for cells in zip(*encoded, strict=True)])


def sheet_blocks(rows: Iterable[Mapping[str, object]]) -> Iterator[list[str]]:
    """Encode nested rows, each a block."""
    return ([encode(row)] for row in rows)


def encode(value: object) -> str:
    """Encode text, numbers (exactly), dates (ISO), mappings and sequences of these; TypeError for others."""
    return _inert([_encode(value)])[0]


def _encode(value: object) -> str:  # noqa: PLR0911 - one line for each type there is
    match value:
        case None:
            return "null"
        case str():
            return encode_basestring(value)
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | Fraction() | float():
            return number(value)
        case date():
            return f'"{iso(value)}"'
        case Mapping():
            return "{" + ", ".join(_key(str(name)) + _encode(member) for name, member in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_encode, value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


def _encode_column(column: Column, values: tuple[object, ...]) -> list[str]:
    """Encode a column at the speed of its simplest type; text under a number's kind is read as a number."""
    types = set(map(type, values))
    if types == {int} and column.kind not in {Kind.FLAG, Kind.RATE}:
        return list(map(str, values))
    if column.kind not in {Kind.TEXT, Kind.PROSE, Kind.DATE, Kind.INSTANT}:
        return [_encode(_proper(column.kind, value)) for value in values]
    if types <= {str, NoneType}:
        texts = cast("tuple[str | None, ...]", values)
        return ["null" if text is None else encode_basestring(text) for text in texts]
    return list(map(_encode, values))


def _proper(kind: Kind, value: object) -> object:
    """Take a value that was written already back to what JSON calls a number or a truth."""
    if value is None or value == "":
        return None
    if kind is Kind.FLAG:
        return value in {True, "true"}
    if kind is Kind.RATE:
        return rate(value)
    return decimal(value) if isinstance(value, str) else value


def _key(name: str) -> str:
    return encode_basestring(name) + ": "


class _JsonEscapes(dict[int, str]):
    r"""Hidden characters as `\uXXXX`, a pair of them beyond the first plane; learned one by one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = _escaped(char) if is_hidden(char) else char
        return self[code]


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


_ESCAPES = _JsonEscapes()


def _inert(lines: list[str]) -> list[str]:
    if "".join(lines).isprintable():
        return lines
    return [line if line.isprintable() else line.translate(_ESCAPES) for line in lines]


def _copy(source: TextIO, target: TextIO) -> None:
    while piece := source.read(_COPIED_AT_ONCE):
        target.write(piece)
