"""A fair queue of writers: a file lock beside the book, released by the kernel whatever happens to its holder."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ordertrack.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: SQLite's own locks must do
    _HAS_LOCKS = False
else:
    _HAS_LOCKS = True

_STEP = 0.01
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def writers_turn(path: Path, *, seconds: float, name: str = "lock", busy: str | None = None) -> Iterator[None]:
    """Wait up to `seconds` for the turn to write to the book at `path`; LockedError (`busy`) when it does not come.

    Correctness never rests on it: where no lock file can be made, SQLite's own locks decide.
    """
    handle = _open(path.with_name(f"{path.name}.{name}")) if _HAS_LOCKS else None
    if handle is None:
        yield
        return
    try:
        _wait(handle, seconds, busy)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int | None:
    try:
        return os.open(path, _FLAGS, 0o600)
    except OSError:
        return None


def _wait(handle: int, seconds: float, busy: str | None) -> None:
    deadline = time.monotonic() + seconds
    while not _is_taken(handle):
        if time.monotonic() > deadline:
            msg = f"somebody else has been writing to the book for {seconds:.0f} s; try again"
            raise LockedError(busy or msg)
        time.sleep(_STEP)


def _is_taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
