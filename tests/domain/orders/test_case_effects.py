"""What follows by itself from a delay, a receipt, a delivery in full and a cancellation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.escalations import Escalation, EscalationStarted, Subject
from ordertrack.domain.cases.issues import Issue, IssueKind, IssueOpened, IssueResolved, Wait
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.effects import fold, take_back
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Side
from ordertrack.errors import RefusedError
from tests.builders import (
    AT,
    TODAY,
    a_history,
    a_line,
    an_event,
    an_issue,
    an_order,
    apply,
    cancelled,
    received,
    shipped,
)

if TYPE_CHECKING:
    from ordertrack.domain.orders.events import OrderFact
    from ordertrack.domain.orders.order import Order

DAY = timedelta(days=1)
FRIDAY = TODAY - 3 * DAY
FRIDAY_NOON = datetime(2026, 2, 27, 12, tzinfo=UTC)
LATER = date(2026, 4, 1)
CONFIRM = facts.StatusMoved(to=Status.CONFIRMED, on=TODAY)
CONFIRMED = an_order(status=Status.CONFIRMED, lines=(a_line(1), a_line(2)))
DELAY = facts.DelayReported(on=TODAY, expected_on=LATER, cause="strike")
DELAYED = an_issue()
QUALITY = an_issue(IssueKind.QUALITY, cause="rust", position=1)
LATE = Escalation(number=1, subject=Subject.LATE, reason="overdue", started_at=AT, revision=1)
OF_DELAY = replace(LATE, number=2, subject=Subject.ISSUE, issue=1)
OF_OTHER = replace(LATE, number=3, subject=Subject.ISSUE, issue=2)
BY_HAND = replace(LATE, number=4, subject=Subject.BY_HAND)
ESCALATED = replace(
    an_order(status=Status.CONFIRMED),
    issues=(DELAYED, replace(QUALITY, number=2)),
    escalations=(LATE, OF_DELAY, OF_OTHER, BY_HAND),
)


def short(count: int, number: int = 1, position: int = 1) -> Issue:
    cause = f"{count} of what was shipped did not arrive"
    return an_issue(IssueKind.SHORT, number=number, cause=cause, position=position)


def settled(issue: Issue, why: str = "delivered in full", at: datetime = AT) -> Issue:
    return replace(issue, resolved_at=at, resolution=why)


def after(order: Order, *told: OrderFact) -> Order:
    return reduce(apply, told, order)


def test_a_delay_opens_one_issue_however_often_it_is_reported() -> None:
    order = after(CONFIRMED, DELAY, replace(DELAY, cause="storm"), replace(DELAY, positions=(2,)))
    assert order.issues == (DELAYED,)


@pytest.mark.parametrize(("positions", "position"), [((), None), ((2,), 2), ((1, 2), None)])
def test_the_issue_of_a_delay_is_about_the_line_that_is_late_alone(
    positions: tuple[int, ...], position: int | None
) -> None:
    order = apply(CONFIRMED, replace(DELAY, positions=positions))
    assert order.issues == (replace(DELAYED, position=position),)


def test_a_delay_after_the_issue_of_the_last_was_resolved_opens_another() -> None:
    resolved = IssueResolved(number=1, at=AT, resolution="sailed")
    order = after(CONFIRMED, DELAY, resolved, replace(DELAY, cause="storm"))
    assert order.issues == (settled(DELAYED, "sailed"), replace(DELAYED, number=2, cause="storm"))


def test_an_issue_that_opens_by_itself_takes_the_next_number() -> None:
    by_hand = IssueOpened(issue=an_issue(IssueKind.PRICE, number=7, is_automatic=False))
    order = after(CONFIRMED, by_hand, DELAY)
    assert order.issues == (by_hand.issue, replace(DELAYED, number=8))


def test_what_is_rejected_opens_an_issue_with_its_reason() -> None:
    assert apply(CONFIRMED, received(4, rejected=1)).issues == (QUALITY,)


def test_without_a_reason_the_issue_says_how_much_was_rejected() -> None:
    fact = received(4, 2, rejected=1)
    (part,) = fact.lines
    bare = replace(fact, lines=(replace(part, receipt=replace(part.receipt, reason=None)),))
    assert apply(CONFIRMED, bare).issues == (replace(QUALITY, cause="1 rejected on receipt", position=2),)


def test_each_line_of_a_bad_receipt_has_its_own_issue() -> None:
    order = after(CONFIRMED, shipped(5, 1), shipped(6, 2))
    parts = (*received(3, 2).lines, *received(5, 1, rejected=2).lines)
    order = apply(order, facts.LinesReceived(on=TODAY, lines=parts))
    assert order.issues == (short(3, 1, 2), replace(QUALITY, number=2))


def test_a_line_can_come_short_and_bad_together() -> None:
    order = after(CONFIRMED, shipped(5), received(4, rejected=1))
    assert order.issues == (QUALITY, short(1, 2))


@pytest.mark.parametrize(
    ("shipments", "receipts", "missing"),
    [
        ((), (4,), ()),
        ((4, 6), (4,), ()),
        ((4, 6), (3,), (1,)),
        ((4, 6), (4, 6), ()),
        ((4, 6), (4, 5), (1,)),
        ((4, 6), (7,), (3,)),
        ((4, 6), (3, 1), (1,)),
        ((4, 6), (3, 6), (1,)),
        ((4, 6), (3, 5), (1, 1)),
        ((4,), (6,), ()),
        ((10,), (12,), ()),
        ((4, 6), (3, 1, 5), (1, 1)),
    ],
)
def test_goods_shipped_together_arrive_together_or_some_are_missing(
    shipments: tuple[int, ...], receipts: tuple[int, ...], missing: tuple[int, ...]
) -> None:
    sent = after(CONFIRMED, *(shipped(count) for count in shipments))
    order = after(sent, *(received(count) for count in receipts))
    assert order.issues == tuple(short(count, number) for number, count in enumerate(missing, 1))


def test_goods_sent_again_for_those_rejected_arrive_without_another_issue() -> None:
    order = after(CONFIRMED, shipped(10), received(10, rejected=4), shipped(4), received(4))
    assert order.issues == (QUALITY,)


def test_nothing_is_missing_of_a_line_that_has_all_it_still_wants() -> None:
    order = after(CONFIRMED, shipped(10), cancelled(2), received(8))
    assert order.issues == ()


def test_delivery_in_full_settles_the_delay_and_what_was_escalated_for_being_late() -> None:
    order = apply(ESCALATED, received(10))
    ended = {"ended_at": AT, "ended_why": "delivered in full"}
    assert order.issues == (settled(DELAYED), replace(QUALITY, number=2))
    assert order.escalations == (
        *(replace(each, **ended) for each in (LATE, OF_DELAY)),  # type: ignore[arg-type]
        OF_OTHER,
        replace(BY_HAND, **ended),  # type: ignore[arg-type]
    )


def test_a_part_delivered_settles_nothing() -> None:
    order = after(ESCALATED, received(4))
    assert (order.issues, order.escalations) == (ESCALATED.issues, ESCALATED.escalations)


def test_cancellation_settles_every_issue_and_ends_every_escalation() -> None:
    order = apply(ESCALATED, cancelled(10))
    why = "the order was cancelled"
    assert order.issues == tuple(settled(issue, why) for issue in ESCALATED.issues)
    assert order.escalations == tuple(replace(each, ended_at=AT, ended_why=why) for each in ESCALATED.escalations)


def test_what_was_settled_before_stays_as_it_was() -> None:
    ended = replace(LATE, ended_at=AT - DAY, ended_why="by phone")
    resolved = settled(DELAYED, "sailed", AT - DAY)
    before = an_order(status=Status.CONFIRMED, issues=(resolved,), escalations=(ended,))
    for fact in (received(10), cancelled(10)):
        order = apply(before, fact)
        assert (order.issues, order.escalations) == ((resolved,), (ended,))


@pytest.mark.parametrize("fact", [received(10), cancelled(10)], ids=["delivery", "cancellation"])
def test_nobody_is_waited_for_once_it_is_settled(fact: OrderFact) -> None:
    waiting = replace(DELAYED, waits=(Wait(side=Side.SUPPLIER, since=AT - DAY),), opened_at=AT - DAY)
    order = apply(an_order(status=Status.CONFIRMED, issues=(waiting,)), fact)
    assert order.issues[0].waits == (Wait(side=Side.SUPPLIER, since=AT - DAY, until=AT),)


def test_a_receipt_of_friday_typed_on_monday_settles_on_friday_noon() -> None:
    early = datetime(2026, 2, 20, 8, tzinfo=UTC)
    before = an_order(
        status=Status.CONFIRMED,
        issues=(an_issue(opened_at=early),),
        escalations=(replace(LATE, started_at=early),),
    )
    order = apply(before, received(10, on=FRIDAY))
    assert order.issues == (settled(an_issue(opened_at=early), at=FRIDAY_NOON),)
    assert order.escalations[0].ended_at == FRIDAY_NOON


def test_nothing_is_settled_before_it_began() -> None:
    order = apply(ESCALATED, received(10, on=FRIDAY))
    assert (order.issues[0].resolved_at, order.escalations[0].ended_at) == (AT, AT)


@pytest.mark.parametrize(("on", "opened_at"), [(TODAY, AT), (FRIDAY, FRIDAY_NOON), (TODAY + DAY, AT)])
def test_an_issue_opens_on_the_day_of_the_news(on: date, opened_at: datetime) -> None:
    assert apply(CONFIRMED, replace(DELAY, on=on)).issues == (replace(DELAYED, opened_at=opened_at),)
    assert apply(CONFIRMED, received(4, rejected=1, on=on)).issues == (replace(QUALITY, opened_at=opened_at),)


def test_an_order_whose_rest_is_given_up_is_settled_on_that_day() -> None:
    tuesday = AT + DAY
    order = after(CONFIRMED, received(10, 1, on=FRIDAY), received(4, 2, on=FRIDAY), DELAY)
    order = apply(order, cancelled(6, 2, on=tuesday.date()), tuesday)
    assert order.issues == (settled(DELAYED, at=tuesday),)


def test_an_order_with_an_open_issue_cannot_be_closed() -> None:
    order = an_order(status=Status.COMPLETED, issues=(DELAYED, replace(QUALITY, number=2)))
    with pytest.raises(RefusedError) as caught:
        apply(order, facts.OrderClosed(on=TODAY))
    assert caught.value.message == "A-1 cannot be closed: not resolved is A-1#1 (delay), A-1#2 (quality)"
    assert caught.value.hints == ("`ordertrack issue resolve ID --resolution TEXT` settles an issue",)


def test_an_order_is_closed_once_its_issues_are_resolved() -> None:
    order = after(
        an_order(status=Status.COMPLETED, issues=(QUALITY,)),
        IssueResolved(number=1, at=AT, resolution="credited"),
        facts.OrderClosed(on=TODAY),
    )
    assert order.status is Status.CLOSED


def test_an_order_that_an_earlier_program_closed_over_rejected_goods_ends_its_issue() -> None:
    steps = (CONFIRM, received(4, rejected=1), cancelled(7), facts.ReceiptConfirmed(on=TODAY))
    closing = (facts.OrderCompleted(on=TODAY), facts.OrderClosed(on=TODAY))
    order = fold(a_history(an_order(), *steps, *closing))
    assert (order.status, order.issues) == (Status.CLOSED, (settled(QUALITY, "the order was closed"),))


def test_a_resolution_cannot_be_taken_back_under_the_close_that_rests_on_it() -> None:
    steps = (CONFIRM, received(4, rejected=1), cancelled(7), IssueResolved(number=1, at=AT, resolution="credited"))
    closing = (facts.ReceiptConfirmed(on=TODAY), facts.OrderCompleted(on=TODAY), facts.OrderClosed(on=TODAY))
    history = a_history(an_order(), *steps, *closing)
    with pytest.raises(RefusedError) as caught:
        take_back(history, an_event(facts.EventTakenBack(seq=5, cause="typo"), 9))
    assert caught.value.message == (
        "event 5 cannot be taken back, a later one rests on it: A-1 cannot be closed: not resolved is A-1#1 (quality)"
    )


def test_to_take_back_a_delay_takes_its_issue_along() -> None:
    history = a_history(an_order(), CONFIRM, DELAY)
    assert fold(history).issues == (DELAYED,)
    assert take_back(history, an_event(facts.EventTakenBack(seq=3, cause="typo"), 4)).issues == ()


def test_to_take_back_a_delivery_opens_again_what_it_settled() -> None:
    history = a_history(an_order(), CONFIRM, DELAY, EscalationStarted(escalation=LATE), received(10))
    order = take_back(history, an_event(facts.EventTakenBack(seq=5, cause="another order"), 6))
    assert (order.issues, order.escalations) == ((DELAYED,), (LATE,))


def test_a_delay_cannot_be_taken_back_once_its_issue_was_worked_on() -> None:
    history = a_history(an_order(), CONFIRM, DELAY, IssueResolved(number=1, at=AT, resolution="sailed"))
    with pytest.raises(RefusedError) as caught:
        take_back(history, an_event(facts.EventTakenBack(seq=3, cause="typo"), 5))
    assert caught.value.message == (
        "event 3 cannot be taken back, a later one rests on it: there is no issue A-1#1; the order has none"
    )
