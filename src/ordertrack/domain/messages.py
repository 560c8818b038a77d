"""Messages in and out in their originals, and how those that come in find their orders (SOP 4.3c, 4.4c, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.channels import Side
    from ordertrack.domain.incoming import Attachment, Nature


class Direction(StrEnum):
    """Whether it came in or went out."""

    IN = "in"
    OUT = "out"


class Match(StrEnum):
    """How a letter found its orders: by the letter it answers, its reply address, a number it names, or a person."""

    THREAD = "thread"
    TOKEN = "token"  # noqa: S105 - no secret
    NUMBER = "number"
    HAND = "hand"


class MessageState(StrEnum):
    """What a letter still wants: to be given an order, a clerk's decision, or nothing."""

    UNMATCHED = "unmatched"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A letter as the book keeps it; its original is asked for apart.

    `at` is when it was received, or sent (UTC); `text` is what its writer wrote, `rest` what was quoted and signed;
    `reason` is why, of a delivery report, nothing was delivered for good.
    """

    id: int
    direction: Direction
    digest: str
    message_id: str | None
    nature: Nature
    state: MessageState
    at: datetime
    kept_at: datetime
    subject: str
    text: str
    numbers: tuple[str, ...] = ()
    matched_by: Match | None = None
    notice: int | None = None
    party: int | None = None
    side: Side | None = None
    sender: str | None = None
    sender_name: str | None = None
    attachments: tuple[Attachment, ...] = ()
    rest: str = ""
    reason: str | None = None
