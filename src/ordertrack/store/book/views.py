"""The book as one view, or one transaction, over a connection: a room for each noun, made when it is first asked for.

What a room needs is loaded with it, here and nowhere else in the store: a list loads neither whole orders nor events.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ordertrack.store.tables.schema import get_value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import sqlalchemy as sa

    from ordertrack.store.book.facts import PolicyWrites, RoundWrites
    from ordertrack.store.cases import Cases
    from ordertrack.store.letters.letters import Letters, LetterWrites
    from ordertrack.store.letters.search import SearchIndex
    from ordertrack.store.notices.outbox import Notices, NoticeWrites
    from ordertrack.store.orders.listing import Orders
    from ordertrack.store.orders.rows import Loaded
    from ordertrack.store.orders.saving import OrderWrites
    from ordertrack.store.parties import Parties, PartyWrites
    from ordertrack.store.policy import Policies
    from ordertrack.store.records.erasing import RecordWrites
    from ordertrack.store.records.evidence import Chain
    from ordertrack.store.records.records import Records
    from ordertrack.store.records.streams import Exports
    from ordertrack.store.records.trail import Tail
    from ordertrack.store.reports.clocks import Clocks
    from ordertrack.store.reports.lines import Lines
    from ordertrack.store.reports.sop import Sop
    from ordertrack.store.reports.suppliers import Suppliers
    from ordertrack.store.round.pasts import Pasts, Reopen
    from ordertrack.store.round.watching import Rounds


class Reports:
    """The reports over orders, each kind in a room of its own."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @cached_property
    def lines(self) -> Lines:
        """What is overdue, how late it is, and how punctual deliveries were."""
        from ordertrack.store.reports.lines import Lines

        return Lines(self._connection)

    @cached_property
    def clocks(self) -> Clocks:
        """The clocks of questions and issues."""
        from ordertrack.store.reports.clocks import Clocks

        return Clocks(self._connection)

    @cached_property
    def suppliers(self) -> Suppliers:
        """What suppliers' orders add up to."""
        from ordertrack.store.reports.suppliers import Suppliers

        return Suppliers(self._connection)

    @cached_property
    def sop(self) -> Sop:
        """How orders were dealt with."""
        from ordertrack.store.reports.sop import Sop

        return Sop(self._connection)


class SqlReads:
    """One consistent view of the book; nothing in it can lock, write or upgrade.

    `reopen` opens the same book once more, for another process.
    """

    def __init__(self, connection: sa.Connection, reopen: Reopen | None = None) -> None:
        self.connection, self._reopen = connection, reopen

    def setting(self, key: str) -> str | None:
        """Give what the book says of itself under `key`."""
        return get_value(self.connection, key)

    @cached_property
    def orders(self) -> Orders:
        """The orders."""
        from ordertrack.store.orders.listing import Orders

        return Orders(self.connection, self._load_orders, self._archived_in)

    def _load_orders(self, numbers: Collection[str]) -> dict[str, Loaded]:
        from ordertrack.store.orders.rows import load_orders

        return load_orders(self.connection, numbers)

    def _archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        return self.records.archived_in(numbers)

    @cached_property
    def parties(self) -> Parties:
        """The customers and suppliers."""
        from ordertrack.store.parties import Parties

        return Parties(self.connection)

    @cached_property
    def cases(self) -> Cases:
        """What happened around orders, and what is chased."""
        from ordertrack.store.cases import Cases

        return Cases(self.connection)

    @cached_property
    def policy(self) -> Policies:
        """The revisions of the policy."""
        from ordertrack.store.policy import Policies

        return Policies(self.connection)

    @cached_property
    def round(self) -> Rounds:
        """What the daily round and the clocks ask."""
        from ordertrack.store.round.watching import Rounds

        return Rounds(self.connection)

    @cached_property
    def pasts(self) -> Pasts:
        """Every order with all its events."""
        from ordertrack.store.round.pasts import Pasts

        return Pasts(self.connection, self._reopen)

    @cached_property
    def notices(self) -> Notices:
        """The notices."""
        from ordertrack.store.notices.outbox import Notices

        return Notices(self.connection)

    @cached_property
    def letters(self) -> Letters:
        """The letters, and all other messages."""
        from ordertrack.store.letters.letters import Letters

        return Letters(self.connection)

    @cached_property
    def reports(self) -> Reports:
        """The reports."""
        return Reports(self.connection)

    @cached_property
    def records(self) -> Records:
        """What is kept of orders, living, finished and archived."""
        from ordertrack.store.records.records import Records

        return Records(self.connection)

    @cached_property
    def chain(self) -> Chain:
        """The trail as what proves the record of an order."""
        from ordertrack.store.records.evidence import Chain

        return Chain(self.connection)

    @cached_property
    def exports(self) -> Exports:
        """The whole book, row by row."""
        from ordertrack.store.records.streams import Exports

        return Exports(self.connection)


class SqlWrites(SqlReads):
    """One transaction: all of it is kept by `commit`, or nothing."""

    def __init__(self, connection: sa.Connection, transaction: sa.RootTransaction) -> None:
        super().__init__(connection)
        self._transaction = transaction

    def commit(self) -> None:
        """Keep everything; what was acknowledged after this survives a crash."""
        self._index.renew()
        self._transaction.commit()

    @cached_property
    def _tail(self) -> Tail:
        from ordertrack.store.records.trail import Tail

        return Tail(self.connection)

    @cached_property
    def _index(self) -> SearchIndex:
        from ordertrack.store.letters.search import SearchIndex

        return SearchIndex(self.connection)

    @cached_property
    def orders(self) -> OrderWrites:
        """The orders, to be entered and changed."""
        from ordertrack.store.orders.saving import OrderWrites

        return OrderWrites(self.connection, self._load_orders, self._archived_in, tail=self._tail, index=self._index)

    @cached_property
    def parties(self) -> PartyWrites:
        """The customers and suppliers, to be added and changed."""
        from ordertrack.store.parties import PartyWrites

        return PartyWrites(self.connection, self._tail)

    @cached_property
    def policy(self) -> PolicyWrites:
        """The revisions of the policy, and another one."""
        from ordertrack.store.book.facts import PolicyWrites

        return PolicyWrites(self.connection, self._tail)

    @cached_property
    def round(self) -> RoundWrites:
        """What the daily round asks and keeps."""
        from ordertrack.store.book.facts import RoundWrites

        return RoundWrites(self.connection, self._tail)

    @cached_property
    def notices(self) -> NoticeWrites:
        """The notices, to be queued and changed."""
        from ordertrack.store.notices.outbox import NoticeWrites

        return NoticeWrites(self.connection)

    @cached_property
    def letters(self) -> LetterWrites:
        """The letters, to be kept and changed."""
        from ordertrack.store.letters.letters import LetterWrites

        return LetterWrites(self.connection, self._index)

    @cached_property
    def records(self) -> RecordWrites:
        """What is kept of orders, to be given away and erased."""
        from ordertrack.store.records.erasing import RecordWrites

        return RecordWrites(self.connection, self._tail, self.parties)
