"""A letter as the bytes that are handed over, the same for the same letter; or as one `.eml` file in a folder."""

from __future__ import annotations

import os
import re
import tempfile
import textwrap
from contextlib import contextmanager, suppress
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ordertrack.domain.parties import clean_email
from ordertrack.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.domain.letters import Letter

LARGEST = 1_000_000
"""The most bytes of UTF-8 that the words of a letter may have, its parts together."""
_FOLDED = 66
_QUIET = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.ASCII)
_ID = re.compile(r"[^\s<>\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,400}")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def build(letter: Letter) -> bytes:
    """Give the message of a letter, with CRLF and no line over 998 octets (SOP 5).

    Names and subjects are one line whatever they hold, and encoded where they are not plain ASCII. Only an address
    that has no ASCII form makes the message other than ASCII; such a one needs a server that knows SMTPUTF8. Raises
    MailError, permanent, for an address or Message-ID that is none and for words beyond a megabyte.
    """
    size = sum(len(part.encode(errors="replace")) for part in letter.wording if part)
    if size > LARGEST:
        raise MailError(f"the letter has {size} bytes of text; at most {LARGEST} are sent", is_permanent=True)
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(letter))
    return head.encode() + _body(letter)


def mail_address(text: str) -> str:
    """Give an address as a mail server takes it: its domain in ASCII where one ASCII form alone can be meant.

    Raises MailError, permanent, when it is not one address.
    """
    try:
        local, _, domain = clean_email(text).rpartition("@")
    except ValueError as error:
        raise MailError(str(error), is_permanent=True) from None
    return f"{local}@{_ascii_domain(domain)}"


def bare_id(text: str) -> str | None:
    """Give a Message-ID without its angle brackets; None when it is not one."""
    bare = text.strip().removeprefix("<").removesuffix(">")
    return bare if _ID.fullmatch(bare) else None


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "From", mail_address(letter.sender)
    yield "To", _mailbox(letter.to_name, letter.to)
    yield "Subject", _text(letter.wording.subject, "Subject")
    yield "Date", format_datetime(letter.at)
    yield "Message-ID", f"<{require_id(letter)}>"
    if letter.reply_to:
        yield "Reply-To", mail_address(letter.reply_to)
    # Those of others are left out where they are none: a thread that cannot be named is still answered.
    if letter.in_reply_to and (bare := bare_id(letter.in_reply_to)) and bare.isascii():
        yield "In-Reply-To", f"<{bare}>"
    if known := [bare for bare in map(bare_id, letter.references) if bare and bare.isascii()]:
        yield "References", "\r\n ".join(f"<{bare}>" for bare in known)
    yield "Auto-Submitted", "auto-generated"


def require_id(letter: Letter) -> str:
    """Give the letter's Message-ID without its angle brackets; MailError, permanent, when it has none."""
    bare = bare_id(letter.message_id)
    if bare is None or "@" not in bare:
        raise MailError("the letter has no Message-ID like <name@example.com>", is_permanent=True)
    return bare


def _body(letter: Letter) -> bytes:
    """Put the parts together, quoted-printable: such text has no `=_`, so no line of it is the boundary."""
    message = EmailMessage(policy=SMTP)
    message.set_content(_encodable(letter.wording.plain), cte="quoted-printable")
    if letter.wording.html is not None:
        message.make_alternative(boundary=f"=_{sha256(letter.message_id.encode()).hexdigest()[:32]}")
        message.add_alternative(_encodable(letter.wording.html), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _mailbox(name: str | None, address: str) -> str:
    shown = _one_line(name or "")
    if not shown:
        return mail_address(address)
    return f"{_phrase(shown)}\r\n <{mail_address(address)}>"


def _phrase(name: str) -> str:
    if not _is_quiet(name) or len(name) > _FOLDED:
        return _encoded(name, "To")
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(text: str, header: str) -> str:
    line = _one_line(text)
    folded = textwrap.wrap(line, _FOLDED, break_long_words=False, break_on_hyphens=False)
    if not _is_quiet(line) or any(len(part) > _FOLDED for part in folded):
        return _encoded(line, header)
    return "\r\n ".join(folded)


def _is_quiet(text: str) -> bool:
    return bool(_QUIET.fullmatch(text)) and "=?" not in text


def _encoded(text: str, header: str) -> str:
    return Header(text, "utf-8", header_name=header, maxlinelen=75).encode(linesep="\r\n")


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", _encodable(text)).strip()


def _encodable(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


def _ascii_domain(domain: str) -> str:
    """Give the domain by IDNA; as it is where that would mean another (`straße` is not `strasse`) or none."""
    if domain.isascii():
        return domain
    try:
        ascii_form = domain.encode("idna").decode("ascii")
        is_same = ascii_form.encode("ascii").decode("idna") == domain.lower()
    except UnicodeError:
        return domain
    return ascii_form if is_same else domain


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
