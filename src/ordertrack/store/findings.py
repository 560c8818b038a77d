"""What a verification says."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """The first thing wrong: the event it begins with (None: rows without events) and a sentence."""

    seq: int | None
    message: str


class Verdict(NamedTuple):
    """What a verification found: how many events, the head's hash, the first thing wrong, how many are stubs."""

    events: int
    head: str
    finding: Finding | None
    stubs: int = 0
