"""New files for people outside: readable by their owner alone, whole or not there at all, never over another one."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from ordertrack.errors import ConflictError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_NAME = 200


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a draft beside `target`, mode 0600, that takes its name once it is written and on disk.

    ConflictError when there is something of that name, then or in the end; OutsideError when it cannot be written.
    """
    try:
        _require_free(target)
        draft = target.with_name(f".{target.name[:_LONGEST_NAME]}.{os.urandom(6).hex()}")
        try:
            descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _take_name(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutsideError(f"cannot write {target}: {error.strerror or error}") from error


def require_folder(folder: Path) -> None:
    """Raise OutsideError unless there is such a folder."""
    try:
        is_there = folder.is_dir()
    except OSError as error:  # a name too long is no answer to `is_dir`
        raise OutsideError(f"cannot write to {folder}: {error.strerror or error}") from error
    if not is_there:
        raise OutsideError(f"there is no folder {folder}", hints=("make it first",))


def _require_free(target: Path) -> None:
    require_folder(target.parent)
    if target.exists() or target.is_symlink():
        raise _taken(target)


def _take_name(draft: Path, target: Path) -> None:
    """Give the draft its name in one step; where two names of one file cannot be, claim the name first."""
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as error:
            raise _taken(target) from error
        draft.replace(target)


def _taken(target: Path) -> ConflictError:
    return ConflictError(f"{target} exists already", hints=("name a file that does not exist yet, or move that one",))
