"""Reading the book: one order, its history, its parties. The reports stand in files of their own.

What makes whole orders, events and parties of rows is loaded by who asks for them: lists and reports never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.values.texts import name_key
from ordertrack.errors import NotFoundError, OutsideError
from ordertrack.store.cases import Casebook, Chasing
from ordertrack.store.notices.outbox import Outbox
from ordertrack.store.orders.listing import TO_DO, Listing
from ordertrack.store.records.streams import Streams
from ordertrack.store.reports.clocks import Clocks
from ordertrack.store.reports.lines import Reports
from ordertrack.store.reports.sop import Adherence
from ordertrack.store.reports.suppliers import Scorecards
from ordertrack.store.round.pasts import Pasts
from ordertrack.store.round.watching import Watching
from ordertrack.store.tables.orders import BOOK, ORDERS, PARTIES, TRAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.policy import Policy
    from ordertrack.domain.records import Finished
    from ordertrack.store.orders.rows import Loaded
    from ordertrack.usecases.ports import Head


class SqlReads(Listing, Reports, Streams, Watching, Casebook, Chasing, Clocks, Pasts, Scorecards, Adherence, Outbox):
    """One consistent view of the book. See `usecases.ports.Reads` for what each method promises."""

    def __init__(self, connection: sa.Connection, read_policy: Callable[[str], Policy] | None = None) -> None:
        super().__init__(connection)
        self.read_policy = read_policy
        self._loaded: dict[str, Loaded] = {}

    def setting(self, key: str) -> str | None:
        """Give what the book says of itself under `key`."""
        found: str | None = self.connection.execute(sa.select(BOOK.c.value).where(BOOK.c.key == key)).scalar()
        return found

    def get_order(self, number: str) -> Order:
        """Give the order of that very number."""
        found = self.find_orders([number]).get(number)
        if found is None:
            if file := self.archived_in([number]).get(number):
                at = f"ordertrack --db {file} show {number}"
                raise NotFoundError(f"order {number} is in the archive {file}", hints=(at,))
            near = self.matching_numbers(number[: max(3, len(number) - 2)], limit=5)
            hints = (f"near it: {', '.join(near)}",) if near else ()
            msg = f"there is no order {number}"
            raise NotFoundError(msg, hints=hints)
        return found

    def find_orders(self, numbers: Collection[str]) -> Mapping[str, Order]:
        """Give those that exist of the named orders."""
        from ordertrack.store.orders.rows import load_orders

        loaded = load_orders(self.connection, numbers)
        self._loaded |= loaded
        return {number: each.order for number, each in loaded.items()}

    def matching_numbers(self, part: str, *, limit: int) -> Sequence[str]:
        """List numbers that begin or end with `part`; an exact match stands alone."""
        number = ORDERS.c.number
        exact = self.connection.execute(sa.select(number).where(number == part)).scalars().all()
        if exact or not part:
            return exact
        begins = number.istartswith(part, autoescape=True)
        ends = number.iendswith(part, autoescape=True)
        query = sa.select(number).where(sa.or_(begins, ends)).order_by(number).limit(limit)
        return self.connection.execute(query).scalars().all()

    def open_numbers(self, start: str, *, limit: int) -> Sequence[str]:
        """List the numbers of unfinished orders beginning with `start`."""
        number = ORDERS.c.number
        query = sa.select(number).where(TO_DO)
        if start:
            query = query.where(number.istartswith(start, autoescape=True))
        return self.connection.execute(query.order_by(number).limit(limit)).scalars().all()

    def history(self, number: str) -> Sequence[Event]:
        """Give all events of one order."""
        return [_event(seq, body) for seq, body in self.bodies(number)]

    def bodies(self, number: str) -> Sequence[tuple[int, str]]:
        """Give the very text of each event of one order."""
        from ordertrack.store.records.trail import SAID

        query = sa.select(TRAIL.c.seq, SAID).join(ORDERS, ORDERS.c.id == TRAIL.c.order_id)
        found = self.connection.execute(query.where(ORDERS.c.number == number).order_by(TRAIL.c.seq))
        return [(seq, body) for seq, body in found]

    def find_party(self, name: str) -> Party | None:
        """Find a party by name; a merged one leads to what it became."""
        from ordertrack.store.orders.rows import party_from

        row = self.connection.execute(sa.select(PARTIES).where(PARTIES.c.key == name_key(name))).first()
        while row is not None and row.merged_into is not None:
            row = self.connection.execute(sa.select(PARTIES).where(PARTIES.c.id == row.merged_into)).one()
        return party_from(row) if row is not None else None

    def parties(self) -> Sequence[Party]:
        """List all parties by their number in the book."""
        from ordertrack.store.orders.rows import load_parties

        return load_parties(self.connection)

    def customer_ref_holder(self, customer: int, customer_ref: str) -> str | None:
        """Find the order that already carries this customer's reference."""
        query = sa.select(ORDERS.c.number).where(
            ORDERS.c.customer_id == customer, ORDERS.c.customer_ref == customer_ref
        )
        found: str | None = self.connection.execute(query.order_by(ORDERS.c.id).limit(1)).scalar()
        return found

    def finished_orders(self) -> Sequence[Finished]:
        """List the closed and cancelled orders, as they were entered."""
        from ordertrack.store.records.archiving import finished_orders

        return finished_orders(self.connection)

    def held_orders(self, party: int) -> Sequence[str]:
        """List the numbers of the orders of a party whose records are held."""
        from ordertrack.store.records.archiving import held_orders

        return held_orders(self.connection, party)

    def archives(self) -> Sequence[str]:
        """Name the archives of the book in the order in which they were made."""
        from ordertrack.store.records.archiving import archivings

        return [fact.file for fact in archivings(self.connection)]

    def archived_in(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Give those of the numbers whose order was archived, with the name of the archive."""
        from ordertrack.store.records.archiving import archived_in

        return archived_in(self.connection, numbers)

    def parties_of(self, ids: Collection[int]) -> Mapping[int, Party]:
        """Give parties by their numbers, each as what it became if it was merged."""
        from ordertrack.store.orders.rows import party_from

        found: dict[int, Party] = {}
        for party in set(ids):
            row = self.connection.execute(sa.select(PARTIES).where(PARTIES.c.id == party)).one()
            while row.merged_into is not None:
                row = self.connection.execute(sa.select(PARTIES).where(PARTIES.c.id == row.merged_into)).one()
            found[party] = party_from(row)
        return found

    def head(self) -> Head:
        """Give the last event of the trail."""
        from ordertrack.domain.records import GENESIS
        from ordertrack.usecases.ports import Head

        query = sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)
        last = self.connection.execute(query).first()
        return Head(last.seq, bytes(last.hash).hex()) if last else Head(0, GENESIS.hex())

    def has_orders(self) -> bool:
        """Say whether the book holds any order."""
        return self.connection.execute(sa.select(ORDERS.c.id).limit(1)).first() is not None


def _event(seq: int, body: str) -> Event:
    from ordertrack.domain.records import event_from

    try:
        return event_from(body, seq)
    except ValueError as error:
        raise OutsideError(str(error), hints=("`ordertrack trail verify` checks all of it",)) from error
