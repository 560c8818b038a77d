"""The parts of a letter: headers as text, its words, also out of HTML alone, and the files that came with it."""

from __future__ import annotations

import codecs
import mimetypes
import re
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.letters import (
    LONGEST_ADDRESS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ATTACHMENTS,
    Attachment,
    clean_body,
    clean_file_name,
    clean_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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


_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}")
_DECODED = LONGEST_TEXT * 8
_UNKNOWN = "application/octet-stream"


def text_in(letter: Letter) -> str:
    """Return the text of a letter, cleaned: its plain parts, or the words of its HTML where there are none."""
    shown = [part for part in parts_of(letter) if not _is_file(part)]
    plain = _joined(_text(part) for part in shown if part.get_content_type() != "text/html")
    if plain:
        return plain[:LONGEST_TEXT]
    return _joined(text_of(_text(part)) for part in shown if part.get_content_type() == "text/html")[:LONGEST_TEXT]


def files_in(letter: Letter) -> list[tuple[Attachment, bytes]]:
    """Return the files that came with a letter, in order; a letter that came with it is one."""
    files = [part for part in parts_of(letter) if _is_file(part)][:MOST_ATTACHMENTS]
    return [_file(part, place) for place, part in enumerate(files, 1)]


def parts_of(letter: Letter) -> Iterator[Letter]:
    """Yield the parts that hold something, in order; letters within it are not taken apart."""
    waiting = [letter]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(within(part)))
        else:
            yield part


def within(part: Letter) -> list[Letter]:
    """Return the parts of a part, or the letter within it."""
    payload = part.get_payload() if part.is_multipart() else ()
    return [each for each in payload if not isinstance(each, str)]


def content_of(part: Letter) -> bytes:
    """Return what a part holds, its transfer encoding undone; of a letter within, the letter."""
    if part.is_multipart():
        return b"\n".join(map(_source, within(part)))
    try:
        content = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - broken encodings raise what their decoders raise
        return b""
    return content if isinstance(content, bytes) else b""


def charset_of(part: Letter) -> str | None:
    """Return the set of characters that a part claims."""
    try:
        return part.get_content_charset()
    except Exception:  # noqa: BLE001 - broken parameters raise what the parser raises
        return None


def _source(letter: Letter) -> bytes:
    try:
        return letter.as_bytes()
    except Exception:  # noqa: BLE001 - some broken letters can be read and not written
        return b""


def _is_file(part: Letter) -> bool:
    if part.get_content_maintype() == "multipart":
        return False  # its boundaries are missing: what it holds cannot be told apart, and is shown
    if part.get_content_maintype() != "text" or part.get_content_subtype() not in {"plain", "html"}:
        return True
    disposition = (header(part, "content-disposition") or "").lower()
    return disposition.startswith("attachment") or (bool(disposition) and _file_name(part) != "")


def _text(part: Letter) -> str:
    return clean_body(decoded(content_of(part)[:_DECODED], charset_of(part)))


def _joined(texts: Iterator[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _file(part: Letter, place: int) -> tuple[Attachment, bytes]:
    content = content_of(part)
    media_type = _media_type(part)
    name = _file_name(part) or f"attachment-{place}{_extension(media_type)}"
    return Attachment(name, media_type, len(content)), content


def _file_name(part: Letter) -> str:
    try:
        name = part.get_filename("")
    except Exception:  # noqa: BLE001 - the same
        return ""
    return clean_file_name(words_of(str(name), LONGEST_NAME * 4))


def _media_type(part: Letter) -> str:
    media_type = part.get_content_type()
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else _UNKNOWN


def _extension(media_type: str) -> str:
    return ".eml" if media_type == "message/rfc822" else mimetypes.guess_extension(media_type) or ".bin"


_HTML_LOOKED_AT = 500_000
_OPEN, _CLOSE, _CELL = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_CELL}]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DECLARED = re.compile(r"\s*<\?xml[^>]{0,200}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_GAP = re.compile(r"\n\s*\n\s*\n")


def text_of(html: str) -> str:
    """Return the words of an HTML page: a row of a table as one line, what is quoted behind `>`, the hidden left out.

    Only the first half million characters are looked at.
    """
    source = _DECLARED.sub("", _MARKS.sub("", html[:_HTML_LOOKED_AT]), count=1)
    return _GAP.sub("\n\n", "\n".join(_quoting(_words(source)))).strip("\n")


def _words(html: str) -> str:
    from inscriptis import get_text  # type: ignore[import-untyped]

    try:
        return str(get_text(html, _config()))
    except Exception:  # noqa: BLE001 - what the parsers below it raise on broken pages differs by version
        return _TAG.sub(" ", html)


def _quoting(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        words = _MARKS.sub("", line.replace(_CELL, "  ")).rstrip()
        yield f"> {words}".rstrip() if depth > 0 or line.lstrip().startswith(_OPEN) else words
        depth += line.count(_OPEN) - line.count(_CLOSE)


def _config() -> Any:  # noqa: ANN401 - the library has no types
    from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
    from inscriptis.html_properties import Display  # type: ignore[import-untyped]
    from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]
    from inscriptis.model.html_element import HtmlElement  # type: ignore[import-untyped]
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping  # type: ignore[import-untyped]

    def hide(style: str, element: Any) -> None:  # noqa: ANN401 - the same
        if _HIDDEN.search(style):
            element.display = Display.none

    rows = {tag: HtmlElement(display=Display.block) for tag in ("table", "tr")}
    config = ParserConfig(
        css={**CSS_PROFILES["strict"], **rows},
        custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping(*_handlers()),
    )
    config.attribute_handler.attribute_mapping = {"style": hide}
    return config


def _handlers() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what happens where tags open and close.

    Tables are not laid out: one is as large as its widest cell times its highest, and a short letter would fill the
    memory.
    """
    quotes: list[bool] = []

    def open_quote(state: Any, attributes: Mapping[str, str]) -> None:  # noqa: ANN401 - the same
        quotes.append(attributes.get("type", "").lower() == "cite" or "quote" in attributes.get("class", "").lower())
        if quotes[-1]:
            state.tags[-1].write(_OPEN)

    def close_quote(state: Any) -> None:  # noqa: ANN401 - the same
        if quotes.pop():
            state.tags[-1].write(_CLOSE)

    def close_cell(state: Any) -> None:  # noqa: ANN401 - the same
        state.tags[-1].write(_CELL)

    opened = {**dict.fromkeys(("table", "tr", "td", "th")), "blockquote": open_quote}
    closed = {"table": None, "td": close_cell, "th": close_cell, "blockquote": close_quote}
    return opened, closed
