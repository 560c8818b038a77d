"""Orders, facts and histories that Hypothesis makes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ordertrack.domain import events as facts
from ordertrack.domain.orders import Channel, Line, Order, Receipt, Shipment, Status
from ordertrack.domain.replay import apply
from ordertrack.errors import OrderTrackError
from tests.builders import TODAY, a_history, an_order, units

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.domain.events import Event, Fact, OrderFact

MOST_LINES = 3
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
PAST_DAYS = st.dates(TODAY - timedelta(days=60), TODAY)
TEXTS = st.text(min_size=1, max_size=12)
COUNTS = st.integers(1, 12).map(units)
WHOLE_ORDERS = st.from_type(Order).filter(lambda order: order.lines).map(lambda order: replace(order, version=1))


def facts_of_type(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Facts of one kind with anything that their types allow, possible or not, as long as they are about something."""
    if kind is facts.OrderEntered:
        return st.builds(facts.OrderEntered, order=WHOLE_ORDERS)
    made: st.SearchStrategy[Fact] = st.from_type(kind)
    return made.filter(lambda fact: getattr(fact, "lines", True) and getattr(fact, "changes", True))


ANY_FACTS = st.sampled_from(sorted(facts.KINDS)).flatmap(lambda kind: facts_of_type(facts.KINDS[kind]))

RECEIPTS = st.builds(
    lambda quantity, share, on: Receipt(quantity=quantity, received_on=on, rejected=quantity * share // 4),
    COUNTS,
    st.sampled_from([0, 0, 1, 4]),
    PAST_DAYS,
)


@st.composite
def lines(draw: st.DrawFn, position: int = 1) -> Line:
    """A line that something has happened to, or not."""
    quantity, promised_on = draw(COUNTS), draw(DAYS)
    gone = draw(st.sampled_from([0, 0, 0, quantity // 2, quantity]))
    return Line(
        position=position,
        quantity=quantity,
        promised_on=promised_on,
        first_promised_on=promised_on,
        cancelled_quantity=gone,
        cancelled_on=draw(PAST_DAYS) if gone else None,
        shipments=tuple(draw(st.lists(st.builds(Shipment, quantity=COUNTS, shipped_on=PAST_DAYS), max_size=2))),
        receipts=tuple(draw(st.lists(RECEIPTS, max_size=2))),
    )


@st.composite
def orders_under_way(draw: st.DrawFn) -> Order:
    """An order of up to three lines that something has happened to, in any status."""
    count = draw(st.integers(1, MOST_LINES))
    return an_order(
        lines=tuple(draw(lines(position)) for position in range(1, count + 1)),
        status=draw(st.sampled_from(Status)),
    )


@st.composite
def new_orders(draw: st.DrawFn) -> Order:
    """An order of up to three lines that nothing has happened to yet."""
    count = draw(st.integers(1, MOST_LINES))
    made = [draw(lines(position)) for position in range(1, count + 1)]
    fresh = {"cancelled_quantity": 0, "cancelled_on": None, "shipments": (), "receipts": ()}
    return an_order(lines=tuple(replace(line, **fresh) for line in made))  # type: ignore[arg-type]


@st.composite
def likely_facts(draw: st.DrawFn) -> OrderFact:
    """A fact such as a clerk might type; whether it is legal depends on the order."""
    make = draw(st.sampled_from(_LIKELY))
    return make(draw, draw(st.integers(1, MOST_LINES)))


def _shipped(draw: st.DrawFn, position: int) -> OrderFact:
    part = facts.LineQuantity(position=position, quantity=draw(COUNTS))
    return facts.LinesShipped(lines=(part,), on=draw(PAST_DAYS), expected_on=draw(st.none() | DAYS))


def _received(draw: st.DrawFn, position: int) -> OrderFact:
    receipt = draw(RECEIPTS)
    return facts.LinesReceived(on=receipt.received_on, lines=(facts.LineReceipt(position=position, receipt=receipt),))


def _cancelled(draw: st.DrawFn, position: int) -> OrderFact:
    part = facts.LineQuantity(position=position, quantity=draw(COUNTS))
    return facts.LinesCancelled(on=draw(PAST_DAYS), cause="c", lines=(part,), is_short=draw(st.booleans()))


def _named(draw: st.DrawFn, position: int) -> tuple[int, ...]:
    return draw(st.sampled_from([(), (position,)]))


def _delayed(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.DelayReported(on=draw(PAST_DAYS), expected_on=draw(DAYS), cause="c", positions=_named(draw, position))


def _promised(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.PromiseRevised(
        on=draw(PAST_DAYS),
        promised_on=draw(DAYS),
        cause="c",
        channel=draw(st.none() | st.sampled_from(Channel)),
        positions=_named(draw, position),
    )


def _expected(draw: st.DrawFn, position: int) -> OrderFact:
    return facts.ExpectationChanged(on=draw(PAST_DAYS), expected_on=draw(DAYS), positions=_named(draw, position))


def _edited(draw: st.DrawFn, position: int) -> OrderFact:
    changes = [
        facts.Change(field="owner", new=draw(TEXTS)),
        facts.Change(field="value", new=draw(st.none() | st.just("100"))),
        facts.Change(field="currency", new=draw(st.none() | st.just("EUR"))),
        facts.Change(field="quantity", new=str(draw(COUNTS)), position=position),
        facts.Change(field="requested_on", new=draw(DAYS).isoformat(), position=position),
    ]
    return facts.OrderEdited(changes=(draw(st.sampled_from(changes)),))


def _moved(draw: st.DrawFn, _: int) -> OrderFact:
    return facts.StatusMoved(to=draw(st.sampled_from([Status.CONFIRMED, Status.PROCESSING])), on=draw(PAST_DAYS))


def _closing(draw: st.DrawFn, _: int) -> OrderFact:
    on = draw(PAST_DAYS)
    steps: list[OrderFact] = [
        facts.ReceiptConfirmed(on=on, received_by="Lee"),
        facts.OrderCompleted(on=on),
        facts.OrderClosed(on=on),
        facts.NoteAdded(note="n"),
    ]
    return draw(st.sampled_from(steps))


_LIKELY: list[Callable[[st.DrawFn, int], OrderFact]] = [
    _moved,
    _shipped,
    _received,
    _cancelled,
    _delayed,
    _promised,
    _expected,
    _edited,
    _closing,
]


@st.composite
def histories(draw: st.DrawFn, *, least: int = 0) -> list[Event]:
    """Everything that happened to an order, each step legal; at least so many after the entry."""
    entered = draw(new_orders())
    order, told = entered, list[Any]()
    first: list[OrderFact] = [facts.StatusMoved(to=Status.CONFIRMED, on=TODAY)]
    for fact in first + draw(st.lists(likely_facts(), min_size=least, max_size=12)):
        try:
            order = apply(order, fact)
        except OrderTrackError:
            continue
        told.append(fact)
    return a_history(entered, *told)
