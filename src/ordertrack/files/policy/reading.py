"""TOML text to policy: everything is read and checked, every problem named at once (SOP 8)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ordertrack.domain.policy.checks import check_across
from ordertrack.domain.policy.notices import LAYOUT, NoticeKind, NoticeRules, Texts, TextTemplate
from ordertrack.domain.policy.policy import Policy
from ordertrack.domain.policy.problems import Findings, PolicyError, PolicyProblem, toml_text
from ordertrack.domain.policy.text import default_text, values_of
from ordertrack.domain.values.texts import name_key, quoted
from ordertrack.files.policy.shapes import PolicyText
from ordertrack.files.validation import held_against, made

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ordertrack.domain.policy.checks import TextProblems
    from ordertrack.domain.policy.policy import Staff, YearHolidaysOf
    from ordertrack.domain.policy.problems import Path
    from ordertrack.files.validation import Fault

    Values = Mapping[str, Any]


def read_policy(
    text: str, *, year_holidays_of: YearHolidaysOf | None = None, text_problems: TextProblems | None = None
) -> Policy:
    """Read a policy; PolicyError with every problem at once.

    `year_holidays_of` refuses countries and regions that it does not know, `text_problems` texts of notices that
    cannot be rendered; without them both are taken as they are (a revision that was adopted has been checked).
    """
    values, findings = values_of(text), Findings(text)
    try:
        policy = _policy(values, findings)
        check_across(policy, findings, year_holidays_of, text_problems)
    except RecursionError:
        raise PolicyError([PolicyProblem(line=1, key="", message="the text is nested too deeply")]) from None
    if findings.problems:
        raise PolicyError(findings.problems)
    return policy


read_again = lru_cache(maxsize=64)(read_policy)
"""Read a policy that was adopted, and so was checked; each text once."""


def _policy(values: Values, findings: Findings) -> Policy:
    built_in = _built_in()
    shape, faults = held_against(PolicyText, _completed(values, built_in))
    for fault in faults:
        findings.add(fault.path, _sentence(fault, built_in))
    staff, causes = shape.staff(), shape.causes.found()
    roles = [(("roles", key), role.name) for key, role in zip(shape.roles, staff.roles, strict=True)]
    people = [(("people", place, "name"), person.name) for place, person in enumerate(staff.people)]
    _refuse_twins(findings, [(path, name) for path, name in (*roles, *people) if name])
    _refuse_twins(findings, [(path, cause.code) for path, cause in causes])
    if not causes and findings.is_clean("causes"):
        findings.add(("causes",), "has no code; give at least one")
    rest = ("zone", "week", "holidays", "rules", "matrix", "targets", "overrides", "retention")
    return Policy(
        **{name: made(getattr(shape, name)) for name in rest},
        staff=staff,
        causes=tuple(cause for _, cause in causes),
        notices=(rules := _notices(shape, values.get("notices"), staff)),
        texts=_texts(shape, built_in, rules),
    )


@cache
def _built_in() -> Values:
    return values_of(default_text("UTC"))


def _completed(values: Values, built_in: Values) -> Values:
    """Give the values with what their notices leave out as the built-in policy has it."""
    notices, texts = values.get("notices", {}), values.get("texts", {})
    if isinstance(texts, dict):
        texts = {key: _completed_texts(each, built_in["texts"].get(key, {}), key) for key, each in texts.items()}
        texts = {LAYOUT: built_in["texts"][LAYOUT], **texts}
    return {**values, "notices": _over(built_in["notices"], notices), "texts": texts}


def _completed_texts(given: Any, built_in: Values, key: str) -> Any:  # noqa: ANN401 - whatever TOML has
    if key == LAYOUT or not isinstance(given, dict):
        return _over(built_in, given)
    return {kind: _over(built_in.get(kind, {}), text) for kind, text in given.items()}


def _over(built_in: Values, given: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    return {**built_in, **given} if isinstance(given, dict) else given


def _sentence(fault: Fault, built_in: Values) -> str:
    """Say of what is missing what the built-in policy has in its place."""
    if not fault.is_missing:
        return fault.sentence
    value: Any = built_in
    for part in fault.path:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value)):
        return "is missing; the built-in policy shows what it may hold"
    return "is missing" if value is None else f"is missing; the built-in policy has {toml_text(value)}"


def _refuse_twins(findings: Findings, named: Iterable[tuple[Path, str]]) -> None:
    """Refuse each name that stands for something already."""
    seen: dict[str, Path] = {}
    for path, name in named:
        first = seen.setdefault(name_key(name), path)
        if first is not path:
            message = f"{quoted(name)} stands on line {findings.line_of(first)} already; a name is for one thing"
            findings.add(path, message)


def _notices(shape: PolicyText, given: Values | None, staff: Staff) -> NoticeRules:
    """Give when notices leave and whom they concern.

    Whom the built-in policy names is left out where the text does not name them and has no such role.
    """
    notices, chosen = shape.notices, given if isinstance(given, dict) else {}
    named = {name: each for name, each in notices.__dict__.items() if name != "copies"}
    own = {
        "urgent": frozenset(notices.urgent or ()),
        "auto": frozenset(notices.auto or ()),
        "digest": _told(notices.digest, None if "digest" in chosen else staff),
        "copies": tuple((kind, _told(names, None if "copy" in chosen else staff)) for kind, names in notices.copied()),
    }
    return NoticeRules(**{**named, **own})


def _told(names: tuple[str, ...] | None, staff: Staff | None) -> tuple[str, ...]:
    """Keep the names; of those that nobody chose, the ones there are."""
    if staff is None or not names:
        return names or ()
    there = [*(each.name for each in staff.roles), *(each.name for each in staff.people)]
    known = {name_key(each) for each in there if each}
    return tuple(each for each in names if name_key(each) in known)


def _texts(shape: PolicyText, built_in: Values, rules: NoticeRules) -> Texts:
    """Give the texts of all kinds in all languages, on top of the built-in ones."""
    templates = {
        (tag, NoticeKind(kind)): TextTemplate(text["subject"], text["plain"], text.get("html"), tag)
        for tag, kinds in built_in["texts"].items()
        if tag != LAYOUT
        for kind, text in kinds.items()
    } | shape.texts.found()
    layout, items = shape.texts.layout.html, tuple(templates.items())
    return Texts(templates=items, layout=layout, language=rules.language, signature=rules.signature)
