"""The book as one view, or one transaction, over a connection: a room for each noun, made when it is first asked for.

What a room needs is loaded with it, here and nowhere else in the store: a list loads neither whole orders nor events.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ordertrack.store.tables.schema import get_value

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
    from ordertrack.store.records.erasing import RecordWrites
    from ordertrack.store.records.records import Exports, Records
    from ordertrack.store.reports.clocks import Clocks
    from ordertrack.store.reports.lines import Lines
    from ordertrack.store.reports.sop import Sop
    from ordertrack.store.reports.suppliers import Suppliers
    from ordertrack.store.round import Rounds
    from ordertrack.store.trail import Chain, Pasts, Reopen, Tail


class Reports:
    """The reports over orders, each kind in a room of its own."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @cached_property
    def lines(self) -> Lines:
        from ordertrack.store.reports.lines import Lines

        return Lines(self._connection)

    @cached_property
    def clocks(self) -> Clocks:
        from ordertrack.store.reports.clocks import Clocks

        return Clocks(self._connection)

    @cached_property
    def suppliers(self) -> Suppliers:
        from ordertrack.store.reports.suppliers import Suppliers

        return Suppliers(self._connection)

    @cached_property
    def sop(self) -> Sop:
        from ordertrack.store.reports.sop import Sop

        return Sop(self._connection)


class SqlReads:
    """One consistent view of the book; nothing in it can lock, write or upgrade.

    `reopen` opens the same book once more, for another process. `read_policy` reads the text of a policy revision of
    which nothing is kept beside it.
    """

    def __init__(
        self,
        connection: sa.Connection,
        reopen: Reopen | None = None,
        read_policy: Callable[[str], Policy] | None = None,
    ) -> None:
        self.connection, self._reopen, self._read_policy = connection, reopen, read_policy

    def setting(self, key: str) -> str | None:
        """Give what the book says of itself under `key`."""
        return get_value(self.connection, key)

    @cached_property
    def orders(self) -> Orders:
        from ordertrack.store.orders.listing import Orders

        return Orders(self.connection, self._load_orders, self._archived_in)

    def _load_orders(self, numbers: Collection[str]) -> dict[str, Loaded]:
        from ordertrack.store.orders.rows import load_orders

        return load_orders(self.connection, numbers)

    def _archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        return self.records.archived_in(numbers)

    @cached_property
    def parties(self) -> Parties:
        from ordertrack.store.parties import Parties

        return Parties(self.connection)

    @cached_property
    def cases(self) -> Cases:
        from ordertrack.store.cases import Cases

        return Cases(self.connection)

    @cached_property
    def policy(self) -> Policies:
        from ordertrack.store.policy import Policies

        return Policies(self.connection, self._read_policy)

    @cached_property
    def round(self) -> Rounds:
        from ordertrack.store.round import Rounds

        return Rounds(self.connection)

    @cached_property
    def pasts(self) -> Pasts:
        from ordertrack.store.trail import Pasts

        return Pasts(self.connection, self._reopen)

    @cached_property
    def notices(self) -> Notices:
        from ordertrack.store.notices import Notices

        return Notices(self.connection)

    @cached_property
    def letters(self) -> Letters:
        from ordertrack.store.letters import Letters

        return Letters(self.connection)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection)

    @cached_property
    def records(self) -> Records:
        from ordertrack.store.records.records import Records

        return Records(self.connection)

    @cached_property
    def chain(self) -> Chain:
        from ordertrack.store.trail import Chain

        return Chain(self.connection)

    @cached_property
    def exports(self) -> Exports:
        from ordertrack.store.records.records import Exports

        return Exports(self.connection)


class SqlWrites(SqlReads):
    """One transaction: all of it is kept by `commit`, or nothing."""

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
        self._index.renew()
        self._transaction.commit()

    @cached_property
    def _tail(self) -> Tail:
        from ordertrack.store.trail import Tail

        return Tail(self.connection)

    @cached_property
    def _index(self) -> SearchIndex:
        from ordertrack.store.letters import SearchIndex

        return SearchIndex(self.connection)

    @cached_property
    def orders(self) -> OrderWrites:
        from ordertrack.store.book.saving import OrderWrites

        return OrderWrites(self.connection, self._load_orders, self._archived_in, tail=self._tail, index=self._index)

    @cached_property
    def parties(self) -> PartyWrites:
        from ordertrack.store.parties import PartyWrites

        return PartyWrites(self.connection, self._tail)

    @cached_property
    def policy(self) -> PolicyWrites:
        from ordertrack.store.book.saving import PolicyWrites

        return PolicyWrites(self.connection, self._tail, self._read_policy)

    @cached_property
    def round(self) -> RoundWrites:
        from ordertrack.store.book.saving import RoundWrites

        return RoundWrites(self.connection, self._tail)

    @cached_property
    def notices(self) -> NoticeWrites:
        from ordertrack.store.notices import NoticeWrites

        return NoticeWrites(self.connection)

    @cached_property
    def letters(self) -> LetterWrites:
        from ordertrack.store.letters import LetterWrites

        return LetterWrites(self.connection, self._index)

    @cached_property
    def records(self) -> RecordWrites:
        from ordertrack.store.records.erasing import RecordWrites

        return RecordWrites(self.connection, self._tail, self.parties)
