"""table: what a person sees at a terminal, drawn by Rich."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ordertrack.cli.output.result import Kind, Tone
from ordertrack.cli.output.view import TextLayout, drawable, lay_out, narrowed
from ordertrack.cli.terminal import escape_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from ordertrack.cli.output.result import Column
    from ordertrack.cli.output.view import TextLine, View
    from ordertrack.cli.terminal import Sink

    Writer = Callable[[object], str | None]
    Write = Callable[[Kind, object], str]

NARROW = 100
_TRAILING = re.compile(r" +$", re.MULTILINE)
_STYLES = {Tone.URGENT: "red", Tone.WARNING: "yellow", Tone.GOOD: "green", Tone.QUIET: "dim"}
_TOUCHED = frozenset({Kind.DAYS, Kind.RATE})


def write_table(views: Sequence[View], sink: Sink) -> None:
    """Draw each view within the sink's width: a table, or a block per row where its keys would not fit."""
    page = StringIO()
    console = _console(page, sink)
    for at, view in enumerate(views):
        for drawn in ([Text()] if at else []) + list(_drawn(view, sink.width)):
            console.print(drawn)
    text = page.getvalue()
    sink.stream.write(text if sink.color else _TRAILING.sub("", text))


def _console(page: StringIO, sink: Sink) -> Console:
    """Draw into memory, so that a reader who left is noticed by whoever writes, and not swallowed by Rich."""
    return Console(
        file=page,
        width=sink.width,
        height=1_000,
        force_terminal=sink.color,
        color_system="standard" if sink.color else None,
        no_color=not sink.color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _drawn(view: View, width: int) -> Iterator[RenderableType]:
    table = view.table
    layout = _inert(lay_out(view) if view.is_chosen else drawable(lay_out(view)), upright=table.upright)
    if table.title:
        yield _title(view)
    if not layout.sections:
        yield from [Text(escape_hidden(table.empty))] if table.empty else []
    else:
        yield from _blocks(layout) if table.upright else _abreast(layout, width)
    if table.notes:
        yield Text("\n" + "\n".join(map(escape_hidden, table.notes)), style="dim")


def _abreast(layout: TextLayout, width: int) -> Iterator[RenderableType]:
    for candidate in (layout, narrowed(layout)) if width >= NARROW else (narrowed(layout),):
        if widths := share(candidate, width):
            return _sections(candidate, widths)
    return _blocks(layout)


def _title(view: View) -> Text:
    title = Text(escape_hidden(view.table.title), style="bold")
    return title.append(f"  as of {view.table.as_of}", style="not bold dim") if view.table.as_of else title


def _inert(layout: TextLayout, *, upright: bool) -> TextLayout:
    """Make every text of a layout safe, before anything is measured."""
    columns = tuple(replace(column, title=escape_hidden(column.title)) for column in layout.columns)
    writers = [_shown_lines if upright and column.kind is Kind.PROSE else escape_hidden for column in columns]

    def cells(line: TextLine) -> tuple[str, ...]:
        return tuple(write(cell) for write, cell in zip(writers, line.cells, strict=True))

    sections = tuple(
        replace(
            section,
            heading=escape_hidden(section.heading),
            lines=tuple(replace(line, cells=cells(line)) for line in section.lines),
        )
        for section in layout.sections
    )
    return TextLayout(columns=columns, sections=sections)


def _shown_lines(text: str) -> str:
    return "\n".join(map(escape_hidden, text.split("\n")))


def _sections(layout: TextLayout, widths: list[int]) -> Iterator[RenderableType]:
    """Draw the heading row once, then the sections under it, all on the same columns."""
    if len(layout.sections) == 1 and not layout.sections[0].heading:
        yield _grid(layout.columns, widths, layout.sections[0].lines, header=True)
        return
    yield _grid(layout.columns, widths, (), header=True)
    for at, section in enumerate(layout.sections):
        yield Text(("\n" if at else "") + section.heading, style="bold")
        yield _grid(layout.columns, widths, section.lines, header=False)


def _grid(columns: Sequence[Column], widths: list[int], lines: Sequence[TextLine], *, header: bool) -> RichTable:
    grid = RichTable(
        box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), show_header=header,
        header_style="", border_style="dim",
    )  # fmt: skip
    for column, width in zip(columns, widths, strict=True):
        side: Literal["left", "right"] = "right" if column.kind.is_number else "left"
        title = Text(column.title, style="dim")
        grid.add_column(title, width=width, justify=side, overflow="fold", vertical="top")
    for line in lines:
        grid.add_row(*_texts(columns, line))
    return grid


def _blocks(layout: TextLayout) -> Iterator[RenderableType]:
    """Draw each row as lines of `title  value`, leaving out what is empty."""
    label = max(cell_len(column.title) for column in layout.columns)
    for part in layout.sections:
        yield from [Text(f"{part.heading}\n", style="bold")] if part.heading else []
        for at, line in enumerate(part.lines):
            grid = RichTable.grid(padding=(0, GAP, 0, 0))
            grid.add_column(width=label)
            grid.add_column(overflow="fold")
            for column, text in zip(layout.columns, _texts(layout.columns, line), strict=True):
                if text:
                    grid.add_row(Text(column.title, style="dim"), text)
            yield from [Text()] if at else []
            yield grid


def _texts(columns: Sequence[Column], line: TextLine) -> Iterator[Text]:
    """Colour the key and the figures that say how pressing a row is; a quiet row is dim all over."""
    style = _STYLES[line.tone] if line.tone else ""
    for at, (column, cell) in enumerate(zip(columns, line.cells, strict=True)):
        touched = at == 0 or line.tone is Tone.QUIET or column.kind in _TOUCHED
        yield Text(cell, style=style if touched else "", overflow="fold")


GAP = 2
_READABLE = 12


def share(layout: TextLayout, available: int) -> list[int] | None:
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


def _wish(layout: TextLayout, at: int) -> tuple[int, int]:
    column = layout.columns[at]
    longest = max((cell_len(line.cells[at]) for part in layout.sections for line in part.lines), default=0)
    foldable = at > 0 and column.kind is Kind.TEXT
    word = max(map(cell_len, column.title.split()), default=0)
    return max(word, min(longest, _READABLE) if foldable else longest), max(longest, cell_len(column.title))
