"""The headers of a letter as text: decoded, cleaned, and read without ever failing (RFC 5322, 2047)."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import (
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    clean_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message

    Letter = Message[str, str]


_NOT_FOR_MAIL = frozenset({"ascii", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Claims not heeded: the first is made for anything, the others are no sets of characters."""

_WIDER = {"iso8859-1": "cp1252"}
"""Sets that are claimed for others that contain them."""

_ABOVE_ASCII = bytes(range(128, 256))
_MANY = 12


def decoded(data: bytes, charset: str | None) -> str:
    """Return the text of some bytes: by the set they claim where there is such, else UTF-8, else Windows-1252.

    Never raises; what cannot be read is replaced.
    """
    name = _known(charset)
    try:
        return data.decode(name, "replace") if name and not _is_utf8(data, name) else data.decode()
    except (ValueError, LookupError):
        return data.decode("cp1252", "replace")


def _is_utf8(data: bytes, name: str) -> bool:
    """Tell whether a claim is wrong: many bytes above ASCII that are right UTF-8 are hardly right by chance."""
    if name.startswith("utf") or len(data) - len(data.translate(None, _ABOVE_ASCII)) < _MANY:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset[:40]).name if charset else None
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_FOR_MAIL else _WIDER.get(name or "", name)


_LOOKED_AT = 20_000

_LONGEST_ENCODED = 8000  # characters; the pattern for encoded words is slow on texts made to be so
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")

_BARE = re.compile(rf"[^<>\s]{{1,{LONGEST_ID - 2}}}")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\\,;:\"]+|\"[^\"\r\n]{1,64}\"@[^\s@<>()\\,;:\"]+")

_PARTIAL = 10


class Address(NamedTuple):
    """A mail address and the name beside it."""

    name: str | None
    address: str


def header(letter: Letter, name: str) -> str | None:
    """Return the first header of that name as it stands, unfolded and undecoded, or None."""
    return next(iter(headers(letter, name)), None)


def headers(letter: Letter, name: str) -> list[str]:
    """Return every header of that name, in order."""
    wanted = name.lower()
    return [_plain(str(value)) for key, value in letter.raw_items() if key.lower() == wanted]


def words_of(value: str, limit: int) -> str:
    """Return a header's text with its encoded words decoded, as one line of at most `limit` characters."""
    return clean_line(_decoded(value), limit) or clean_line(value, limit)


def ids_of(value: str | None) -> tuple[str, ...]:
    """Return the Message-IDs in a header, each with its angle brackets, once."""
    found = _MESSAGE_ID.findall(value[:_LOOKED_AT]) if value else ()
    return tuple(dict.fromkeys(clean_line(each, LONGEST_ID) for each in found if _is_short(each)))


def id_of(value: str | None) -> str | None:
    """Return the Message-ID in a header; one written without angle brackets is given them."""
    if value is None:
        return None
    found = ids_of(value)
    if found:
        return found[0]
    bare = clean_line(value, LONGEST_ID)
    return f"<{bare}>" if _BARE.fullmatch(bare) and _is_short(f"<{bare}>") else None


def addresses_of(values: Iterable[str]) -> Iterator[Address]:
    """Yield the addresses of headers like To and From; what is no address is left out."""
    for value in values:
        yield from _addresses(value[: _LOOKED_AT * 5])


def instant_of(value: str | None) -> datetime | None:
    """Return the instant (UTC) that a date header names; one without a zone is taken for UTC; None when it is none."""
    if not value:
        return None
    try:
        at = parsedate_to_datetime(value[:200])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _is_short(name: str) -> bool:
    return len(name.encode("utf-8", "surrogatepass")) <= LONGEST_ID


def _plain(value: str) -> str:
    # Bytes that are not ASCII stand in headers as surrogates.
    text = value if value.isascii() else decoded(value.encode("utf-8", "surrogateescape"), None)
    return text.replace("\r", "").replace("\n", " ")


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        parts = decode_header(value[:_LONGEST_ENCODED])
    except Exception:  # noqa: BLE001 - its own errors, those of base64 and more, by version
        return value
    return "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts)


def _addresses(value: str) -> Iterator[Address]:
    try:
        pairs = getaddresses([value])
    except Exception:  # noqa: BLE001 - it raises differently on broken input, by version
        pairs = []
    if not any(address for _, address in pairs):
        pairs = [("", found) for found in _ADDRESS.findall(value)[:_PARTIAL]]
    for name, address in pairs:
        plain = clean_line(address, LONGEST_ADDRESS + 1)
        if len(plain) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(plain):
            yield Address(words_of(name, LONGEST_NAME) or None, plain)
