"""How a terminal line is shared among columns: keys stay whole, and only long text folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from ordertrack.cli.result import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordertrack.cli.sections import Layout

GAP = 2
_READABLE = 12


def share(layout: Layout, available: int) -> list[int] | None:
    """Return a width for each column, or None where the keys, dates and numbers alone do not fit.

    The first column and every column that is not text keep their longest value; text may fold down to a
    readable width, headings to their longest word. What is left goes to the columns that want it, evenly.
    """
    wishes = [_wish(layout, at) for at in range(len(layout.columns))]
    room = available - GAP * (len(wishes) - 1)
    if sum(least for least, _ in wishes) > room:
        return None
    if sum(most for _, most in wishes) <= room:
        return [most for _, most in wishes]
    level = next(level for level in range(room, -1, -1) if sum(_widths(wishes, level)) <= room)
    return list(_widths(wishes, level))


def _widths(wishes: Sequence[tuple[int, int]], level: int) -> Iterable[int]:
    return (min(most, max(least, level)) for least, most in wishes)


def _wish(layout: Layout, at: int) -> tuple[int, int]:
    column = layout.columns[at]
    longest = max((cell_len(line.cells[at]) for part in layout.sections for line in part.lines), default=0)
    foldable = at > 0 and column.kind is Kind.TEXT
    word = max(map(cell_len, column.title.split()), default=0)
    return max(word, min(longest, _READABLE) if foldable else longest), max(longest, cell_len(column.title))
