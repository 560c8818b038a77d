"""Where an order stands and how much it matters: the words for it, without the order itself (SOP 4.2b)."""

from __future__ import annotations

from enum import StrEnum


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
AWAITING_DELIVERY = frozenset({Status.ENTERED, Status.CONFIRMED, Status.PROCESSING, Status.SHIPPED})


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
