"""The contract of the store: whatever happens to an order, and around it, is kept step by step and proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given

from ordertrack.domain.orders.effects import fold, list_correctable_events, take_back
from ordertrack.domain.orders.events import EventTakenBack
from ordertrack.errors import OrderTrackError
from ordertrack.store.book.verification import verify
from tests.builders import AT, BY, an_event, apply
from tests.generated import histories
from tests.store.drawn import holding, many

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import Event
    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlWrites


def live(unit: SqlWrites, history: list[Event]) -> None:
    """Let everything happen to the order, as the program would: read, changed, saved."""
    for event in history[1:]:
        fact: Any = event.fact
        order = unit.orders.get("A-1")
        unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)


@many(12)
@given(history=histories(least=3))
def test_whatever_happens_to_an_order_is_kept_as_it_was_lived_and_proved(
    blank_book: SqlBook, history: list[Event]
) -> None:
    with holding(blank_book, [fold(history[:1])]) as unit:
        live(unit, history)
        assert unit.orders.find(["A-1"]) == {"A-1": fold(history)}
        assert verify(unit).finding is None


@many(12)
@given(history=histories(least=3))
def test_whatever_is_taken_back_leaves_rows_that_the_trail_proves(blank_book: SqlBook, history: list[Event]) -> None:
    with holding(blank_book, [fold(history[:1])]) as unit:
        live(unit, history)
        for event in list_correctable_events(unit.records.history("A-1")):
            told = list(unit.records.history("A-1"))
            fact = EventTakenBack(seq=event.seq, cause="typo")
            try:
                after = take_back(told, an_event(fact, told[-1].seq + 1))
            except OrderTrackError:
                continue
            unit.orders.save(unit.orders.get("A-1"), after, fact, at=AT, by=BY)
        assert verify(unit).finding is None
