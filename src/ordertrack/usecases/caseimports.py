"""Bringing the past of issues and enquiries in: idempotent, all or nothing unless asked otherwise (SOP 4.4a, 4.6a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from ordertrack.domain.casedrafts import EnquiryDraft, IssueDraft
from ordertrack.domain.problems import Problem
from ordertrack.domain.replay import apply
from ordertrack.errors import OrderTrackError, RefusedError
from ordertrack.usecases.casemeeting import ContradictsError
from ordertrack.usecases.cases import require_past
from ordertrack.usecases.imports import SHOWN, Tally, batches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ordertrack.domain.casedrafts import CaseReader
    from ordertrack.domain.drafts import InputRow
    from ordertrack.domain.events import CaseFact
    from ordertrack.domain.orders import Order
    from ordertrack.usecases.casemeeting import Met
    from ordertrack.usecases.imports import SourceOrder, Terms
    from ordertrack.usecases.ports import Book, Writes
    from ordertrack.usecases.stamps import Stamp

Draft = TypeVar("Draft", IssueDraft, EnquiryDraft)


class RefusedRows(NamedTuple):
    """The rows of one order that were refused."""

    number: str | None
    rows: Sequence[InputRow]
    problems: Sequence[Problem]


class Cases(Protocol[Draft]):
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
    cases: Cases[Draft],
    terms: Terms,
    stamp: Stamp,
    *,
    reject: Callable[[SourceOrder, Sequence[Problem]], None],
    advance: Callable[[int], None],
) -> Tally:
    """Take every row of the source, or none when one is bad and `terms.partial` is not set.

    `reject` is told of the rows refused, by order; `advance` how many orders were looked at. The same rows taken
    twice leave everything unchanged. What comes in owes nobody a message: it is recorded as it was.
    """
    with book.write() as unit:
        work = _Import(unit, cases, terms, stamp, reject)
        done = 0
        for batch in batches(source):
            known = unit.find_orders([order.number for order in batch if order.number])
            for order in batch:
                work.take(order, known)
            done += len(batch)
            advance(done)
        if not terms.dry_run and (terms.partial or not work.tally.rejected):
            unit.commit()
            work.tally.is_written = True
    return work.tally


class _Import(Generic[Draft]):
    """One import under way; the tally counts cases."""

    def __init__(
        self,
        unit: Writes,
        cases: Cases[Draft],
        terms: Terms,
        stamp: Stamp,
        reject: Callable[[SourceOrder, Sequence[Problem]], None],
    ) -> None:
        self.unit, self.terms, self.stamp = unit, terms, stamp
        self.cases: Cases[Draft] = cases
        self.reject, self.tally = reject, Tally()

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
            steps = self._steps(order, met.facts)
        except ContradictsError as error:
            return order, [Problem(row=draft.row, column=error.column, message=str(error))]
        except OrderTrackError as error:
            return order, [Problem(row=draft.row, column=self.cases.reader.layout.began, message=error.message)]
        if met.warning:
            self.tally.warn([Problem(row=draft.row, message=met.warning)])
        if self.terms.partial or not self.tally.rejected:
            for before, after, fact in steps:
                self.unit.save(before, after, fact, at=self.stamp.at, by=self.stamp.by)
        self.tally.added += met.is_new
        self.tally.updated += bool(steps) and not met.is_new
        self.tally.unchanged += not steps
        return (steps[-1][1] if steps else order), []

    def _steps(self, order: Order, facts: Sequence[CaseFact]) -> list[tuple[Order, Order, CaseFact]]:
        steps: list[tuple[Order, Order, CaseFact]] = []
        for fact in facts:
            before, order = order, apply(order, fact, self.stamp.at)
            steps.append((before, order, fact))
        return steps

    def _refuse(self, source: SourceOrder, problems: Sequence[Problem]) -> None:
        bad = {problem.row for problem in problems}
        self.tally.rejected += len(bad)
        self.tally.problem_count += len(problems)
        self.tally.first_problems.extend(problems[: SHOWN - len(self.tally.first_problems)])
        rows = [row for row in source.rows if row.row in bad]
        self.reject(RefusedRows(source.number, rows, problems), problems)
