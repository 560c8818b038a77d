"""Follow-ups logged in the orders' records (SOP 4.3c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome
from ordertrack.domain.orders.events import PromiseRevised
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.orders.order import Promise
from ordertrack.domain.parties import Channel, Side
from ordertrack.errors import NotFoundError, RefusedError, UsageError
from ordertrack.usecases.cases.followups import Conversation, log_followups
from tests.builders import (
    AT,
    CUSTOMER,
    PROMISED,
    SUPPLIER,
    TODAY,
    a_stamp,
    close_whole,
    enter,
    facts_of,
    is_sound,
    loaded,
    move,
    ten,
)
from tests.chasing import a_followup, raise_followups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.recording import Changed

DAY = timedelta(days=1)
LATER = PROMISED + 5 * DAY
NOON = datetime(2026, 3, 2, 8, tzinfo=UTC)
HELD = Conversation(at=NOON, made_on=TODAY, channel=Channel.PHONE, note="ships on Friday")
LOGGED = Contact(
    at=NOON,
    made_on=TODAY,
    channel=Channel.PHONE,
    side=Side.SUPPLIER,
    actor="anna",
    outcome=FollowUpOutcome.ANSWERED,
    note="ships on Friday",
)


def log(book: SqlBook, *numbers: str, dry_run: bool = False, **said: Any) -> list[Changed]:  # noqa: ANN401 - any field
    return log_followups(book, numbers or ("A-1",), replace(HELD, **said), a_stamp(), dry_run=dry_run)


def later_facts(book: SqlBook, number: str = "A-1") -> Sequence[object]:
    return list(facts_of(book, number))[1:]


def test_a_follow_up_is_kept_in_the_record_of_the_order(book: SqlBook) -> None:
    """SOP 4.3c."""
    enter(book, ten())
    (changed,) = log(book)
    assert later_facts(book) == [ContactLogged(contact=LOGGED)]
    assert (loaded(book).contacts, loaded(book).last_contact_on) == ((LOGGED,), TODAY)
    assert (changed.after, is_sound(book)) == (loaded(book), True)


def test_an_attempt_that_reached_nobody_is_kept_and_is_no_contact(book: SqlBook) -> None:
    enter(book, ten())
    log(book, outcome=FollowUpOutcome.NO_ANSWER, ask_again_on=TODAY + DAY)
    kept = replace(LOGGED, outcome=FollowUpOutcome.NO_ANSWER, ask_again_on=TODAY + DAY)
    assert (loaded(book).contacts, loaded(book).last_contact_on) == ((kept,), None)


def test_a_follow_up_makes_the_ones_that_were_due(book: SqlBook) -> None:
    """SOP 4.3c."""
    enter(book, ten())
    raise_followups(book, a_followup())
    log(book, at=AT, outcome=FollowUpOutcome.NO_ANSWER)
    assert loaded(book).followups == (a_followup(asked_at=AT),)
    log(book, at=AT)
    assert loaded(book).followups == (a_followup(asked_at=AT, answered_at=AT),)


def test_a_conversation_with_the_customer_leaves_the_supplier_to_be_asked(book: SqlBook) -> None:
    enter(book, ten())
    raise_followups(book, a_followup())
    log(book, side=Side.CUSTOMER)
    assert loaded(book).followups == (a_followup(),)


def test_a_new_promise_is_revised_in_the_words_of_the_supplier(book: SqlBook) -> None:
    """SOP 4.3c."""
    enter(book, ten())
    move(book, Target.CONFIRMED)
    log(book, promised_on=LATER)
    promise = PromiseRevised(
        on=TODAY, promised_on=LATER, cause="ships on Friday", said_by=SUPPLIER, channel=Channel.PHONE
    )
    assert later_facts(book)[1:] == [ContactLogged(contact=replace(LOGGED, outcome=FollowUpOutcome.PROMISED)), promise]
    (line,) = loaded(book).lines
    assert (line.promised_on, line.first_promised_on) == (LATER, PROMISED)
    assert line.promises == (
        Promise(
            said_on=TODAY,
            previous_on=PROMISED,
            promised_on=LATER,
            cause="ships on Friday",
            said_by=SUPPLIER,
            channel=Channel.PHONE,
        ),
    )
    assert is_sound(book)


def test_a_new_promise_has_the_cause_that_is_named_and_the_party_that_said_so(book: SqlBook) -> None:
    enter(book, ten())
    log(book, promised_on=LATER, cause="closed on Friday", side=Side.CUSTOMER, outcome=FollowUpOutcome.ANSWERED)
    contact, promise = later_facts(book)
    assert contact == ContactLogged(contact=replace(LOGGED, outcome=FollowUpOutcome.PROMISED, side=Side.CUSTOMER))
    assert isinstance(promise, PromiseRevised)
    assert (promise.cause, promise.said_by) == ("closed on Friday", CUSTOMER)


def test_a_new_promise_can_be_for_some_lines(book: SqlBook) -> None:
    enter(book, ten(), ten())
    log(book, promised_on=LATER, positions=(2,))
    assert [line.promised_on for line in loaded(book).lines] == [PROMISED, LATER]


def test_a_line_promised_for_that_very_day_keeps_its_promise(book: SqlBook) -> None:
    enter(book, ten(), ten())
    log(book, promised_on=LATER, positions=(2,))
    log(book, promised_on=LATER)
    assert [len(line.promises) for line in loaded(book).lines] == [1, 1]
    log(book, promised_on=LATER)
    assert [len(line.promises) for line in loaded(book).lines] == [1, 1]
    assert loaded(book).contacts[-1].outcome is FollowUpOutcome.PROMISED


def test_several_orders_are_one_conversation(book: SqlBook) -> None:
    for number in ("A-1", "A-2"):
        enter(book, ten(number=number))
    changes = log(book, "A-1", "A-2", "A-1")
    assert [change.after.number for change in changes] == ["A-1", "A-2"]
    assert [loaded(book, number).contacts for number in ("A-1", "A-2")] == [(LOGGED,), (LOGGED,)]


def test_one_order_that_cannot_take_the_promise_leaves_all_of_them_as_they_were(book: SqlBook) -> None:
    for number in ("A-1", "A-2"):
        enter(book, ten(number=number))
    close_whole(book, "A-2")
    with pytest.raises(RefusedError) as caught:
        log(book, "A-1", "A-2", promised_on=LATER)
    assert caught.value.message == "A-2 is closed and can no longer take a new promise"
    assert [len(loaded(book, number).contacts) for number in ("A-1", "A-2")] == [0, 0]


def test_what_is_said_about_a_closed_order_is_kept_too(book: SqlBook) -> None:
    """SOP 4.3c."""
    enter(book, ten())
    close_whole(book)
    log(book)
    assert (loaded(book).contacts, loaded(book).status) == ((LOGGED,), "closed")


def test_an_unknown_order_leaves_all_of_them_as_they_were(book: SqlBook) -> None:
    enter(book, ten())
    with pytest.raises(NotFoundError):
        log(book, "A-1", "B-9")
    assert loaded(book).contacts == ()


def test_a_dry_run_keeps_nothing(book: SqlBook) -> None:
    enter(book, ten())
    (changed,) = log(book, promised_on=LATER, dry_run=True)
    assert (len(changed.facts), later_facts(book)) == (2, [])


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        ({"outcome": FollowUpOutcome.PROMISED}, UsageError, "--outcome promised needs the day"),
        (
            {"outcome": FollowUpOutcome.REFUSED, "promised_on": LATER},
            UsageError,
            "--promised 2026-03-25 contradicts --outcome refused",
        ),
        ({"positions": (1,)}, UsageError, "--line goes with --promised"),
        ({"cause": "strike"}, UsageError, "--cause goes with --promised"),
        (
            {"promised_on": TODAY - DAY},
            RefusedError,
            "the promise 2026-03-01 had passed when it was made, on 2026-03-02",
        ),
        (
            {"ask_again_on": TODAY},
            RefusedError,
            "to ask again on 2026-03-02 is not after the day of asking, 2026-03-02",
        ),
        (
            {"at": AT + timedelta(minutes=1)},
            RefusedError,
            "2026-03-02 09:31 UTC lies in the future; what has happened is recorded when it happened or later",
        ),
        ({"promised_on": LATER, "positions": (7,)}, NotFoundError, "A-1 has no line 7; it has 1"),
    ],
)
def test_what_cannot_be_so_is_refused(
    sqlite_book: SqlBook, said: dict[str, Any], kind: type[Exception], message: str
) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(kind) as caught:
        log(sqlite_book, **said)
    assert (str(caught.value), loaded(sqlite_book).contacts) == (message, ())
