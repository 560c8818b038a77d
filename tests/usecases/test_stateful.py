"""Whatever clerks type, legal or not: the book stands as it would on paper, and its trail proves it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ordertrack.domain.closing import Closing, Step
from ordertrack.domain.moves import LineAmount, Move, Target
from ordertrack.domain.replay import fold
from ordertrack.errors import ConflictError, NotFoundError, RefusedError, UsageError
from ordertrack.store.book import SqlBook
from ordertrack.store.verification import verify
from ordertrack.usecases.orders import Edit, edit_order
from ordertrack.usecases.parties import merge_parties
from ordertrack.usecases.status import Correction, close_orders, correct_orders, move_orders
from tests.builders import CUSTOMER, PROMISED, TODAY, a_book, a_row, a_stamp, enter, units
from tests.usecases.desk_on_paper import Folder, attempt
from tests.usecases.paper import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ordertrack.domain.orders import Order

NUMBERS = st.sampled_from(["A-1", "A-1", "A-1", "A-2", "A-3"])
SUPPLIERS = ("Acme Fasteners", "Bolts & Co")
LINES = st.lists(st.sampled_from([4, 10]), min_size=2, max_size=3)
POSITIONS = st.sampled_from([1, 1, 1, 2, 2, 2, 3])
COUNTS = st.sampled_from([None, None, units(1), units(2), units(3), units(4), units(11)])
PAST = st.integers(-3, 0).map(lambda days: TODAY + timedelta(days=days))
DAYS = st.sampled_from([18, 20, 25, 40, 0, -5]).map(lambda days: TODAY + timedelta(days=days))
CAUSES = st.sampled_from(["why", "why", "why", "why", None])
SOME = st.dictionaries(POSITIONS, COUNTS, max_size=2).map(
    lambda parts: tuple(LineAmount(position=position, quantity=quantity) for position, quantity in parts.items())
)
NONE = st.just(())
WORDS = {
    "owner": st.sampled_from(["Ada", "Zoë", None]),
    "value": st.sampled_from(["100", "250", None]),
    "currency": st.sampled_from(["EUR", "JPY", None]),
}
GOODS = {"sku": st.sampled_from(["M6", "M8"]), "quantity": st.sampled_from([3, 8, 15]).map(units).map(str)}


def moves(to: Target | None = None, **fields: Any) -> st.SearchStrategy[Move]:  # noqa: ANN401 - any field of a move
    return st.builds(Move, on=PAST, to=st.just(to), **fields)


HAND_MOVES = moves(Target.CONFIRMED) | moves(Target.PROCESSING, expected_on=st.none() | DAYS)
SHIPMENTS = moves(Target.SHIPPED, lines=SOME, carrier=st.sampled_from([None, "DHL"]), expected_on=st.none() | DAYS)
RECEIPTS = moves(
    Target.DELIVERED, lines=SOME, rejected=NONE | NONE | SOME, cause=CAUSES, may_exceed=st.booleans()
)
DELAYS = moves(Target.DELAYED, lines=SOME, expected_on=DAYS, cause=CAUSES)
CANCELLATIONS = moves(Target.CANCELLED, lines=SOME, cause=CAUSES)
PROMISES = moves(promised_on=DAYS, lines=SOME, cause=CAUSES)
EXPECTATIONS = moves(expected_on=DAYS, lines=SOME)
NOTES = moves(note=st.sampled_from(["called", None]))
REPLACEMENTS = NOTES | HAND_MOVES | SHIPMENTS | RECEIPTS | DELAYS | CANCELLATIONS | PROMISES | EXPECTATIONS
CLOSINGS = st.builds(
    Closing,
    on=PAST,
    until=st.sampled_from(Step),
    received_by=st.none() | st.just("Lee"),
    short=st.none() | st.just("why"),
)
EDITS = st.builds(
    Edit,
    fields=st.fixed_dictionaries({}, optional=WORDS),
    lines=st.dictionaries(POSITIONS, st.fixed_dictionaries({}, optional=GOODS), max_size=1),
)


class SameEngines(SqlBook):
    """A book that makes its engines once, for thousands of commands in one process."""

    def _engine(self, mode: str, begin: str | None = None) -> sa.Engine:
        engines: dict[object, sa.Engine] = self.__dict__.setdefault("engines", {})
        if (mode, begin) not in engines:
            engine = engines[mode, begin] = super()._engine(mode, begin)
            sa.event.listen(engine, "connect", _hurry)
        return engines[mode, begin]


def _hurry(connection: Any, _: object) -> None:  # noqa: ANN401 - a connection of SQLite's
    connection.execute("PRAGMA synchronous=OFF")  # that nothing is lost in a crash is tested elsewhere


class Desk(RuleBasedStateMachine):
    """Clerks at one book, and somebody who keeps the same orders on paper."""

    template: ClassVar[Path]
    _numbers = count(1)

    def __init__(self) -> None:
        super().__init__()
        path = self.template.with_name(f"{next(self._numbers)}.db")
        shutil.copy(self.template, path)
        self.book = SameEngines(path)
        self.folders: dict[str, Folder] = {}
        self.parties = [CUSTOMER]
        self.is_merged = False

    def teardown(self) -> None:
        """Throw the book away."""
        for path in self.template.parent.glob(f"{self.book.place.stem}.db*"):  # type: ignore[union-attr]  # a file
            path.unlink()

    @initialize(first=LINES, second=LINES)
    def begin(self, first: list[int], second: list[int]) -> None:
        """Enter two orders and confirm one, or little would ever ship."""
        self._enter("A-1", first, SUPPLIERS[0])
        self._enter("A-2", second, SUPPLIERS[1])
        self._move("A-1", Move(on=TODAY, to=Target.CONFIRMED))

    @rule(number=NUMBERS, lines=LINES, supplier=st.sampled_from(SUPPLIERS))
    def enter(self, number: str, lines: list[int], supplier: str) -> None:
        """Enter an order, or find that its number is taken."""
        if number not in self.folders:
            self._enter(number, lines, supplier)
            return
        with pytest.raises(ConflictError):
            enter(self.book, a_row(number=number))

    def _enter(self, number: str, lines: list[int], supplier: str) -> None:
        rows = [a_row(number=number, supplier=supplier, line_quantity=str(each)) for each in lines]
        enter(self.book, *rows)
        blank = {at: Row(units(each), PROMISED, PROMISED) for at, each in enumerate(lines, 1)}
        self.folders[number] = Folder(Sheet(blank), supplier)
        if supplier not in self.parties:
            self.parties.append(supplier)

    @rule(number=NUMBERS, move=HAND_MOVES)
    def move_by_hand(self, number: str, move: Move) -> None:
        """Confirm an order, or say that it is being processed."""
        self._move(number, move)

    @rule(number=NUMBERS, move=SHIPMENTS)
    def ship(self, number: str, move: Move) -> None:
        """Ship an order or parts of it."""
        self._move(number, move)

    @rule(number=NUMBERS, move=RECEIPTS)
    def receive(self, number: str, move: Move) -> None:
        """Receive an order or parts of it, with or without rejections."""
        self._move(number, move)

    @rule(number=NUMBERS, move=DELAYS)
    def delay(self, number: str, move: Move) -> None:
        """Report a delay."""
        self._move(number, move)

    @rule(number=NUMBERS, move=PROMISES)
    def promise_anew(self, number: str, move: Move) -> None:
        """Promise an order or lines of it anew."""
        self._move(number, move)

    @rule(number=NUMBERS, move=EXPECTATIONS)
    def expect(self, number: str, move: Move) -> None:
        """Expect an order or lines of it on another day."""
        self._move(number, move)

    @rule(number=NUMBERS, move=NOTES)
    def note(self, number: str, move: Move) -> None:
        """Write something down, or ask for nothing."""
        self._move(number, move)

    @rule(number=NUMBERS, move=CANCELLATIONS)
    def cancel(self, number: str, move: Move) -> None:
        """Cancel an order or parts of it."""
        self._move(number, move)

    def _move(self, number: str, move: Move) -> None:
        self._both(
            number,
            lambda folder: folder.move(move),
            lambda: move_orders(self.book, [number], move, a_stamp()),
        )

    @rule(number=NUMBERS, closing=CLOSINGS)
    def close(self, number: str, closing: Closing) -> None:
        """Close an order, as far as asked."""
        self._both(
            number,
            lambda folder: folder.close(closing),
            lambda: close_orders(self.book, [number], closing, a_stamp()),
        )

    @rule(number=NUMBERS, edit=EDITS)
    def edit(self, number: str, edit: Edit) -> None:
        """Change what is not a status."""
        self._both(number, lambda folder: folder.edit(edit), lambda: edit_order(self.book, number, edit, a_stamp()))

    @rule(number=NUMBERS, move=REPLACEMENTS)
    def correct_the_last(self, number: str, move: Move) -> None:
        """Take back the last event, or the last of a kind, and record what is right instead."""
        self._correct(number, None, move)

    @rule(number=NUMBERS, place=st.integers(0, 12), move=NOTES | RECEIPTS)
    def correct_a_given_one(self, number: str, place: int, move: Move) -> None:
        """Take back any event, also one that is not there, rests under a later one, or is gone already."""
        self._correct(number, place, move)

    def _correct(self, number: str, place: int | None, move: Move) -> None:
        def take_back() -> None:
            seq = None
            if place is not None:
                with self.book.read() as view:
                    later = [event.seq for event in view.history(number)[1:]]
                seq = later[place] if place < len(later) else 999_999
            correct_orders(self.book, [number], Correction(cause="typo", seq=seq), move, a_stamp())

        self._both(number, lambda folder: folder.correct(place, move), take_back)

    @rule()
    def merge(self) -> None:
        """Find that both suppliers are one; only the first time."""
        if self.is_merged or not set(SUPPLIERS) <= set(self.parties):
            return
        merge_parties(self.book, *SUPPLIERS, a_stamp())
        self.is_merged = True

    def _both(self, number: str, on_paper: Callable[[Folder], object], in_the_book: Callable[[], object]) -> None:
        """Do it on paper and in the book: both take it, or both refuse it."""
        folder = self.folders.get(number)
        after = attempt(folder, on_paper) if folder else None
        if after is None:
            with pytest.raises((RefusedError, NotFoundError, UsageError)):
                in_the_book()
        else:
            in_the_book()
            self.folders[number] = after

    @invariant()
    def the_book_stands_as_on_paper_and_its_trail_proves_it(self) -> None:
        """Compare every order with its paper, with its own history replayed, and the whole book with its trail."""
        with self.book.read() as view:
            found = view.find_orders(self.folders)
            assert found == {number: self._on_paper(number) for number in self.folders}
            for number, order in found.items():
                told = replace(fold(view.history(number)), supplier=order.supplier)  # a merger is no event of an order
                assert told == order
            assert verify(view).finding is None

    def _on_paper(self, number: str) -> Order:
        folder = self.folders[number]
        name = SUPPLIERS[1] if self.is_merged else folder.supplier
        return folder.sheet().as_order(number, 1 + self.parties.index(name), TODAY, folder.version)


def run(tmp_path: Path, examples: int, steps: int) -> None:
    class AtThisDesk(Desk):
        template = tmp_path / "orders.db"

    a_book(tmp_path)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(AtThisDesk, settings=chosen)


def test_whatever_clerks_type_the_book_stands_as_on_paper_and_its_trail_proves_it(tmp_path: Path) -> None:
    run(tmp_path, examples=30, steps=25)


@pytest.mark.slow
def test_whatever_clerks_type_for_long_the_book_stands_as_on_paper_and_its_trail_proves_it(tmp_path: Path) -> None:
    run(tmp_path, examples=300, steps=60)
