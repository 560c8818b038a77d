"""Where what writes the words of notices is wired in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ordertrack.delivery.wording import Words


@cache
def words() -> Words:
    """Give what writes the words of notices, and tries the texts of a policy."""
    from ordertrack.delivery.wording import Words

    return Words()


def longest_subject() -> int:
    """Give how many characters a subject may have."""
    from ordertrack.delivery.wording import LONGEST_SUBJECT

    return LONGEST_SUBJECT
