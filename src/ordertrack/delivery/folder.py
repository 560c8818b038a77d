"""Letters handed over as files: one `.eml` each in a folder, whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ordertrack.delivery.mime import build, require_id
from ordertrack.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.letters import Letter

_UNSAFE = re.compile(r"[^A-Za-z0-9._@+-]|^[.-]")
_LONGEST_NAME = 120
_OTHERS = 0o077


class FolderTransport:
    """Writes letters into a folder, which is made, for its owner alone, when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Have nothing to close."""

    def send(self, letter: Letter) -> bytes:
        """Write a letter and give its bytes: on the disk when this returns, and over any with its Message-ID.

        Raises MailError: permanent for a letter that is none, not about the letter when the folder is not writable.
        """
        message = build(letter)
        with self._disk_errors():
            self._make()
            self._write(self._folder / _file_name(require_id(letter)), message)
        return message

    def probe(self) -> list[str]:
        """Try the folder, without making it, and say what was found; MailError says what is wrong."""
        with self._disk_errors():
            if not self._folder.exists():
                return [f"letters become files in {self._folder}", f"it is made by the first one{self._in_place()}"]
            with tempfile.TemporaryFile(dir=self._folder) as trial:
                trial.write(b"\n")
            mode = self._folder.stat().st_mode & 0o777
        who = f"others may look into it (mode {mode:04o})" if mode & _OTHERS else "it is yours alone"
        return [f"letters become files in {self._folder}", who]

    def _in_place(self) -> str:
        place = next(parent for parent in self._folder.absolute().parents if parent.exists())
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise MailError(f"the folder {self._folder} cannot be made in {place}", is_about_letter=False)
        return f" in {place}"

    def _make(self) -> None:
        if self._folder.is_dir():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(self._folder.parent)

    def _write(self, path: Path, message: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        _sync(self._folder)

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = f"letters cannot be written to {self._folder}: {error.strerror or error}"
            raise MailError(said, is_about_letter=False) from error


def _file_name(message_id: str) -> str:
    safe = _UNSAFE.sub("_", message_id)[:_LONGEST_NAME]
    told_apart = "" if safe == message_id else f"-{sha256(message_id.encode()).hexdigest()[:16]}"
    return f"{safe}{told_apart}.eml"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
