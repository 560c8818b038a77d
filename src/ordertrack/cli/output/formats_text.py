"""plain and markdown by tabulate, and html: one file that needs nothing else, safe whatever the data says."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from tabulate import tabulate

from ordertrack.cli.output.view import lay_out, readable, right_aligned
from ordertrack.cli.terminal import escape_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ordertrack.cli.output.result import Column
    from ordertrack.cli.output.view import TextLayout, TextLine, TextSection, View
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
        return [escape_hidden(line.cells[0]) for section in layout.sections for line in section.lines]
    names = [column.name for column in layout.columns]
    header, *records = _tabulated("plain", layout.columns, names, layout.sections)
    lines = [*map(_remark, above), header]
    start = 0
    for section in layout.sections:
        lines += [_remark(section.heading)] if table.group_by else []
        lines += records[start : (start := start + len(section.lines))]
    return [*lines, *map(_remark, table.notes)]


def _remark(text: str) -> str:
    return f"# {escape_hidden(text)}"


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
    return "<br>".join(_MARKUP.sub(lambda found: "\\" + found[0], escape_hidden(line)) for line in lines)


def _tabulated(
    form: str,
    columns: Sequence[Column],
    titles: list[str],
    sections: Iterable[TextSection],
    write: Callable[[str], str] = escape_hidden,
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


_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --rule: light-dark(#d0d5dd, #3a4048); --soft: light-dark(#5b6472, #9aa4b2);
  --urgent: light-dark(#b42318, #ff8a7a); --warning: light-dark(#8a5a00, #f0c05a);
  --good: light-dark(#116b3a, #6fd19b); }}
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: max-content; }}
h1 {{ font-size: 1.25rem; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; margin-bottom: 1.5rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; }}
th, td {{ border-bottom: 1px solid var(--rule); }}
thead th {{ color: var(--soft); font-weight: 600; border-bottom-width: 2px; }}
th[scope=rowgroup] {{ padding-top: 1rem; }}
td {{ overflow-wrap: anywhere; unicode-bidi: isolate; }}
.number {{ text-align: right; white-space: nowrap; }}
.urgent td:first-child {{ color: var(--urgent); }} .warning td:first-child {{ color: var(--warning); }}
.good td:first-child {{ color: var(--good); }} .quiet {{ color: var(--soft); }}
p {{ color: var(--soft); max-width: 75ch; }}
</style>
</head>
<body>
"""


def write_html(views: Sequence[View], sink: Sink) -> None:
    """Write a whole page: a heading and a table for each view, its notes below."""
    title = next((view.table.title for view in views if view.table.title), views[0].table.kind)
    sink.stream.write(_HEAD.format(title=_text(title)))
    for view in views:
        sink.stream.writelines(f"{line}\n" for line in _table(view))
    sink.stream.write("</body>\n</html>\n")


def _table(view: View) -> Iterator[str]:
    layout = lay_out(view)
    if view.table.title:
        yield f"<h1>{_text(view.table.title)}</h1>"
    if not layout.sections and view.table.empty:
        yield f"<p>{_text(view.table.empty)}</p>"
    else:
        yield "<table>"
        yield f"<thead><tr>{''.join(map(_header, layout.columns))}</tr></thead>"
        for section in layout.sections:
            yield from _section(layout, section)
        yield "</table>"
    yield from (f"<p>{_text(note)}</p>" for note in view.table.notes)


def _section(layout: TextLayout, section: TextSection) -> Iterator[str]:
    yield "<tbody>"
    if section.heading:
        yield f'<tr><th colspan="{len(layout.columns)}" scope="rowgroup">{_text(section.heading)}</th></tr>'
    yield from (_row(layout.columns, line) for line in section.lines)
    yield "</tbody>"


def _row(columns: Sequence[Column], line: TextLine) -> str:
    pairs = zip(columns, line.cells, strict=True)
    cells = (f"<td{_class(column)}>{_text(cell)}</td>" for column, cell in pairs)
    tone = f' class="{line.tone}"' if line.tone else ""
    return f"<tr{tone}>{''.join(cells)}</tr>"


def _header(column: Column) -> str:
    return f'<th scope="col"{_class(column)}>{_text(column.title)}</th>'


def _class(column: Column) -> str:
    return ' class="number"' if column.kind.is_number else ""


def _text(text: str) -> str:
    return "<br>".join(escape(escape_hidden(line)) for line in text.replace("\r\n", "\n").split("\n"))
