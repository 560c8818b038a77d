"""What each room says it may import, read out of its docstring; `--write` writes there what the code imports now.

The docstring of a folder ends with `Imports: domain.values, errors.`; a room of one file has a paragraph in the
docstring of its stratum, which begins with the file's name and ends the same way.
"""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING

from tests.architecture.code import PACKAGE, SOURCE, Module, source

if TYPE_CHECKING:
    from pathlib import Path

_PERMIT = re.compile(r"Imports: ([\w., ]+)\.$")
_NAMED = re.compile(r"`(\w+)\.py`: ")
WIDTH = 120


def said() -> dict[str, set[str]]:
    """Give each room that says what it may import, with what it says."""
    found: dict[str, set[str]] = {}
    for module in source().modules.values():
        if module.path.name == "__init__.py":
            found |= dict(_permits_in(module))
    return found


def _permits_in(module: Module) -> list[tuple[str, set[str]]]:
    here = module.name.split(".")[1:]
    found = []
    for paragraph in module.docstring.split("\n\n"):
        text = " ".join(paragraph.split())
        if permit := _PERMIT.search(text):
            named = _NAMED.match(text)
            room = ".".join([*here, named[1]] if named else here)
            found.append((room, set(permit[1].split(", ")) - {"nothing"}))
    return found


def written(docstring: str, here: list[str]) -> str:
    """Give a docstring with the permits that the code needs now."""
    return "\n\n".join(_anew(paragraph, here) for paragraph in docstring.rstrip().split("\n\n")) + "\n"


def _anew(paragraph: str, here: list[str]) -> str:
    text = " ".join(paragraph.split())
    if not _PERMIT.search(text):
        return paragraph
    named = _NAMED.match(text)
    imported = source().room_arrows.get(".".join([*here, named[1]] if named else here), set())
    text = _PERMIT.sub(f"Imports: {', '.join(sorted(imported)) or 'nothing'}.", text)
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def write_permits(path: Path) -> None:
    """Write the permits of an `__init__.py` anew."""
    text = path.read_text(encoding="utf-8")
    _, docstring, rest = text.split('"""', 2)
    here = list(path.relative_to(SOURCE / PACKAGE).parts[:-1])
    path.write_text(f'"""{written(docstring, here)}"""{rest}', encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit(__doc__)
    for module in source().modules.values():
        if module.path.name == "__init__.py":
            write_permits(module.path)
