"""Processes of their own: a crowd that starts at the same instant, one that is killed half-way.

They are copies of one process that has imported what most of them need, so that a hundred of them are soon begun.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext

SECONDS = 120
ROOT = Path(__file__).parents[2]
_MOST_NEED = ["ordertrack.cli.main", "ordertrack.usecases.orders", "tests.store.book.upgrading", "tests.torture.outbox"]


class Ended(NamedTuple):
    """How a process ended: its exit status, what it printed, what it complained of."""

    status: int
    output: str
    complaint: str


def forkserver() -> ForkServerContext:
    """Give what starts copies of a process that has imported what most of them need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_MOST_NEED)
    return context


class Process:
    """A process that runs a program of this source, once it is told to go, with these arguments in `sys.argv`."""

    def __init__(self, source: str, *arguments: str, imports: str = "") -> None:
        context = forkserver()
        self._ours, theirs = context.Pipe()
        self._said = TemporaryDirectory()
        work = (source, arguments, imports, theirs, self._said.name, dict(os.environ))
        self._process = context.Process(target=_live, args=work)
        self._process.start()
        theirs.close()

    def await_ready(self) -> None:
        """Wait until everything is imported."""
        assert self._ours.poll(SECONDS), self.ended()
        assert self._ours.recv_bytes() == b"ready"

    def go(self) -> None:
        """Let it run."""
        self._ours.send_bytes(b"go")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self._text("1")

    def has_ended_within(self, seconds: float) -> bool:
        """Wait for its end, up to so long."""
        self._process.join(seconds)
        return not self.is_running

    def kill(self) -> None:
        """Kill it, if it has not ended."""
        self._process.kill()

    def ended(self) -> Ended:
        """Wait for its end."""
        assert self.has_ended_within(SECONDS), "it does not end"
        with self._said:
            self._ours.close()
            return Ended(cast("int", self._process.exitcode), self._text("1"), self._text("2"))

    def _text(self, stream: str) -> str:
        file = Path(self._said.name, stream)
        return file.read_text(encoding="utf-8") if file.exists() else ""


def _live(
    source: str, arguments: Sequence[str], imports: str, theirs: Connection, folder: str, environ: Mapping[str, str]
) -> None:
    """Run a program as if Python had been started for it."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    for stream in (1, 2):
        os.dup2(os.open(Path(folder, str(stream)), os.O_WRONLY | os.O_CREAT, 0o600), stream)
    sys.argv = ["-c", *arguments]
    names = {"__name__": "__main__", "sys": sys}
    exec(imports, names)  # noqa: S102 - a program of the tests
    theirs.send_bytes(b"ready")
    theirs.recv_bytes()
    exec(source, names)  # noqa: S102 - the same


def begun(source: str, *arguments: str, imports: str = "") -> Process:
    """Give a process that runs a program already."""
    process = Process(source, *arguments, imports=imports)
    process.await_ready()
    process.go()
    return process


def crowd(programs: Sequence[tuple[str, Sequence[str]]], *, imports: str = "") -> list[Ended]:
    """Run programs (source, arguments) side by side: each has imported what it needs before any begins."""
    processes = [Process(source, *arguments, imports=imports) for source, arguments in programs]
    for process in processes:
        process.await_ready()
    for process in processes:
        process.go()
    return [process.ended() for process in processes]


def alone(source: str, *arguments: str, imports: str = "") -> Ended:
    """Run one program in a process of its own."""
    return crowd([(source, arguments)], imports=imports)[0]
