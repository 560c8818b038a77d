"""A quarter of two hundred orders, driven by the clock alone, against the same quarter on paper (SOP 4.2a to 4.6b)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import FollowUpOutcome
from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.moves import Target
from tests.acceptance.clockround import round_on_paper
from tests.acceptance.clockwork import Paper, moved
from tests.acceptance.quarter import DAYS, MISSED, ROUNDS, UNITS, scripts
from tests.builders import a_row, a_stamp, enter
from tests.roundpolicies import policy
from tests.rounds import a_round_desk, raised_in

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.acceptance.clockwork import Asked, Decided
    from tests.acceptance.quarter import Script, Step
    from tests.rounds import RoundDesk

AFTER_THE_BREAK = next(day for day in ROUNDS if day > MISSED[1])
KINDS = {"expired": "acknowledgement expired", "ended": "escalation ended", "started": "escalation started"}


class Quarter:
    """The book and the paper, side by side."""

    def __init__(self, desk: RoundDesk, stories: list[Script]) -> None:
        self.desk = desk
        self.papers = [Paper(story, story.promised_on) for story in stories]
        self.caught_up: dict[date, int] = {}
        self.last: date | None = None

    def run(self) -> None:
        """Let every day begin with the round, if it runs, and then people come."""
        for day in DAYS:
            if day in ROUNDS:
                self._round(day)
            for paper in self.papers:
                if paper.script.entered_on == day:
                    _enter(self.desk, paper.script)
                for step in paper.script.steps:
                    if step.on == day and paper.takes(step):
                        _do(self.desk, paper, step)
                        paper.do(step)

    def _round(self, day: date) -> None:
        report = self.desk.round(day)
        on_paper = {paper.script.number: round_on_paper(paper, day) for paper in self.papers}
        found: dict[str, Counter[tuple[str, date, bool]]] = {number: Counter() for number in on_paper}
        for each in report.decided:
            found[each.number][each.decision.kind, each.decision.due_on, each.is_caught_up] += 1
        for number, decided in on_paper.items():
            assert found[number] == Counter(self._summary(each) for each in _one_telling(decided)), (day, number)
        self.caught_up[day], self.last = report.caught_up, day

    def _summary(self, each: Decided) -> tuple[str, date, bool]:
        kind = "follow-up due" if each.row[0] == "ask" else KINDS.get(each.row[2], "escalation told")
        turn = each.due_on if each.due_on.weekday() < 5 else moved(each.due_on, 1)
        return kind, each.due_on, self.last is not None and self.last < turn < each.on


def _one_telling(decided: list[Decided]) -> list[Decided]:
    """The levels passed over are part of the decision to tell the highest."""
    return [each for each in decided if each.row[-1] != "skipped"]


def _enter(desk: RoundDesk, script: Script) -> None:
    values = {"value": str(script.value), "currency": str(script.currency)} if script.currency else {}
    row = a_row(
        number=script.number,
        promised_on=script.promised_on.isoformat(),
        priority=script.priority,
        line_quantity=str(UNITS),
        **values,
    )
    enter(desk.book, row, stamp=a_stamp(script.entered_on))
    desk.move(script.entered_on, Target.CONFIRMED, script.number)


def _do(desk: RoundDesk, paper: Paper, step: Step) -> None:
    number = paper.script.number
    if step.what == "call":
        desk.call(step.on, FollowUpOutcome(step.word), number=number, ask_again=step.until)
    elif step.what == "promise" and step.until:
        desk.promise(step.on, step.until, number)
    elif step.what == "receive":
        desk.receive(step.on, min(step.units, paper.left), number=number)
    elif step.what == "cancel":
        desk.move(step.on, Target.CANCELLED, number, cause="not needed")
    elif step.what == "issue":
        desk.issue(step.on, Severity(step.word), number)
    elif step.what == "resolve":
        desk.resolve(step.on, f"{number}#{paper.first_open_issue}")
    elif step.what == "acknowledge":
        desk.acknowledge(step.on, number)
    else:
        desk.settle(step.on, number)


def prove(folder: Path, count: int, seed: int) -> Counter[str]:
    """Let a quarter go by and compare it with the paper; how often what was decided."""
    desk = a_round_desk(folder, policy(zone="Europe/Berlin"), "Europe/Berlin")
    quarter = Quarter(desk, scripts(count, seed))
    quarter.run()
    told: Counter[str] = Counter()
    for paper in quarter.papers:
        number = paper.script.number
        assert desk.asked(number) == [_row(each) for each in paper.asked], number
        assert sorted(row[:4] for row in desk.told(number)) == sorted(paper.rows), number
        _require_sense(paper, raised_in(desk.book, number))
        told.update(each.rule for each in paper.asked)
        told.update(row[-1] for row in paper.rows)
    assert {day for day, caught_up in quarter.caught_up.items() if caught_up} <= {AFTER_THE_BREAK}
    assert desk.is_sound()
    head = desk.head
    assert (desk.round(ROUNDS[-1]).decided, desk.head) == ([], head)
    return told


def _row(each: Asked) -> tuple[str, ...]:
    days = (f"{day:%m-%d}" for day in (each.promised_on, each.due_on))
    return f"{each.raised_on:%m-%d}", each.rule, str(each.number), "1", *days


def _require_sense(paper: Paper, raised: list[tuple[object, ...]]) -> None:
    """Whatever the paper says: each once, on a day with a round, numbered from one without a gap, three at most."""
    assert len(set(raised)) == len(raised) == len(paper.asked)
    assert {each.raised_on for each in paper.asked} <= set(ROUNDS)
    keys: dict[tuple[str, date], list[int]] = {}
    for each in paper.asked:
        keys.setdefault((each.rule, each.promised_on), []).append(each.number)
    for (rule, _), numbers in keys.items():
        assert numbers == list(range(1, len(numbers) + 1))
        assert rule == "silent" or len(numbers) <= 3


@pytest.mark.slow
def test_a_quarter_of_a_few_orders_decided_by_the_clock_is_as_it_is_on_paper(tmp_path: Path) -> None:
    assert prove(tmp_path, 12, seed=7)


@pytest.mark.slow
def test_a_quarter_of_two_hundred_orders_decided_by_the_clock_is_as_it_is_on_paper(tmp_path: Path) -> None:
    assert prove(tmp_path, 200, seed=2026) == {
        "silent": 228,
        "overdue": 429,
        "told": 1256,
        "skipped": 22,
        "expired": 133,
        "agreed": 5,
        "delivered in full": 81,
        "the order was cancelled": 16,
        "the issue was resolved": 6,
        "no level of the matrix holds any more": 30,
    }
