"""Letters for the tests of their delivery."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ordertrack.domain.letters import Letter, Wording

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDING = Wording("Your order A-1", "It has left us.\n", "<p>It has left us.</p>\n")


def letter(**changes: Any) -> Letter:  # noqa: ANN401
    """Give a letter to Bob, changed as asked."""
    usual: dict[str, Any] = {
        "message_id": "<notice-1@orders.example.com>",
        "sender": "orders@example.com",
        "to": "bob@example.org",
        "to_name": "Bob",
        "wording": WORDING,
        "at": AT,
    }
    return Letter(**{**usual, **changes})
