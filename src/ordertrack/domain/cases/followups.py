"""Asking and being asked: logged contacts with a party, and the follow-ups that fall due (SOP 4.2c, 4.3a, 4.3c)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from ordertrack.domain.parties import Channel, Side


class FollowUpOutcome(StrEnum):
    """How a follow-up ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    PROMISED = "promised"
    REFUSED = "refused"
    SENT = "sent"
    RECEIVED = "received"


LOGGED = tuple(each for each in FollowUpOutcome if each not in {FollowUpOutcome.SENT, FollowUpOutcome.RECEIVED})
"""How a follow-up that a person made can end; a notice is sent, and a letter that answers nothing is received."""


class FollowUpRule(StrEnum):
    """Why a follow-up is due: its word, its clause, how it is said to a person, the kind of notice that asks."""

    clause: str
    says: str
    letter: str

    SILENT = "silent", "4.2c", "no news", "supplier-reminder"
    OVERDUE = "overdue", "4.3a", "overdue", "overdue-follow-up"

    def __new__(cls, word: str, clause: str = "", says: str = "", letter: str = "") -> Self:
        """Make a rule; one that is known is found by its word."""
        rule = str.__new__(cls, word)
        rule._value_ = word
        rule.clause, rule.says, rule.letter = clause, says, letter
        return rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A follow-up made, or a message logged: when (UTC, and the day in the book's zone), how, with whom, what came.

    A letter in or out is known by the number of its message in the book, and by the SHA-256 of its original.
    """

    at: datetime
    made_on: date
    channel: Channel
    side: Side
    actor: str
    outcome: FollowUpOutcome = FollowUpOutcome.ANSWERED
    note: str | None = None
    ask_again_on: date | None = None
    message: int | None = None
    digest: str | None = None

    @property
    def was_reached(self) -> bool:
        """Whether somebody answered, whatever the answer was."""
        return self.outcome not in {FollowUpOutcome.NO_ANSWER, FollowUpOutcome.SENT}

    @property
    def was_told(self) -> bool:
        """Whether the party heard from us."""
        return self.outcome not in {FollowUpOutcome.NO_ANSWER, FollowUpOutcome.RECEIVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A follow-up that fell due; its key is (line, promise, rule, number), so that none is raised twice.

    `revision` is that of the policy which asked for it; `asked_at` is when a clerk made it, `answered_at` when
    the party answered.
    """

    position: int
    promised_on: date
    rule: FollowUpRule
    number: int
    due_on: date
    raised_on: date
    revision: int
    asked_at: datetime | None = None
    answered_at: datetime | None = None

    def made_by(self, contact: Contact) -> FollowUp:
        """Give it as a contact with the party leaves it: asked, and answered where somebody was reached."""
        if self.answered_at is not None or contact.made_on < self.raised_on:
            return self
        asked_at = min(self.asked_at or contact.at, contact.at)
        return replace(self, asked_at=asked_at, answered_at=contact.at if contact.was_reached else None)

    def written_by(self, letter: FollowUpsAsked) -> FollowUp:
        """Give it as a letter leaves it that asked about it, or that never arrived."""
        if self.position not in letter.positions or self.answered_at is not None:
            return self
        if letter.not_delivered:
            return replace(self, asked_at=None) if self.asked_at == letter.at else self
        is_meant = self.asked_at is None and self.raised_on <= letter.asked_on
        return replace(self, asked_at=letter.at) if is_meant else self


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLogged:
    """Somebody asked a party, or was asked (SOP 4.3c)."""

    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpsAsked:
    """A letter asked about lines; `not_delivered`: it never arrived, and what it asked is asked no longer."""

    at: datetime
    asked_on: date
    positions: tuple[int, ...] = ()
    not_delivered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpsRaised:
    """Follow-ups of some lines fell due."""

    followups: tuple[FollowUp, ...]


FollowUpFact = FollowUpsAsked | FollowUpsRaised
