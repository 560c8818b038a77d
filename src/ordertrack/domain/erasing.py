"""What may still be said of an event once the person in it is erased: all of it but their words (SOP 6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.domain.channels import Side
from ordertrack.domain.trail import canonical

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordertrack.domain.codec import Facts

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
        is_changed = _SILENCED.get(plain["kind"], _keep)(plain["facts"], theirs)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an event cannot be read: {error}") from error
    return canonical(plain) if is_changed else None


def _keep(_: Facts, __: Theirs) -> bool:
    return False


def _silence_logged(facts: Facts, theirs: Theirs) -> bool:
    return Side.CUSTOMER in theirs.sides and _silence_question(facts["enquiry"])


def _silence_answered(facts: Facts, theirs: Theirs) -> bool:
    is_answer = Side.CUSTOMER in theirs.sides
    if is_answer:
        facts["text"] = ERASED
    return is_answer


def _silence_contact(facts: Facts, theirs: Theirs) -> bool:
    return _silence_note(facts["contact"], theirs)


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


_SILENCED = {
    "enquiry logged": _silence_logged,
    "enquiry answered": _silence_answered,
    "contact logged": _silence_contact,
    "order entered": _silence_entered,
}
