"""The glossary: every word has its name in code, and every name is there."""

from __future__ import annotations

import ast
import re

from tests.architecture.code import PACKAGE, ROOT, source

PAGE = ROOT / "docs" / "glossary.md"
_CODE = re.compile(r"`([\w.]+)`")


def rows() -> list[list[str]]:
    """Give the cells of the table of words."""
    table = PAGE.read_text(encoding="utf-8").partition("## Grammar")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names() -> list[str]:
    return [name for _, _, code, _ in rows() for name in _CODE.findall(code)]


def is_there(dotted: str) -> bool:
    """Say whether a room, a module, something on top of a module, or an attribute of a class has this name."""
    full = f"{PACKAGE}.{dotted}"
    if full in source().modules:
        return True
    holder, _, name = full.rpartition(".")
    if holder in source().modules:
        return name in _defined(source().modules[holder].tree.body)
    module, _, class_name = holder.rpartition(".")
    tree = source().modules[module].tree if module in source().modules else ast.Module([], [])
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return class_name in classes and name in _defined(classes[class_name].body)


def _defined(body: list[ast.stmt]) -> set[str]:
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_every_word_has_its_name_in_code() -> None:
    assert [name for name in names() if not is_there(name)] == []


def test_every_word_stands_once() -> None:
    words = [word for cell, *_ in rows() for word in re.split(r"[,/] ", cell)]
    assert sorted(words) == sorted(set(words))


def test_every_word_says_what_it_means() -> None:
    assert [row[0] for row in rows() if len(row) != 4 or not row[1]] == []
