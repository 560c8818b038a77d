"""A letter of RFC 5322 taken apart: its parts, headers and addresses, and whether a program wrote it (SOP 5)."""

from __future__ import annotations

import logging
import re
from email import message_from_bytes
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import LONGEST_REASON, LONGEST_SUBJECT, MOST_ADDRESSES, Attachment, Incoming, Nature
from ordertrack.mail.letters.contents import (
    addresses_of,
    content_of,
    files_in,
    header,
    headers,
    id_of,
    ids_of,
    instant_of,
    parts_of,
    text_in,
    within,
    words_of,
)
from ordertrack.mail.letters.newtext import split_new

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.mail.letters.contents import Letter

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
    sender = next(addresses_of([*headers(letter, "from"), *headers(letter, "sender")]), None)
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


def _recipients(letter: Letter) -> tuple[str, ...]:
    values = [value for name in _RECIPIENTS for value in headers(letter, name)]
    seen: dict[str, str] = {}
    for found in addresses_of(values):
        seen.setdefault(found.address.casefold(), found.address)
    return tuple(seen.values())[:MOST_ADDRESSES]


def _received_at(letter: Letter) -> datetime | None:
    received = header(letter, "received")
    return instant_of(received.rpartition(";")[2].strip()) if received else None


_SCANNED = 200_000
"""Bytes of a delivery report without a form of its own that are looked through."""
_MOST_FAILED = 100
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "mdaemon", "maildelivery"})
_DAEMON_NAMES = re.compile(r"mail delivery (sub)?system|mail delivery service|mailer.daemon|postmaster", re.IGNORECASE)
_RETURNED_ID = re.compile(rb"^[> ]{0,4}Message-I[Dd]:\s{0,80}(<[^<>\s]{1,900}>)", re.MULTILINE)
_KEYWORD = re.compile(r"[\s;(]")
_SIGNS_OF_REPLY = ("x-autoreply", "x-autorespond")
_NO_REPLY = frozenset({"auto-generated", "auto-notified"})
_REASON = re.compile(r"^.{0,200}?\b([45]\d\d[ -]|#?[45]\.\d{1,3}\.\d{1,3}\b).{0,800}$", re.MULTILINE)


class AutomaticReport(NamedTuple):
    """What kind of letter it is, and what it reports."""

    nature: Nature
    original_id: str | None = None
    failed: tuple[str, ...] = ()
    reason: str | None = None
    is_final: bool = False
    is_system: bool = False


_LETTER = AutomaticReport(Nature.LETTER)
_AUTOMATIC = AutomaticReport(Nature.AUTOMATIC)
_SYSTEM = AutomaticReport(Nature.AUTOMATIC, is_system=True)


def report_of(letter: Letter, raw: bytes) -> AutomaticReport:
    """Return what kind of letter it is; `raw` is its original.

    A delivery report that says nothing failed, or not yet, names no address and is not final.
    """
    types = {part.get_content_type(): part for part in parts_of(letter)}
    if "message/feedback-report" in types or _report_type(letter) == "feedback-report":
        return AutomaticReport(Nature.COMPLAINT, original_id=_returned_id(letter, raw))
    if "message/disposition-notification" in types or _report_type(letter) == "disposition-notification":
        return _AUTOMATIC
    if "message/delivery-status" in types:
        return _standard(letter, types["message/delivery-status"], raw)
    if _is_from_a_server(letter):
        return _other(letter, raw) or _AUTOMATIC
    return _by_sign(letter)


def _report_type(letter: Letter) -> str:
    if letter.get_content_type() != "multipart/report":
        return ""
    found = re.search(
        r"report-type\s{0,9}=\s{0,9}\"?([\w-]{1,40})", header(letter, "content-type") or "", re.IGNORECASE
    )
    return found[1].lower() if found else ""


def _standard(letter: Letter, status: Letter, raw: bytes) -> AutomaticReport:
    fields = within(status)
    failed = [block for block in fields if (header(block, "action") or "").strip().lower() == "failed"]
    told = failed or [block for block in fields if header(block, "action")]
    reasons = dict.fromkeys(filter(None, map(_diagnosis, told)))
    return AutomaticReport(
        Nature.BOUNCE,
        original_id=_returned_id(letter, raw),
        failed=_addresses(failed),
        reason=words_of("; ".join(reasons), LONGEST_REASON) or None,
        is_final=bool(failed),
    )


def _diagnosis(block: Letter) -> str:
    """Return a server's words, without the name of the protocol they come by."""
    diagnostic = header(block, "diagnostic-code")
    if diagnostic is None:
        return (header(block, "status") or "").strip()
    return diagnostic.partition(";")[2].strip() or diagnostic.strip()


def _addresses(blocks: list[Letter]) -> tuple[str, ...]:
    values = [header(block, "original-recipient") or header(block, "final-recipient") or "" for block in blocks]
    bare = [value.rpartition(";")[2] for value in values[:_MOST_FAILED]]
    return tuple(dict.fromkeys(found.address for found in addresses_of(bare)))


def _returned_id(letter: Letter, raw: bytes) -> str | None:
    """Return the Message-ID of the letter that came back: from its copy, its headers, or the words around it."""
    for part in parts_of(letter):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            found = next((id_of(header(each, "message-id")) for each in within(part)), None)
        elif part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            found = id_of(header(message_from_bytes(content_of(part)[:_SCANNED]), "message-id"))
        else:
            continue
        if found:
            return found
    own = id_of(header(letter, "message-id"))
    named = (id_of(match.decode("ascii", "replace")) for match in _RETURNED_ID.findall(raw[:_SCANNED]))
    answered = (*ids_of(header(letter, "in-reply-to")), *reversed(ids_of(header(letter, "references"))))
    return next((each for each in (*named, *answered) if each and each != own), None)


def _is_from_a_server(letter: Letter) -> bool:
    senders = [*headers(letter, "from"), *headers(letter, "sender")]
    locals_ = {found.address.partition("@")[0].lower() for found in addresses_of(senders)}
    return (
        bool(locals_ & _DAEMONS)
        or any(_DAEMON_NAMES.search(sender[:400]) for sender in senders)
        or header(letter, "x-failed-recipients") is not None
        or _report_type(letter) == "delivery-status"
    )


def _other(letter: Letter, raw: bytes) -> AutomaticReport | None:
    """Return what a delivery report of a server's own form says, or None when it is not understood as one."""
    lasting, passing = _scanned(raw)
    if not lasting and not passing:
        return None
    return AutomaticReport(
        Nature.BOUNCE,
        original_id=_returned_id(letter, raw),
        failed=tuple(sorted(lasting))[:_MOST_FAILED],
        reason=_words(letter),
        is_final=bool(lasting),
    )


def _scanned(raw: bytes) -> tuple[set[str], set[str]]:
    from flufl.bounce import all_failures

    # It logs what it cannot read, with the words of the letter.
    logging.getLogger("flufl.bounce").disabled = True
    try:
        passing, lasting = all_failures(message_from_bytes(raw[:_SCANNED]))
    except Exception:  # noqa: BLE001 - its detectors raise what broken letters make them raise
        return set(), set()
    return _decoded(lasting), _decoded(passing)


def _decoded(addresses: frozenset[bytes]) -> set[str]:
    return {found.address for found in addresses_of(sorted(each.decode("ascii", "replace") for each in addresses))}


def _words(letter: Letter) -> str | None:
    """Return the first line of the report that names a code of SMTP."""
    for part in parts_of(letter):
        if part.get_content_maintype() == "text":
            found = _REASON.search(content_of(part)[:_SCANNED].decode("utf-8", "replace"))
            if found:
                return words_of(found[0], LONGEST_REASON)
    return None


def _by_sign(letter: Letter) -> AutomaticReport:
    """Tell by its headers whether a program wrote a letter, and whether it did so of itself (RFC 3834, 5).

    What no answer may come back to is a reply, whatever else it says: some out-of-office replies say `auto-generated`.
    """
    submitted = _keywords(letter, "auto-submitted")
    is_reply = (
        any(_keywords(letter, name) for name in _SIGNS_OF_REPLY)
        or any(value.strip().lower() == "auto_reply" for value in headers(letter, "precedence"))
        or any(value.strip() == "<>" for value in headers(letter, "return-path"))
        or bool(submitted - _NO_REPLY)
    )
    if is_reply:
        return _AUTOMATIC
    return _SYSTEM if submitted else _LETTER


def _keywords(letter: Letter, name: str) -> set[str]:
    """Return the first words of headers of that name, but for one that says no."""
    return {_KEYWORD.split(value.strip().lower(), 1)[0] for value in headers(letter, name)} - {"", "no"}
