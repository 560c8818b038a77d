"""What may still be said of an event once the person in it is erased: all of it but their words (SOP 6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ordertrack.domain.trail import canonical

if TYPE_CHECKING:
    from ordertrack.domain.codec import Facts

ERASED = "erased"
"""What stands where somebody's words stood."""


def without_correspondence(body: str) -> str | None:
    """Give an event's text without what a customer asked, who asked, and what was answered; None when it has none.

    ValueError when the text is no event's.
    """
    try:
        plain: dict[str, Any] = json.loads(body)
        is_changed = _SILENCED.get(plain["kind"], _keep)(plain["facts"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an event cannot be read: {error}") from error
    return canonical(plain) if is_changed else None


def _keep(_: Facts) -> bool:
    return False


def _silence_logged(facts: Facts) -> bool:
    return _silence_question(facts["enquiry"])


def _silence_answered(facts: Facts) -> bool:
    facts["text"] = ERASED
    return True


def _silence_entered(facts: Facts) -> bool:
    enquiries = facts["order"].get("enquiries", [])
    for enquiry in enquiries:
        _silence_question(enquiry)
    return bool(enquiries)


def _silence_question(enquiry: Facts) -> bool:
    enquiry |= {name: ERASED for name in ("sender", "text", "answer") if name in enquiry}
    return True


_SILENCED = {
    "enquiry logged": _silence_logged,
    "enquiry answered": _silence_answered,
    "order entered": _silence_entered,
}
