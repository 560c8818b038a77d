"""How a letter finds its orders: the letter it answers, its reply address, or a number it names (SOP 4.3c, 5)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from ordertrack.domain.channels import Side
from ordertrack.domain.incoming import Nature
from ordertrack.domain.messages import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ordertrack.domain.incoming import Incoming
    from ordertrack.domain.notices import Notice
    from ordertrack.domain.orders import Order
    from ordertrack.domain.parties import Party

MOST_WORDS = 400
"""So many different words of a letter at most are looked up as order numbers."""
_WORD = re.compile(r"[^\s,;()\[\]{}<>\"'|]+")
_PART = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
_TOKEN = re.compile(r"\+([a-z2-7]{16})@")
_AROUND = ".:!?*_#"
_CUT = "…"


class Found(NamedTuple):
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


def of_notice(notice: Notice, letter: Incoming, matched_by: Match) -> Found:
    """Take a letter as an answer to a notice; of several orders it means those that it names, else all of them.

    What its writer wrote counts before the subject, which is often ours and names them all; a report means all.
    """
    numbers: tuple[str, ...] = ()
    if letter.nature is Nature.LETTER:
        numbers = _named(notice.numbers, letter.text)
        numbers = numbers or (() if letter.subject.endswith(_CUT) else _named(notice.numbers, letter.subject))
    return Found(numbers or notice.numbers, matched_by, notice, notice.to.party, notice.to.side)


def is_about(letter: Incoming, notice: Notice) -> bool:
    """Say whether a letter of a notice's thread is about that notice: a delivery report names addresses that failed."""
    failed = {address.casefold() for address in letter.failed}
    return letter.nature is not Nature.BOUNCE or not failed or (notice.to.address or "").casefold() in failed


def of_sender(parties: Sequence[Party], orders: Mapping[str, Order], words: Iterable[str]) -> Found | None:
    """Take a letter as one about the orders that it names and its sender has to do with; None when there is none.

    Where several parties share an address, it is the one whose order is named first.
    """
    named = [order for word in words if (order := orders.get(word))]
    stands = [(order.number, stand) for order in named if (stand := side_of(order, parties))]
    if not stands:
        return None
    party, side = stands[0][1]
    theirs = dict.fromkeys(number for number, stand in stands if stand == (party, side))
    return Found(tuple(theirs), Match.NUMBER, party=party.id, side=side)


def from_sender(found: Found, parties: Sequence[Party], orders: Mapping[str, Order]) -> Found:
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
            if party.id == _party(order, side):
                return party, side
    return None


def _party(order: Order, side: Side) -> int:
    return order.customer if side is Side.CUSTOMER else order.supplier


def _forms(word: str) -> Iterator[str]:
    bare = word.strip(_AROUND)
    for form in (word, bare, *(part for part in _PART.findall(bare) if any(char.isdigit() for char in part))):
        yield from (form, form.upper(), form.lower())


def _named(numbers: Sequence[str], text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", text)
    return tuple(number for number in numbers if _stands_in(number, plain))


def _stands_in(number: str, text: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z0-9-]){re.escape(number)}(?![A-Za-z0-9-])", text, re.IGNORECASE))
