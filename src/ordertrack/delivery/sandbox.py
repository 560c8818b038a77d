"""Jinja2 cut down to what the texts of notices need: nothing in a text reaches Python, and none runs away.

A text names facts, asks with `if`, goes through lists with `for`, keeps a value with `set`, and has a few filters. It
calls nothing, defines nothing and joins nothing to ever longer texts; an attribute is a key of the facts, never one of
Python. Going through lists is paid for in steps, and what is written is counted while it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from ordertrack.delivery.filters import filters_of
from ordertrack.delivery.grammar import KNOWN_TESTS, placed, require_plain
from ordertrack.domain.policy_problems import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jinja2.environment import Template
    from jinja2.runtime import Context

MOST_STEPS = 1_000_000
_COUNTED = "counted"
_STEPS = "the steps left"  # no name that a text could write
_OF_LOOPS = frozenset({"first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0"})


class TextEnvironment(ImmutableSandboxedEnvironment):
    """Compiles and renders texts of one language; with `autoescape` what a fact says is never HTML."""

    intercepted_binops = frozenset({"+", "-"})
    intercepted_unops = frozenset({"-"})

    def __init__(self, language: str, *, autoescape: bool) -> None:
        super().__init__(
            autoescape=autoescape,
            undefined=StrictUndefined,
            finalize=_written,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
        )
        self.globals.clear()
        self.policies.clear()
        self.filters = {**filters_of(language), _COUNTED: _counted}
        self.tests = {name: TESTS[name] for name in KNOWN_TESTS}

    def text(self, source: str) -> Text:
        """Compile a text; ValueError with a sentence, and the line in the text, for what is none or may not be."""
        try:
            tree = self._parsed(source)
            require_plain(tree)
            names = frozenset(find_undeclared_variables(tree))
            _charge(tree)
            return Text(self.template_class.from_code(self, self.compile(tree), self.globals), names)
        except TemplateSyntaxError as error:
            sentence = error.message or "cannot be read"
            raise placed(f"{sentence[:1].lower()}{sentence[1:]}", error.lineno) from None
        except (RecursionError, MemoryError, SyntaxError):
            raise ValueError("is nested too deeply") from None

    def _parsed(self, source: str) -> nodes.Template:
        try:
            return self.parse(source)
        except ValueError:  # an integer of thousands of digits
            raise ValueError("has a number that is too long") from None

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as Jinja2 has it
        """Give what a table of facts has under a key, or a list at a place; nothing else has parts."""
        if isinstance(obj, Undefined):
            str(obj)
        if isinstance(obj, dict):
            return obj[argument] if argument in obj else self.undefined(_no_fact(obj, argument))
        if isinstance(obj, list) and isinstance(argument, int):
            is_there = -len(obj) <= argument < len(obj)
            return obj[argument] if is_there else self.undefined(f"the list has no entry {argument}")
        if isinstance(obj, LoopContext) and argument in _OF_LOOPS:
            return getattr(obj, argument)
        return self.undefined(f'there is no "{argument}" here', exc=SecurityError)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as above
        """Give the same with a dot: a key and never an attribute of Python's."""
        return self.getitem(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as above
        """Reckon with whole numbers and nothing else."""
        if not (isinstance(left, int) and isinstance(right, int)):
            raise TypeError(f"{operator} is for whole numbers")
        return super().call_binop(context, operator, left, right)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:  # noqa: ANN401 - as above
        """Reckon with whole numbers and nothing else."""
        if not isinstance(arg, int):
            raise TypeError(f"{operator} is for whole numbers")
        return super().call_unop(context, operator, arg)


@dataclass(frozen=True, slots=True)
class Text:
    """A compiled text, and the names of the facts that it asks for."""

    _template: Template
    names: frozenset[str]

    def write(self, facts: Mapping[str, Any], most: int) -> str:
        """Write it; ValueError, with the line in the text, when it does not fit the facts or never comes to an end.

        The end is more than `most` characters, or too many steps.
        """
        try:
            return "".join(_within(most, self._template.generate({**facts, _STEPS: _Steps()})))
        except (TemplateError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
            lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
            raise placed(str(error), lines[-1] if lines else 1) from None


def _within(most: int, parts: Iterable[str]) -> Iterator[str]:
    size = 0
    for part in parts:
        size += len(part)
        if size > most:
            raise ValueError(f"comes to more than {most} characters")
        yield part


class _Steps:
    """What one rendering may still do."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise ValueError("goes through too much; leave out a loop, or cut its list with [:100]")


def _charge(tree: nodes.Template) -> None:
    """Let each loop pay before it begins: so many steps a turn as it has parts."""
    for loop in list(tree.find_all(nodes.For)):
        weight = nodes.Const(sum(1 for _ in loop.find_all(nodes.Node)))
        loop.iter = nodes.Filter(loop.iter, _COUNTED, [weight], [], None, None).set_lineno(loop.lineno)


def _no_fact(facts: Mapping[str, Any], name: object) -> str:
    return f'there is no fact "{name}"{meant(str(name), list(facts))}'


@pass_context
def _counted(context: Context, value: object, weight: int) -> list[Any]:
    """Pay for going through a list before it is done; nothing for nothing."""
    if isinstance(value, Undefined):
        str(value)
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError("only a list can be gone through with for")
    context.parent[_STEPS].take(len(value) * weight)
    return value


def _written(value: object) -> object:
    """Write texts and numbers as they are, and nothing for None; a fact that is not there is an error."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise TypeError("true and false are asked with if, not written")
    if isinstance(value, (str, int, Undefined)):
        return value
    raise TypeError("a list or a table cannot be written; go through it with for, or name one of its facts")
