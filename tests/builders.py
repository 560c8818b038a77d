"""Orders, lines, histories and books as the examples want them: what an example does not name is as usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ordertrack.domain.cases.issues import Issue, IssueKind, Severity
from ordertrack.domain.orders import effects
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.entry import DraftReader
from ordertrack.domain.orders.events import Event
from ordertrack.domain.orders.fields import DATE_FIELDS
from ordertrack.domain.orders.moves import LineAmount, Move, Target
from ordertrack.domain.orders.order import Line, Order, Receipt
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.policy.text import default_text
from ordertrack.domain.records import event_from
from ordertrack.domain.round.worklist import Standards
from ordertrack.domain.values.amounts import SCALE
from ordertrack.domain.values.texts import InputRow
from ordertrack.files.policy.reading import read_policy
from ordertrack.usecases.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.moves import Closing
    from ordertrack.domain.parties import Party
    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.recording import Changed

TODAY = date(2026, 3, 2)  # a Monday
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = "anna"
PROMISED = date(2026, 3, 20)
SETTINGS = {"zone": "UTC", "created_at": "2026-03-02T08:00:00Z"}
CUSTOMER, SUPPLIER = "Müller & Søn", "Acme Fasteners"


def units(count: int) -> int:
    """So many whole units, as quantities are kept."""
    return count * SCALE


def a_line(position: int = 1, **fields: Any) -> Line:  # noqa: ANN401 - any field of a line
    """A line of ten units, promised for the 20th of March 2026 from the first."""
    promised_on = fields.get("promised_on", PROMISED)
    usual = Line(position=position, quantity=units(10), promised_on=promised_on, first_promised_on=promised_on)
    return replace(usual, **fields)


def an_order(number: str = "A-1", **fields: Any) -> Order:  # noqa: ANN401 - any field of an order
    """An order of one line, entered today, from party 2 to party 1."""
    usual = Order(number=number, customer=1, supplier=2, entered_on=TODAY, lines=(a_line(),))
    return replace(usual, **fields)


def a_receipt(count: int, received_on: date = TODAY, **fields: Any) -> Receipt:  # noqa: ANN401 - any field
    """A receipt of so many whole units."""
    return Receipt(quantity=units(count), received_on=received_on, **fields)


def shipped(count: int, position: int = 1, **fields: Any) -> facts.LinesShipped:  # noqa: ANN401 - any field
    """The fact that so many whole units of a line left today."""
    part = facts.LineQuantity(position=position, quantity=units(count))
    return replace(facts.LinesShipped(lines=(part,), on=TODAY), **fields)


def received(count: int, position: int = 1, *, rejected: int = 0, on: date = TODAY) -> facts.LinesReceived:
    """The fact that so many whole units of a line arrived, some of them to be rejected."""
    reason = "rust" if rejected else None
    receipt = Receipt(quantity=units(count), received_on=on, rejected=units(rejected), reason=reason)
    return facts.LinesReceived(on=on, lines=(facts.LineReceipt(position=position, receipt=receipt),))


def cancelled(count: int, position: int = 1, **fields: Any) -> facts.LinesCancelled:  # noqa: ANN401 - any field
    """The fact that so many whole units of a line were given up."""
    part = facts.LineQuantity(position=position, quantity=units(count))
    return replace(facts.LinesCancelled(on=TODAY, cause="not needed", lines=(part,)), **fields)


def an_event(fact: OrderFact, seq: int = 1, **fields: Any) -> Event:  # noqa: ANN401 - any field of an event
    """A fact of order A-1, entered by Anna this morning."""
    return replace(Event(fact=fact, at=AT, by=BY, order="A-1", seq=seq), **fields)


def a_history(order: Order, *later: OrderFact) -> list[Event]:
    """An order's entry and what came after, numbered from 1."""
    told = (facts.OrderEntered(order=order), *later)
    return [an_event(fact, seq, order=order.number) for seq, fact in enumerate(told, 1)]


def a_move(to: Target | None = None, **fields: Any) -> Move:  # noqa: ANN401 - any field of a move
    """What a clerk asks for today."""
    return replace(Move(on=TODAY, to=to), **fields)


def parts(*lines: tuple[int, int]) -> tuple[LineAmount, ...]:
    """Lines by position, with so many whole units of each."""
    return tuple(LineAmount(position=position, quantity=units(count)) for position, count in lines)


def a_stamp(today: date = TODAY, by: str = BY) -> Stamp:
    """Anna, at half past nine of the day."""
    return Stamp(at=datetime(today.year, today.month, today.day, 9, 30, tzinfo=UTC), today=today, by=by)


def a_reader() -> DraftReader:
    """A reader of drafts that takes ISO dates."""
    return DraftReader(dict.fromkeys(DATE_FIELDS, date.fromisoformat))


def a_row(row: int | None = None, /, **values: str) -> InputRow:
    """One row of input for order A-1; `line_sku` stands for the field `line.sku`."""
    usual = {"number": "A-1", "customer": CUSTOMER, "supplier": SUPPLIER, "promised_on": PROMISED.isoformat()}
    given = {_field(name): text for name, text in values.items()}
    return InputRow(row, usual | given)


def ten(row: int | None = None, /, **values: str) -> InputRow:
    """One row of input for order A-1: ten units, as the usual line has."""
    return a_row(row, **{"line_quantity": "10"} | values)


def a_bare_row(row: int | None = None, /, **values: str) -> InputRow:
    """One row of input with nothing but what is named."""
    return InputRow(row, {_field(name): text for name, text in values.items()})


def _field(name: str) -> str:
    return name.replace("line_", "line.", 1) if name.startswith("line_") else name


def a_book(folder: Path) -> SqlBook:
    """A new, empty order book in a file: a copy of one, since laying one out takes longer."""
    from ordertrack.store.book.book import SqlBook  # not for tests of the domain

    place = folder / "orders.db"
    place.touch(0o600)
    place.write_bytes(_a_blank_file())
    return SqlBook(place)


@cache
def _a_blank_file() -> bytes:
    from ordertrack.store.book.making import create_book

    with TemporaryDirectory() as folder:
        place = Path(folder) / "orders.db"
        create_book(place, SETTINGS)
        return place.read_bytes()


def enter(book: SqlBook, *rows: InputRow, stamp: Stamp | None = None) -> Order:
    """Enter an order through the use case, as the book then holds it."""
    from ordertrack.usecases.orders import add_order

    return add_order(book, rows or (a_row(),), a_reader(), stamp or a_stamp(), accept=True).order


def move(book: SqlBook, to: Target | None = None, number: str = "A-1", **fields: Any) -> Changed:  # noqa: ANN401
    """Move an order through the use case."""
    from ordertrack.usecases.orders import move_orders

    (changed,) = move_orders(book, [number], a_move(to, **fields), a_stamp(fields.get("on", TODAY)))
    return changed


def close(book: SqlBook, closing: Closing, number: str = "A-1") -> Changed:
    """Close an order through the use case."""
    from ordertrack.usecases.orders import close_orders

    (changed,) = close_orders(book, [number], closing, a_stamp(closing.on))
    return changed


def close_whole(book: SqlBook, number: str = "A-1") -> Order:
    """Bring a new order to its end: confirmed, delivered, closed."""
    from ordertrack.domain.orders.moves import Closing

    if loaded(book, number).status is Status.ENTERED:
        move(book, Target.CONFIRMED, number)
    move(book, Target.DELIVERED, number)
    return close(book, Closing(on=TODAY), number).after


def loaded(book: SqlBook, number: str = "A-1") -> Order:
    """The order as the tables hold it."""
    with book.read() as view:
        return view.orders.get(number)


def history_of(book: SqlBook, number: str = "A-1") -> list[Event]:
    """The order's events as the trail holds them."""
    with book.read() as view:
        return list(view.records.history(number))


def facts_of(book: SqlBook, number: str | None = "A-1") -> list[facts.Fact]:
    """What happened to an order, or with None to the parties, without actors and instants."""
    if number is not None:
        return [event.fact for event in history_of(book, number)]
    with book.read() as view:
        return [event_from(body, seq).fact for seq, of, body, *_ in view.exports.trail() if of is None]


def seq_of(book: SqlBook, kind: str, number: str = "A-1") -> int:
    """The number in the trail of an order's first event of a kind."""
    return next(event.seq for event in history_of(book, number) if event.kind == kind)


def is_sound(book: SqlBook) -> bool:
    """Whether the tables say what the trail says."""
    from ordertrack.store.book.verification import verify

    with book.read() as view:
        return verify(view).finding is None


def parties_of(book: SqlBook) -> list[Party]:
    """All parties of the book, merged ones included."""
    with book.read() as view:
        return list(view.parties.list())


def unversioned(order: Order) -> Order:
    """The order without the count of its changes."""
    return replace(order, version=1)


def apply(order: Order, fact: OrderFact, at: datetime = AT) -> Order:
    """Give the order as it is after one more fact, entered at the usual instant."""
    return effects.apply(order, fact, at)


def an_issue(kind: IssueKind = IssueKind.DELAY, **given: Any) -> Issue:  # noqa: ANN401 - any field of an issue
    """An issue that opened by itself at the usual instant."""
    usual = {"number": 1, "severity": Severity.MEDIUM, "cause": "strike", "opened_at": AT, "is_automatic": True}
    return Issue(kind=kind, **{**usual, **given})


def standards(day: date = TODAY, *, holidays: Iterable[date] = (), policy: str | None = None) -> Standards:
    """What urgency is measured by at noon of a day: the built-in policy, holidays of the example's choosing."""
    read = read_policy(policy or default_text("UTC"))
    free = "".join(f'{each} = "free"\n' for each in holidays)
    if free:
        read = read_policy(default_text("UTC").replace("[holidays.own]\n", f"[holidays.own]\n{free}"))
    hours = read.working_time(lambda _country, _region: lambda _year: {})
    return Standards(day, datetime.combine(day, time(12), tzinfo=UTC), hours, read, lambda _: read.targets)
