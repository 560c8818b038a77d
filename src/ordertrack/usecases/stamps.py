"""Who does a thing and when: given to every use case, never asked of the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The instant of entry (UTC), the day it is in the book's zone, and the actor."""

    at: datetime
    today: date
    by: str
