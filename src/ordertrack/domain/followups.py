"""Asking and being asked: logged contacts with a party, and the follow-ups that fall due (SOP 4.2c, 4.3a, 4.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ordertrack.domain.channels import Channel, Side


class Outcome(StrEnum):
    """How a follow-up ended."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    PROMISED = "promised"
    REFUSED = "refused"


class FollowUpRule(StrEnum):
    """Why a follow-up is due: promised soon without news, or overdue."""

    SILENT = "silent"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A follow-up made, or a message logged: when (UTC, and the day in the book's zone), how, with whom, what came."""

    at: datetime
    made_on: date
    channel: Channel
    side: Side
    actor: str
    outcome: Outcome = Outcome.ANSWERED
    note: str | None = None
    ask_again_on: date | None = None

    @property
    def was_reached(self) -> bool:
        """Whether somebody answered, whatever the answer was."""
        return self.outcome is not Outcome.NO_ANSWER


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLogged:
    """Somebody asked a party, or was asked (SOP 4.3c)."""

    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpsRaised:
    """Follow-ups of some lines fell due."""

    followups: tuple[FollowUp, ...]
