"""Bytes of unknown origin as rows of cells: strict CSV and NDJSON, with every fault placed at its file and row."""

from __future__ import annotations

import codecs
import csv
import json
import os
import re
from contextlib import contextmanager
from functools import lru_cache
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, NoReturn, TextIO

from ordertrack.errors import ConflictError, OutsideError, RejectedError, UsageError

if TYPE_CHECKING:
    from _csv import Writer
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BLOCK_BYTES = 1 << 18
LONGEST_LINE = 1 << 24

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class BadTextError(ValueError):
    """The next line cannot be text; the reader of the lines knows file and row, and says so."""


def check_encoding(encoding: str) -> str:
    """Return `encoding` if it names a text encoding; raise UsageError otherwise."""
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"'{encoding}' is not a known encoding; common ones are utf-8, cp1252, iso-8859-1, utf-16"
        ) from error
    return encoding


def decode(source: BinaryIO, encoding: str | None = None) -> Iterator[str]:
    r"""Yield the lines of `source`, each with its own line end (`\n`, `\r\n` or a bare `\r`).

    Only what is certain is sniffed: a byte order mark names UTF-8, UTF-16 or UTF-32; without one the text is
    UTF-8. `source` is read once, forwards, in blocks. Raises BadTextError in place of the first line that
    holds bytes of another encoding, a NUL or a lone surrogate, after the lines before it.
    """
    return chain.from_iterable(StringIO(block, newline="") for block in _whole_lines(source, encoding))


def _whole_lines(source: BinaryIO, encoding: str | None) -> Iterator[str]:
    rest = ""
    for text in _texts(source, encoding):
        block = rest + text
        # A carriage return at the very end waits: the line feed that belongs to it may open the next block.
        cut = max(block.rfind("\n"), block.rfind("\r", 0, -1)) + 1
        if cut:
            yield block[:cut]
        rest = block[cut:]
        if len(rest) > LONGEST_LINE:
            raise BadTextError(f"the line is longer than {LONGEST_LINE:,} characters; is this a table?")
    if rest:
        yield rest


def _texts(source: BinaryIO, encoding: str | None) -> Iterator[str]:
    """Yield decoded blocks; in front of a fault, the good text up to it."""
    data = source.read(BLOCK_BYTES)
    decoder = codecs.getincrementaldecoder(encoding or _marked_encoding(data))()
    remedy = "name the right --encoding" if encoding else "if this is UTF-16, say --encoding utf-16-le or -be"
    offset = 0
    while True:
        text, undecodable = _decoded(decoder, data, offset)
        text, unwanted = _checked(text, remedy)
        yield text if offset else text.removeprefix("\ufeff")
        if fault := unwanted or undecodable:
            raise BadTextError(fault)
        if not data:
            return
        offset += len(data)
        data = source.read(BLOCK_BYTES)


def _marked_encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, offset: int) -> tuple[str, str]:
    try:
        return decoder.decode(data, final=not data), ""
    except UnicodeDecodeError as error:
        held_back = len(error.object) - len(data)
        good = max(error.start - held_back, 0)
        place = f"the byte 0x{error.object[error.start]:02X} at offset {offset - held_back + error.start:,}"
        fault = f"{place} is not {error.encoding.upper()}; say how it is encoded, for example --encoding cp1252"
        return _good_part(decoder, data[:good]), fault
    except UnicodeError as error:  # codecs that are not character sets, such as idna
        return "", f"the text cannot be decoded ({error}); name another --encoding"


def _good_part(decoder: codecs.IncrementalDecoder, data: bytes) -> str:
    try:
        return decoder.decode(data)
    except UnicodeError:  # some codecs lose their place after a fault
        return ""


def _checked(text: str, remedy: str) -> tuple[str, str]:
    spot = text.find("\0")
    if spot >= 0:
        return text[:spot], f"there is a NUL character; remove it, or {remedy}"
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError as error:
        return text[: error.start], "there is half a character (a lone surrogate); name the right --encoding"
    return text, ""


LONGEST_CELL = 1 << 20
_OTHER_DELIMITERS = (";", "\t", "|")
_SAID_BY_CSV = (
    ("unexpected end of data", "a quote is opened here and never closed; close it or double it"),
    ("field larger", f"a cell exceeds {LONGEST_CELL:,} characters; is a quote opened here and never closed?"),
    ("expected after", "there is text after a closing quote; double the quotes that belong to the cell"),
)
_ONE_A_LINE = "write one object a line"
_FLAT = "a value is text, a number or null, and names such as line.sku stay flat"
_HALF = re.compile("[\ud800-\udfff]")


class CsvTable(NamedTuple):
    """The header, its row, and the rows after it, each with its row number and as many cells as it has."""

    header: list[str]
    header_row: int
    rows: Iterator[tuple[int, list[str]]]


class JsonRow(NamedTuple):
    """One line of NDJSON: text by column key (see `column_key`), or the sentence that says why it is none."""

    row: int
    values: dict[str, str]
    fault: str = ""


@lru_cache(maxsize=4096)
def column_key(name: str) -> str:
    """Give what identifies a column: its name without regard to case and surrounding space."""
    return name.strip().casefold()


def read_csv(lines: Iterable[str], delimiter: str = ",", *, name: str) -> CsvTable:
    """Read the header now and the rows as they are asked for; rows count from 1 and blank ones are left out.

    Cells are exact, line ends inside quotes included. Raises RejectedError naming `name`, the row and what
    would help: no header, an unclosed quote, text after a closing quote, a cell over 1 MiB, bytes that are no
    text.
    """
    rows = _csv_rows(lines, delimiter, name)
    header_row, header = next(rows, (1, []))
    if not any(map(str.strip, header)):
        what = "there are no column names here" if header else "the file is empty"
        _reject(name, header_row, f"{what}; the first row must name the columns")
    if len(header) == 1 and (found := [mark for mark in _OTHER_DELIMITERS if mark in header[0]]):
        shown = "tab" if found[0] == "\t" else found[0]
        _reject(name, header_row, f"the cells seem to be separated by '{shown}'; say --delimiter '{shown}'")
    return CsvTable(header, header_row, rows)


def _csv_rows(lines: Iterable[str], delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    row = 0
    try:
        for row, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
            if cells:
                yield row, cells
    except BadTextError as fault:
        _reject(name, row + 1, str(fault))
    except csv.Error as fault:
        said = str(fault)
        _reject(name, row + 1, next((ours for theirs, ours in _SAID_BY_CSV if theirs in said), said))


def read_ndjson(lines: Iterable[str], *, name: str) -> Iterator[JsonRow]:
    """Read one JSON object per line; numbers keep their literal text, null is empty, blank lines go.

    A line that is no such object comes as a JsonRow with a fault, and the lines after it are read. Raises
    RejectedError naming `name` and the row for bytes that are not text.
    """
    row = 0
    try:
        for row, line in enumerate(lines, 1):
            if not line.isspace():
                yield _json_row(row, line)
    except BadTextError as fault:
        _reject(name, row + 1, str(fault))


def _json_row(row: int, line: str) -> JsonRow:
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return JsonRow(row, {}, f"this is not JSON ({error.msg} at character {error.pos + 1}); {_ONE_A_LINE}")
    except ValueError as error:
        return JsonRow(row, {}, str(error))
    except RecursionError:
        return JsonRow(row, {}, f"the JSON is nested too deeply; {_FLAT}")
    if not isinstance(found, dict):
        return JsonRow(row, {}, f"this is not a JSON object; {_ONE_A_LINE}")
    values = {key: value or "" for key, value in found.items() if isinstance(value, str) or value is None}
    fault = _json_fault(found, values)
    storable = {key: text for key, text in values.items() if not _HALF.search(text)} if fault else values
    return JsonRow(row, storable, fault)


def _json_fault(found: dict[str, object], values: dict[str, str]) -> str:
    for key, value in found.items():
        if isinstance(value, bool):
            return f"'{key}' is {str(value).lower()}; {_FLAT}"
        if isinstance(value, (dict, list)):
            return f"'{key}' is a list or an object; {_FLAT}"
    joined = "".join(values.values())
    if "\0" in joined:
        return "there is a NUL character; remove it"
    return "there is half a character (a lone surrogate); remove it" if _HALF.search(joined) else ""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = {column_key(key): value for key, value in pairs}
    if len(found) < len(pairs):
        keys = [column_key(key) for key, _ in pairs]
        raise ValueError(f"'{next(key for key in keys if keys.count(key) > 1)}' is there twice; keep one")
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number; write null")


def _reject(name: str, row: int, sentence: str) -> NoReturn:
    raise RejectedError(f"{name}, row {row}: {sentence}") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_refuse_constant)
EXCEL_MARKER = "ordertrack-excel"
"""The name of the extra last column, with empty cells, by which a file says that they are neutralised."""

# Spreadsheets ignore blanks before a formula; the full-width signs count as the plain ones.
_STARTS_FORMULA = re.compile(r"[\s\x01-\x1f\ufeff\u200b]*[=+\-@＝＋－＠\x00]|[\t\r\n]")  # noqa: RUF001
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def neutralise(cell: str) -> str:
    """Give the cell with an apostrophe in front if a spreadsheet could run it; plain numbers stay numbers.

    A cell that begins with an apostrophe gets one too, so that `restore(neutralise(cell)) == cell` always.
    """
    if cell[:1] == "'" or (_STARTS_FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell)):
        return f"'{cell}"
    return cell


def restore(cell: str) -> str:
    """Take back what `neutralise` did; only for files whose header ends with the marker column."""
    return cell.removeprefix("'")


def csv_writer(stream: TextIO) -> Writer:
    r"""Give a csv.writer that ends rows with `\n` and quotes every cell with a line end in it.

    Told to end rows with `\n` itself, the writer of Python 3.11 leaves a cell with a bare `\r` unquoted, and
    the row falls apart when it is read.
    """
    return csv.writer(_LineFeeds(stream), lineterminator="\r\n")


class _LineFeeds:
    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, row: str) -> int:
        return self._write(f"{row[:-2]}\n")


_LONGEST_NAME = 200


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a draft beside `target`, mode 0600, that takes its name once it is written and on disk.

    ConflictError when there is something of that name, then or in the end; OutsideError when it cannot be written.
    """
    try:
        _require_free(target)
        draft = target.with_name(f".{target.name[:_LONGEST_NAME]}.{os.urandom(6).hex()}")
        try:
            descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _take_name(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutsideError(f"cannot write {target}: {error.strerror or error}") from error


def require_folder(folder: Path) -> None:
    """Raise OutsideError unless there is such a folder."""
    try:
        is_there = folder.is_dir()
    except OSError as error:  # a name too long is no answer to `is_dir`
        raise OutsideError(f"cannot write to {folder}: {error.strerror or error}") from error
    if not is_there:
        raise OutsideError(f"there is no folder {folder}", hints=("make it first",))


def _require_free(target: Path) -> None:
    require_folder(target.parent)
    if target.exists() or target.is_symlink():
        raise _existing_file_conflict(target)


def _take_name(draft: Path, target: Path) -> None:
    """Give the draft its name in one step; where two names of one file cannot be, claim the name first."""
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise _existing_file_conflict(target) from error
    except OSError:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as error:
            raise _existing_file_conflict(target) from error
        draft.replace(target)


def _existing_file_conflict(target: Path) -> ConflictError:
    return ConflictError(f"{target} exists already", hints=("name a file that does not exist yet, or move that one",))
