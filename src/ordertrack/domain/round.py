"""What happens to the whole book: a daily round ran, a policy revision was adopted (SOP 4.2a, 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRun:
    """A daily round went through what is open, as of a day in the book's zone, under a policy revision."""

    as_of: date
    revision: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAdopted:
    """A policy revision holds from a day on; its text never changes."""

    number: int
    from_on: date
    description: str
    text: str
