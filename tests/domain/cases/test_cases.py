"""Contacts, follow-ups, issues and enquiries: what each fact does to an order, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.followups import (
    Contact,
    ContactLogged,
    FollowUp,
    FollowUpOutcome,
    FollowUpRule,
    FollowUpsRaised,
)
from ordertrack.domain.cases.issues import (
    IssueKind,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
    Remedy,
    Wait,
)
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from tests.builders import AT, PROMISED, TODAY, an_issue, an_order, apply

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Order

HOUR = timedelta(hours=1)
FOLLOWUP = FollowUp(
    position=1,
    promised_on=PROMISED,
    rule=FollowUpRule.SILENT,
    number=1,
    due_on=TODAY,
    raised_on=TODAY,
    revision=1,
)
CONTACT = Contact(at=AT, made_on=TODAY, channel=Channel.PHONE, side=Side.SUPPLIER, actor="anna", note="on Friday")
OPEN = an_issue(is_automatic=False)
RESOLVED = replace(OPEN, resolved_at=AT + HOUR, resolution="sent again")
ASKED = Enquiry(number=1, sender="Kai", received_at=AT, text="where is it?")
ANSWER = EnquiryAnswered(number=1, at=AT + HOUR, actor="anna", text="at sea", channel=Channel.PHONE)


def refusal(order: Order, fact: OrderFact) -> str:
    with pytest.raises(RefusedError) as caught:
        apply(order, fact)
    return caught.value.message


def logged(**fields: object) -> ContactLogged:
    return ContactLogged(contact=replace(CONTACT, **fields))  # type: ignore[arg-type]  # any field of a contact


def answered(enquiry: Enquiry, text: str | None = "at sea") -> Enquiry:
    said = {"answered_at": AT + HOUR, "answered_by": "anna", "answer_channel": Channel.PHONE}
    return replace(enquiry, answer=text, **said)  # type: ignore[arg-type]  # the fields of an answer


@pytest.mark.parametrize("outcome", [FollowUpOutcome.ANSWERED, FollowUpOutcome.PROMISED, FollowUpOutcome.REFUSED])
def test_who_was_reached_has_answered_the_follow_ups_and_was_heard_of(outcome: FollowUpOutcome) -> None:
    fact = logged(outcome=outcome)
    assert apply(an_order(followups=(FOLLOWUP,)), fact) == an_order(
        contacts=(fact.contact,),
        followups=(replace(FOLLOWUP, asked_at=AT, answered_at=AT),),
        last_contact_on=TODAY,
        version=2,
    )


def test_every_rule_says_its_clause_what_it_means_and_which_notice_asks() -> None:
    assert [rule for rule in FollowUpRule if not (rule.clause and rule.says and rule.letter)] == []


def test_who_was_not_reached_was_asked_but_not_heard_of() -> None:
    fact = logged(outcome=FollowUpOutcome.NO_ANSWER)
    asked = an_order(contacts=(fact.contact,), followups=(replace(FOLLOWUP, asked_at=AT),), version=2)
    assert apply(an_order(followups=(FOLLOWUP,)), fact) == asked


def test_a_follow_up_keeps_when_it_was_first_made_and_first_answered() -> None:
    order = an_order(followups=(FOLLOWUP,))
    for hours, outcome in enumerate(
        (FollowUpOutcome.NO_ANSWER, FollowUpOutcome.NO_ANSWER, FollowUpOutcome.ANSWERED, FollowUpOutcome.ANSWERED)
    ):
        order = apply(order, logged(at=AT + hours * HOUR, outcome=outcome))
    assert order.followups == (replace(FOLLOWUP, asked_at=AT, answered_at=AT + 2 * HOUR),)


def test_a_contact_that_is_logged_late_is_the_first_all_the_same() -> None:
    missed = apply(an_order(followups=(FOLLOWUP,)), logged(at=AT + HOUR, outcome=FollowUpOutcome.NO_ANSWER))
    assert apply(missed, logged()).followups == (replace(FOLLOWUP, asked_at=AT, answered_at=AT),)


def test_an_earlier_contact_leaves_the_day_of_the_last() -> None:
    order = apply(an_order(last_contact_on=TODAY), logged(made_on=date(2026, 2, 27)))
    assert order.last_contact_on == TODAY


def test_what_the_customer_says_answers_no_follow_up_to_the_supplier() -> None:
    order = an_order(followups=(FOLLOWUP,), enquiries=(ASKED,))
    after = apply(order, logged(side=Side.CUSTOMER, at=AT + HOUR))
    assert (after.followups, after.enquiries) == ((FOLLOWUP,), (answered(ASKED, "on Friday"),))


@pytest.mark.parametrize(
    "fields", [{"side": Side.CUSTOMER, "outcome": FollowUpOutcome.NO_ANSWER}, {"side": Side.SUPPLIER}]
)
def test_a_question_stays_open_until_its_customer_is_reached(fields: dict[str, object]) -> None:
    after = apply(an_order(enquiries=(ASKED,)), logged(at=AT + HOUR, **fields))
    assert after.enquiries == (ASKED,)


def test_follow_ups_are_raised_beside_those_there_are() -> None:
    second = replace(FOLLOWUP, number=2)
    overdue = replace(FOLLOWUP, rule=FollowUpRule.OVERDUE)
    after = apply(an_order(followups=(FOLLOWUP,)), FollowUpsRaised(followups=(second, overdue)))
    assert after == an_order(followups=(FOLLOWUP, second, overdue), version=2)


@pytest.mark.parametrize(("known", "new"), [((FOLLOWUP,), (FOLLOWUP,)), ((), (FOLLOWUP, FOLLOWUP))])
def test_a_follow_up_is_raised_once(known: tuple[FollowUp, ...], new: tuple[FollowUp, ...]) -> None:
    with pytest.raises(ConflictError) as caught:
        apply(an_order(followups=known), FollowUpsRaised(followups=new))
    assert caught.value.message == "A-1 line 1 has that follow-up already"


@pytest.mark.parametrize(
    "fact",
    [FollowUpsRaised(followups=(replace(FOLLOWUP, position=2),)), IssueOpened(issue=replace(OPEN, position=2))],
    ids=lambda fact: type(fact).__name__,
)
def test_a_line_that_is_not_there_has_no_follow_ups_and_no_issues(fact: OrderFact) -> None:
    with pytest.raises(NotFoundError) as caught:
        apply(an_order(), fact)
    assert caught.value.message == "A-1 has no line 2"


@pytest.mark.parametrize("position", [None, 1])
def test_an_issue_is_opened_under_its_number(position: int | None) -> None:
    second = replace(OPEN, number=2, kind=IssueKind.DAMAGED, position=position)
    assert apply(an_order(issues=(OPEN,)), IssueOpened(issue=second)) == an_order(issues=(OPEN, second), version=2)


@pytest.mark.parametrize(
    ("order", "fact"),
    [
        (an_order(issues=(OPEN,)), IssueOpened(issue=replace(OPEN, kind=IssueKind.PRICE))),
        (an_order(enquiries=(ASKED,)), EnquiryLogged(enquiry=replace(ASKED, text="and now?"))),
    ],
)
def test_a_number_is_given_once(order: Order, fact: OrderFact) -> None:
    with pytest.raises(ConflictError) as caught:
        apply(order, fact)
    assert caught.value.message == "A-1#1 is there already"


def test_the_next_move_of_an_issue_goes_from_side_to_side_and_back() -> None:
    order = an_order(issues=(OPEN,))
    steps: list[OrderFact] = [
        IssueWaiting(number=1, side=Side.SUPPLIER, at=AT),
        IssueWaiting(number=1, side=Side.CUSTOMER, at=AT + HOUR),
        IssueResumed(number=1, at=AT + 2 * HOUR),
    ]
    found = []
    for step in steps:
        order = apply(order, step)
        found.append(order.issues[0].waits_for)
    waits = (
        Wait(side=Side.SUPPLIER, since=AT, until=AT + HOUR),
        Wait(side=Side.CUSTOMER, since=AT + HOUR, until=AT + 2 * HOUR),
    )
    assert (found, order) == (
        [Side.SUPPLIER, Side.CUSTOMER, None],
        an_order(issues=(replace(OPEN, waits=waits),), version=4),
    )


def test_an_issue_that_waits_for_nobody_cannot_resume() -> None:
    said = refusal(an_order(issues=(OPEN,)), IssueResumed(number=1, at=AT))
    assert said == "issue A-1#1 is not waiting for anybody"


def test_an_issue_is_resolved_with_its_remedy_and_waits_no_more() -> None:
    waiting = replace(OPEN, waits=(Wait(side=Side.CUSTOMER, since=AT),), remedy=Remedy.REPLACE)
    fact = IssueResolved(number=1, at=AT + HOUR, resolution="sent again", remedy=Remedy.CREDIT)
    ended = (Wait(side=Side.CUSTOMER, since=AT, until=AT + HOUR),)
    after = apply(an_order(issues=(waiting,)), fact)
    assert after == an_order(issues=(replace(RESOLVED, waits=ended, remedy=Remedy.CREDIT),), version=2)
    kept = apply(an_order(issues=(waiting,)), replace(fact, remedy=None))
    assert kept.issues[0].remedy is Remedy.REPLACE


@pytest.mark.parametrize(
    ("fact", "done"),
    [
        (IssueResolved(number=1, at=AT - HOUR, resolution="r"), "resolved"),
        (IssueWaiting(number=1, side=Side.CUSTOMER, at=AT - HOUR), "put off"),
    ],
)
def test_nothing_is_done_about_an_issue_before_it_was_opened(fact: OrderFact, done: str) -> None:
    said = refusal(an_order(issues=(OPEN,)), fact)
    assert said == f"A-1: it cannot be {done} before it was opened, 2026-03-02 09:30 UTC"


@pytest.mark.parametrize(
    "fact",
    [
        IssueWaiting(number=1, side=Side.CUSTOMER, at=AT),
        IssueResumed(number=1, at=AT),
        IssueResolved(number=1, at=AT + HOUR, resolution="again"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_resolved_issue_stays_as_it_is_until_it_is_reopened(fact: OrderFact) -> None:
    with pytest.raises(RefusedError) as caught:
        apply(an_order(issues=(RESOLVED,)), fact)
    assert (caught.value.message, caught.value.hints) == ("issue A-1#1 is resolved", ("reopen it first",))


def test_to_reopen_an_issue_takes_its_resolution_back_and_counts() -> None:
    order = apply(an_order(issues=(RESOLVED,)), IssueReopened(number=1, at=AT + 2 * HOUR, cause="still short"))
    assert order == an_order(issues=(replace(OPEN, reopened=1),), version=2)
    again = apply(order, IssueResolved(number=1, at=AT + 3 * HOUR, resolution="r"))
    assert apply(again, IssueReopened(number=1, at=AT + 4 * HOUR, cause="c")).issues == (replace(OPEN, reopened=2),)


def test_an_open_issue_cannot_be_reopened() -> None:
    assert refusal(an_order(issues=(OPEN,)), IssueReopened(number=1, at=AT, cause="c")) == "issue A-1#1 is open"


@pytest.mark.parametrize(
    "order",
    [an_order(status=Status.CLOSED, closed_on=TODAY), an_order(status=Status.CANCELLED, cancelled_on=TODAY)],
    ids=lambda order: order.status,
)
def test_the_issues_of_an_order_that_is_over_are_not_reopened(order: Order) -> None:
    said = refusal(replace(order, issues=(RESOLVED,)), IssueReopened(number=1, at=AT, cause="c"))
    assert said == f"A-1 is {order.status}; its issues stay as they are"


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        (IssueWaiting(number=3, side=Side.CUSTOMER, at=AT), "issue"),
        (IssueResumed(number=3, at=AT), "issue"),
        (IssueResolved(number=3, at=AT, resolution="r"), "issue"),
        (IssueReopened(number=3, at=AT, cause="c"), "issue"),
        (replace(ANSWER, number=3), "enquiry"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(fact: OrderFact, what: str) -> None:
    full = an_order(issues=(OPEN, replace(OPEN, number=2)), enquiries=(ASKED, replace(ASKED, number=2)))
    for order, known in ((an_order(), "none"), (full, "A-1#1, A-1#2")):
        with pytest.raises(NotFoundError) as caught:
            apply(order, fact)
        assert caught.value.message == f"there is no {what} A-1#3; the order has {known}"


def test_a_question_is_kept_and_is_no_news_of_the_order() -> None:
    assert apply(an_order(), EnquiryLogged(enquiry=ASKED)) == an_order(enquiries=(ASKED,), version=2)


def test_one_answer_settles_every_question_received_by_then() -> None:
    at_once, later = (
        replace(ASKED, number=2, received_at=ANSWER.at),
        replace(ASKED, number=3, received_at=AT + 2 * HOUR),
    )
    before = answered(replace(ASKED, number=4), "soon")
    order = apply(an_order(enquiries=(ASKED, at_once, later, before)), replace(ANSWER, number=2))
    assert order == an_order(enquiries=(answered(ASKED), answered(at_once), later, before), version=2)
    assert order.open_enquiries == (later,)


def test_a_question_is_answered_once() -> None:
    said = refusal(an_order(enquiries=(answered(ASKED),)), ANSWER)
    assert said == "enquiry A-1#1 was answered already"


def test_a_question_is_not_answered_before_it_is_asked() -> None:
    said = refusal(an_order(enquiries=(ASKED,)), replace(ANSWER, at=AT - HOUR))
    assert said == "A-1: it cannot be answered before it was received, 2026-03-02 09:30 UTC"
