"""Letters that no person wrote: automatic replies, delivery reports, complaints (RFC 3834, 3464, 5965, 8098)."""

from __future__ import annotations

import logging
import re
from email import message_from_bytes
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.letters import LONGEST_REASON, Nature
from ordertrack.mail.letters.parts import (
    addresses_of,
    content_of,
    header,
    headers,
    id_of,
    ids_of,
    parts_of,
    within,
    words_of,
)

if TYPE_CHECKING:
    from ordertrack.mail.letters.parts import Letter


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


class Report(NamedTuple):
    """What kind of letter it is, and what it reports."""

    nature: Nature
    original_id: str | None = None
    failed: tuple[str, ...] = ()
    reason: str | None = None
    is_final: bool = False
    is_system: bool = False


_LETTER = Report(Nature.LETTER)
_AUTOMATIC = Report(Nature.AUTOMATIC)
_SYSTEM = Report(Nature.AUTOMATIC, is_system=True)


def report_of(letter: Letter, raw: bytes) -> Report:
    """Return what kind of letter it is; `raw` is its original.

    A delivery report that says nothing failed, or not yet, names no address and is not final.
    """
    types = {part.get_content_type(): part for part in parts_of(letter)}
    if "message/feedback-report" in types or _report_type(letter) == "feedback-report":
        return Report(Nature.COMPLAINT, original_id=_returned_id(letter, raw))
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


def _standard(letter: Letter, status: Letter, raw: bytes) -> Report:
    fields = within(status)
    failed = [block for block in fields if (header(block, "action") or "").strip().lower() == "failed"]
    told = failed or [block for block in fields if header(block, "action")]
    reasons = dict.fromkeys(filter(None, map(_diagnosis, told)))
    return Report(
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


def _other(letter: Letter, raw: bytes) -> Report | None:
    """Return what a delivery report of a server's own form says, or None when it is not understood as one."""
    lasting, passing = _scanned(raw)
    if not lasting and not passing:
        return None
    return Report(
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


def _by_sign(letter: Letter) -> Report:
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
