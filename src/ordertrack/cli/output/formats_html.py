"""html: one file that needs nothing else, in the reader's own light or dark, safe whatever the data says."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ordertrack.cli.output.layout import lay_out
from ordertrack.cli.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordertrack.cli.output.layout import Layout, Line, Section
    from ordertrack.cli.output.result import Column
    from ordertrack.cli.output.view import View
    from ordertrack.cli.terminal import Sink


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


def _section(layout: Layout, section: Section) -> Iterator[str]:
    yield "<tbody>"
    if section.heading:
        yield f'<tr><th colspan="{len(layout.columns)}" scope="rowgroup">{_text(section.heading)}</th></tr>'
    yield from (_row(layout.columns, line) for line in section.lines)
    yield "</tbody>"


def _row(columns: Sequence[Column], line: Line) -> str:
    pairs = zip(columns, line.cells, strict=True)
    cells = (f"<td{_class(column)}>{_text(cell)}</td>" for column, cell in pairs)
    tone = f' class="{line.tone}"' if line.tone else ""
    return f"<tr{tone}>{''.join(cells)}</tr>"


def _header(column: Column) -> str:
    return f'<th scope="col"{_class(column)}>{_text(column.title)}</th>'


def _class(column: Column) -> str:
    return ' class="number"' if column.kind.is_number else ""


def _text(text: str) -> str:
    return "<br>".join(escape(shown(line)) for line in text.replace("\r\n", "\n").split("\n"))
