"""Escalations: how they begin, climb, are taken up and end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.escalations import (
    AcknowledgementExpired,
    Ending,
    Escalation,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    LevelTurn,
    Subject,
)
from ordertrack.domain.cases.issues import IssueResolved
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from tests.builders import AT, an_issue, an_order, apply

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import OrderFact

HOUR = timedelta(hours=1)
LATE = Escalation(number=1, subject=Subject.LATE, reason="3 working days overdue", started_at=AT, revision=1)
OF_ISSUE = replace(LATE, number=2, subject=Subject.ISSUE, issue=1)
TAKEN_UP = replace(LATE, acknowledged_at=AT, acknowledged_by="zoë")
ENDED = replace(LATE, ended_at=AT, ended_why="delivered in full")
TELLING = LevelTurn(level=1, at=AT, ending=Ending.TOLD, why="overdue")
ISSUE = an_issue()
RESOLVED = an_issue(resolved_at=AT, resolution="r")


def test_an_escalation_begins() -> None:
    assert apply(an_order(), EscalationStarted(escalation=LATE)) == an_order(escalations=(LATE,), version=2)


@pytest.mark.parametrize("running", [LATE, replace(OF_ISSUE, number=1), replace(LATE, subject=Subject.BY_HAND)])
def test_what_is_escalated_is_not_escalated_twice(running: Escalation) -> None:
    order = an_order(issues=(ISSUE,), escalations=(running,))
    with pytest.raises(ConflictError) as caught:
        apply(order, EscalationStarted(escalation=replace(running, number=2, reason="again")))
    assert caught.value.message == "A-1 is escalated for that already"


@pytest.mark.parametrize(
    ("running", "new"),
    [
        (ENDED, replace(LATE, number=2)),
        (LATE, OF_ISSUE),
        (replace(OF_ISSUE, number=1), replace(OF_ISSUE, issue=2)),
        (LATE, replace(LATE, number=2, subject=Subject.BY_HAND)),
    ],
    ids=["ended", "an issue", "another issue", "by hand"],
)
def test_what_ended_or_is_another_matter_is_escalated_beside_it(running: Escalation, new: Escalation) -> None:
    order = an_order(issues=(ISSUE, replace(ISSUE, number=2)), escalations=(running,))
    assert apply(order, EscalationStarted(escalation=new)).escalations == (running, new)


def test_the_number_of_an_escalation_is_given_once() -> None:
    with pytest.raises(ConflictError) as caught:
        apply(an_order(escalations=(ENDED,)), EscalationStarted(escalation=LATE))
    assert caught.value.message == "A-1#1 is there already"


def test_an_issue_that_is_not_there_is_not_escalated() -> None:
    with pytest.raises(NotFoundError) as caught:
        apply(an_order(), EscalationStarted(escalation=OF_ISSUE))
    assert caught.value.message == "there is no issue A-1#1; the order has none"


def test_an_issue_that_is_resolved_is_not_escalated() -> None:
    with pytest.raises(RefusedError) as caught:
        apply(an_order(issues=(RESOLVED,)), EscalationStarted(escalation=OF_ISSUE))
    assert (caught.value.message, caught.value.hints) == ("issue A-1#1 is resolved", ("reopen it first",))


def test_to_tell_the_next_level_ends_the_acknowledgement_of_the_one_before() -> None:
    first = replace(TAKEN_UP, tellings=(TELLING,))
    second = (replace(TELLING, level=2, ending=Ending.SKIPPED), replace(TELLING, level=3))
    order = apply(an_order(escalations=(first,)), EscalationTold(number=1, tellings=second))
    told = replace(LATE, tellings=(TELLING, *second))
    assert order == an_order(escalations=(told,), version=2)
    assert (told.level, told.last_told) == (3, second[1])


def test_whoever_takes_it_up_is_named_and_the_last_one_counts() -> None:
    order = apply(an_order(escalations=(LATE,)), EscalationAcknowledged(number=1, at=AT, actor="zoë"))
    assert order == an_order(escalations=(TAKEN_UP,), version=2)
    later = apply(order, EscalationAcknowledged(number=1, at=AT + HOUR, actor="ben"))
    assert later.escalations == (replace(LATE, acknowledged_at=AT + HOUR, acknowledged_by="ben"),)


def test_an_acknowledgement_that_brought_nothing_is_forgotten_and_counted() -> None:
    order = apply(an_order(escalations=(TAKEN_UP,)), AcknowledgementExpired(number=1, at=AT + HOUR))
    assert order == an_order(escalations=(replace(LATE, expired=1),), version=2)
    again = apply(order, EscalationAcknowledged(number=1, at=AT, actor="zoë"))
    assert apply(again, AcknowledgementExpired(number=1, at=AT)).escalations == (replace(LATE, expired=2),)


def test_an_escalation_ends_and_no_other_with_it() -> None:
    other = replace(LATE, number=2, subject=Subject.BY_HAND)
    order = apply(an_order(escalations=(LATE, other)), EscalationEnded(number=1, at=AT + HOUR, why="settled"))
    assert order == an_order(escalations=(replace(LATE, ended_at=AT + HOUR, ended_why="settled"), other), version=2)


def test_an_escalation_does_not_end_before_it_started() -> None:
    with pytest.raises(RefusedError) as caught:
        apply(an_order(escalations=(LATE,)), EscalationEnded(number=1, at=AT - HOUR, why="settled"))
    assert caught.value.message == "A-1: it cannot be ended before it was started, 2026-03-02 09:30 UTC"


FACTS: list[OrderFact] = [
    EscalationTold(number=1, tellings=(TELLING,)),
    EscalationAcknowledged(number=1, at=AT, actor="zoë"),
    AcknowledgementExpired(number=1, at=AT),
    EscalationEnded(number=1, at=AT, why="settled"),
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_what_ended_stays_as_it_is(fact: OrderFact) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(an_order(escalations=(ENDED,)), fact)
    assert caught.value.message == "the escalation of A-1 has ended: delivered in full"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_an_escalation_that_is_not_there_is_refused(fact: OrderFact) -> None:
    with pytest.raises(NotFoundError) as caught:
        apply(an_order(escalations=(OF_ISSUE,)), fact)
    assert caught.value.message == "there is no escalation A-1#1; the order has A-1#2"


@pytest.mark.parametrize("subject", [Subject.ISSUE, Subject.BY_HAND])
def test_the_resolution_of_an_issue_ends_its_escalation_and_no_other(subject: Subject) -> None:
    about, other = replace(OF_ISSUE, subject=subject), replace(OF_ISSUE, number=3, issue=2)
    before = an_order(issues=(ISSUE, replace(ISSUE, number=2)), escalations=(LATE, about, other))
    after = apply(before, IssueResolved(number=1, at=AT + HOUR, resolution="r"))
    ended = replace(about, ended_at=AT + HOUR, ended_why="the issue was resolved")
    assert after.escalations == (LATE, ended, other)


def test_an_escalation_ends_no_earlier_than_it_started() -> None:
    """The issue may have been settled before anybody knew, and was escalated meanwhile."""
    later = replace(OF_ISSUE, started_at=AT + 2 * HOUR)
    after = apply(an_order(issues=(ISSUE,), escalations=(later,)), IssueResolved(number=1, at=AT, resolution="r"))
    assert after.escalations == (replace(later, ended_at=AT + 2 * HOUR, ended_why="the issue was resolved"),)
