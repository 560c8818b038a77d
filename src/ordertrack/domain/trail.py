"""The hash chain over everything that happened: how an event is written, hashed, and checked (SOP 4.4c)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ordertrack.domain.codec import instant_text
from ordertrack.domain.events import Event, fact_from, facts_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordertrack.domain.events import Fact

STUBS_TAG = b"ordertrack-stubs-v1\0"
VERSION_TAG = b"ordertrack-trail-v1\0"
GENESIS = bytes(32)
canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def body_of(kind: str, facts: dict[str, Any], *, at: str, by: str, order: str | None = None) -> str:
    """Write an event as canonical JSON: sorted keys, no spaces, no floats. These very characters are hashed."""
    body: dict[str, Any] = {"at": at, "by": by, "facts": facts, "kind": kind}
    if order is not None:
        body["order"] = order
    return canonical(body)


def event_body(fact: Fact, *, at: datetime, by: str, order: str | None = None) -> str:
    """Write a fact as the body of an event."""
    return body_of(kind_of(fact), facts_of(fact), at=instant_text(at), by=by, order=order)


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
        fact = fact_from(plain["kind"], plain["facts"])
        return Event(fact=fact, at=at, by=plain["by"], order=plain.get("order"), seq=seq)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        msg = f"event {seq} cannot be read: {error}"
        raise ValueError(msg) from error
