"""What differs between two policies, value by value: people, levels and overrides are told apart by what they are."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.policy_problems import key_text, toml_text
from ordertrack.domain.policy_reading import values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Flat = Iterator[tuple[str, str]]


class Difference(NamedTuple):
    """One value under its key: `old` is None where it is new, `new` where it is gone."""

    key: str
    old: str | None
    new: str | None


def differences(old: str, new: str) -> list[Difference]:
    """List what differs between the texts of two policies, in the order of the older; comments count for nothing.

    A level is named by its number, a person by name, an override by whom it is for; so one more of them, or another
    order, is not a change of all the others. In a list of conditions or absences those that went stand beside those
    that came.
    """
    before, after = _gathered(old), _gathered(new)
    found = []
    for key in dict.fromkeys([*before, *after]):
        gone = [value for value in before.get(key, ()) if value not in after.get(key, ())]
        come = [value for value in after.get(key, ()) if value not in before.get(key, ())]
        found += [Difference(key, *pair) for pair in zip_longest(gone, come)]
    return found


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
            yield key, value if isinstance(value, str) else _shown(value)


def _listed(tables: list[Any], key: str) -> Flat:
    for table in tables:
        if key in _NAMES:
            yield from _flat(table, f"{key}[{_NAMES[key](table)}]")
        else:
            yield key, _shown(table)


def _shown(value: object) -> str:
    return toml_text(value, quote=lambda text: json.dumps(text, ensure_ascii=False))


def _who_for(override: Mapping[str, Any]) -> str:
    named = {name: override[name] for name in ("supplier", "customer", "priority") if name in override}
    return ", ".join(f"{name} {value}" for name, value in named.items())


_NAMES: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "matrix": lambda level: level["level"],
    "people": lambda person: person["name"],
    "overrides": _who_for,
}
