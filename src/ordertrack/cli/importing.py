"""An import as a person sees it: the file read, the tally told, the refused rows written out."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ordertrack.cli.commands import Written
from ordertrack.cli.formats_data import csv_text
from ordertrack.cli.talk import Progress
from ordertrack.domain.dates import DateReader
from ordertrack.domain.drafts import DATE_FIELDS, FIELDS, DraftReader
from ordertrack.errors import OutsideError, RejectedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.cli.wishes import ImportWishes
    from ordertrack.domain.problems import Problem
    from ordertrack.usecases.imports import SourceOrder, Tally


def run_import(desk: Desk, request: ImportWishes) -> Written:
    """Read, verify and take the file; RejectedError when rows were refused, after what could be done was done."""
    from ordertrack.usecases.imports import Terms, import_orders

    terms = Terms(
        is_history=request.is_history,
        update=request.update,
        partial=request.partial,
        dry_run=desk.wishes.dry_run,
    )
    with ExitStack() as stack:
        mapping, staged, name = desk.read_rows(request)
        stack.enter_context(staged)
        reader = DraftReader({field: DateReader(mapping.formats_of(field)).read for field in DATE_FIELDS})
        rejects = stack.enter_context(Rejects(request.rejects, FIELDS))
        progress = stack.enter_context(Progress(desk.streams, f"importing {name}"))
        gc.freeze()  # what is loaded by now stays: no collection during the import need walk it again
        tally = import_orders(
            desk.book, staged, reader, terms, desk.stamp, reject=rejects.take, advance=progress.update
        )
    return told(desk, name, tally, request, "order", _summary(tally))


def told(desk: Desk, name: str, tally: Tally, request: ImportWishes, what: str, summary: str) -> Written:
    """Say what came of an import of `what`; RejectedError when some of them were refused."""
    for problem in tally.first_warnings:
        desk.talk.warn(str(problem))
    if tally.warnings > len(tally.first_warnings):
        desk.talk.warn(f"and {tally.warnings - len(tally.first_warnings)} more warnings")
    if tally.rejected:
        if tally.is_written:
            desk.talk.say(summary)
        raise _refusal(desk, name, tally, request, what)
    return Written(said=[summary])


def _summary(tally: Tally) -> str:
    return f"orders: {counted(tally)}; {_some(tally.lines, 'line')} added"


def counted(tally: Tally) -> str:
    """Count what came in."""
    parts = [f"{tally.added} added", f"{tally.updated} updated", f"{tally.unchanged} unchanged"]
    if tally.rejected:
        parts.append(f"{tally.rejected} rejected")
    if tally.warnings:
        parts.append(f"{tally.warnings} warnings")
    if tally.new_parties:
        parts.append(f"{tally.new_parties} new parties")
    return ", ".join(parts)


def _refusal(desk: Desk, name: str, tally: Tally, request: ImportWishes, what: str) -> RejectedError:
    rest = "the others are in the book" if tally.is_written else "nothing was written"
    head = f"{name}: refused {_some(tally.rejected, what)}, {rest}"
    hints = [str(problem) for problem in tally.first_problems]
    more = tally.problem_count - len(hints)
    if more:
        hints.append(f"and {more} more")
    if request.rejects:
        hints.append(f"the refused rows stand in {request.rejects}")
    elif not tally.is_written and not desk.wishes.dry_run:
        hints.append(f"--partial takes the good {what}s, --rejects FILE writes the others out")
    return RejectedError(head, hints=hints)


def _some(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


class Rejects:
    """The file of refused rows: `row, column, message`, then the fields; mended, it can be imported as it is.

    Every refused row stands in it once, with all that is wrong with it; of a refused order also the rows without a
    fault.
    """

    def __init__(self, path: Path | None, fields: Sequence[str]) -> None:
        self._path, self._fields = path, fields
        self._temporary: Path | None = None
        self._file: Any = None

    def __enter__(self) -> Self:
        """Begin a new file beside its final name; UsageError when that exists already."""
        if self._path is None:
            return self
        if not self._path.name:
            raise UsageError(f"--rejects: {self._path} is no name of a file")
        self._temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            if self._path.exists():
                raise UsageError(f"--rejects: {self._path} exists already; name a new file")
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise OutsideError(f"{self._path} cannot be written: {error.strerror}") from error
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
        self._file.write(csv_text([["row", "column", "message", *self._fields]]))
        return self

    def take(self, order: SourceOrder, problems: Sequence[Problem]) -> None:
        """Write the reasons against one order, each with the row it was read from."""
        if self._file is None:
            return
        cells = {row.row: row.values for row in order.rows}
        for row in sorted({*cells, *(problem.row for problem in problems)}, key=lambda row: row or 0):
            mine = [problem for problem in problems if problem.row == row]
            columns = "; ".join(problem.column for problem in mine if problem.column)
            messages = "; ".join(problem.message for problem in mine)
            values = cells.get(row, {})
            self._file.write(csv_text([[row, columns, messages, *(values.get(name) for name in self._fields)]]))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give the file its name; an import that broke off leaves none."""
        if self._file is None or self._temporary is None or self._path is None:
            return
        self._file.close()
        if kind is None:
            self._temporary.replace(self._path)
        else:
            self._temporary.unlink(missing_ok=True)
