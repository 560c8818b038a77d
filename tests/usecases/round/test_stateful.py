"""Whatever rounds, kills and commands come in whatever order: nothing is decided twice, and nothing is missed."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Side
from ordertrack.domain.round.asking import Watched
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.cases.escalations import Appeal, InForce, start_escalations
from ordertrack.usecases.policy import policy_on
from ordertrack.usecases.round import round as rounds
from ordertrack.usecases.round.worklist import watch_at
from tests.builders import CUSTOMER, SUPPLIER, loaded
from tests.roundpolicies import policy
from tests.rounds import MORNING, NOON, HastyBook, RoundDesk, a_round_desk, raised_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.views import SqlWrites

FIRST = date(2026, 3, 2)
NUMBERS = ("A-1", "A-2", "A-3")
REFUSALS = (ConflictError, NotFoundError, RefusedError)
Numbers = st.sampled_from(NUMBERS)


class Killed(BaseException):
    """The process is gone."""


class MortalBook(HastyBook):
    """A book whose process is killed at one of its commits, before or after it."""

    commits_left: int | None = None
    dies_before = True

    @contextmanager
    def write(self) -> Iterator[SqlWrites]:
        with super().write() as unit:
            if self.commits_left is not None:
                self._doom(unit)
            yield unit

    def _doom(self, unit: SqlWrites) -> None:
        commit = unit.commit

        def dying() -> None:
            assert self.commits_left is not None
            self.commits_left -= 1
            if self.commits_left >= 0:
                commit()
                return
            if not self.dies_before:
                commit()
            raise Killed

        unit.commit = dying  # type: ignore[method-assign]  # the one commit that is not survived


class Clock(RuleBasedStateMachine):
    """Three orders, people who do whatever they may, and a round that comes when it comes, or is killed."""

    template: ClassVar[Path]
    _books = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.path = self.template.with_name(f"{next(self._books)}.db")
        shutil.copy(self.template, self.path)
        self.book = MortalBook(self.path)
        self.desk = RoundDesk(self.book)
        self.today = FIRST
        self.is_noon = False

    def teardown(self) -> None:
        """Let one more round run, which misses nothing, and throw the book away."""
        self._round(self.today + timedelta(days=1))
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()

    @initialize(promises=st.lists(st.integers(0, 14), min_size=3, max_size=3), urgent=st.booleans())
    def begin(self, promises: list[int], urgent: bool) -> None:
        """Enter the orders."""
        for number, ahead in zip(NUMBERS, promises, strict=True):
            promised = (FIRST + timedelta(days=ahead)).strftime("%m-%d")
            priority = "urgent" if urgent and number == "A-1" else "normal"
            self.desk.enter(number, promised=promised, priority=priority)

    @rule(ahead=st.sampled_from([1, 1, 2, 3, 7]))
    def wait_for_another_day(self, ahead: int) -> None:
        """Let days go by, with their rounds or without."""
        self.today += timedelta(days=ahead)
        self.is_noon = False

    @rule()
    def run_the_round(self) -> None:
        """Run the round of the day."""
        self._round(self.today)

    @rule(apart=st.integers(-9, 5))
    def run_the_round_of_another_day(self, apart: int) -> None:
        """Run the round of an earlier day, or of one that somebody's clock believes in."""
        self._round(self.today + timedelta(days=apart))

    @rule(commits=st.integers(0, 4), dies_before=st.booleans())
    def kill_a_round(self, commits: int, dies_before: bool) -> None:
        """Begin the round of the day, and kill it at one of its commits; each order has one of its own."""
        self.book.commits_left, self.book.dies_before = commits, dies_before
        with suppress(Killed):
            self.desk.round(self.today, NOON if self.is_noon else MORNING)
        self.book.commits_left = None

    def _round(self, day: date) -> None:
        at = NOON if self.is_noon else MORNING
        self.desk.round(day, at)
        head = self.desk.head
        assert self.desk.round(day, at).decided == []
        assert self.desk.head == head
        missed = [decision for number in NUMBERS for decision in self._decisions(loaded(self.book, number), day)]
        assert missed == []

    def _decisions(self, order: Order, day: date) -> list[object]:
        """What is due for an order, asked of the procedure alone, whether the round looks at the order or not."""
        stamp = self.desk.stamp(day, NOON if self.is_noon else MORNING)
        watch = watch_at(self.desk.revisions, self.desk.hours, stamp)
        return list(rounds.decisions_for(Watched(order=order, supplier=SUPPLIER, customer=CUSTOMER), watch))

    def _try(self, command: Callable[[], object]) -> None:
        """Do it at noon, if the procedure allows."""
        self.is_noon = True
        with suppress(*REFUSALS):
            command()

    @rule(number=Numbers, units=st.integers(1, 10))
    def receive(self, number: str, units: int) -> None:
        """Receive a part or all."""
        self._try(lambda: self.desk.receive(self.today, units, number=number))

    @rule(number=Numbers, cancels=st.booleans())
    def end_or_delay(self, number: str, cancels: bool) -> None:
        """Cancel what is left, or report a delay, which opens an issue by itself."""
        to = Target.CANCELLED if cancels else Target.DELAYED
        expected_on = None if cancels else self.today + timedelta(days=9)
        self._try(lambda: self.desk.move(self.today, to, number, cause="strike", expected_on=expected_on))

    @rule(number=Numbers, ahead=st.integers(0, 12))
    def promise(self, number: str, ahead: int) -> None:
        """Promise anew."""
        self._try(lambda: self.desk.promise(self.today, self.today + timedelta(days=ahead), number))

    @rule(
        number=Numbers,
        outcome=st.sampled_from([FollowUpOutcome.ANSWERED, FollowUpOutcome.NO_ANSWER, FollowUpOutcome.REFUSED]),
        again=st.none() | st.integers(1, 9),
        side=st.sampled_from(Side),
    )
    def call(self, number: str, outcome: FollowUpOutcome, again: int | None, side: Side) -> None:
        """Ask a party."""
        until = self.today + timedelta(days=again) if again else None
        self._try(lambda: self.desk.call(self.today, outcome, number=number, ask_again=until, side=side))

    @rule(severity=st.sampled_from([Severity.HIGH, Severity.CRITICAL]), number=Numbers)
    def open_an_issue(self, severity: Severity, number: str) -> None:
        """Find something wrong."""
        self._try(lambda: self.desk.issue(self.today, severity, number))

    @rule(step=st.sampled_from(["wait", "resume", "resolve", "reopen"]))
    def change_an_issue(self, step: str) -> None:
        """Do something about the first issue of the first order."""
        self._try(lambda: getattr(self.desk, step)(self.today))

    @rule(number=Numbers, step=st.sampled_from(["acknowledge", "acknowledge", "settle"]))
    def take_up_or_settle(self, number: str, step: str) -> None:
        """Take up or settle what is escalated."""
        self._try(lambda: getattr(self.desk, step)(self.today, number))

    @rule(number=Numbers)
    def escalate_by_hand(self, number: str) -> None:
        """Escalate what no clock sees."""
        revision, now = policy_on(self.desk.revisions, self.today)
        rules = InForce(now, revision.number, self.desk.hours)
        stamp = self.desk.stamp(self.today, NOON, "anna")
        self._try(lambda: start_escalations(self.book, [number], Appeal(reason="it burns"), rules, stamp))

    @invariant()
    def nothing_was_decided_twice_and_the_trail_proves_it(self) -> None:
        """Count what was raised, begun and told, by its key."""
        for number in NUMBERS:
            order = loaded(self.book, number)
            _each_once(raised_in(self.book, number))
            _each_once([(each.subject, each.issue) for each in order.running_escalations])
            _each_once([each.number for each in order.escalations])
            _each_once([each.number for each in order.issues])
            for escalation in order.escalations:
                _each_once([(each.level, each.at) for each in escalation.tellings])
        assert self.desk.is_sound()


def _each_once(keys: Sequence[object]) -> None:
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *, examples: int, steps: int) -> None:
    class OfTheseOrders(Clock):
        template = folder / "orders.db"

    a_round_desk(folder, policy())
    monkeypatch.setattr(rounds, "BATCH", 1)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(OfTheseOrders, settings=chosen)


@pytest.mark.slow
def test_in_whatever_order_rounds_kills_and_commands_come_nothing_is_doubled_or_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, monkeypatch, examples=6, steps=20)


@pytest.mark.slow
def test_for_long_in_whatever_order_rounds_kills_and_commands_come_nothing_is_doubled_or_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, monkeypatch, examples=15, steps=30)
