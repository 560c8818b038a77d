"""Records: orders held, released, archived once their term is over, and the evidence of one order (SOP 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ordertrack.domain.orders.events import OrderHeld, OrderReleased
from ordertrack.domain.records import keeping
from ordertrack.errors import RefusedError
from ordertrack.usecases.letters.correspondence import letters_about
from ordertrack.usecases.policy import policy_on, revision_on
from ordertrack.usecases.ports import NoticeQuestion, writing
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from ordertrack.domain.orders.events import Event
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.records import Kept
    from ordertrack.usecases.ports import Book, Filed, Reads, Shelf, Stamp
    from ordertrack.usecases.recording import Changed


class Archiving(NamedTuple):
    """What an archiving came to: the orders whose term is over, and the archive, None when none of them went."""

    over: Sequence[Kept]
    filed: Filed | None

    @property
    def staying(self) -> Sequence[Kept]:
        """The orders that stay though their term is over."""
        return [each for each in self.over if each.why_stays is not None]


def terms_over(view: Reads, revisions: Sequence[PolicyRevision], on: date) -> list[Kept]:
    """List the finished orders whose term is over on a day, under the policy of that day (SOP 6)."""
    retention = policy_on(revisions, on)[1].retention
    kept = (keeping(order, retention) for order in view.records.finished())
    return [each for each in kept if each.is_over(on)]


def archive_orders(
    book: Book, shelf: Shelf, revisions: Sequence[PolicyRevision], stamp: Stamp, *, as_of: date
) -> Archiving:
    """Move every order whose term is over, and that nothing keeps, whole to one new archive (SOP 6).

    The archive is safe before anything leaves the book, and what leaves it leaves in one transaction: broken off at
    any moment, each order is in the book, or else in an archive that the book names. RefusedError for a day to come.
    """
    if as_of > stamp.today:
        hints = ("--dry-run shows what will be archived then",)
        raise RefusedError(f"on {as_of} is not yet: no term is over before its end", hints=hints)
    with book.write() as unit:
        over = terms_over(unit, revisions, as_of)
        going = [each.order.number for each in over if each.why_stays is None]
        if not going:
            return Archiving(over, None)
        filed = shelf.put(unit, going, at=stamp.at)
        unit.records.give_away(filed.fact, at=stamp.at, by=stamp.by)
        unit.commit()
    return Archiving(over, filed)


def hold_orders(
    book: Book, numbers: Sequence[str], cause: str, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Keep the records of orders, finished or not, until they are released; all of them or none (SOP 6)."""
    return _record_for_orders(book, numbers, OrderHeld(cause=cause), stamp, dry_run=dry_run)


def release_orders(
    book: Book, numbers: Sequence[str], note: str | None, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Let the policy's terms hold again for orders; RefusedError when one is not held (SOP 6)."""
    return _record_for_orders(book, numbers, OrderReleased(note=note), stamp, dry_run=dry_run)


def _record_for_orders(
    book: Book, numbers: Sequence[str], fact: OrderHeld | OrderReleased, stamp: Stamp, *, dry_run: bool
) -> list[Changed]:
    with writing(book, dry_run=dry_run) as unit:
        return [record(unit, unit.orders.get(number), (fact,), stamp) for number in numbers]


class Link(NamedTuple):
    """An event's place in the chain; digests in hexadecimal."""

    seq: int
    prev: str
    hash: str


class Told(NamedTuple):
    """An event with its very text; None when that was erased."""

    link: Link
    body: str | None


class EvidenceChain(Protocol):
    """The trail as what proves the record of an order."""

    @property
    def is_archive(self) -> bool:
        """Whether the book is an archive, whose chain stands elsewhere."""

    def events_of(self, number: str) -> Sequence[Told]:
        """Give the events of an order in the order of the trail."""

    def adoptions(self, revisions: Collection[int]) -> Sequence[Told]:
        """Give the events that adopted these policy revisions, in the order of the trail."""

    def links(self, since: int) -> Iterator[Link]:
        """Give the links of the chain from an event to the head, none left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves an order's record: its events, the policy revisions it stood under, the numbers of its letters."""

    order: Order
    history: Sequence[Event]
    events: Sequence[Told]
    adoptions: Sequence[Told]
    policies: Sequence[PolicyRevision]
    messages: Sequence[int]

    @property
    def first(self) -> int:
        """The first event of which the text is given."""
        return min(each.link.seq for each in (*self.events, *self.adoptions))


def gather(view: Reads, chain: EvidenceChain, number: str, until: date) -> Evidence:
    """Gather what proves an order's record up to a day (SOP 4.4c, 6).

    NotFoundError when there is no such order; RefusedError in an archive, from which no chain leads to the head.
    """
    order = view.orders.get(number)
    if chain.is_archive:
        hints = (f"`ordertrack log {number} --full` and `ordertrack show {number}` show what it holds",)
        raise RefusedError("this is an archive: the chain that proves its events stands in the book", hints=hints)
    messages = {each.id for each in letters_about(view, number)}
    messages |= {each.message for each in order.contacts if each.message is not None}
    policies = _policies(view, order, until)
    return Evidence(
        order=order,
        history=view.records.history(number),
        events=chain.events_of(number),
        adoptions=chain.adoptions([each.number for each in policies]),
        policies=policies,
        messages=sorted(messages),
    )


def _policies(view: Reads, order: Order, until: date) -> list[PolicyRevision]:
    """Give the revisions that the record names, and those in force while the order ran."""
    revisions = view.policy.revisions()
    if not revisions:
        return []
    named = {each.revision for each in order.followups} | {each.revision for each in order.escalations}
    named |= {each.revision for each in view.notices.list(NoticeQuestion(numbers=(order.number,)))}
    named.add(revision_on(revisions, order.entered_on).number)
    finished_on = order.closed_on or order.cancelled_on or until
    named |= {each.number for each in revisions if order.entered_on < each.from_on <= finished_on}
    return [each for each in revisions if each.number in named]
