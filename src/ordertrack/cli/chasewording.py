"""What happened to follow-ups and escalations, in words; the other facts have theirs in `wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordertrack.cli.wording import sentence
from ordertrack.domain.escalations import (
    AcknowledgementExpired,
    Ending,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
)
from ordertrack.domain.followups import ContactLogged, FollowUp, FollowUpsAsked, FollowUpsRaised

if TYPE_CHECKING:
    from datetime import datetime

    from ordertrack.domain.escalations import Telling

__all__ = ["sentence"]


@sentence.register
def _contacted(fact: ContactLogged) -> str:
    contact = fact.contact
    note = f": {contact.note}" if contact.note else ""
    again = f" (ask again on {contact.ask_again_on})" if contact.ask_again_on else ""
    return f"{contact.channel} with the {contact.side} {_minute(contact.at)}, {contact.outcome}{note}{again}"


@sentence.register
def _asked(fact: FollowUpsAsked) -> str:
    lines = ", ".join(map(str, fact.positions))
    return f"the letter of {_minute(fact.at)} did not arrive" if fact.not_delivered else f"asked about line {lines}"


@sentence.register
def _raised(fact: FollowUpsRaised) -> str:
    return "; ".join(_due(each) for each in fact.followups)


def _due(followup: FollowUp) -> str:
    what = f"follow-up {followup.number} of line {followup.position}"
    return f"{what} is due ({followup.rule}, promised {followup.promised_on})"


@sentence.register
def _started(fact: EscalationStarted) -> str:
    escalation = fact.escalation
    about = f" of issue #{escalation.issue}" if escalation.issue else ""
    return f"escalation #{escalation.number}{about} begun: {escalation.reason}"


@sentence.register
def _told(fact: EscalationTold) -> str:
    return f"escalation #{fact.number}: {'; '.join(_turn(each) for each in fact.tellings)}"


def _turn(telling: Telling) -> str:
    if telling.ending is not Ending.TOLD:
        return f"level {telling.level} {telling.ending}, {telling.why}"
    until = f", to be taken up by {_minute(telling.acknowledge_by)}" if telling.acknowledge_by else ""
    return f"level {telling.level} told, {', '.join(telling.to)}{until}"


@sentence.register
def _acknowledged(fact: EscalationAcknowledged) -> str:
    note = f" - {fact.note}" if fact.note else ""
    return f"escalation #{fact.number} taken up by {fact.actor}{note}"


@sentence.register
def _expired(fact: AcknowledgementExpired) -> str:
    return f"escalation #{fact.number} was taken up in vain"


@sentence.register
def _ended(fact: EscalationEnded) -> str:
    return f"escalation #{fact.number} ended: {fact.why}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"
