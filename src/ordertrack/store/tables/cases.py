"""The tables of what happens around an order - contacts, follow-ups, issues, escalations, enquiries - and to the book.

A column is named after the field it holds; what is nested is kept as its canonical JSON. Instants are UTC as the
trail writes them, so that text compares as time does on both engines.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Column, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from ordertrack.domain.cases.escalations import Subject
from ordertrack.domain.cases.followups import FollowUpOutcome, FollowUpRule
from ordertrack.domain.cases.issues import IssueKind, Remedy, Severity
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.values.texts import LIMITS
from ordertrack.store.engine.functions import day, days, instant, instants, limits, one_of, rule, text, whole
from ordertrack.store.tables.orders import BY_KEY, STRICT, Row, key_column, table_of


def _order() -> Column[int]:
    return key_column("order_id", "orders.id")


class ContactRow(Row, table=True):
    """A follow-up made, or a message logged."""

    __tablename__: ClassVar[Any] = "contacts"
    __table_args__: ClassVar[Any] = (
        one_of("contacts", "channel", Channel),
        one_of("contacts", "side", Side),
        one_of("contacts", "outcome", FollowUpOutcome),
        *limits("contacts", actor=LIMITS["owner"], note=LIMITS["note"]),
        *instants("contacts", "at"),
        *days("contacts", "made_on", "ask_again_on"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=_order())
    seq: int = Field(sa_column=key_column("seq"))
    at: str = Field(sa_column=instant("at", required=True))
    made_on: date = Field(sa_column=day("made_on", required=True))
    channel: str = Field(sa_column=text("channel", required=True))
    side: str = Field(sa_column=text("side", required=True))
    actor: str = Field(sa_column=text("actor", required=True))
    outcome: str = Field(sa_column=text("outcome", required=True))
    note: str | None = Field(sa_column=text("note"))
    ask_again_on: date | None = Field(sa_column=day("ask_again_on"))
    message: int | None = Field(sa_column=whole("message", required=False))
    digest: str | None = Field(sa_column=text("digest"))


class FollowUpRow(Row, table=True):
    """A follow-up that fell due, once for each key."""

    __tablename__: ClassVar[Any] = "followups"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("order_id", "position", "promised_on", "rule", "number", name="followups_once"),
        one_of("followups", "rule", FollowUpRule),
        rule("followups", "number_counts", "number >= 1"),
        *instants("followups", "asked_at", "answered_at"),
        *days("followups", "promised_on", "due_on", "raised_on"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=_order())
    seq: int = Field(sa_column=key_column("seq"))
    position: int = Field(sa_column=whole("position"))
    promised_on: date = Field(sa_column=day("promised_on", required=True))
    rule: str = Field(sa_column=text("rule", required=True))
    number: int = Field(sa_column=whole("number"))
    due_on: date = Field(sa_column=day("due_on", required=True))
    raised_on: date = Field(sa_column=day("raised_on", required=True))
    revision: int = Field(sa_column=whole("revision"))
    asked_at: str | None = Field(sa_column=instant("asked_at"))
    answered_at: str | None = Field(sa_column=instant("answered_at"))


class IssueRow(Row, table=True):
    """Something wrong with an order; `waits` is JSON."""

    __tablename__: ClassVar[Any] = "issues"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("order_id", "number", name="issues_once"),
        one_of("issues", "kind", IssueKind),
        one_of("issues", "severity", Severity),
        one_of("issues", "remedy", Remedy),
        rule("issues", "resolved", "(resolved_at IS NULL) = (resolution IS NULL) AND resolved_at >= opened_at"),
        rule("issues", "flags", "is_automatic IN (0, 1) AND reopened >= 0"),
        *limits("issues", cause=LIMITS["cause"], cause_code=LIMITS["code"], resolution=LIMITS["note"]),
        *instants("issues", "opened_at", "resolved_at"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=_order())
    seq: int = Field(sa_column=key_column("seq"))
    number: int = Field(sa_column=whole("number"))
    kind: str = Field(sa_column=text("kind", required=True))
    severity: str = Field(sa_column=text("severity", required=True))
    cause: str = Field(sa_column=text("cause", required=True))
    opened_at: str = Field(sa_column=instant("opened_at", required=True))
    position: int | None = Field(sa_column=whole("position", required=False))
    cause_code: str | None = Field(sa_column=text("cause_code"))
    remedy: str | None = Field(sa_column=text("remedy"))
    is_automatic: int = Field(sa_column=whole("is_automatic"))
    waits: str | None = Field(sa_column=text("waits"))
    resolved_at: str | None = Field(sa_column=instant("resolved_at"))
    resolution: str | None = Field(sa_column=text("resolution"))
    reopened: int = Field(sa_column=whole("reopened"))


class EscalationRow(Row, table=True):
    """An escalation; `tellings`, whose turn it was, is JSON."""

    __tablename__: ClassVar[Any] = "escalations"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("order_id", "number", name="escalations_once"),
        one_of("escalations", "subject", Subject),
        rule("escalations", "taken_up", "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)"),
        rule("escalations", "ended", "(ended_at IS NULL) = (ended_why IS NULL) AND ended_at >= started_at"),
        *limits("escalations", reason=LIMITS["cause"], acknowledged_by=LIMITS["owner"], ended_why=LIMITS["cause"]),
        *instants("escalations", "started_at", "acknowledged_at", "ended_at"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=_order())
    seq: int = Field(sa_column=key_column("seq"))
    number: int = Field(sa_column=whole("number"))
    subject: str = Field(sa_column=text("subject", required=True))
    reason: str = Field(sa_column=text("reason", required=True))
    started_at: str = Field(sa_column=instant("started_at", required=True))
    revision: int = Field(sa_column=whole("revision"))
    issue: int | None = Field(sa_column=whole("issue", required=False))
    tellings: str | None = Field(sa_column=text("tellings"))
    acknowledged_at: str | None = Field(sa_column=instant("acknowledged_at"))
    acknowledged_by: str | None = Field(sa_column=text("acknowledged_by"))
    expired: int = Field(sa_column=whole("expired"))
    ended_at: str | None = Field(sa_column=instant("ended_at"))
    ended_why: str | None = Field(sa_column=text("ended_why"))


class EnquiryRow(Row, table=True):
    """A customer's question and its answer."""

    __tablename__: ClassVar[Any] = "enquiries"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("order_id", "number", name="enquiries_once"),
        one_of("enquiries", "channel", Channel),
        one_of("enquiries", "answer_channel", Channel),
        rule("enquiries", "answered", "(answered_at IS NULL) = (answered_by IS NULL) AND answered_at >= received_at"),
        *limits(
            "enquiries", sender=LIMITS["name"], text=LIMITS["note"], answered_by=LIMITS["owner"], answer=LIMITS["note"]
        ),
        *instants("enquiries", "received_at", "answered_at"),
        BY_KEY,
    )
    order_id: int = Field(sa_column=_order())
    seq: int = Field(sa_column=key_column("seq"))
    number: int = Field(sa_column=whole("number"))
    sender: str = Field(sa_column=text("sender", required=True))
    received_at: str = Field(sa_column=instant("received_at", required=True))
    channel: str = Field(sa_column=text("channel", required=True))
    answered_at: str | None = Field(sa_column=instant("answered_at"))
    answered_by: str | None = Field(sa_column=text("answered_by"))
    answer: str | None = Field(sa_column=text("answer"))
    answer_channel: str | None = Field(sa_column=text("answer_channel"))
    text: str = Field(sa_column=text("text", required=True))


class RoundRow(Row, table=True):
    """A daily round that ran."""

    __tablename__: ClassVar[Any] = "rounds"
    __table_args__: ClassVar[Any] = (*instants("rounds", "at"), *days("rounds", "ran_on"), STRICT)
    seq: int = Field(sa_column=key_column("seq"))
    at: str = Field(sa_column=instant("at", required=True))
    ran_on: date = Field(sa_column=day("ran_on", required=True))
    actor: str = Field(sa_column=text("actor", required=True))
    revision: int = Field(sa_column=whole("revision"))
    decided: int = Field(sa_column=whole("decided"))


class PolicyRow(Row, table=True):
    """A policy revision; none is ever changed."""

    __tablename__: ClassVar[Any] = "policies"
    __table_args__: ClassVar[Any] = (
        *limits("policies", actor=LIMITS["owner"], description=LIMITS["cause"], text=LIMITS["policy"]),
        *instants("policies", "adopted_at"),
        *days("policies", "from_on"),
        STRICT,
    )
    number: int = Field(sa_column=key_column("number"))
    from_on: date = Field(sa_column=day("from_on", required=True))
    adopted_at: str = Field(sa_column=instant("adopted_at", required=True))
    actor: str = Field(sa_column=text("actor", required=True))
    description: str = Field(sa_column=text("description", required=True))
    text: str = Field(sa_column=text("text", required=True))
    form: str | None = Field(sa_column=Column("form", Text, nullable=True))


class ArchivedRow(Row, table=True):
    """An order that was moved to an archive, and the event that says to which."""

    __tablename__: ClassVar[Any] = "archived"
    __table_args__: ClassVar[Any] = (BY_KEY,)
    number: str = Field(sa_column=Column("number", Text, primary_key=True))
    seq: int = Field(sa_column=whole("seq"))


class StubRow(Row, table=True):
    """An event whose text left the trail by another event, `told_by`; `rest` is what of it is said on. Append-only."""

    __tablename__: ClassVar[Any] = "stubs"
    __table_args__: ClassVar[Any] = (BY_KEY,)
    seq: int = Field(sa_column=key_column("seq"))
    told_by: int = Field(sa_column=key_column("told_by"))
    rest: str | None = Field(sa_column=text("rest"))


CONTACTS: Table = table_of(ContactRow)
FOLLOWUPS: Table = table_of(FollowUpRow)
ISSUES: Table = table_of(IssueRow)
ESCALATIONS: Table = table_of(EscalationRow)
ENQUIRIES: Table = table_of(EnquiryRow)
ROUNDS: Table = table_of(RoundRow)
POLICIES: Table = table_of(PolicyRow)
ARCHIVED: Table = table_of(ArchivedRow)
STUBS: Table = table_of(StubRow)
UNTOLD = (FollowUpOutcome.NO_ANSWER.value, FollowUpOutcome.RECEIVED.value)
"""Contacts in which the party did not hear from us."""
METADATA = SQLModel.metadata
"""Every table of the book: these, those of `rows`, and those of `notice_rows`."""
