"""What the parts of a policy demand of each other: names that are known, people who can be told, levels that climb."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ordertrack.domain.parties import NoticeChannel
from ordertrack.domain.policy.policy import as_recipient
from ordertrack.domain.policy.problems import suggest_name
from ordertrack.domain.values.texts import name_key, quoted
from ordertrack.errors import OrderTrackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from ordertrack.domain.policy.notices import Texts
    from ordertrack.domain.policy.policy import Away, Override, Person, Policy, Staff, YearHolidaysOf
    from ordertrack.domain.policy.problems import Findings, Path

    TextProblems = Callable[[Texts], Iterable[tuple[Path, str]]]

_BY_MAIL = (NoticeChannel.INBOX, NoticeChannel.EMAIL)


def check_across(
    policy: Policy,
    findings: Findings,
    year_holidays_of: YearHolidaysOf | None,
    text_problems: TextProblems | None,
) -> None:
    """Add what is wrong between the parts; where a part is wrong in itself, what depends on it is left alone."""
    staff = policy.staff
    has_names = all(each.name for each in staff.people) and all(each.name for each in staff.roles)
    has_names = has_names and not findings.has(("people",)) and not findings.has(("roles",))
    has_staff = has_names and findings.is_clean("people") and findings.is_clean("roles")
    if year_holidays_of and findings.is_clean("holidays"):
        _check_country(policy, findings, year_holidays_of)
    _check_order(policy, findings)
    _check_overrides(policy.overrides, findings)
    _check_language(policy, findings)
    if text_problems and findings.is_clean("texts"):
        for path, sentence in text_problems(policy.texts):
            findings.add(path, sentence)
    if has_staff:
        _check_reach(policy, findings)
        _check_circles(staff, findings)
    if has_names:
        _check_recipients(policy, findings)
        _check_people(staff, findings)


def _check_country(policy: Policy, findings: Findings, year_holidays_of: YearHolidaysOf) -> None:
    spec = policy.holidays
    for key, region in (("country", None), ("region", spec.region)):
        try:
            if spec.country is not None:
                year_holidays_of(spec.country, region)
        except OrderTrackError as error:
            findings.add(("holidays", key), error.message)
            return


def _check_people(staff: Staff, findings: Findings) -> None:
    roles = [role.name for role in staff.roles]
    for place, person in enumerate(staff.people):
        for name in person.roles or ():
            if staff.role(name) is None:
                findings.add(("people", place, "role"), f"there is no role {quoted(name)}{suggest_name(name, roles)}")
        if findings.is_clean(*_away_of(place)):
            for number, away in enumerate(person.away):
                _check_away(staff, person, away, (*_away_of(place), number), findings)
            _check_overlaps(person, _away_of(place), findings)


def _away_of(place: int) -> Path:
    return "people", place, "away"


def _check_away(staff: Staff, person: Person, away: Away, path: Path, findings: Findings) -> None:
    if away.to_on < away.from_on:
        findings.add((*path, "to"), f"{away.to_on} comes before {away.from_on}; give the last day away")
    if away.substitute is None:
        return
    substitute = staff.person(away.substitute)
    if substitute is None:
        names = [each.name for each in staff.people if each is not person]
        message = f"there is no person {quoted(away.substitute)}{suggest_name(away.substitute, names)}"
        findings.add((*path, "substitute"), message)
    elif substitute is person:
        findings.add((*path, "substitute"), f"{person.name} cannot act for {person.name}; name somebody else")


def _check_overlaps(person: Person, path: Path, findings: Findings) -> None:
    in_order = sorted(enumerate(person.away), key=lambda each: each[1].from_on)
    for (_, earlier), (number, later) in pairwise(in_order):
        if later.from_on <= earlier.to_on:
            message = f"overlaps with the absence until {earlier.to_on}; begin after it, or make one of both"
            findings.add((*path, number, "from"), message)


def _check_circles(staff: Staff, findings: Findings) -> None:
    """Refuse absences in which, on some day, the substitutes lead back to where they began."""
    found: set[frozenset[str]] = set()
    for place, person in enumerate(staff.people):
        for number, away in enumerate(person.away):
            circle = _circle(staff, person, away.from_on)
            if len(circle) > 1 and frozenset(circle) not in found:
                found.add(frozenset(circle))
                chain = " for ".join([circle[0], *reversed(circle)])
                message = f"leads in a circle on {away.from_on}: {chain}; name somebody who is there"
                findings.add((*_away_of(place), number, "substitute"), message)


def _circle(staff: Staff, person: Person, on: date) -> list[str]:
    """Name the people who act for each other in a circle that begins with this one; nobody when it does not."""
    chain, acting = [person.name], person
    while True:
        absence = acting.absence_on(on)
        substitute = staff.person(absence.substitute) if absence and absence.substitute else None
        if substitute is None or substitute.name in chain[1:]:
            return []
        if substitute is person:
            return chain
        chain.append(substitute.name)
        acting = substitute


def _check_order(policy: Policy, findings: Findings) -> None:
    for (_, lower), (place, higher) in pairwise(enumerate(policy.matrix)):
        path = ("matrix", place, "level")
        if findings.is_clean("matrix", place - 1, "level") and findings.is_clean(*path) and higher.level <= lower.level:
            findings.add(path, f"{higher.level} does not come after {lower.level}; put the levels in order")


def _chosen_names(policy: Policy) -> Iterator[tuple[Path, tuple[str, ...], tuple[NoticeChannel, ...], Path]]:
    """Give every list of roles and people: where it stands, its names, the ways to them and where those stand."""
    for place, level in enumerate(policy.matrix):
        yield ("matrix", place, "to"), level.to or (), level.how, ("matrix", place, "how")
    yield ("notices", "digest"), policy.notices.digest, _BY_MAIL, ("notices", "digest")
    for kind, names in policy.notices.copies:
        yield ("notices", "copy", kind), names, _BY_MAIL, ("notices", "copy", kind)


def _check_recipients(policy: Policy, findings: Findings) -> None:
    staff = policy.staff
    known = [*(each.name for each in staff.roles), *(each.name for each in staff.people)]
    for path, names, _, _ in _chosen_names(policy):
        for name in names:
            if staff.role(name) is None and staff.person(name) is None:
                findings.add(path, f"there is no role or person {quoted(name)}{suggest_name(name, known)}")


def _check_reach(policy: Policy, findings: Findings) -> None:
    """Refuse a list of which some recipient could never be told, whoever is there."""
    for path, names, how, ways in _chosen_names(policy):
        if not (findings.is_clean(*path) and findings.is_clean(*ways)):
            continue
        for name in names:
            role, people = policy.staff.role(name), policy.staff.meant_by(name)
            told = [as_recipient(each) for each in (*people, *((role,) if role else ()))]
            if told and not any(each.reached_by(how) for each in told):
                message = f"nobody would be told: no {' or '.join(how)} leads to {name}"
                findings.add(path, f"{message}; give the role one, or a person the role")


def _check_language(policy: Policy, findings: Findings) -> None:
    """Refuse a language without texts, as the one for whoever reads no other."""
    texts, is_clean = policy.texts, findings.is_clean("notices", "language") and findings.is_clean("texts")
    if is_clean and not texts.has(texts.language):
        message = f"there are no texts in {texts.language}; there are some in {', '.join(texts.languages)}"
        findings.add(("notices", "language"), message)


def _check_overrides(overrides: tuple[Override, ...], findings: Findings) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for place, override in enumerate(overrides):
        path = ("overrides", place)
        if not findings.is_clean(*path):
            continue
        supplier, customer = (name_key(each) if each else "" for each in (override.supplier, override.customer))
        key = (supplier, customer, override.priority or "")
        if key in seen:
            line = findings.line_of(("overrides", seen[key]))
            findings.add(path, f"is for the same orders as the one on line {line}; make one of both")
        seen.setdefault(key, place)
