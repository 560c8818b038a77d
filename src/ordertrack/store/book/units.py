"""Writing the book: rows and the events that made them, in one transaction."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import PolicyAdopted
from ordertrack.domain.parties import PartyErased, erased
from ordertrack.domain.records import GENESIS, body_of, chain_hash, event_body, stubs_digest
from ordertrack.domain.values.codec import encode, instant_text
from ordertrack.errors import ConflictError
from ordertrack.store.book.views import SqlReads
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.orders.rows import (
    CHILDREN,
    NAMES,
    OrderRows,
    order_rows,
    party_values,
    policy_values,
    round_values,
)
from ordertrack.store.tables.cases import ARCHIVED, POLICIES, ROUNDS
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, TRAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.letters import Message
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import Fact, OrdersArchived, RoundRun
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Party
    from ordertrack.domain.policy.policy import Policy, PolicyRevision
    from ordertrack.domain.values.codec import Facts
    from ordertrack.usecases.ports import NewMessage


class SqlWrites(SqlReads):
    """One transaction. See `usecases.ports.Writes` for what each method promises."""

    def __init__(
        self,
        connection: sa.Connection,
        transaction: sa.RootTransaction,
        read_policy: Callable[[str], Policy] | None = None,
    ) -> None:
        super().__init__(connection, read_policy)
        self._transaction = transaction
        self._next_order = self._top(ORDERS.c.id) + 1
        self._has_archived: bool | None = None
        self._to_index: set[int] = set()
        tail = connection.execute(sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)).first()
        self._seq: int = tail.seq if tail else 0
        self._hash: bytes = bytes(tail.hash) if tail else GENESIS

    def enter_orders(self, entries: Sequence[Facts], *, at: datetime, by: str) -> None:
        """Add new orders, each with its event."""
        if not entries:
            return
        self._require_none_archived([facts["number"] for facts in entries])
        when = instant_text(at)
        found: list[OrderRows] = []
        events: list[tuple[str, int | None]] = []
        for facts in entries:
            order_id = self._next_order
            self._next_order += 1
            found.append(order_rows(facts, order_id))
            body = body_of("order entered", {"order": facts}, at=when, by=by, order=facts["number"])
            events.append((body, order_id))
        orders, *children = zip(*found, strict=True)
        insert_many(self.connection, ORDERS, orders)
        for table, rows in zip(CHILDREN, children, strict=True):
            insert_many(self.connection, table, list(chain.from_iterable(rows)))
        self._append(events)
        self._make_findable([rows.order[0] for rows in found if rows.contacts or rows.enquiries])

    def _require_none_archived(self, numbers: Sequence[str]) -> None:
        if self._has_archived is None:
            self._has_archived = self.connection.execute(sa.select(ARCHIVED.c.seq).limit(1)).first() is not None
        if self._has_archived:
            for number, file in self.archived_in(numbers).items():
                raise ConflictError(f"{number} is taken: an order of that number is in the archive {file}")

    def save(self, before: Order, after: Order, fact: Fact, *, at: datetime, by: str) -> int:
        """Keep a changed order and the fact that changed it; the number of its event."""
        if before.number not in self._loaded:
            self.get_order(before.number)
        order_id = self._loaded[before.number].order_id
        was = order_rows(encode(before), order_id, before.version)
        now = order_rows(encode(after), order_id, after.version)
        self._update_order(was, now, before)
        changed = _changed(was, now)
        for table, rows, _ in reversed(changed):
            if rows:
                self.connection.execute(table.delete().where(table.c.order_id == order_id))
        self._update_lines(was, now)
        for table, _, rows in changed:
            insert_many(self.connection, table, rows)
        self._append([(event_body(fact, at=at, by=by, order=before.number), order_id)])
        if was.contacts != now.contacts or was.enquiries != now.enquiries:
            self._make_findable([order_id])
        return self._seq

    def _make_findable(self, orders: Collection[int]) -> None:
        """Let the search find these orders by what is said about them when all of it is kept."""
        self._to_index.update(orders)

    def _update_order(self, was: OrderRows, now: OrderRows, before: Order) -> None:
        found = self._update(ORDERS, was.order, now.order, {"id": now.order[0], "version": before.version})
        if found != 1:
            msg = f"{before.number} was changed by somebody else meanwhile"
            raise ConflictError(msg, hints=("look at it again and repeat what is still right",))

    def _update_lines(self, was: OrderRows, now: OrderRows) -> None:
        known = {row[:2]: row for row in was.lines}
        for row in now.lines:
            if row[:2] not in known:
                insert_many(self.connection, LINES, [row])
            elif row != known[row[:2]]:
                self._update(LINES, known[row[:2]], row, {"order_id": row[0], "position": row[1]})
        for order_id, position in known.keys() - {row[:2] for row in now.lines}:  # their entry was taken back
            self.connection.execute(LINES.delete().where(LINES.c.order_id == order_id, LINES.c.position == position))

    def _update(self, table: sa.Table, was: tuple[Any, ...], now: tuple[Any, ...], key: dict[str, Any]) -> int:
        changed = {name: new for name, old, new in zip(NAMES[table.name], was, now, strict=True) if old != new}
        marks = "?" if self.connection.dialect.paramstyle == "qmark" else "%s"
        sets = ", ".join(f"{name} = {marks}" for name in changed)
        where = " AND ".join(f"{name} = {marks}" for name in key)
        statement = f"UPDATE {table.name} SET {sets} WHERE {where}"
        return self.connection.exec_driver_sql(statement, (*changed.values(), *key.values())).rowcount

    def save_party(self, party: Party, fact: Fact, *, at: datetime, by: str) -> None:
        """Keep a new or changed party and the fact."""
        values = party_values(party)
        known = self.connection.execute(sa.select(PARTIES).where(PARTIES.c.id == party.id)).first()
        if known is None:
            insert_many(self.connection, PARTIES, [values])
        elif tuple(known) != values:
            self._update(PARTIES, tuple(known), values, {"id": party.id})
        self._append([(event_body(fact, at=at, by=by), None)])

    def save_policy(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        """Keep a new policy revision, with its event."""
        fact = PolicyAdopted(
            number=revision.number, from_on=revision.from_on, description=revision.description, text=revision.text
        )
        insert_many(self.connection, POLICIES, [(*policy_values(fact, at, by), revision.form)])
        self._append([(event_body(fact, at=at, by=by), None)])

    def keep_forms(self, forms: Mapping[int, str]) -> None:
        """Keep what policy revisions say beside their texts, by number."""
        for number, form in forms.items():
            self.connection.execute(POLICIES.update().where(POLICIES.c.number == number).values(form=form))

    def record_round(self, fact: RoundRun, *, at: datetime, by: str) -> None:
        """Keep that a daily round ran, with its event."""
        insert_many(self.connection, ROUNDS, [round_values(fact, self._seq + 1, at, by)])
        self._append([(event_body(fact, at=at, by=by), None)])

    def give_away(self, fact: OrdersArchived, *, at: datetime, by: str) -> None:
        """Take orders out that an archive holds, with its event."""
        from ordertrack.store.records.archiving import remove_orders

        self._append([(event_body(fact, at=at, by=by), None)])
        remove_orders(self, fact.numbers, self._seq)

    def erase_party(self, party: Party, cause: str, *, with_correspondence: bool, at: datetime, by: str) -> PartyErased:
        """Take out what is known of a party, with its event."""
        from ordertrack.store.records import erasing
        from ordertrack.store.records.trail import make_stubs, overwrite_what_goes

        told = erasing.events_of_party(self, party.id)
        if with_correspondence:
            told = sorted([*told, *erasing.correspondence_with(self, party)])
        events, digest = stubs_digest(told)
        fact = PartyErased(party=erased(party), cause=cause, events=events, digest=digest)
        overwrite_what_goes(self.connection)
        self.save_party(fact.party, fact, at=at, by=by)
        make_stubs(self.connection, [(seq, rest) for seq, _, rest in told], self._seq, of_orders=False)
        erasing.silence(self.connection, party, with_correspondence=with_correspondence)
        return fact

    def move_orders(self, party: int, into: int) -> int:
        """Give all orders of one party to another; the number of orders moved."""
        moved = 0
        for column in (ORDERS.c.customer_id, ORDERS.c.supplier_id):
            statement = ORDERS.update().where(column == party).values({column.name: into})
            moved += self.connection.execute(statement).rowcount
        return moved

    def add_notice(self, notice: Notice, key: str) -> Notice:
        """Queue a notice under the next number."""
        from ordertrack.store.notices import outboxing

        return outboxing.add_notice(self.connection, notice, key)

    def save_notice(self, notice: Notice) -> None:
        """Keep what changed of a notice."""
        from ordertrack.store.notices import outboxing

        outboxing.save_notice(self.connection, notice)

    def keep_message(self, new: NewMessage) -> Message:
        """Keep a message with its original under the next number."""
        from ordertrack.store.notices import outboxing

        kept, orders = outboxing.keep_message(self.connection, new)
        self._make_findable(orders)
        return kept

    def save_message(self, message: Message) -> None:
        """Keep what changed of a message."""
        from ordertrack.store.notices import outboxing

        self._make_findable(outboxing.save_message(self.connection, message))

    def next_message(self) -> int:
        """Give the number under which the next message can be kept."""
        from ordertrack.store.notices import outboxing

        return outboxing.next_message(self.connection)

    def commit(self) -> None:
        """Keep everything."""
        if self._to_index:
            from ordertrack.store.letters import reindex

            reindex(self.connection, self._to_index)
        self._transaction.commit()

    def _append(self, events: Sequence[tuple[str, int | None]]) -> None:
        rows = []
        for body, order_id in events:
            self._seq += 1
            previous, self._hash = self._hash, chain_hash(self._hash, self._seq, body.encode())
            rows.append((self._seq, previous, self._hash, order_id, body))
        insert_many(self.connection, TRAIL, rows)

    def _top(self, column: sa.Column[int]) -> int:
        found: int | None = self.connection.execute(sa.select(sa.func.max(column))).scalar()
        return found or 0


def _changed(was: OrderRows, now: OrderRows) -> list[tuple[sa.Table, Sequence[Any], Sequence[Any]]]:
    """List the tables of what else changed of an order, with the rows to take out and to put in.

    Where rows were only added, those that are there stay.
    """
    found: list[tuple[sa.Table, Sequence[Any], Sequence[Any]]] = []
    for table in CHILDREN:
        before, after = getattr(was, table.name), getattr(now, table.name)
        if table is LINES or before == after:
            continue
        is_longer = after[: len(before)] == before
        found.append((table, (), after[len(before) :]) if is_longer else (table, before, after))
    return found
