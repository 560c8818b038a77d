"""TOML text to policy: everything is read and checked, every problem named at once (SOP 8)."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from ordertrack.domain.parties import clean_language
from ordertrack.domain.policy.checks import check_across
from ordertrack.domain.policy.notices import NoticeKind, NoticeRules, Texts, TextTemplate
from ordertrack.domain.policy.parts import read_matrix, read_overrides, read_rules, read_staff, refuse_twins
from ordertrack.domain.policy.policy import Cause, Fault, HolidaySpec, Policy, Retention, RetentionClass, Targets
from ordertrack.domain.policy.problems import Findings, Lines, PolicyError, PolicyProblem, Section
from ordertrack.domain.policy.values import (
    a_code,
    a_day,
    a_flag,
    a_list,
    a_name,
    a_sentence,
    a_share,
    a_template,
    a_zone,
    hours,
    in_time,
    in_years,
    quiet_hours,
    texts,
    word_of,
)
from ordertrack.domain.time.dates import WEEKDAYS
from ordertrack.domain.values.texts import LIMITS, clean_text, name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from ordertrack.domain.policy.checks import TextProblems
    from ordertrack.domain.policy.policy import Hours, Staff, YearHolidaysOf
    from ordertrack.domain.policy.problems import Path

    Templates = dict[tuple[str, NoticeKind], TextTemplate]


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
    return resources.files("ordertrack.domain.policy").joinpath("policy.toml").read_text(encoding="utf-8")


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


LAYOUT = "layout"
_a_language = texts(clean_language)
_a_signature = texts(lambda text: clean_text(text.strip(), LIMITS["cause"]))
_some_kinds = partial(a_list, read=word_of(NoticeKind), is_short=True, may_be_empty=True)
_some_names = partial(a_list, read=a_name, is_short=True, may_be_empty=True)


def read_notices(root: Section, staff: Staff) -> NoticeRules:
    """Read when notices leave and whom they concern.

    Whom the built-in policy names is left out where the text does not name them and has no such role.
    """
    given = root.section("notices")
    section = given.completed()
    copies = _copies(section.section("copy"))
    rules = NoticeRules(
        quiet=section.take("quiet", quiet_hours),
        working_days=section.take("working_days", a_flag),
        urgent=frozenset(section.take("urgent", _some_kinds) or ()),
        auto=frozenset(section.take("auto", _some_kinds) or ()),
        language=section.take("language", _a_language),
        signature=section.take("signature", _a_signature),
        digest=_told(section.take("digest", _some_names), None if "digest" in given.values else staff),
        copies=tuple((kind, _told(names, None if "copy" in given.values else staff)) for kind, names in copies),
    )
    section.end()
    return rules


def _copies(section: Section) -> list[tuple[NoticeKind, tuple[str, ...] | None]]:
    found = [(kind, section.maybe(kind, _some_names)) for kind in NoticeKind]
    section.end()
    return [(kind, names) for kind, names in found if kind in section.values]


def _told(names: tuple[str, ...] | None, staff: Staff | None) -> tuple[str, ...]:
    """Keep the names; of those that nobody chose, the ones there are."""
    if staff is None or not names:
        return names or ()
    there = [*(each.name for each in staff.roles), *(each.name for each in staff.people)]
    known = {name_key(each) for each in there if each}
    return tuple(each for each in names if name_key(each) in known)


def read_texts(root: Section, rules: NoticeRules) -> Texts:
    """Read the texts of all kinds in all languages, on top of the built-in ones."""
    section = root.section("texts")
    layout = section.section(LAYOUT).completed()
    html = layout.take("html", a_template)
    layout.end()
    templates = _built_in_texts(section)
    for key in section.values:
        if key != LAYOUT:
            templates |= _language(section, key)
    return Texts(templates=tuple(templates.items()), layout=html, language=rules.language, signature=rules.signature)


def _built_in_texts(section: Section) -> Templates:
    found: Mapping[str, Any] = section.findings.built_in(section.path)
    return {
        (tag, NoticeKind(kind)): TextTemplate(text["subject"], text["plain"], text.get("html"), tag)
        for tag, kinds in found.items()
        if tag != LAYOUT
        for kind, text in kinds.items()
    }


def _language(texts: Section, key: str) -> Templates:
    section = texts.section(key)
    try:
        tag = clean_language(key)
    except ValueError as error:
        texts.refuse(key, str(error))
        return {}
    if tag != key:
        texts.refuse(key, f'write the tag "{tag}"')
    found = dict(_kinds(section, tag))
    section.end()
    return found


def _kinds(language: Section, tag: str) -> Iterator[tuple[tuple[str, NoticeKind], TextTemplate]]:
    for kind in NoticeKind:
        given = language.section(kind)
        if kind in language.values:
            section = given.completed()
            subject, plain = section.take("subject", a_template), section.take("plain", a_template)
            yield (tag, kind), TextTemplate(subject, plain, section.maybe("html", a_template), tag)
            section.end()
