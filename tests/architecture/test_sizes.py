"""Sizes: functions fit a question, files a sitting, the source a head."""

from __future__ import annotations

import ast
import statistics
from typing import TYPE_CHECKING

from tests.architecture.code import ROOT, source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEDIAN_FUNCTION, LONG_FUNCTION, LONGEST_FUNCTION = 8, 20, 50
MOST_PATHS = 10
LONGEST_FILE = 500
MOST_FILES = 200
MOST_LINES = 38_000
"""Each is only ever lowered."""
LONGER_FILES: dict[str, str] = {}
"""Files that may be longer, and why."""

_FORKS = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case)


def python_files() -> list[Path]:
    return sorted(path for folder in ("src", "tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py"))


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give every function of the source with its place."""
    for module in source().modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{module.name}:{node.lineno} {node.name}", node


def length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def paths(node: ast.FunctionDef) -> int:
    """Count the ways through a function as McCabe does: one, and one more for each fork."""
    return 1 + sum(isinstance(part, _FORKS) for part in ast.walk(node))


def test_functions_are_short() -> None:
    lengths = sorted(length(node) for _, node in functions())
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert lengths[len(lengths) * 9 // 10] <= LONG_FUNCTION


def test_no_function_is_longer_than_a_screen() -> None:
    assert {name: length(node) for name, node in functions() if length(node) > LONGEST_FUNCTION} == {}


def test_no_function_has_too_many_ways_through_it() -> None:
    assert {name: paths(node) for name, node in functions() if paths(node) > MOST_PATHS} == {}


def test_a_file_fits_a_sitting() -> None:
    long = {path.relative_to(ROOT).as_posix(): _lines(path) for path in python_files() if _lines(path) > LONGEST_FILE}
    assert long.keys() == LONGER_FILES.keys(), long


def test_the_source_fits_a_head() -> None:
    modules = [module.path for module in source().modules.values()]
    assert len(modules) <= MOST_FILES
    assert sum(_lines(path) for path in modules) <= MOST_LINES


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
