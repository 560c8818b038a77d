"""The terminal: its streams, text made inert before it is shown, what is said to a person, and what is asked."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from io import RawIOBase, TextIOWrapper, UnsupportedOperation
from typing import TYPE_CHECKING, Literal, Self, TextIO

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

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


HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_BYTE, _PLANE = 0x100, 0x10000


def is_hidden(char: str) -> bool:
    """Tell whether a character steers a terminal or cannot be seen: control, format, surrogate, private."""
    return unicodedata.category(char) in HIDDEN_CATEGORIES


class _VisibleEscapes(dict[int, str]):
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


_ESCAPES = _VisibleEscapes()


def escape_hidden(text: str) -> str:
    r"""Return the text with every hidden character as a visible escape: `\x1b`, `\u202e`, `\n`."""
    return text if text.isprintable() else text.translate(_ESCAPES)


def one_line(text: str, most: int) -> str:
    """Return a text as one line, cut where it is longer than `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def write_exactly(streams: Streams, text: str) -> None:
    """Write a text to standard output as it is; at a terminal nothing in it can act on the terminal."""
    if streams.is_terminal(streams.stdout):
        text = "\n".join(escape_hidden(line) for line in text.expandtabs().splitlines()) + "\n"
    streams.stdout.write(text)
    streams.stdout.flush()


PROGRAM = "ordertrack"
PATIENCE = 0.5
_BETWEEN_DRAWINGS = 0.1
_RED, _YELLOW = 31, 33


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A voice on standard error; whatever it is given is shown inert."""

    stderr: TextIO
    color: bool = False

    def say(self, line: str = "") -> None:
        """Write one line."""
        self.stderr.write(f"{escape_hidden(line)}\n")
        self.stderr.flush()

    def warn(self, line: str) -> None:
        """Write one line that deserves a second look."""
        self._label("warning", _YELLOW, line)

    def error(self, message: str, hints: Sequence[str] = ()) -> None:
        """Write why it did not work, and under it what would help."""
        self._label("error", _RED, message)
        for hint in hints:
            self.say(f"  {hint}")

    def _label(self, word: str, color: int, line: str) -> None:
        painted = f"\x1b[{color}m{word}\x1b[0m" if self.color else word
        self.stderr.write(f"{PROGRAM}: {painted}: {escape_hidden(line)}\n")
        self.stderr.flush()


class ProgressLine:
    """A bar on standard error while something takes long: only at a terminal, only past half a second.

    `with ProgressLine(streams, "reading orders") as progress: progress.update(done, total)`; no total is fine.
    """

    def __init__(self, streams: Streams, title: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start the wait; nothing is drawn and nothing loaded yet."""
        self._stderr = streams.stderr
        self._title = title
        self._clock = clock
        self._drawable = streams.is_terminal(streams.stderr) and not streams.is_dumb()
        self._color = streams.wants_color(streams.stderr)
        self._due = clock() + PATIENCE
        self._bar: tuple[RichProgress, TaskID] | None = None

    def __enter__(self) -> Self:
        """Give the progress to be updated."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, whatever happened."""
        if self._bar:
            self._bar[0].stop()

    def update(self, done: int, total: int | None = None) -> None:
        """Say how far it is; cheap enough to call for every row."""
        if not self._drawable or (now := self._clock()) < self._due:
            return
        self._due = now + _BETWEEN_DRAWINGS
        bar, task = self._bar = self._bar or self._start()
        bar.update(task, completed=done, total=total, refresh=True)

    def _start(self) -> tuple[RichProgress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(
            file=self._stderr,
            force_terminal=True,
            no_color=not self._color,
            markup=False,
            emoji=False,
            highlight=False,
        )
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        bar = Progress(
            *columns,
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        bar.start()
        return bar, bar.add_task(escape_hidden(self._title), total=None)


_YES, _NO = frozenset({"y", "yes"}), frozenset({"n", "no"})


def ask(
    question: str,
    *,
    streams: Streams,
    option: str,
    default: str | None = None,
    check: Callable[[str], object] | None = None,
) -> str:
    """Ask until the answer is not blank and `check` does not raise ValueError; blank takes the default.

    Raises UsageError naming the option where nobody can be asked, and KeyboardInterrupt when the person
    leaves (Ctrl-D or Ctrl-C). The question stands on standard error; a pipe is never read.
    """
    _require_person(streams, question, option)
    suffix = "" if default is None else f" [{default}]"
    while True:
        answer = _answer(streams, f"{question}{suffix}: ") or default or ""
        if problem := _problem(answer, check):
            _write(streams, f"  {problem}\n")
        else:
            return answer


def confirm(question: str, *, streams: Streams, option: str, default: bool = False) -> bool:
    """Ask for yes or no; the errors are those of `ask`."""
    _require_person(streams, question, option)
    while True:
        answer = _answer(streams, f"{question} [{'Y/n' if default else 'y/N'}]: ").casefold()
        if not answer:
            return default
        if answer in _YES | _NO:
            return answer in _YES
        _write(streams, "  please answer y or n\n")


def _require_person(streams: Streams, question: str, option: str) -> None:
    if not streams.can_ask():
        raise UsageError(f"{option} is missing, and nobody can be asked here", hints=(f"the question was: {question}",))


def _answer(streams: Streams, prompt: str) -> str:
    _write(streams, prompt)
    line = streams.stdin.readline()
    if not line:
        streams.stderr.write("\n")
        raise KeyboardInterrupt
    return line.strip()


def _problem(answer: str, check: Callable[[str], object] | None) -> str:
    if not answer:
        return "an answer is needed; Ctrl-D leaves"
    try:
        if check:
            check(answer)
    except ValueError as error:
        return str(error)
    return ""


def _write(streams: Streams, text: str) -> None:
    body = text.removesuffix("\n")
    streams.stderr.write(escape_hidden(body) + text[len(body) :])
    streams.stderr.flush()
