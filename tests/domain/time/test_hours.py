"""When something is due, by the hours and the days of a desk."""

from __future__ import annotations

from datetime import date

import pytest

from ordertrack.domain.time.dates import parse_date
from ordertrack.domain.time.hours import parse_duration
from tests.hours import MARCH_HOLIDAYS, hours, utc

OFFICE = hours(holidays=MARCH_HOLIDAYS)

DUE_ON = [("3bd", date(2026, 3, 10)), ("2d", date(2026, 3, 6)), ("1w", date(2026, 3, 11)), ("10y", date(2036, 3, 4))]


@pytest.mark.parametrize(("text", "due"), DUE_ON)
def test_a_duration_leads_from_a_day_to_a_day_and_back(text: str, due: date) -> None:
    span, wednesday = parse_duration(text), date(2026, 3, 4)
    assert OFFICE.due_on(wednesday, span) == due
    assert OFFICE.due_on(due, -span) == wednesday


def test_a_leap_day_is_kept_as_the_28th() -> None:
    assert OFFICE.due_on(date(2024, 2, 29), parse_duration("10y")) == date(2034, 2, 28)
    assert OFFICE.due_on(date(2024, 2, 29), parse_duration("4y")) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["4h", "30m", "0h"])
def test_hours_do_not_lead_from_a_day_to_a_day(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        OFFICE.due_on(date(2026, 3, 4), parse_duration(text))
    assert str(refusal.value) == (
        f"{text} counts working hours, which lead to an instant; write days, such as 3bd or 2d"
    )


DUE_AT = [
    ("4h", "2026-03-05T14:30", "2026-03-09T09:30"),
    ("30m", "2026-03-05T14:30", "2026-03-05T15:00"),
    ("1bd", "2026-03-05T14:30", "2026-03-09T14:30"),
    ("0bd", "2026-03-07T14:30", "2026-03-07T14:30"),
    ("2d", "2026-03-27T14:30", "2026-03-29T13:30"),  # the same time on the wall
    ("1d", "2026-03-28T01:30", "2026-03-29T01:00"),  # 02:30 is skipped: the change itself
    ("1d", "2026-10-24T00:30", "2026-10-25T00:30"),  # 02:30 is shown twice: the first
    ("0d", "2026-10-25T01:30", "2026-10-25T01:30"),  # from the second 02:30 nowhere
    ("10y", "2026-03-05T14:30", "2036-03-05T14:30"),
]


@pytest.mark.parametrize(("text", "at", "due"), DUE_AT)
def test_a_duration_leads_from_an_instant_to_an_instant(text: str, at: str, due: str) -> None:
    assert OFFICE.due_at(utc(at), parse_duration(text)) == utc(due)


def test_typed_dates_count_by_the_working_days_of_the_desk() -> None:
    assert parse_date("+2bd", today=date(2026, 3, 5), calendar=OFFICE.days()) == date(2026, 3, 10)
    with pytest.raises(ValueError, match="lies outside the years 1900 to 2999"):
        parse_date("+9999999bd", today=date(2026, 3, 5), calendar=OFFICE.days())
