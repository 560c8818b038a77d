"""Letters in and out: read, kept in their originals, given to their orders, found again (SOP 4.3c, 4.4c, 5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.parties import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ordertrack.domain.notices.notice import Notice
    from ordertrack.domain.orders.order import Order
    from ordertrack.domain.parties import Channel, Party

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


class Direction(StrEnum):
    """Whether it came in or went out."""

    IN = "in"
    OUT = "out"


class Match(StrEnum):
    """How a letter found its orders: by the letter it answers, its reply address, a number it names, or a person."""

    THREAD = "thread"
    TOKEN = "token"  # noqa: S105 - no secret
    NUMBER = "number"
    HAND = "hand"


class MessageState(StrEnum):
    """What a letter still wants: to be given an order, a clerk's decision, or nothing."""

    UNMATCHED = "unmatched"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A letter as the book keeps it; its original is asked for apart.

    `at` is when it was received, or sent (UTC); `text` is what its writer wrote, `rest` what was quoted and signed;
    `reason` is why, of a delivery report, nothing was delivered for good.
    """

    id: int
    direction: Direction
    digest: str
    message_id: str | None
    nature: Nature
    state: MessageState
    at: datetime
    kept_at: datetime
    subject: str
    text: str
    numbers: tuple[str, ...] = ()
    matched_by: Match | None = None
    notice: int | None = None
    party: int | None = None
    side: Side | None = None
    sender: str | None = None
    sender_name: str | None = None
    attachments: tuple[Attachment, ...] = ()
    rest: str = ""
    reason: str | None = None


class Wording(NamedTuple):
    """The words of a message: the plain part always, and the HTML part that says the same."""

    subject: str
    plain: str
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to one address; `at` is its date (UTC), `references` the letters before it, the oldest first.

    Two letters of one `message_id` are one to whoever receives them.
    """

    message_id: str
    sender: str
    to: str
    to_name: str | None
    wording: Wording
    at: datetime
    reply_to: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


MOST_WORDS = 400
"""So many different words of a letter at most are looked up as order numbers."""
_WORD = re.compile(r"[^\s,;()\[\]{}<>\"'|]+")
_PART = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
_TOKEN = re.compile(r"\+([a-z2-7]{16})@")
_AROUND = ".:!?*_#"
_CUT = "…"


class FoundOrders(NamedTuple):
    """The orders of a letter, whom it is from, and how that was found; `notice` is the one it answers."""

    numbers: tuple[str, ...]
    matched_by: Match
    notice: Notice | None = None
    party: int | None = None
    side: Side | None = None


def answered_ids(letter: Incoming) -> tuple[str, ...]:
    """List the Message-IDs that a letter answers, or reports about, the nearest first."""
    near = (letter.original_id, letter.in_reply_to, *reversed(letter.references))
    return tuple(dict.fromkeys(each for each in near if each))


def reply_tokens(letter: Incoming) -> tuple[str, ...]:
    """List the tokens in the addresses that a letter was sent to."""
    return tuple(dict.fromkeys(token for each in letter.recipients for token in _TOKEN.findall(each.lower())))


def possible_numbers(letter: Incoming) -> tuple[str, ...]:
    """List the words of a letter that may be an order's number: those of the subject first, at most so many.

    Each has a digit in it. A number with a blank in it is not among them.
    """
    found: dict[str, None] = {}
    for text in (letter.subject, letter.text, letter.rest):
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            if any(char.isdigit() for char in word):
                found |= dict.fromkeys(_forms(word))
            if len(found) >= MOST_WORDS:
                return tuple(found)[:MOST_WORDS]
    return tuple(found)


def of_notice(notice: Notice, letter: Incoming, matched_by: Match) -> FoundOrders:
    """Take a letter as an answer to a notice; of several orders it means those that it names, else all of them.

    What its writer wrote counts before the subject, which is often ours and names them all; a report means all.
    """
    numbers: tuple[str, ...] = ()
    if letter.nature is Nature.LETTER:
        numbers = _named(notice.numbers, letter.text)
        numbers = numbers or (() if letter.subject.endswith(_CUT) else _named(notice.numbers, letter.subject))
    return FoundOrders(numbers or notice.numbers, matched_by, notice, notice.to.party, notice.to.side)


def is_about(letter: Incoming, notice: Notice) -> bool:
    """Say whether a letter of a notice's thread is about that notice: a delivery report names addresses that failed."""
    failed = {address.casefold() for address in letter.failed}
    return letter.nature is not Nature.BOUNCE or not failed or (notice.to.address or "").casefold() in failed


def of_sender(parties: Sequence[Party], orders: Mapping[str, Order], words: Iterable[str]) -> FoundOrders | None:
    """Take a letter as one about the orders that it names and its sender has to do with; None when there is none.

    Where several parties share an address, it is the one whose order is named first.
    """
    named = [order for word in words if (order := orders.get(word))]
    stands = [(order.number, stand) for order in named if (stand := side_of(order, parties))]
    if not stands:
        return None
    party, side = stands[0][1]
    theirs = dict.fromkeys(number for number, stand in stands if stand == (party, side))
    return FoundOrders(tuple(theirs), Match.NUMBER, party=party.id, side=side)


def from_sender(found: FoundOrders, parties: Sequence[Party], orders: Mapping[str, Order]) -> FoundOrders:
    """Say whom a letter of a thread is from, whose sender may be one of `parties`: the thread's, or its orders'.

    Of anybody else it is nobody's: whoever has seen a letter can answer it.
    """
    if any(party.id == found.party for party in parties):
        return found
    for order in orders.values():
        if stand := side_of(order, parties):
            return found._replace(party=stand[0].id, side=stand[1])
    return found._replace(party=None, side=None)


def side_of(order: Order, parties: Iterable[Party]) -> tuple[Party, Side] | None:
    """Say on which side of an order one of these parties stands."""
    for party in parties:
        for side in (Side.CUSTOMER, Side.SUPPLIER):
            if party.id == (order.customer if side is Side.CUSTOMER else order.supplier):
                return party, side
    return None


def _forms(word: str) -> Iterator[str]:
    bare = word.strip(_AROUND)
    for form in (word, bare, *(part for part in _PART.findall(bare) if any(char.isdigit() for char in part))):
        yield from (form, form.upper(), form.lower())


def _named(numbers: Sequence[str], text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", text)
    return tuple(number for number in numbers if _stands_in(number, plain))


def _stands_in(number: str, text: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z0-9-]){re.escape(number)}(?![A-Za-z0-9-])", text, re.IGNORECASE))


DESK = "the desk"
"""Us, where nobody in particular wrote or was written to."""


class Part(StrEnum):
    """What an entry of a conversation is; a letter that came in is named by its nature."""

    NOTICE = "notice"
    CONTACT = "contact"
    ENQUIRY = "enquiry"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceEntry:
    """One thing said about an order: when (UTC), by whom to whom, how, and in which words.

    `direction` is that of a letter; `outcome` what came of a contact; `rest` what a letter quoted or signed.
    """

    at: datetime
    part: Part | Nature
    sender: str
    recipient: str
    channel: Channel
    text: str | None = None
    direction: Direction | None = None
    subject: str | None = None
    outcome: str | None = None
    rest: str = ""
    message: int | None = None
    attachments: tuple[Attachment, ...] = ()
