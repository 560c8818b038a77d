"""From a draft to the fact that an order entered the book: lines placed, status derived, dates checked (SOP 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.orders import Status
from ordertrack.domain.problems import Problem

if TYPE_CHECKING:
    from ordertrack.domain.codec import Facts
    from ordertrack.domain.drafts import Draft

_PLAIN = (
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
_HAPPENED = (*_PAST, "shipped_quantity", "delivered_quantity", "cancelled_quantity")
_BEFORE_HISTORY = frozenset({Status.ENTERED, Status.CONFIRMED})
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
    facts: Facts = {"number": draft.number, "entered_on": today, **draft.fields}
    if facts.get("priority") == "normal":
        del facts["priority"]
    lines = _placed(draft.lines)
    problems: list[Problem] = []
    if is_history:
        facts["is_history"] = True
    else:
        problems += _not_history(draft)
    typed = facts.pop("status", None)
    facts["lines"] = [_line(line, draft, typed, problems) for line in lines]
    status = _status(facts["lines"], typed, is_history=is_history)
    if typed and status != typed:
        problems += _mismatch(draft, typed, status)
    if status != Status.ENTERED:
        facts["status"] = status
    contact = max((line[name] for line in lines for name in _PAST if name in line), default=None)
    if contact:
        facts["last_contact_on"] = contact
    odd = _odd_dates(draft, lines)
    problems += _future(draft, lines, today)
    return Entry(facts, problems, odd)


def _placed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    taken = {line["position"] for line in lines if "position" in line}
    if len(taken) < len(lines):
        free = iter(number for number in range(1, len(lines) + len(taken) + 1) if number not in taken)
        lines = [line if "position" in line else {**line, "position": next(free)} for line in lines]
    return sorted(lines, key=lambda line: line["position"]) if len(lines) > 1 else lines


def _line(line: dict[str, Any], draft: Draft, typed: str | None, problems: list[Problem]) -> Facts:
    facts: Facts = {"position": line["position"], "quantity": line["quantity"]}
    for name in _PLAIN:
        if name in line:
            facts[name] = line[name]
    facts["first_promised_on"] = line.get("first_promised_on", line["promised_on"])
    if _HAPPENED_SET.isdisjoint(line) and typed not in _SETTLING:
        return facts
    cancelled = line.get("cancelled_quantity", 0)
    if typed == Status.CANCELLED:
        cancelled = line["quantity"] - line.get("delivered_quantity", 0)
    if cancelled:
        facts["cancelled_quantity"] = cancelled
    due = line["quantity"] - cancelled
    delivered = _delivered(line, due)
    shipped = line.get("shipped_quantity", due if "shipped_on" in line or typed == Status.SHIPPED else 0)
    if "shipped_on" in line or shipped > delivered:
        day = {"shipped_on": line["shipped_on"]} if "shipped_on" in line else {}
        facts["shipments"] = [{"quantity": shipped or due, **day}]
    if delivered and "delivered_on" in line:
        facts["receipts"] = [{"quantity": delivered, "received_on": line["delivered_on"]}]
    problems += _line_problems(line, draft, delivered, cancelled)
    return facts


_HAPPENED_SET = frozenset(_HAPPENED)
_SETTLING = frozenset({Status.CANCELLED.value, Status.SHIPPED.value})


def _delivered(line: dict[str, Any], due: int) -> int:
    quantity: int = line.get("delivered_quantity", due if "delivered_on" in line else 0)
    return quantity


def _line_problems(line: dict[str, Any], draft: Draft, delivered: int, cancelled: int) -> list[Problem]:
    row, found = draft.rows[0], []
    if delivered and "delivered_on" not in line:
        found.append(Problem(row=row, column="line.delivered_on", message="is missing beside the quantity delivered"))
    if "delivered_on" in line and not delivered:
        found.append(Problem(row=row, column="line.delivered_on", message="stands beside a delivered quantity of zero"))
    if cancelled > line["quantity"]:
        found.append(Problem(row=row, column="line.cancelled_quantity", message="is more than was ordered"))
    return found


def _status(lines: list[Facts], typed: str | None, *, is_history: bool) -> str:
    """Say where the order stands: quantities decide where they can, what was typed or assumed otherwise."""
    delivered = [sum(receipt["quantity"] for receipt in line.get("receipts", ())) for line in lines]
    due = [line["quantity"] - line.get("cancelled_quantity", 0) for line in lines]
    if all(done >= want for done, want in zip(delivered, due, strict=True)):
        if not any(delivered):
            return Status.CANCELLED.value
        return typed if typed in _NEEDS_DELIVERY else Status.DELIVERED.value
    shipped = [
        max(done, sum(shipment["quantity"] for shipment in line.get("shipments", ())))
        for done, line in zip(delivered, lines, strict=True)
    ]
    if all(sent >= want for sent, want in zip(shipped, due, strict=True)):
        return Status.SHIPPED.value
    if any(shipped):
        return Status.PROCESSING.value
    return typed or (Status.CONFIRMED.value if is_history else Status.ENTERED.value)


def _mismatch(draft: Draft, typed: str, status: str) -> list[Problem]:
    row = draft.rows[0]
    if typed in _NEEDS_DELIVERY:
        message = f"says {typed}, but not every line has a delivered_on"
    elif typed == Status.CANCELLED:
        message = f"says {typed}, but something was delivered; give line.cancelled_quantity instead"
    else:
        message = f"says {typed}, but by its dates and quantities the order is {status}"
    return [Problem(row=row, column="status", message=message)]


def _not_history(draft: Draft) -> list[Problem]:
    message = "has happened already; --history takes finished or running orders as they are"
    found = [
        Problem(row=draft.rows[0], column=f"line.{name}", message=message)
        for line in draft.lines
        for name in _HAPPENED
        if name in line
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
        if line["promised_on"] < placed
    ]


def _future(draft: Draft, lines: list[dict[str, Any]], today: str) -> list[Problem]:
    return [
        Problem(row=draft.rows[0], column=f"line.{name}", message=f"{line[name]} lies in the future")
        for line in lines
        for name in _PAST
        if line.get(name, today) > today
    ]
