"""Notices: messages to parties and colleagues, kept in the outbox until they are delivered (SOP 4, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.parties import NoticeChannel, Side
    from ordertrack.domain.policy.notices import NoticeKind


class NoticeState(StrEnum):
    """Where a notice stands; one that waits for approval is queued, too."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


UNSENT = (NoticeState.QUEUED, NoticeState.FAILED)
"""Those that nobody has sent and that may still be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a notice is for: a party of the book on one side of its orders, or a colleague or role of the desk."""

    name: str
    channel: NoticeChannel
    party: int | None = None
    side: Side | None = None
    address: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A notice to queue: what it is about, for whom, and what its text is made from.

    `cause` names what it follows from; no two notices have one cause, recipient and channel. `learned_at` is when
    the desk learned what it tells (UTC).
    """

    kind: NoticeKind
    cause: str
    to: Addressee
    numbers: tuple[str, ...]
    facts: dict[str, Any]
    revision: int
    queued_at: datetime
    learned_at: datetime
    is_copy: bool = False

    @property
    def key(self) -> str:
        """What makes two notices the same one."""
        who = f"party {self.to.party}" if self.to.party is not None else f"desk {self.to.name}"
        return f"{self.kind}|{self.cause}|{who}|{self.to.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as the outbox keeps it.

    Its text follows from `facts` by the texts of policy `revision`, until somebody edits it. `token` stands in its
    reply address; `message_id` is its own from the first time it is sent. `may_repeat` says that a sender stopped
    between handing it over and noting that: it may arrive twice, under the same Message-ID.
    """

    id: int
    kind: NoticeKind
    state: NoticeState
    to: Addressee
    numbers: tuple[str, ...]
    facts: dict[str, Any]
    cause: str
    revision: int
    queued_at: datetime
    learned_at: datetime
    token: str
    message_id: str | None = None
    is_copy: bool = False
    subject: str | None = None
    body: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    attempts: int = 0
    next_at: datetime | None = None
    lease_until: datetime | None = None
    may_repeat: bool = False
    sent_at: datetime | None = None
    error: str | None = None
    read_at: datetime | None = None
    acknowledged_at: datetime | None = None
