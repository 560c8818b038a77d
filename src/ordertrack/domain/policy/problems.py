"""What is wrong with a policy's text: every problem at once, each with its line, its key and a sentence."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from ordertrack.domain.values.texts import count_of, quoted
from ordertrack.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProblem:
    """One reason against a policy: the line (from 1), the key (places in lists counted from 1), and a sentence."""

    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """Read as one line: `line 7, week.monday: "9-17" is not ...`."""
        return f"line {self.line}, {self.key}: {self.message}" if self.key else f"line {self.line}: {self.message}"


class PolicyError(RejectedError):
    """A text that is no policy, with every reason, in the order of its lines."""

    def __init__(self, problems: Iterable[PolicyProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.line))
        count = count_of(len(self.problems), "problem")
        super().__init__(f"the policy has {count}", hints=[str(each) for each in self.problems])


class Findings:
    """The problems found so far in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[tuple[Path, str], PolicyProblem] = {}

    @property
    def problems(self) -> list[PolicyProblem]:
        """What was found."""
        return list(self._found.values())

    def add(self, path: Path, message: str) -> None:
        """Keep a problem with what stands at `path`, once."""
        self._found[path, message] = PolicyProblem(line=self.line_of(path), key=key_text(path), message=message)

    def line_of(self, path: Path) -> int:
        """Give the line of a key."""
        return self._lines.line_of(path)

    @cached_property
    def _lines(self) -> TomlLines:
        return TomlLines(self._text)

    def has(self, path: Path) -> bool:
        """Say whether something was found right there."""
        return any(found == path for found, _ in self._found)

    def is_clean(self, *path: str | int) -> bool:
        """Say whether nothing was found at `path` or inside it, so that what was read there can be relied on."""
        return not any(found[: len(path)] == path for found, _ in self._found)


def suggest_name(word: str, known: Sequence[str]) -> str:
    """Continue a sentence with the near name, or else with those there are."""
    near = get_close_matches(word.casefold(), {each.casefold(): each for each in known}, n=1)
    if near:
        return f'; did you mean "{next(each for each in known if each.casefold() == near[0])}"?'
    return f"; known are {', '.join(known)}" if known else ""


def key_text(path: Path) -> str:
    """Write a path as it is read: `matrix[2].when[1].overdue`, the places in lists counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f"{'.' if text else ''}{_key(part)}"
    return text


def toml_text(value: object, *, quote: Callable[[str], str] = quoted) -> str:
    """Write a value as TOML would in a line; `quote` writes the texts in it, long ones cut if left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return f"[{', '.join(toml_text(each, quote=quote) for each in value)}]"
    if isinstance(value, dict):
        pairs = (f"{_key(key)} = {toml_text(each, quote=quote)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(part: str) -> str:
    is_bare = part.isascii() and part.replace("-", "").replace("_", "").isalnum()
    return part if is_bare else quoted(part)


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


class TomlLines:
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
