"""Bytes as text, whatever character set they claim."""

from __future__ import annotations

import codecs

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
