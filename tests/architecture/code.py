"""The source as the tests of its shape read it: its files, its rooms, and who imports whom."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PACKAGE = "ordertrack"
STRATA = ("domain", "usecases", "store", "files", "mail", "cli")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Give the modules that a piece of code names in its imports, wherever they stand in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@dataclass(frozen=True)
class Module:
    """A file of the package: its dotted name, and what is written in it."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    @property
    def room(self) -> str:
        """The folder below its stratum, or its stratum's file: `domain.orders`, `domain.parties`, `errors`."""
        return ".".join(self.name.split(".")[1:3])

    @property
    def stratum(self) -> str:
        return self.room.partition(".")[0]

    @property
    def opens_a_room(self) -> bool:
        """Whether its docstring is the room's: the `__init__.py` of the folder, or the only file there is."""
        return self.name.count(".") == self.room.count(".") + 1 and self.room not in {"", *STRATA}


@dataclass(frozen=True)
class Code:
    """All modules of a package by name."""

    modules: Mapping[str, Module]

    def imported(self, tree: ast.AST) -> Iterator[str]:
        """Give the modules of our own that a piece of code imports: `from room import file` means the file."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.modules)
            elif isinstance(node, ast.ImportFrom) and node.module:
                named = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from (
                    name if name in self.modules else node.module for name in named if self.is_ours(node.module)
                )

    def is_ours(self, name: str) -> bool:
        return name.partition(".")[0] == PACKAGE

    @cached_property
    def arrows(self) -> dict[str, set[str]]:
        """Who imports whom, what serves typing alone and what is hidden in functions included."""
        return {name: set(self.imported(module.tree)) - {name} for name, module in self.modules.items()}

    @cached_property
    def rooms(self) -> dict[str, list[Module]]:
        found: dict[str, list[Module]] = defaultdict(list)
        for module in self.modules.values():
            if module.room not in {"", *STRATA}:
                found[module.room].append(module)
        return dict(found)

    def room_of(self, name: str) -> str:
        return self.modules[name].room

    @cached_property
    def room_arrows(self) -> dict[str, set[str]]:
        """Which room imports which."""
        found: dict[str, set[str]] = {}
        for room, modules in self.rooms.items():
            imported = {self.room_of(name) for module in modules for name in self.arrows[module.name]}
            found[room] = imported - {room, "", *STRATA}
        return found


@cache
def source() -> Code:
    """Read the package once for all tests."""
    modules = {}
    for path in sorted((SOURCE / PACKAGE).rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(name, path)
    return Code(modules)


def circles(arrows: Mapping[str, Iterable[str]]) -> set[frozenset[str]]:
    """Give the largest sets in which everybody reaches everybody."""
    reached = {name: _reach(name, arrows) for name in arrows}
    found = {frozenset({other for other in reached[name] if name in reached.get(other, ())}) for name in arrows}
    return {circle for circle in found if len(circle) > 1}


def _reach(start: str, arrows: Mapping[str, Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for name in arrows.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen
