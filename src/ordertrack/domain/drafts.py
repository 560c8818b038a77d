"""Text from a form or a file, read into a draft of an order; every problem at once (SOP 4.1a)."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.money import is_currency, parse_amount, parse_price, unknown_currency
from ordertrack.domain.orders import Priority, Status
from ordertrack.domain.problems import Problem
from ordertrack.domain.quantities import SCALE, parse_quantity
from ordertrack.domain.texts import LIMITS, clean_code, clean_name, clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    Read = Callable[[str], Any]


class InputRow(NamedTuple):
    """One row of input: its number in the file (None for a command) and its cells by field, empty ones left out."""

    row: int | None
    values: Mapping[str, str]


class Draft(NamedTuple):
    """Checked input that is not yet an order: what was given and nothing else. Dates are ISO text."""

    number: str
    customer: str
    supplier: str
    fields: dict[str, Any]
    lines: list[dict[str, Any]]
    rows: tuple[int | None, ...]


DEFAULTS_FOR_LINES = ("promised_on", "requested_on", "expected_on")
REQUIRED = ("number", "customer", "supplier")
DATE_FIELDS = (
    "placed_on",
    "promised_on",
    "requested_on",
    "expected_on",
    "line.requested_on",
    "line.first_promised_on",
    "line.promised_on",
    "line.expected_on",
    "line.shipped_on",
    "line.delivered_on",
    "line.cancelled_on",
)


def _choice(kind: type[Status] | type[Priority], text: str) -> str:
    word = text.strip().lower()
    if word not in set(kind):
        msg = f'"{text}" is not one of {", ".join(kind)}'
        raise ValueError(msg)
    return word


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not is_currency(code):
        raise ValueError(unknown_currency(code))
    return code


def _position(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and 0 < int(text) < 1_000_000):
        msg = f'"{text}" is not a line position; give a whole number from 1'
        raise ValueError(msg)
    return int(text)


def _positive(read: Read, text: str) -> int:
    quantity: int = read(text)
    if quantity <= 0:
        msg = f"{text.strip()} is not a quantity to order; give more than zero"
        raise ValueError(msg)
    return quantity


def _counted(text: str) -> int:
    quantity = parse_quantity(text)
    if quantity < 0:
        msg = f"{text.strip()} is below zero; give zero or more"
        raise ValueError(msg)
    return quantity


def _cached(read: Read) -> Read:
    return lru_cache(maxsize=4096)(read)


_TEXTS: dict[str, Read] = {
    "number": partial(clean_code, limit=LIMITS["number"]),
    "customer": _cached(clean_name),
    "supplier": _cached(clean_name),
    "owner": _cached(partial(clean_code, limit=LIMITS["owner"])),
    "priority": _cached(partial(_choice, Priority)),
    "status": _cached(partial(_choice, Status)),
    "carrier": _cached(partial(clean_code, limit=LIMITS["carrier"])),
    "tracking": partial(clean_code, limit=LIMITS["tracking"]),
    "customer_ref": partial(clean_code, limit=LIMITS["ref"]),
    "supplier_ref": partial(clean_code, limit=LIMITS["ref"]),
    "value": str.strip,
    "currency": _cached(_currency),
    "note": partial(clean_text, limit=LIMITS["note"]),
    "line.ref": partial(clean_code, limit=LIMITS["ref"]),
    "line.position": _cached(_position),
    "line.sku": _cached(partial(clean_code, limit=LIMITS["sku"])),
    "line.description": _cached(partial(clean_text, limit=LIMITS["description"])),
    "line.quantity": _cached(partial(_positive, parse_quantity)),
    "line.unit": _cached(partial(clean_code, limit=LIMITS["unit"])),
    "line.unit_price": _cached(parse_price),
    "line.shipped_quantity": _cached(_counted),
    "line.delivered_quantity": _cached(_counted),
    "line.cancelled_quantity": _cached(_counted),
}
FIELDS = (*_TEXTS, *DATE_FIELDS)


class DraftReader:
    """Reads rows of input into drafts; `dates` reads a date field's text (ValueError when it is none)."""

    def __init__(self, dates: Mapping[str, Callable[[str], date]]) -> None:
        readers = dict(_TEXTS)
        for field in DATE_FIELDS:
            readers[field] = _cached(partial(_iso, dates[field]))
        self._order = {name: read for name, read in readers.items() if not name.startswith("line.")}
        self._line = {name: (name[5:], read) for name, read in readers.items() if name.startswith("line.")}

    def read(self, rows: Sequence[InputRow]) -> tuple[Draft | None, list[Problem]]:
        """Read all rows of one order, with every reason why it cannot be one; None when it lacks a name."""
        problems: list[Problem] = []
        fields, lines = self._row(rows[0], problems)
        for other in rows[1:]:
            more, more_lines = self._row(other, problems)
            _agree(fields, more, rows[0].row, other.row, problems)
            lines += more_lines
        problems += [
            Problem(row=rows[0].row, column=name, message="is missing")
            for name in REQUIRED
            if name not in fields and not any(problem.column == name for problem in problems)
        ]
        _place_lines(lines, rows, problems)
        _money(fields, rows[0].row, problems)
        if not fields.keys() >= set(REQUIRED):
            return None, problems
        draft = Draft(
            number=fields.pop("number"),
            customer=fields.pop("customer"),
            supplier=fields.pop("supplier"),
            fields=fields,
            lines=lines,
            rows=tuple(row.row for row in rows),
        )
        return draft, problems

    def _row(self, row: InputRow, problems: list[Problem]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        fields: dict[str, Any] = {}
        line: dict[str, Any] = {}
        for name, text in row.values.items():
            target, key, read = fields, name, self._order.get(name)
            if read is None:
                target = line
                key, read = self._line[name]
            try:
                target[key] = read(text)
            except ValueError as error:
                problems.append(Problem(row=row.row, column=name, message=str(error)))
        for name in DEFAULTS_FOR_LINES:
            if name in fields:
                line.setdefault(name, fields.pop(name))
        return fields, [line]


def _iso(read: Callable[[str], date], text: str) -> str:
    return read(text.strip()).isoformat()


def _agree(
    first: dict[str, Any],
    more: dict[str, Any],
    first_row: int | None,
    row: int | None,
    problems: list[Problem],
) -> None:
    for name, value in more.items():
        if first.setdefault(name, value) != value:
            message = f'says "{value}" where row {first_row} of the same order says "{first[name]}"'
            problems.append(Problem(row=row, column=name, message=message))


def _place_lines(lines: list[dict[str, Any]], rows: Sequence[InputRow], problems: list[Problem]) -> None:
    taken: dict[str, set[object]] = {"position": set(), "ref": set()}
    for at, line in enumerate(lines):
        row = rows[min(at, len(rows) - 1)].row
        line.setdefault("quantity", SCALE)
        if "promised_on" not in line:
            problems.append(Problem(row=row, column="promised_on", message="is missing"))
        for name, seen in taken.items():
            if name in line and line[name] in seen:
                message = f"{line[name]} stands twice in one order"
                problems.append(Problem(row=row, column=f"line.{name}", message=message))
            seen.add(line.get(name))
    free = 1
    for line in lines:
        if "position" not in line and "ref" not in line:
            while free in taken["position"]:
                free += 1
            line["position"] = free
            taken["position"].add(free)


def _money(fields: dict[str, Any], row: int | None, problems: list[Problem]) -> None:
    if "value" not in fields:
        return
    try:
        if "currency" not in fields:
            msg = "needs a currency"
            raise ValueError(msg)  # noqa: TRY301 - one place says how a bad value is reported
        fields["value"] = parse_amount(fields["value"], fields["currency"])
    except ValueError as error:
        problems.append(Problem(row=row, column="value", message=str(error)))


def read_field(name: str, text: str) -> Any:  # noqa: ANN401 - the field decides the type
    """Read one field's text as it is kept; dates are ISO text. ValueError says what is wrong with it."""
    return _TEXTS[name](text) if name in _TEXTS else text
