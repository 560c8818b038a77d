"""CSV that reads back exactly, the `--excel` dialect, and new files that are whole or not there at all."""

from __future__ import annotations

import csv
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TextIO

from ordertrack.errors import ConflictError, OutsideError

if TYPE_CHECKING:
    from _csv import Writer
    from collections.abc import Iterator
    from pathlib import Path


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
