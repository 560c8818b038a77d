"""Closing orders out, in a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.events import LinesCancelled, OrderClosed, OrderCompleted, ReceiptConfirmed
from ordertrack.domain.orders.moves import Closing, ClosingStep, LineAmount, Target
from ordertrack.domain.orders.statuses import Status
from ordertrack.errors import RefusedError
from ordertrack.usecases.orders import close_orders
from tests.builders import (
    TODAY,
    a_line,
    a_receipt,
    a_stamp,
    an_order,
    close,
    enter,
    facts_of,
    history_of,
    loaded,
    move,
    ten,
    units,
)

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

NEXT_DAY = TODAY + timedelta(days=1)
DELIVERED = an_order(
    status=Status.DELIVERED,
    confirmed_on=TODAY,
    last_contact_on=TODAY,
    lines=(a_line(receipts=(a_receipt(10),)),),
    version=3,
)


def delivered(book: SqlBook, *numbers: str, count: int = 10) -> None:
    for number in numbers or ("A-1",):
        enter(book, ten(number=number))
        move(book, Target.CONFIRMED, number)
        move(book, Target.DELIVERED, number, lines=(LineAmount(position=1, quantity=units(count)),))


def closing(**fields: Any) -> Closing:  # noqa: ANN401 - any field of a closing
    return replace(Closing(on=NEXT_DAY), **fields)


def test_an_order_is_closed_in_one_go(book: SqlBook) -> None:
    delivered(book)
    changed = close(book, closing(received_by="Lee", note="thanks"))
    after = replace(
        DELIVERED,
        status=Status.CLOSED,
        received_by="Lee",
        receipt_on=NEXT_DAY,
        completed_on=NEXT_DAY,
        closed_on=NEXT_DAY,
        last_contact_on=NEXT_DAY,
        version=6,
    )
    assert (changed.before, changed.after, loaded(book)) == (DELIVERED, after, after)
    assert (
        changed.facts
        == facts_of(book)[3:]
        == [
            ReceiptConfirmed(on=NEXT_DAY, received_by="Lee", note="thanks"),
            OrderCompleted(on=NEXT_DAY),
            OrderClosed(on=NEXT_DAY, note="thanks"),
        ]
    )


def test_an_order_is_closed_step_by_step(sqlite_book: SqlBook) -> None:
    delivered(sqlite_book)
    found = [close(sqlite_book, closing(until=step)).after.status.value for step in ClosingStep]
    assert found == ["delivered", "completed", "closed"]
    kinds = [event.kind for event in history_of(sqlite_book)[3:]]
    assert kinds == ["receipt confirmed", "order completed", "order closed"]


def test_an_order_of_which_something_is_missing_is_not_closed(sqlite_book: SqlBook) -> None:
    delivered(sqlite_book, count=6)
    before = loaded(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        close(sqlite_book, closing())
    assert caught.value.message == "A-1 is not delivered in full (line 1: 4 missing)"
    assert loaded(sqlite_book) == before


def test_an_order_of_which_the_rest_will_never_come_is_closed_short(book: SqlBook) -> None:
    delivered(book, count=6)
    close(book, closing(short="discontinued"))
    found = loaded(book)
    line = a_line(receipts=(a_receipt(6),), cancelled_quantity=units(4), cancelled_on=NEXT_DAY)
    assert (found.status, found.lines, found.cancelled_on) == (Status.CLOSED, (line,), None)
    fact = facts_of(book)[3]
    assert isinstance(fact, LinesCancelled)
    assert (fact.is_short, fact.cause) == (True, "discontinued")


def test_an_order_of_which_nothing_came_is_not_closed(sqlite_book: SqlBook) -> None:
    order = enter(sqlite_book, ten())
    with pytest.raises(RefusedError) as caught:
        close(sqlite_book, closing(short="discontinued"))
    assert caught.value.message == (
        "A-1 is entered and nothing of it was delivered; it can become confirmed, cancelled, delayed"
    )
    assert loaded(sqlite_book) == order


def test_an_order_is_closed_once(sqlite_book: SqlBook) -> None:
    delivered(sqlite_book)
    close(sqlite_book, closing())
    with pytest.raises(RefusedError) as caught:
        close(sqlite_book, closing())
    assert caught.value.message == "A-1 is closed already"


def test_orders_are_closed_all_or_none(book: SqlBook) -> None:
    delivered(book, "A-1", "A-2")
    enter(book, ten(number="A-3"))
    with pytest.raises(RefusedError):
        close_orders(book, ["A-1", "A-2", "A-3"], closing(), a_stamp(NEXT_DAY))
    assert (loaded(book), loaded(book, "A-2")) == (DELIVERED, replace(DELIVERED, number="A-2"))
    found = close_orders(book, ["A-1", "A-2", "A-1"], closing(), a_stamp(NEXT_DAY))
    assert [(change.after.number, change.after.status.value) for change in found] == [
        ("A-1", "closed"),
        ("A-2", "closed"),
    ]


def test_an_order_is_not_closed_tomorrow(sqlite_book: SqlBook) -> None:
    delivered(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        close_orders(sqlite_book, ["A-1"], closing(), a_stamp(TODAY))
    assert caught.value.message.startswith("2026-03-03 lies in the future")


def test_a_dry_run_of_a_closing_keeps_nothing(sqlite_book: SqlBook) -> None:
    delivered(sqlite_book)
    (changed,) = close_orders(sqlite_book, ["A-1"], closing(), a_stamp(NEXT_DAY), dry_run=True)
    assert (changed.after.status, loaded(sqlite_book)) == (Status.CLOSED, DELIVERED)
