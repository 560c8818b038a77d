"""The text of a policy becomes a policy, or all that is wrong with it is said at once, line by line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import date, time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.issues import Severity
from ordertrack.domain.orders.statuses import Priority
from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy import policy as model
from ordertrack.domain.policy.policy import (
    Away,
    Condition,
    Fault,
    HolidaySpec,
    Level,
    Override,
    Person,
    RetentionClass,
    Role,
    Worth,
)
from ordertrack.domain.policy.problems import PolicyError, PolicyProblem
from ordertrack.domain.policy.text import default_text
from ordertrack.domain.time.hours import parse_duration
from ordertrack.domain.values.texts import LIMITS
from ordertrack.files.policy.reading import read_policy
from tests.domain.policy.texts import DEFAULT, FULL, MISTAKES, Mistake, altered, holidays_of, line_of, problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {"roles": "role", "has_inbox": "inbox", "from_on": "from", "to_on": "to"}
"""How the text spells what the model names otherwise."""


def keys_of(values: Any) -> Iterator[str]:  # noqa: ANN401 - whatever TOML holds
    if isinstance(values, dict):
        yield from values
    if isinstance(values, (dict, list)):
        for each in values.values() if isinstance(values, dict) else values:
            yield from keys_of(each)


def named(kind: type) -> set[str]:
    return {KEYS.get(field.name, field.name) for field in fields(kind)}


def test_the_built_in_policy_is_one_wherever_the_desk_is() -> None:
    zones = ("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires")
    assert [read_policy(default_text(zone)).zone for zone in zones] == list(zones)


def test_the_built_in_policy_names_nobody_and_no_holidays() -> None:
    policy = read_policy(DEFAULT)
    assert (policy.staff.people, policy.holidays) == ((), HolidaySpec())


def test_the_built_in_policy_is_as_the_manual_has_it() -> None:
    policy = read_policy(DEFAULT)
    day = ((time(9), time(17)),)
    assert policy.week == (day, day, day, day, day, (), ())
    rules = policy.rules
    assert [str(each) for each in (rules.silent.within, rules.silent.quiet)] == ["5bd", "5bd"]
    assert [str(each) for each in (rules.overdue.first, rules.overdue.every, rules.overdue.most)] == ["1bd", "2bd", "3"]
    assert str(rules.keep_informed) == "3bd"
    assert policy.targets == model.Targets(
        on_time=Fraction(95, 100), response=parse_duration("8h"), resolution=parse_duration("5bd")
    )
    assert [(level.level, level.to, str(level.acknowledge_within)) for level in policy.matrix] == [
        (1, ("team lead",), "8h"),
        (2, ("manager",), "1bd"),
        (3, ("management",), "1bd"),
    ]


def test_a_level_is_read_with_all_its_terms() -> None:
    assert read_policy(DEFAULT).matrix[2] == Level(
        level=3,
        name="management",
        when=(
            Condition(overdue=parse_duration("10bd")),
            Condition(overdue=parse_duration("5bd"), priority=Priority.URGENT),
            Condition(overdue=parse_duration("5bd"), value=Worth(amount=2_500_000, currency="EUR")),
            Condition(issue_severity=Severity.CRITICAL, issue_age=parse_duration("2bd")),
        ),
        to=("management",),
        how=(NoticeChannel.INBOX,),
        acknowledge_within=parse_duration("1bd"),
        progress_within=parse_duration("5bd"),
    )


def test_the_examples_of_the_built_in_policy_are_right() -> None:
    policy = read_policy(FULL, year_holidays_of=holidays_of)
    own = ((date(2026, 12, 24), "Christmas Eve"), (date(2026, 12, 31), "New Year's Eve"))
    assert policy.holidays == HolidaySpec(country="DE", region="BE", own=own)
    away = Away(from_on=date(2026, 12, 21), to_on=date(2027, 1, 2), substitute="Ben Example")
    assert policy.staff.people == (
        Person(
            name="Anna Example",
            roles=("clerk",),
            email="anna@desk.example",
            phone="+49 30 5550101",
            away=(away,),
        ),
        Person(name="Ben Example", roles=("team lead", "manager"), email="ben@desk.example"),
    )
    assert policy.staff.role("customer service") == Role(
        name="customer service", email="service@desk.example", phone="+49 30 5550100", has_inbox=True
    )
    ten, eight, two, three, one = map(parse_duration, ("10bd", "8bd", "2bd", "3bd", "1bd"))
    assert policy.overrides == (
        Override(priority=Priority.URGENT, quiet=two, every=one, keep_informed=one),
        Override(supplier="Kestrel Fasteners", within=ten, quiet=eight, first=two, every=three, most=5),
        Override(supplier="Our own workshop", customer="Nordlicht Kliniken", escalates=False),
    )


def test_every_option_of_the_model_stands_in_the_built_in_policy() -> None:
    kinds: tuple[type, ...] = (
        HolidaySpec,
        Away,
        Person,
        Role,
        model.SilentRule,
        model.OverdueRule,
        model.Rules,
        Override,
        Worth,
    )
    kinds += (Condition, Level, model.Targets, model.Retention, model.Policy)
    options = {*Fault, *RetentionClass}.union(*map(named, kinds)) - {"staff"} | {"roles", "people"}
    assert options - set(keys_of(tomllib.loads(FULL))) == set()
    words = {*NoticeChannel, *Severity, *Priority}
    assert {word for word in words if word not in FULL} == set()


def test_a_policy_without_escalation_says_so() -> None:
    start, end = DEFAULT.index("[[matrix]]"), DEFAULT.index("[targets]")
    text = f"matrix = []\n{DEFAULT[:start]}{DEFAULT[end:]}"
    assert read_policy(text) == replace(read_policy(DEFAULT), matrix=())


def test_hours_may_be_written_in_any_order_and_reach_midnight() -> None:
    text = altered("sunday = []", 'sunday = ["22:00-24:00", "00:00-06:00"]')
    assert read_policy(text).week[6] == ((time(0), time(6)), (time(22), time.max))


@pytest.mark.parametrize(
    ("written", "minor"), [("25000", 2_500_000), ('"25000.50"', 2_500_050), ("25000.50", 2_500_050)]
)
def test_an_amount_may_be_a_number_or_a_text(written: str, minor: int) -> None:
    worth = read_policy(altered("amount = 25000,", f"amount = {written},")).matrix[2].when[2].value
    assert worth == Worth(amount=minor, currency="EUR")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.key}: {mistake.message}")
def test_a_mistake_is_said_with_its_line_and_key(mistake: Mistake) -> None:
    text = altered(mistake.old, mistake.new)
    line, message = line_of(mistake.at, text), mistake.message_in(text)
    assert problems_of(text) == (PolicyProblem(line=line, key=mistake.key, message=message),)


def test_all_mistakes_are_said_at_once_in_the_order_of_their_lines() -> None:
    text = altered('zone = "Europe/Berlin"', 'zone = "Mars"')
    text = altered('to = ["manager"]', 'to = ["manger"]', text)
    text = altered("most = 3", "most = true", text)
    text = altered('email = "anna@desk.example"', "email = 5", text)
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    person, most, manager = (line_of(each, text) for each in ("email = 5", "most = true", 'to = ["manger"]'))
    assert (caught.value.message, caught.value.hints) == (
        "the policy has 4 problems",
        (
            'line 17, zone: there is no time zone "Mars"; write one like Europe/Berlin or UTC',
            f"line {person}, people[1].email: wants a text in quotes, not 5",
            f"line {most}, rules.overdue.most: is a whole number from 0 to 100, not true",
            f'line {manager}, matrix[2].to: there is no role or person "manger"; did you mean "manager"?',
        ),
    )


def test_of_an_empty_text_the_parts_are_missing_and_not_each_of_their_values() -> None:
    parts = ("week", "roles", "rules", "matrix", "targets", "causes", "retention")
    sentence = "is missing; the built-in policy shows what it may hold"
    assert problems_of("") == (
        PolicyProblem(line=1, key="zone", message='is missing; the built-in policy has "UTC"'),
        *(PolicyProblem(line=1, key=part, message=sentence) for part in parts),
    )


def test_a_part_that_is_no_table_is_one_problem() -> None:
    start, end = DEFAULT.index("[targets]"), DEFAULT.index("[causes.supplier]")
    text = f"targets = 95\npeople = 5\n{DEFAULT[:start]}{DEFAULT[end:]}"
    assert problems_of(text) == (
        PolicyProblem(line=1, key="targets", message="wants a table, not 95"),
        PolicyProblem(line=2, key="people", message="wants a list of tables, not 5"),
    )


def test_a_week_has_working_hours() -> None:
    text = DEFAULT.replace('["09:00-17:00"]  ', "[]  ").replace('= ["09:00-17:00"]\n', "= []\n")
    line = line_of("[week]", text)
    message = "has no working hours; give at least one day some"
    assert problems_of(text) == (PolicyProblem(line=line, key="week", message=message),)


def test_a_policy_has_causes() -> None:
    start, end = DEFAULT.index("[causes.supplier]"), DEFAULT.index("[[overrides]]")
    text = f"{DEFAULT[:start]}[causes]\n{DEFAULT[end:]}"
    message = "has no code; give at least one"
    assert problems_of(text) == (PolicyProblem(line=line_of("[causes]", text), key="causes", message=message),)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("zone = 1\n\n[week\n", 3, "is not TOML: expected ']' at the end of a table declaration"),
        ('zone = "UTC"\n\nzone = "UTC"\n', 3, "is not TOML: cannot overwrite a value"),
        ("\nzone =\n", 2, "is not TOML: invalid value"),
        ("zone = 1\nweek = {\n\n", 2, "is not TOML: invalid initial character for a key part"),
        ('zone = """\nUTC\n\n', 2, "is not TOML: unterminated string"),
        ("a = 1\nb = 2026-02-30", 2, "is not TOML: invalid date or datetime"),
        (f"zone = {'[' * 5_000}", 1, "the text is nested too deeply"),
        ('zone = "\0"', 1, "the text has a NUL character at position 9; remove it"),
        ("#" * (LIMITS["policy"] + 1), 1, "the text has 100001 characters; shorten it to at most 100000"),
        (f"a = {'9' * 5_000}", 1, "the text has a number that is too long"),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_said_with_its_line(text: str, line: int, sentence: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.line, problem.key, problem.message[: len(sentence)]) == (line, "", sentence)


def test_an_adopted_text_is_read_without_asking_which_countries_there_are() -> None:
    assert read_policy(altered('country = "DE"', 'country = "XX"')).holidays.country == "XX"


@pytest.mark.slow
@pytest.mark.parametrize("odd", ["5", '""', "[]", "[{}]", "{ a = 1 }", '"\\u0000"', "2026-01-01"])
def test_whatever_stands_for_a_value_is_a_policy_or_a_problem_on_a_line_of_the_text(odd: str) -> None:
    last = FULL.count("\n") + 1
    for value in re.finditer(r'(?<== )("[^"]*"|\d+|\[[^\]]*\]|true|false)', FULL):
        problems = problems_of(FULL[: value.start()] + odd + FULL[value.end() :])
        assert all(1 <= problem.line <= last for problem in problems)
