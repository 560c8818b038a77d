"""A letter that came in, as it was read: who wrote, what is new in it, and what kind of letter it is (SOP 4.3c, 5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_LETTER = 25_000_000
"""Bytes; a letter above that is not taken in."""

LONGEST_TEXT = 100_000
"""Characters of a letter's text that are kept apart from the original: new, quoted and signed together."""

LONGEST_SUBJECT = 1000
LONGEST_NAME = 200
LONGEST_ADDRESS = 254
LONGEST_ID = 998
"""Bytes; RFC 5322 allows no longer line, and an index of a database not twice that."""

LONGEST_REASON = 1000
MOST_ADDRESSES = 1000
MOST_ATTACHMENTS = 200

_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_IN_A_BODY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")


class Nature(StrEnum):
    """What kind of letter it is; only a letter can be an answer."""

    LETTER = "letter"
    AUTOMATIC = "automatic reply"
    BOUNCE = "delivery report"
    COMPLAINT = "complaint"


class Attachment(NamedTuple):
    """A file that came with a letter; `size` in bytes, `name` without folders."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A letter as it was read.

    `digest` is the sha256 of the original, in hex; `size` its bytes. Message-IDs keep their angle brackets.
    `recipients` are the addresses of To, Cc, Delivered-To and X-Original-To. `sent_at` is what the writer's machine
    said, `received_at` when it came (both UTC). `text` is what the writer wrote, `rest` what was quoted or signed.

    Of a delivery report or complaint, `original_id` is the Message-ID of the letter it is about; of a delivery report,
    `failed` are the addresses that were not reached, `reason` the server's words, and `is_final` says that nothing
    more will be tried. `is_system` says of an automatic letter that it is no reply: a program had something to say.
    """

    digest: str
    message_id: str | None
    sender: str | None
    sender_name: str | None
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    received_at: datetime | None
    in_reply_to: str | None
    references: tuple[str, ...]
    nature: Nature
    text: str
    rest: str
    attachments: tuple[Attachment, ...]
    size: int
    original_id: str | None = None
    failed: tuple[str, ...] = ()
    reason: str | None = None
    is_final: bool = False
    is_system: bool = False


def clean_line(text: str, limit: int) -> str:
    """Return a header's text as one storable line: no controls, NULs or half characters, at most `limit` characters."""
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).split())[:limit].rstrip()


def clean_body(text: str) -> str:
    r"""Return a body as it can be stored: lines end with \n, and of the controls only the tab is left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", _NOT_IN_A_BODY.sub("", lines))


def clean_file_name(text: str) -> str:
    """Return the name of an attachment without folders, controls, invisible marks and leading dots; perhaps nothing."""
    seen = "".join(character for character in text[: LONGEST_NAME * 8] if unicodedata.category(character) != "Cf")
    line = clean_line(seen, LONGEST_NAME * 8).replace("\\", "/")
    return line.rpartition("/")[2].lstrip(". ")[:LONGEST_NAME].rstrip()
