"""Where letters are fetched from: what every mailbox promises, those that are files, and an IMAP server (SOP 5)."""

from __future__ import annotations

import imaplib
import mailbox
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from ordertrack.domain.letters import LARGEST_LETTER, clean_line
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import MailError
from ordertrack.mail.letters.contents import instant_of
from ordertrack.mail.letters.letter import message_id_of
from ordertrack.mail.tls import Security, trusting, unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from imap_tools import BaseMailBox

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
        return [*box.proof(), f"{count_of(box.count(), 'letter')} there"]


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
        return TooLarge(place, len(raw) + sum(map(len, iter(lambda: file.read(1_000_000), b""))), message_id)
    return Fetched(raw, None, place)


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


_HEADS = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_BODIES = "(UID INTERNALDATE BODY.PEEK[])"
_HEADS_AT_ONCE = 500
_BODIES_AT_ONCE = 50
_BYTES_AT_ONCE = 5_000_000
_MOST_WORDS = 300
_MOST_FOLDERS = 20
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_AT = re.compile(rb'\bINTERNALDATE "([^"]{1,60})"')
_OF_ANOTHER = re.compile(rb"\d+ \(")


@dataclass(slots=True, kw_only=True)
class ImapMailbox:
    """A folder of an IMAP server, opened for reading: no flag is set, nothing is moved.

    `timeout` is how many seconds each answer may take; `ca_file` names the only authorities whose certificates count.
    """

    host: str
    port: int
    security: Security
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout: float = 30
    ca_file: str | None = None
    _box: BaseMailBox | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        """Connect, log in and open the folder."""
        with self._in_words():
            self._box = _connected(self)
        try:
            with self._in_words("refuses the login"):
                _log_in(self._box, self.user, self.password)
            self._select(self._box)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Log out, and close the connection whatever the server answers."""
        box, self._box = self._box, None
        if box is not None:
            with suppress(Exception):
                box.client.logout()
            with suppress(Exception):
                box.client.shutdown()

    def fetch(self, is_known: Callable[[str], bool]) -> Iterator[Fetched | TooLarge]:
        """Yield the letters that are not known, the oldest first; of those that are, only the Message-ID is read."""
        uids = self._uids()
        for start in range(0, len(uids), _HEADS_AT_ONCE):
            heads = [_head(each) for each in self._ask(uids[start : start + _HEADS_AT_ONCE], _HEADS)]
            new = [head for head in heads if head.message_id is None or not is_known(head.message_id)]
            for head in new:
                if head.size > LARGEST_LETTER:
                    yield TooLarge(self._place(head.uid), head.size, head.message_id)
            for uids_together in _together([head for head in new if head.size <= LARGEST_LETTER]):
                for answer in self._ask(uids_together, _BODIES):
                    yield Fetched(answer.literal, _received_at(answer), self._place(_uid(answer)))

    def count(self) -> int:
        """Return how many letters are there."""
        return len(self._uids())

    def proof(self) -> tuple[str, ...]:
        """Return what was proved by coming this far."""
        kept = {Security.NONE: "without TLS", Security.STARTTLS: "by STARTTLS", Security.TLS: "by TLS"}[self.security]
        return (
            f"connected to {self._where} {kept}",
            "logged in",
            f"the folder {self.folder} can be read",
        )

    @property
    def _where(self) -> str:
        return f"{self.host} port {self.port}"

    def _place(self, uid: str) -> str:
        return f"{self.folder}, UID {uid}"

    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise RuntimeError("a mailbox is read within its with block")
        return self._box

    def _uids(self) -> list[str]:
        with self._in_words():
            return sorted(self._open().uids(charset=None), key=int)

    def _ask(self, uids: Sequence[str], what: str) -> list[_Answer]:
        if not uids:
            return []
        with self._in_words():
            status, lines = self._open().client.uid("FETCH", ",".join(uids), what)
            if status != "OK":
                raise imaplib.IMAP4.error(_spell_answer_lines(lines))
            return sorted(_answers(lines), key=lambda answer: int(_uid(answer)))

    def _select(self, box: BaseMailBox) -> None:
        from imap_tools.errors import MailboxFolderSelectError

        with self._in_words():
            try:
                box.folder.set(self.folder, readonly=True)
            except MailboxFolderSelectError:
                there = sorted(found.name for found in box.folder.list())[:_MOST_FOLDERS]
                hint = f"there are {', '.join(clean_line(name, 100) for name in there) or 'none'}"
                raise closed(f"{self._where} has no folder {self.folder}", hint) from None

    @contextmanager
    def _in_words(self, refusal: str = "does not serve") -> Iterator[None]:
        """Turn what the libraries and the network raise into MailError; no exception of theirs, nor secret, stays."""
        from imap_tools.errors import UnexpectedCommandStatusError

        try:
            yield
        except UnexpectedCommandStatusError as error:
            failure = closed(f"{self._where} {refusal}: {self._public(_spell_answer_lines(error.command_result[1]))}")
        except imaplib.IMAP4.abort as error:
            failure = closed(f"{self._where} closed the connection: {self._public(str(error))}")
        except imaplib.IMAP4.error as error:
            failure = closed(f"{self._where} {refusal}: {self._public(str(error))}")
        except (OSError, UnicodeError) as error:
            failure = unreachable(self._where, error)
        else:
            return
        raise failure from None

    def _public(self, words: str) -> str:
        line = clean_line(words, _MOST_WORDS) or "no reason given"
        return "its words hold the password" if self.password and self.password in line else line


class _Answer(NamedTuple):
    """What a server says of one letter: the attributes, and the text that was asked for."""

    attributes: bytes
    literal: bytes


class _Head(NamedTuple):
    uid: str
    size: int
    message_id: str | None


def _connected(box: ImapMailbox) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxUnencrypted

    if box.security is Security.TLS:
        return MailBox(box.host, box.port, timeout=box.timeout, ssl_context=trusting(box.ca_file))
    context = trusting(box.ca_file) if box.security is Security.STARTTLS else None
    plain = MailBoxUnencrypted(box.host, box.port, timeout=box.timeout)
    if context is None:
        return plain
    try:
        plain.client.starttls(context)
    except BaseException:
        with suppress(Exception):
            plain.client.shutdown()
        raise
    return plain


def _log_in(box: BaseMailBox, user: str, password: str) -> None:
    """Log in; by SASL where a quoted string cannot hold the words."""
    if (user + password).isascii() and (user + password).isprintable():
        box.login(user, password, initial_folder=None)
    else:
        box.login_utf8(user, password, initial_folder=None)


def _answers(lines: Sequence[Any]) -> Iterator[_Answer]:
    """Yield the answers to a FETCH; attributes stand before the text, behind it, or both."""
    found: list[_Answer] = []
    for line in lines:
        if isinstance(line, tuple):
            found.append(_Answer(line[0], line[1]))
        elif isinstance(line, bytes) and _OF_ANOTHER.match(line):
            found.append(_Answer(line, b""))
        elif isinstance(line, bytes) and found:
            found[-1] = found[-1]._replace(attributes=found[-1].attributes + line)
    return (answer for answer in found if _UID.search(answer.attributes) and _AT.search(answer.attributes))


def _head(answer: _Answer) -> _Head:
    size = _SIZE.search(answer.attributes)
    return _Head(_uid(answer), int(size[1]) if size else 0, message_id_of(answer.literal))


def _uid(answer: _Answer) -> str:
    found = _UID.search(answer.attributes)
    return found[1].decode("ascii") if found else ""


def _received_at(answer: _Answer) -> datetime | None:
    found = _AT.search(answer.attributes)
    return instant_of(found[1].decode("ascii", "replace").strip()) if found else None


def _together(heads: Sequence[_Head]) -> Iterator[list[str]]:
    """Yield the letters to ask for at once: few enough for the memory, many enough for the way."""
    group: list[str] = []
    size = 0
    for head in heads:
        if group and (len(group) == _BODIES_AT_ONCE or size + head.size > _BYTES_AT_ONCE):
            yield group
            group, size = [], 0
        group.append(head.uid)
        size += head.size
    if group:
        yield group


def _spell_answer_lines(lines: object) -> str:
    parts = lines if isinstance(lines, list | tuple) else [lines]
    return " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts if part)
