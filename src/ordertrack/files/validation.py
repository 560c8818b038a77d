"""Values of a TOML text held against shapes: everything that is wrong at once, each with its path and a sentence."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError, model_validator

from ordertrack.domain.policy.problems import suggest_name, toml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pydantic import ModelWrapValidatorHandler

    from ordertrack.domain.policy.problems import Path

S = TypeVar("S", bound="Shape")
T = TypeVar("T")
HOLE: Any = object()
"""Stands where a value was refused, so that all the others can still be read."""


class Flaw(NamedTuple):
    """What is wrong with what stands at a path; `is_missing` when nothing does."""

    path: Path
    sentence: str
    is_missing: bool = False
    hints: tuple[str, ...] = ()


class Shape(BaseModel):
    """A table as its text may have it, under the names that it has there; what was refused in it is None."""

    model_config = ConfigDict(extra="allow")
    becomes: ClassVar[Callable[..., Any]]

    @model_validator(mode="wrap")
    @classmethod
    def _let_holes_be(cls, value: Any, handler: ModelWrapValidatorHandler[S]) -> S:  # noqa: ANN401 - whatever TOML has
        return handler(dict.fromkeys(cls.keys(), HOLE) if value is HOLE else value)

    @classmethod
    def keys(cls) -> list[str]:
        """List the names that the text may give."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    def faults(self) -> Iterable[tuple[Path, str]]:
        """Give what is wrong in the table although each of its values is right."""
        return ()

    def made(self) -> Any:  # noqa: ANN401 - each of its own kind
        """Make what the table stands for."""
        return self.becomes(**{name: made(value) for name, value in self.__dict__.items()})


def made(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Make what a value of a shape stands for; lists become tuples."""
    if isinstance(value, list):
        return tuple(map(made, value))
    return value.made() if isinstance(value, Shape) else value


def by(read: Callable[[Any], Any]) -> PlainValidator:
    """Have a value read by a function that raises ValueError with a sentence, and what may help after it."""
    return PlainValidator(lambda value: None if value is HOLE else read(value))


def some_tables(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    """Take a list of tables, and nothing else."""
    if value is HOLE:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"wants a list of tables, not {toml_text(value)}")
    return value


Tables = Annotated[list[T], BeforeValidator(some_tables)]
Named = Annotated[dict[str, T], BeforeValidator(lambda value: {} if value is HOLE else value)]
"""A table whose keys are names that the text chooses."""


def held_against(shape: type[S], values: Mapping[str, Any]) -> tuple[S, list[Flaw]]:
    """Read values as a shape, with every fault; whatever was refused is left out of what is read."""
    found, refused = tried(shape, values)
    if found is None:
        found = shape.model_validate(_with_holes(values, [each.path for each in refused]))
    return found, [*refused, *_within(found, ())]


def tried(shape: type[S], values: Mapping[str, Any]) -> tuple[S | None, list[Flaw]]:
    """Read values as a shape, or say which are not of their kind, or missing."""
    try:
        return shape.model_validate(values), []
    except ValidationError as error:
        return None, [_flaw(each) for each in error.errors(include_url=False)]


def _flaw(error: Any) -> Flaw:  # noqa: ANN401 - pydantic's own dictionary
    path, kind = error["loc"], error["type"]
    if kind == "missing":
        return Flaw(path, "is missing", is_missing=True)
    if kind == "value_error":
        sentence, *hints = error["ctx"]["error"].args
        return Flaw(path, str(sentence), hints=tuple(hints))
    return Flaw(path, f"wants a table, not {toml_text(error['input'])}")


def _with_holes(values: Mapping[str, Any], paths: Iterable[Path]) -> dict[str, Any]:
    holed = deepcopy(dict(values))
    for *above, last in paths:
        place: Any = holed
        for part in above:
            place = place[part]
        place[last] = HOLE
    return holed


def _within(value: Any, path: Path) -> Iterator[Flaw]:  # noqa: ANN401 - whatever a field holds
    """Give the faults of every table in what was read, the inner ones first."""
    if isinstance(value, (list, dict)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in parts:
            yield from _within(each, (*path, key))
    if isinstance(value, Shape):
        for key, name in zip(value.keys(), type(value).model_fields, strict=True):
            yield from _within(getattr(value, name), (*path, key))
        yield from (Flaw((*path, *below), sentence) for below, sentence in value.faults())
        for key, each in (value.model_extra or {}).items():
            yield from _within(each, (*path, key))
            if not isinstance(each, Shape):
                yield Flaw((*path, key), f"is not known here{suggest_name(key, value.keys())}")
