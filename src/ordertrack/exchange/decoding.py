"""Bytes of unknown origin become lines of text: exact, every line end kept as it was written, or refused."""

from __future__ import annotations

import codecs
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_BYTES = 1 << 18
LONGEST_LINE = 1 << 24

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class BadTextError(ValueError):
    """The next line cannot be text; the reader of the lines knows file and row, and says so."""


def check_encoding(encoding: str) -> str:
    """Return `encoding` if it names a text encoding; raise UsageError otherwise."""
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"'{encoding}' is not a known encoding; common ones are utf-8, cp1252, iso-8859-1, utf-16"
        ) from error
    return encoding


def decode(source: BinaryIO, encoding: str | None = None) -> Iterator[str]:
    r"""Yield the lines of `source`, each with its own line end (`\n`, `\r\n` or a bare `\r`).

    Only what is certain is sniffed: a byte order mark names UTF-8, UTF-16 or UTF-32; without one the text is
    UTF-8. `source` is read once, forwards, in blocks. Raises BadTextError in place of the first line that
    holds bytes of another encoding, a NUL or a lone surrogate, after the lines before it.
    """
    return chain.from_iterable(StringIO(block, newline="") for block in _whole_lines(source, encoding))


def _whole_lines(source: BinaryIO, encoding: str | None) -> Iterator[str]:
    rest = ""
    for text in _texts(source, encoding):
        block = rest + text
        # A carriage return at the very end waits: the line feed that belongs to it may open the next block.
        cut = max(block.rfind("\n"), block.rfind("\r", 0, -1)) + 1
        if cut:
            yield block[:cut]
        rest = block[cut:]
        if len(rest) > LONGEST_LINE:
            raise BadTextError(f"the line is longer than {LONGEST_LINE:,} characters; is this a table?")
    if rest:
        yield rest


def _texts(source: BinaryIO, encoding: str | None) -> Iterator[str]:
    """Yield decoded blocks; in front of a fault, the good text up to it."""
    data = source.read(BLOCK_BYTES)
    decoder = codecs.getincrementaldecoder(encoding or _marked_encoding(data))()
    remedy = "name the right --encoding" if encoding else "if this is UTF-16, say --encoding utf-16-le or -be"
    offset = 0
    while True:
        text, undecodable = _decoded(decoder, data, offset)
        text, unwanted = _checked(text, remedy)
        yield text if offset else text.removeprefix("\ufeff")
        if fault := unwanted or undecodable:
            raise BadTextError(fault)
        if not data:
            return
        offset += len(data)
        data = source.read(BLOCK_BYTES)


def _marked_encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, offset: int) -> tuple[str, str]:
    try:
        return decoder.decode(data, final=not data), ""
    except UnicodeDecodeError as error:
        held_back = len(error.object) - len(data)
        good = max(error.start - held_back, 0)
        place = f"the byte 0x{error.object[error.start]:02X} at offset {offset - held_back + error.start:,}"
        fault = f"{place} is not {error.encoding.upper()}; say how it is encoded, for example --encoding cp1252"
        return _good_part(decoder, data[:good]), fault
    except UnicodeError as error:  # codecs that are not character sets, such as idna
        return "", f"the text cannot be decoded ({error}); name another --encoding"


def _good_part(decoder: codecs.IncrementalDecoder, data: bytes) -> str:
    try:
        return decoder.decode(data)
    except UnicodeError:  # some codecs lose their place after a fault
        return ""


def _checked(text: str, remedy: str) -> tuple[str, str]:
    spot = text.find("\0")
    if spot >= 0:
        return text[:spot], f"there is a NUL character; remove it, or {remedy}"
    try:
        if not text.isascii():
            text.encode()
    except UnicodeEncodeError as error:
        return text[: error.start], "there is half a character (a lone surrogate); name the right --encoding"
    return text, ""
