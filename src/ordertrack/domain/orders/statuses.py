"""Where an order stands, how much it matters, and which moves the procedure allows: a table (SOP 4.2b, 4.5)."""

from __future__ import annotations

from enum import StrEnum

from ordertrack.errors import RefusedError


class Status(StrEnum):
    """Where an order stands. Delayed, overdue and at risk are shown with it and never stored in it."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


FINISHED = frozenset({Status.COMPLETED, Status.CLOSED, Status.CANCELLED})
PUT_BY_HAND = frozenset({Status.CONFIRMED, Status.PROCESSING})
"""Where an order stands because somebody said so; the others follow from its quantities and its closing."""
AWAITING_DELIVERY = frozenset({Status.ENTERED, Status.SHIPPED} | PUT_BY_HAND)


class Priority(StrEnum):
    """How much an order matters to the desk; ranks the worklist."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Progress(StrEnum):
    """How far the quantities have come, shown with the status while they are between two of them."""

    PARTLY_SHIPPED = "partly shipped"
    PARTLY_DELIVERED = "partly delivered"


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
    return (*by_hand, *(("delayed",) if current in AWAITING_DELIVERY else ()), *closing)


_BY_CLOSE = frozenset({Status.COMPLETED, Status.CLOSED})
