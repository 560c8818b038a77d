"""Every move that the procedure forbids, in a real book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.moves import Target
from ordertrack.errors import OrderTrackError
from tests.builders import enter, loaded, move, ten

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

BY_STATUS: dict[str, list[dict[str, Any]]] = {
    "entered": [],
    "confirmed": [{"to": Target.CONFIRMED}],
    "processing": [{"to": Target.CONFIRMED}, {"to": Target.PROCESSING}],
    "shipped": [{"to": Target.CONFIRMED}, {"to": Target.SHIPPED}],
    "delivered": [{"to": Target.CONFIRMED}, {"to": Target.DELIVERED}],
    "cancelled": [{"to": Target.CONFIRMED}, {"to": Target.CANCELLED, "cause": "late"}],
}
WAYS_ON = {
    "entered": "from entered it can go to confirmed, cancelled, delayed",
    "confirmed": "from confirmed it can go to processing, shipped, delivered, cancelled, delayed",
    "processing": "from processing it can go to shipped, delivered, cancelled, delayed",
    "shipped": "from shipped it can go to delivered, cancelled, delayed",
    "delivered": "from delivered it can go to completed (with close)",
    "cancelled": "cancelled is the end of the road",
}
ILLEGAL = {
    "entered": ["processing", "shipped", "delivered"],
    "confirmed": ["confirmed"],
    "processing": ["confirmed", "processing"],
    "shipped": ["confirmed", "processing", "shipped"],
    "delivered": ["confirmed", "processing", "shipped", "delivered", "cancelled"],
    "cancelled": ["confirmed", "processing", "shipped", "delivered", "cancelled"],
}


@pytest.mark.parametrize(("current", "to"), [(current, to) for current, some in ILLEGAL.items() for to in some])
def test_an_illegal_move_is_refused_with_the_legal_ones_and_changes_nothing(
    sqlite_book: SqlBook, current: str, to: str
) -> None:
    enter(sqlite_book, ten())
    for step in BY_STATUS[current]:
        move(sqlite_book, **step)
    before = loaded(sqlite_book)
    assert before.status == current
    with pytest.raises(OrderTrackError) as caught:
        move(sqlite_book, Target(to), cause="late")
    assert caught.value.message == f"A-1 is {current} and cannot become {to}; {WAYS_ON[current]}"
    assert (caught.value.exit_code, loaded(sqlite_book)) == (4, before)
