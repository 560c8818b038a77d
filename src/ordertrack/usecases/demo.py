"""A lively example order book, told by the same use cases that a desk would use."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ordertrack.domain.orders.entry import DATE_FIELDS, DraftReader
from ordertrack.domain.orders.moves import Closing, Move
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.values.money import MINOR_UNITS
from ordertrack.domain.values.texts import InputRow
from ordertrack.usecases.cases.enquiries import Answer, Question, answer_enquiry, log_enquiry
from ordertrack.usecases.orders.entering import add_order
from ordertrack.usecases.orders.moving import close_orders, move_orders
from ordertrack.usecases.parties import add_party
from ordertrack.usecases.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from ordertrack.domain.time.dates import Days
    from ordertrack.usecases.ports import Book, Reads, Writes


Day = int | timedelta
"""Working days from today, or calendar days."""

FIRST_NUMBER = 1001
OPENING, PAUSE = time(8, 5), timedelta(minutes=7)


class Goods(NamedTuple):
    """What a supplier sells: by which unit, at which price."""

    supplier: str
    description: str
    unit: str
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened to an order; values that are days are counted from today."""

    day: Day
    kind: type[Move | Closing | Question | Answer]
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An order's story; a line is a quantity and a sku."""

    customer: str
    owner: str
    entered: Day
    promised: Day
    lines: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    priority: Priority = Priority.NORMAL
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that an example book tells: who, what, and the orders, oldest first."""

    parties: Mapping[str, Mapping[str, Any]]
    goods: Mapping[str, Goods]
    currencies: Mapping[str, str]
    orders: Sequence[Example]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """From days counted from today to dates and instants of working hours."""

    today: date
    zone: tzinfo
    calendar: Days
    _used: dict[date, int] = field(default_factory=dict)

    def day(self, day: Day) -> date:
        """Give the date."""
        return self.calendar.add(self.today, day) if isinstance(day, int) else self.today + day

    def stamp(self, day: Day, by: str) -> Stamp:
        """Give the next free minute of that day; it lies before now for every day before today."""
        on = self.day(day)
        self._used[on] = self._used.get(on, -1) + 1
        at = datetime.combine(on, OPENING, self.zone) + PAUSE * self._used[on]
        return Stamp(at=at.astimezone(UTC), today=on, by=by)


def tell(book: Book, story: Story, clock: Clock) -> int:
    """Enter the whole story into an empty book in the order in which it happened; how many orders.

    Everything is one transaction: the book holds all of it or nothing.
    """
    with book.write() as unit:
        together = _Together(unit)
        _introduce(together, story, clock)
        for _, number, step in sorted(_events(story, clock), key=lambda event: event[:2]):
            _happen(together, number, step, story, clock)
        unit.commit()
    return len(story.orders)


def _introduce(book: Book, story: Story, clock: Clock) -> None:
    first = story.orders[0]
    for name, details in story.parties.items():
        add_party(book, name, clock.stamp(first.entered, first.owner), **details)


def _events(story: Story, clock: Clock) -> Iterator[tuple[date, int, Example | Step]]:
    """List entries and steps with their day; the sort that follows keeps an order's steps in their sequence."""
    for number, example in enumerate(story.orders, FIRST_NUMBER):
        yield clock.day(example.entered), number, example
        for step in example.steps:
            yield clock.day(step.day), number, step


def _happen(book: Book, number: int, event: Example | Step, story: Story, clock: Clock) -> None:
    name = f"SO-{number}"
    if isinstance(event, Example):
        rows = _rows(name, event, story, clock)
        reader = DraftReader(dict.fromkeys(DATE_FIELDS, date.fromisoformat))
        add_order(book, rows, reader, clock.stamp(event.entered, event.owner))
        return
    stamp = clock.stamp(event.day, story.orders[number - FIRST_NUMBER].owner)
    details: dict[str, Any] = {key: clock.day(value) if key in _DAYS else value for key, value in event.details.items()}
    if event.kind is Move:
        move_orders(book, [name], Move(on=stamp.today, **details), stamp)
    elif event.kind is Closing:
        close_orders(book, [name], Closing(on=stamp.today, **details), stamp)
    elif event.kind is Question:
        log_enquiry(book, name, Question(at=stamp.at, **details), stamp)
    else:
        answer_enquiry(book, name, Answer(at=stamp.at, **details), stamp)


_DAYS = frozenset({"expected_on", "promised_on"})


def _rows(name: str, example: Example, story: Story, clock: Clock) -> list[InputRow]:
    picked = [(quantity, sku, story.goods[sku]) for quantity, sku in (line.split() for line in example.lines)]
    supplier = picked[0][2].supplier
    currency = story.currencies[supplier]
    header = {
        "number": name,
        "customer": example.customer,
        "supplier": supplier,
        "owner": example.owner,
        "priority": example.priority.value,
        "placed_on": clock.day(example.entered).isoformat(),
        "promised_on": clock.day(example.promised).isoformat(),
        "currency": currency,
        "value": _value(((quantity, goods.price) for quantity, _, goods in picked), currency),
        **({"note": example.note} if example.note else {}),
    }
    return [
        InputRow(
            None,
            {
                **(header if at == 0 else {"number": name, "promised_on": header["promised_on"]}),
                "line.quantity": quantity,
                "line.sku": sku,
                "line.description": goods.description,
                "line.unit": goods.unit,
                "line.unit_price": goods.price,
            },
        )
        for at, (quantity, sku, goods) in enumerate(picked)
    ]


def _value(parts: Iterable[tuple[str, str]], currency: str) -> str:
    total = sum((Decimal(quantity) * Decimal(price) for quantity, price in parts), Decimal())
    return str(total.quantize(Decimal(1).scaleb(-MINOR_UNITS[currency])))


class _Together:
    """A book in which several use cases make one transaction: each leaves its commit to the end."""

    def __init__(self, unit: Writes) -> None:
        self._unit = unit

    @contextmanager
    def read(self) -> Iterator[Reads]:
        yield self._unit

    @contextmanager
    def write(self) -> Iterator[Writes]:
        yield cast("Writes", _Uncommitted(self._unit))


class _Uncommitted:
    """A transaction whose commit waits."""

    def __init__(self, unit: Writes) -> None:
        self._unit = unit

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transaction has
        return getattr(self._unit, name)

    def commit(self) -> None:
        """Leave it to the end of the story."""
