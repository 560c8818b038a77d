"""Words: one for a thing, one thing for a word."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.architecture.code import source
from tests.architecture.test_sizes import python_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.code import Module

VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc", "calendar"}

# Only words that mean nothing else in Python or in a database: `item`, `row`, `state`, `query` or `log` do.
OTHER_WORDS = {
    "assignee": "owner",
    "backlog": "worklist",
    "chaser": "follow-up",
    "client": "customer",
    "clients": "customers",
    "customer_account": "customer",
    "dashboard": "worklist",
    "due_date": "promised_on",
    "eta": "expected_on",
    "original_date": "first_promised_on",
    "po": "order",
    "po_number": "number",
    "reminder": "follow-up",
    "reminders": "follow-ups",
    "ticket": "enquiry",
    "vendor": "supplier",
    "vendors": "suppliers",
}

# Words whose one place is named: an order's key in the database stays in the store.
KEPT_BELOW = {"order_id": "store"}

TWO_MEANINGS: set[str] = set()
"""Names of classes that mean two things: none may be added."""

ALONE = {"ordertrack.files.verifier"}
"""Programs of their own, which are handed out alone and share no word with anybody."""

PORTS = "ordertrack.usecases.ports"

RIDDLES = {"entered", "kept", "said", "standing", "told"}
"""Names that say nothing of what a function does."""


def identifiers_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_nobody_imports_click() -> None:
    importing = re.compile(r"^\s*(from click\b|import click\b)", re.MULTILINE)
    assert [path.name for path in python_files() if importing.search(path.read_text(encoding="utf-8"))] == []


def test_a_module_says_in_a_sentence_what_it_is() -> None:
    silent = {name for name, module in source().modules.items() if not _says_a_sentence(module)}
    assert silent == set()


def _says_a_sentence(module: Module) -> bool:
    return bool(re.fullmatch(r"\S.*[.:]", module.docstring.partition("\n\n")[0], re.DOTALL))


def test_no_module_has_a_name_for_everything() -> None:
    assert [name for name, module in source().modules.items() if module.path.stem.strip("_") in VAGUE] == []


def test_a_thing_has_one_word() -> None:
    found = {name: set(identifiers_of(module.tree)) for name, module in source().modules.items()}
    assert {name: words for name, all_ in found.items() if (words := all_ & OTHER_WORDS.keys())} == {}
    outside = {
        (name, word)
        for name, words in found.items()
        for word in words & KEPT_BELOW.keys()
        if source().modules[name].stratum != KEPT_BELOW[word]
    }
    assert outside == set()


def test_a_class_name_has_one_meaning() -> None:
    assert {name: found for name, found in _meanings().items() if name not in TWO_MEANINGS} == {}
    assert TWO_MEANINGS - _meanings().keys() == set()


def _meanings() -> dict[str, list[str]]:
    """Give the class names of several places; a port and the one class of the store that fulfils it mean the same."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, module in source().modules.items():
        if name not in ALONE:
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(name)
    return {name: found for name, found in places.items() if len(found) > 1 and not _is_port(found)}


def _is_port(places: list[str]) -> bool:
    return len(places) == 2 and PORTS in places and any(name.startswith("ordertrack.store.") for name in places)


def test_no_function_is_named_by_a_riddle() -> None:
    functions = {
        f"{name}:{node.lineno}": node.name
        for name, module in source().modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and name not in ALONE
    }
    assert {place: name for place, name in functions.items() if name.strip("_") in RIDDLES} == {}
