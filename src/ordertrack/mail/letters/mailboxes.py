"""Where letters are fetched from: what every mailbox promises, and those that are files (SOP 5)."""

from __future__ import annotations

import mailbox
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from ordertrack.domain.letters import LARGEST_LETTER
from ordertrack.errors import MailError
from ordertrack.mail.letters.letter import message_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType


_HEAD = 65_536
"""Bytes; whoever names his letter further down has it read as a whole."""


class Fetched(NamedTuple):
    """A letter in its original; `received_at` is when the mailbox took it in (UTC), where it says so."""

    raw: bytes
    received_at: datetime | None
    place: str


class TooLarge(NamedTuple):
    """A letter that was left where it is: its `size` in bytes is above the limit."""

    place: str
    size: int
    message_id: str | None


class Mailbox(Protocol):
    """A source of letters, to be entered by `with` and read within; nothing in it is ever changed.

    Each method, and entering it, raises MailError, which is not about a letter, when the way there is closed: a name
    or path that is not, a certificate that is not trusted, a login refused. No message of it tells the password.
    """

    def __enter__(self) -> Self:
        """Open the way there."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""

    def fetch(self, is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
        """Yield each letter whose Message-ID is not known, the oldest first, and each that has none.

        Of a letter that is known, no more than its headers are read.
        """

    def count(self) -> int:
        """Return how many letters are there."""

    def proof(self) -> tuple[str, ...]:
        """Return what was proved by coming this far, a sentence each."""


def probe_mailbox(box: Mailbox) -> list[str]:
    """Go all the way to a mailbox and return what is so, a sentence each; raises MailError as the box does."""
    with box:
        letters = box.count()
        return [*box.proof(), f"{letters} letter{'' if letters == 1 else 's'} there"]


@dataclass(frozen=True, slots=True)
class FileLetters:
    """Letters that are files: each path is one, or a folder of `.eml` files, those in its folders included."""

    paths: Sequence[Path]

    def __enter__(self) -> Self:
        """Check that each path is there."""
        for path in self.paths:
            _check_there(path)
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: no file stays open."""

    def fetch(self, is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
        """Yield the letters that are not known, by the names of their files."""
        return _of_files(self._files(), is_known)

    def count(self) -> int:
        """Return how many letters are there."""
        return len(self._files())

    def proof(self) -> tuple[str, ...]:
        """Return what was found."""
        return tuple(f"{path} can be read" for path in self.paths)

    def _files(self) -> list[Path]:
        with _in_words():
            return [file for path in self.paths for file in _letters_below(path)]


@dataclass(frozen=True, slots=True)
class MaildirMailbox:
    """A Maildir: a folder with `new` and `cur`, as mail servers keep them. Its letters stay in `new`."""

    path: Path

    def __enter__(self) -> Self:
        """Check that it is one."""
        _check_there(self.path)
        if not (self.path / "new").is_dir() or not (self.path / "cur").is_dir():
            raise closed(f"{self.path} is no Maildir: it lacks the folders new and cur")
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: no file stays open."""

    def fetch(self, is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
        """Yield the letters that are not known, by the times in the names of their files."""
        return _of_files(self._files(), is_known)

    def count(self) -> int:
        """Return how many letters are there."""
        return len(self._files())

    def proof(self) -> tuple[str, ...]:
        """Return what was found."""
        return (f"{self.path} is a Maildir",)

    def _files(self) -> list[Path]:
        with _in_words():
            files = [file for name in ("cur", "new") for file in (self.path / name).iterdir()]
            return sorted((file for file in files if not file.name.startswith(".")), key=_delivered)


@dataclass(slots=True)
class MboxMailbox:
    """An mbox: one file of letters, each below a line that begins with `From `."""

    path: Path
    _box: mailbox.mbox | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """Open the file."""
        _check_there(self.path)
        with _in_words():
            self._box = mailbox.mbox(self.path, create=False)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def fetch(self, is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
        """Yield the letters that are not known, in the order of the file."""
        box = self._open()
        for place, key in enumerate(box.keys(), 1):
            with _in_words(), box.get_file(key) as file:
                found = _read(file, f"{self.path}, letter {place}", is_known)
            if found is not None:
                yield found

    def count(self) -> int:
        """Return how many letters are there."""
        with _in_words():
            return len(self._open())

    def proof(self) -> tuple[str, ...]:
        """Return what was found."""
        return (f"{self.path} is an mbox",)

    def _open(self) -> mailbox.mbox:
        if self._box is None:
            raise RuntimeError("a mailbox is read within its with block")
        return self._box


def closed(words: str, *hints: str) -> MailError:
    """Return the error that says why the way to a mailbox is closed."""
    return MailError(words, is_about_letter=False, hints=hints)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _of_files(files: list[Path], is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
    for path in files:
        with _in_words():
            found = _read_file(path, is_known)
        if found is not None:
            yield found


def _read_file(path: Path, is_known: Callable[[str], bool]) -> Fetched | TooLarge | None:
    try:
        with path.open("rb") as file:
            return _read(file, str(path), is_known)
    except FileNotFoundError:
        return None  # another program moved it; it will be found the next time, where it is now


def _read(file: _Readable, place: str, is_known: Callable[[str], bool]) -> Fetched | TooLarge | None:
    head = file.read(_HEAD)
    message_id = message_id_of(head)
    if message_id is not None and is_known(message_id):
        return None
    raw = head + file.read(LARGEST_LETTER + 1 - len(head))
    if len(raw) > LARGEST_LETTER:
        return TooLarge(place, len(raw) + _left(file), message_id)
    return Fetched(raw, None, place)


def _left(file: _Readable) -> int:
    return sum(map(len, iter(lambda: file.read(1_000_000), b"")))


def _letters_below(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix.lower() == ".eml" and file.is_file())
    return [path]


def _delivered(file: Path) -> tuple[int, str]:
    seconds = file.name.partition(".")[0]
    return (int(seconds) if seconds.isascii() and seconds.isdigit() else 0, file.name)


def _check_there(path: Path) -> None:
    with _in_words():
        if not path.exists():
            raise closed(f"there is no {path}", "Name a file or folder that exists.")


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (OSError, mailbox.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise closed(f"{getattr(error, 'filename', None) or 'the mailbox'} cannot be read: {reason}") from None
