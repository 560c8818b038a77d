"""plain, markdown and html: what people read outside a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from ordertrack.cli.output.result import Table, Tone
from tests.cli.output.printing import EMPTY, FULL, ORDERS, orders, printed, texts


def test_plain_is_one_record_per_line_with_numbers_untouched() -> None:
    assert printed(orders(FULL, EMPTY), fields=("number", "customer", "days_late", "rate", "newly")) == (
        "number    customer                    days_late    rate  newly\n"
        "1e5       Müller [red]x[/] :truck:            3  88.5 %  yes\n"
        '00123     a "quoted"\\nline                          n/a\n'
    )


def test_plain_without_rows_is_nothing_at_all() -> None:
    assert printed(replace(orders(), notes=("a definition",), title="Orders"), "plain") == ""


def test_plain_with_one_field_is_bare_values() -> None:
    table = replace(orders(FULL, EMPTY), notes=("a definition",), group_by="customer")
    assert printed(table, "plain", fields=("number",)) == "1e5\n00123\n"


def grouped() -> Table:
    rows = (("A1", "Acme", 3), ("B1", "Bo | Co", 1), ("A2", "Acme", 2), ("C1", None, 0))
    columns = (ORDERS[0], ORDERS[1], ORDERS[3])
    return replace(orders(*rows, columns=columns), group_by="customer", title="Overdue", notes=("4 orders_",))


def test_groups_in_plain_have_a_heading_and_keep_full_records() -> None:
    assert printed(grouped(), "plain") == (
        "number    customer      days_late\n"
        "# Acme\n"
        "A1        Acme                  3\n"
        "A2        Acme                  2\n"
        "# Bo | Co\n"
        "B1        Bo | Co               1\n"
        "# (none)\n"
        "C1                              0\n"
        "# 4 orders_\n"
    )


def test_groups_in_markdown_are_tables_under_headings() -> None:
    assert printed(grouped(), "markdown") == (
        "## Overdue\n\n"
        "### Acme\n\n"
        "| Number   |   Days late |\n|----------|-------------|\n"
        "| A1       |           3 |\n| A2       |           2 |\n\n"
        "### Bo \\| Co\n\n"
        "| Number   |   Days late |\n|----------|-------------|\n| B1       |           1 |\n\n"
        "### (none)\n\n"
        "| Number   |   Days late |\n|----------|-------------|\n| C1       |           0 |\n\n"
        "4 orders\\_\n"
    )


def test_markdown_takes_no_markup_from_people_and_keeps_a_record_on_one_line() -> None:
    values = ["*b* <i> [x](y) a|b", "snake_case _em_", ":truck: 10:30:00", "a\nb"]
    assert printed(texts(values), "markdown", fields=("text",)) == (
        "| Text                      |\n"
        "|---------------------------|\n"
        r"| \*b\* \<i\> \[x\](y) a\|b |" + "\n"
        r"| snake_case \_em\_         |" + "\n"
        r"| \:truck: 10:30:00         |" + "\n"
        "| a<br>b                    |\n"
    )


def test_markdown_without_rows_is_its_header_and_the_sentence() -> None:
    assert printed(orders(columns=ORDERS[:2]), "markdown") == (
        "| Number   | Customer   |\n|----------|------------|\n\nNo orders.\n"
    )


class Cells(HTMLParser):
    """Collect the text of each table cell as a browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a cell or break its line."""
        del attrs
        self.tags.add(tag)
        self._inside = tag in {"td", "br"}
        if tag == "td":
            self.cells.append("")
        if tag == "br":
            self.cells[-1] += "\n"

    def handle_data(self, data: str) -> None:
        """Keep a cell's text."""
        if self._inside:
            self.cells[-1] += data


def test_html_is_one_page_that_needs_nothing_else() -> None:
    page = printed(replace(orders(FULL, EMPTY), title="Orders <b>"), "html", fields=("number", "customer", "rate"))
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">\n')
    assert "<title>Orders &lt;b&gt;</title>" in page
    assert "color-scheme: light dark" in page
    assert re.findall(r"(?:src|href)=", page) == []
    assert page.split("</h1>\n")[1] == (
        "<table>\n"
        '<thead><tr><th scope="col">Number</th><th scope="col">Customer</th>'
        '<th scope="col" class="number">On time</th></tr></thead>\n'
        "<tbody>\n"
        '<tr><td>1e5</td><td>Müller [red]x[/] :truck:</td><td class="number">88.5 %</td></tr>\n'
        '<tr><td>00123</td><td>a &quot;quoted&quot;<br>line</td><td class="number">n/a</td></tr>\n'
        "</tbody>\n"
        "</table>\n"
        "</body>\n"
        "</html>\n"
    )


def test_html_groups_and_tones() -> None:
    page = printed(replace(grouped(), tone=lambda row: Tone.URGENT if row[2] == 3 else None), "html")
    assert '<tr><th colspan="2" scope="rowgroup">Bo | Co</th></tr>' in page
    assert '<tr class="urgent"><td>A1</td><td class="number">3</td></tr>' in page
    assert "<p>4 orders_</p>" in page


def test_html_without_rows_is_the_sentence() -> None:
    assert "<p>No orders.</p>" in printed(orders(), "html")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_becomes_html(value: str) -> None:
    parser = Cells()
    parser.feed(printed(texts([value]), "html"))
    assert parser.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
    }
    assert len(parser.cells) == 2
