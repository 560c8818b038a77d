"""An order's evidence: what happened, what was written, under which policy, and the chain that proves it (SOP 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ordertrack.errors import RefusedError
from ordertrack.usecases.correspondence import letters_about
from ordertrack.usecases.outboxports import NoticeQuestion
from ordertrack.usecases.policies import revision_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from ordertrack.domain.events import Event
    from ordertrack.domain.orders import Order
    from ordertrack.domain.policy import PolicyRevision
    from ordertrack.usecases.outboxports import OutboxReads


class Link(NamedTuple):
    """An event's place in the chain; digests in hexadecimal."""

    seq: int
    prev: str
    hash: str


class Told(NamedTuple):
    """An event with its very text; None when that was erased."""

    link: Link
    body: str | None


class Chain(Protocol):
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


def gather(view: OutboxReads, chain: Chain, number: str, until: date) -> Evidence:
    """Gather what proves an order's record up to a day (SOP 4.4c, 6).

    NotFoundError when there is no such order; RefusedError in an archive, from which no chain leads to the head.
    """
    order = view.get_order(number)
    if chain.is_archive:
        hints = (f"`ordertrack log {number} --full` and `ordertrack show {number}` show what it holds",)
        raise RefusedError("this is an archive: the chain that proves its events stands in the book", hints=hints)
    messages = {each.id for each in letters_about(view, number)}
    messages |= {each.message for each in order.contacts if each.message is not None}
    policies = _policies(view, order, until)
    return Evidence(
        order=order,
        history=view.history(number),
        events=chain.events_of(number),
        adoptions=chain.adoptions([each.number for each in policies]),
        policies=policies,
        messages=sorted(messages),
    )


def _policies(view: OutboxReads, order: Order, until: date) -> list[PolicyRevision]:
    """Give the revisions that the record names, and those in force while the order ran."""
    revisions = view.policies()
    if not revisions:
        return []
    named = {each.revision for each in order.followups} | {each.revision for each in order.escalations}
    named |= {each.revision for each in view.notices(NoticeQuestion(numbers=(order.number,)))}
    named.add(revision_on(revisions, order.entered_on).number)
    finished_on = order.closed_on or order.cancelled_on or until
    named |= {each.number for each in revisions if order.entered_on < each.from_on <= finished_on}
    return [each for each in revisions if each.number in named]
