"""Work in a process of its own, for what threads cannot do side by side and for what this process must not do itself.

SQLite's memory is shared by the threads of a process, which take turns at it; and a process that closes any handle of a
file drops every lock that it holds on that file.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


def can_fork() -> bool:
    """Say whether this process can be copied while it runs: on Linux, and without threads that would be missing."""
    return sys.platform == "linux" and threading.active_count() == 1


class Forked:
    """Work begun in a copy of this process; it gives text. Leaving the context ends what nobody waited for."""

    def __init__(self, work: Callable[[], str]) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                with os.fdopen(writing, "w", encoding="utf-8") as pipe:
                    pipe.write(work())
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        self._pipe = os.fdopen(reading, encoding="utf-8")
        self._is_over = False

    def __enter__(self) -> Self:
        """Give the work under way."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it if it is not over."""
        if not self._is_over:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            self.result()

    def result(self) -> str | None:
        """Wait for the work and give its text; None when it failed."""
        with self._pipe as pipe:
            text = pipe.read()
        _, status = os.waitpid(self._process, 0)
        self._is_over = True
        return text if status == 0 else None
