"""The hash chain over everything that happened: how an event is written, hashed, and checked (SOP 4.4c)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ordertrack.domain.codec import instant_text
from ordertrack.domain.events import Event, fact_from, facts_of, kind_of

if TYPE_CHECKING:
    from ordertrack.domain.events import Fact

VERSION_TAG = b"ordertrack-trail-v1\0"
GENESIS = bytes(32)
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def body_of(kind: str, facts: dict[str, Any], *, at: str, by: str, order: str | None = None) -> str:
    """Write an event as canonical JSON: sorted keys, no spaces, no floats. These very characters are hashed."""
    body: dict[str, Any] = {"at": at, "by": by, "facts": facts, "kind": kind}
    if order is not None:
        body["order"] = order
    return _canonical(body)


def event_body(fact: Fact, *, at: datetime, by: str, order: str | None = None) -> str:
    """Write a fact as the body of an event."""
    return body_of(kind_of(fact), facts_of(fact), at=instant_text(at), by=by, order=order)


def chain_hash(previous: bytes, seq: int, body: bytes) -> bytes:
    """SHA-256 over version tag, previous hash (32 bytes), sequence (8 bytes, big-endian) and the stored body."""
    return hashlib.sha256(VERSION_TAG + previous + seq.to_bytes(8, "big") + body).digest()


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
