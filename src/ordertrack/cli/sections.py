"""A table laid out for people: readable cells, in sections with headings, each row with its tone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ordertrack.cli.cells import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordertrack.cli.result import Column, Kind, Row, Tone
    from ordertrack.cli.view import View

    Write = Callable[[Kind, object], str]

NO_VALUE = "(none)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its cells as text, not yet inert, and how pressing it is."""

    cells: tuple[str, ...]
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows that share a value of the table's `group_by`; without groups the heading is empty."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns that stand in the body, and the sections; a table without rows has none."""

    columns: tuple[Column, ...]
    sections: tuple[Section, ...]


def lay_out(view: View, write: Write = brief, *, keep_group: bool = False) -> Layout:
    """Read a view to its end and gather its rows; the grouping column goes to the headings unless kept."""
    group = None if keep_group else view.table.group_by
    places = [at for at, column in enumerate(view.columns) if column.name != group] or [0]
    columns = tuple(view.columns[at] for at in places)
    gathered: dict[str, list[Line]] = {}
    for row in view.whole_rows():
        picked = view.pick(row)
        cells = tuple(write(column.kind, picked[at]) for at, column in zip(places, columns, strict=True))
        gathered.setdefault(_heading(view, row, write), []).append(Line(cells=cells, tone=_tone(view, row)))
    sections = (Section(heading=heading, lines=tuple(lines)) for heading, lines in gathered.items())
    return Layout(columns=columns, sections=tuple(sections))


def narrowed(layout: Layout) -> Layout:
    """Leave out the columns that are not meant for a narrow terminal."""
    return _only(layout, lambda column: column.narrow)


def drawable(layout: Layout) -> Layout:
    """Leave out the columns that are not meant to be looked at."""
    return _only(layout, lambda column: column.drawn)


def _only(layout: Layout, is_kept: Callable[[Column], bool]) -> Layout:
    places = [at for at, column in enumerate(layout.columns) if is_kept(column)] or [0]
    sections = tuple(
        replace(
            section,
            lines=tuple(replace(line, cells=tuple(line.cells[at] for at in places)) for line in section.lines),
        )
        for section in layout.sections
    )
    return Layout(columns=tuple(layout.columns[at] for at in places), sections=sections)


def _heading(view: View, row: Row, write: Write) -> str:
    if view.table.group_by is None:
        return ""
    at = [column.name for column in view.table.columns].index(view.table.group_by)
    return write(view.table.columns[at].kind, row[at]) or NO_VALUE


def _tone(view: View, row: Row) -> Tone | None:
    return view.table.tone(row) if view.table.tone else None


def right_aligned(columns: Sequence[Column]) -> list[bool]:
    """Tell for each column whether it stands at the right."""
    return [column.kind.is_number for column in columns]
