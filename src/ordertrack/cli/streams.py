"""The three standard streams, and the only place that asks whether one of them is a terminal."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from io import RawIOBase, TextIOWrapper, UnsupportedOperation
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

UNBOUNDED = 10_000
_FALLBACK_WIDTH = 80


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """Where a result is written; `width` is in terminal cells, and practically endless off a terminal."""

    stream: TextIO
    terminal: bool = False
    color: bool = False
    width: int = UNBOUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Standard input, output and error with the environment that rules them.

    `ORDERTRACK_FORCE_TTY=120` makes standard output count as a terminal of that width.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str] = field(default_factory=dict)
    no_input: bool = False

    def is_terminal(self, stream: TextIO) -> bool:
        """Tell whether a person reads or types there."""
        return _is_terminal(stream) or (stream is self.stdout and bool(self._forced_width()))

    def can_ask(self) -> bool:
        """Tell whether a prompt would reach a person: three terminals, and no --no-input."""
        if self.no_input or self.environ.get("ORDERTRACK_NO_INPUT"):
            return False
        return all(_is_terminal(stream) for stream in (self.stdin, self.stdout, self.stderr))

    def is_dumb(self) -> bool:
        """Tell whether the terminal says that it cannot do more than text."""
        return self.environ.get("TERM") == "dumb"

    def wants_color(self, stream: TextIO, mode: Color | str = Color.AUTO) -> bool:
        """Decide by --color, then NO_COLOR and TERM=dumb, then whether the stream is a terminal."""
        if mode != Color.AUTO:
            return mode == Color.ALWAYS
        return self.is_terminal(stream) and not self.environ.get("NO_COLOR") and not self.is_dumb()

    def width(self) -> int:
        """Return the width of standard output in cells; without a terminal nothing is folded."""
        if forced := self._forced_width():
            return forced
        if not _is_terminal(self.stdout):
            return UNBOUNDED
        try:
            return os.get_terminal_size(self.stdout.fileno()).columns or _FALLBACK_WIDTH
        except (OSError, ValueError):
            return _FALLBACK_WIDTH

    def sink(self, color: Color | str = Color.AUTO) -> Sink:
        """Describe standard output as a place to write to."""
        wanted = self.wants_color(self.stdout, color)
        terminal = self.is_terminal(self.stdout)
        return Sink(stream=self.stdout, terminal=terminal, color=wanted, width=self.width())

    def abandon_output(self) -> None:
        """Point standard output at nothing, so that the interpreter's last flush cannot fail as well."""
        try:
            target = self.stdout.fileno()
        except (OSError, ValueError):
            return
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, target)
        os.close(nothing)

    def _forced_width(self) -> int:
        text = self.environ.get("ORDERTRACK_FORCE_TTY", "")
        return int(text) if text.isascii() and text.isdigit() else 0


def prepare_streams() -> Streams:
    """Put the process's streams into UTF-8 whatever the locale says; a closed one becomes nothing.

    Output never fails on a character: what UTF-8 cannot hold (a lone surrogate) is written as an escape.
    Input keeps undecodable bytes as lone surrogates, which the checks on text refuse with a sentence.
    """
    sys.stdin = _in_utf8(sys.stdin, "r", "surrogateescape", newline=None)
    sys.stdout = _in_utf8(sys.stdout, "w", "backslashreplace", newline="\n")
    sys.stderr = _in_utf8(sys.stderr, "w", "backslashreplace", newline="\n")
    return Streams(stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr, environ=os.environ)


def _in_utf8(stream: TextIO | None, mode: Literal["r", "w"], errors: str, *, newline: str | None) -> TextIO:
    if stream is None:
        nothing = os.open(os.devnull, os.O_RDWR)  # takes the number of the closed one, so that no file can get it
        return os.fdopen(nothing, mode, encoding="utf-8", errors=errors, closefd=False)
    if isinstance(getattr(stream, "buffer", None), RawIOBase):  # unbuffered: a short write would pass for a whole one
        return os.fdopen(stream.fileno(), mode, encoding="utf-8", errors=errors, newline=newline, closefd=False)
    if isinstance(stream, TextIOWrapper):
        with suppress(UnsupportedOperation):  # somebody has read from it already, in an encoding that stays
            stream.reconfigure(encoding="utf-8", errors=errors, newline=newline)
    return stream


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False
