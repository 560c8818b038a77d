"""What the use cases about notices and messages need of a store, and what it guarantees (SOP 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ordertrack.usecases.ports import Reads, Writes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from ordertrack.domain.channels import Side
    from ordertrack.domain.messages import Direction, Message, MessageState
    from ordertrack.domain.noticefigures import NoticeTimes
    from ordertrack.domain.notices import Notice, NoticeChannel, NoticeKind, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQuestion:
    """Which notices: every condition given holds; none given, all of them.

    `names` are recipients, without regard to case; `numbers` orders they are about; `is_unread` those in an inbox
    that nobody has read.
    """

    states: tuple[NoticeState, ...] = ()
    kinds: tuple[NoticeKind, ...] = ()
    channels: tuple[NoticeChannel, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    party: int | None = None
    side: Side | None = None
    is_unread: bool = False
    since: datetime | None = None


class OutboxCounts(NamedTuple):
    """How many notices nobody approved or kept from leaving, by policy revision and kind, and how many failed.

    `unread` counts what lies in inboxes by their names, `letters` the messages that are not done by their state.
    """

    drafts: Mapping[tuple[int, NoticeKind], int]
    failed: int
    unread: Mapping[str, int]
    letters: Mapping[MessageState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuestion:
    """Which messages: every condition given holds."""

    states: tuple[MessageState, ...] = ()
    direction: Direction | None = None
    numbers: tuple[str, ...] = ()
    since: date | None = None


class NewMessage(NamedTuple):
    """A message to keep, with its original."""

    message: Message
    raw: bytes


class OutboxReads(Reads, Protocol):
    """The notices and messages of the book, in one consistent view."""

    def notices(self, question: NoticeQuestion, *, limit: int | None = None) -> Sequence[Notice]:
        """List the notices that fit, as they were queued."""

    def outbox_counts(self) -> OutboxCounts:
        """Count what may wait for a person; the cost grows with what is open and not with the history."""

    def notice_times(self, *, since: datetime | None, before: datetime | None) -> Sequence[NoticeTimes]:
        """List when the notices queued in a period were to be told, and were told; the end is not in the period."""

    def get_notice(self, notice: int) -> Notice:
        """Give a notice by its number; NotFoundError when there is none."""

    def notice_of_key(self, key: str) -> Notice | None:
        """Find the one notice of a cause, recipient and channel."""

    def notices_of_letters(self, message_ids: Collection[str]) -> Mapping[str, Notice]:
        """Give the notices that were sent under these Message-IDs, by them."""

    def message_of_letters(self, message_ids: Collection[str]) -> Message | None:
        """Find the latest message that has one of these Message-IDs."""

    def notice_of_token(self, token: str) -> Notice | None:
        """Find the notice whose reply address has a token."""

    def last_letters(self, party: int, numbers: Collection[str], *, before: int) -> Sequence[str]:
        """Give the Message-IDs of what passed between us and a party about orders, oldest first, up to a notice."""

    def messages(self, question: MessageQuestion, *, limit: int | None = None) -> Sequence[Message]:
        """List the messages that fit, by their time."""

    def get_message(self, message: int) -> Message:
        """Give a message by its number; NotFoundError when there is none."""

    def original(self, message: int) -> bytes:
        """Give the very bytes of a message; NotFoundError when there is none."""

    def known_letters(self) -> Collection[str]:
        """Give the Message-IDs of all letters that came in, and of our own."""

    def knows_letter(self, *, message_id: str | None, digest: str | None) -> bool:
        """Say whether a letter came in already: by its Message-ID, else by the SHA-256 of its bytes."""

    def due_notices(self, at: datetime, *, after: int, limit: int) -> Sequence[Notice]:
        """List notices by mail that may be tried at an instant, by number: queued, or left by a sender that died.

        Whether the policy lets them leave is asked of the policy, not here.
        """


class OutboxWrites(OutboxReads, Writes, Protocol):
    """One transaction over the book with its notices and messages."""

    def add_notice(self, notice: Notice, key: str) -> Notice:
        """Queue a notice under the next number, with a token of its own; ConflictError when the key is taken."""

    def save_notice(self, notice: Notice) -> None:
        """Keep what changed of a notice."""

    def keep_message(self, new: NewMessage) -> Message:
        """Keep a message with its original, under the next number if it has none.

        ConflictError when it is kept already.
        """

    def next_message(self) -> int:
        """Give the number under which the next message can be kept."""

    def save_message(self, message: Message) -> None:
        """Keep what changed of a message: its orders, its state, whom it is from."""
