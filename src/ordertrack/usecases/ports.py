"""What the use cases need of a store, and what it guarantees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from ordertrack.domain.codec import Facts
    from ordertrack.domain.events import Event, Fact
    from ordertrack.domain.figures import (
        AgingRow,
        BoardRow,
        By,
        Candidate,
        ListRow,
        OnTimeQuestion,
        OnTimeRow,
        OrderFilter,
        OverdueRow,
        Sort,
    )
    from ordertrack.domain.orders import Order
    from ordertrack.domain.parties import Party


class Reads(Protocol):
    """One consistent view of the book; nothing in it can lock, write or upgrade."""

    def get_order(self, number: str) -> Order:
        """Give the order of that very number; NotFoundError names near ones."""

    def find_orders(self, numbers: Collection[str]) -> Mapping[str, Order]:
        """Give those that exist of the named orders, by number."""

    def matching_numbers(self, part: str, *, limit: int) -> Sequence[str]:
        """List numbers that begin or end with `part`, without regard to case; an exact match stands alone."""

    def open_numbers(self, start: str, *, limit: int) -> Sequence[str]:
        """List the numbers of unfinished orders beginning with `start`."""

    def history(self, number: str) -> Sequence[Event]:
        """Give all events of one order in the order in which they were entered."""

    def find_party(self, name: str) -> Party | None:
        """Find a party by name, without regard to case and spacing; a merged one leads to what it became."""

    def parties(self) -> Sequence[Party]:
        """List all parties, merged ones included, by their number in the book."""

    def customer_ref_holder(self, customer: int, customer_ref: str) -> str | None:
        """Find the number of the order that already carries this customer's reference."""

    def has_orders(self) -> bool:
        """Say whether the book holds any order."""

    def list_orders(self, only: OrderFilter, *, as_of: date, sort: Sort, limit: int | None = None) -> Sequence[ListRow]:
        """List the orders that fit, each once."""

    def count_orders(self, only: OrderFilter, *, as_of: date) -> int:
        """Count the orders that fit."""

    def board(self, *, as_of: date) -> Sequence[BoardRow]:
        """Count the orders in each status, in the order of the lifecycle, empty ones included."""

    def candidates(self, *, as_of: date, owner: str | None = None) -> Sequence[Candidate]:
        """List the unfinished orders; the cost grows with them and not with the history."""

    def overdue(self, only: OrderFilter, *, as_of: date) -> Sequence[OverdueRow]:
        """List the overdue lines, the longest overdue first."""

    def aging(self, only: OrderFilter, *, as_of: date, by: By | None) -> Sequence[AgingRow]:
        """Count the overdue lines of each group by how late they are, the fullest group first."""

    def ontime(self, question: OnTimeQuestion) -> Sequence[OnTimeRow]:
        """Give one row a group, in the order of the groups; without one, a row in all."""


class Writes(Reads, Protocol):
    """One transaction: all of it is kept by `commit`, or nothing."""

    def enter_orders(self, entries: Sequence[Facts], *, at: datetime, by: str) -> None:
        """Add new orders, each with its event; ConflictError when a number is taken."""

    def save(self, before: Order, after: Order, fact: Fact, *, at: datetime, by: str) -> None:
        """Keep a changed order and the fact that changed it; ConflictError when it was changed meanwhile."""

    def save_party(self, party: Party, fact: Fact, *, at: datetime, by: str) -> None:
        """Keep a new or changed party and the fact."""

    def move_orders(self, party: int, into: int) -> int:
        """Give all orders of one party to another; how many moved."""

    def commit(self) -> None:
        """Keep everything; what was acknowledged after this survives a crash."""


class Book(Protocol):
    """The order book."""

    def read(self) -> AbstractContextManager[Reads]:
        """Open one consistent view."""

    def write(self) -> AbstractContextManager[Writes]:
        """Open one transaction, waiting for other writers; leaving it without `commit` discards it.

        LockedError when the turn does not come in time.
        """
