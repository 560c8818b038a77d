"""Cases of an order, issues and enquiries: found by their ids, changed one step at a time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.cases.clocks import pauses_of, read_clock
from ordertrack.errors import AmbiguousError, NotFoundError, RefusedError
from ordertrack.usecases.ports import writing
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ordertrack.domain.cases.clocks import Clock
    from ordertrack.domain.cases.enquiries import Enquiry
    from ordertrack.domain.cases.issues import Issue, Wait
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.events import CaseFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.time.hours import Duration, OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Stamp

_FIRST_MIDNIGHT = timedelta(hours=14)  # a day begins first on the Line Islands, so long before it does in UTC


class CaseChange(NamedTuple):
    """An order before and after a step of one of its cases, the case's number, what happened, and its notices."""

    before: Order
    after: Order
    number: int
    fact: CaseFact
    notices: Sequence[Notice] = ()

    @property
    def name(self) -> str:
        """The id of the case."""
        return case_id(self.after.number, self.number)


class ClockRules(NamedTuple):
    """By what a clock is read: the desk's hours, and the target in force on the day on which it began."""

    hours: OpeningHours
    target_on: Callable[[date], Duration]


class Named(NamedTuple):
    """An order, and which of its cases was named; None when only the order was."""

    order: Order
    number: int | None


def case_id(order: str, number: int) -> str:
    """Write the id of a case: the number of its order and its own."""
    return f"{order}#{number}"


def find_case(view: Reads, name: str) -> Named:
    """Read an id: an order of that very number, else the number of a case after the last `#`.

    NotFoundError, naming near orders, when there is no such order.
    """
    head, _, tail = name.rpartition("#")
    is_case = bool(head) and tail.isascii() and tail.isdigit()
    found = view.orders.find([name, head] if is_case else [name])
    if name in found or not is_case:
        return Named(found.get(name) or view.orders.get(name), None)
    return Named(found.get(head) or view.orders.get(head), int(tail))


def case_clock(
    began_at: datetime, ended_at: datetime | None, waits: Sequence[Wait], rules: ClockRules, until: datetime
) -> tuple[Clock, Duration]:
    """Read the clock of a question or an issue at an instant, or at its end if that came first; and its target."""
    target = rules.target_on(rules.hours.today(began_at))
    end = min(ended_at or until, until)
    return read_clock(began_at, end, pauses_of(waits), target=target, hours=rules.hours), target


def the_one(order: Order, what: str, cases: Sequence[Issue] | Sequence[Enquiry]) -> int:
    """Give the number of the only case meant by its order; `what` names such cases in the plural.

    AmbiguousError lists several, NotFoundError says that there is none.
    """
    if len(cases) == 1:
        return cases[0].number
    if not cases:
        raise NotFoundError(f"{order.number} has no {what}")
    listed = ", ".join(case_id(order.number, each.number) for each in cases)
    raise AmbiguousError(f"{order.number} has {len(cases)} {what}", hints=(f"name one: {listed}",))


def require_whole(order: Order, named: int | None) -> None:
    """Refuse the id of a case where an order is asked for."""
    if named is not None:
        name = case_id(order.number, named)
        raise NotFoundError(f"there is no order {name}", hints=(f"near it: {order.number}",))


def is_same_text(one: str, other: str) -> bool:
    """Say whether two texts have the same words, whatever the case and spacing."""
    return one.casefold().split() == other.casefold().split()


def change_case(
    book: Book,
    name: str,
    step: Callable[[Order, int | None], tuple[int, CaseFact]],
    stamp: Stamp,
    *,
    dry_run: bool = False,
) -> CaseChange:
    """Take one step of a case in a transaction of its own; `step` says which case of the order, and the fact."""
    with writing(book, dry_run=dry_run) as unit:
        before, named = find_case(unit, name)
        number, fact = step(before, named)
        changed = record(unit, before, [fact], stamp)
    return CaseChange(before, changed.after, number, fact, changed.notices)


def require_past(order: Order, at: datetime, stamp: Stamp) -> datetime:
    """Give the instant at which something happened, to the second, as it is kept.

    RefusedError when it lies in the future, or before the order was placed.
    """
    at = at.replace(microsecond=0)
    if at > stamp.at:
        raise RefusedError(
            f"{at:%Y-%m-%d %H:%M} UTC lies in the future; what has happened is recorded when it happened or later"
        )
    placed_on = order.placed_on
    if placed_on and at < datetime.combine(placed_on, time.min, tzinfo=UTC) - _FIRST_MIDNIGHT:
        raise RefusedError(f"{order.number} was placed on {placed_on}, after {at:%Y-%m-%d %H:%M} UTC")
    return at
