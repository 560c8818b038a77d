"""Files that are made whole or not at all, and the disks on which an order book may lie."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ordertrack.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "coda", "davfs", "9p"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "pvfs2", "panfs"),
        *(
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.davfs2",
            "fuse.gcsfuse",
        ),
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
