"""A letter as the bytes that are handed over: an RFC 5322 message, the same for the same letter."""

from __future__ import annotations

import re
import textwrap
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from ordertrack.domain.contacts import clean_email
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
