"""What must be done now, and the review of the morning (SOP 4.2a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.worklist import WorkEntry, worklist

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.domain.dates import WorkingDays
    from ordertrack.domain.figures import BoardRow
    from ordertrack.usecases.ports import Book


class Review(NamedTuple):
    """The morning's picture: where orders stand, and what each of those that want something wants."""

    board: Sequence[BoardRow]
    entries: Sequence[WorkEntry]


def work_for(book: Book, as_of: date, calendar: WorkingDays, *, owner: str | None = None) -> list[WorkEntry]:
    """Rank what must be done as of a day, for one owner or the whole desk (SOP 4.2a)."""
    with book.read() as view:
        candidates = view.candidates(as_of=as_of, owner=owner)
    return worklist(candidates, as_of, calendar)


def review(book: Book, as_of: date, calendar: WorkingDays, *, owner: str | None = None) -> Review:
    """Give the board and the worklist from one view of the book (SOP 4.2a, 7)."""
    with book.read() as view:
        board = view.board(as_of=as_of)
        candidates = view.candidates(as_of=as_of, owner=owner)
    return Review(board, worklist(candidates, as_of, calendar))
