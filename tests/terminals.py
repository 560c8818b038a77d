"""A real terminal for tests: a command is run at it, prompts are answered, and every byte that arrives is kept."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import subprocess
import termios
from typing import TYPE_CHECKING, NamedTuple

from tests.desk import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 60
_BLOCK = 1 << 16


class Seen(NamedTuple):
    """How a command ended, what the terminal received, and what went past it through a pipe."""

    code: int
    screen: bytes
    piped: bytes = b""

    @property
    def text(self) -> str:
        """What the terminal received, its line ends those of text."""
        return self.screen.decode().replace("\r\n", "\n")


def at_terminal(
    *argv: str,
    answers: Sequence[tuple[str, str]] = (),
    columns: int = 100,
    environ: Mapping[str, str] | None = None,
    piped: Sequence[str] = (),
    stdin: bytes = b"",
) -> Seen:
    """Run a command at a terminal; each answer is typed when its prompt stands there.

    `piped` names the streams (stdin, stdout, stderr) that are pipes all the same.
    """
    master, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    streams = {name: subprocess.PIPE if name in piped else terminal for name in ("stdin", "stdout", "stderr")}
    with subprocess.Popen([*PROGRAM, *argv], env=_environment(environ), **streams) as process:  # type: ignore[call-overload]
        os.close(terminal)
        if process.stdin:
            process.stdin.write(stdin)
            process.stdin.close()
        screen = _conversed(master, answers)
        passed = b"".join(stream.read() for stream in (process.stdout, process.stderr) if stream)
        code = process.wait(SECONDS)
    os.close(master)
    return Seen(code, screen, passed)


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    known = {name: text for name, text in os.environ.items() if name not in {"NO_COLOR", "TERM", "COLUMNS", "LINES"}}
    return {**known, "TERM": "xterm-256color", **(more or {})}


def _conversed(master: int, answers: Sequence[tuple[str, str]]) -> bytes:
    """Read until the last reader of the terminal is gone, typing each answer after its prompt."""
    seen, looked_at, waiting = b"", 0, list(answers)
    while block := _block(master):
        seen += block
        if waiting and (found := seen.find(waiting[0][0].encode(), looked_at)) >= 0:
            looked_at = found + 1
            os.write(master, waiting.pop(0)[1].encode())
    assert not waiting, (waiting, seen)
    return seen


def _block(master: int) -> bytes:
    ready, _, _ = select.select([master], [], [], SECONDS)
    assert ready, "the command says nothing and does not end"
    try:
        return os.read(master, _BLOCK)
    except OSError:  # Linux: nobody has the other end open any more
        return b""
