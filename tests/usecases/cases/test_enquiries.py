"""Customers' questions and their answers, in a real book (SOP 4.4a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.cases.followups import Contact, ContactLogged, FollowUpOutcome
from ordertrack.domain.orders.effects import apply
from ordertrack.domain.orders.lists import EnquiryQuestion
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.time.hours import Duration, parse_duration
from ordertrack.errors import AmbiguousError, ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.cases.cases import CaseChange, ClockRules
from ordertrack.usecases.cases.enquiries import (
    Answer,
    Question,
    answer_enquiry,
    log_enquiry,
    settled_by,
    timed_enquiries,
    told_since,
)
from tests.builders import AT, TODAY, a_stamp, close_whole, enter, facts_of, history_of, is_sound, loaded, move, ten
from tests.hours import HOUR, hours

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.ports import Stamp

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WHERE = Question(sender="Ms Weber", text="Where is it?", at=AT - HOUR)


def eight_hours(_: date) -> Duration:
    return parse_duration("8h")


RULES = ClockRules(hours("UTC"), eight_hours)  # eight to twelve and one to five


def asked(book: SqlBook, number: str = "A-1", **given: Any) -> CaseChange:  # noqa: ANN401 - any field of a question
    return log_enquiry(book, number, replace(WHERE, **given), a_stamp())


def answered(book: SqlBook, name: str = "A-1", stamp: Stamp | None = None, **given: Any) -> CaseChange:  # noqa: ANN401
    stamp = stamp or a_stamp()
    return answer_enquiry(book, name, replace(Answer(text="On Friday", at=stamp.at), **given), stamp)


def enquiries_of(book: SqlBook, number: str = "A-1") -> tuple[Enquiry, ...]:
    return loaded(book, number).enquiries


def called(book: SqlBook, side: Side, outcome: FollowUpOutcome = FollowUpOutcome.ANSWERED) -> None:
    """Anna calls a party of A-1 now."""
    contact = Contact(
        at=AT, made_on=TODAY, channel=Channel.PHONE, side=side, actor="anna", outcome=outcome, note="Friday"
    )
    with book.write() as unit:
        before, fact = unit.orders.get("A-1"), ContactLogged(contact=contact)
        unit.orders.save(before, apply(before, fact, AT), fact, at=AT, by="anna")
        unit.commit()


@pytest.fixture
def desk(sqlite_book: SqlBook) -> SqlBook:
    """A book with order A-1."""
    enter(sqlite_book, ten())
    return sqlite_book


def test_a_question_and_its_answer_are_kept(book: SqlBook) -> None:
    """SOP 4.4a."""
    enter(book, ten())
    change = asked(book, channel=Channel.PHONE)
    question = Enquiry(number=1, sender="Ms Weber", received_at=AT - HOUR, text="Where is it?", channel=Channel.PHONE)
    assert (change.name, change.fact) == ("A-1#1", EnquiryLogged(enquiry=question))
    change = answered(book, "A-1#1")
    fact = EnquiryAnswered(number=1, at=AT, actor="anna", text="On Friday", channel=Channel.PHONE)
    settled = replace(question, answered_at=AT, answered_by="anna", answer="On Friday", answer_channel=Channel.PHONE)
    assert (change.name, change.fact) == ("A-1#1", fact)
    assert (loaded(book), enquiries_of(book), is_sound(book)) == (change.after, (settled,), True)


def test_one_answer_settles_all_that_was_asked_by_then(desk: SqlBook) -> None:
    """SOP 4.4a."""
    asked(desk)
    asked(desk, text="Any news?", at=AT - 2 * HOUR)
    asked(desk, text="Hello?", at=AT)
    change = answered(desk, "A-1#2", at=AT - HOUR / 2)
    assert settled_by(change) == [1, 2]
    assert [each.answered_at for each in enquiries_of(desk)] == [AT - HOUR / 2, AT - HOUR / 2, None]
    assert is_sound(desk)


def test_an_answer_typed_late_stops_the_clock_when_it_was_given(desk: SqlBook) -> None:
    """Both were typed on Tuesday; question and answer are Monday's."""
    tomorrow = a_stamp(TODAY + DAY)
    log_enquiry(desk, "A-1", WHERE, tomorrow)
    answered(desk, stamp=tomorrow, at=AT)
    with desk.read() as view:
        (found,) = timed_enquiries(view, EnquiryQuestion(is_unanswered=False), RULES, tomorrow.at)
    assert (found.clock.elapsed, found.clock.working, found.clock.is_late) == (HOUR, HOUR, False)


def test_a_change_of_status_is_no_answer(desk: SqlBook) -> None:
    """SOP 4.4a."""
    asked(desk)
    move(desk, Target.CONFIRMED, note="told nobody")
    move(desk, Target.DELAYED, expected_on=TODAY + 30 * DAY, cause="strike")
    assert [each.number for each in loaded(desk).open_enquiries] == [1]


@pytest.mark.parametrize(
    ("side", "outcome", "is_answered"),
    [
        (Side.CUSTOMER, FollowUpOutcome.ANSWERED, True),
        (Side.CUSTOMER, FollowUpOutcome.NO_ANSWER, False),
        (Side.SUPPLIER, FollowUpOutcome.ANSWERED, False),
    ],
)
def test_a_logged_call_that_reaches_the_customer_is_an_answer(
    desk: SqlBook, side: Side, outcome: FollowUpOutcome, *, is_answered: bool
) -> None:
    asked(desk)
    called(desk, side, outcome)
    (found,) = enquiries_of(desk)
    assert (found.is_answered, found.answer) == (is_answered, "Friday" if is_answered else None)


def test_a_question_typed_after_its_answer_is_open_until_the_clerk_says_so(desk: SqlBook) -> None:
    """Whether Monday's call answered what is typed afterwards only the clerk can say."""
    called(desk, Side.CUSTOMER)
    change = asked(desk)
    assert (told_since(change), loaded(desk).open_enquiries != ()) == (AT, True)
    answered(desk, at=AT)
    assert told_since(asked(desk, text="And the invoice?", at=AT - 2 * HOUR)) == AT
    later = a_stamp(TODAY + DAY)
    assert told_since(log_enquiry(desk, "A-1", replace(WHERE, at=later.at), later)) is None
    assert told_since(asked(desk, text="Hello?", at=AT - HOUR / 2)) == AT


def test_an_order_that_is_over_may_be_asked_about(desk: SqlBook) -> None:
    close_whole(desk)
    asked(desk)
    answered(desk)
    assert (loaded(desk).closed_on, enquiries_of(desk)[0].is_answered) == (TODAY, True)


def test_the_very_same_question_is_not_logged_twice(desk: SqlBook) -> None:
    asked(desk)
    with pytest.raises(ConflictError) as caught:
        asked(desk, sender="MS  WEBER", text="where  is it?")
    assert caught.value.message == "A-1#1 is that very question"
    assert asked(desk, at=AT).name == "A-1#2"
    assert asked(desk, sender="Mr Weber").name == "A-1#3"


def test_of_several_questions_none_is_guessed(desk: SqlBook) -> None:
    asked(desk)
    asked(desk, text="Any news?", at=AT - 2 * HOUR)
    with pytest.raises(AmbiguousError) as caught:
        answered(desk)
    assert caught.value.message == "A-1 has 2 unanswered enquiries"
    assert caught.value.hints == ("name one: A-1#2, A-1#1",)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("A-1", "A-1 has no unanswered enquiries"),
        ("A-1#7", "there is no enquiry A-1#7; the order has none"),
        ("A-9", "there is no order A-9"),
    ],
)
def test_what_was_not_asked_cannot_be_answered(desk: SqlBook, name: str, sentence: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        answered(desk, name)
    assert caught.value.message == sentence


def test_a_question_is_answered_once(desk: SqlBook) -> None:
    asked(desk)
    answered(desk)
    with pytest.raises(RefusedError) as caught:
        answered(desk, "A-1#1")
    assert caught.value.message == "enquiry A-1#1 was answered already"


def test_instants_that_cannot_be_are_refused(desk: SqlBook) -> None:
    future = "2026-03-02 09:30 UTC lies in the future; what has happened is recorded when it happened or later"
    with pytest.raises(RefusedError) as early:
        asked(desk, at=AT + SECOND)
    asked(desk)
    with pytest.raises(RefusedError) as later:
        answered(desk, at=AT + SECOND)
    with pytest.raises(RefusedError) as before:
        answered(desk, at=AT - HOUR - SECOND)
    assert [each.value.message for each in (early, later, before)] == [
        future,
        future,
        "A-1: it cannot be answered before it was received, 2026-03-02 08:30 UTC",
    ]
    assert len(history_of(desk)) == 2


def test_the_words_of_people_are_kept_exactly(book: SqlBook) -> None:
    enter(book, ten())
    text = " Wo bleibt's?\r\n\x1b[31m\u202e[bold]\t"
    asked(book, text=text)
    answered(book, text=text)
    (found,) = enquiries_of(book)
    assert (found.text, found.answer, is_sound(book)) == (text, text, True)


def test_a_dry_run_keeps_nothing(desk: SqlBook) -> None:
    log_enquiry(desk, "A-1", WHERE, a_stamp(), dry_run=True)
    assert enquiries_of(desk) == ()
    asked(desk)
    answer_enquiry(desk, "A-1", Answer(text="x", at=AT), a_stamp(), dry_run=True)
    assert len(facts_of(desk)) == 2
