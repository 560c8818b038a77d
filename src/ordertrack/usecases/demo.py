"""A lively example book: a file of orders and a diary, told by the same use cases that a desk would use."""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders.entry import DraftReader
from ordertrack.domain.orders.fields import DATE_FIELDS
from ordertrack.domain.orders.moves import Closing, ClosingStep, LineAmount, Move, Target
from ordertrack.domain.parties import Channel
from ordertrack.domain.time.dates import parse_date
from ordertrack.domain.values.amounts import parse_quantity
from ordertrack.usecases.cases.enquiries import Answer, Question, answer_enquiry, log_enquiry
from ordertrack.usecases.orders import add_order, close_orders, move_orders
from ordertrack.usecases.parties import add_party
from ordertrack.usecases.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from ordertrack.domain.time.dates import Days
    from ordertrack.domain.values.texts import InputRow
    from ordertrack.usecases.ports import Book, Reads, Writes
    from ordertrack.usecases.transfer.orders import SourceOrder

FOLDER = resources.files("ordertrack.usecases").joinpath("example")
"""Holds `orders.csv`, read as any import of orders, and `diary.toml`: who the parties are, and what happened."""
OPENING, PAUSE = time(8, 5), timedelta(minutes=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClock:
    """From days as a person types them to dates and instants of working hours."""

    today: date
    zone: tzinfo
    calendar: Days
    _used: dict[date, int] = field(default_factory=dict)

    def day(self, text: str) -> date:
        """Give the date."""
        return parse_date(text, today=self.today, calendar=self.calendar)

    def stamp(self, day: str, by: str) -> Stamp:
        """Give the next free minute of that day; it lies before now for every day before today."""
        on = self.day(day)
        self._used[on] = self._used.get(on, -1) + 1
        at = datetime.combine(on, OPENING, self.zone) + PAUSE * self._used[on]
        return Stamp(at=at.astimezone(UTC), today=on, by=by)


def tell(book: Book, orders: Iterable[SourceOrder], clock: DemoClock) -> int:
    """Enter the example into an empty book in the order in which it happened; how many orders.

    Everything is one transaction: the book holds all of it or nothing.
    """
    diary = tomllib.loads(FOLDER.joinpath("diary.toml").read_text(encoding="utf-8"))
    rows = {order.number: order.rows for order in orders}
    with book.write() as unit:
        together = _Together(unit)
        first, *_ = rows.values()
        for details in diary["parties"]:
            _introduce(together, details, clock.stamp(first[0].values["placed_on"], first[0].values["owner"]))
        for event in diary["events"]:
            _happen(together, event, rows[event["order"]], clock)
        unit.commit()
    return len(rows)


def _introduce(book: Book, details: Mapping[str, Any], stamp: Stamp) -> None:
    known = {**details, "emails": tuple(details["emails"])}
    add_party(book, known.pop("name"), stamp, dry_run=True, **known)


def _happen(book: Book, event: Mapping[str, str], rows: Sequence[InputRow], clock: DemoClock) -> None:
    """Let the order's owner do what the diary says, by its fields."""
    stamp = clock.stamp(event["on"], rows[0].values["owner"])
    details: dict[str, Any] = {name: _value(name, text, clock) for name, text in event.items() if name not in _HEAD}
    number = event["order"]
    match event["act"]:
        case "enter":
            add_order(book, rows, DraftReader(dict.fromkeys(DATE_FIELDS, clock.day)), stamp, dry_run=True)
        case "move":
            move_orders(book, [number], Move(on=stamp.today, **details), stamp, dry_run=True)
        case "close":
            close_orders(book, [number], Closing(on=stamp.today, **details), stamp, dry_run=True)
        case "ask":
            log_enquiry(book, number, Question(at=stamp.at, **details), stamp, dry_run=True)
        case "answer":
            answer_enquiry(book, number, Answer(at=stamp.at, **details), stamp, dry_run=True)


_HEAD = ("on", "order", "act")


def _value(name: str, text: str, clock: DemoClock) -> object:
    if name.endswith("_on"):
        return clock.day(text)
    return _READERS[name](text) if name in _READERS else text


def _amounts(text: str) -> tuple[LineAmount, ...]:
    parts = (part.split(":") for part in text.split())
    return tuple(LineAmount(position=int(line), quantity=parse_quantity(amount)) for line, amount in parts)


_READERS = {"to": Target, "until": ClosingStep, "channel": Channel, "lines": _amounts, "rejected": _amounts}


class _Together:
    """A book in which several use cases make one transaction; as dry runs, they leave its commit to the end."""

    def __init__(self, unit: Writes) -> None:
        self._unit = unit

    @contextmanager
    def read(self) -> Iterator[Reads]:
        yield self._unit

    @contextmanager
    def write(self) -> Iterator[Writes]:
        yield self._unit
