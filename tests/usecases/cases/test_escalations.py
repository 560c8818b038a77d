"""Escalations begun by hand, taken up and settled, in a real book (SOP 4.3b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.escalations import (
    Ending,
    Escalation,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationStarted,
    EscalationTold,
    LevelTurn,
    Subject,
)
from ordertrack.domain.orders.lists import OrderFilter, RunningEscalation
from ordertrack.domain.orders.moves import Target
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.cases.escalations import (
    Appeal,
    InForce,
    acknowledge_escalations,
    end_escalations,
    running_escalations,
    start_escalations,
)
from tests.builders import (
    AT,
    CUSTOMER,
    PROMISED,
    SUPPLIER,
    TODAY,
    a_stamp,
    apply,
    close_whole,
    enter,
    facts_of,
    is_sound,
    loaded,
    move,
    ten,
)
from tests.chasing import BEN, HOURS, ZOE, a_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.recording import Changed

REASON = "the plant has burnt down"
BY_BEN = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
STARTED = Escalation(number=1, subject=Subject.BY_HAND, reason=REASON, started_at=AT, revision=3)
TOLD = LevelTurn(level=1, at=AT, ending=Ending.TOLD, why=REASON, to=("Ben",), acknowledge_by=BY_BEN)
RULES = InForce(a_policy(BEN, ZOE), 3, HOURS)
TUESDAY = TODAY + timedelta(days=1)


def start(
    book: SqlBook, *numbers: str, level: int | None = None, rules: InForce = RULES, dry_run: bool = False
) -> list[Changed]:
    appeal = Appeal(reason=REASON, level=level)
    return start_escalations(book, numbers or ("A-1",), appeal, rules, a_stamp(), dry_run=dry_run)


def take_up(book: SqlBook, *names: str, by: str = "ben", note: str | None = None) -> list[Changed]:
    return acknowledge_escalations(book, names or ("A-1",), note, a_stamp(by=by))


def end(book: SqlBook, *names: str) -> list[Changed]:
    return end_escalations(book, names or ("A-1",), "they ship from stock", a_stamp(TUESDAY))


def begin(book: SqlBook, number: int, *tellings: LevelTurn) -> None:
    """Begin another escalation of A-1, as the round does."""
    with book.write() as unit:
        order: Order = unit.orders.get("A-1")
        new = replace(STARTED, number=number, subject=Subject.LATE, reason="overdue")
        for fact in (EscalationStarted(escalation=new), EscalationTold(number=number, tellings=tellings)):
            after = apply(order, fact)
            unit.orders.save(order, after, fact, at=AT, by="round")
            order = after
        unit.commit()


def levels(tellings: Sequence[LevelTurn]) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(each.level, each.ending.value, each.to) for each in tellings]


def test_an_escalation_begins_at_the_lowest_level_and_says_until_when(book: SqlBook) -> None:
    """SOP 4.3b."""
    enter(book, ten())
    (changed,) = start(book)
    assert list(facts_of(book))[1:] == [
        EscalationStarted(escalation=STARTED),
        EscalationTold(number=1, tellings=(TOLD,)),
    ]
    assert loaded(book).escalations == (replace(STARTED, tellings=(TOLD,)),)
    assert (changed.after, is_sound(book)) == (loaded(book), True)


def test_an_escalation_can_begin_at_a_higher_level(book: SqlBook) -> None:
    enter(book, ten())
    start(book, level=2)
    (escalation,) = loaded(book).escalations
    assert levels(escalation.tellings) == [(2, "told", ("Zoë",))]


def test_where_nobody_is_to_be_told_the_next_level_is_told_in_the_same_go(book: SqlBook) -> None:
    """SOP 4.3b."""
    enter(book, ten())
    start(book, rules=RULES._replace(policy=a_policy(ZOE)))
    (escalation,) = loaded(book).escalations
    assert levels(escalation.tellings) == [(1, "failed", ()), (2, "told", ("Zoë",))]
    assert escalation.tellings[0].why == "nobody has the role team lead"


def test_where_nobody_is_at_all_the_failures_are_kept(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    start(sqlite_book, rules=RULES._replace(policy=a_policy()))
    (escalation,) = loaded(sqlite_book).running_escalations
    assert levels(escalation.tellings) == [(1, "failed", ()), (2, "failed", ()), (3, "failed", ())]


def test_a_level_that_the_matrix_does_not_have_is_not_found(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(NotFoundError) as caught:
        start(sqlite_book, level=7)
    assert caught.value.message == "the matrix has no level 7; it has 1 (team lead), 2 (manager), 3 (management)"


def test_without_a_matrix_nothing_is_escalated(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(RefusedError) as caught:
        start(sqlite_book, rules=RULES._replace(policy=replace(a_policy(BEN), matrix=())))
    assert caught.value.message == "the policy's matrix has no level, so nothing is escalated"


def test_what_is_escalated_by_hand_is_not_escalated_twice(book: SqlBook) -> None:
    for number in ("A-1", "A-2"):
        enter(book, ten(number=number))
    start(book, "A-2")
    with pytest.raises(ConflictError):
        start(book, "A-1", "A-2")
    assert [len(loaded(book, number).escalations) for number in ("A-1", "A-2")] == [0, 1]


def test_what_was_settled_may_be_escalated_again(book: SqlBook) -> None:
    enter(book, ten())
    start(book)
    end(book)
    start(book)
    assert [each.number for each in loaded(book).running_escalations] == [2]


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_an_order_that_is_over_is_not_escalated(sqlite_book: SqlBook, status: str) -> None:
    enter(sqlite_book, ten())
    if status == "closed":
        close_whole(sqlite_book)
    else:
        move(sqlite_book, Target.CANCELLED, cause="not needed")
    with pytest.raises(RefusedError) as caught:
        start(sqlite_book)
    assert caught.value.message == f"A-1 is {status}; there is nothing to escalate"


def test_a_dry_run_escalates_nothing(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    (changed,) = start(sqlite_book, dry_run=True)
    assert (len(changed.facts), loaded(sqlite_book).escalations) == (2, ())


def test_an_escalation_is_taken_up(book: SqlBook) -> None:
    """SOP 4.3b."""
    enter(book, ten())
    start(book)
    take_up(book, note="I call them")
    taken = replace(STARTED, tellings=(TOLD,), acknowledged_at=AT, acknowledged_by="ben")
    assert loaded(book).escalations == (taken,)
    assert facts_of(book)[-1] == EscalationAcknowledged(number=1, at=AT, actor="ben", note="I call them")


def test_nobody_takes_the_same_up_twice_but_somebody_else_may(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    start(sqlite_book)
    take_up(sqlite_book)
    with pytest.raises(ConflictError) as caught:
        take_up(sqlite_book)
    assert caught.value.message == "A-1 was taken up by ben already, 2026-03-02 09:30 UTC"
    take_up(sqlite_book, by="zoe")
    assert loaded(sqlite_book).escalations[0].acknowledged_by == "zoe"


def test_settling_ends_all_that_run_about_an_order(book: SqlBook) -> None:
    """SOP 4.3b."""
    enter(book, ten())
    begin(book, 1, TOLD)
    start(book)
    (changed,) = end(book)
    at = a_stamp(TUESDAY).at
    assert changed.facts == [EscalationEnded(number=n, at=at, why="they ship from stock") for n in (1, 2)]
    assert [(each.ended_at, each.ended_why) for each in loaded(book).escalations] == [(at, "they ship from stock")] * 2
    assert is_sound(book)


def test_an_id_picks_one_of_several(book: SqlBook) -> None:
    enter(book, ten())
    begin(book, 1, TOLD)
    start(book)
    take_up(book, "A-1#2")
    assert [each.acknowledged_by for each in loaded(book).escalations] == [None, "ben"]
    end(book, "A-1#1", "A-1#1")
    assert [each.number for each in loaded(book).running_escalations] == [2]


def test_an_order_whose_number_looks_like_an_id_is_meant_before_the_case(sqlite_book: SqlBook) -> None:
    for number in ("A-1", "A-1#1"):
        enter(sqlite_book, ten(number=number))
    start(sqlite_book, "A-1#1")
    end(sqlite_book, "A-1#1")
    assert [len(loaded(sqlite_book, number).escalations) for number in ("A-1", "A-1#1")] == [0, 1]


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("A-1", RefusedError, "no escalation of A-1 is running"),
        ("A-1#1", RefusedError, "escalation A-1#1 has ended: they ship from stock"),
        ("A-1#4", NotFoundError, "there is no escalation A-1#4; the order has A-1#1"),
        ("B-9#1", NotFoundError, "there is no order B-9"),
    ],
)
def test_what_does_not_run_can_be_neither_taken_up_nor_settled(
    sqlite_book: SqlBook, name: str, kind: type[Exception], message: str
) -> None:
    enter(sqlite_book, ten())
    start(sqlite_book)
    end(sqlite_book)
    for step in (take_up, end):
        with pytest.raises(kind) as caught:
            step(sqlite_book, name)
        assert str(caught.value) == message


def test_several_are_settled_all_or_none(sqlite_book: SqlBook) -> None:
    for number in ("A-1", "A-2"):
        enter(sqlite_book, ten(number=number))
    start(sqlite_book, "A-1")
    with pytest.raises(RefusedError):
        end(sqlite_book, "A-1", "A-2")
    assert len(loaded(sqlite_book).running_escalations) == 1


def running(book: SqlBook, at: datetime = AT, owner: str | None = None) -> list[RunningEscalation]:
    return running_escalations(book, OrderFilter(owner=owner), as_of=at.date(), at=at)


def test_a_running_escalation_is_listed_with_its_order(book: SqlBook) -> None:
    """SOP 4.3b."""
    enter(book, ten(owner="maria", value="1234.50", currency="EUR", priority="high"))
    start(book)
    row = RunningEscalation(
        number="A-1",
        escalation=replace(STARTED, tellings=(TOLD,)),
        customer=CUSTOMER,
        supplier=SUPPLIER,
        owner="maria",
        priority="high",
        status="entered",
        promised_on=PROMISED,
        days_late=None,
        value=123450,
        currency="EUR",
    )
    assert (running(book), running(book, owner="MARIA"), running(book, owner="ben")) == ([row], [row], [])
    late = datetime(2026, 3, 23, 12, tzinfo=UTC)
    assert running(book, late) == [row._replace(days_late=3)]
    assert running(book, AT - timedelta(seconds=1)) == []


def test_what_nobody_took_up_in_time_stands_first_and_what_somebody_did_last(book: SqlBook) -> None:
    policies = {"A-1": a_policy(BEN, ZOE), "A-2": a_policy(BEN, ZOE), "A-3": a_policy(), "A-4": a_policy(BEN, ZOE)}
    for number, policy in policies.items():
        enter(book, ten(number=number))
        start(book, number, level=2 if number == "A-2" else 1, rules=RULES._replace(policy=policy))
    take_up(book, "A-1")
    assert [row.number for row in running(book)] == ["A-3", "A-2", "A-4", "A-1"]
    end(book, "A-3")
    assert [row.number for row in running(book, BY_BEN)] == ["A-2", "A-4", "A-1"]
