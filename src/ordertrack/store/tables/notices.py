"""The tables of notices and messages: what waits to be said, and every message in or out in its original.

Facts, attachments and references are kept as JSON; instants as the trail writes them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, LargeBinary, Table
from sqlmodel import Field

from ordertrack.domain.letters import Direction, Match, MessageState, Nature
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.values.texts import LIMITS
from ordertrack.store.engine.functions import Whole, instant, instants, limits, one_of, rule, text, whole
from ordertrack.store.tables.orders import BY_KEY, STRICT, Row, key_column, table_of


def _party() -> Column[int]:
    return Column("party_id", Whole, ForeignKey("parties.id"), nullable=True)


class NoticeRow(Row, table=True):
    """A notice in the outbox; `key` makes it the only one of its cause, recipient and channel."""

    __tablename__: ClassVar[Any] = "notices"
    __table_args__: ClassVar[Any] = (
        one_of("notices", "kind", NoticeKind),
        one_of("notices", "state", NoticeState),
        one_of("notices", "channel", NoticeChannel),
        one_of("notices", "side", Side),
        rule("notices", "flags", "is_copy IN (0, 1) AND may_repeat IN (0, 1) AND attempts >= 0"),
        rule("notices", "lease", "(state = 'sending') = (lease_until IS NOT NULL)"),
        rule("notices", "sent", "state <> 'sent' OR sent_at IS NOT NULL"),
        rule("notices", "approved", "(approved_at IS NULL) = (approved_by IS NULL)"),
        *limits(
            "notices",
            recipient=LIMITS["name"],
            address=LIMITS["email"],
            subject=LIMITS["description"],
            body=LIMITS["policy"],
            approved_by=LIMITS["owner"],
            error=LIMITS["cause"],
        ),
        *instants("notices", "queued_at", "learned_at", "approved_at", "next_at", "lease_until"),
        *instants("notices", "sent_at", "read_at", "acknowledged_at"),
        STRICT,
    )
    id: int = Field(sa_column=key_column("id"))
    key: str = Field(sa_column=text("key", required=True, unique=True))
    kind: str = Field(sa_column=text("kind", required=True))
    state: str = Field(sa_column=text("state", required=True))
    channel: str = Field(sa_column=text("channel", required=True))
    party_id: int | None = Field(sa_column=_party())
    side: str | None = Field(sa_column=text("side"))
    recipient: str = Field(sa_column=text("recipient", required=True))
    address: str | None = Field(sa_column=text("address"))
    language: str | None = Field(sa_column=text("language"))
    cause: str = Field(sa_column=text("cause", required=True))
    is_copy: int = Field(sa_column=whole("is_copy"))
    revision: int = Field(sa_column=whole("revision"))
    facts: str = Field(sa_column=text("facts", required=True))
    subject: str | None = Field(sa_column=text("subject"))
    body: str | None = Field(sa_column=text("body"))
    queued_at: str = Field(sa_column=instant("queued_at", required=True))
    learned_at: str = Field(sa_column=instant("learned_at", required=True))
    approved_at: str | None = Field(sa_column=instant("approved_at"))
    approved_by: str | None = Field(sa_column=text("approved_by"))
    attempts: int = Field(sa_column=whole("attempts"))
    next_at: str | None = Field(sa_column=instant("next_at"))
    lease_until: str | None = Field(sa_column=instant("lease_until"))
    may_repeat: int = Field(sa_column=whole("may_repeat"))
    message_id: str | None = Field(sa_column=text("message_id", unique=True))
    token: str = Field(sa_column=text("token", required=True, unique=True))
    sent_at: str | None = Field(sa_column=instant("sent_at"))
    error: str | None = Field(sa_column=text("error"))
    read_at: str | None = Field(sa_column=instant("read_at"))
    acknowledged_at: str | None = Field(sa_column=instant("acknowledged_at"))


class NoticeOrderRow(Row, table=True):
    """An order that a notice is about."""

    __tablename__: ClassVar[Any] = "notice_orders"
    __table_args__: ClassVar[Any] = (BY_KEY,)
    order_id: int = Field(sa_column=key_column("order_id", "orders.id"))
    notice_id: int = Field(sa_column=key_column("notice_id", "notices.id"))


class MessageRow(Row, table=True):
    """A letter that came in, or went out, in its original; `text` is what its writer wrote, `rest` what was quoted."""

    __tablename__: ClassVar[Any] = "messages"
    __table_args__: ClassVar[Any] = (
        one_of("messages", "direction", Direction),
        one_of("messages", "nature", Nature),
        one_of("messages", "state", MessageState),
        one_of("messages", "matched_by", Match),
        one_of("messages", "side", Side),
        rule("messages", "digest_is_one", "length(digest) = 64"),
        *limits("messages", sender_name=LIMITS["name"], subject=LIMITS["description"], text=LIMITS["policy"]),
        *instants("messages", "at", "kept_at"),
        STRICT,
    )
    id: int = Field(sa_column=key_column("id"))
    direction: str = Field(sa_column=text("direction", required=True))
    digest: str = Field(sa_column=text("digest", required=True))
    message_id: str | None = Field(sa_column=text("message_id"))
    nature: str = Field(sa_column=text("nature", required=True))
    state: str = Field(sa_column=text("state", required=True))
    matched_by: str | None = Field(sa_column=text("matched_by"))
    notice_id: int | None = Field(sa_column=Column("notice_id", Whole, ForeignKey("notices.id"), nullable=True))
    party_id: int | None = Field(sa_column=_party())
    side: str | None = Field(sa_column=text("side"))
    sender: str | None = Field(sa_column=text("sender"))
    sender_name: str | None = Field(sa_column=text("sender_name"))
    subject: str = Field(sa_column=text("subject", required=True))
    at: str = Field(sa_column=instant("at", required=True))
    kept_at: str = Field(sa_column=instant("kept_at", required=True))
    attachments: str = Field(sa_column=text("attachments", required=True))
    reason: str | None = Field(sa_column=text("reason"))
    rest: str = Field(sa_column=text("rest", required=True))
    text: str = Field(sa_column=text("text", required=True))
    raw: bytes = Field(sa_column=Column("raw", LargeBinary, nullable=False))


class MessageOrderRow(Row, table=True):
    """An order that a message is about."""

    __tablename__: ClassVar[Any] = "message_orders"
    __table_args__: ClassVar[Any] = (BY_KEY,)
    order_id: int = Field(sa_column=key_column("order_id", "orders.id"))
    message_id: int = Field(sa_column=key_column("message_id", "messages.id"))


NOTICES: Table = table_of(NoticeRow)
NOTICE_ORDERS: Table = table_of(NoticeOrderRow)
MESSAGES: Table = table_of(MessageRow)
MESSAGE_ORDERS: Table = table_of(MessageOrderRow)
INDEXES = (
    "CREATE INDEX notices_to_send ON notices (id) WHERE state IN ('queued', 'sending')",
    "CREATE INDEX notices_unread ON notices (recipient) WHERE channel = 'inbox' AND read_at IS NULL",
    "CREATE INDEX notices_failed ON notices (id) WHERE state = 'failed'",
    "CREATE INDEX notices_of_party ON notices (party_id, sent_at) WHERE party_id IS NOT NULL",
    "CREATE INDEX notices_by_cause ON notices (cause) WHERE state IN ('queued', 'failed')",
    "CREATE INDEX notice_orders_by_notice ON notice_orders (notice_id)",
    "CREATE UNIQUE INDEX messages_in_once ON messages (message_id) WHERE direction = 'in' AND message_id IS NOT NULL",
    "CREATE UNIQUE INDEX messages_in_by_digest ON messages (digest) WHERE direction = 'in'",
    "CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX messages_to_do ON messages (at) WHERE state <> 'done'",
    "CREATE INDEX messages_of_notice ON messages (notice_id) WHERE notice_id IS NOT NULL",
    "CREATE INDEX message_orders_by_message ON message_orders (message_id)",
)
WORDS_ON_SQLITE = ("CREATE VIRTUAL TABLE correspondence USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')",)
WORDS_ON_POSTGRES = (
    """CREATE TABLE correspondence (
    rowid BIGINT PRIMARY KEY REFERENCES orders (id), text TEXT COLLATE "C" NOT NULL,
    words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)""",
    "CREATE INDEX correspondence_words ON correspondence USING gin (words)",
)
"""All that was said about each order, under the order's key, as the engine searches text."""
