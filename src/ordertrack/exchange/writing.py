"""CSV that reads back exactly, and the `--excel` dialect: cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _csv import Writer

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
