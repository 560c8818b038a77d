"""The text of a policy: the built-in one, the TOML of any, what differs between two, and what was read of one.

What was read is kept beside the text: an adopted text was checked, and is not read again.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib import resources
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.policy.policy import Policy
from ordertrack.domain.policy.problems import PolicyError, PolicyProblem, key_text, toml_text
from ordertrack.domain.values.codec import decode, encode
from ordertrack.domain.values.texts import LIMITS, clean_text
from ordertrack.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.policy.policy import PolicyRevision

    Flat = Iterator[tuple[str, str]]
    Pairs = Iterable[tuple[str | None, str | None]]

_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


def default_text(zone: str) -> str:
    """Give the built-in policy, complete and commented, for a desk in this zone."""
    return built_in("policy.toml").replace("{zone}", zone)


@cache
def built_in(name: str) -> str:
    """Give what this program brings along: the text `policy.toml`, and `policy.json`, which is the form of it."""
    return resources.files("ordertrack.domain.policy").joinpath(name).read_text(encoding="utf-8")


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


def _whole(sentence: str) -> PolicyProblem:
    return PolicyProblem(line=1, key="", message=f"the text {sentence}")


def _not_toml(message: str, text: str) -> PolicyProblem:
    """Say what tomllib says, with the line taken out of its sentence; at the end of the text that is the last."""
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    sentence = _PLACE.sub("", message)
    return PolicyProblem(line=line, key="", message=f"is not TOML: {sentence[:1].lower()}{sentence[1:]}")


class Difference(NamedTuple):
    """One value under its key: `old` is None where it is new, `new` where it is gone."""

    key: str
    old: str | None
    new: str | None


def differences(old: str, new: str) -> list[Difference]:
    """List what differs between the texts of two policies, in the order of the older; comments count for nothing.

    A level is named by its number, a person by name, an override by whom it is for; so one more of them, or another
    order, is not a change of all the others. In a list of conditions or absences those that went stand beside those
    that came, and so do the lines of a longer text; one that is new or gone altogether is named by its first line.
    """
    before, after = _gathered(old), _gathered(new)
    found = []
    for key in dict.fromkeys([*before, *after]):
        found += [Difference(key, *pair) for pair in _changed(before.get(key, ()), after.get(key, ()))]
    return found


def _changed(old: Sequence[str], new: Sequence[str]) -> Pairs:
    if len(old) == len(new) == 1 and "\n" in old[0] + new[0]:
        return _changed_lines(old[0].splitlines(), new[0].splitlines())
    gone = [_first_line(value) for value in old if value not in new]
    come = [_first_line(value) for value in new if value not in old]
    return zip_longest(gone, come)


def _changed_lines(old: list[str], new: list[str]) -> Pairs:
    for what, start, end, begin, finish in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from zip_longest(old[start:end], new[begin:finish])


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return f"{lines[0]} … ({len(lines)} lines)" if len(lines) > 1 else text


def _gathered(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in _flat(values_of(text), ""):
        found.setdefault(key, []).append(value)
    return found


def _flat(values: Mapping[str, Any], above: str) -> Flat:
    for name, value in values.items():
        key = f"{above}{'.' if above else ''}{key_text((name,))}"
        if isinstance(value, dict):
            yield from _flat(value, key)
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield from _listed(value, key)
        else:
            yield key, value if isinstance(value, str) else _spell_value(value)


def _listed(tables: list[Any], key: str) -> Flat:
    for table in tables:
        if key in _NAMES:
            yield from _flat(table, f"{key}[{_NAMES[key](table)}]")
        else:
            yield key, _spell_value(table)


def _spell_value(value: object) -> str:
    return toml_text(value, quote=lambda text: json.dumps(text, ensure_ascii=False))


def _who_for(override: Mapping[str, Any]) -> str:
    named = {name: override[name] for name in ("supplier", "customer", "priority") if name in override}
    return ", ".join(f"{name} {value}" for name, value in named.items())


_NAMES: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "matrix": lambda level: level["level"],
    "people": lambda person: person["name"],
    "overrides": _who_for,
}
FORM = 1
"""Goes up when policies are kept in another way, or when the same text comes to mean something else."""


def form_of(policy: Policy, text: str) -> str:
    """Write what was read of a text as canonical JSON, with what it was read from."""
    form = {"form": FORM, "of": _digest_of(text), "policy": encode(policy)}
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_form(form: str) -> bool:
    """Say whether a text is a form at all, of whatever program."""
    return _read_form(form).keys() == {"form", "of", "policy"}


def is_form_of(form: str, text: str) -> bool:
    """Say whether this program would take a form for what the text says."""
    kept = _read_form(form)
    return (kept.get("form"), kept.get("of")) == (FORM, _digest_of(text))


@lru_cache(maxsize=64)
def policy_in(form: str, text: str) -> Policy | None:
    """Give the policy that a form holds; None when it is of another text, of another program, or damaged."""
    try:
        return decode(Policy, _read_form(form)["policy"]) if is_form_of(form, text) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def is_kept(revision: PolicyRevision) -> bool:
    """Say whether a revision comes with what it says."""
    return revision.form is not None and policy_in(revision.form, revision.text) is not None


def policy_of(revision: PolicyRevision) -> Policy:
    """Give what a revision says: by its form, else read anew. OutsideError where neither can be."""
    found = policy_in(revision.form, revision.text) if revision.form else None
    if found is not None:
        return found
    if revision.reader is None:
        raise OutsideError(f"policy revision {revision.number} has to be read anew, and nothing here can do that")
    return revision.reader(revision.text)


@cache
def built_in_policy(zone: str) -> Policy:
    """Give what the built-in text says for a desk in this zone."""
    return replace(decode(Policy, json.loads(built_in("policy.json"))), zone=zone)


def _read_form(form: str) -> dict[str, Any]:
    try:
        kept = json.loads(form)
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _digest_of(text: str) -> str:
    """Digest all that was read: the text, and the built-in one, which has what it leaves out."""
    return hashlib.sha256(f"{built_in('policy.toml')}\0{text}".encode()).hexdigest()
