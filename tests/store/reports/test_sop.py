"""The contract of the store: what it knows of the procedure having been followed, on both engines (SOP 3 to 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from ordertrack.domain.cases.followups import FollowUp, FollowUpOutcome, FollowUpRule
from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.orders.order import Promise
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.reports.sop import AdherenceQuestion, ContactMade, EscalationTurns, FollowUpTurn, OrderLife
from tests.builders import PROMISED, TODAY, a_line, a_receipt, an_order
from tests.hours import utc
from tests.store.books import ROUND, filled
from tests.store.drawn import NAMES, holding
from tests.store.whole import CONTACT, ESCALATION

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

QUESTION = AdherenceQuestion(as_of=date(2026, 3, 31), at=datetime(2026, 3, 31, 18, tzinfo=UTC))


def test_an_order_tells_its_days_as_they_stood(blank_book: SqlBook) -> None:
    moved = Promise(said_on=date(2026, 4, 2), previous_on=PROMISED, promised_on=date(2026, 5, 1), cause="strike")
    whole = a_line(receipts=(a_receipt(10),))
    waiting = a_line(promised_on=date(2026, 5, 1), first_promised_on=PROMISED, promises=(moved,))
    days = {"confirmed_on": TODAY, "receipt_on": TODAY, "completed_on": TODAY, "closed_on": TODAY}
    orders = [
        an_order("A-2", lines=(whole,), owner="anna", status=Status.CLOSED, **days),
        an_order("A-1", lines=(waiting, replace(whole, position=2)), is_history=True),
    ]
    with holding(blank_book, orders) as unit:
        found = unit.reports.sop.order_lives(QUESTION)
    life = OrderLife(
        number="A-1",
        entered_on=TODAY,
        is_history=True,
        owner=None,
        customer=NAMES[1],
        supplier=NAMES[2],
        priority="normal",
        promised_on=PROMISED,
        delivered_on=None,
        delay_reported_on=None,
        confirmed_on=None,
        receipt_on=None,
        completed_on=None,
        closed_on=None,
        cancelled_on=None,
    )
    other = OrderLife(
        **{**life._asdict(), "number": "A-2", "is_history": False, "owner": "anna", "delivered_on": TODAY, **days}
    )
    assert found == [life, other]


def test_a_follow_up_knows_the_next_of_its_promise(blank_book: SqlBook) -> None:
    first = FollowUp(
        position=1,
        promised_on=PROMISED,
        rule=FollowUpRule.SILENT,
        number=1,
        due_on=TODAY,
        raised_on=TODAY,
        revision=1,
        asked_at=utc("2026-03-02T10:00"),
    )
    days = [TODAY + timedelta(days) for days in (2, 60)]
    second, third = (replace(first, number=at, raised_on=day, asked_at=None) for at, day in enumerate(days, 2))
    gone = replace(second, promised_on=TODAY, number=9, raised_on=TODAY)
    orders = [an_order("A-1", followups=(first, second, gone, third)), an_order("A-2", supplier=4)]
    with holding(blank_book, orders) as unit:
        assert unit.reports.sop.followup_turns(QUESTION) == [
            FollowUpTurn("A-1", "silent", TODAY, 1, utc("2026-03-02T10:00"), days[0], is_to_make=True),
            FollowUpTurn("A-1", "silent", TODAY, 1, None, None, is_to_make=False),
            FollowUpTurn("A-1", "silent", days[0], 1, None, None, is_to_make=True),
        ]
        assert unit.reports.sop.followup_turns(replace(QUESTION, only=OrderFilter(supplier=4))) == []


def test_contacts_and_escalations_are_those_made_by_the_instant(blank_book: SqlBook) -> None:
    missed = replace(CONTACT, at=CONTACT.at + timedelta(hours=1), outcome=FollowUpOutcome.NO_ANSWER)
    later = replace(CONTACT, at=QUESTION.at + timedelta(seconds=1))
    running = replace(ESCALATION, issue=None)
    later_on = replace(running, number=2, started_at=later.at, tellings=(), ended_at=None, ended_why=None)
    with holding(
        blank_book, [an_order("A-1", contacts=(missed, CONTACT, later), escalations=(running, later_on))]
    ) as unit:
        contacts, escalations = unit.reports.sop.contacts_made(QUESTION), unit.reports.sop.escalation_turns(QUESTION)
    made = ContactMade("A-1", CONTACT.at, CONTACT.made_on, CONTACT.side, CONTACT.channel, CONTACT.was_told)
    assert contacts == [made, made._replace(at=missed.at, was_told=False)]
    assert escalations == [
        EscalationTurns("A-1", running.subject, running.started_at, running.revision, running.tellings)
    ]


def test_the_days_of_the_rounds_are_known(book: SqlBook) -> None:
    with filled(book).read() as view:
        assert view.reports.sop.round_days() == {ROUND.as_of}
