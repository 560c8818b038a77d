"""Which column of somebody's table means which field of an order, and how its cells are to be read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

from ordertrack.domain.orders.fields import DATE_FIELDS, FIELDS
from ordertrack.errors import NotFoundError, OutsideError, UsageError
from ordertrack.files.transfer.tabular import EXCEL_MARKER, check_encoding, column_key
from ordertrack.files.validation import Shape, tried

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

ISSUE_FIELDS = ("number", "kind", "severity", "cause", "opened_at", "resolved_at", "resolution")
ENQUIRY_FIELDS = ("number", "from", "channel", "received_at", "text", "answered_at", "answer")
ISO = "%Y-%m-%d"
FORMATS = ("csv", "ndjson")
T = TypeVar("T")
_SHAPES = {
    "map": "[map] holds lines such as number = 'PO Number'",
    "null": "null is a list of texts, such as null = ['N/A', '-']",
    "date_format": "date_format is a list of formats, such as date_format = ['%d.%m.%Y']",
    "date_formats": "[date_formats] holds lines such as placed_on = ['%m/%d/%Y']",
    "encoding": "encoding is a text, such as encoding = 'cp1252'",
    "delimiter": "delimiter is a text, such as delimiter = ';'",
    "format": "format is 'csv' or 'ndjson'",
}


class _Profile(Shape, strict=True):
    map: dict[str, str] = {}
    null: list[str] = []
    date_format: list[str] = []
    date_formats: dict[str, list[str]] = {}
    encoding: str = ""
    delimiter: str = ""
    format: str = ""


class ColumnLayout(NamedTuple):
    """What a kind of file can hold: its fields, the number of the order first, and which of them tell time."""

    fields: tuple[str, ...]
    dates: frozenset[str]


ORDERS = ColumnLayout(tuple(FIELDS), frozenset(DATE_FIELDS))
ISSUES = ColumnLayout(ISSUE_FIELDS, frozenset({"opened_at", "resolved_at"}))
ENQUIRIES = ColumnLayout(ENQUIRY_FIELDS, frozenset({"received_at", "answered_at"}))


@dataclass(frozen=True, slots=True)
class Binding:
    """A mapping met a header: `fields[i]` stands in the cell `indexes[i]`; the order's number comes first."""

    fields: tuple[str, ...]
    indexes: tuple[int, ...]
    width: int
    is_excel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How to read one kind of file; a field not in `columns` is the column of its own name, if any."""

    columns: dict[str, str] = field(default_factory=dict)
    nulls: frozenset[str] = frozenset()
    date_formats: tuple[str, ...] = (ISO,)
    field_date_formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str = ","
    format: str | None = None
    layout: ColumnLayout = ORDERS

    def formats_of(self, name: str) -> tuple[str, ...]:
        """Give the date formats of a field, in the order in which they are tried."""
        return self.field_date_formats.get(name, self.date_formats)

    def bind(self, header: Sequence[str], *, name: str, row: int = 1) -> Binding:
        """Find every field in `header`, which is row `row` of the file `name`.

        Raises UsageError, with the header in the hints, when a mapped column or the order's number is not
        there, or when a column that is needed is there twice.
        """
        keys = [column_key(column) for column in header]
        shown = "the columns are: " + ", ".join(f"'{column}'" for column in header[:100])
        found = {}
        for wanted in self.layout.fields:
            column = self.columns.get(wanted, wanted)
            spots = [index for index, key in enumerate(keys) if key == column_key(column)]
            if len(spots) > 1:
                _refuse(f"{name}, row {row}: the column '{column}' is there {len(spots)} times", shown)
            if spots:
                found[wanted] = spots[0]
            elif wanted in self.columns or wanted == "number":
                _refuse(f"{name}, row {row}: there is no column '{column}' for {wanted}; say --map", shown)
        return Binding(tuple(found), tuple(found.values()), len(header), is_excel=keys[-1] == EXCEL_MARKER)


def build_mapping(  # noqa: PLR0913 - one for each thing that a profile may say
    *,
    maps: Sequence[str] = (),
    nulls: Sequence[str] = (),
    date_formats: Sequence[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    format: str | None = None,  # noqa: A002
    profile: Path | None = None,
    layout: ColumnLayout = ORDERS,
) -> Mapping:
    """Make a mapping of the options as typed and a profile (a TOML file), over which the options go.

    `maps` are FIELD=COLUMN, `date_formats` FORMAT or FIELD=FORMAT; nulls and date formats given as options
    replace those of the profile. Raises UsageError with near names for whatever is not known, NotFoundError
    or OutsideError for a profile that cannot be read.
    """
    kept = _read_profile(profile) if profile else {}
    general, by_field = _split_date_formats(date_formats)
    kept_by_field = {key: _date_formats(value) for key, value in kept.get("date_formats", {}).items()}
    chosen = encoding or kept.get("encoding")
    return Mapping(
        columns=_known_fields({**kept.get("map", {}), **_split_maps(maps)}, layout.fields),
        nulls=frozenset(token.strip() for token in nulls or kept.get("null", ())),
        date_formats=_date_formats(general or kept.get("date_format", ())) or (ISO,),
        field_date_formats=_known_fields({**kept_by_field, **by_field}, layout.dates),
        encoding=check_encoding(chosen) if chosen else None,
        delimiter=_delimiter(delimiter or kept.get("delimiter", ",")),
        format=_one_of(format or kept.get("format"), FORMATS, "format"),
        layout=layout,
    )


def _split_maps(maps: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in maps:
        name, equals, column = text.partition("=")
        if not (equals and column.strip()):
            _refuse(f"--map '{text}' is not FIELD=COLUMN, for example --map number='PO Number'")
        if found.setdefault(name.strip(), column) != column:
            _refuse(f"--map names {name.strip()} twice; keep one")
    return found


def _split_date_formats(texts: Sequence[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    general: list[str] = []
    by_field: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, wanted = text.partition("=")
        if equals and "%" not in name:
            by_field[name.strip()] = by_field.get(name.strip(), ()) + _date_formats([wanted])
        else:
            general.append(text)
    return general, by_field


def _date_formats(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(ISO if text.upper() == "ISO" else _date_format(text) for text in texts)


def _date_format(text: str) -> str:
    """Return a strptime format that fixes a whole date; refuse one that does not bring a date back."""
    sample = datetime(2031, 12, 24, tzinfo=UTC)
    try:
        is_whole = datetime.strptime(sample.strftime(text), text).replace(tzinfo=UTC).date() == sample.date()
    except ValueError:
        is_whole = False
    if not is_whole:
        _refuse(f"the date format '{text}' lacks a year, month or day; write for example '%d.%m.%Y' or ISO")
    return text


def _delimiter(text: str) -> str:
    mark = "\t" if text.lower() in {"tab", "\\t"} else text
    if len(mark) != 1 or mark in "\"\r\n\0 '" or mark.isalnum():
        _refuse(f"'{text}' cannot separate cells; --delimiter takes one character such as ',' or ';', or tab")
    return mark


def _known_fields(values: dict[str, T], known: Collection[str]) -> dict[str, T]:
    for name in values:
        _one_of(name, known, "field")
    return values


def _one_of(name: str | None, known: Collection[str], what: str) -> str | None:
    if name is None or name in known:
        return name
    names = sorted(known)
    near = get_close_matches(name, names, n=3)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return _refuse(f"there is no {what} '{name}'{meant}", ", ".join(names))


def _read_profile(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no profile {path}") from error
    except OSError as error:
        raise OutsideError(f"the profile {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        _refuse(f"{path} is not TOML: {error}")
    wrong = {flaw.path[0] for flaw in tried(_Profile, found)[1]}
    for key in found:
        _one_of(key, _Profile.keys(), f"setting in {path} called")
        if key in wrong:
            _refuse(f"{path}: {_SHAPES[key]}")
    return found


def _refuse(message: str, *hints: str) -> NoReturn:
    raise UsageError(message, hints=hints)
