"""Orders drawn at random: any order a book can hold, and lively ones whose dates lie close together."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from ordertrack.domain.orders.order import Delay, Line, Order, Promise, Receipt, Shipment, status_from_quantities
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel, Party, PartyAdded
from ordertrack.domain.values.codec import encode
from tests.builders import AT, BY
from tests.drawing import examples
from tests.store.drawn_cases import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlWrites

T = TypeVar("T")
START = date(2026, 1, 1)
PARTIES = (
    Party(id=1, name="Müller & Søn", is_customer=True),
    Party(id=2, name="Acme Fasteners", is_supplier=True),
    Party(id=3, name="bakery 7", is_customer=True, is_supplier=True),
    Party(id=4, name="晨露电子", is_supplier=True),
)
NAMES = {party.id: party.name for party in PARTIES}
OWNERS = (None, "anna", "Zoë", "Émile")


def many(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Try so many examples at most, all of them against one book: each stays in a transaction that is never kept."""
    calm = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    phases = [phase for phase in Phase if phase is not Phase.explain]
    return settings(max_examples=examples(most), suppress_health_check=calm, phases=phases)


@contextmanager
def holding(book: SqlBook, orders: Sequence[Order]) -> Iterator[SqlWrites]:
    """A transaction in which the book holds the parties and these orders; nothing of it stays."""
    with book.write() as unit:
        add_parties(unit)
        unit.orders.enter([encode(order) for order in orders], at=AT, by=BY)
        yield unit


def fill(book: SqlBook, *orders: Order) -> None:
    """Put the parties and these orders into an empty book."""
    with holding(book, orders) as unit:
        unit.commit()


def add_parties(unit: SqlWrites) -> None:
    """Make the four parties known."""
    for party in PARTIES:
        unit.parties.save(party, PartyAdded(party=party), at=AT, by=BY)


def texts(most: int = 12) -> st.SearchStrategy[str]:
    """Text as people may write it: anything but NUL and halves of characters."""
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=most)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """A value or nothing."""
    return st.none() | strategy


DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days))
ANY_DAY = st.dates(date(1900, 1, 1), date(2999, 12, 31))
AMOUNTS = st.integers(1, 10**15 - 1)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
_SHIPMENTS = st.builds(
    Shipment, quantity=AMOUNTS, shipped_on=maybe(ANY_DAY), carrier=maybe(texts()), tracking=maybe(texts())
)
_PROMISES = st.builds(
    Promise,
    said_on=ANY_DAY,
    previous_on=ANY_DAY,
    promised_on=ANY_DAY,
    cause=texts(),
    said_by=maybe(texts()),
    channel=maybe(st.sampled_from(Channel)),
)


@st.composite
def _any_receipts(draw: st.DrawFn) -> Receipt:
    quantity = draw(AMOUNTS)
    rejected = draw(st.integers(0, quantity))
    return Receipt(quantity=quantity, received_on=draw(ANY_DAY), rejected=rejected, reason=draw(maybe(texts())))


@st.composite
def _any_lines(draw: st.DrawFn, position: int) -> Line:
    quantity = draw(AMOUNTS)
    return Line(
        position=position,
        quantity=quantity,
        promised_on=draw(ANY_DAY),
        first_promised_on=draw(ANY_DAY),
        ref=draw(maybe(texts())),
        sku=draw(maybe(texts())),
        description=draw(maybe(texts(40))),
        unit=draw(maybe(texts())),
        unit_price=draw(maybe(AMOUNTS)),
        requested_on=draw(maybe(ANY_DAY)),
        expected_on=draw(maybe(ANY_DAY)),
        cancelled_quantity=draw(st.integers(0, quantity)),
        cancelled_on=draw(maybe(ANY_DAY)),
        shipments=tuple(draw(st.lists(_SHIPMENTS, max_size=2))),
        receipts=tuple(draw(st.lists(_any_receipts(), max_size=2))),
        promises=tuple(draw(st.lists(_PROMISES, max_size=2))),
    )


_DELAYS = st.builds(Delay, reported_on=ANY_DAY, expected_on=ANY_DAY, cause=texts())


@st.composite
def any_orders(draw: st.DrawFn, number: str) -> Order:
    """Any order that the tables can hold, likely or not."""
    positions = draw(st.sets(st.integers(1, 999_999), min_size=1, max_size=3))
    value = draw(maybe(st.integers(0, 10**15 - 1)))
    return Order(
        number=number,
        customer=draw(st.sampled_from([1, 3])),
        supplier=draw(st.sampled_from([2, 3, 4])),
        entered_on=draw(ANY_DAY),
        lines=tuple(draw(_any_lines(position)) for position in sorted(positions)),
        status=draw(st.sampled_from(Status)),
        priority=draw(st.sampled_from(Priority)),
        owner=draw(maybe(texts())),
        placed_on=draw(maybe(ANY_DAY)),
        customer_ref=draw(maybe(texts())),
        supplier_ref=draw(maybe(texts())),
        value=value,
        currency=draw(CURRENCIES if value is not None else maybe(CURRENCIES)),
        carrier=draw(maybe(texts())),
        tracking=draw(maybe(texts())),
        note=draw(maybe(texts(40))),
        is_history=draw(st.booleans()),
        delay=draw(maybe(_DELAYS)),
        confirmed_on=draw(maybe(ANY_DAY)),
        received_by=draw(maybe(texts())),
        held_cause=draw(maybe(texts())),
        receipt_on=draw(maybe(ANY_DAY)),
        completed_on=draw(maybe(ANY_DAY)),
        closed_on=draw(maybe(ANY_DAY)),
        cancelled_on=draw(maybe(ANY_DAY)),
        last_contact_on=draw(maybe(ANY_DAY)),
        **draw(cases(texts(), ANY_DAY)),
    )


@st.composite
def _lively_lines(draw: st.DrawFn, position: int) -> Line:
    quantity = draw(st.integers(1, 30))
    cancelled = draw(st.sampled_from([0, 0, 0, quantity // 2, quantity]))
    first_promised_on, *later = draw(st.lists(DAYS, min_size=1, max_size=3))
    line = Line(
        position=position,
        quantity=quantity,
        promised_on=first_promised_on,
        first_promised_on=first_promised_on,
        sku=draw(st.sampled_from([None, "M8", "50% off", "M_8"])),
        description=draw(st.sampled_from([None, "Bolt", "BOLT, zinc"])),
        ref=draw(st.sampled_from([None, "ref-1"])),
        unit=draw(st.sampled_from([None, "box"])),
        requested_on=draw(maybe(DAYS)),
        expected_on=draw(maybe(DAYS)),
        cancelled_quantity=cancelled,
        receipts=draw(_lively_receipts(quantity - cancelled)),
    )
    said = sorted(draw(DAYS) for _ in later)
    for said_on, promised_on in zip(said, later, strict=True):
        promise = Promise(said_on=said_on, previous_on=line.promised_on, promised_on=promised_on, cause="strike")
        line = replace(line, promised_on=promised_on, promises=(*line.promises, promise))
    return line


@st.composite
def _lively_receipts(draw: st.DrawFn, due: int) -> tuple[Receipt, ...]:
    """Receipts until the line is complete, and none after it; the last may bring too much."""
    found: list[Receipt] = []
    for received_on in sorted(draw(st.lists(DAYS, max_size=3))):
        if sum(receipt.accepted for receipt in found) >= due:
            break
        quantity = draw(st.integers(1, max(1, due + 3)))
        rejected = draw(st.sampled_from([0, 0, quantity // 2, quantity]))
        found.append(Receipt(quantity=quantity, received_on=received_on, rejected=rejected))
    return tuple(draw(st.permutations(found)))


@st.composite
def lively_orders(draw: st.DrawFn, number: str) -> Order:
    """An order of a few lines within two months, somewhere between its entry and its end."""
    order = Order(
        number=number,
        customer=draw(st.sampled_from([1, 3])),
        supplier=draw(st.sampled_from([2, 3, 4])),
        entered_on=draw(DAYS),
        lines=tuple(draw(_lively_lines(position)) for position in range(1, draw(st.integers(1, 3)) + 1)),
        status=draw(st.sampled_from([Status.ENTERED, Status.CONFIRMED, Status.PROCESSING, Status.SHIPPED])),
        priority=draw(st.sampled_from(Priority)),
        owner=draw(st.sampled_from(OWNERS)),
        placed_on=draw(maybe(DAYS)),
        customer_ref=draw(st.sampled_from([None, "PO 7"])),
        supplier_ref=draw(st.sampled_from([None, "AB-9"])),
        carrier=draw(st.sampled_from([None, "DHL"])),
        tracking=draw(st.sampled_from([None, "JD0001"])),
        note=draw(st.sampled_from([None, "call before noon", "50%"])),
        is_history=draw(st.booleans()),
        last_contact_on=draw(maybe(DAYS)),
        delay=draw(maybe(st.builds(Delay, reported_on=DAYS, expected_on=DAYS, cause=st.just("strike at the port")))),
    )
    status = status_from_quantities(order)
    if status is Status.DELIVERED:
        status = draw(st.sampled_from([Status.DELIVERED, Status.COMPLETED, Status.CLOSED]))
    return replace(order, status=status)


def lively_books(most: int = 8) -> st.SearchStrategy[list[Order]]:
    """A handful of lively orders."""
    numbers = [f"{'SO' if at % 2 else 'so'}-{at}" for at in range(most)]
    return st.integers(1, most).flatmap(lambda size: st.tuples(*map(lively_orders, numbers[:size]))).map(list)
