"""The public holidays of countries and regions."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from ordertrack.cli.desk.calendars import year_holidays
from ordertrack.errors import UsageError
from tests.hours import hours

REFUSALS = [
    ("Germany", None, 'there is no country "Germany"; did you mean DE (Germany)?'),
    ("Swizerland", None, 'there is no country "Swizerland"; did you mean CH (Switzerland) or'),
    ("QQ", None, 'there is no country "QQ"'),
    ("DE", "Bayren", 'there is no region of DE "Bayren"; did you mean BY (Bayern)'),
    ("DE", "QQ", 'there is no region of DE "QQ"'),
    (None, "BY", 'the region "BY" stands without a country'),
]


def test_holidays_have_english_names_and_depend_on_the_region() -> None:
    assert year_holidays("DE", None)(2026)[date(2026, 4, 3)] == "Good Friday"
    assert date(2026, 1, 6) not in year_holidays("DE", None)(2026)
    assert year_holidays("DE", "BY")(2026)[date(2026, 1, 6)] == "Epiphany"


@pytest.mark.parametrize(("country", "region"), [("deu", "by"), ("DE", "Bayern"), (" de ", " BY ")])
def test_a_country_and_a_region_go_by_any_of_their_codes(country: str, region: str) -> None:
    assert year_holidays(country, region) is year_holidays("DE", "BY")
    assert year_holidays("DE", "BY")(2026) is year_holidays(country, region)(2026)


def test_nothing_is_a_holiday_without_a_country() -> None:
    assert year_holidays(None, None)(2026) == {}


@pytest.mark.parametrize("country", ["US", "CN", "IN", "IL", "MH", "NP", "WS"])
@pytest.mark.parametrize("year", [1899, 2026, 3000])
def test_any_year_of_the_calendar_can_be_asked_for(country: str, year: int) -> None:
    assert {day.year for day in year_holidays(country, None)(year)} <= {year}


@pytest.mark.parametrize(("country", "region", "message"), REFUSALS)
def test_an_unknown_country_or_region_is_refused_with_what_is_near(
    country: str | None, region: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        year_holidays(country, region)
    assert refusal.value.message.startswith(message)
    assert refusal.value.hints != ()


def test_working_time_passes_over_public_holidays() -> None:
    easter = [date(2026, 4, 2), date(2026, 4, 7)]
    table = year_holidays("DE", None)(2026)
    assert hours(holidays=table).add_days(easter[0], 1) == easter[1]


def test_the_package_of_holidays_is_loaded_only_when_asked() -> None:
    program = (
        "import sys, ordertrack.cli.desk.calendars as c; c.year_holidays(None, None); print('holidays' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
