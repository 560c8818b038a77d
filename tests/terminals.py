"""A real terminal for tests: a command is run at it, prompts are answered, and every byte that arrives is kept."""

from __future__ import annotations

import fcntl
import gc
import os
import select
import struct
import sys
import termios
import warnings
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from ordertrack.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 60
CRASHED = 70
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
    """Run a command at a terminal, in a fork of this process; each answer is typed when its prompt stands there.

    `piped` names the streams (stdin, stdout, stderr) that are pipes all the same.
    """
    master, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    pipes = {name: os.pipe() for name in piped}
    ours = {name: writer if name == "stdin" else reader for name, (reader, writer) in pipes.items()}
    theirs = {name: reader if name == "stdin" else writer for name, (reader, writer) in pipes.items()}
    streams = [theirs.get(name, terminal) for name in ("stdin", "stdout", "stderr")]
    process = _fork()
    if not process:
        _become(argv, streams, unused=(master, *ours.values()), environ=_environment(environ))
    for stream in (terminal, *theirs.values()):
        os.close(stream)
    if "stdin" in ours:
        with os.fdopen(ours.pop("stdin"), "wb") as sink:
            sink.write(stdin)
    screen = _conversed(master, answers)
    passed = b"".join(_rest(ours[name]) for name in ("stdout", "stderr") if name in ours)
    _, status = os.waitpid(process, 0)
    os.close(master)
    return Seen(os.waitstatus_to_exitcode(status), screen, passed)


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 minds the threads of a worker of xdist
        return os.fork()


def _become(argv: Sequence[str], streams: Sequence[int], unused: Sequence[int], environ: Mapping[str, str]) -> NoReturn:
    """Go on as a process that was started with this command line, its modules loaded already."""
    code = CRASHED
    try:
        gc.freeze()  # what the tests left open is theirs to close
        for stream in unused:
            os.close(stream)
        for number, (name, mode, buffering) in enumerate((("stdin", "r", -1), ("stdout", "w", -1), ("stderr", "w", 1))):
            os.dup2(streams[number], number)
            opened = os.fdopen(number, mode, buffering=buffering, closefd=False)
            setattr(sys, name, opened)
            setattr(sys, f"__{name}__", opened)
        os.environ.clear()
        os.environ.update(environ)
        code = main(argv)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _rest(stream: int) -> bytes:
    with os.fdopen(stream, "rb") as source:
        return source.read()


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
