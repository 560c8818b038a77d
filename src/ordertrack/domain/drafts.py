"""Text from a form or a file, read into a draft of an order; every problem at once (SOP 4.1a)."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.money import is_currency, parse_amount, parse_price, unknown_currency
from ordertrack.domain.problems import Problem
from ordertrack.domain.quantities import SCALE, parse_quantity
from ordertrack.domain.statuses import Priority, Status
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


LAST_POSITION = 999_999
DEFAULTS_FOR_LINES = ("promised_on", "requested_on", "expected_on")
REQUIRED = frozenset({"number", "customer", "supplier"})
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


def _choice(kind: type[Status | Priority], text: str) -> str:
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
    if not (text.strip().isascii() and text.strip().isdigit() and 0 < int(text) <= LAST_POSITION):
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


_TEXTS: dict[str, Read] = {
    "number": partial(clean_code, limit=LIMITS["number"]),
    "customer": clean_name,
    "supplier": clean_name,
    "owner": partial(clean_code, limit=LIMITS["owner"]),
    "priority": partial(_choice, Priority),
    "status": partial(_choice, Status),
    "carrier": partial(clean_code, limit=LIMITS["carrier"]),
    "tracking": partial(clean_code, limit=LIMITS["tracking"]),
    "customer_ref": partial(clean_code, limit=LIMITS["ref"]),
    "supplier_ref": partial(clean_code, limit=LIMITS["ref"]),
    "value": str.strip,
    "currency": _currency,
    "note": partial(clean_text, limit=LIMITS["note"]),
    "line.ref": partial(clean_code, limit=LIMITS["ref"]),
    "line.position": _position,
    "line.sku": partial(clean_code, limit=LIMITS["sku"]),
    "line.description": partial(clean_text, limit=LIMITS["description"]),
    "line.quantity": partial(_positive, parse_quantity),
    "line.unit": partial(clean_code, limit=LIMITS["unit"]),
    "line.unit_price": parse_price,
    "line.shipped_quantity": _counted,
    "line.delivered_quantity": _counted,
    "line.cancelled_quantity": _counted,
}
FIELDS = (*_TEXTS, *DATE_FIELDS)


class _Memo(dict[str, Any]):
    """What a field's texts mean, each read once while there is room; texts that seldom recur are not kept."""

    __slots__ = ("_is_kept", "_read")

    def __init__(self, read: Read, *, is_kept: bool) -> None:
        super().__init__()
        self._read, self._is_kept = read, is_kept

    def __missing__(self, text: str) -> Any:  # noqa: ANN401 - the field decides the type
        value = self._read(text)
        if self._is_kept and len(self) < _KEPT:
            self[text] = value
        return value


_ORDER, _DEFAULTS, _LINE = range(3)
"""What a field tells of: the order, each of its lines that does not say otherwise, or one line."""
_KEPT = 10_000
_SELDOM_RECUR = frozenset({"number", "customer_ref", "supplier_ref", "tracking", "value", "note"})


class DraftReader:
    """Reads rows of input into drafts; `dates` reads a date field's text (ValueError when it is none)."""

    def __init__(self, dates: Mapping[str, Callable[[str], date]]) -> None:
        readers = _TEXTS | {field: partial(_iso, dates[field]) for field in DATE_FIELDS}
        self._plan: dict[str, tuple[int, str, _Memo]] = {}
        for name, read in readers.items():
            part = _LINE if name.startswith("line.") else _DEFAULTS if name in DEFAULTS_FOR_LINES else _ORDER
            memo = _Memo(read, is_kept=name not in _SELDOM_RECUR)
            self._plan[name] = (part, name.removeprefix("line."), memo)

    def read(self, rows: Sequence[InputRow]) -> tuple[Draft | None, list[Problem]]:
        """Read all rows of one order, with every reason why it cannot be one; None when it lacks a name."""
        problems: list[Problem] = []
        fields, line = self._row(rows[0], problems)
        lines = [line]
        for other in rows[1:]:
            more, line = self._row(other, problems)
            _agree(fields, more, (rows[0].row, other.row), problems)
            lines.append(line)
        _place_lines(lines, rows, problems)
        if "value" in fields and not any(problem.column == "currency" for problem in problems):
            _money(fields, rows[0].row, problems)
        if not fields.keys() >= REQUIRED:
            problems += _missing(fields, rows[0].row, problems)
            return None, problems
        number, customer, supplier = fields.pop("number"), fields.pop("customer"), fields.pop("supplier")
        return Draft(number, customer, supplier, fields, lines, tuple(row.row for row in rows)), problems

    def _row(self, row: InputRow, problems: list[Problem]) -> tuple[dict[str, Any], dict[str, Any]]:
        parts: tuple[dict[str, Any], ...] = {}, {}, {}
        plan = self._plan
        for name, text in row.values.items():
            part, key, memo = plan[name]
            try:
                parts[part][key] = memo[text]
            except ValueError as error:
                problems.append(Problem(row=row.row, column=name, message=str(error)))
        return parts[_ORDER], parts[_DEFAULTS] | parts[_LINE]


def _missing(fields: dict[str, Any], row: int | None, problems: list[Problem]) -> list[Problem]:
    said = {problem.column for problem in problems}
    names = [name for name in _TEXTS if name in REQUIRED and name not in fields and name not in said]
    return [Problem(row=row, column=name, message="is missing") for name in names]


def _iso(read: Callable[[str], date], text: str) -> str:
    return read(text.strip()).isoformat()


def _agree(
    first: dict[str, Any], more: dict[str, Any], rows: tuple[int | None, int | None], problems: list[Problem]
) -> None:
    for name, value in more.items():
        if first.setdefault(name, value) != value:
            message = f'says "{value}" where row {rows[0]} of the same order says "{first[name]}"'
            problems.append(Problem(row=rows[1], column=name, message=message))


def _place_lines(lines: list[dict[str, Any]], rows: Sequence[InputRow], problems: list[Problem]) -> None:
    for line, row in zip(lines, rows, strict=True):
        line.setdefault("quantity", SCALE)
        if "promised_on" not in line and not _is_reported("promised_on", row, problems):
            problems.append(Problem(row=row.row, column="promised_on", message="is missing"))
    if len(lines) == 1:
        if "ref" not in lines[0]:
            lines[0].setdefault("position", 1)
        return
    _refuse_twins(lines, rows, problems)
    free = (number for number in count(1) if number not in {line.get("position") for line in lines})
    for line in lines:
        if "position" not in line and "ref" not in line:
            line["position"] = next(free)


def _is_reported(name: str, row: InputRow, problems: list[Problem]) -> bool:
    return any(problem.row == row.row and problem.column in {name, f"line.{name}"} for problem in problems)


def _refuse_twins(lines: list[dict[str, Any]], rows: Sequence[InputRow], problems: list[Problem]) -> None:
    for name in ("position", "ref"):
        seen: set[object] = set()
        for line, row in zip(lines, rows, strict=True):
            if name in line and line[name] in seen:
                message = f"{line[name]} stands twice in one order"
                problems.append(Problem(row=row.row, column=f"line.{name}", message=message))
            seen.add(line.get(name))


def _money(fields: dict[str, Any], row: int | None, problems: list[Problem]) -> None:
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
