"""Every rule of the database with what breaks it: a value, a text too long, a twin, a reference to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders.fields import FIELDS
from ordertrack.domain.values.texts import LIMITS
from tests.store.books import METADATA

if TYPE_CHECKING:
    import sqlalchemy as sa


def _halves(at: str, beside: str) -> tuple[str, ...]:
    """What is known together goes by halves, or ends before it began."""
    return (f"{at} = NULL", f"{beside} = NULL", f"{at} = '2020-01-01T00:00:00Z'")


def _twin(table: str, *others: str) -> str:
    """Copy the rows of a table with some numbers, or texts as long as theirs, other than theirs."""
    columns = METADATA.tables[table].columns
    copied = ", ".join(_other(column) if column.name in others else column.name for column in columns)
    return f"INSERT INTO {table} SELECT {copied} FROM {table}"  # noqa: S608 - our own names


def _other(column: sa.Column[Any]) -> str:
    return f"{column.name} + 1" if column.type.python_type is int else f"'x' || substr({column.name}, 2)"


RULES = {
    "parties_roles": [("parties", "is_customer = 2"), ("parties", "is_supplier = -1")],
    "parties_merged": [("parties", "merged_into = id")],
    "orders_status_known": [("orders", "status = 'delayed'"), ("orders", "status = ''")],
    "orders_priority_known": [("orders", "priority = 'Normal'")],
    "orders_money": [("orders", "value = -1"), ("orders", "currency = NULL")],
    "orders_currency_code": [("orders", "currency = 'EURO'"), ("orders", "currency = ''")],
    "orders_delay": [("orders", "delay_cause = NULL")],
    "orders_delay_date": [("orders", "delay_expected_on = NULL")],
    "orders_version_counts": [("orders", "version = 0")],
    "orders_history": [("orders", "is_history = 2")],
    "lines_position_counts": [("lines", "position = 0 WHERE order_id = 2")],
    "lines_ordered": [("lines", "quantity = 0, cancelled_quantity = 0")],
    "lines_amounts": [("lines", f"{part}_quantity = -1") for part in ("shipped", "delivered", "open")],
    "lines_cancelled": [("lines", "cancelled_quantity = quantity + 1"), ("lines", "cancelled_quantity = -1")],
    "lines_complete": [
        ("lines", "delivered_on = '2026-03-02', open_quantity = 1"),
        ("lines", "delivered_on = '2026-03-02', open_quantity = 0, delivered_quantity = 0"),
    ],
    "shipments_amount": [("shipments", "quantity = 0")],
    "receipts_amounts": [("receipts", f"{what}") for what in ("quantity = 0", "rejected = -1", "rejected = 4")],
    "promises_channel_known": [("promises", "channel = 'fax'")],
    "trail_digests": [],
    "contacts_channel_known": [("contacts", "channel = 'fax'")],
    "contacts_side_known": [("contacts", "side = 'carrier'")],
    "contacts_outcome_known": [("contacts", "outcome = 'perhaps'"), ("contacts", "outcome = ''")],
    "followups_rule_known": [("followups", "rule = 'late'")],
    "followups_number_counts": [("followups", "number = 0")],
    "issues_kind_known": [("issues", "kind = 'broken'")],
    "issues_severity_known": [("issues", "severity = 'High'")],
    "issues_remedy_known": [("issues", "remedy = 'prayer'")],
    "issues_resolved": [("issues", change) for change in _halves("resolved_at", "resolution")],
    "issues_flags": [("issues", "is_automatic = 2"), ("issues", "is_automatic = -1"), ("issues", "reopened = -1")],
    "escalations_subject_known": [("escalations", "subject = 'by_hand'")],
    "escalations_taken_up": [("escalations", f"acknowledged_{half} = NULL") for half in ("at", "by")],
    "escalations_ended": [("escalations", change) for change in _halves("ended_at", "ended_why")],
    "enquiries_channel_known": [("enquiries", "channel = 'fax'")],
    "enquiries_answer_channel_known": [("enquiries", "answer_channel = 'fax'")],
    "enquiries_answered": [("enquiries", change) for change in _halves("answered_at", "answered_by")],
    "notices_kind_known": [("notices", "kind = 'reminder'")],
    "notices_state_known": [
        ("notices", "state = 'draft', lease_until = NULL"),
        ("notices", "state = '', lease_until = NULL"),
    ],
    "notices_channel_known": [("notices", "channel = 'fax'")],
    "notices_side_known": [("notices", "side = 'carrier'")],
    "notices_flags": [("notices", what) for what in ("is_copy = 2", "may_repeat = -1", "attempts = -1")],
    "notices_lease": [("notices", "lease_until = NULL"), ("notices", "state = 'queued'")],
    "notices_sent": [("notices", "state = 'sent', lease_until = NULL, sent_at = NULL")],
    "notices_approved": [("notices", f"approved_{half} = NULL") for half in ("at", "by")],
    "messages_direction_known": [("messages", "direction = 'up'")],
    "messages_nature_known": [("messages", "nature = 'spam'")],
    "messages_state_known": [("messages", "state = 'read'")],
    "messages_matched_by_known": [("messages", "matched_by = 'luck'")],
    "messages_side_known": [("messages", "side = 'carrier'")],
    "messages_digest_is_one": [("messages", "digest = ''"), ("messages", "digest = digest || '0'")],
}
LENGTHS = {
    "parties": {"name": "name", "phone": "phone"},
    "orders": {
        "delay_cause": "cause",
        "received_by": "name",
        "held_cause": "cause",
    },
    "shipments": {"carrier": "carrier", "tracking": "tracking"},
    "receipts": {"reason": "cause"},
    "promises": {"cause": "cause", "said_by": "name"},
    "contacts": {"actor": "owner", "note": "note"},
    "issues": {"cause": "cause", "cause_code": "code", "resolution": "note"},
    "escalations": {"reason": "cause", "acknowledged_by": "owner", "ended_why": "cause"},
    "enquiries": {"sender": "name", "text": "note", "answered_by": "owner", "answer": "note"},
    "policies": {"actor": "owner", "description": "cause", "text": "policy"},
    "notices": {
        "recipient": "name",
        "address": "email",
        "subject": "description",
        "body": "policy",
        "approved_by": "owner",
        "error": "cause",
    },
    "messages": {"sender_name": "name", "subject": "description", "text": "policy"},
}
_DECLARED = {("lines" if field.is_of_line else "orders", field.key): field.limit for field in FIELDS.values()}
LONGEST = {(table, column): LIMITS[kind] for table, columns in LENGTHS.items() for column, kind in columns.items()} | {
    **{place: limit for place, limit in _DECLARED.items() if limit and place[1] not in {"customer", "supplier"}},
    ("parties", "key"): 800,
    ("parties", "emails"): 4000,
}
DAYS = [
    *(("orders", column) for column in ("placed_on", "last_contact_on")),
    *(("lines", column) for column in ("promised_on", "first_promised_on", "requested_on", "delivered_on")),
    ("receipts", "received_on"),
    *(("contacts", column) for column in ("made_on", "ask_again_on")),
    *(("followups", column) for column in ("promised_on", "due_on", "raised_on")),
    ("rounds", "ran_on"),
    ("policies", "from_on"),
]
INSTANTS = [
    ("contacts", "at", 2027),
    *(("followups", column, 2027) for column in ("asked_at", "answered_at")),
    *(("issues", column, year) for column, year in (("opened_at", 2025), ("resolved_at", 2027))),
    ("escalations", "started_at", 2025),
    *(("escalations", column, 2027) for column in ("acknowledged_at", "ended_at")),
    *(("enquiries", column, year) for column, year in (("received_at", 2025), ("answered_at", 2027))),
    ("rounds", "at", 2027),
    ("policies", "adopted_at", 2027),
    *(("notices", f"{what}_at", 2027) for what in ("queued", "learned", "approved", "next")),
    *(("notices", f"{what}_at", 2027) for what in ("sent", "read", "acknowledged")),
    ("notices", "lease_until", 2027),
    *(("messages", column, 2027) for column in ("at", "kept_at")),
]
"""With a year in which no other rule is broken: nothing ends before it begins."""
NO_INSTANTS = (
    "-03-02",
    "-03-02T09:30:00",
    "-03-02 09:30:00Z",
    "-03-02T09:30:00.5Z",
    "-03-02T09:30:00+00:00",
    "-3-2T09:30:00Z",
    "-03-02T09:30:000",
)
UNIQUE = {
    "book.key": ("INSERT INTO book SELECT * FROM book", "book_pkey"),
    "archived.number": ("INSERT INTO archived SELECT * FROM archived", "archived_pkey"),
    "stubs.seq, stubs.told_by": ("INSERT INTO stubs SELECT * FROM stubs", "stubs_pkey"),
    "parties.id": (
        "INSERT INTO parties SELECT id, 'x', 'x', 0, 0, NULL, NULL, NULL, NULL, NULL FROM parties",
        "parties_pkey",
    ),
    "parties.key": ("UPDATE parties SET key = (SELECT key FROM parties WHERE id = 2) WHERE id = 1", "parties_key_key"),
    "orders.id": ("UPDATE orders SET id = 1, number = 'x' WHERE id = 2", "orders_pkey"),
    "orders.number": ("UPDATE orders SET number = 'W-1' WHERE id = 2", "orders_number_key"),
    "lines.order_id, lines.position": ("INSERT INTO lines SELECT * FROM lines", "lines_pkey"),
    **{
        f"{table}.order_id, {table}.position, {table}.seq": (
            f"INSERT INTO {table} SELECT * FROM {table}",  # noqa: S608 - our own names
            f"{table}_pkey",
        )
        for table in ("shipments", "receipts", "promises")
    },
    **{
        f"{table}.order_id, {table}.seq": (_twin(table, "number"), f"{table}_pkey")
        for table in ("contacts", "followups", "issues", "escalations", "enquiries")
    },
    **{
        f"{table}.order_id, {table}.number": (_twin(table, "seq"), f"{table}_once")
        for table in ("issues", "escalations", "enquiries")
    },
    ", ".join(f"followups.{column}" for column in ("order_id", "position", "promised_on", "rule", "number")): (
        _twin("followups", "seq"),
        "followups_once",
    ),
    "notices.id": (_twin("notices", "key", "message_id", "token"), "notices_pkey"),
    "notices.key": (_twin("notices", "id", "message_id", "token"), "notices_key_key"),
    "notices.message_id": (_twin("notices", "id", "key", "token"), "notices_message_id_key"),
    "notices.token": (_twin("notices", "id", "key", "message_id"), "notices_token_key"),
    "messages.id": ("INSERT INTO messages SELECT * FROM messages", "messages_pkey"),
    **{
        f"{what}_orders.order_id, {what}_orders.{what}_id": (
            f"INSERT INTO {what}_orders SELECT * FROM {what}_orders",  # noqa: S608 - our own names
            f"{what}_orders_pkey",
        )
        for what in ("notice", "message")
    },
    "rounds.seq": ("INSERT INTO rounds SELECT * FROM rounds", "rounds_pkey"),
    "policies.number": ("INSERT INTO policies SELECT * FROM policies", "policies_pkey"),
    "trail.seq": ("INSERT INTO trail SELECT seq, hash, hash, NULL, body FROM trail WHERE seq = 8", "trail_pkey"),
    "trail.prev": ("INSERT INTO trail SELECT 99, prev, hash, NULL, body FROM trail WHERE seq = 3", "trail_prev_key"),
}
UNIQUE_OF_SOME = {
    "messages.message_id": (_twin("messages", "id", "digest"), "messages_in_once"),
    "messages.digest": (_twin("messages", "id", "message_id"), "messages_in_by_digest"),
}
"""By indexes that cover some of the rows."""
REFERENCES = {
    "parties_merged_into_fkey": ["UPDATE parties SET merged_into = 99 WHERE id = 1"],
    "orders_customer_id_fkey": ["UPDATE orders SET customer_id = 99 WHERE id = 2", "DELETE FROM parties WHERE id = 1"],
    "orders_supplier_id_fkey": ["UPDATE orders SET supplier_id = 99 WHERE id = 2", "DELETE FROM parties WHERE id = 2"],
    "lines_order_id_fkey": ["UPDATE lines SET order_id = 99 WHERE order_id = 2"],
    "shipments_line": ["UPDATE shipments SET position = 99", "UPDATE shipments SET order_id = 99"],
    "receipts_line": ["UPDATE receipts SET position = 99", "UPDATE receipts SET order_id = 99"],
    "promises_line": ["UPDATE promises SET position = 99", "DELETE FROM lines WHERE order_id = 1"],
    **{
        f"{table}_order_id_fkey": [f"UPDATE {table} SET order_id = 99"]  # noqa: S608 - our own names
        for table in ("contacts", "followups", "issues", "escalations", "enquiries")
    },
    "notices_party_id_fkey": ["UPDATE notices SET party_id = 99"],
    "messages_party_id_fkey": ["UPDATE messages SET party_id = 99"],
    "messages_notice_id_fkey": ["UPDATE messages SET notice_id = 99", "DELETE FROM notices"],
    "notice_orders_order_id_fkey": ["UPDATE notice_orders SET order_id = 99"],
    "notice_orders_notice_id_fkey": ["UPDATE notice_orders SET notice_id = 99"],
    "message_orders_order_id_fkey": ["UPDATE message_orders SET order_id = 99"],
    "message_orders_message_id_fkey": ["UPDATE message_orders SET message_id = 99", "DELETE FROM messages"],
    "trail_order_id_fkey": ["INSERT INTO trail SELECT 99, hash, hash, 99, body FROM trail WHERE seq = 8"],
}
OF_WORDS = {
    "correspondence_pkey": "INSERT INTO correspondence (rowid, text) SELECT rowid, text FROM correspondence",
    "correspondence_rowid_fkey": "INSERT INTO correspondence (rowid, text) VALUES (99, 'x')",
}
"""Of the search: SQLite keeps its words in a table of its own kind, which refers to none."""
