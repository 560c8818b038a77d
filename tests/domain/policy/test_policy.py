"""What a policy answers: which rules hold, who is told, when the desk works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.policy import (
    Away,
    Cause,
    Fault,
    HolidaySpec,
    Level,
    OverdueRule,
    Override,
    Person,
    Policy,
    Recipient,
    RetentionClass,
    Role,
    Rules,
    SilentRule,
    Staff,
)
from ordertrack.domain.policy.text import default_text
from ordertrack.domain.time.hours import parse_duration
from ordertrack.files.policy.reading import read_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordertrack.domain.time.dates import YearHolidays

DEFAULT = read_policy(default_text("Europe/Berlin"))
FIVE, THREE, TWO, ONE = (parse_duration(text) for text in ("5bd", "3bd", "2bd", "1bd"))
RULES = Rules(
    silent=SilentRule(within=FIVE, quiet=FIVE),
    overdue=OverdueRule(first=ONE, every=TWO, most=3),
    keep_informed=THREE,
)
MONDAY, NEXT_MONDAY = date(2026, 3, 2), date(2026, 3, 9)
ANNA = Person(name="Anna", roles=("clerk",), email="anna@desk.example")
BEN = Person(name="Ben", roles=("clerk", "manager"), phone="+49 30 1")
CARL = Person(name="Carl", roles=("porter",))
CLERK = Role(name="clerk", email="clerks@desk.example")
MANAGER = Role(name="manager", has_inbox=True)
PORTER = Role(name="porter")


def away(person: Person, substitute: str | None = None, days: tuple[date, date] = (MONDAY, MONDAY)) -> Person:
    return replace(person, away=(*person.away, Away(from_on=days[0], to_on=days[1], substitute=substitute)))


def a_policy(*people: Person, overrides: tuple[Override, ...] = ()) -> Policy:
    staff = Staff(people=people, roles=(CLERK, MANAGER, PORTER))
    return replace(DEFAULT, staff=staff, overrides=overrides)


def rules_of(*overrides: Override, supplier: str = "Kestrel", customer: str = "Zoë", priority: str = "normal") -> Rules:
    policy = a_policy(overrides=overrides)
    return policy.rules_for(supplier=supplier, customer=customer, priority=Priority(priority))


def no_holidays(country: str, region: str | None) -> YearHolidays:
    raise AssertionError((country, region))


def test_without_an_override_the_rules_hold() -> None:
    assert rules_of() == RULES


def test_an_override_changes_what_it_says_and_nothing_else() -> None:
    changed = rules_of(Override(supplier="Kestrel", within=TWO, most=0, escalates=False))
    assert changed == Rules(
        silent=SilentRule(within=TWO, quiet=FIVE),
        overdue=OverdueRule(first=ONE, every=TWO, most=0),
        keep_informed=THREE,
        escalates=False,
    )


def test_every_value_of_the_rules_can_be_overridden() -> None:
    override = Override(
        customer="Zoë", within=ONE, quiet=ONE, first=TWO, every=THREE, most=9, keep_informed=ONE, escalates=False
    )
    assert rules_of(override) == Rules(
        silent=SilentRule(within=ONE, quiet=ONE),
        overdue=OverdueRule(first=TWO, every=THREE, most=9),
        keep_informed=ONE,
        escalates=False,
    )


def test_a_party_is_meant_without_regard_to_case_and_spacing() -> None:
    override = Override(supplier=" kestrel  fasteners", keep_informed=ONE)
    assert rules_of(override, supplier="Kestrel Fasteners").keep_informed == ONE


@pytest.mark.parametrize(
    ("override", "fits"),
    [
        (Override(supplier="Kestrel"), True),
        (Override(supplier="Acme"), False),
        (Override(customer="Zoë"), True),
        (Override(customer="Kestrel"), False),
        (Override(priority=Priority.NORMAL), True),
        (Override(priority=Priority.URGENT), False),
        (Override(supplier="Kestrel", customer="Zoë", priority=Priority.NORMAL), True),
        (Override(supplier="Kestrel", customer="Acme"), False),
    ],
)
def test_an_override_fits_orders_that_have_everything_it_names(override: Override, fits: bool) -> None:
    assert override.fits("Kestrel", "Zoë", Priority.NORMAL) is fits


def test_the_more_specific_override_wins_wherever_it_stands() -> None:
    by_rank = (
        Override(priority=Priority.NORMAL, most=1),
        Override(customer="Zoë", most=2),
        Override(supplier="Kestrel", most=3),
        Override(customer="Zoë", priority=Priority.NORMAL, most=4),
        Override(supplier="Kestrel", priority=Priority.NORMAL, most=5),
        Override(supplier="Kestrel", customer="Zoë", most=6),
        Override(supplier="Kestrel", customer="Zoë", priority=Priority.NORMAL, most=7),
    )
    forth = [rules_of(*by_rank[: count + 1]).overdue.most for count in range(7)]
    back = [rules_of(*reversed(by_rank[: count + 1])).overdue.most for count in range(7)]
    assert forth == back == [1, 2, 3, 4, 5, 6, 7]


def test_each_value_comes_from_the_most_specific_override_that_has_it() -> None:
    rules = rules_of(Override(supplier="Kestrel", most=9), Override(priority=Priority.NORMAL, most=1, first=THREE))
    assert rules.overdue == OverdueRule(first=THREE, every=TWO, most=9)


@pytest.mark.parametrize(
    ("people", "name", "found"),
    [
        ((ANNA, BEN), "clerk", "Anna"),
        ((BEN, ANNA), "Clerk", "Ben"),
        ((ANNA, BEN), "ben", "Ben"),
        ((away(ANNA), BEN), "clerk", "Ben"),
        ((away(ANNA, "Carl"), BEN, CARL), "clerk", "Carl"),
        ((away(ANNA, "Carl"), BEN, away(CARL, "Ben")), "Anna", "Ben"),
        ((away(ANNA, "Carl"), away(CARL)), "Anna", None),
        ((away(ANNA, "Ben"), away(BEN, "Anna")), "Anna", None),
        ((ANNA,), "manager", "manager"),
        ((ANNA,), "Dora", None),
    ],
)
def test_who_is_not_there_is_stood_in_for(people: tuple[Person, ...], name: str, found: str | None) -> None:
    acting = a_policy(*people).staff.recipient_of(name, MONDAY)
    assert (acting and acting.name) == found


def test_an_absence_holds_from_its_first_day_to_its_last() -> None:
    policy = a_policy(away(ANNA, days=(MONDAY, NEXT_MONDAY)))
    days = [date(2026, 3, 1), MONDAY, NEXT_MONDAY, date(2026, 3, 10)]
    assert [policy.staff.recipient_of("Anna", day) is None for day in days] == [False, True, True, False]


def test_a_person_told_is_the_recipient_with_an_inbox() -> None:
    assert a_policy(ANNA).staff.recipient_of("clerk", MONDAY) == Recipient(name="Anna", email="anna@desk.example")


def test_a_substitute_is_told_in_the_place_of_whoever_is_away() -> None:
    told = a_policy(away(ANNA, "Ben"), BEN).staff.recipient_of("Anna", MONDAY)
    assert told == Recipient(name="Ben", phone="+49 30 1", instead_of="Anna")


@pytest.mark.parametrize("people", [(), (away(ANNA),)])
def test_a_role_with_an_address_is_told_itself_when_nobody_is_there(people: tuple[Person, ...]) -> None:
    told = a_policy(*people).staff.recipient_of("clerk", MONDAY)
    assert told == Recipient(name="clerk", email="clerks@desk.example", has_inbox=False)


def test_a_role_without_address_and_inbox_is_nobody() -> None:
    assert a_policy(away(CARL)).staff.recipient_of("porter", MONDAY) is None


@pytest.mark.parametrize(
    ("people", "name", "sentence"),
    [
        ((), "porter", "nobody has the role porter"),
        ((), "sweeper", "the policy knows no sweeper"),
        ((away(CARL),), "porter", "Carl is away until 2026-03-02 and nobody acts instead"),
        (
            (away(CARL, "Ben"), away(BEN)),
            "Carl",
            "Carl is away until 2026-03-02 and Ben, who should act, is not there",
        ),
    ],
)
def test_that_nobody_is_told_has_a_reason(people: tuple[Person, ...], name: str, sentence: str) -> None:
    assert a_policy(*people).staff.why_nobody(name, MONDAY) == sentence


def test_a_recipient_is_reached_by_what_leads_there_in_the_order_of_the_level() -> None:
    told = Recipient(name="Anna", email="anna@desk.example")
    assert told.reached_by((NoticeChannel.PHONE, NoticeChannel.EMAIL, NoticeChannel.INBOX)) == (
        NoticeChannel.EMAIL,
        NoticeChannel.INBOX,
    )


def test_in_a_fresh_book_every_level_reaches_its_role() -> None:
    told = [(name, DEFAULT.staff.recipient_of(name, MONDAY)) for level in DEFAULT.matrix for name in level.to]
    assert told == [(name, Recipient(name=name)) for name in ("team lead", "manager", "management")]


def test_levels_are_found_by_number_and_one_after_the_other() -> None:
    numbers = [DEFAULT.next_level(after) for after in range(4)]
    assert numbers == [DEFAULT.level(1), DEFAULT.level(2), DEFAULT.level(3), None]
    assert [isinstance(DEFAULT.level(number), Level) for number in range(5)] == [False, True, True, True, False]


@pytest.mark.parametrize("code", ["customs", "CUSTOMS"])
def test_a_cause_is_found_by_its_code(code: str) -> None:
    assert DEFAULT.cause(code) == Cause(code="customs", fault=Fault.CARRIER, text="Held at customs")


def test_a_code_that_is_none_has_no_cause() -> None:
    assert DEFAULT.cause("gremlins") is None


def test_what_the_retention_does_not_name_is_kept_for_the_default_term() -> None:
    retention = replace(DEFAULT.retention, classes=((RetentionClass.CANCELLED, parse_duration("6y")),))
    terms = {kind.value: str(retention.term_of(kind)) for kind in RetentionClass}
    assert terms == {"closed": "10y", "cancelled": "6y", "with_issue": "10y"}


def test_the_desk_works_by_its_week_in_its_zone_without_asking_for_holidays_of_nowhere() -> None:
    working = DEFAULT.working_time(no_holidays)
    assert (working.zone.key, working.week[4:]) == ("Europe/Berlin", (((time(9), time(17)),), (), ()))
    assert dict(working.holidays(2026)) == {}


def test_the_desk_is_closed_on_the_holidays_of_its_region_and_on_its_own() -> None:
    def holidays_of(country: str, region: str | None) -> YearHolidays:
        def in_year(year: int) -> Mapping[date, str]:
            return {date(year, 3, 8): f"Women's Day in {country}-{region}", date(year, 12, 25): "Christmas"}

        return in_year

    own = ((date(2026, 12, 24), "Christmas Eve"), (date(2026, 12, 25), "The first of two"))
    policy = replace(DEFAULT, holidays=HolidaySpec(country="DE", region="BE", own=own))
    holidays = policy.working_time(holidays_of).holidays
    assert dict(holidays(2026)) == {
        date(2026, 3, 8): "Women's Day in DE-BE",
        date(2026, 12, 24): "Christmas Eve",
        date(2026, 12, 25): "The first of two",
    }
    assert dict(holidays(2027)) == {
        date(2027, 3, 8): "Women's Day in DE-BE",
        date(2027, 12, 25): "Christmas",
    }
