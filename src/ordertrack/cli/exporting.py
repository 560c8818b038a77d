"""The whole book as a table that streams: what `export` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.result import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ordertrack.cli.context import Desk

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
    if name.endswith("quantity"):
        return Kind.QUANTITY
    return _NUMBERS.get(name, Kind.TEXT)


def _rows(desk: Desk, what: str) -> Iterator[tuple[Any, ...]]:
    with desk.whole_view() as view:
        yield from getattr(view, f"export_{what}")()
