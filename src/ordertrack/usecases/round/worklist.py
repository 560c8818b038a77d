"""What must be done now, the review of the morning, and why an order is late, silent or escalated (SOP 4.2a, 4.4c)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.orders.lists import EnquiryQuestion, IssueQuestion, OrderFilter
from ordertrack.domain.round.asking import Watch, Watched
from ordertrack.domain.round.explaining import explain, intervals
from ordertrack.domain.round.worklist import CaseLoad, whole_worklist
from ordertrack.usecases.policy import policy_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.orders.lists import BoardRow
    from ordertrack.domain.policy.policy import PolicyRevision
    from ordertrack.domain.round.explaining import Explained, Interval
    from ordertrack.domain.round.worklist import Standards, WorkEntry
    from ordertrack.domain.time.hours import OpeningHours
    from ordertrack.usecases.ports import Book, Reads, Stamp


class Review(NamedTuple):
    """The morning's picture: where orders stand, and what each of those that want something wants."""

    board: Sequence[BoardRow]
    entries: Sequence[WorkEntry]


def work_for(book: Book, standards: Standards, *, owner: str | None = None) -> list[WorkEntry]:
    """Rank what must be done as of a day, for one owner or the whole desk (SOP 4.2a)."""
    with book.read() as view:
        return work_in(view, standards, OrderFilter(owner=owner))


def review(book: Book, standards: Standards, *, owner: str | None = None) -> Review:
    """Give the board and the worklist from one view of the book (SOP 4.2a, 7)."""
    with book.read() as view:
        return Review(view.orders.board(as_of=standards.day), work_in(view, standards, OrderFilter(owner=owner)))


def work_in(view: Reads, standards: Standards, only: OrderFilter) -> list[WorkEntry]:
    """Rank what must be done about some orders, as one view of the book has them (SOP 4.2a)."""
    day, now = standards.day, standards.now
    candidates = view.orders.candidates(only, as_of=day)
    enquiries = view.cases.enquiries(EnquiryQuestion(only=only, at=now))
    asked_about = {row.number for row in enquiries} - {order.number for order in candidates}
    cases = CaseLoad(
        followups=view.cases.due_followups(only, as_of=day),
        escalations=view.cases.running_escalations(only, as_of=day, at=now),
        issues=view.cases.issues(IssueQuestion(only=only, at=now)),
        enquiries=enquiries,
        told_on=view.round.customers_told(only, as_of=day),
        over=view.orders.named_candidates(asked_about, as_of=day),
    )
    return whole_worklist(candidates, cases, standards)


class Explanation(NamedTuple):
    """Every clock of an order, and the stretches of those that run by the hour."""

    clocks: Sequence[Explained]
    intervals: Sequence[Interval]


def explain_order(
    book: Book, number: str, revisions: Sequence[PolicyRevision], hours: OpeningHours, stamp: Stamp
) -> Explanation:
    """Say how every clock of an order stands now, by the same rules that the daily round decides by."""
    with book.read() as view:
        order = view.orders.get(number)
        names = {party.id: party.name for party in view.parties.list()}
    watch = watch_at(revisions, hours, stamp)
    watched = Watched(order=order, supplier=names[order.supplier], customer=names[order.customer])
    by_day = partial(policy_on, revisions)
    return Explanation(explain(watched, watch, by_day), intervals(order, watch, by_day))


def watch_at(revisions: Sequence[PolicyRevision], hours: OpeningHours, stamp: Stamp) -> Watch:
    """Give the surroundings of every decision at an instant."""
    return Watch(
        now=stamp.at,
        today=stamp.today,
        hours=hours,
        policies={each.number: policy_on([each], each.from_on)[1] for each in revisions},
        revision=policy_on(revisions, stamp.today)[0].number,
    )
