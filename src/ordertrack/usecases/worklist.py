"""What must be done now, and the review of the morning (SOP 4.2a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.caselists import EnquiryQuestion, IssueQuestion
from ordertrack.domain.caseload import CaseLoad, whole_worklist
from ordertrack.domain.figures import OrderFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.figures import BoardRow
    from ordertrack.domain.worklist import Standards, WorkEntry
    from ordertrack.usecases.ports import Book, Reads


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
        return Review(view.board(as_of=standards.day), work_in(view, standards, OrderFilter(owner=owner)))


def work_in(view: Reads, standards: Standards, only: OrderFilter) -> list[WorkEntry]:
    """Rank what must be done about some orders, as one view of the book has them (SOP 4.2a)."""
    day, now = standards.day, standards.now
    candidates = view.candidates(only, as_of=day)
    enquiries = view.enquiries(EnquiryQuestion(only=only, at=now))
    asked_about = {row.number for row in enquiries} - {order.number for order in candidates}
    cases = CaseLoad(
        followups=view.due_followups(only, as_of=day),
        escalations=view.running_escalations(only, as_of=day, at=now),
        issues=view.issues(IssueQuestion(only=only, at=now)),
        enquiries=enquiries,
        told_on=view.customers_told(only, as_of=day),
        over=view.named_candidates(asked_about, as_of=day),
    )
    return whole_worklist(candidates, cases, standards)
