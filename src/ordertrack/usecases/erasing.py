"""A person's data taken out of the book where the law asks for it; figures and chain stay (SOP 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.figures import OrderFilter
from ordertrack.domain.notices import NoticeState
from ordertrack.domain.parties import erased
from ordertrack.domain.trail import canonical
from ordertrack.errors import LockedError, RefusedError
from ordertrack.usecases.outboxports import NoticeQuestion
from ordertrack.usecases.parties import get_party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.parties import Party
    from ordertrack.usecases.outboxports import OutboxReads
    from ordertrack.usecases.ports import Book, Reads
    from ordertrack.usecases.stamps import Stamp


class Erasure(NamedTuple):
    """Whom an erasure took out, as they were; how many events lost their text; which archives keep what they hold."""

    parties: Sequence[Party]
    events: int
    archives: Sequence[str]


def erase_party(
    book: Book, name: str, cause: str, stamp: Stamp, *, with_correspondence: bool = False, dry_run: bool = False
) -> Erasure:
    """Erase a party, and those that became one with it: name, addresses, phone, language, zone (SOP 6).

    What waits to be sent to it is withdrawn. RefusedError while an order of it is unfinished or held, or when it is
    erased already; LockedError while a notice that names it is being sent.
    """
    with book.write() as unit:
        party = get_party(unit, name)
        _require_erasable(unit, party, stamp)
        group = [each for each in unit.parties() if _is_now(unit, each, party)]
        _require_unsent(unit, group)
        facts = [
            unit.erase_party(each, cause, with_correspondence=with_correspondence, at=stamp.at, by=stamp.by)
            for each in group
        ]
        archives = unit.archives()
        if not dry_run:
            unit.commit()
    return Erasure(group, sum(fact.events for fact in facts), archives)


def _require_unsent(view: OutboxReads, group: Sequence[Party]) -> None:
    """Refuse while a sender would write back what it knows."""
    for notice in view.notices(NoticeQuestion(states=(NoticeState.SENDING,))):
        if any(notice.to.party == each.id or canonical(each.name) in canonical(notice.facts) for each in group):
            hints = ("`ordertrack notice send` takes up what a sender left",)
            raise LockedError(f"notice {notice.id} is being sent, and names {group[0].name}", hints=hints)


def _is_now(view: Reads, party: Party, root: Party) -> bool:
    found = view.find_party(party.name)
    return found is not None and found.id == root.id


def _require_erasable(view: Reads, party: Party, stamp: Stamp) -> None:
    if party == erased(party):
        raise RefusedError(f"{party.name} is erased already")
    asked = {
        "customer": OrderFilter(customer=party.id, is_open=True),
        "supplier": OrderFilter(supplier=party.id, is_open=True),
    }
    for role, only in asked.items():
        count = view.count_orders(only, as_of=stamp.today)
        if count:
            what = "1 order that is" if count == 1 else f"{count} orders that are"
            hints = (f"ordertrack list --open --{role} '{party.name}'",)
            raise RefusedError(f"{party.name} is the {role} of {what} not finished", hints=hints)
    held = view.held_orders(party.id)
    if held:
        hints = ("`ordertrack book hold NUMBER --release` releases one",)
        raise RefusedError(f"the records of {', '.join(held[:10])} are held, and {party.name} with them", hints=hints)
