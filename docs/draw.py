"""Draws `review.svg`, the picture in the README: the review that `ordertrack demo` shows on a fixed morning.

`python docs/draw.py` draws it anew; `python docs/draw.py --check` exits with 1 when the program shows something else.
"""
# ruff: noqa: INP001 - a folder of pages and the two scripts that keep them true

from __future__ import annotations

import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ordertrack.cli.main import main

PICTURE = Path(__file__).with_name("review.svg")
WIDTH = 100
SCENE = {
    "ORDERTRACK_AS_OF": "2026-11-23T08:00:00Z",
    "ORDERTRACK_ACTOR": "maria",
    "ORDERTRACK_FORCE_TTY": str(WIDTH),
    "TZ": "Europe/Berlin",
}
_FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_SHOWN_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


def review() -> str:
    """Give what a terminal gets of the review of the example book, colours included."""
    for name in [name for name in os.environ if name.startswith("ORDERTRACK_")]:
        del os.environ[name]
    os.environ.update(SCENE)
    screen, talk = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True), StringIO()
    with redirect_stdout(screen), redirect_stderr(talk):
        code = main(["demo", "--color", "always"])
    if code:
        raise SystemExit(talk.getvalue())
    screen.seek(0)
    return screen.read()


def drawn() -> str:
    """Draw the review as an SVG that loads nothing from elsewhere."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(review().rstrip("\n")))
    return _FONT_FROM_ELSEWHERE.sub("", console.export_svg(title="ordertrack demo", unique_id="review"))


def texts(svg: str) -> list[str]:
    """Give the texts of a picture, whatever version of Rich drew it."""
    return [unescape(text).replace("\xa0", " ") for text in _SHOWN_TEXT.findall(svg)]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(texts(PICTURE.read_text(encoding="utf-8")) != texts(drawn()))
    PICTURE.write_text(drawn(), encoding="utf-8")
