"""The instants of a file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from ordertrack.domain.time.walltime import ISO, InstantReader
from tests.hours import utc

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN = "%d.%m.%Y %H:%M"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T09:30:00Z", "2026-03-02T09:30"),
        ("2026-03-02 09:30", "2026-03-02T08:30"),
        (" 2026-07-02T09:30:15.9 ", "2026-07-02T07:30:15"),
        ("2026-03-02T09:30+05:45", "2026-03-02T03:45"),
        ("2026-03-02", "2026-03-01T23:00"),
        ("2026-03-29 02:30", "2026-03-29T01:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30"),
    ],
)
def test_iso_with_or_without_an_offset_is_read_in_the_zone(text: str, instant: str) -> None:
    assert InstantReader((ISO,), BERLIN).read(text) == utc(instant)


def test_the_first_format_that_fits_decides() -> None:
    reader = InstantReader((GERMAN, "%d.%m.%Y", "%d.%m.%Y %H:%M %z"), BERLIN)
    found = [reader.read(text) for text in ("02.03.2026 09:30", "02.03.2026", "02.03.2026 09:30 -0500")]
    assert found == [utc("2026-03-02T08:30"), utc("2026-03-01T23:00"), utc("2026-03-02T14:30")]


@pytest.mark.parametrize(
    ("formats", "text", "sentence"),
    [
        (
            (ISO,),
            "02.03.2026 09:30",
            '"02.03.2026 09:30" is not an instant in the format ISO, such as 2026-07-12T14:30',
        ),
        ((GERMAN,), "32.03.2026 09:30", '"32.03.2026 09:30" is not an instant in the format "%d.%m.%Y %H:%M"'),
        (
            (ISO,),
            "2026-02-30 09:30",
            '"2026-02-30 09:30" is not an instant in the format ISO, such as 2026-07-12T14:30',
        ),
        ((ISO,), "1066-10-14 09:30", '"1066-10-14 09:30" lies outside the years 1900 to 2999'),
        ((ISO,), "٢٠٢٦-03-02", '"٢٠٢٦-03-02" has digits other than 0 to 9; write the instant with those'),
        ((ISO,), "2026-W10-1", '"2026-W10-1" is not an instant in the format ISO, such as 2026-07-12T14:30'),
    ],
)
def test_anything_else_is_refused_with_what_was_tried(formats: tuple[str, ...], text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        InstantReader(formats, BERLIN).read(text)
    assert str(refused.value) == sentence
