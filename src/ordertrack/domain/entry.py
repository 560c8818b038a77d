"""From a draft to the fact that an order entered the book: lines placed, status derived, dates checked (SOP 4.1)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.problems import Problem
from ordertrack.domain.statuses import Status

if TYPE_CHECKING:
    from ordertrack.domain.codec import Facts
    from ordertrack.domain.drafts import Draft

_PLAIN = (
    "position",
    "quantity",
    "ref",
    "sku",
    "description",
    "unit",
    "unit_price",
    "requested_on",
    "promised_on",
    "expected_on",
    "cancelled_on",
)
_PAST = ("shipped_on", "delivered_on", "cancelled_on")
_HAPPENED = frozenset({*_PAST, "shipped_quantity", "delivered_quantity", "cancelled_quantity"})
_SETTLING = frozenset({Status.CANCELLED.value, Status.SHIPPED.value})
_BEFORE_HISTORY = frozenset({Status.ENTERED, Status.CONFIRMED})
_BY_HAND = _BEFORE_HISTORY | {Status.PROCESSING}
_NEEDS_DELIVERY = frozenset({Status.DELIVERED, Status.COMPLETED, Status.CLOSED})


class Entry(NamedTuple):
    """The facts of an `order entered` event without its parties, and what was odd about them."""

    facts: Facts
    problems: list[Problem]
    warnings: list[Problem]


def entry_from(draft: Draft, *, is_history: bool, today: str) -> Entry:
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
    return Entry(facts, problems, _odd_dates(draft, lines))


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
    return typed if typed in _BY_HAND else begun


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
