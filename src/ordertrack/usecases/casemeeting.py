"""What a row of issues or enquiries meets in the book: something new, something to complete, or itself again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.casedrafts import NOT_RECORDED
from ordertrack.domain.channels import Channel
from ordertrack.domain.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.issues import Issue, IssueOpened, IssueResolved, Severity
from ordertrack.domain.texts import name_key
from ordertrack.usecases.cases import case_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordertrack.domain.casedrafts import CaseReader, EnquiryDraft, IssueDraft
    from ordertrack.domain.events import CaseFact
    from ordertrack.domain.orders import Order


class ContradictsError(ValueError):
    """A row says of a case what the book does not; `column` names the field."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Met(NamedTuple):
    """What a row meets in the book: the facts it adds, the case it is about, and what is odd about that."""

    facts: Sequence[CaseFact]
    is_new: bool = False
    warning: str = ""


class IssueCases:
    """Issues: known again by order, kind and the instant of opening."""

    def __init__(self, reader: CaseReader[IssueDraft]) -> None:
        self.reader = reader

    def in_turn(self, drafts: Sequence[IssueDraft]) -> Sequence[IssueDraft]:
        """Take the oldest first, so that the numbers follow time."""
        return sorted(drafts, key=lambda draft: (draft.opened_at, draft.row or 0))

    def meet(self, order: Order, draft: IssueDraft, by: str) -> Met:
        """Open what is new, resolve what is open; an issue in the book is not changed."""
        del by
        known = next(
            (each for each in order.issues if (each.kind, each.opened_at) == (draft.kind, draft.opened_at)), None
        )
        if known is None:
            return _opened(order, draft)
        _require_alike(order, known, draft)
        if draft.resolved_at is None or known.resolved_at is not None:
            return Met(())
        return Met((_resolved(known.number, draft.resolved_at, draft),))


def _opened(order: Order, draft: IssueDraft) -> Met:
    number = max((each.number for each in order.issues), default=0) + 1
    issue = Issue(
        number=number,
        kind=draft.kind,
        severity=draft.severity or Severity.MEDIUM,
        cause=draft.cause,
        opened_at=draft.opened_at,
    )
    if draft.resolved_at is not None:
        return Met((IssueOpened(issue=issue), _resolved(number, draft.resolved_at, draft)), is_new=True)
    if order.closed_on or order.cancelled_on:
        sentence = f"is missing, and order {order.number} is {order.status}: nothing of it is open"
        raise ContradictsError("resolved_at", sentence)
    return Met((IssueOpened(issue=issue),), is_new=True)


def _resolved(number: int, at: datetime, draft: IssueDraft) -> IssueResolved:
    return IssueResolved(number=number, at=at, resolution=draft.resolution or "")


def _require_alike(order: Order, known: Issue, draft: IssueDraft) -> None:
    given = {
        "severity": (draft.severity, known.severity),
        "cause": (draft.cause, known.cause),
        "resolved_at": (draft.resolved_at, known.resolved_at or draft.resolved_at),
        "resolution": (draft.resolution, known.resolution or draft.resolution),
    }
    other = [name for name, (said, kept) in given.items() if said not in {None, NOT_RECORDED} and said != kept]
    if other:
        name = case_id(order.number, known.number)
        sentence = f"issue {name} is in the book with another {', '.join(other)}; a file adds and changes nothing"
        raise ContradictsError(other[0], sentence)


class EnquiryCases:
    """Enquiries: known again by order, who asked, when and what."""

    def __init__(self, reader: CaseReader[EnquiryDraft]) -> None:
        self.reader = reader

    def in_turn(self, drafts: Sequence[EnquiryDraft]) -> Sequence[EnquiryDraft]:
        """Take what has no answer first, so that a later answer settles it; then one answer after the other."""
        return sorted(
            drafts,
            key=lambda draft: (
                draft.answered_at is not None,
                draft.answered_at or draft.received_at,
                draft.received_at,
            ),
        )

    def meet(self, order: Order, draft: EnquiryDraft, by: str) -> Met:
        """Log what is new, answer what is open; the first answer stands."""
        known = next((each for each in order.enquiries if _is_same(each, draft)), None)
        if known is None:
            return _logged(order, draft, by)
        if draft.answered_at is None:
            return Met(())
        if known.answered_at is None:
            return Met((_answered(known, draft.answered_at, draft, by),))
        name, first = case_id(order.number, known.number), f"{known.answered_at:%Y-%m-%dT%H:%M:%SZ}"
        if known.answered_at > draft.answered_at:
            sentence = f"enquiry {name} was answered at {first} in the book; a file adds and changes nothing"
            raise ContradictsError("answered_at", sentence)
        is_other = known.answered_at != draft.answered_at or known.answer != draft.answer
        return Met((), warning=f"enquiry {name} was answered at {first} already; the first answer stands" * is_other)


def _is_same(known: Enquiry, draft: EnquiryDraft) -> bool:
    is_theirs = name_key(known.sender) == name_key(draft.sender)
    return is_theirs and (known.received_at, known.text) == (draft.received_at, draft.text)


def _logged(order: Order, draft: EnquiryDraft, by: str) -> Met:
    enquiry = Enquiry(
        number=max((each.number for each in order.enquiries), default=0) + 1,
        sender=draft.sender,
        received_at=draft.received_at,
        text=draft.text,
        channel=draft.channel or Channel.EMAIL,
    )
    logged = EnquiryLogged(enquiry=enquiry)
    if draft.answered_at is None:
        return Met((logged,), is_new=True)
    return Met((logged, _answered(enquiry, draft.answered_at, draft, by)), is_new=True)


def _answered(enquiry: Enquiry, at: datetime, draft: EnquiryDraft, by: str) -> EnquiryAnswered:
    channel = draft.channel or enquiry.channel
    return EnquiryAnswered(number=enquiry.number, at=at, actor=by, text=draft.answer or "", channel=channel)
