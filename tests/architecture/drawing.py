"""The drawing of the house in `docs/architecture.md`, made from the code: each room with its files in each stratum.

`python -m tests.architecture.drawing --write` draws it anew.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from tests.architecture.code import ROOT, STRATA, source

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- end of rooms -->\n"
NOUNS = ("orders", "parties", "cases", "policy", "round", "notices", "letters", "reports", "records", "transfer")


def draw() -> str:
    """Draw the table of rooms and strata; below it, for each stratum, the ground that only it has."""
    cells = _cells()
    strata = [name for name in reversed(STRATA) if name in cells]
    lines = ["| room | " + " | ".join(f"`{name}`" for name in strata) + " |", "|---" * (len(strata) + 1) + "|"]
    lines += [f"| {noun} | " + " | ".join(cells[name].get(noun, "") for name in strata) + " |" for noun in NOUNS]
    lines += ["", "| stratum | and its ground |", "|---|---|"]
    for name in strata:
        ground = [f"**{room}** {files}" for room, files in sorted(cells[name].items()) if room not in NOUNS]
        lines.append(f"| `{name}` | {' · '.join(ground)} |")
    return "\n".join(lines) + "\n"


def _cells() -> dict[str, dict[str, str]]:
    """Give the files of each room by stratum; a room of one file is that file."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for room, modules in source().rooms.items():
        stratum, _, noun = room.partition(".")
        if noun:
            files = [module.path.stem for module in modules if module.path.stem != "__init__"]
            found[stratum][noun] = " ".join(f"`{file}`" for file in files)
    return found


def with_drawing(page: str) -> str:
    """Give the page with the drawing of today."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{draw()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        raise SystemExit(__doc__)
    PAGE.write_text(with_drawing(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
