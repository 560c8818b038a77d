"""The whole book as tables that stream: what `export` writes (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.commands import reads
from ordertrack.cli.output.result import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ordertrack.cli.desk.desk import Desk

_NUMBERS = {
    "line.position": Kind.COUNT,
    "line": Kind.COUNT,
    "seq": Kind.COUNT,
    "id": Kind.COUNT,
    "merged_into": Kind.COUNT,
    "value": Kind.MONEY,
    "line.unit_price": Kind.MONEY,
    "is_customer": Kind.FLAG,
    "is_supplier": Kind.FLAG,
}


def exported(desk: Desk, what: str) -> Table:
    """Give all orders, lines, events or parties, as CSV if nothing else is asked; read while they are written."""
    desk.prefer("csv")
    columns = tuple(Column(name=name, title=name, kind=_kind(name)) for name in desk.export_fields(what))
    is_final = all(column.kind is not Kind.FLAG for column in columns)  # each engine has truths of its own
    return Table(kind=f"export_{what}", columns=columns, rows=_rows(desk, what), raw=is_final)


def _kind(name: str) -> Kind:
    return Kind.QUANTITY if name.endswith("quantity") else _NUMBERS.get(name, Kind.TEXT)


def _rows(desk: Desk, what: str) -> Iterator[tuple[Any, ...]]:
    with desk.whole_view() as view:
        yield from getattr(view.exports, what)()


@reads
def export_orders(desk: Desk) -> Table:
    """Write every order, one row a line, in the fields that `import orders --history` reads (SOP 6)."""
    return exported(desk, "orders")


@reads
def export_lines(desk: Desk) -> Table:
    """Write every line with its quantities and dates (SOP 6)."""
    return exported(desk, "lines")


@reads
def export_trail(desk: Desk) -> Table:
    """Write every event with its place in the chain (SOP 4.4c, 6)."""
    return exported(desk, "trail")


@reads
def export_parties(desk: Desk) -> Table:
    """Write every customer and supplier (SOP 6)."""
    return exported(desk, "parties")


EXAMPLES = {
    "orders": "ordertrack export orders -o orders.csv\nordertrack export orders --format ndjson | jq .number",
    "lines": "ordertrack export lines --excel -o lines.csv",
    "trail": "ordertrack export trail --format ndjson -o trail.ndjson",
    "parties": "ordertrack export parties --csv",
}
