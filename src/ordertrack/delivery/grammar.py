"""What the text of a notice may hold of Jinja2's language, and the sentence against everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from ordertrack.delivery.filters import FILTER_NAMES
from ordertrack.domain.policy_problems import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
    return None if node.name in FILTER_NAMES else f'knows no filter "{node.name}"{meant(node.name, FILTER_NAMES)}'


def _refused_test(node: nodes.Test) -> str | None:
    return None if node.name in KNOWN_TESTS else f'knows no test "{node.name}"{meant(node.name, KNOWN_TESTS)}'


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
