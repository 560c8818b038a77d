"""Bringing the past of issues and enquiries in: idempotent, all or nothing unless asked otherwise (SOP 4.4a, 4.6a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from ordertrack.domain.cases.drafts import NOT_RECORDED, EnquiryDraft, IssueDraft
from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.issues import Issue, IssueOpened, IssueResolved, Severity
from ordertrack.domain.parties import Channel
from ordertrack.domain.values.texts import Problem, name_key
from ordertrack.errors import OrderTrackError, RefusedError
from ordertrack.usecases.cases.cases import case_id, require_past
from ordertrack.usecases.recording import record_untold, steps_of
from ordertrack.usecases.transfer.orders import SHOWN, ImportTally, batches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.cases.drafts import CaseReader
    from ordertrack.domain.orders.events import CaseFact
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.values.texts import InputRow
    from ordertrack.usecases.ports import Book, Stamp, Writes
    from ordertrack.usecases.transfer.orders import SourceOrder, Terms

Draft = TypeVar("Draft", IssueDraft, EnquiryDraft)


class RefusedRows(NamedTuple):
    """The rows of one order that were refused."""

    number: str | None
    rows: Sequence[InputRow]
    problems: Sequence[Problem]


class ImportedCases(Protocol[Draft]):
    """What sets one kind of case apart in an import."""

    @property
    def reader(self) -> CaseReader[Draft]:
        """What reads its rows."""

    def in_turn(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """Put the drafts of one order into the order in which they are taken."""

    def meet(self, order: Order, draft: Draft, by: str) -> Met:
        """Give what a draft adds to an order; ContradictsError when the book says otherwise."""


def import_cases(
    book: Book,
    source: Iterable[SourceOrder],
    cases: ImportedCases[Draft],
    terms: Terms,
    stamp: Stamp,
    *,
    reject: Callable[[SourceOrder, Sequence[Problem]], None],
    advance: Callable[[int], None],
) -> ImportTally:
    """Take every row of the source, or none when one is bad and `terms.partial` is not set.

    `reject` is told of the rows refused, by order; `advance` how many orders were looked at. The same rows taken
    twice leave everything unchanged. What comes in owes nobody a message: it is recorded as it was.
    """
    with book.write() as unit:
        work = _CaseImport(unit, cases, terms, stamp, reject)
        done = 0
        for batch in batches(source):
            known = unit.orders.find([order.number for order in batch if order.number])
            for order in batch:
                work.take(order, known)
            done += len(batch)
            advance(done)
        if not terms.dry_run and (terms.partial or not work.tally.rejected):
            unit.commit()
            work.tally.is_written = True
    return work.tally


class _CaseImport(Generic[Draft]):
    """One import under way; the tally counts cases."""

    def __init__(
        self,
        unit: Writes,
        cases: ImportedCases[Draft],
        terms: Terms,
        stamp: Stamp,
        reject: Callable[[SourceOrder, Sequence[Problem]], None],
    ) -> None:
        self.unit, self.terms, self.stamp = unit, terms, stamp
        self.cases: ImportedCases[Draft] = cases
        self.reject, self.tally = reject, ImportTally()

    def take(self, source: SourceOrder, known: Mapping[str, Order]) -> None:
        """Take the rows of one order."""
        problems = list(source.problems)
        drafts: list[Draft] = []
        for row in source.rows:
            draft, found = self.cases.reader.read(row)
            problems += found
            if draft is not None:
                drafts.append(draft)
        order = known.get(source.number or "")
        if order is None:
            message = f"there is no order {source.number} in the book; bring it in first"
            problems += [Problem(row=draft.row, column="number", message=message) for draft in drafts]
        else:
            problems += self._take(order, self.cases.in_turn(drafts))
        if problems:
            self._refuse(source, sorted(problems, key=lambda problem: problem.row or 0))

    def _take(self, order: Order, drafts: Sequence[Draft]) -> list[Problem]:
        problems: list[Problem] = []
        for draft in drafts:
            found = self._timing(order, draft)
            if not found:
                order, found = self._meet(order, draft)
            problems += found
        return problems

    def _timing(self, order: Order, draft: Draft) -> list[Problem]:
        layout = self.cases.reader.layout
        problems: list[Problem] = []
        for name, at in ((layout.began, draft.began_at), (layout.ended, draft.ended_at)):
            if at is None:
                continue
            try:
                require_past(order, at, self.stamp)
            except RefusedError as error:
                problem = Problem(row=draft.row, column=name, message=error.message)
                if self.terms.is_history and at <= self.stamp.at:
                    self.tally.warn([problem])
                else:
                    problems.append(problem)
        return problems

    def _meet(self, order: Order, draft: Draft) -> tuple[Order, list[Problem]]:
        try:
            met = self.cases.meet(order, draft, self.stamp.by)
            steps = steps_of(order, met.facts, self.stamp)
        except ContradictsError as error:
            return order, [Problem(row=draft.row, column=error.column, message=str(error))]
        except OrderTrackError as error:
            return order, [Problem(row=draft.row, column=self.cases.reader.layout.began, message=error.message)]
        if met.warning:
            self.tally.warn([Problem(row=draft.row, message=met.warning)])
        if self.terms.partial or not self.tally.rejected:
            record_untold(self.unit, steps, self.stamp)
        self.tally.added += met.is_new
        self.tally.updated += bool(steps) and not met.is_new
        self.tally.unchanged += not steps
        return (steps[-1].after if steps else order), []

    def _refuse(self, source: SourceOrder, problems: Sequence[Problem]) -> None:
        bad = {problem.row for problem in problems}
        self.tally.rejected += len(bad)
        self.tally.problem_count += len(problems)
        self.tally.first_problems.extend(problems[: SHOWN - len(self.tally.first_problems)])
        rows = [row for row in source.rows if row.row in bad]
        self.reject(RefusedRows(source.number, rows, problems), problems)


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
