"""How long, and in what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.time.hours import Duration, DurationUnit, parse_duration

SPELLINGS = {
    "3bd": Duration(amount=3, unit=DurationUnit.WORKING_DAYS),
    "4h": Duration(amount=4, unit=DurationUnit.HOURS),
    "30m": Duration(amount=30, unit=DurationUnit.MINUTES),
    "2d": Duration(amount=2, unit=DurationUnit.DAYS),
    "10y": Duration(amount=10, unit=DurationUnit.YEARS),
    "0bd": Duration(amount=0, unit=DurationUnit.WORKING_DAYS),
}


@pytest.mark.parametrize(("text", "duration"), SPELLINGS.items())
def test_a_duration_says_its_unit(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration
    assert str(duration) == text


@pytest.mark.parametrize(("text", "canonical"), [("1w", "7d"), ("007bd", "7bd"), (" 3bd ", "3bd")])
def test_a_duration_has_one_spelling(text: str, canonical: str) -> None:
    assert str(parse_duration(text)) == canonical


@given(st.integers(0, 99_999), st.sampled_from(DurationUnit))
def test_what_is_spelled_is_read_again(amount: int, unit: DurationUnit) -> None:
    duration = Duration(amount=amount, unit=unit)
    assert parse_duration(str(duration)) == duration


STRANGE = ["", "3", "bd", "3 bd", "3BD", "3days", "-3bd", "+3d", "1.5h", "3bd4h", "٣d", "100000d", "3d\nx", "1mo", "3s"]


@pytest.mark.parametrize("text", STRANGE)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_duration(text)
    assert str(refusal.value).endswith(
        "is not a duration; write a whole number and its unit: "
        "3bd (working days), 4h (working hours), 30m (working minutes), 2d (calendar days), 1w or 10y"
    )


def test_only_hours_and_minutes_count_while_the_desk_is_open() -> None:
    assert [unit for unit in DurationUnit if Duration(amount=1, unit=unit).is_hourly] == [
        DurationUnit.HOURS,
        DurationUnit.MINUTES,
    ]
    assert parse_duration("4h").working_hours == timedelta(hours=4)
    assert parse_duration("90m").working_hours == timedelta(minutes=90)
    with pytest.raises(ValueError) as refusal:
        _ = parse_duration("2d").working_hours
    assert str(refusal.value) == "2d does not count working hours; write hours or minutes, such as 4h or 30m"


def test_a_duration_below_zero_leads_back() -> None:
    back = -parse_duration("3bd")
    assert back == Duration(amount=-3, unit=DurationUnit.WORKING_DAYS)
    assert (str(back), -back) == ("-3bd", parse_duration("3bd"))
