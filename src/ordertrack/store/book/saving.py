"""Writing: orders, adopted revisions and rounds that ran, each with the events that made them, in one transaction."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.events import PolicyAdopted
from ordertrack.domain.orders.order import Order
from ordertrack.domain.policy.policy import PolicyRevision
from ordertrack.domain.records import body_of, event_body
from ordertrack.domain.values.codec import encode, instant_text
from ordertrack.errors import ConflictError
from ordertrack.store.engine.engine import insert_many
from ordertrack.store.orders.listing import Orders
from ordertrack.store.orders.rows import CHILDREN, OrderRows, order_rows, policy_values, round_values, update_row
from ordertrack.store.policy import Policies
from ordertrack.store.round import Rounds
from ordertrack.store.tables.cases import ARCHIVED, POLICIES, ROUNDS
from ordertrack.store.tables.orders import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ordertrack.domain.orders.events import Fact, RoundRun
    from ordertrack.domain.policy.policy import Policy
    from ordertrack.domain.values.codec import Facts
    from ordertrack.store.letters import SearchIndex
    from ordertrack.store.orders.listing import ArchivedIn, Load
    from ordertrack.store.trail import Tail


class OrderWrites(Orders):
    """The same in a transaction, which may enter and change orders."""

    def __init__(
        self, connection: sa.Connection, load: Load, archived_in: ArchivedIn, tail: Tail, index: SearchIndex
    ) -> None:
        super().__init__(connection, load, archived_in)
        self._tail, self._index = tail, index
        self._has_archived: bool | None = None

    def enter(self, entries: Sequence[Facts], *, at: datetime, by: str) -> None:
        """Add new orders, each with its event; ConflictError when a number is taken."""
        if not entries:
            return
        self._require_none_archived([facts["number"] for facts in entries])
        when = instant_text(at)
        found: list[OrderRows] = []
        events: list[tuple[str, int | None]] = []
        for order_id, facts in enumerate(entries, self._top() + 1):
            found.append(order_rows(facts, order_id))
            body = body_of("order entered", {"order": facts}, at=when, by=by, order=facts["number"])
            events.append((body, order_id))
        orders, *children = zip(*found, strict=True)
        insert_many(self._connection, ORDERS, orders)
        for table, rows in zip(CHILDREN, children, strict=True):
            insert_many(self._connection, table, list(chain.from_iterable(rows)))
        self._tail.append_of_orders(events)
        self._index.add([rows.order[0] for rows in found if rows.contacts or rows.enquiries])

    def _require_none_archived(self, numbers: Sequence[str]) -> None:
        if self._has_archived is None:
            self._has_archived = self._connection.execute(sa.select(ARCHIVED.c.seq).limit(1)).first() is not None
        if self._has_archived:
            for number, file in self._archived_in(numbers).items():
                raise ConflictError(f"{number} is taken: an order of that number is in the archive {file}")

    def save(self, before: Order, after: Order, fact: Fact, *, at: datetime, by: str) -> int:
        """Keep a changed order and the fact that changed it; the number of its event.

        ConflictError when the order was changed meanwhile.
        """
        if before.number not in self._loaded:
            self.get(before.number)
        order_id = self._loaded[before.number].order_id
        was = order_rows(encode(before), order_id, before.version)
        now = order_rows(encode(after), order_id, after.version)
        self._update_order(was, now, before)
        changed = _changed(was, now)
        for table, rows, _ in reversed(changed):
            if rows:
                self._connection.execute(table.delete().where(table.c.order_id == order_id))
        self._update_lines(was, now)
        for table, _, rows in changed:
            insert_many(self._connection, table, rows)
        seq = self._tail.append_of_orders([(event_body(fact, at=at, by=by, order=before.number), order_id)])
        if was.contacts != now.contacts or was.enquiries != now.enquiries:
            self._index.add([order_id])
        return seq

    def _update_order(self, was: OrderRows, now: OrderRows, before: Order) -> None:
        key = {"id": now.order[0], "version": before.version}
        found = update_row(self._connection, ORDERS, was.order, now.order, key)
        if found != 1:
            msg = f"{before.number} was changed by somebody else meanwhile"
            raise ConflictError(msg, hints=("look at it again and repeat what is still right",))

    def _update_lines(self, was: OrderRows, now: OrderRows) -> None:
        known = {row[:2]: row for row in was.lines}
        for row in now.lines:
            if row[:2] not in known:
                insert_many(self._connection, LINES, [row])
            elif row != known[row[:2]]:
                update_row(self._connection, LINES, known[row[:2]], row, {"order_id": row[0], "position": row[1]})
        for order_id, position in known.keys() - {row[:2] for row in now.lines}:  # their entry was taken back
            self._connection.execute(LINES.delete().where(LINES.c.order_id == order_id, LINES.c.position == position))

    def reassign(self, party: int, into: int) -> int:
        """Give all orders of one party to another; how many moved."""
        moved = 0
        for column in (ORDERS.c.customer_id, ORDERS.c.supplier_id):
            statement = ORDERS.update().where(column == party).values({column.name: into})
            moved += self._connection.execute(statement).rowcount
        return moved

    def _top(self) -> int:
        found: int | None = self._connection.execute(sa.select(sa.func.max(ORDERS.c.id))).scalar()
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


class PolicyWrites(Policies):
    """The same in a transaction, which may adopt another revision."""

    def __init__(self, connection: sa.Connection, tail: Tail, read: Callable[[str], Policy] | None = None) -> None:
        super().__init__(connection, read)
        self._tail = tail

    def save(self, revision: PolicyRevision, *, at: datetime, by: str) -> None:
        """Keep a new policy revision, with its event."""
        fact = PolicyAdopted(
            number=revision.number, from_on=revision.from_on, description=revision.description, text=revision.text
        )
        insert_many(self._connection, POLICIES, [(*policy_values(fact, at, by), revision.form)])
        self._tail.append(event_body(fact, at=at, by=by))

    def keep_forms(self, forms: Mapping[int, str]) -> None:
        """Keep what policy revisions say beside their texts, by number."""
        for number, form in forms.items():
            self._connection.execute(POLICIES.update().where(POLICIES.c.number == number).values(form=form))


class RoundWrites(Rounds):
    """The same in a transaction, which may keep that a round ran."""

    def __init__(self, connection: sa.Connection, tail: Tail) -> None:
        super().__init__(connection)
        self._tail = tail

    def record(self, fact: RoundRun, *, at: datetime, by: str) -> None:
        """Keep that a daily round ran, with its event."""
        insert_many(self._connection, ROUNDS, [round_values(fact, self._tail.seq + 1, at, by)])
        self._tail.append(event_body(fact, at=at, by=by))
