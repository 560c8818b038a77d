"""Frozen dataclasses to plain JSON facts and back: the one way in which values are written in the trail.

Absent means nothing: None, empty tuples and False are left out, so that a fact has exactly one spelling. Where None
would mean something else than False, False is written.
"""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Facts = dict[str, Any]
T = TypeVar("T")
_SPELLED: dict[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Fraction: Fraction,
}


def encode(value: object) -> Facts:
    """Give the facts of a dataclass instance: strings, integers, true, lists and objects of such."""
    facts: Facts = {}
    kind: Any = type(value)
    undecided = _undecided(kind)
    for name in _names(kind):
        plain = _plain(getattr(value, name))
        if plain is not None and plain != [] and (plain is not False or name in undecided):
            facts[name] = plain
    return facts


def decode(kind: type[T], facts: Mapping[str, Any]) -> T:
    """Rebuild an instance of `kind`; KeyError, TypeError or ValueError when the facts are not of that kind."""
    readers: dict[str, Callable[[Any], Any]] = _readers(kind)  # type: ignore[arg-type]  # a class is hashable
    unknown = facts.keys() - readers.keys()
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: readers[name](plain) for name, plain in facts.items()})


def instant_text(at: datetime) -> str:
    """Write an instant as the trail does: UTC, whole seconds, `2026-11-23T08:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower name
    if value is None or isinstance(value, (str, int)):
        return value.value if isinstance(value, StrEnum) else value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (tuple, frozenset)):
        parts = [_plain(part) for part in value]
        return sorted(parts) if isinstance(value, frozenset) else parts
    return str(value) if isinstance(value, Fraction) else encode(value)


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if not field.metadata.get("derived"))


@cache
def _undecided(kind: type[Any]) -> frozenset[str]:
    """Name the fields whose None says something else than False."""
    return frozenset(field.name for field in fields(kind) if field.default is None)


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {name: _reader(hints[name]) for name in _names(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type hint has no narrower name
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _reader(next(part for part in arguments if part is not type(None)))
    if origin in {tuple, frozenset}:
        return _parts_reader(origin, arguments)
    if hint in _SPELLED:
        return _SPELLED[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda plain: decode(hint, plain)
    return _checked(hint)


def _parts_reader(origin: Any, arguments: tuple[Any, ...]) -> Callable[[Any], Any]:  # noqa: ANN401 - see `_reader`
    part, *others = map(_reader, (each for each in arguments if each is not Ellipsis))
    if others:
        return lambda plain: tuple(read(each) for read, each in zip((part, *others), plain, strict=True))
    return lambda plain: origin(part(each) for each in plain)


def _checked(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, StrEnum):
        return kind

    def check(plain: Any) -> Any:  # noqa: ANN401 - JSON has no narrower name
        if type(plain) is not kind:
            raise TypeError(f"{plain!r} is not {kind.__name__}")
        return plain

    return check


canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode
