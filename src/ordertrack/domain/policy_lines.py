"""Where in a TOML text a key stands: tomllib reads the values and forgets the lines."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""The way to a value: keys, and from 0 the places in lists and in arrays of tables."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


class Lines:
    """The lines of a text that tomllib has read without complaint; anything else gives nonsense."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._found: dict[Path, int] = {(): 1}
        self._tables: dict[Path, int] = {}  # array of tables -> the place of its newest
        self._scan()

    def line_of(self, path: Path) -> int:
        """Give the line (from 1) of a key, or of the nearest table around it that the text names."""
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    def _scan(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        line, is_array = self._line(), self._text.startswith("[[", self._at)
        self._at += 1 + is_array
        path: Path = ()
        keys = self._keys("]")
        for place, key in enumerate(keys, start=1):
            path = (*path, key)
            self._found.setdefault(path, line)
            if is_array and place == len(keys):
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path = (*path, self._tables[path])
        self._found[path] = line  # a table may have been named before, by one inside it
        self._at += is_array
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        for key in self._keys("="):
            table = (*table, key)
            self._found.setdefault(table, line)
        self._value(table)

    def _keys(self, end: str) -> list[str]:
        """Read a dotted key up to the character that ends it, and go past that."""
        start = self._at
        while self._text[self._at] != end:
            self._at = self._skip(_STRING) if self._text[self._at] in "\"'" else self._at + 1
        nested: object = tomllib.loads(f"{self._text[start : self._at]} = 0")
        self._at += 1
        keys = []
        while isinstance(nested, dict):
            ((key, nested),) = nested.items()
            keys.append(key)
        return keys

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        start = self._text[self._at]
        if start == "[":
            self._list(path)
        elif start == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if start in "\"'" else _PLAIN)

    def _list(self, path: Path) -> None:
        for place, _ in enumerate(self._parts("]")):
            self._found[*path, place] = self._line()
            self._value((*path, place))

    def _inline_table(self, path: Path) -> None:
        for _ in self._parts("}"):
            self._pair(path)

    def _parts(self, end: str) -> Iterator[None]:
        """Stop at each part of a list or an inline table; whoever iterates reads the part."""
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != end:
            yield
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1
