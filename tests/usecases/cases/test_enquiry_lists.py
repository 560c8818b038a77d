"""Lists of customers' questions with their clocks, in a real book (SOP 4.4a, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.lists import EnquiryListRow, EnquiryQuestion, OrderFilter
from ordertrack.domain.time.hours import Duration, parse_duration
from ordertrack.usecases.cases.cases import ClockRules
from ordertrack.usecases.cases.enquiries import Answer, Question, answer_enquiry, log_enquiry, timed_enquiries
from tests.builders import AT, CUSTOMER, SUPPLIER, a_stamp, enter, ten
from tests.hours import HOUR, hours

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
WHERE = Question(sender="Ms Weber", text="Where is it?", at=AT - HOUR)


def eight_hours(_: date) -> Duration:
    return parse_duration("8h")


RULES = ClockRules(hours("UTC"), eight_hours)  # eight to twelve and one to five


def asked(book: SqlBook, number: str = "A-1", **given: Any) -> None:  # noqa: ANN401 - any field of a question
    log_enquiry(book, number, replace(WHERE, **given), a_stamp())


def test_questions_are_listed_with_their_orders_and_clocks(book: SqlBook) -> None:
    """SOP 4.4a, 7."""
    enter(book, ten(owner="Zoë"))
    asked(book)
    asked(book, text="Any news?", at=AT)
    row = EnquiryListRow(
        number="A-1",
        enquiry=1,
        sender="Ms Weber",
        channel="email",
        text="Where is it?",
        customer=CUSTOMER,
        supplier=SUPPLIER,
        owner="Zoë",
        priority="normal",
        status="entered",
        received_at=AT - HOUR,
        asked_since=AT - HOUR,
        answered_at=None,
        answered_by=None,
        answer=None,
        answer_channel=None,
    )
    second = row._replace(enquiry=2, text="Any news?", received_at=AT)
    with book.read() as view:
        found = timed_enquiries(view, EnquiryQuestion(), RULES, AT + DAY)
    assert [each.row for each in found] == [row, second]
    assert {(each.clock.working, each.clock.due_at, each.clock.is_late) for each in found} == {
        (9 * HOUR, AT - HOUR + DAY, True)
    }


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, "A-2#1 A-1#3"),
        ({"is_unanswered": False}, "A-2#1 A-1#1 A-1#2 A-1#3"),
        ({"only": OrderFilter(owner="BO")}, "A-2#1"),
        ({"only": OrderFilter(customer=1)}, "A-1#3"),
        ({"only": OrderFilter(customer=9)}, ""),
        ({"at": AT - HOUR / 2}, "A-2#1 A-1#1 A-1#2"),
        ({"at": AT - DAY}, "A-2#1"),
    ],
)
def test_the_longest_running_clock_comes_first(book: SqlBook, question: dict[str, Any], names: str) -> None:
    enter(book, ten())
    enter(book, ten(number="A-2", customer="Zeta", owner="bo"))
    asked(book)
    asked(book, text="Any news?", at=AT - HOUR / 2)
    answer_enquiry(book, "A-1#1", Answer(text="On Friday", at=AT - HOUR / 4), a_stamp())
    asked(book, text="Hello?", at=AT)
    asked(book, "A-2", at=AT - DAY)
    with book.read() as view:
        rows = view.cases.enquiries(EnquiryQuestion(**question))
        assert view.cases.enquiries(EnquiryQuestion(**question), limit=1) == rows[:1]
        assert view.cases.count_enquiries(EnquiryQuestion(**question)) == len(rows)
    assert [f"{row.number}#{row.enquiry}" for row in rows] == names.split()
    oldest = {"A-1#1": AT - HOUR, "A-1#2": AT - HOUR, "A-1#3": AT, "A-2#1": AT - DAY}
    assert [row.asked_since for row in rows] == [oldest[name] for name in names.split()]
