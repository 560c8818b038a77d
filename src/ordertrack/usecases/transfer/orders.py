"""Bringing orders in from a file: verified, idempotent, all or nothing unless asked otherwise (SOP 4.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.orders.updates import differences, updates
from ordertrack.domain.values.texts import Problem
from ordertrack.errors import OrderTrackError
from ordertrack.usecases.parties import ROLES, PartyBook
from ordertrack.usecases.recording import record_entries_untold, record_untold, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.orders.entry import Draft, DraftReader
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.values.codec import Facts
    from ordertrack.domain.values.texts import InputRow
    from ordertrack.usecases.ports import Book, Stamp, Writes

BATCH = 500
NAMES_KEPT = 16_384


class SourceOrder(Protocol):
    """Everything a file says about one order."""

    @property
    def number(self) -> str | None:
        """Its number, if it has one."""

    @property
    def rows(self) -> Sequence[InputRow]:
        """Its rows in the order of the file."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with rows that could not even be read."""


class Terms(NamedTuple):
    """How a file is taken: as history, with changes of known orders, without its bad orders, or only tried."""

    is_history: bool = False
    update: bool = False
    partial: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class ImportTally:
    """How many orders and lines came in, changed, stayed as they are, or were refused, and why."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    lines: int = 0
    new_parties: int = 0
    warnings: int = 0
    problem_count: int = 0
    first_warnings: list[Problem] = field(default_factory=list)
    first_problems: list[Problem] = field(default_factory=list)
    is_written: bool = False

    def warn(self, found: Iterable[Problem]) -> None:
        """Count what is odd and keep the first few."""
        for problem in found:
            self.warnings += 1
            if len(self.first_warnings) < SHOWN:
                self.first_warnings.append(problem)


SHOWN = 10


def import_orders(
    book: Book,
    source: Iterable[SourceOrder],
    reader: DraftReader,
    terms: Terms,
    stamp: Stamp,
    *,
    reject: Callable[[SourceOrder, Sequence[Problem]], None],
    advance: Callable[[int], None],
) -> ImportTally:
    """Take every order of the source, or none when one is bad and `terms.partial` is not set.

    `reject` is told of every order refused, `advance` how many orders were looked at. The same file taken
    twice leaves everything unchanged. Memory holds one batch of orders.
    """
    with book.write() as unit:
        work = _OrderImport(unit, reader, terms, stamp, reject)
        done = 0
        for batch in batches(source):
            work.take(batch)
            done += len(batch)
            advance(done)
        work.tally.new_parties = len(work.parties.added)
        if not terms.dry_run and (terms.partial or not work.tally.rejected):
            unit.commit()
            work.tally.is_written = True
    return work.tally


def batches(source: Iterable[SourceOrder]) -> Iterator[list[SourceOrder]]:
    """Cut a source into as many orders at a time as memory shall hold."""
    orders = iter(source)
    while batch := list(islice(orders, BATCH)):
        yield batch


class _OrderImport:
    """One import under way."""

    def __init__(
        self,
        unit: Writes,
        reader: DraftReader,
        terms: Terms,
        stamp: Stamp,
        reject: Callable[[SourceOrder, Sequence[Problem]], None],
    ) -> None:
        self.unit, self.reader, self.terms, self.stamp = unit, reader, terms, stamp
        self.reject, self.tally = reject, ImportTally()
        self.parties = PartyBook(unit, stamp)
        self.number_of = lru_cache(NAMES_KEPT)(self.parties.number_of)
        self.today = stamp.today.isoformat()
        self.may_know = unit.orders.has_any()
        self.has_archives = bool(unit.records.archives())
        self.archived: Mapping[str, str] = {}

    def take(self, batch: Sequence[SourceOrder]) -> None:
        known: Mapping[str, Order] = {}
        if self.may_know:
            known = self.unit.orders.find([order.number for order in batch if order.number])
        if self.has_archives:
            self.archived = self.unit.records.archived_in([order.number for order in batch if order.number])
        entries: list[Facts] = []
        for order in batch:
            problems = self._take(order, known, entries)
            if problems:
                self._refuse(order, problems)
        if entries and (self.terms.partial or not self.tally.rejected):
            record_entries_untold(self.unit, entries, self.stamp)

    def _take(self, order: SourceOrder, known: Mapping[str, Order], entries: list[Facts]) -> list[Problem]:
        if not order.rows:
            return list(order.problems)
        draft, problems = self.reader.read(order.rows)
        problems = [*order.problems, *problems]
        if draft is None or problems:
            return problems
        existing = known.get(draft.number)
        if existing is not None:
            return self._meet(draft, existing)
        if draft.number in self.archived:
            message = f"order {draft.number} is in the archive {self.archived[draft.number]}"
            return [Problem(row=draft.rows[0], column="number", message=message)]
        entry = entry_from(draft, is_history=self.terms.is_history, today=self.today)
        if self.terms.is_history:
            self.tally.warn(entry.warnings)
        else:
            entry.problems.extend(entry.warnings)
        if entry.problems:
            return entry.problems
        entries.append(self._with_parties(entry.facts, draft))
        self.tally.added += 1
        self.tally.lines += len(draft.lines)
        return []

    def _with_parties(self, facts: Facts, draft: Draft) -> Facts:
        facts["customer"] = self.number_of(draft.customer, "customer")
        facts["supplier"] = self.number_of(draft.supplier, "supplier")
        return facts

    def _meet(self, draft: Draft, order: Order) -> list[Problem]:
        """Meet an order that is in the book already."""
        row = draft.rows[0]
        found = differences(draft, order)
        for role in ROLES:
            party = self.parties.find(getattr(draft, role))
            if party is None or party.id != getattr(order, role):
                return [
                    Problem(row=row, column=role, message=f"is another than that of order {order.number} in the book")
                ]
        if not found:
            self.tally.unchanged += 1
            return []
        if not self.terms.update:
            message = (
                f"order {order.number} is in the book and differs in {', '.join(found)}; --update takes the change"
            )
            return [Problem(row=row, column=found[0], message=message)]
        try:
            self._update(draft, order)
        except OrderTrackError as error:
            return [Problem(row=row, column=found[0], message=error.message)]
        return []

    def _update(self, draft: Draft, order: Order) -> None:
        steps = steps_of(order, updates(draft, order, self.stamp.today), self.stamp)
        left = differences(draft, steps[-1].after if steps else order)
        if left:
            names = ", ".join(left)
            raise OrderTrackError(f"{names} cannot be taken from a file; use `status {order.number} --correct CAUSE`")
        record_untold(self.unit, steps, self.stamp)
        self.tally.updated += 1

    def _refuse(self, order: SourceOrder, problems: Sequence[Problem]) -> None:
        self.tally.rejected += 1
        self.tally.problem_count += len(problems)
        room = SHOWN - len(self.tally.first_problems)
        self.tally.first_problems.extend(problems[:room])
        self.reject(order, problems)
