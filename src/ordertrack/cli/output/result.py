"""What a command returns to be printed: tables and sheets, free of any format."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    Row = Sequence[object]


class Kind(StrEnum):
    """How the values of a column are written; a `str` under any kind is taken as written already.

    Prose is text whose line breaks are kept at a terminal, where its table stands upright.
    """

    TEXT = "text"
    PROSE = "prose"
    DATE = "date"
    INSTANT = "instant"
    COUNT = "count"
    DAYS = "days"
    QUANTITY = "quantity"
    MONEY = "money"
    RATE = "rate"
    FLAG = "flag"

    @property
    def is_number(self) -> bool:
        """Numbers stand at the right, and are numbers in JSON."""
        return self in _NUMBERS


_NUMBERS = frozenset({Kind.COUNT, Kind.DAYS, Kind.QUANTITY, Kind.MONEY, Kind.RATE})


class Tone(StrEnum):
    """How pressing a row is: a colour that underlines what the row already says in words."""

    URGENT = "urgent"
    WARNING = "warning"
    GOOD = "good"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of a result: `name` for scripts, `title` for people.

    `narrow=False` leaves the column out of Rich tables on terminals under 100 columns, `drawn=False` out of every
    Rich table; no other format leaves any out.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    narrow: bool = True
    drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one kind, in column order.

    Values are str, int, bool, Decimal, Fraction, date, aware UTC datetime or None. `rows` may be a one-shot
    iterator; csv, tsv, ndjson and json stream it. `raw` promises that each value is text, int or None in its
    final form, so that csv can write rows untouched. `notes` are footer lines for people; `extra` are further
    members of the JSON object; `empty` is the sentence for people when there are no rows; `group_by` names
    the column whose values head sections; `upright` shows each row at a terminal as a block of lines, one for
    each field.
    """

    kind: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    as_of: date | None = None
    title: str = ""
    notes: tuple[str, ...] = ()
    group_by: str | None = None
    tone: Callable[[Row], Tone | None] | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    empty: str = ""
    raw: bool = False
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A result with parts: nested `rows` for json and ndjson, `tables` for people.

    csv, tsv and chosen fields take `flat`, one row for each of `rows`; without one, the first of the tables.
    """

    kind: str
    rows: Sequence[Mapping[str, object]]
    tables: Sequence[Table]
    flat: Table | None = None
    as_of: date | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


def check_fields(fields: Sequence[str], known: Collection[str]) -> None:
    """Raise UsageError unless `fields` names at least one known field, none of them twice."""
    hint = (f"the fields are: {', '.join(known)}",)
    if not any(fields):
        raise UsageError("--fields names no field", hints=hint)
    if unknown := [name for name in fields if name not in known]:
        raise UsageError(f"no such field: {', '.join(unknown)}", hints=hint)
    if twice := sorted({name for name in fields if fields.count(name) > 1}):
        raise UsageError(f"--fields names {', '.join(twice)} twice")
