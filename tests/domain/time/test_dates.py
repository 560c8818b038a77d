"""Typed dates, dates in files, instants, and working days."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.time.dates import WEEKDAYS, DateReader, is_word, parse_date, parse_instant
from tests.hours import working_days

TODAY = date(2026, 11, 18)  # a Wednesday
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)})
OFFICE = working_days(holidays=CHRISTMAS)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
GRAMMAR = "write YYYY-MM-DD, today, yesterday, tomorrow, +3d, -2w, +5bd, a weekday or eom"


def parsed(text: str, today: date = TODAY) -> date:
    return parse_date(text, today=today, calendar=OFFICE)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-07-12", date(2026, 7, 12)),
        ("2028-02-29", date(2028, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2999-12-31", date(2999, 12, 31)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 17)),
        (" tomorrow ", date(2026, 11, 19)),
        ("+3d", date(2026, 11, 21)),
        ("-3d", date(2026, 11, 15)),
        ("+0d", TODAY),
        ("-2w", date(2026, 11, 4)),
        ("+1w", date(2026, 11, 25)),
        ("+3bd", date(2026, 11, 23)),
        ("-3bd", date(2026, 11, 13)),
        ("+0bd", TODAY),
        ("+26bd", date(2026, 12, 28)),
        ("thursday", date(2026, 11, 19)),
        ("wednesday", date(2026, 11, 25)),
        ("Tue", date(2026, 11, 24)),
        ("sun", date(2026, 11, 22)),
        ("eom", date(2026, 11, 30)),
    ],
)
def test_a_date_of_the_grammar_is_resolved(typed: str, day: date) -> None:
    assert parsed(typed) == day


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 1, 31), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 3), date(2026, 12, 31)),
    ],
)
def test_the_end_of_the_month_may_be_today(today: date, end: date) -> None:
    assert parsed("eom", today) == end


@given(DAYS)
def test_a_written_date_reads_back_as_itself(day: date) -> None:
    assert parsed(day.isoformat()) == day


@given(DAYS, st.integers(0, 6), st.booleans())
def test_a_weekday_is_the_next_one_never_today(today: date, weekday: int, short: bool) -> None:
    name = WEEKDAYS[weekday][:3] if short else WEEKDAYS[weekday]
    day = parsed(name, today)
    assert day.weekday() == weekday
    assert timedelta(days=1) <= day - today <= timedelta(days=7)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12.07.2026", '"12.07.2026" is not a date; write 2026-07-12 or 2026-12-07'),
        ("07/12/2026", '"07/12/2026" is not a date; write 2026-12-07 or 2026-07-12'),
        ("12-7-26", '"12-7-26" is not a date; write 2026-07-12 or 2026-12-07'),
        ("12 07 2026", '"12 07 2026" is not a date; write 2026-07-12 or 2026-12-07'),
        ("12. 7. 2026", '"12. 7. 2026" is not a date; write 2026-07-12 or 2026-12-07'),
        ("13.07.2026", '"13.07.2026" is not a date; write 2026-07-13'),
        ("07/13/2026", '"07/13/2026" is not a date; write 2026-07-13'),
        ("07.07.2026", '"07.07.2026" is not a date; write 2026-07-07'),
        ("1.2.99", '"1.2.99" is not a date; write 1999-02-01 or 1999-01-02'),
        ("2026/7/12", '"2026/7/12" is not a date; write 2026-07-12'),
        ("2026-7-12", '"2026-7-12" is not a date; write 2026-07-12'),
        ("20260712", '"20260712" is not a date; write 2026-07-12'),
        ("32.13.2026", f'"32.13.2026" is not a date; {GRAMMAR}'),
        ("tomorow", '"tomorow" is not a date; did you mean "tomorrow"?'),
        ("Thrusday", '"Thrusday" is not a date; did you mean "thursday"?'),
        ("", f'"" is not a date; {GRAMMAR}'),
        ("3d", f'"3d" is not a date; {GRAMMAR}'),
        ("+3", f'"+3" is not a date; {GRAMMAR}'),
        ("+3m", f'"+3m" is not a date; {GRAMMAR}'),
        ("+ 3d", f'"+ 3d" is not a date; {GRAMMAR}'),
        ("+٣d", f'"+٣d" is not a date; {GRAMMAR}'),
        ("next friday", f'"next friday" is not a date; {GRAMMAR}'),
        ("2026-W29-1", f'"2026-W29-1" is not a date; {GRAMMAR}'),
        ("2026-07-12T00:00", f'"2026-07-12T00:00" is not a date; {GRAMMAR}'),
        ("1750-01-01", '"1750-01-01" lies outside the years 1900 to 2999'),
        ("+9999999d", '"+9999999d" lies outside the years 1900 to 2999'),
        ("-9999999w", '"-9999999w" lies outside the years 1900 to 2999'),
        ("+9999999bd", '"+9999999bd" lies outside the years 1900 to 2999'),
        ("-60000d", '"-60000d" lies outside the years 1900 to 2999'),
    ],
)
def test_anything_else_is_refused_with_what_to_write(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parsed(typed)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("typed", ["2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=f'^"{typed}" is not a date: '):
        parsed(typed)


@given(st.text(max_size=12))
def test_a_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert 1900 <= parsed(text).year <= 2999


@pytest.mark.parametrize(
    ("typed", "word"), [("2026-07-12", False), (" 2026-07-12 ", False), ("today", True), ("+3d", True)]
)
def test_only_a_typed_iso_date_needs_no_echo(typed: str, word: bool) -> None:
    assert is_word(typed) is word


@pytest.mark.parametrize(
    ("formats", "text", "day"),
    [
        (("ISO",), "2026-07-12", date(2026, 7, 12)),
        (("%Y-%m-%d",), " 2026-07-12 ", date(2026, 7, 12)),
        (("%d.%m.%Y",), "12.07.2026", date(2026, 7, 12)),
        (("%m/%d/%y",), "7/12/26", date(2026, 7, 12)),
        (("%m/%d/%y",), "7/12/69", date(1969, 7, 12)),
        (("%d-%b-%y",), "2-Jun-06", date(2006, 6, 2)),
        (("%Y-%m-%d %H:%M:%S",), "2026-07-12 23:59:59", date(2026, 7, 12)),
        (("%Y-%m-%dT%H:%M%z",), "2026-07-12T23:59+0200", date(2026, 7, 12)),
        (("ISO", "%d.%m.%Y"), "12.07.2026", date(2026, 7, 12)),
        (("%d/%m/%Y", "%m/%d/%Y"), "07/12/2026", date(2026, 12, 7)),
        (("%d/%m/%Y", "%m/%d/%Y"), "07/13/2026", date(2026, 7, 13)),
    ],
)
def test_the_first_format_that_fits_decides(formats: tuple[str, ...], text: str, day: date) -> None:
    reader = DateReader(formats)
    assert [reader.read(text), reader.read(text)] == [day, day]


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %B %Y", "%Y%m%d", "%G-W%V-%u", "%Y-%j"]))
def test_a_date_written_in_a_format_is_read_in_it(day: date, date_format: str) -> None:
    assert DateReader((date_format,)).read(day.strftime(date_format)) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-7-12", '"2026-7-12" is not a date in the format ISO or "%d.%m.%Y"'),
        ("31.02.2026", '"31.02.2026" is not a date in the format ISO or "%d.%m.%Y"'),
        ("12.07.2026 x", '"12.07.2026 x" is not a date in the format ISO or "%d.%m.%Y"'),
        ("", '"" is not a date in the format ISO or "%d.%m.%Y"'),
        ("٢٠٢٦-07-12", '"٢٠٢٦-07-12" has digits other than 0 to 9; write the date with those'),
        ("0026-07-12", '"0026-07-12" lies outside the years 1900 to 2999'),
    ],
)
def test_a_cell_that_is_no_date_is_refused_with_the_formats_tried(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        DateReader(("ISO", "%d.%m.%Y")).read(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("date_format", ["%d.%m", "%Y", "%d %Y", "%H:%M", "DD.MM.YYYY", "%Q %Y", "%", "", "%Y %"])
def test_a_format_that_does_not_tell_the_day_is_refused(date_format: str) -> None:
    with pytest.raises(ValueError, match=r"write one such as %d\.%m\.%Y"):
        DateReader((date_format,))


def test_a_reader_needs_a_format() -> None:
    with pytest.raises(ValueError, match="no date format was given"):
        DateReader(())


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-12T14:30:00Z", datetime(2026, 7, 12, 14, 30, tzinfo=UTC)),
        ("2026-07-12T14:30Z", datetime(2026, 7, 12, 14, 30, tzinfo=UTC)),
        ("2026-07-12 14:30:00.25+02:00", datetime(2026, 7, 12, 12, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-01-01T00:30:00+05:30", datetime(2025, 12, 31, 19, 0, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_utc(text: str, instant: datetime) -> None:
    read = parse_instant(text)
    assert (read, read.tzinfo) == (instant, UTC)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_a_written_instant_reads_back_as_itself(instant: datetime) -> None:
    assert parse_instant(instant.isoformat()) == instant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-07-12T14:30:00", "has no offset; end it with Z for UTC"),
        ("2026-07-12", "write it as 2026-07-12T14:30:00Z"),
        ("2026-07-12T14:30:00.1234567Z", "write it as"),
        ("20260712T143000Z", "write it as"),
        ("2026-07-12T24:00:00Z", "is not an instant: hour must be"),
        ("2026-07-12T14:30:00+24:00", "is not an instant: "),
        ("0001-01-01T00:00:00+10:00", "is not an instant: "),
    ],
)
def test_an_instant_without_a_place_in_time_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_instant(text)
    assert reason in str(refusal.value)
