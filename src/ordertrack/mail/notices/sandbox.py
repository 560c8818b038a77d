"""Jinja2 cut down to what the texts of notices need: nothing in a text reaches Python, and none runs away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from ordertrack.domain.policy.problems import suggest_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2.environment import Template
    from jinja2.runtime import Context

WIDEST = 200
LONGEST_LIST = 20_000
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WITH_COMMA = re.compile(
    r"(?!(de-(ch|li)|it-ch|es-(419|do|gt|hn|mx|ni|pa|pe|pr|sv|us))\b)"  # these regions write a point
    r"(af|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fo|fr|gl|hr|hu|hy|id|is|it|ka|kk|ky|lt|lv|mk|nb|nl|nn|no|pl|pt|ro|ru"
    r"|sk|sl|sq|sr|sv|tr|uk|uz|vi)(-.*)?",
    re.IGNORECASE,
)
"""The language tags that write a decimal comma (Unicode CLDR)."""


def _text(value: object) -> str:
    """Take a fact as text; None is an empty one. An unknown fact, a list or a table is refused."""
    if value is None:
        return ""
    if isinstance(value, (str, int, Undefined)) and not isinstance(value, bool):
        return str(value)
    raise ValueError("this filter is for texts and numbers")


def _of_text(change: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: change(_text(value))


def _default(value: object, default: object = "", boolean: object = False) -> object:  # noqa: FBT002 - Jinja2's own name
    """Give something else for a fact that is unknown or None; with `boolean` also for an empty one."""
    if isinstance(value, Undefined) or value is None or (boolean and not value):
        return default
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("this filter is for lists")
    return value


def _first(value: object) -> object:
    return next(iter(_list(value)), None)


def _last(value: object) -> object:
    return next(reversed(_list(value)), None)


def _length(value: object) -> int:
    if isinstance(value, (str, list, dict)):
        return len(value)
    raise ValueError("only a text, a list or a table has a length")


def _join(value: object, separator: str = ", ", attribute: str | None = None) -> str:
    """Write a list in one line, or one fact of each of its tables; the empty ones are left out."""
    found = [_text(each[attribute] if attribute is not None else each) for each in _list(value)]
    parts = [each for each in found if each]
    if sum(map(len, parts)) + len(separator) * len(parts) > LONGEST_LIST:
        raise ValueError(f"joins more than {LONGEST_LIST} characters")
    return separator.join(parts)


def _truncate(value: object, length: int = 80) -> str:
    """Write a text in one line, cut at so many characters."""
    line = " ".join(_text(value).split())
    return line if len(line) <= _wide(length) else f"{line[: length - 1].rstrip()}…"


def _left(value: object, width: int) -> str:
    """Fill a text up to a width, so that the next column begins at one place."""
    return _text(value).ljust(_wide(width))


def _right(value: object, width: int) -> str:
    """Move a text to the right end of a width, as figures stand in a column."""
    return _text(value).rjust(_wide(width))


def _wide(width: object) -> int:
    if isinstance(width, bool) or not isinstance(width, int) or not 1 <= width <= WIDEST:
        raise ValueError(f"a width is a whole number from 1 to {WIDEST}")
    return width


def _quote(value: object) -> str:
    """Put > before each line of a text, as mail quotes what somebody wrote."""
    return "\n".join(f"> {line}".rstrip() for line in _text(value).splitlines())


def _amount(language: str, value: object) -> str:
    """Write a quantity with the decimal sign of a language and no thousands separator; other texts as they are."""
    text = _text(value)
    return text.replace(".", ",") if _WITH_COMMA.fullmatch(language) and _DECIMAL.fullmatch(text) else text


def _day(language: str, value: object) -> str:
    """Write a date as a language does where nobody can take the day for the month; other texts as they are."""
    text = _text(value)
    is_german = language.lower().partition("-")[0] == "de"
    return f"{text[8:]}.{text[5:7]}.{text[:4]}" if is_german and _is_date(text) else text


def _is_date(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def filters_of(language: str) -> dict[str, Callable[..., Any]]:
    """Give the filters of a text by their names; `language` is the tag that the text stands under."""
    return {**_EVERYWHERE, **{name: partial(each, language) for name, each in _BY_LANGUAGE.items()}}


_BY_LANGUAGE: Mapping[str, Callable[[str, object], str]] = {"amount": _amount, "day": _day}
_EVERYWHERE: Mapping[str, Callable[..., Any]] = {
    "capitalize": _of_text(lambda text: text[:1].upper() + text[1:]),
    "default": _default,
    "first": _first,
    "join": _join,
    "last": _last,
    "left": _left,
    "length": _length,
    "lower": _of_text(str.lower),
    "quote": _quote,
    "right": _right,
    "trim": _of_text(str.strip),
    "truncate": _truncate,
    "upper": _of_text(str.upper),
}
FILTER_NAMES = tuple(sorted((*_BY_LANGUAGE, *_EVERYWHERE)))
MOST_LOOPS = 3
"""How deep loops may stand in one another."""
KNOWN_TESTS = ("defined", "even", "none", "odd", "undefined")
_ALLOWED = frozenset(
    {
        *(nodes.Template, nodes.TemplateData, nodes.Output, nodes.For, nodes.If, nodes.Assign),
        *(nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Keyword),
        *(nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
        *(nodes.Add, nodes.Sub, nodes.Neg),
    }
)
_SPELLINGS: Mapping[type[nodes.Node], str] = {
    nodes.Call: "a call",
    nodes.Concat: "~",
    nodes.Mul: "*",
    nodes.Pow: "**",
    nodes.Mod: "%",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Dict: "a table",
    nodes.FromImport: "import",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "a filter around a block",
    nodes.AssignBlock: "set around a block",
    nodes.Scope: "autoescape",
}


def require_plain(tree: nodes.Template) -> None:
    """Refuse a text that holds anything else; ValueError with a sentence and the line in the text."""
    for node, depth in _walk(tree, 0):
        sentence = _refusal(node)
        if sentence or depth > MOST_LOOPS:
            raise placed(sentence or f"has loops more than {MOST_LOOPS} deep", node.lineno)


def _refusal(node: nodes.Node) -> str | None:
    if type(node) not in _ALLOWED:
        return f"may not hold {_SPELLINGS.get(type(node), type(node).__name__.lower())}"
    return _RULES[type(node)](node) if type(node) in _RULES else None


def _refused_filter(node: nodes.Filter) -> str | None:
    return (
        None if node.name in FILTER_NAMES else f'knows no filter "{node.name}"{suggest_name(node.name, FILTER_NAMES)}'
    )


def _refused_test(node: nodes.Test) -> str | None:
    return None if node.name in KNOWN_TESTS else f'knows no test "{node.name}"{suggest_name(node.name, KNOWN_TESTS)}'


def _refused_key(node: nodes.Getattr) -> str | None:
    return f'may not reach for "{node.attr}"' if node.attr.startswith("_") else None


def _refused_list(node: nodes.List | nodes.Tuple) -> str | None:
    is_plain = all(isinstance(each, nodes.Const) for each in node.items)
    return None if is_plain else "may list plain values only"


def _refused_loop(node: nodes.For) -> str | None:
    is_plain = isinstance(node.target, nodes.Name) and not node.recursive
    return None if is_plain else "goes through a list with one name, and not into itself"


def _refused_assignment(node: nodes.Assign) -> str | None:
    return None if isinstance(node.target, nodes.Name) else "keeps one value under one name"


_RULES: Mapping[type[nodes.Node], Callable[[Any], str | None]] = {
    nodes.Assign: _refused_assignment,
    nodes.Filter: _refused_filter,
    nodes.For: _refused_loop,
    nodes.Getattr: _refused_key,
    nodes.List: _refused_list,
    nodes.Test: _refused_test,
    nodes.Tuple: _refused_list,
}


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + isinstance(child, nodes.For))


def placed(sentence: str, line: int | None) -> ValueError:
    """Give the error for a sentence about one line of a text; the first is not named."""
    sentence = sentence.rstrip(".")
    return ValueError(f"in its line {line}: {sentence}" if line and line > 1 else sentence)


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
    return f'there is no fact "{name}"{suggest_name(str(name), list(facts))}'


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
