"""Builders for tests of what is printed: a small table, a pipe, a terminal of a given width."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ordertrack.cli.output.output import Color, Format, Output, Streams, emit
from ordertrack.cli.output.result import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ordertrack.cli.output.result import Sheet

NOW = datetime(2026, 11, 20, 14, 3, 22, 500_000, tzinfo=UTC)
TODAY = date(2026, 11, 23)

ORDERS = (
    Column(name="number", title="Number"),
    Column(name="customer", title="Customer"),
    Column(name="promised_on", title="Promised", kind=Kind.DATE),
    Column(name="days_late", title="Days late", kind=Kind.DAYS),
    Column(name="quantity", title="Quantity", kind=Kind.QUANTITY),
    Column(name="value", title="Value", kind=Kind.MONEY),
    Column(name="rate", title="On time", kind=Kind.RATE),
    Column(name="newly", title="New", kind=Kind.FLAG),
    Column(name="seen_at", title="Seen", kind=Kind.INSTANT, narrow=False),
)
FULL = (
    "1e5",
    "Müller [red]x[/] :truck:",
    TODAY,
    3,
    Decimal("1.5000"),
    Decimal("1234.50"),
    Decimal("0.8851220"),
    True,
    NOW,
)
EMPTY = ("00123", 'a "quoted"\nline', None, None, None, None, None, False, None)


def orders(*rows: Sequence[object], columns: tuple[Column, ...] = ORDERS) -> Table:
    """Build a table of orders whose rows can be read once only."""
    return Table(kind="orders", columns=columns, rows=iter(rows), as_of=TODAY, empty="No orders.")


def texts(values: Iterable[str | None]) -> Table:
    """Build a table of numbered texts."""
    columns = (Column(name="number", title="Number", kind=Kind.COUNT), Column(name="text", title="Text"))
    return Table(kind="texts", columns=columns, rows=list(enumerate(values)))


def streams(stdout: io.TextIOBase | None = None, *, width: int | None = None) -> Streams:
    """Build streams around a standard output: a pipe, or a terminal of the given width."""
    environ = {} if width is None else {"ORDERTRACK_FORCE_TTY": str(width)}
    target = io.StringIO(newline="") if stdout is None else stdout
    return Streams(stdin=io.StringIO(), stdout=target, stderr=io.StringIO(), environ=environ)  # type: ignore[arg-type]


def printed(
    result: Table | Sheet,
    form: Format | str | None = None,
    *,
    width: int | None = None,
    color: Color = Color.NEVER,
    fields: tuple[str, ...] | None = None,
) -> str:
    """Return what standard output receives; with a width it is a terminal."""
    page = io.StringIO(newline="")
    chosen = None if form is None else Format(form)
    emit(result, Output(streams=streams(page, width=width), format=chosen, color=color, fields=fields))
    return page.getvalue()


def for_spreadsheet(result: Table | Sheet, form: str | None = None, *, width: int | None = None) -> str:
    """Return what standard output receives with --excel."""
    page = io.StringIO(newline="")
    output = Output(
        streams=streams(page, width=width),
        format=None if form is None else Format(form),
        excel=True,
        neutralise=lambda cell: f"'{cell}" if cell.startswith("=") else cell,
    )
    emit(result, output)
    return page.getvalue()


def written(result: Table | Sheet, file: Path) -> str:
    """Return what a file holds after a result went there."""
    emit(result, Output(streams=streams(), file=file))
    with file.open(encoding="utf-8", newline="") as stream:
        return stream.read()
