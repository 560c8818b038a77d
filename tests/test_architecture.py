"""The shape of the code: strata, sizes and words."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "ordertrack"
STRATA = ("domain", "usecases", "store", "files", "mail", "cli")
MODULES = sorted(PACKAGE.rglob("*.py"))
PYTHON_FILES = sorted(path for folder in ("src", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))

LONGEST_FILE = 500
LONGEST_FUNCTION = 50
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


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def imported(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Every import of these files: where it stands with its name, and the name."""
    for path in paths:
        yield from ((f"{name_of(path)}: {name}", name) for name in imports_of(parsed(path)))


def identifiers_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_domain_needs_nothing_but_the_standard_library_and_dateutil() -> None:
    known = {*sys.stdlib_module_names, "dateutil", "ordertrack"}
    domain = (path for path in MODULES if path.is_relative_to(PACKAGE / "domain"))
    assert [at for at, name in imported(domain) if name.split(".")[0] not in known] == []


def test_nobody_imports_click() -> None:
    assert [at for at, name in imported(PYTHON_FILES) if name.split(".")[0] == "click"] == []


def test_a_file_fits_a_sitting() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON_FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_function_fits_a_screen() -> None:
    lengths = {
        f"{name_of(path)}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in PYTHON_FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_a_module_says_in_a_sentence_what_it_is() -> None:
    said = {name_of(path): (ast.get_docstring(parsed(path)) or "").partition("\n\n")[0] for path in MODULES}
    assert {name: text for name, text in said.items() if not re.fullmatch(r"\S.*[.:]", text, re.DOTALL)} == {}


def test_no_module_has_a_name_for_everything() -> None:
    assert [name_of(path) for path in MODULES if path.stem.strip("_") in VAGUE] == []


def test_a_name_in_two_strata_is_one_noun() -> None:
    """It stands in the same room everywhere, or is the name of a room itself."""
    places: dict[str, dict[str, str]] = {}
    for path in MODULES:
        stratum, *folders = path.relative_to(PACKAGE).with_suffix("").parts
        if stratum in STRATA and folders and folders[-1] != "__init__":
            places.setdefault(folders[-1], {})[stratum] = folders[0]
    rooms = {path.parent.name for path in MODULES} | {"parties", "letters", "records", "policy", "cases", "round"}
    shared = {name: set(found.values()) for name, found in places.items() if len(found) > 1 and name not in rooms}
    assert {name: found for name, found in shared.items() if len(found) > 1} == {}


def test_a_thing_has_one_word() -> None:
    found = {(path, word) for path in MODULES for word in identifiers_of(parsed(path))}
    assert {(name_of(path), word): OTHER_WORDS[word] for path, word in found if word in OTHER_WORDS} == {}


def test_a_word_that_is_kept_below_stays_there() -> None:
    found = {(path, word) for path in MODULES for word in identifiers_of(parsed(path)) if word in KEPT_BELOW}
    assert {name_of(path) for path, word in found if path.relative_to(PACKAGE).parts[0] != KEPT_BELOW[word]} == set()


# A fact that is kept elsewhere could be kept without its notices.
ONE_DOOR = {
    "orders.save": "usecases/recording.py",
    "orders.enter": "usecases/recording.py",
    "orders.reassign": "usecases/parties.py",
    "parties.save": "usecases/parties.py",
    "policy.save": "usecases/policy.py",
    "round.record": "usecases/round/round.py",
}


@pytest.mark.parametrize(("way", "door"), ONE_DOOR.items())
def test_a_fact_is_kept_by_one_door(way: str, door: str) -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(f".{way}")
    }
    assert users == {door}


def test_only_the_composition_root_of_the_store_imports_inside_functions() -> None:
    root = PACKAGE / "store" / "book" / "views.py"
    hidden = {
        name_of(path)
        for path in (PACKAGE / "store").rglob("*.py")
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert hidden == {name_of(root)}


def test_no_import_of_the_store_goes_round_in_a_circle() -> None:
    modules = {module_of(path): path for path in (PACKAGE / "store").rglob("*.py")}
    below = {name: modules.keys() & set(imports_of(parsed(path))) for name, path in modules.items()}
    while done := {name for name, needed in below.items() if not needed}:
        below = {name: needed - done for name, needed in below.items() if name not in done}
    assert below == {}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
