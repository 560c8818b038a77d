"""Text from people made inert before a terminal sees it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordertrack.cli.streams import Streams

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_BYTE, _PLANE = 0x100, 0x10000


def is_hidden(char: str) -> bool:
    """Tell whether a character steers a terminal or cannot be seen: control, format, surrogate, private."""
    return unicodedata.category(char) in HIDDEN_CATEGORIES


class _Escapes(dict[int, str]):
    """A translation table that learns each character the first time it meets it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = _escaped(char) if is_hidden(char) else char
        return self[code]


def _escaped(char: str) -> str:
    code = ord(char)
    if code < _BYTE:
        return _SHORT.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < _PLANE else f"\\U{code:08x}"


_ESCAPES = _Escapes()


def shown(text: str) -> str:
    r"""Return the text with every hidden character as a visible escape: `\x1b`, `\u202e`, `\n`."""
    return text if text.isprintable() else text.translate(_ESCAPES)


def one_line(text: str, most: int) -> str:
    """Return a text as one line, cut where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def write_exactly(streams: Streams, text: str) -> None:
    """Write a text to standard output as it is; at a terminal nothing in it can act on the terminal."""
    if streams.is_terminal(streams.stdout):
        text = "\n".join(shown(line) for line in text.expandtabs().splitlines()) + "\n"
    streams.stdout.write(text)
    streams.stdout.flush()
