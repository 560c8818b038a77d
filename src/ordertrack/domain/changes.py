"""How lines change: what ships, arrives, is promised, expected, cancelled or corrected by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders import Line, Order, Promise, Shipment
from ordertrack.domain.quantities import format_quantity
from ordertrack.domain.statuses import Priority, Status
from ordertrack.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ordertrack.domain import events as facts


def shipped(order: Order, fact: facts.LinesShipped) -> Order:
    """Add a shipment to each line named; more than is left to ship is refused."""
    amounts = {part.position: part.quantity for part in fact.lines}

    def ship(line: Line) -> Line:
        _require_within(order, line, amounts[line.position], line.unshipped_quantity, "ship")
        shipment = Shipment(
            quantity=amounts[line.position],
            shipped_on=fact.on,
            carrier=fact.carrier,
            tracking=fact.tracking,
        )
        return replace(line, shipments=(*line.shipments, shipment))

    return _on_lines(order, amounts, ship)


def received(order: Order, fact: facts.LinesReceived) -> Order:
    """Add a receipt to each line named, so that three deliveries of one line stay three."""
    receipts = {part.position: part.receipt for part in fact.lines}

    def receive(line: Line) -> Line:
        receipt = receipts[line.position]
        if receipt.quantity <= 0 or not 0 <= receipt.rejected <= receipt.quantity:
            msg = f"{order.number} line {line.position}: cannot reject more than the quantity that arrived"
            raise RefusedError(msg)
        return replace(line, receipts=(*line.receipts, receipt))

    return _on_lines(order, receipts, receive)


def promised(order: Order, fact: facts.PromiseRevised) -> Order:
    """Make a new promise on the lines named, or every open one; the first is frozen once confirmed."""
    is_frozen = order.status is not Status.ENTERED

    def promise(line: Line) -> Line:
        first = line.first_promised_on if is_frozen else fact.promised_on
        revision = Promise(
            said_on=fact.on,
            previous_on=line.promised_on,
            promised_on=fact.promised_on,
            cause=fact.cause,
            said_by=fact.said_by,
            channel=fact.channel,
        )
        kept = (*line.promises, revision)
        return replace(line, promised_on=fact.promised_on, first_promised_on=first, promises=kept)

    return _on_lines(order, _named_or_open(order, fact.positions), promise)


def expected(order: Order, expected_on: date, positions: Collection[int]) -> Order:
    """Believe in another day for the lines named, or every open one."""
    return _on_lines(order, _named_or_open(order, positions), lambda line: replace(line, expected_on=expected_on))


def cancelled(order: Order, fact: facts.LinesCancelled) -> Order:
    """Give up so much of each line named."""
    amounts = {part.position: part.quantity for part in fact.lines}

    def cancel(line: Line) -> Line:
        amount = amounts[line.position]
        _require_within(order, line, amount, line.open_quantity, "cancel")
        return replace(line, cancelled_quantity=line.cancelled_quantity + amount, cancelled_on=fact.on)

    return _on_lines(order, amounts, cancel)


def edited(order: Order, changes: Iterable[facts.Change]) -> Order:
    """Set fields of the order or of lines nothing has been shipped of; cancelled and finished lines stay."""
    for change in changes:
        if change.position is None:
            order = replace(order, **{change.field: _read(ORDER_FIELDS[change.field], change.new)})
        else:
            order = _on_lines(order, (change.position,), partial(_edit_line, order, change))
    if order.value is not None and order.currency is None:
        msg = f"{order.number}: a value needs a currency"
        raise RefusedError(msg, hints=("add --currency CODE",))
    return order


def _edit_line(order: Order, change: facts.Change, line: Line) -> Line:
    if change.field in GOODS_FIELDS and (line.shipped_quantity or not line.is_open):
        msg = f"{order.number} line {line.position} has been shipped or settled; its {change.field} stays as it is"
        raise RefusedError(msg)
    after = replace(line, **{change.field: _read(LINE_FIELDS[change.field], change.new)})
    if after.quantity <= line.cancelled_quantity:
        gone, asked = format_quantity(line.cancelled_quantity), format_quantity(after.quantity)
        msg = f"{order.number} line {line.position} has {gone} cancelled; its quantity cannot become {asked}"
        raise RefusedError(msg)
    return after


def _read(read: Callable[[str], Any], text: str | None) -> Any:  # noqa: ANN401 - the field decides the type
    return None if text is None else read(text)


ORDER_FIELDS: dict[str, Callable[[str], Any]] = {
    "owner": str,
    "priority": Priority,
    "customer_ref": str,
    "supplier_ref": str,
    "value": int,
    "currency": str,
    "carrier": str,
    "tracking": str,
    "placed_on": date.fromisoformat,
    "note": str,
}
GOODS_FIELDS: dict[str, Callable[[str], Any]] = {
    "sku": str,
    "description": str,
    "quantity": int,
    "unit": str,
    "unit_price": int,
}
LINE_FIELDS: dict[str, Callable[[str], Any]] = {
    **GOODS_FIELDS,
    "ref": str,
    "requested_on": date.fromisoformat,
}


def _on_lines(order: Order, positions: Collection[int], change: Callable[[Line], Line]) -> Order:
    missing = sorted(set(positions) - {line.position for line in order.lines})
    if missing:
        known = ", ".join(str(line.position) for line in order.lines[:20])
        msg = f"{order.number} has no line {missing[0]}; it has {known}"
        raise NotFoundError(msg)
    return replace(order, lines=tuple(change(line) if line.position in positions else line for line in order.lines))


def _named_or_open(order: Order, positions: Collection[int]) -> Collection[int]:
    still = tuple(line.position for line in order.open_lines)
    settled = sorted({line.position for line in order.lines}.intersection(positions).difference(still))
    if settled:
        msg = f"{order.number} line {settled[0]} is settled; no date to come can be set for it"
        raise RefusedError(msg)
    return positions or still


def _require_within(order: Order, line: Line, amount: int, left: int, verb: str) -> None:
    if not 0 < amount <= left:
        asked, rest = format_quantity(amount), format_quantity(left)
        msg = f"{order.number} line {line.position} has {rest} left to {verb}, not {asked}"
        raise RefusedError(msg)
