"""The table of legal moves."""

from __future__ import annotations

from itertools import product

import pytest

from ordertrack.domain.orders.statuses import Status, legal_moves, require_move
from ordertrack.errors import RefusedError

LEGAL = {
    ("entered", "confirmed"),
    ("entered", "cancelled"),
    ("confirmed", "processing"),
    ("confirmed", "shipped"),
    ("confirmed", "delivered"),
    ("confirmed", "cancelled"),
    ("processing", "shipped"),
    ("processing", "delivered"),
    ("processing", "cancelled"),
    ("shipped", "delivered"),
    ("shipped", "cancelled"),
    ("delivered", "completed"),
    ("completed", "closed"),
}
EVERY_MOVE = set(product((status.value for status in Status), repeat=2))
WAYS_ON = {
    "entered": "from entered it can go to confirmed, cancelled, delayed",
    "confirmed": "from confirmed it can go to processing, shipped, delivered, cancelled, delayed",
    "processing": "from processing it can go to shipped, delivered, cancelled, delayed",
    "shipped": "from shipped it can go to delivered, cancelled, delayed",
    "delivered": "from delivered it can go to completed (with close)",
    "completed": "from completed it can go to closed (with close)",
    "closed": "closed is the end of the road",
    "cancelled": "cancelled is the end of the road",
}


@pytest.mark.parametrize(("current", "to"), sorted(LEGAL))
def test_a_legal_move_is_let_through(current: str, to: str) -> None:
    require_move("A-1", Status(current), Status(to))


@pytest.mark.parametrize(("current", "to"), sorted(EVERY_MOVE - LEGAL))
def test_an_illegal_move_is_refused_and_the_legal_ones_are_named(current: str, to: str) -> None:
    with pytest.raises(RefusedError) as caught:
        require_move("A-1", Status(current), Status(to))
    assert caught.value.message == f"A-1 is {current} and cannot become {to}; {WAYS_ON[current]}"


@pytest.mark.parametrize(
    ("current", "moves"),
    [
        ("entered", ("confirmed", "cancelled", "delayed")),
        ("confirmed", ("processing", "shipped", "delivered", "cancelled", "delayed")),
        ("processing", ("shipped", "delivered", "cancelled", "delayed")),
        ("shipped", ("delivered", "cancelled", "delayed")),
        ("delivered", ("completed (with close)",)),
        ("completed", ("closed (with close)",)),
        ("closed", ()),
        ("cancelled", ()),
    ],
)
def test_the_moves_open_to_an_order_are_named_as_a_clerk_types_them(current: str, moves: tuple[str, ...]) -> None:
    assert legal_moves(Status(current)) == moves
