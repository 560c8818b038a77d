"""The book as a file: made whole or not at all, on a disk that can hold one, its writers in a queue; forked work."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ordertrack.errors import LockedError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "coda", "davfs", "9p"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "pvfs2", "panfs"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs2", "fuse.gcsfuse"),
        *("fuse.smbnetfs", "fuse.curlftpfs", "fuse.juicefs", "fuse.moosefs"),
    }
)
"""Types of file systems whose locks or whose syncing a database cannot trust."""
COMPANIONS = ("-journal", "-wal", "-shm")
"""What SQLite puts beside a file of its own."""
_MOUNTS = Path("/proc/self/mountinfo")
_UNLINKABLE = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}
_UNSYNCABLE = {errno.EINVAL, errno.EACCES, errno.EPERM, errno.EISDIR, errno.EBADF}


def file_system_of(path: Path, mounts: str) -> str | None:
    """Find the type of the file system a path lies on, from the text of Linux's mountinfo; None when untold."""
    parts = path.parts
    best: tuple[int, str | None] = (0, None)
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields, kinds = left.split(" "), right.split(" ")
        if len(fields) < 5 or not kinds[0]:  # noqa: PLR2004 - the fifth field is the mount point
            continue
        point = Path(_unescaped(fields[4])).parts
        if parts[: len(point)] == point and len(point) >= best[0]:  # of two mounts on one point the later counts
            best = (len(point), kinds[0])
    return best[1]


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def disk_type(path: Path) -> str | None:
    """Name the type of the file system under a path; None where the machine does not tell."""
    try:
        return file_system_of(path.resolve(), _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, RuntimeError):
        return None


def require_local_disk(path: Path) -> None:
    """Refuse a path on a network file system, where locks get lost and with them orders."""
    kind = disk_type(path)
    if kind in NETWORK_TYPES:
        msg = f"{path} lies on a network file system ({kind}), which can lose what is written to an order book"
        hints = (
            "keep the book on a local disk, or use PostgreSQL where several machines share it",
            "ORDERTRACK_ALLOW_NETWORK_DISK=1 allows it all the same",
        )
        raise OutsideError(msg, hints=hints)


@contextmanager
def file_errors(doing: str) -> Iterator[None]:
    """Turn what the file system refuses into OutsideError: `cannot make the book: No space left on device`."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        msg = f"cannot {doing}: {error.strerror or error}{where}"
        raise OutsideError(msg) from error


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Make an empty file, mode 0600, in the folder of `target`; it is gone afterwards unless it was published."""
    handle, name = tempfile.mkstemp(prefix=_draft_prefix(target), suffix=".tmp", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        remove_database(draft)


def remove_old_drafts(target: Path) -> None:
    """Remove what a killed process left of drafts of `target`; only for who knows that nobody is at one."""
    for old in target.parent.iterdir():
        if old.name.startswith(_draft_prefix(target)) and old.suffix == ".tmp":
            remove_database(old)


def _draft_prefix(target: Path) -> str:
    return f".{target.name[:100]}."


def remove_database(path: Path) -> None:
    """Remove a SQLite file with everything SQLite put beside it."""
    for ending in ("", *COMPANIONS):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def publish(draft: Path, target: Path, *, replace: bool = False) -> None:
    """Give a finished draft its name: after this, a power cut leaves it whole.

    FileExistsError when there is something of that name and `replace` is not set. No connection of this process
    may be open on the draft.
    """
    _sync(draft, os.O_RDWR)
    if replace:
        draft.replace(target)
    else:
        _take_name(draft, target)
    sync_folder(target.parent)


def _take_name(draft: Path, target: Path) -> None:
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _UNLINKABLE:
            raise
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        draft.replace(target)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where its file system can."""
    try:
        _sync(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno not in _UNSYNCABLE:
            raise


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
