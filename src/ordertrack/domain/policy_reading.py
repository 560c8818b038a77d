"""TOML text to policy: everything is read and checked, every problem named at once (SOP 8)."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ordertrack.domain.dates import WEEKDAYS
from ordertrack.domain.policy import (
    Cause,
    Fault,
    HolidaySpec,
    Policy,
    Retention,
    RetentionClass,
    Targets,
)
from ordertrack.domain.policy_checks import check_across
from ordertrack.domain.policy_lines import Lines
from ordertrack.domain.policy_parts import read_matrix, read_overrides, read_rules, read_staff, refuse_twins
from ordertrack.domain.policy_problems import Findings, PolicyError, PolicyProblem, Section
from ordertrack.domain.policy_texts import read_notices, read_texts
from ordertrack.domain.policy_values import (
    a_code,
    a_day,
    a_sentence,
    a_share,
    a_zone,
    hours,
    in_time,
    in_years,
)
from ordertrack.domain.texts import LIMITS, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordertrack.domain.policy import Hours, YearHolidaysOf
    from ordertrack.domain.policy_checks import TextProblems
    from ordertrack.domain.policy_lines import Path

_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


def default_text(zone: str) -> str:
    """Give the built-in policy, complete and commented, for a desk in this zone."""
    return _built_in().replace("{zone}", zone)


def read_policy(
    text: str, *, year_holidays_of: YearHolidaysOf | None = None, text_problems: TextProblems | None = None
) -> Policy:
    """Read a policy; PolicyError with every problem at once.

    `year_holidays_of` refuses countries and regions that it does not know, `text_problems` texts of notices that
    cannot be rendered; without them both are taken as they are (a revision that was adopted has been checked).
    """
    findings, values = _opened(text)
    root = Section(values, (), findings)
    policy = _policy(root)
    root.end()
    check_across(policy, findings, year_holidays_of, text_problems)
    if findings.problems:
        raise PolicyError(findings.problems)
    return policy


def _policy(root: Section) -> Policy:
    return Policy(
        zone=root.take("zone", a_zone),
        week=_week(root.section("week", required=True)),
        holidays=_holidays(root.section("holidays")),
        staff=(staff := read_staff(root)),
        rules=read_rules(root.section("rules", required=True)),
        matrix=read_matrix(root),
        targets=_targets(root.section("targets", required=True)),
        causes=_causes(root.section("causes", required=True)),
        overrides=read_overrides(root),
        retention=_retention(root.section("retention", required=True)),
        notices=(notices := read_notices(root, staff)),
        texts=read_texts(root, notices),
    )


def values_of(text: str) -> dict[str, Any]:
    """Read the TOML of a policy and nothing more; PolicyError when it is none."""
    try:
        clean_text(text, LIMITS["policy"])
    except ValueError as error:
        raise PolicyError([_whole(str(error))]) from None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise PolicyError([_whole("is nested too deeply")]) from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_not_toml(str(error), text)]) from None
    except ValueError:  # an integer of thousands of digits
        raise PolicyError([_whole("has a number that is too long")]) from None


def _opened(text: str) -> tuple[Findings, dict[str, Any]]:
    values = values_of(text)
    try:
        return Findings(Lines(text), _defaults), values
    except RecursionError:
        raise PolicyError([_whole("is nested too deeply")]) from None


def _whole(sentence: str) -> PolicyProblem:
    return PolicyProblem(line=1, key="", message=f"the text {sentence}")


def _not_toml(message: str, text: str) -> PolicyProblem:
    """Say what tomllib says, with the line taken out of its sentence; at the end of the text that is the last."""
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    sentence = _PLACE.sub("", message)
    return PolicyProblem(line=line, key="", message=f"is not TOML: {sentence[:1].lower()}{sentence[1:]}")


@cache
def _built_in() -> str:
    return resources.files("ordertrack.domain").joinpath("policy.toml").read_text(encoding="utf-8")


@cache
def _defaults() -> Mapping[str, Any]:
    return tomllib.loads(default_text("UTC"), parse_float=Decimal)


def _week(section: Section) -> tuple[Hours, ...]:
    week = tuple(section.take(day, hours) for day in WEEKDAYS)
    section.end()
    if section.findings.is_clean(*section.path) and not any(week):
        section.findings.add(section.path, "has no working hours; give at least one day some")
    return week


def _holidays(section: Section) -> HolidaySpec:
    country, region = section.maybe("country", a_code), section.maybe("region", a_code)
    own = section.section("own")
    days: list[tuple[date, str]] = []
    for key in own.values:
        name = own.take(key, a_sentence)
        try:
            days.append((a_day(key), name))
        except ValueError as error:
            own.refuse(key, str(error))
    section.end()
    if region and not country:
        section.refuse("region", "needs a country beside it")
    return HolidaySpec(country=country, region=region, own=tuple(sorted(days, key=lambda each: each[0])))


def _targets(section: Section) -> Targets:
    targets = Targets(
        on_time=section.take("on_time", a_share),
        response=section.take("response", in_time),
        resolution=section.take("resolution", in_time),
    )
    section.end()
    return targets


def _causes(section: Section) -> tuple[Cause, ...]:
    found: list[tuple[Path, Cause]] = []
    for fault in Fault:
        codes = section.section(fault)
        for key in codes.values:
            text = codes.take(key, a_sentence)
            try:
                found.append(((*codes.path, key), Cause(code=a_code(key), fault=fault, text=text)))
            except ValueError as error:
                codes.refuse(key, f"as a code {error}")
    section.end()
    refuse_twins(section.findings, [(path, cause.code) for path, cause in found])
    if not found and section.findings.is_clean(*section.path):
        section.findings.add(section.path, "has no code; give at least one")
    return tuple(cause for _, cause in found)


def _retention(section: Section) -> Retention:
    default, classes = section.take("default", in_years), section.section("classes")
    terms = [(kind, classes.maybe(kind, in_years)) for kind in RetentionClass]
    classes.end()
    section.end()
    return Retention(default=default, classes=tuple((kind, term) for kind, term in terms if term))
