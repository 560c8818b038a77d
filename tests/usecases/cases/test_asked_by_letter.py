"""What a reminder asked: the lines that it names and no other, and nothing when it never arrived (SOP 4.2c, 4.3a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from ordertrack.domain.cases.followups import (
    Contact,
    ContactLogged,
    FollowUp,
    FollowUpOutcome,
    FollowUpRule,
    FollowUpsAsked,
    FollowUpsRaised,
)
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.parties import Channel, Side
from tests.builders import AT, TODAY, a_line, an_order

SENT_AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
ORDER = an_order(lines=(a_line(1), a_line(2)))
FIRST, SECOND = (
    FollowUp(
        position=position,
        promised_on=date(2026, 3, 20),
        rule=FollowUpRule.SILENT,
        number=1,
        due_on=TODAY,
        raised_on=TODAY,
        revision=1,
    )
    for position in (1, 2)
)
RAISED = apply(ORDER, FollowUpsRaised(followups=(FIRST, SECOND)), AT)
LETTER = Contact(
    at=SENT_AT,
    made_on=TODAY,
    channel=Channel.EMAIL,
    side=Side.SUPPLIER,
    actor="cron",
    outcome=FollowUpOutcome.SENT,
    message=1,
    digest="0" * 64,
)
ASKED = FollowUpsAsked(at=SENT_AT, asked_on=TODAY, positions=(1,))


def test_a_letter_that_leaves_asks_nothing_by_itself() -> None:
    assert apply(RAISED, ContactLogged(contact=LETTER), SENT_AT).followups == (FIRST, SECOND)


def test_a_reminder_asks_about_the_lines_that_it_names() -> None:
    assert apply(RAISED, ASKED, SENT_AT).followups == (replace(FIRST, asked_at=SENT_AT), SECOND)


def test_a_reminder_that_came_back_has_asked_nothing() -> None:
    asked = apply(RAISED, ASKED, SENT_AT)
    assert apply(asked, replace(ASKED, not_delivered=True), SENT_AT).followups == (FIRST, SECOND)


def test_what_was_answered_stays_so_whatever_comes_back() -> None:
    asked = apply(RAISED, ASKED, SENT_AT)
    answer = replace(LETTER, outcome=FollowUpOutcome.ANSWERED)
    answered = apply(asked, ContactLogged(contact=answer), SENT_AT)
    back = apply(answered, replace(ASKED, not_delivered=True), SENT_AT)
    assert back.followups == answered.followups
    assert [each.answered_at for each in back.followups] == [SENT_AT, SENT_AT]
