"""What a newer draft of a known order changes, as facts: the way in which an import updates the book."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.orders.fields import EDITED_OF_LINE, EDITED_OF_ORDER
from ordertrack.domain.orders.order import Line, Order, Receipt
from ordertrack.domain.orders.statuses import PUT_BY_HAND, Status
from ordertrack.domain.values.codec import decode

if TYPE_CHECKING:
    from ordertrack.domain.orders.entry import Draft
    from ordertrack.domain.orders.events import OrderFact

CAUSE = "changed in the imported file"


def differences(draft: Draft, order: Order) -> list[str]:
    """Name the fields in which the draft says something else than the book; what it leaves out is no difference."""
    found = [name for name, value in draft.fields.items() if value != _plain(getattr(order, name))]
    for given in draft.lines:
        line = find_line(given, order)
        if line is None:
            found.append("line")
        else:
            found += [f"line.{name}" for name in given if _differs(name, given, line)]
    return list(dict.fromkeys(found))


def find_line(given: dict[str, Any], order: Order) -> Line | None:
    """Know a line by its reference where one is given, else by its position."""
    name = "ref" if "ref" in given else "position"
    return next((line for line in order.lines if _plain(getattr(line, name)) == given[name]), None)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def updates(draft: Draft, order: Order, today: date) -> list[OrderFact]:
    """Turn the differences into facts, in the order in which they can happen."""
    found: list[OrderFact] = []
    known = [(given, find_line(given, order)) for given in draft.lines]
    added = [given for given, line in known if line is None]
    edits = _edits(draft, order, [(given, line) for given, line in known if line])
    if edits:
        found.append(facts.OrderEdited(changes=tuple(edits)))
    if added:
        found.append(facts.LinesAdded(lines=_new_lines(draft, added, order)))
    for given, line in known:
        if line is not None:
            found += _line_facts(given, line, today)
    status = draft.fields.get("status")
    if status in PUT_BY_HAND and status != order.status:
        found.insert(0, facts.StatusMoved(to=Status(status), on=today))
    return found


def _edits(draft: Draft, order: Order, known: list[tuple[dict[str, Any], Line]]) -> list[facts.Change]:
    changes = [
        _change(name, getattr(order, name), draft.fields[name]) for name in EDITED_OF_ORDER if name in draft.fields
    ]
    for given, line in known:
        changes += [
            _change(name, getattr(line, name), given[name], line.position) for name in EDITED_OF_LINE if name in given
        ]
    return [change for change in changes if change.old != change.new]


def _change(name: str, old: object, new: object, position: int | None = None) -> facts.Change:
    was = None if old is None else str(_plain(old))
    return facts.Change(field=name, old=was, new=str(new), position=position)


def _new_lines(draft: Draft, added: list[dict[str, Any]], order: Order) -> tuple[Line, ...]:
    taken = {line.position for line in order.lines}
    free = count(max(*taken, *(given.get("position", 0) for given in added)) + 1)
    wanted = [given.get("position") for given in added]
    placed = [
        {**given, "position": next(free) if at in {None, *taken} else at}
        for given, at in zip(added, wanted, strict=True)
    ]
    entry = entry_from(draft._replace(lines=placed, fields={}), is_history=True, today="9999-12-31")
    return tuple(decode(Line, line) for line in entry.facts["lines"])


def _line_facts(given: dict[str, Any], line: Line, today: date) -> list[OrderFact]:
    found: list[OrderFact] = []
    at = (line.position,)
    if _differs("promised_on", given, line):
        promised_on = date.fromisoformat(given["promised_on"])
        found.append(facts.PromiseRevised(on=today, promised_on=promised_on, cause=CAUSE, positions=at))
    if _differs("expected_on", given, line):
        expected_on = date.fromisoformat(given["expected_on"])
        found.append(facts.ExpectationChanged(on=today, expected_on=expected_on, positions=at))
    given_up = given.get("cancelled_quantity", 0) - line.cancelled_quantity
    if given_up > 0:
        part = facts.LineQuantity(position=line.position, quantity=given_up)
        found.append(facts.LinesCancelled(on=_day(given, "cancelled_on") or today, cause=CAUSE, lines=(part,)))
    due = given.get("quantity", line.quantity) - max(given.get("cancelled_quantity", 0), line.cancelled_quantity)
    sent = given.get("shipped_quantity", due if "shipped_on" in given else 0) - line.shipped_quantity
    if sent > 0:
        part = facts.LineQuantity(position=line.position, quantity=sent)
        found.append(facts.LinesShipped(on=_day(given, "shipped_on"), lines=(part,)))
    on = _day(given, "delivered_on")
    arrived = given.get("delivered_quantity", due)
    if on and arrived > line.delivered_quantity:
        receipt = Receipt(quantity=arrived - line.delivered_quantity, received_on=on)
        found.append(facts.LinesReceived(on=on, lines=(facts.LineReceipt(position=line.position, receipt=receipt),)))
    return found


def _day(given: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(given[name]) if name in given else None


def _differs(name: str, given: dict[str, Any], line: Line) -> bool:
    return name in given and given[name] != _plain(getattr(line, _KEPT_AS.get(name, name)))


_KEPT_AS = {"delivered_on": "received_on"}
