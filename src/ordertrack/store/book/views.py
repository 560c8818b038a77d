"""The book as one view, or one transaction, over a connection: a room for each noun, made when it is first asked for.

What a room needs is loaded with it, here and nowhere else in the store: a list loads neither whole orders nor events.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ordertrack.store.tables.identity import get_value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import sqlalchemy as sa

    from ordertrack.domain.policy.policy import Policy
    from ordertrack.store.book.saving import OrderWrites, PolicyWrites, RoundWrites
    from ordertrack.store.cases import Cases
    from ordertrack.store.letters import Letters, LetterWrites, SearchIndex
    from ordertrack.store.notices import Notices, NoticeWrites
    from ordertrack.store.orders.listing import Orders
    from ordertrack.store.orders.rows import Loaded
    from ordertrack.store.parties import Parties, PartyWrites
    from ordertrack.store.policy import Policies
    from ordertrack.store.records.exports import Exports
    from ordertrack.store.records.records import Records, RecordWrites
    from ordertrack.store.reports.clocks import Clocks
    from ordertrack.store.reports.lines import Lines
    from ordertrack.store.reports.sop import Sop
    from ordertrack.store.reports.suppliers import Suppliers
    from ordertrack.store.round import Rounds
    from ordertrack.store.trail import Chain, Pasts, Reopen, Tail


def _room(place: str, *needs: str) -> Any:  # noqa: ANN401 - the room
    """Make a room when it is first asked for: the class at a place in the store, of what it needs of the view."""
    module, _, name = place.partition(":")

    def make(view: object) -> object:
        kind = getattr(import_module(f"ordertrack.store.{module}"), name)
        return kind(*(getattr(view, need) for need in needs))

    return cached_property(make)


class Reports:
    """The reports over orders, each kind in a room of its own."""

    lines: Lines = _room("reports.lines:Lines", "connection")
    clocks: Clocks = _room("reports.clocks:Clocks", "connection")
    suppliers: Suppliers = _room("reports.suppliers:Suppliers", "connection")
    sop: Sop = _room("reports.sop:Sop", "connection")

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection


class SqlReads:
    """One consistent view of the book; nothing in it can lock, write or upgrade.

    `reopen` opens the same book once more, for another process. `read_policy` reads the text of a policy revision of
    which nothing is kept beside it.
    """

    orders: Orders = _room("orders.listing:Orders", "connection", "load_orders", "archived_in")
    parties: Parties = _room("parties:Parties", "connection")
    cases: Cases = _room("cases:Cases", "connection")
    policy: Policies = _room("policy:Policies", "connection", "read_policy")
    round: Rounds = _room("round:Rounds", "connection")
    pasts: Pasts = _room("trail:Pasts", "connection", "reopen")
    notices: Notices = _room("notices:Notices", "connection")
    letters: Letters = _room("letters:Letters", "connection")
    reports: Reports = _room("book.views:Reports", "connection")
    records: Records = _room("records.records:Records", "connection")
    chain: Chain = _room("trail:Chain", "connection")
    exports: Exports = _room("records.exports:Exports", "connection")

    def __init__(
        self,
        connection: sa.Connection,
        reopen: Reopen | None = None,
        read_policy: Callable[[str], Policy] | None = None,
    ) -> None:
        self.connection, self.reopen, self.read_policy = connection, reopen, read_policy

    def setting(self, key: str) -> str | None:
        """Give what the book says of itself under `key`."""
        return get_value(self.connection, key)

    def load_orders(self, numbers: Collection[str]) -> dict[str, Loaded]:
        """Load those of the named orders that exist, whole."""
        from ordertrack.store.orders.rows import load_orders

        return load_orders(self.connection, numbers)

    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Give those of the numbers whose order was archived, with the name of the archive."""
        return self.records.archived_in(numbers)


class SqlWrites(SqlReads):
    """One transaction: all of it is kept by `commit`, or nothing."""

    orders: OrderWrites = _room("book.saving:OrderWrites", "connection", "load_orders", "archived_in", "tail", "index")
    parties: PartyWrites = _room("parties:PartyWrites", "connection", "tail")
    policy: PolicyWrites = _room("book.saving:PolicyWrites", "connection", "tail", "read_policy")
    round: RoundWrites = _room("book.saving:RoundWrites", "connection", "tail")
    notices: NoticeWrites = _room("notices:NoticeWrites", "connection")
    letters: LetterWrites = _room("letters:LetterWrites", "connection", "index")
    records: RecordWrites = _room("records.records:RecordWrites", "connection", "tail", "parties")
    tail: Tail = _room("trail:Tail", "connection")
    index: SearchIndex = _room("letters:SearchIndex", "connection")

    def __init__(
        self,
        connection: sa.Connection,
        transaction: sa.RootTransaction,
        read_policy: Callable[[str], Policy] | None = None,
    ) -> None:
        super().__init__(connection, read_policy=read_policy)
        self._transaction = transaction

    def commit(self) -> None:
        """Keep everything; what was acknowledged after this survives a crash."""
        self.index.renew()
        self._transaction.commit()
