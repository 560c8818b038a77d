"""Letters as they are read: any bytes at all come back as whole values (SOP 4.3c, 5; RFC 5322, 2047)."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import TYPE_CHECKING

from ordertrack.domain.letters import (
    LONGEST_SUBJECT,
    MOST_ADDRESSES,
    Attachment,
    Incoming,
)
from ordertrack.mail.letters.automatic import report_of
from ordertrack.mail.letters.newtext import split_new
from ordertrack.mail.letters.parts import (
    Address,
    addresses_of,
    files_in,
    header,
    headers,
    id_of,
    ids_of,
    instant_of,
    text_in,
    words_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.mail.letters.parts import Letter


_MOST_BOUNDARIES = 100
"""Parts within parts cost the parser their number for each line, and end in its recursion."""

_MOST_REFERENCES = 100
_GAP = re.compile(rb"\r?\n\r?\n|\r\r")
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to")


def read_letter(raw: bytes, *, received_at: datetime | None = None) -> Incoming:
    """Return what a letter says; no bytes make it raise (SOP 4.3c).

    `received_at` is when the mailbox took it in (UTC); without it, its topmost Received header says when.
    """
    letter = parsed(raw)
    sender = _sender(letter)
    report = report_of(letter, raw)
    text, rest = split_new(text_in(letter))
    return Incoming(
        digest=sha256(raw).hexdigest(),
        message_id=id_of(header(letter, "message-id")),
        sender=sender.address if sender else None,
        sender_name=sender.name if sender else None,
        recipients=_recipients(letter),
        subject=words_of(header(letter, "subject") or "", LONGEST_SUBJECT),
        sent_at=instant_of(header(letter, "date")),
        received_at=received_at or _received_at(letter),
        in_reply_to=next(iter(ids_of(header(letter, "in-reply-to"))), None),
        references=ids_of(header(letter, "references"))[-_MOST_REFERENCES:],
        nature=report.nature,
        text=text,
        rest=rest,
        attachments=tuple(attachment for attachment, _ in files_in(letter)),
        size=len(raw),
        original_id=report.original_id,
        failed=report.failed,
        reason=report.reason,
        is_final=report.is_final,
        is_system=report.is_system,
    )


def attachments_of(raw: bytes) -> list[tuple[Attachment, bytes]]:
    """Return the files that came with a letter, in the order of `Incoming.attachments`, with what they hold."""
    return files_in(parsed(raw))


def message_id_of(head: bytes) -> str | None:
    """Return the Message-ID that the headers of a letter name; `read_letter` returns the same for the whole."""
    return id_of(header(BytesHeaderParser().parsebytes(head), "message-id"))


def parsed(raw: bytes) -> Letter:
    """Return a letter taken apart; one that is nested beyond reason keeps its headers, and its body as one text."""
    if raw.lower().count(b"boundary") <= _MOST_BOUNDARIES:
        try:
            return message_from_bytes(raw)
        except Exception:  # noqa: BLE001 - the parser raises on some broken letters, by version
            return _flat(raw)
    return _flat(raw)


def _flat(raw: bytes) -> Letter:
    gap = _GAP.search(raw)
    head, body = (raw[: gap.start()], raw[gap.end() :]) if gap else (raw, b"")
    flat = BytesHeaderParser().parsebytes(head)
    del flat["content-type"], flat["content-transfer-encoding"], flat["content-disposition"]
    flat.set_payload(body.decode("utf-8", "surrogateescape"))
    return flat


def _sender(letter: Letter) -> Address | None:
    return next(addresses_of([*headers(letter, "from"), *headers(letter, "sender")]), None)


def _recipients(letter: Letter) -> tuple[str, ...]:
    values = [value for name in _RECIPIENTS for value in headers(letter, name)]
    seen: dict[str, str] = {}
    for found in addresses_of(values):
        seen.setdefault(found.address.casefold(), found.address)
    return tuple(seen.values())[:MOST_ADDRESSES]


def _received_at(letter: Letter) -> datetime | None:
    received = header(letter, "received")
    return instant_of(received.rpartition(";")[2].strip()) if received else None
