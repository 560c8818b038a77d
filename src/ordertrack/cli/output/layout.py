"""A table laid out for people: readable cells, sections with headings, and how a line is shared among columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ordertrack.cli.output.result import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    Writer = Callable[[object], str | None]
    from collections.abc import Callable, Sequence

    from ordertrack.cli.output.result import Column, Row, Tone
    from ordertrack.cli.output.view import View

    Write = Callable[[Kind, object], str]


RATE_PLACES = Decimal("0.000001")
_TENTH = Decimal("0.1")


def decimal(value: object) -> Decimal:
    """Return a number as an exact Decimal (a fraction to 28 digits); raise TypeError for anything else."""
    match value:
        case Decimal():
            return value
        case Fraction():
            return Decimal(value.numerator) / Decimal(value.denominator)
        case int() | str():
            return Decimal(value)
        case float():
            return Decimal(repr(value))
        case _:
            raise TypeError(f"{type(value).__name__} is not a number")


def number(value: object) -> str:
    """Write a number without exponent and trailing zeros (`1.5`, `19`, `-3`); ValueError for NaN."""
    exactly = decimal(value)
    if not exactly.is_finite():
        raise ValueError(f"{exactly} is not a number")
    text = f"{exactly or Decimal(0):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(value: object) -> Decimal:
    """Round a share between 0 and 1 to six places."""
    return decimal(value).quantize(RATE_PLACES, ROUND_HALF_UP)


def instant(value: object) -> str:
    """Write an aware instant in UTC with `Z`, in full."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("an instant must be an aware datetime")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _passing(write: Callable[[object], str]) -> Writer:
    return lambda value: value if value is None or isinstance(value, str) else write(value)


MACHINE: dict[Kind, Writer] = {
    Kind.INSTANT: _passing(instant),
    Kind.DAYS: _passing(number),
    Kind.QUANTITY: _passing(number),
    Kind.MONEY: _passing(lambda value: f"{decimal(value):f}"),
    Kind.RATE: _passing(lambda value: number(rate(value))),
    Kind.FLAG: _passing(lambda value: "true" if value else "false"),
}
"""Kinds whose values need more than `str()`; None stays None and text stays as it is."""


def exact(kind: Kind, value: object) -> str:
    """Write one value in full for a machine; None is empty."""
    text = MACHINE[kind](value) if kind in MACHINE else value
    return "" if text is None else str(text)


def readable(kind: Kind, value: object) -> str:
    """Write one value for a person: `88.5 %`, `n/a`, `yes`; everything else as for a machine."""
    if kind is Kind.RATE:
        return "n/a" if value in {None, ""} else f"{(decimal(value) * 100).quantize(_TENTH, ROUND_HALF_UP)} %"
    if kind is Kind.FLAG:
        return "yes" if value in {True, "true"} else ""
    return exact(kind, value)


def brief(kind: Kind, value: object) -> str:
    """Write one value for a terminal: as `readable`, instants to the second."""
    if kind is Kind.INSTANT and isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return readable(kind, value)


def iso(value: date) -> str:
    """Write a date or an instant as JSON and headings show it."""
    return instant(value) if isinstance(value, datetime) else value.isoformat()


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
