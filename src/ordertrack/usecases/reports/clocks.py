"""The response and resolution times of the desk: each clock read by the rules of its day, then summed up (SOP 7)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ordertrack.domain.cases.clocks import Clock, pauses_of, resolution_clock, response_clock
from ordertrack.domain.reports.clocks import ClockBy, ClockFigures, ReadClock, clock_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ordertrack.domain.reports.clocks import ClockQuestion, RawClock
    from ordertrack.usecases.cases.cases import ClockRules
    from ordertrack.usecases.ports import Reads

    ReadOne = Callable[[RawClock], Clock]


def response_figures(view: Reads, question: ClockQuestion, rules: ClockRules) -> list[ClockFigures]:
    """Give the response times of customers' questions, a row a group: receipt to the first answer (SOP 4.4a, 7).

    Several questions before an answer are one clock, from the oldest. What happened after the instant asked about
    is not known: answered later is open.
    """
    clocks = view.reports.clocks.response(question)
    return clock_figures(_grouped(clocks, response_reader(question, rules), question, rules))


def resolution_figures(view: Reads, question: ClockQuestion, rules: ClockRules) -> list[ClockFigures]:
    """Give the resolution times of issues, a row a group: opening to resolution, without the customer's pauses (SOP 7).

    An issue that was opened again was never resolved; resolved after the instant asked about is open.
    """
    clocks = view.reports.clocks.resolution(question)
    return clock_figures(_grouped(clocks, resolution_reader(question, rules), question, rules))


def response_reader(question: ClockQuestion, rules: ClockRules) -> ReadOne:
    """Give what reads the clock of a question, by the target in force on the day on which it came."""
    target_on = cache(rules.target_on)

    def read(raw: RawClock) -> Clock:
        target = target_on(rules.hours.today(raw.began_at))
        return response_clock(raw.began_at, raw.ended_at or question.at, target=target, hours=rules.hours)

    return read


def resolution_reader(question: ClockQuestion, rules: ClockRules) -> ReadOne:
    """Give what reads the clock of an issue, by the target in force on the day on which it was opened."""
    target_on = cache(rules.target_on)

    def read(raw: RawClock) -> Clock:
        target = target_on(rules.hours.today(raw.began_at))
        end = raw.ended_at or question.at
        return resolution_clock(raw.began_at, end, pauses_of(raw.waits), target=target, hours=rules.hours)

    return read


def _grouped(
    clocks: Sequence[RawClock], read: ReadOne, question: ClockQuestion, rules: ClockRules
) -> Iterator[ReadClock]:
    for raw in clocks:
        is_by_month = question.by is ClockBy.MONTH
        group = f"{rules.hours.today(raw.began_at):%Y-%m}" if is_by_month else raw.group
        yield ReadClock(group, read(raw), is_open=raw.ended_at is None)
