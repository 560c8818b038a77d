"""plain and markdown: tabulate's tables, one record per line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tabulate import tabulate

from ordertrack.cli.output.layout import lay_out, readable, right_aligned
from ordertrack.cli.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ordertrack.cli.output.layout import Section
    from ordertrack.cli.output.result import Column
    from ordertrack.cli.output.view import View
    from ordertrack.cli.terminal import Sink


_MARKUP = re.compile(r"[\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_])|^[#+-](?=\s|$)|:(?=[A-Za-z+-][\w+-]*:)")


def write_plain(views: Sequence[View], sink: Sink) -> None:
    """Write one record per line under a line of field names; other lines are blank or start with `# `.

    A single table without rows writes nothing; a single field writes bare values, ready for another command.
    """
    _write_parts(sink, [_plain(view, titled=len(views) > 1) for view in views])


def write_markdown(views: Sequence[View], sink: Sink) -> None:
    """Write a pipe table per section, titles as headings, notes as paragraphs; data cannot become markup."""
    _write_parts(sink, [part for view in views for part in _markdown(view)])


def _write_parts(sink: Sink, parts: Iterable[Sequence[str]]) -> None:
    sink.stream.write("\n".join("".join(f"{line}\n" for line in part) for part in parts if part))


def _plain(view: View, *, titled: bool) -> list[str]:
    table = view.table
    layout = lay_out(view, readable, keep_group=True)
    above = [table.title] if titled and table.title else []
    if not layout.sections:
        return [_remark(line) for line in (*above, table.empty) if line and titled]
    if len(layout.columns) == 1:
        return [shown(line.cells[0]) for section in layout.sections for line in section.lines]
    names = [column.name for column in layout.columns]
    header, *records = _tabulated("plain", layout.columns, names, layout.sections)
    lines = [*map(_remark, above), header]
    start = 0
    for section in layout.sections:
        lines += [_remark(section.heading)] if table.group_by else []
        lines += records[start : (start := start + len(section.lines))]
    return [*lines, *map(_remark, table.notes)]


def _remark(text: str) -> str:
    return f"# {shown(text)}"


def _markdown(view: View) -> list[list[str]]:
    table, layout = view.table, lay_out(view)
    titles = [_quoted(column.title) for column in layout.columns]
    parts = [[f"## {_quoted(table.title)}"]] if table.title else []
    for section in layout.sections:
        parts += [[f"### {_quoted(section.heading)}"]] if table.group_by else []
        parts.append(_tabulated("github", layout.columns, titles, [section], _quoted))
    if not layout.sections:
        parts.append(_tabulated("github", layout.columns, titles, []))
        parts += [[_quoted(table.empty)]] if table.empty else []
    return [*parts, *([_quoted(note)] for note in table.notes)]


def _quoted(text: str) -> str:
    """Make text inert in a terminal and in Markdown; a line break becomes `<br>`, a record stays one line."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "<br>".join(_MARKUP.sub(lambda found: "\\" + found[0], shown(line)) for line in lines)


def _tabulated(
    form: str,
    columns: Sequence[Column],
    titles: list[str],
    sections: Iterable[Section],
    write: Callable[[str], str] = shown,
) -> list[str]:
    rows = [[write(cell) for cell in line.cells] for section in sections for line in section.lines]
    sides = ["right" if at_right else "left" for at_right in right_aligned(columns)]
    text = tabulate(
        rows,
        titles,
        form,
        disable_numparse=True,
        preserve_whitespace=True,
        colalign=sides,
        headersalign=sides,
    )
    return text.split("\n")
