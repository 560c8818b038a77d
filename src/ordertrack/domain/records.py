"""Records: the hash chain over all that happened, how long orders are kept, what erasing leaves (SOP 4.4c, 6)."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dateutil.relativedelta import relativedelta

from ordertrack.domain.orders.events import KINDS, Event, kind_of
from ordertrack.domain.parties import Side
from ordertrack.domain.time.hours import DurationUnit
from ordertrack.domain.values.codec import canonical, decode, encode, instant_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ordertrack.domain.orders.events import Fact
    from ordertrack.domain.policy.policy import Retention, RetentionClass
    from ordertrack.domain.time.hours import Duration
    from ordertrack.domain.values.codec import Facts

STUBS_TAG = b"ordertrack-stubs-v1\0"
VERSION_TAG = b"ordertrack-trail-v1\0"
GENESIS = bytes(32)


def body_of(kind: str, facts: dict[str, Any], *, at: str, by: str, order: str | None = None) -> str:
    """Write an event as canonical JSON: sorted keys, no spaces, no floats. These very characters are hashed."""
    body: dict[str, Any] = {"at": at, "by": by, "facts": facts, "kind": kind}
    if order is not None:
        body["order"] = order
    return canonical(body)


def event_body(fact: Fact, *, at: datetime, by: str, order: str | None = None) -> str:
    """Write a fact as the body of an event."""
    return body_of(kind_of(fact), encode(fact), at=instant_text(at), by=by, order=order)


def chain_hash(previous: bytes, seq: int, body: bytes) -> bytes:
    """SHA-256 over version tag, previous hash (32 bytes), sequence (8 bytes, big-endian) and the stored body."""
    return hashlib.sha256(VERSION_TAG + previous + seq.to_bytes(8, "big") + body).digest()


def stubs_digest(stubs: Iterable[tuple[int, bytes, str | None]]) -> tuple[int, str]:
    """Commit to events whose text leaves the trail: how many, and one digest of them in hexadecimal.

    Each is its sequence, its hash, and what of its text is said on, if anything; in the order of the trail.
    """
    count, total = 0, hashlib.sha256(STUBS_TAG)
    for seq, digest, rest in stubs:
        count += 1
        said = hashlib.sha256((rest or "").encode()).digest()
        total.update(seq.to_bytes(8, "big") + digest + said)
    return count, total.hexdigest()


def event_from(body: str, seq: int) -> Event:
    """Read an event back; ValueError when the body is not one."""
    try:
        plain = json.loads(body)
        at = datetime.fromisoformat(plain["at"])
        fact = decode(KINDS[plain["kind"]], plain["facts"])
        return Event(fact=fact, at=at, by=plain["by"], order=plain.get("order"), seq=seq)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"event {seq} cannot be read: {error}") from error


ERASED = "erased"
"""What stands where somebody's words stood."""


class Theirs(NamedTuple):
    """What of an order's words is a party's: all of the sides on which it stands, and its letters by their numbers."""

    sides: Collection[Side]
    letters: Collection[int] = ()


def without_correspondence(body: str, theirs: Theirs) -> str | None:
    """Give an event's text without a party's words; None when it neither has them nor speaks of a letter of the party.

    That is what a customer asked, who asked, and what was answered; and the note of a letter to or from the party.
    An event that speaks of such a letter is given even when it has no note: its text commits to the letter's digest.
    ValueError when the text is no event's.
    """
    try:
        plain: dict[str, Any] = json.loads(body)
        silence = _SILENCED.get(plain["kind"])
        is_changed = silence is not None and silence(plain["facts"], theirs)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an event cannot be read: {error}") from error
    return canonical(plain) if is_changed else None


def _silence_logged(facts: Facts, theirs: Theirs) -> bool:
    return Side.CUSTOMER in theirs.sides and _silence_question(facts["enquiry"])


def _silence_answered(facts: Facts, theirs: Theirs) -> bool:
    is_answer = Side.CUSTOMER in theirs.sides
    if is_answer:
        facts["text"] = ERASED
    return is_answer


def _silence_entered(facts: Facts, theirs: Theirs) -> bool:
    asked = facts["order"].get("enquiries", []) if Side.CUSTOMER in theirs.sides else []
    made = facts["order"].get("contacts", [])
    return any([*map(_silence_question, asked), *(_silence_note(each, theirs) for each in made)])


def _silence_question(enquiry: Facts) -> bool:
    enquiry |= {name: ERASED for name in ("sender", "text", "answer") if name in enquiry}
    return True


def _silence_note(contact: Facts, theirs: Theirs) -> bool:
    if "message" not in contact or (contact["side"] not in theirs.sides and contact["message"] not in theirs.letters):
        return False
    if "note" in contact:
        contact["note"] = ERASED
    return True


_SILENCED: dict[str, Callable[[Facts, Theirs], bool]] = {
    "enquiry logged": _silence_logged,
    "enquiry answered": _silence_answered,
    "contact logged": lambda facts, theirs: _silence_note(facts["contact"], theirs),
    "order entered": _silence_entered,
}


class Finished(NamedTuple):
    """A finished order as it is asked about its term.

    `finished_on` is the day it was closed or cancelled, or came in as history; `is_at_rest` says that no issue,
    enquiry or escalation of it is open, `is_told` that no notice about it waits to be sent, nor a letter for a clerk.
    """

    number: str
    finished_on: date
    classes: tuple[RetentionClass, ...]
    held_cause: str | None
    is_at_rest: bool
    is_told: bool = True


class Kept(NamedTuple):
    """A finished order, the class that keeps it longest, and the last day on which it is kept."""

    order: Finished
    kept_for: RetentionClass
    kept_until: date

    @property
    def why_stays(self) -> str | None:
        """Say what keeps the order in the book though its term is over; None when nothing does."""
        if self.order.held_cause is not None:
            return f"held: {self.order.held_cause}"
        if not self.order.is_at_rest:
            return "has an open issue, enquiry or escalation"
        return None if self.order.is_told else "a notice about it waits to be sent, or a letter for a clerk"

    def is_over(self, on: date) -> bool:
        """Say whether the term is over on a day; the last day still belongs to it."""
        return self.kept_until < on


def keeping(order: Finished, retention: Retention) -> Kept:
    """Say until when an order is kept: the longest term of the classes it falls into (SOP 6)."""
    ends = [(_end(order.finished_on, retention.term_of(kind)), kind) for kind in order.classes]
    until, kind = max(ends, key=lambda each: each[0])
    return Kept(order, kind, until)


def _end(day: date, term: Duration) -> date:
    """Give the last day of a term; beyond the calendar's end there is none later."""
    spans = {DurationUnit.YEARS: relativedelta(years=term.amount), DurationUnit.DAYS: relativedelta(days=term.amount)}
    try:
        return day + spans[term.unit]
    except (OverflowError, ValueError):
        return date.max
