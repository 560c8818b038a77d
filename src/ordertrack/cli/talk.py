"""What the program says to a person: lines, warnings, errors and a progress bar, all on standard error."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TextIO

from ordertrack.cli.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from ordertrack.cli.streams import Streams

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
        self.stderr.write(f"{shown(line)}\n")
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
        self.stderr.write(f"{PROGRAM}: {painted}: {shown(line)}\n")
        self.stderr.flush()


class Progress:
    """A bar on standard error while something takes long: only at a terminal, only past half a second.

    `with Progress(streams, "reading orders") as progress: progress.update(done, total)`; no total is fine.
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
        return bar, bar.add_task(shown(self._title), total=None)
