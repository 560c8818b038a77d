"""From text to an order: read into a draft, every problem at once, then the fact that it entered the book (SOP 4.1)."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.orders.fields import DATE_FIELDS, FIELDS, LINE_FIELDS, Field, FieldKind
from ordertrack.domain.orders.statuses import PUT_BY_HAND, Priority, Status
from ordertrack.domain.values.amounts import SCALE, is_currency, parse_amount, parse_quantity, unknown_currency
from ordertrack.domain.values.texts import InputRow, Problem, clean_code, clean_name, clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ordertrack.domain.values.codec import Facts

    Read = Callable[[str], Any]


class Draft(NamedTuple):
    """Checked input that is not yet an order: what was given and nothing else. Dates are ISO text."""

    number: str
    customer: str
    supplier: str
    fields: dict[str, Any]
    lines: list[dict[str, Any]]
    rows: tuple[int | None, ...]


LAST_POSITION = 999_999


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
        raise ValueError(f"{text.strip()} is not a quantity to order; give more than zero")
    return quantity


def _counted(text: str) -> int:
    quantity = parse_quantity(text)
    if quantity < 0:
        raise ValueError(f"{text.strip()} is below zero; give zero or more")
    return quantity


_READERS: dict[FieldKind, Read] = {
    FieldKind.NAME: clean_name,
    FieldKind.PRIORITY: partial(_choice, Priority),
    FieldKind.STATUS: partial(_choice, Status),
    FieldKind.MONEY: str.strip,
    FieldKind.CURRENCY: _currency,
    FieldKind.POSITION: _position,
    FieldKind.QUANTITY: partial(_positive, parse_quantity),
    FieldKind.COUNTED: _counted,
    FieldKind.PRICE: parse_quantity,
}


def _reader(field: Field) -> Read:
    if field.kind is FieldKind.CODE:
        return partial(clean_code, limit=field.limit)
    return partial(clean_text, limit=field.limit) if field.kind is FieldKind.TEXT else _READERS[field.kind]


_TEXTS = {name: _reader(field) for name, field in FIELDS.items() if field.kind is not FieldKind.DATE}


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
_REQUIRED = {name: None for name in _TEXTS if FIELDS[name].is_required}.keys()
_KEPT = 10_000
_SELDOM_RECUR = frozenset({"number", "customer_ref", "supplier_ref", "tracking", "value", "note"})


class DraftReader:
    """Reads rows of input into drafts; `dates` reads a date field's text (ValueError when it is none)."""

    def __init__(self, dates: Mapping[str, Callable[[str], date]]) -> None:
        readers = _TEXTS | {field: partial(_iso, dates[field]) for field in DATE_FIELDS}
        self._plan: dict[str, tuple[int, str, _Memo]] = {}
        for name, read in readers.items():
            field = FIELDS[name]
            part = _LINE if field.is_of_line else _DEFAULTS if field.is_default_for_lines else _ORDER
            self._plan[name] = (part, field.key, _Memo(read, is_kept=name not in _SELDOM_RECUR))

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
        if not fields.keys() >= _REQUIRED:
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
    names = [name for name in _REQUIRED if name not in fields and name not in said]
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
            raise ValueError("needs a currency")  # noqa: TRY301 - one place says how a bad value is reported
        fields["value"] = parse_amount(fields["value"], fields["currency"])
    except ValueError as error:
        problems.append(Problem(row=row, column="value", message=str(error)))


def read_field(name: str, text: str) -> Any:  # noqa: ANN401 - the field decides the type
    """Read one field's text as it is kept; dates are ISO text. ValueError says what is wrong with it."""
    return _TEXTS[name](text) if name in _TEXTS else text


_PAST = ("shipped_on", "delivered_on", "cancelled_on")
_HAPPENED = frozenset({*_PAST, "shipped_quantity", "delivered_quantity", "cancelled_quantity"})
_PLAIN = tuple(
    each.key for each in LINE_FIELDS if each.key == "cancelled_on" or each.key not in {"first_promised_on", *_HAPPENED}
)
_SETTLING = frozenset({Status.CANCELLED.value, Status.SHIPPED.value})
_BEFORE_HISTORY = frozenset({Status.ENTERED, Status.CONFIRMED})
_NEEDS_DELIVERY = frozenset({Status.DELIVERED, Status.COMPLETED, Status.CLOSED})


class EntryFacts(NamedTuple):
    """The facts of an `order entered` event without its parties, and what was odd about them."""

    facts: Facts
    problems: list[Problem]
    warnings: list[Problem]


def entry_from(draft: Draft, *, is_history: bool, today: str) -> EntryFacts:
    """Make the facts of an order's entry.

    With `is_history` the order comes in as it is, shipped, delivered or closed; without, it begins its life.
    `today` is an ISO date: what happened cannot lie after it.
    """
    problems = [] if is_history else _not_history(draft)
    facts: Facts = {"number": draft.number, "entered_on": today, **draft.fields}
    if is_history:
        facts["is_history"] = True
    if facts.get("priority") == "normal":
        del facts["priority"]
    typed = facts.pop("status", None)
    lines = _placed(draft.lines)
    counts = [_Count(line, typed) for line in lines]
    facts["lines"] = [each.facts() for each in counts]
    status = _status(counts, typed, is_history=is_history)
    if typed and status != typed:
        problems.append(_mismatch(draft, typed, status))
    if status != Status.ENTERED:
        facts["status"] = status
    contact = ""
    for line, each in zip(lines, counts, strict=True):
        if each.has_happened:
            contact = max(contact, *(line.get(name, "") for name in _PAST))
            problems += each.problems(draft.rows[0], today)
    if contact:
        facts["last_contact_on"] = contact
    return EntryFacts(facts, problems, _odd_dates(draft, lines))


def _placed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(lines) == 1:
        return lines if "position" in lines[0] else [{**lines[0], "position": 1}]
    taken = {line["position"] for line in lines if "position" in line}
    free = (number for number in count(1) if number not in taken)
    lines = [line if "position" in line else {**line, "position": next(free)} for line in lines]
    return sorted(lines, key=lambda line: line["position"])


class _Count:
    """What a drafted line says of its quantities: due, shipped, delivered, cancelled."""

    __slots__ = ("cancelled", "delivered", "due", "has_happened", "line", "shipped")

    def __init__(self, line: dict[str, Any], typed: str | None) -> None:
        get = line.get
        self.line, quantity = line, line["quantity"]
        self.has_happened = not _HAPPENED.isdisjoint(line)
        self.delivered = self.shipped = self.cancelled = 0
        self.due = quantity
        if self.has_happened or typed in _SETTLING:
            self.cancelled = get("cancelled_quantity", 0)
            if typed == Status.CANCELLED:
                self.cancelled = quantity - get("delivered_quantity", 0)
            self.due = quantity - self.cancelled
            self.delivered = get("delivered_quantity", self.due if "delivered_on" in line else 0)
            left = (self.due or quantity) if "shipped_on" in line else self.due if typed == Status.SHIPPED else 0
            self.shipped = max(self.delivered, get("shipped_quantity", left))

    def facts(self) -> Facts:
        """Write the line as it is kept."""
        line = self.line
        facts: Facts = {name: line[name] for name in _PLAIN if name in line}
        facts["first_promised_on"] = line.get("first_promised_on") or line.get("promised_on")
        if self.cancelled:
            facts["cancelled_quantity"] = self.cancelled
        if "shipped_on" in line:
            facts["shipments"] = [{"quantity": self.shipped, "shipped_on": line["shipped_on"]}]
        elif self.shipped > self.delivered:
            facts["shipments"] = [{"quantity": self.shipped}]
        if self.delivered and "delivered_on" in line:
            facts["receipts"] = [{"quantity": self.delivered, "received_on": line["delivered_on"]}]
        return facts

    def problems(self, row: int | None, today: str) -> list[Problem]:
        """Say what cannot be of what has happened."""
        line, found = self.line, []
        if self.delivered and "delivered_on" not in line:
            found.append(("line.delivered_on", "is missing beside the quantity delivered"))
        if "delivered_on" in line and not self.delivered:
            found.append(("line.delivered_on", "stands beside a delivered quantity of zero"))
        if "shipped_on" in line and not self.shipped:
            found.append(("line.shipped_on", "stands beside a shipped quantity of zero"))
        if self.cancelled > line["quantity"]:
            found.append(("line.cancelled_quantity", "is more than was ordered"))
        found += [
            (f"line.{name}", f"{line[name]} lies in the future") for name in _PAST if line.get(name, today) > today
        ]
        return [Problem(row=row, column=column, message=message) for column, message in found]


def _status(counts: list[_Count], typed: str | None, *, is_history: bool) -> str:
    """Say where the order stands: quantities decide it where they can, what was typed or assumed otherwise."""
    any_delivered = any_shipped = False
    all_delivered = all_shipped = True
    for each in counts:
        any_delivered |= each.delivered > 0
        any_shipped |= each.shipped > 0
        all_delivered &= each.delivered >= each.due
        all_shipped &= each.shipped >= each.due
    if all_delivered:
        finished = typed if typed in _NEEDS_DELIVERY else Status.DELIVERED.value
        return finished if any_delivered else Status.CANCELLED.value
    if all_shipped:
        return Status.SHIPPED.value
    if any_shipped:
        return Status.PROCESSING.value
    begun = Status.CONFIRMED.value if is_history else Status.ENTERED.value
    return typed if typed in {Status.ENTERED, *PUT_BY_HAND} else begun


def _mismatch(draft: Draft, typed: str, status: str) -> Problem:
    row = draft.rows[0]
    if typed in _NEEDS_DELIVERY:
        message = f"says {typed}, but not every line has a delivered_on"
    elif typed == Status.CANCELLED:
        message = f"says {typed}, but something was delivered; give line.cancelled_quantity instead"
    else:
        message = f"says {typed}, but by its dates and quantities the order is {status}"
    return Problem(row=row, column="status", message=message)


def _not_history(draft: Draft) -> list[Problem]:
    message = "has happened already; --history takes finished or running orders as they are"
    found = [
        Problem(row=draft.rows[0], column=f"line.{name}", message=message)
        for line in draft.lines
        for name in line
        if name in _HAPPENED
    ]
    status = draft.fields.get("status")
    if status and status not in _BEFORE_HISTORY:
        found.append(Problem(row=draft.rows[0], column="status", message=f"is {status}: it {message}"))
    return found


def _odd_dates(draft: Draft, lines: list[dict[str, Any]]) -> list[Problem]:
    placed = draft.fields.get("placed_on")
    if placed is None:
        return []
    return [
        Problem(
            row=draft.rows[0],
            column="promised_on",
            message=f"line {line['position']} is promised {line['promised_on']}, before the order was placed, {placed}",
        )
        for line in lines
        if line.get("promised_on", placed) < placed
    ]
