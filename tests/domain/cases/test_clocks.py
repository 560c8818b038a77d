"""The clocks of questions and issues."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.domain.cases.clocks import Clock, Pause, pauses_of, read_clock
from ordertrack.domain.cases.issues import Wait
from ordertrack.domain.parties import Side
from ordertrack.domain.time.hours import parse_duration
from tests.drawing import examples
from tests.hours import HOUR, MARCH_HOLIDAYS, MINUTE, hours, utc

OFFICE = hours("UTC", holidays=MARCH_HOLIDAYS)  # eight to twelve and one to five, Monday to Friday
BERLIN = hours()
MONDAY = utc("2026-03-02T10:00")
EIGHT_HOURS, TWO_DAYS, FIVE_WORKING_DAYS = (parse_duration(text) for text in ("8h", "2d", "5bd"))
FEW = settings(max_examples=examples(40))


def responded(start: str, end: str, target: str = "8h") -> Clock:
    return read_clock(utc(start), utc(end), target=parse_duration(target), hours=OFFICE)


def resolved(end: str, *pauses: Pause, target: str = "8h") -> Clock:
    return read_clock(MONDAY, utc(end), pauses, target=parse_duration(target), hours=OFFICE)


def test_an_answer_within_the_day_is_within_the_target() -> None:
    """SOP 7."""
    assert responded("2026-03-02T10:00", "2026-03-02T16:30") == Clock(
        start=MONDAY,
        end=utc("2026-03-02T16:30"),
        pauses=(),
        elapsed=timedelta(hours=6, minutes=30),
        working=timedelta(hours=5, minutes=30),
        due_at=utc("2026-03-03T10:00"),
        is_late=False,
    )


@pytest.mark.parametrize(
    ("start", "end", "worked", "due"),
    [
        ("2026-03-06T10:00", "2026-03-09T09:00", 1, "2026-03-09T17:00"),  # Founders' Day is no working day
        ("2026-03-07T10:00", "2026-03-09T09:00", 1, "2026-03-09T17:00"),  # nor is a Saturday
        ("2026-03-05T16:00", "2026-03-09T09:00", 2, "2026-03-09T16:00"),
        ("2026-03-02T20:00", "2026-03-03T06:00", 0, "2026-03-03T17:00"),
    ],
)
def test_a_question_waits_only_while_the_desk_works(start: str, end: str, worked: int, due: str) -> None:
    clock = responded(start, end)
    assert (clock.working, clock.due_at) == (worked * HOUR, utc(due))
    assert clock.elapsed == utc(end) - utc(start)


def test_in_the_night_the_clock_changes_the_hours_that_elapsed_count() -> None:
    """The 29th of March 2026 has 23 hours in Berlin."""
    start, end = utc("2026-03-27T15:00"), utc("2026-03-30T07:00")
    clock = read_clock(start, end, target=EIGHT_HOURS, hours=BERLIN)
    assert (clock.elapsed, clock.working) == (64 * HOUR, 2 * HOUR)
    assert clock.due_at == utc("2026-03-30T14:00")  # four in the afternoon of Berlin's summer


@pytest.mark.parametrize(
    ("end", "is_late"),
    [("2026-03-03T10:00", False), ("2026-03-03T10:01", True), ("2026-03-02T23:00", False)],
)
def test_the_whole_target_may_be_used(end: str, *, is_late: bool) -> None:
    assert responded("2026-03-02T10:00", end).is_late is is_late


@pytest.mark.parametrize(("end", "is_late"), [("2026-03-03T07:59", False), ("2026-03-03T08:01", True)])
def test_nothing_misses_a_target_in_hours_while_the_desk_is_closed(end: str, *, is_late: bool) -> None:
    clock = responded("2026-03-02T08:00", end)
    assert (clock.due_at, clock.is_late) == (utc("2026-03-02T17:00"), is_late)


@pytest.mark.parametrize(
    ("target", "due"),
    [("5bd", "2026-03-10T10:00"), ("2d", "2026-03-04T10:00"), ("1w", "2026-03-09T10:00"), ("90m", "2026-03-02T11:30")],
)
def test_a_target_may_be_of_any_unit(target: str, due: str) -> None:
    clock = responded("2026-03-02T10:00", due, target)
    assert (clock.due_at, clock.is_late) == (utc(due), False)
    later = utc(due) + MINUTE
    assert read_clock(MONDAY, later, target=parse_duration(target), hours=OFFICE).is_late


def test_the_clock_of_an_issue_stands_still_in_its_pauses() -> None:
    """SOP 4.6a."""
    pause = utc("2026-03-02T11:00"), utc("2026-03-03T11:00")
    assert resolved("2026-03-03T14:00", pause) == Clock(
        start=MONDAY,
        end=utc("2026-03-03T14:00"),
        pauses=(pause,),
        elapsed=4 * HOUR,
        working=3 * HOUR,
        due_at=utc("2026-03-04T10:00"),
        is_late=False,
    )


def test_a_pause_that_goes_on_moves_the_target_with_it() -> None:
    begun = (utc("2026-03-02T11:00"), None)
    dues = [resolved(end, begun).due_at for end in ("2026-03-02T11:00", "2026-03-02T12:00", "2026-03-04T12:00")]
    assert dues == [utc("2026-03-03T10:00"), utc("2026-03-03T11:00"), utc("2026-03-05T11:00")]
    assert resolved("2026-03-31T12:00", begun).working == HOUR


def test_a_pause_after_the_target_was_missed_does_not_mend_it() -> None:
    clock = resolved("2026-03-05T12:00", (utc("2026-03-04T09:00"), utc("2026-03-05T11:00")))
    assert (clock.due_at, clock.is_late) == (utc("2026-03-03T10:00"), True)


def test_pauses_in_any_order_that_overlap_count_once_and_only_within_the_clock() -> None:
    pauses = (
        (utc("2026-03-03T13:00"), None),
        (utc("2026-03-02T13:00"), utc("2026-03-02T15:00")),
        (utc("2026-03-01T12:00"), utc("2026-03-02T11:00")),
        (utc("2026-03-02T14:00"), utc("2026-03-02T16:00")),
        (utc("2026-03-02T16:00"), utc("2026-03-02T16:00")),
    )
    clock = resolved("2026-03-03T16:00", *pauses)
    assert clock.pauses == (
        (MONDAY, utc("2026-03-02T11:00")),
        (utc("2026-03-02T13:00"), utc("2026-03-02T16:00")),
        (utc("2026-03-03T13:00"), utc("2026-03-03T16:00")),
    )
    assert (clock.elapsed, clock.working) == (23 * HOUR, 6 * HOUR)


@pytest.mark.parametrize(("target", "due"), [("2d", "2026-03-07T10:00"), ("2bd", "2026-03-09T17:00")])
def test_a_pause_puts_days_off_by_the_days_they_count(target: str, due: str) -> None:
    """From Tuesday at ten, eight hours of work before the end of two working days, to Friday, which is a holiday."""
    clock = resolved("2026-03-06T20:00", (utc("2026-03-03T10:00"), utc("2026-03-06T10:00")), target=target)
    assert clock.due_at == utc(due)


def test_waiting_for_the_customer_pauses_and_for_the_supplier_does_not() -> None:
    first, second, third = (utc(f"2026-03-02T1{hour}:00") for hour in (1, 2, 3))
    waits = (
        Wait(side=Side.CUSTOMER, since=first, until=second),
        Wait(side=Side.SUPPLIER, since=second, until=third),
        Wait(side=Side.CUSTOMER, since=third),
    )
    assert pauses_of(waits) == ((first, second), (third, None))


def test_a_clock_never_runs_backwards() -> None:
    clock = responded("2026-03-02T10:00", "2026-03-01T10:00")
    assert (clock.end, clock.elapsed, clock.working, clock.is_late) == (MONDAY, timedelta(), timedelta(), False)


MINUTES = st.integers(0, 10 * 24 * 60).map(lambda minutes: MONDAY + minutes * MINUTE)
SPELLS = st.tuples(MINUTES, MINUTES | st.none())


@FEW
@given(MINUTES, st.lists(SPELLS, max_size=4))
def test_each_minute_counts_when_it_is_open_and_in_no_pause(end: datetime, spells: list[Pause]) -> None:
    pauses = [each for each in spells if each[1] is None or each[0] <= each[1]]
    clock = read_clock(MONDAY, end, pauses, target=EIGHT_HOURS, hours=OFFICE)
    minutes = [MONDAY + n * MINUTE for n in range((end - MONDAY) // MINUTE)]
    running = [at for at in minutes if not any(since <= at < (until or end) for since, until in pauses)]
    assert clock.elapsed == len(running) * MINUTE
    assert clock.working == sum(OFFICE.is_open(at) for at in running) * MINUTE


@FEW
@given(MINUTES, st.lists(SPELLS, max_size=4))
def test_a_target_in_hours_is_due_when_so_much_was_worked(end: datetime, spells: list[Pause]) -> None:
    pauses = [(since, until) for since, until in spells if until is not None and since <= until]
    clock = read_clock(MONDAY, end, pauses, target=EIGHT_HOURS, hours=OFFICE)
    if clock.working >= EIGHT_HOURS.working_hours:
        at_due = read_clock(MONDAY, clock.due_at, pauses, target=EIGHT_HOURS, hours=OFFICE)
        assert at_due.working == EIGHT_HOURS.working_hours
        assert clock.due_at <= end
    assert clock.is_late == (clock.working > EIGHT_HOURS.working_hours)


def test_instants_come_out_in_utc() -> None:
    clock = read_clock(MONDAY, MONDAY + HOUR, target=TWO_DAYS, hours=BERLIN)
    assert clock.due_at.tzinfo is UTC
    assert read_clock(MONDAY, MONDAY, target=FIVE_WORKING_DAYS, hours=BERLIN).due_at.tzinfo is UTC
