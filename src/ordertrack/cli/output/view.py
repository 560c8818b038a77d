"""A table as it will be printed: the chosen fields, read once, in readable cells and sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from ordertrack.cli.output.result import Kind, check_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.cli.output.result import Column, Row, Table, Tone

    Writer = Callable[[object], str | None]
    Write = Callable[[Kind, object], str]

BLOCK = 250


class View:
    """One pass over a table's rows; `count` is right once the pass is over."""

    def __init__(self, table: Table, fields: Sequence[str] | None = None) -> None:
        """Choose and order the columns; raise UsageError for fields that the table does not have."""
        names = [column.name for column in table.columns]
        if fields is not None:
            check_fields(fields, names)
        self.table = table
        self.count = 0
        self._names = names
        self._rows = iter(table.rows)
        self._picks = None if fields is None else tuple(names.index(name) for name in fields)

    @property
    def is_chosen(self) -> bool:
        """Say whether the person named the fields."""
        return self._picks is not None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The chosen columns, in the chosen order."""
        every = self.table.columns
        return every if self._picks is None else tuple(every[at] for at in self._picks)

    @property
    def names(self) -> list[str]:
        """The names of the chosen columns."""
        return [column.name for column in self.columns]

    def is_empty(self) -> bool:
        """Look at the first row, and keep it for the pass to come."""
        for row in self._rows:
            self._rows = chain((row,), self._rows)
            return False
        return self.count == 0

    def blocks(self) -> Iterator[list[Row]]:
        """Yield the rows, chosen fields only, in lists that keep memory flat."""
        for block in self._full_blocks():
            yield block if self._picks is None else [self.pick(row) for row in block]

    def whole_rows(self) -> Iterator[Row]:
        """Yield the rows with every field, chosen or not, for a reader that weighs them."""
        return chain.from_iterable(self._full_blocks())

    def pick(self, row: Row) -> Row:
        """Reduce a whole row to the chosen fields."""
        if self._picks is None:
            return row
        return (row[self._picks[0]],) if len(self._picks) == 1 else itemgetter(*self._picks)(row)

    def _full_blocks(self) -> Iterator[list[Row]]:
        while block := list(islice(self._rows, BLOCK)):
            self.count += len(block)
            yield block


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
class TextLine:
    """One row: its cells as text, not yet inert, and how pressing it is."""

    cells: tuple[str, ...]
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSection:
    """The rows that share a value of the table's `group_by`; without groups the heading is empty."""

    heading: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayout:
    """The columns that stand in the body, and the sections; a table without rows has none."""

    columns: tuple[Column, ...]
    sections: tuple[TextSection, ...]


def lay_out(view: View, write: Write = brief, *, keep_group: bool = False) -> TextLayout:
    """Read a view to its end and gather its rows; the grouping column goes to the headings unless kept."""
    group = None if keep_group else view.table.group_by
    places = [at for at, column in enumerate(view.columns) if column.name != group] or [0]
    columns = tuple(view.columns[at] for at in places)
    gathered: dict[str, list[TextLine]] = {}
    for row in view.whole_rows():
        picked = view.pick(row)
        cells = tuple(write(column.kind, picked[at]) for at, column in zip(places, columns, strict=True))
        gathered.setdefault(_heading(view, row, write), []).append(TextLine(cells=cells, tone=_tone(view, row)))
    sections = (TextSection(heading=heading, lines=tuple(lines)) for heading, lines in gathered.items())
    return TextLayout(columns=columns, sections=tuple(sections))


def narrowed(layout: TextLayout) -> TextLayout:
    """Leave out the columns that are not meant for a narrow terminal."""
    return _only(layout, lambda column: column.narrow)


def drawable(layout: TextLayout) -> TextLayout:
    """Leave out the columns that are not meant to be looked at."""
    return _only(layout, lambda column: column.drawn)


def _only(layout: TextLayout, is_kept: Callable[[Column], bool]) -> TextLayout:
    places = [at for at, column in enumerate(layout.columns) if is_kept(column)] or [0]
    sections = tuple(
        replace(
            section,
            lines=tuple(replace(line, cells=tuple(line.cells[at] for at in places)) for line in section.lines),
        )
        for section in layout.sections
    )
    return TextLayout(columns=tuple(layout.columns[at] for at in places), sections=sections)


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
