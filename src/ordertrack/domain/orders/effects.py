"""What each event does to an order; the living order and the replayed trail are computed by these same functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.followups import ContactLogged, FollowUpOutcome
from ordertrack.domain.orders import case_effects
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.events import OrderHeld, OrderReleased
from ordertrack.domain.orders.fields import EDITED_OF_LINE, EDITED_OF_ORDER, ChangedBy, Field, FieldKind
from ordertrack.domain.orders.order import Delay, Line, Order, Promise, Shipment, line_of, status_from_quantities
from ordertrack.domain.orders.statuses import AWAITING_DELIVERY, Priority, Status, legal_moves, require_move
from ordertrack.domain.values.amounts import format_quantity
from ordertrack.errors import ConflictError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from ordertrack.domain.orders.events import Event, OrderFact


def shipped(order: Order, fact: facts.LinesShipped) -> Order:
    """Add a shipment to each line named; more than is left to ship is refused."""
    require_move(order.number, order.status, Status.SHIPPED)
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

    after = _on_lines(order, amounts, ship)
    if fact.expected_on:
        after = expected(after, fact.expected_on, amounts)
    return replace(after, carrier=fact.carrier or order.carrier, tracking=fact.tracking or order.tracking)


def received(order: Order, fact: facts.LinesReceived) -> Order:
    """Add a receipt to each line named, so that three deliveries of one line stay three."""
    require_move(order.number, order.status, Status.DELIVERED)
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
    _require_open(order, "take a new promise")
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
    """Give up so much of each line named; with the last of them the order, unless something of it arrived."""
    _require_open(order, "be cancelled")
    amounts = {part.position: part.quantity for part in fact.lines}

    def cancel(line: Line) -> Line:
        amount = amounts[line.position]
        _require_within(order, line, amount, line.open_quantity, "cancel")
        return replace(line, cancelled_quantity=line.cancelled_quantity + amount, cancelled_on=fact.on)

    after = _on_lines(order, amounts, cancel)
    if after.open_lines or any(line.delivered_quantity for line in after.lines):
        return after
    require_move(order.number, order.status, Status.CANCELLED)
    return replace(after, cancelled_on=fact.on)


def edited(order: Order, fact: facts.OrderEdited) -> Order:
    """Set fields of the order or of lines nothing has been shipped of; cancelled and finished lines stay."""
    for change in fact.changes:
        if change.position is None:
            order = replace(order, **{change.field: _read(EDITED_OF_ORDER[change.field], change.new)})
        else:
            order = _on_lines(order, (change.position,), partial(_edit_line, order, change))
    if order.value is not None and order.currency is None:
        raise RefusedError(f"{order.number}: a value needs a currency", hints=("add --currency CODE",))
    return order


def _edit_line(order: Order, change: facts.Change, line: Line) -> Line:
    field = EDITED_OF_LINE[change.field]
    if field.changed_by is ChangedBy.EDIT_UNTIL_SHIPPED and (line.shipped_quantity or not line.is_open):
        msg = f"{order.number} line {line.position} has been shipped or settled; its {change.field} stays as it is"
        raise RefusedError(msg)
    after = replace(line, **{change.field: _read(field, change.new)})
    if after.quantity <= line.cancelled_quantity:
        gone, asked = format_quantity(line.cancelled_quantity), format_quantity(after.quantity)
        msg = f"{order.number} line {line.position} has {gone} cancelled; its quantity cannot become {asked}"
        raise RefusedError(msg)
    return after


def _read(field: Field, text: str | None) -> Any:  # noqa: ANN401 - the field decides the type
    return None if text is None else _KEPT_AS.get(field.kind, str)(text)


_KEPT_AS: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.PRIORITY: Priority,
    FieldKind.DATE: date.fromisoformat,
    FieldKind.MONEY: int,
    FieldKind.QUANTITY: int,
    FieldKind.PRICE: int,
}
"""How the trail's text of a field is read; what is not here is text."""


def _on_lines(order: Order, positions: Collection[int], change: Callable[[Line], Line]) -> Order:
    for position in sorted(set(positions) - {line.position for line in order.lines}):
        line_of(order, position)
    return replace(order, lines=tuple(change(line) if line.position in positions else line for line in order.lines))


def _named_or_open(order: Order, positions: Collection[int]) -> Collection[int]:
    still = tuple(line.position for line in order.open_lines)
    settled = sorted({line.position for line in order.lines}.intersection(positions).difference(still))
    if settled:
        raise RefusedError(f"{order.number} line {settled[0]} is settled; no date to come can be set for it")
    return positions or still


def _require_within(order: Order, line: Line, amount: int, left: int, verb: str) -> None:
    if not 0 < amount <= left:
        asked, rest = format_quantity(amount), format_quantity(left)
        raise RefusedError(f"{order.number} line {line.position} has {rest} left to {verb}, not {asked}")


def apply(order: Order, fact: OrderFact, at: datetime) -> Order:
    """Give the order as it is after one more fact, entered at an instant; RefusedError when the SOP forbids it."""
    if isinstance(fact, facts.OrderClosed):
        _require_resolved(order)
    return replay_fact(order, fact, at)


def replay_fact(order: Order, fact: OrderFact, at: datetime) -> Order:
    """Give the order after a fact that the trail tells; version 0.1.0 knew no issues, and closed orders over them."""
    if type(fact) not in _EFFECTS:
        raise RefusedError(f"{type(fact).__name__} cannot follow the entry of {order.number}")
    after = _EFFECTS[type(fact)](order, fact)
    status = status_from_quantities(after)
    has_moved_on = status is not order.status or isinstance(fact, facts.PromiseRevised)
    delay = None if has_moved_on and not isinstance(fact, facts.DelayReported) else after.delay
    contact = _contact(order.last_contact_on, fact)
    after = replace(after, status=status, delay=delay, last_contact_on=contact, version=order.version + 1)
    return _follow(order, after, fact, at)


def _follow(before: Order, after: Order, fact: OrderFact, at: datetime) -> Order:
    if isinstance(fact, facts.DelayReported):
        return case_effects.after_delay(after, fact, at)
    if isinstance(fact, facts.OrderClosed):
        return case_effects.closed(after, at)
    if isinstance(fact, facts.LinesReceived):
        after = case_effects.after_receipt(after, fact, at)
    return case_effects.settled(after, at) if before.open_lines and not after.open_lines else after


def _require_resolved(order: Order) -> None:
    """Refuse to close an order over an open issue."""
    if order.open_issues:
        listed = ", ".join(f"{order.number}#{issue.number} ({issue.kind})" for issue in order.open_issues)
        msg = f"{order.number} cannot be closed: not resolved is {listed}"
        raise RefusedError(msg, hints=("`ordertrack issue resolve ID --resolution TEXT` settles an issue",))


def fold(history: Sequence[Event]) -> Order:
    """Rebuild an order from all its events, in order; those taken back do not count.

    ValueError when the history does not begin with the order's entry, RefusedError when an event cannot follow.
    """
    return _fold(history, replay_fact)


def _fold(history: Sequence[Event], step: Callable[[Order, OrderFact, datetime], Order]) -> Order:
    if not history or not isinstance(history[0].fact, facts.OrderEntered):
        raise ValueError("an order's events begin with its entry")
    gone = {event.fact.seq for event in history if isinstance(event.fact, facts.EventTakenBack)}
    order = history[0].fact.order
    for event in history[1:]:
        if event.seq not in gone and not isinstance(event.fact, facts.EventTakenBack):
            order = step(order, event.fact, event.at)  # type: ignore[arg-type]  # an order's history holds order facts
    return replace(order, version=len(history))


def take_back(history: Sequence[Event], back: Event) -> Order:
    """Give the order without the event that `back` names; RefusedError when a later one rests on it."""
    try:
        before, after = fold(history), _fold([*history, back], apply)
        _require_same_promises(history, back, before, after)
        return _same_cases(before, after)
    except (ConflictError, NotFoundError, RefusedError) as error:
        seq = back.fact.seq if isinstance(back.fact, facts.EventTakenBack) else 0
        msg = f"event {seq} cannot be taken back, a later one rests on it: {error.message}"
        raise RefusedError(msg, hints=("take back the later one first",)) from error


def _require_same_promises(history: Sequence[Event], back: Event, before: Order, after: Order) -> None:
    """Refuse to thaw the first promise by taking back the move that froze it, under a later one."""
    seq = back.fact.seq if isinstance(back.fact, facts.EventTakenBack) else 0
    is_move = any(event.seq == seq and isinstance(event.fact, facts.StatusMoved) for event in history)
    first = {line.position: line.first_promised_on for line in before.lines}
    if is_move and any(first.get(line.position) != line.first_promised_on for line in after.lines):
        raise RefusedError(f"the first promise of {before.number} is frozen since its confirmation")


def _same_cases(before: Order, after: Order) -> Order:
    """Refuse to let a number mean another issue than it did: people and messages know it by that number."""
    known = {issue.number: (issue.kind, issue.position, issue.opened_at) for issue in before.issues}
    for issue in after.issues:
        if known.get(issue.number) != (issue.kind, issue.position, issue.opened_at):
            raise RefusedError(f"{before.number}#{issue.number} would become another issue")
    return after


def list_correctable_events(history: Iterable[Event]) -> list[Event]:
    """List the events that may still be taken back, newest first."""
    events = list(history)
    gone = {event.fact.seq for event in events if isinstance(event.fact, facts.EventTakenBack)}
    fixed = (facts.OrderEntered, facts.EventTakenBack)
    return [event for event in reversed(events) if event.seq not in gone and not isinstance(event.fact, fixed)]


def _move(order: Order, fact: facts.StatusMoved) -> Order:
    require_move(order.number, order.status, fact.to)
    confirmed_on = fact.on if fact.to is Status.CONFIRMED else order.confirmed_on
    return replace(order, status=fact.to, confirmed_on=confirmed_on)


def _delay(order: Order, fact: facts.DelayReported) -> Order:
    if order.status not in AWAITING_DELIVERY:
        moves = ", ".join(legal_moves(order.status)) or "nothing"
        raise RefusedError(f"{order.number} is {order.status} and cannot be delayed; it can become {moves}")
    after = expected(order, fact.expected_on, fact.positions)
    delay = Delay(reported_on=fact.on, expected_on=fact.expected_on, cause=fact.cause)
    return replace(after, delay=delay)


def _expect(order: Order, fact: facts.ExpectationChanged) -> Order:
    _require_open(order, "take a new expected date")
    return expected(order, fact.expected_on, fact.positions)


def _add_lines(order: Order, fact: facts.LinesAdded) -> Order:
    _require_open(order, "take further lines")
    return replace(order, lines=tuple(sorted((*order.lines, *fact.lines), key=lambda line: line.position)))


def _confirm_receipt(order: Order, fact: facts.ReceiptConfirmed) -> Order:
    if order.status is not Status.DELIVERED:
        raise RefusedError(f"{order.number} is {order.status}; its receipt can be confirmed once it is delivered")
    return replace(order, receipt_on=fact.on, received_by=fact.received_by or order.received_by)


def _complete(order: Order, fact: facts.OrderCompleted) -> Order:
    require_move(order.number, order.status, Status.COMPLETED)
    return replace(order, status=Status.COMPLETED, completed_on=fact.on)


def _close(order: Order, fact: facts.OrderClosed) -> Order:
    require_move(order.number, order.status, Status.CLOSED)
    return replace(order, status=Status.CLOSED, closed_on=fact.on)


def _release(order: Order, _: OrderReleased) -> Order:
    if order.held_cause is None:
        raise RefusedError(f"{order.number} is not held")
    return replace(order, held_cause=None)


def _require_open(order: Order, to_do: str) -> None:
    if not order.open_lines or order.is_finished:
        raise RefusedError(f"{order.number} is {order.status} and can no longer {to_do}")


def _contact(last: date | None, fact: OrderFact) -> date | None:
    if isinstance(fact, ContactLogged) and fact.contact.outcome is FollowUpOutcome.RECEIVED:
        return last
    if isinstance(fact, ContactLogged):
        return max(last or fact.contact.made_on, fact.contact.made_on) if fact.contact.was_reached else last
    is_news = isinstance(fact, _NEWS) and not (isinstance(fact, facts.StatusMoved) and fact.to is not Status.CONFIRMED)
    heard_on = getattr(fact, "on", None) if is_news else None
    return max((day for day in (last, heard_on) if day), default=None)


_NEWS = (
    facts.StatusMoved,
    facts.LinesShipped,
    facts.LinesReceived,
    facts.DelayReported,
    facts.PromiseRevised,
    facts.ExpectationChanged,
    facts.ReceiptConfirmed,
)
_EFFECTS: dict[type, Callable[[Order, Any], Order]] = {
    facts.StatusMoved: _move,
    facts.LinesShipped: shipped,
    facts.LinesReceived: received,
    facts.DelayReported: _delay,
    facts.PromiseRevised: promised,
    facts.ExpectationChanged: _expect,
    facts.LinesCancelled: cancelled,
    facts.OrderEdited: edited,
    facts.LinesAdded: _add_lines,
    facts.NoteAdded: lambda order, _: order,
    facts.ReceiptConfirmed: _confirm_receipt,
    facts.OrderCompleted: _complete,
    facts.OrderClosed: _close,
    OrderHeld: lambda order, fact: replace(order, held_cause=fact.cause),
    OrderReleased: _release,
    **case_effects.EFFECTS,
}
"""What each fact does to an order that has been entered; what is not here cannot follow."""
