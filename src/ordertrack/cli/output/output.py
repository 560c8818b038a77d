"""The one way out: a result becomes text in the chosen format, on standard output or in a file."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.cli.output.result import Sheet, Table, check_fields
from ordertrack.cli.terminal import Color, Sink, Streams, escape_hidden, prepare_streams
from ordertrack.errors import OutsideError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ordertrack.cli.output.result import Column
    from ordertrack.cli.output.view import View

__all__ = ["Color", "Format", "Output", "Sink", "Streams", "emit", "prepare_streams", "require"]


class Format(StrEnum):
    """The formats that every result can take."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"
    HTML = "html"


EXTENSIONS = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".json": Format.JSON,
    ".ndjson": Format.NDJSON,
    ".jsonl": Format.NDJSON,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".txt": Format.PLAIN,
}
_FOR_SCRIPTS = frozenset({Format.CSV, Format.TSV, Format.JSON, Format.NDJSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What the person asked about the output, with the streams and the spreadsheet dialect."""

    streams: Streams
    format: Format | None = None
    file: Path | None = None
    fields: tuple[str, ...] | None = None
    excel: bool = False
    color: Color = Color.AUTO
    quiet_if_empty: bool = False
    neutralise: Callable[[str], str] | None = None
    marker: str = "ordertrack-excel"

    def chosen_format(self) -> Format:
        """Return the named format, else the file's, else `table` at a terminal and `plain` in a pipe.

        Raises UsageError for an unknown extension and for --excel with anything but csv.
        """
        named = self.format or (_format_of(self.file) if self.file else None)
        if self.excel:
            if named not in {None, Format.CSV}:
                raise UsageError(f"--excel writes csv, not {named}")
            return Format.CSV
        at_terminal = self.streams.is_terminal(self.streams.stdout)
        return named or (Format.TABLE if at_terminal else Format.PLAIN)


def require(output: Output, columns: Sequence[Column]) -> None:
    """Refuse a format or a field before a command does anything that its result tells of; UsageError as `emit`."""
    output.chosen_format()
    if output.fields is not None:
        check_fields(output.fields, [column.name for column in columns])


def emit(result: Table | Sheet, output: Output) -> int:
    """Write a result and return how many rows it had; with `quiet_if_empty`, none means nothing is written.

    Raises UsageError before anything is written (fields, extension), OutsideError when the file or standard
    output cannot be written, BrokenPipeError when the reader of standard output has left.
    """
    form = output.chosen_format()
    views = _views(result, form, output)
    if output.quiet_if_empty and _is_empty(result, views):
        return 0
    with _opened(output) as sink:
        _write(result, views, form, sink, output)
    return len(result.rows) if isinstance(result, Sheet) else views[0].count


def _views(result: Table | Sheet, form: Format, output: Output) -> list[View]:
    from ordertrack.cli.output.view import View

    if isinstance(result, Table):
        return [View(result, output.fields)]
    if form in {Format.JSON, Format.NDJSON}:
        _check_members(result, output.fields)
        return []
    is_flat = output.fields is not None or form in _FOR_SCRIPTS
    return [View(table, output.fields) for table in ([_flat(result)] if is_flat else result.tables)]


def _flat(sheet: Sheet) -> Table:
    return sheet.flat or sheet.tables[0]


def _check_members(sheet: Sheet, fields: Sequence[str] | None) -> None:
    if fields is not None:
        columns = [column.name for column in _flat(sheet).columns]
        check_fields(fields, list(sheet.rows[0]) if sheet.rows else columns)


def _is_empty(result: Table | Sheet, views: list[View]) -> bool:
    return not result.rows if isinstance(result, Sheet) else views[0].is_empty()


def _write(result: Table | Sheet, views: list[View], form: Format, sink: Sink, output: Output) -> None:
    """Load the writer of one format, and with it the libraries it needs; the others cost nothing."""
    match form:
        case Format.TABLE:
            from ordertrack.cli.output.formats_rich import write_table as write
        case Format.PLAIN:
            from ordertrack.cli.output.formats_text import write_plain as write
        case Format.MARKDOWN:
            from ordertrack.cli.output.formats_text import write_markdown as write
        case Format.HTML:
            from ordertrack.cli.output.formats_text import write_html as write
        case Format.CSV | Format.TSV:
            return _write_data(views[0], form, sink, output)
        case Format.JSON | Format.NDJSON:
            return _write_json(result, views, form, sink, output)
    return write(views, sink)


def _write_data(view: View, form: Format, sink: Sink, output: Output) -> None:
    from ordertrack.cli.output.formats_data import Spreadsheet, write_csv, write_tsv

    if form is Format.TSV:
        write_tsv(view, sink)
    elif not output.excel:
        write_csv(view, sink)
    elif output.neutralise is None:
        raise TypeError("an excel output needs to be told how to neutralise a cell")
    else:
        write_csv(view, sink, Spreadsheet(neutralise=output.neutralise, marker=output.marker))


def _write_json(result: Table | Sheet, views: list[View], form: Format, sink: Sink, output: Output) -> None:
    from ordertrack.cli.output.formats_data import Document, sheet_blocks, table_blocks, write_json, write_ndjson

    if isinstance(result, Sheet):
        blocks = sheet_blocks(_members(row, output.fields) for row in result.rows)
    else:
        blocks = table_blocks(views[0])
    document = Document(kind=result.kind, as_of=result.as_of, extra=result.extra, blocks=blocks)
    (write_json if form is Format.JSON else write_ndjson)(document, sink)


def _members(row: Mapping[str, object], fields: Sequence[str] | None) -> Mapping[str, object]:
    return row if fields is None else {name: row.get(name) for name in fields}


@contextmanager
def _opened(output: Output) -> Iterator[Sink]:
    try:
        if output.file is None:
            yield output.streams.sink(output.color)
            output.streams.stdout.flush()
        else:
            with _new_file(output.file) as sink:
                yield sink
    except BrokenPipeError:
        output.streams.abandon_output()
        raise
    except OSError as error:
        if output.file is None:
            output.streams.abandon_output()
        target = escape_hidden(str(output.file or "standard output"))
        raise OutsideError(f"cannot write {target}: {error.strerror or error}") from error


@contextmanager
def _new_file(file: Path) -> Iterator[Sink]:
    """Write a draft beside the file, readable by its owner alone, and put it in place once it is on disk."""
    target = file.resolve()
    if target.exists() and not target.is_file():
        raise UsageError(
            f"{escape_hidden(str(file))} is not an ordinary file; leave out -o and redirect standard output"
        )
    draft = target.with_name(f".{target.name[:200]}.{os.urandom(6).hex()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield Sink(stream=stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _format_of(file: Path) -> Format:
    if found := EXTENSIONS.get(file.suffix.lower()):
        return found
    message = f"{escape_hidden(str(file))} does not say its format"
    known = ", ".join(EXTENSIONS)
    raise UsageError(message, hints=(f"end the name in one of {known}, or give --format",))
