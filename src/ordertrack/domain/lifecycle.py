"""Which moves the procedure allows: a table, read by everything that moves an order (SOP 4.2b, 4.5)."""

from __future__ import annotations

from ordertrack.domain.statuses import Status
from ordertrack.errors import RefusedError

NEXT_STATUSES: dict[Status, tuple[Status, ...]] = {
    Status.ENTERED: (Status.CONFIRMED, Status.CANCELLED),
    Status.CONFIRMED: (Status.PROCESSING, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),
    Status.PROCESSING: (Status.SHIPPED, Status.DELIVERED, Status.CANCELLED),
    Status.SHIPPED: (Status.DELIVERED, Status.CANCELLED),
    Status.DELIVERED: (Status.COMPLETED,),
    Status.COMPLETED: (Status.CLOSED,),
    Status.CLOSED: (),
    Status.CANCELLED: (),
}

DELAYABLE = frozenset({Status.ENTERED, Status.CONFIRMED, Status.PROCESSING, Status.SHIPPED})


def require_move(number: str, current: Status, to: Status) -> None:
    """Refuse a move that the table does not hold, naming those it does."""
    if to in NEXT_STATUSES[current]:
        return
    legal = legal_moves(current)
    hint = f"from {current} it can go to {', '.join(legal)}" if legal else f"{current} is the end of the road"
    raise RefusedError(f"{number} is {current} and cannot become {to}; {hint}")


def legal_moves(current: Status) -> tuple[str, ...]:
    """Name every move open to an order as a clerk types it, delayed and close included."""
    by_hand = tuple(status.value for status in NEXT_STATUSES[current] if status not in _BY_CLOSE)
    closing = tuple(f"{status.value} (with close)" for status in NEXT_STATUSES[current] if status in _BY_CLOSE)
    return (*by_hand, *(("delayed",) if current in DELAYABLE else ()), *closing)


_BY_CLOSE = frozenset({Status.COMPLETED, Status.CLOSED})
