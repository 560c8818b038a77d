"""Whatever clerks type, legal or not: the book stands as it would on paper, and its trail proves it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ordertrack.domain.orders.effects import fold
from ordertrack.domain.orders.moves import Closing, Move, Target
from ordertrack.errors import ConflictError, NotFoundError, RefusedError, UsageError
from ordertrack.store.book.verification import verify
from ordertrack.usecases.orders import Correction, Edit, close_orders, correct_orders, edit_order, move_orders
from ordertrack.usecases.parties import merge_parties
from tests.builders import CUSTOMER, PROMISED, TODAY, a_book, a_row, a_stamp, enter, units
from tests.rounds import HastyBook
from tests.usecases.orders.commands import COMMANDS, LINES, SUPPLIERS, Correct, Enter, EnterTwin, Merge, MoveMissing
from tests.usecases.orders.desk_on_paper import Folder, attempt
from tests.usecases.orders.paper import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ordertrack.domain.orders.order import Order

MOST_ORDERS = 4
CONFIRM = Move(on=TODAY, to=Target.CONFIRMED)
REFUSALS = (RefusedError, NotFoundError, UsageError)


class Desk(RuleBasedStateMachine):
    """Clerks at one book, and somebody who keeps the same orders on paper."""

    template: ClassVar[Path]
    _books = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.path = self.template.with_name(f"{next(self._books)}.db")
        shutil.copy(self.template, self.path)
        self.book = HastyBook(self.path)
        self.folders: dict[str, Folder] = {}
        self.parties = [CUSTOMER]
        self.is_merged = False

    def teardown(self) -> None:
        """Throw the book away."""
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()

    @initialize(lines=LINES)
    def begin(self, lines: list[int]) -> None:
        """Enter an order with each supplier."""
        self._enter(Enter([4], SUPPLIERS[1], is_confirmed=False))
        self._enter(Enter(lines, SUPPLIERS[0], is_confirmed=True))

    @rule(command=COMMANDS, place=st.sampled_from([0, 0, 0, 1, 2, 3]))
    def type_in(self, command: object, place: int) -> None:
        """Take any command, for the order at that place where it is about one; the newest comes first."""
        number = list(self.folders)[-1 - place % len(self.folders)]
        handlers: dict[type, Callable[[str, Any], None]] = {
            Move: self._move,
            Closing: self._close,
            Edit: self._edit,
            Correct: self._correct,
        }
        if type(command) in handlers:
            handlers[type(command)](number, command)
        elif isinstance(command, Enter) and len(self.folders) < MOST_ORDERS:
            self._enter(command)
        elif isinstance(command, EnterTwin):
            self._enter_twin(number)
        elif isinstance(command, MoveMissing):
            self._move_missing()
        elif isinstance(command, Merge):
            self._merge()

    def _enter(self, command: Enter) -> None:
        number = f"A-{len(self.folders) + 1}"
        rows = [a_row(number=number, supplier=command.supplier, line_quantity=str(each)) for each in command.lines]
        enter(self.book, *rows)
        blank = {at: Row(units(each), PROMISED, PROMISED) for at, each in enumerate(command.lines, 1)}
        self.folders[number] = Folder(Sheet(blank), command.supplier)
        if command.supplier not in self.parties:
            self.parties.append(command.supplier)
        if command.is_confirmed:
            self._move(number, CONFIRM)

    def _move(self, number: str, move: Move) -> None:
        self._both(number, lambda folder: folder.move(move), lambda: move_orders(self.book, [number], move, a_stamp()))

    def _close(self, number: str, closing: Closing) -> None:
        self._both(
            number, lambda folder: folder.close(closing), lambda: close_orders(self.book, [number], closing, a_stamp())
        )

    def _edit(self, number: str, edit: Edit) -> None:
        self._both(number, lambda folder: folder.edit(edit), lambda: edit_order(self.book, number, edit, a_stamp()))

    def _correct(self, number: str, command: Correct) -> None:
        seq = None if command.step is None else self._seq_after(number, command.step)
        self._both(
            number,
            lambda folder: folder.correct(command.step, command.move),
            lambda: correct_orders(self.book, [number], Correction(cause="typo", seq=seq), command.move, a_stamp()),
        )

    def _seq_after(self, number: str, step: int) -> int:
        with self.book.read() as view:
            later = [event.seq for event in view.records.history(number)[1:]]
        return later[step] if step < len(later) else 999_999

    def _enter_twin(self, number: str) -> None:
        with pytest.raises(ConflictError):
            enter(self.book, a_row(number=number))

    def _move_missing(self) -> None:
        with pytest.raises(NotFoundError):
            move_orders(self.book, ["A-9"], CONFIRM, a_stamp())

    def _merge(self) -> None:
        if not self.is_merged:
            merge_parties(self.book, *SUPPLIERS, a_stamp())
            self.is_merged = True

    def _both(self, number: str, on_paper: Callable[[Folder], object], in_the_book: Callable[[], object]) -> None:
        """Do it on paper and in the book: both take it, or both refuse it."""
        after = attempt(self.folders[number], on_paper)
        if after is None:
            with pytest.raises(REFUSALS):
                in_the_book()
        else:
            in_the_book()
            self.folders[number] = after

    @invariant()
    def the_book_stands_as_on_paper_and_its_trail_proves_it(self) -> None:
        """Compare every order with its paper, with its own history replayed, and the whole book with its trail."""
        with self.book.read() as view:
            found = view.orders.find(self.folders)
            assert found == {number: self._on_paper(number) for number in self.folders}
            for number, order in found.items():
                told = fold(view.records.history(number))
                assert replace(told, supplier=order.supplier) == order  # a merger is no event of an order
            assert verify(view).finding is None

    def _on_paper(self, number: str) -> Order:
        folder = self.folders[number]
        name = SUPPLIERS[1] if self.is_merged else folder.supplier
        return folder.sheet().as_order(number, 1 + self.parties.index(name), TODAY, folder.version)


def run(folder: Path, *, examples: int, steps: int) -> None:
    class AtThisDesk(Desk):
        template = folder / "orders.db"

    a_book(folder)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(AtThisDesk, settings=chosen)


def test_whatever_clerks_type_the_book_stands_as_on_paper_and_its_trail_proves_it(tmp_path: Path) -> None:
    run(tmp_path, examples=4, steps=25)


@pytest.mark.slow
def test_whatever_clerks_type_for_long_the_book_stands_as_on_paper_and_its_trail_proves_it(tmp_path: Path) -> None:
    run(tmp_path, examples=30, steps=40)
