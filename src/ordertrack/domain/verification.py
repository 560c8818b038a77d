"""Is this order what was meant? Checks against the book before an order enters it (SOP 4.1a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.domain.problems import Problem
from ordertrack.domain.texts import name_key, near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordertrack.domain.parties import Party


def twin_number(number: str) -> Problem:
    """Say that the number is taken."""
    return Problem(column="number", message=f"{number} is in the book already")


def twin_reference(customer: str, reference: str, holder: str) -> Problem:
    """Say that the customer's reference stands on another order."""
    return Problem(column="customer_ref", message=f"{reference} of {customer} stands on order {holder} already")


def near_name(name: str, role: str, parties: Iterable[Party]) -> Problem | None:
    """Suspect a new name that is one typo away from a known one; names that differ in a digit are meant to."""
    key = name_key(name)
    for party in parties:
        if near(key, party.key) and _digits(key) == _digits(party.key):
            return Problem(column=role, message=f'"{name}" is new, and one letter away from "{party.name}"')
    return None


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]
