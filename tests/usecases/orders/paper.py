"""An order as a clerk would keep it on paper: written anew from the procedure, to hold the program against.

A sheet shares no rule with the program. It is a plain record on which steps are written one by one; taking a step
back means writing the sheet again without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordertrack.domain.orders.order import Delay, Line, Order, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.values.amounts import format_quantity
from tests.usecases.orders.troubles import Trouble, as_issue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

NEXT = {
    "entered": {"confirmed"},
    "confirmed": {"processing", "shipped", "delivered"},
    "processing": {"shipped", "delivered"},
    "shipped": {"delivered"},
    "delivered": {"completed"},
    "completed": {"closed"},
    "closed": set[str](),
    "cancelled": set[str](),
}
UNDER_WAY = {"entered", "confirmed", "processing", "shipped"}
OVER = {"completed", "closed", "cancelled"}


class ForbiddenError(Exception):
    """The procedure does not allow it."""


def require(is_allowed: object) -> None:
    if not is_allowed:
        raise ForbiddenError


@dataclass
class Sent:
    """Goods that left."""

    count: int
    on: date
    carrier: str | None


@dataclass
class Came:
    """Goods that arrived."""

    count: int
    bad: int
    on: date


@dataclass
class Row:
    """One line of the order."""

    ordered: int
    promised: date
    first: date
    sku: str | None = None
    expected: date | None = None
    gone: int = 0
    gone_on: date | None = None
    sent: list[Sent] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    said: list[tuple[date, date, date]] = field(default_factory=list)

    @property
    def here(self) -> int:
        return sum(each.count - each.bad for each in self.came)

    @property
    def wanted(self) -> int:
        return max(0, self.ordered - self.gone - self.here)

    @property
    def left(self) -> int:
        good = sum(each.count for each in self.sent) - sum(each.bad for each in self.came)
        return max(0, self.ordered - self.gone - max(good, self.here))

    def lost(self, came: Collection[Came]) -> int:
        """Count what is missing of the parcel that was opened last: one arrives whole, or something is lost."""
        count = sum(each.count for each in came)
        for parcel in self.sent if count else ():
            if count <= parcel.count:
                return parcel.count - count
            count -= parcel.count
        return 0

    @property
    def has_left(self) -> bool:
        return bool(self.sent) or self.here > 0


@dataclass
class Sheet:
    """The paper of one order. Each method writes one step and refuses what the procedure forbids."""

    rows: dict[int, Row]
    stage: str = "entered"
    words: dict[str, str | None] = field(default_factory=dict)
    delay: Delay | None = None
    heard: date | None = None
    days: dict[str, date] = field(default_factory=dict)
    received_by: str | None = None
    troubles: list[Trouble] = field(default_factory=list)

    def wanted(self) -> dict[int, Row]:
        return {position: row for position, row in self.rows.items() if row.wanted}

    def move(self, *, to: str, on: date) -> None:
        require(to in NEXT[self.stage])
        self.stage = to
        if to == "confirmed":
            self.days["confirmed_on"] = on
            self._hear(on)
        self.delay = None

    def ship(self, *, parts: Mapping[int, int], on: date, carrier: str | None, expected: date | None) -> None:
        require("shipped" in NEXT[self.stage])
        for position, count in parts.items():
            row = self.rows[position]
            require(0 < count <= row.left)
            row.sent.append(Sent(count, on, carrier))
            row.expected = expected or row.expected
        self.words["carrier"] = carrier or self.words.get("carrier")
        self._hear(on)
        self._settle()

    def receive(self, *, parts: Mapping[int, tuple[int, int]], on: date) -> None:
        require("delivered" in NEXT[self.stage])
        for position, (count, bad) in parts.items():
            require(count > 0 and 0 <= bad <= count)
            self.rows[position].came.append(Came(count, bad, on))
        for position, (_, bad) in parts.items():
            self._complain(position, bad, on)
        self._hear(on)
        self._settle()

    def _complain(self, position: int, bad: int, on: date) -> None:
        row = self.rows[position]
        if bad:
            self.troubles.append(Trouble("quality", "why", on, position))
        lost = row.lost(row.came) - row.lost(row.came[:-1])
        if row.wanted and lost > 0:
            cause = f"{format_quantity(lost)} of what was shipped did not arrive"
            self.troubles.append(Trouble("short", cause, on, position))

    def report_delay(self, *, expected: date, on: date, only: Sequence[int]) -> None:
        require(self.stage in UNDER_WAY)
        for row in self._meant(only):
            row.expected = expected
        self.delay = Delay(reported_on=on, expected_on=expected, cause="why")
        if not any(each.kind == "delay" and not each.settled for each in self.troubles):
            position = only[0] if len(only) == 1 else None
            self.troubles.append(Trouble("delay", "why", on, position))
        self._hear(on)

    def promise(self, *, day: date, on: date, only: Collection[int]) -> None:
        require(self.wanted() and self.stage not in OVER)
        for row in self._meant(only):
            row.said.append((on, row.promised, day))
            row.promised = day
            row.first = day if self.stage == "entered" else row.first
        self.delay = None
        self._hear(on)

    def expect(self, *, day: date, on: date, only: Collection[int]) -> None:
        require(self.wanted() and self.stage not in OVER)
        for row in self._meant(only):
            row.expected = day
        self._hear(on)

    def cancel(self, *, parts: Mapping[int, int], on: date) -> None:
        require(self.wanted() and self.stage not in OVER)
        for position, count in parts.items():
            row = self.rows[position]
            require(0 < count <= row.wanted)
            row.gone += count
            row.gone_on = on
        if not self.wanted() and not any(row.here for row in self.rows.values()):
            self.days["cancelled_on"] = on
        self._settle()

    def edit(self, *, words: Mapping[str, str | None], goods: Mapping[int, Mapping[str, str]]) -> None:
        self.words |= words
        require(self.words.get("currency") or not self.words.get("value"))
        for position, new in goods.items():
            row = self.rows[position]
            require(not new or (row.wanted and not row.has_left))
            row.sku = new.get("sku", row.sku)
            row.ordered = int(new.get("quantity", row.ordered))
            require(row.ordered > row.gone)
        self._settle()

    def note(self) -> None:
        """Write something in the margin."""

    def confirm_receipt(self, *, on: date, by: str | None) -> None:
        require(self.stage == "delivered")
        self.days["receipt_on"] = on
        self.received_by = by or self.received_by
        self._hear(on)

    def end(self, *, to: str, on: date) -> None:
        require(to in NEXT[self.stage])
        require(to != "closed" or all(each.settled for each in self.troubles))
        self.stage = to
        self.days[f"{to}_on"] = on
        self.delay = None

    def _hear(self, on: date) -> None:
        self.heard = max(on, self.heard or on)

    def _meant(self, only: Collection[int]) -> Collection[Row]:
        wanted = self.wanted()
        require(wanted.keys() >= set(only))
        return [wanted[position] for position in only] or wanted.values()

    def _settle(self) -> None:
        if self.stage in OVER:
            return
        before, rows = self.stage, self.rows.values()
        if not self.wanted():
            self.stage = "delivered" if any(row.here for row in rows) else "cancelled"
        elif not any(row.left for row in self.wanted().values()):
            self.stage = "shipped"
        elif before == "shipped" or any(row.has_left for row in rows):
            self.stage = "processing"
        if self.stage != before:
            self.delay = None
        if self.stage in {"delivered", "cancelled"}:
            self._console()

    def _console(self) -> None:
        """Settle what is no trouble any more: a delay of what is here, anything of what was given up."""
        is_cancelled = self.stage == "cancelled"
        days = [each.on for row in self.rows.values() if row.here for each in row.came]
        days += [row.gone_on for row in self.rows.values() if row.gone_on]
        for each in self.troubles:
            if not each.settled and (is_cancelled or each.kind == "delay"):
                each.settled = self.days["cancelled_on"] if is_cancelled else max(days)
                each.why = "the order was cancelled" if is_cancelled else "delivered in full"

    def as_order(self, number: str, supplier: int, entered_on: date, version: int) -> Order:
        """Write the sheet as the program would."""
        value = self.words.get("value")
        return Order(
            number=number,
            customer=1,
            supplier=supplier,
            entered_on=entered_on,
            lines=tuple(_line(position, row) for position, row in sorted(self.rows.items())),
            status=Status(self.stage),
            owner=self.words.get("owner"),
            value=int(value) if value else None,
            currency=self.words.get("currency"),
            carrier=self.words.get("carrier"),
            delay=self.delay,
            received_by=self.received_by,
            last_contact_on=self.heard,
            issues=tuple(as_issue(number, each) for number, each in enumerate(self.troubles, 1)),
            version=version,
            **self.days,  # type: ignore[arg-type]  # its keys are the order's days
        )


def _line(position: int, row: Row) -> Line:
    return Line(
        position=position,
        quantity=row.ordered,
        promised_on=row.promised,
        first_promised_on=row.first,
        sku=row.sku,
        expected_on=row.expected,
        cancelled_quantity=row.gone,
        cancelled_on=row.gone_on,
        shipments=tuple(Shipment(quantity=each.count, shipped_on=each.on, carrier=each.carrier) for each in row.sent),
        receipts=tuple(
            Receipt(quantity=each.count, received_on=each.on, rejected=each.bad, reason="why" if each.bad else None)
            for each in row.came
        ),
        promises=tuple(
            Promise(said_on=on, previous_on=previous, promised_on=day, cause="why") for on, previous, day in row.said
        ),
    )
