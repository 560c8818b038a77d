"""Records kept as the policy says: orders held, released, and archived once their term is over (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.records import OrderHeld, OrderReleased, keeping
from ordertrack.errors import RefusedError
from ordertrack.usecases.policies import policy_on
from ordertrack.usecases.recording import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordertrack.domain.policy import PolicyRevision
    from ordertrack.domain.records import Kept
    from ordertrack.usecases.orders import Changed
    from ordertrack.usecases.ports import Book, Filed, Reads, Shelf
    from ordertrack.usecases.stamps import Stamp


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
    kept = (keeping(order, retention) for order in view.finished_orders())
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
        unit.give_away(filed.fact, at=stamp.at, by=stamp.by)
        unit.commit()
    return Archiving(over, filed)


def hold_orders(
    book: Book, numbers: Sequence[str], cause: str, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Keep the records of orders, finished or not, until they are released; all of them or none (SOP 6)."""
    return _told(book, numbers, OrderHeld(cause=cause), stamp, dry_run=dry_run)


def release_orders(
    book: Book, numbers: Sequence[str], note: str | None, stamp: Stamp, *, dry_run: bool = False
) -> list[Changed]:
    """Let the policy's terms hold again for orders; RefusedError when one is not held (SOP 6)."""
    return _told(book, numbers, OrderReleased(note=note), stamp, dry_run=dry_run)


def _told(
    book: Book, numbers: Sequence[str], fact: OrderHeld | OrderReleased, stamp: Stamp, *, dry_run: bool
) -> list[Changed]:
    with book.write() as unit:
        told = [record(unit, unit.get_order(number), (fact,), stamp) for number in numbers]
        if not dry_run:
            unit.commit()
    return told
