"""Two recordings side by side: which commands came out otherwise, and where each begins to."""

from __future__ import annotations

import sys
from difflib import unified_diff
from itertools import count, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from tests.recorder.pages import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_PARTS, MOST_LINES, CONTEXT = 10, 40, 3


class Differing(NamedTuple):
    """A command line that came out otherwise, and how both sides have it; none where one side lacks it."""

    title: str
    one: list[str] | None
    other: list[str] | None


def compare(one: Path, other: Path) -> bool:
    """Say page by page what differs, the first of it; whether anything does."""
    names = sorted({page.name for folder in (one, other) for page in folder.glob("*.txt")})
    if not names:
        sys.stdout.write("there are no pages to compare\n")
    differing = [name for name in names if _differs(one / name, other / name)]
    sys.stdout.write(f"{len(names)} pages, {len(differing)} of them differ\n")
    return bool(differing) or not names


def _differs(one: Path, other: Path) -> bool:
    missing = next((page for page in (one, other) if not page.exists()), None)
    if missing is not None:
        sys.stdout.write(f"{one.name}: there is none in {missing.parent}\n")
        return True
    if one.read_bytes() == other.read_bytes():
        return False
    found = list(differences(one.read_bytes(), other.read_bytes()))
    sys.stdout.write(f"{one.name}: {len(found)} commands differ\n")
    for each in found[:MOST_PARTS]:
        sys.stdout.writelines(_shown(each))
    if len(found) > MOST_PARTS:
        sys.stdout.writelines(f"  and {each.title}\n" for each in found[MOST_PARTS:])
    return True


def differences(one: bytes, other: bytes) -> Iterator[Differing]:
    """Give the command lines that came out otherwise, or that only one page has."""
    ours, theirs = _parts(one), _parts(other)
    for title in dict.fromkeys((*ours, *theirs)):
        if ours.get(title) != theirs.get(title):
            yield Differing(title[0], ours.get(title), theirs.get(title))


def _parts(page: bytes) -> dict[tuple[str, int], list[str]]:
    """Take a page apart: what came of each command line, of one that was given again for each time."""
    found: dict[tuple[str, int], list[str]] = {}
    for part in page.removeprefix(MARK).split(b"\n" + MARK):
        title, *lines = part.decode(errors="backslashreplace").split("\n")
        found[next((title, time) for time in count(1) if (title, time) not in found)] = lines
    return found


def _shown(each: Differing) -> Iterator[str]:
    """Show a command line with the lines around the first that differs."""
    yield f"\n  {each.title}\n"
    if each.one is None or each.other is None:
        yield f"    is only in {'the second' if each.one is None else 'the first'}\n"
        return
    pairs = enumerate(zip_longest(each.one, each.other))
    first = max(0, next(at for at, (one, other) in pairs if one != other) - CONTEXT)
    one, other = (lines[first : first + MOST_LINES] for lines in (each.one, each.other))
    for line in [*unified_diff(one, other, lineterm="", n=CONTEXT)][2 : MOST_LINES + 2]:
        yield f"    {line}\n"
