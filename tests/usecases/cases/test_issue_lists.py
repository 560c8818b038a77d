"""Lists of issues with their clocks, in a real book (SOP 4.6, 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.issues import IssueKind, Severity, Wait
from ordertrack.domain.orders.lists import IssueListRow, IssueQuestion, OrderFilter
from ordertrack.domain.parties import Side
from ordertrack.domain.time.hours import Duration, parse_duration
from ordertrack.usecases.cases.cases import ClockRules
from ordertrack.usecases.cases.issues import (
    IssueReport,
    Resolution,
    issue_events,
    issue_named,
    let_issue_wait,
    open_issue,
    resolve_issue,
    timed_issue,
    timed_issues,
)
from tests.builders import AT, CUSTOMER, SUPPLIER, TODAY, a_stamp, enter, history_of, loaded, ten
from tests.hours import HOUR, hours
from tests.store.books import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
CRUSHED = IssueReport(kind=IssueKind.DAMAGED, cause="crushed", at=AT - HOUR)
SENT_AGAIN = Resolution(text="sent again", at=AT)
OFFICE = hours("UTC")  # eight to twelve and one to five


def target_on(day: date) -> Duration:
    """A shorter target from the third of March on."""
    return parse_duration("5bd" if day <= TODAY else "8h")


RULES = ClockRules(OFFICE, target_on)


def opened(book: SqlBook, number: str = "A-1", **given: Any) -> str:  # noqa: ANN401 - any field of a report
    return open_issue(book, number, replace(CRUSHED, **given), a_stamp()).name


def test_issues_are_listed_with_their_orders(book: SqlBook) -> None:
    enter(book, ten(owner="Zoë"))
    opened(book)
    let_issue_wait(book, "A-1", Side.CUSTOMER, None, a_stamp())
    row = IssueListRow(
        number="A-1",
        issue=1,
        kind="damaged",
        severity="medium",
        cause="crushed",
        cause_code=None,
        remedy=None,
        line=None,
        customer=CUSTOMER,
        supplier=SUPPLIER,
        owner="Zoë",
        priority="normal",
        status="entered",
        opened_at=AT - HOUR,
        waits=(Wait(side=Side.CUSTOMER, since=AT),),
        resolved_at=None,
        resolution=None,
        reopened=0,
        is_automatic=False,
    )
    with book.read() as view:
        assert list(view.cases.issues(IssueQuestion())) == [row]
        order, issue = issue_named(view, "A-1")
        timed = timed_issue(order, issue, {1: CUSTOMER, 2: SUPPLIER}, RULES, AT)
        assert [timed] == timed_issues(view, IssueQuestion(), RULES, AT)
    assert timed.row == row


@pytest.fixture(scope="module", params=ENGINES)
def four(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """Four issues of two orders, the third resolved, for tests that only look."""
    book = new_book(request.param)
    enter(book, ten())
    enter(book, ten(number="A-2", customer="Zeta", owner="bo"))
    opened(book, at=AT - DAY)
    opened(book, "A-2", severity=Severity.CRITICAL, kind=IssueKind.PRICE)
    opened(book, cause="wet", kind=IssueKind.PRICE)
    resolve_issue(book, "A-1#2", SENT_AGAIN, a_stamp())
    opened(book, "A-2", at=AT - 2 * DAY)
    return book


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, "A-2#1 A-2#2 A-1#1"),
        ({"is_open": False}, "A-2#1 A-2#2 A-1#1 A-1#2"),
        ({"kinds": (IssueKind.PRICE,)}, "A-2#1"),
        ({"is_open": False, "kinds": (IssueKind.PRICE, IssueKind.DELAY)}, "A-2#1 A-1#2"),
        ({"severities": (Severity.MEDIUM,)}, "A-2#2 A-1#1"),
        ({"only": OrderFilter(owner="BO")}, "A-2#1 A-2#2"),
        ({"only": OrderFilter(customer=1)}, "A-1#1"),
        ({"only": OrderFilter(supplier=2), "severities": (Severity.CRITICAL,)}, "A-2#1"),
        ({"at": AT - timedelta(seconds=1)}, "A-2#1 A-2#2 A-1#1 A-1#2"),
        ({"at": AT}, "A-2#1 A-2#2 A-1#1"),
        ({"at": AT - DAY}, "A-2#2 A-1#1"),
        ({"at": AT - DAY, "is_open": False, "kinds": (IssueKind.PRICE,)}, ""),
    ],
)
def test_the_worst_and_oldest_issues_come_first_and_only_those_asked_for(
    four: SqlBook, question: dict[str, Any], names: str
) -> None:
    asked = IssueQuestion(**question)
    with four.read() as view:
        found = [f"{row.number}#{row.issue}" for row in view.cases.issues(asked)]
        assert [f"{row.number}#{row.issue}" for row in view.cases.issues(asked, limit=2)] == found[:2]
        assert view.cases.count_issues(asked) == len(found)
    assert found == names.split()


def test_a_clock_is_read_by_the_target_of_the_day_on_which_it_began(sqlite_book: SqlBook) -> None:
    """SOP 7, 8."""
    enter(sqlite_book, ten())
    opened(sqlite_book)
    tomorrow = a_stamp(TODAY + DAY)
    open_issue(sqlite_book, "A-1", replace(CRUSHED, at=tomorrow.at, cause="wet"), tomorrow)
    with sqlite_book.read() as view:
        found = timed_issues(view, IssueQuestion(), RULES, tomorrow.at + 8 * HOUR)
    assert [(str(each.target), each.clock.working, each.clock.due_at) for each in found] == [
        ("5bd", timedelta(hours=15, minutes=30), AT - HOUR + 7 * DAY),
        ("8h", timedelta(hours=6, minutes=30), tomorrow.at + DAY),
    ]


def test_the_events_of_an_issue_are_those_entered_for_it(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    opened(sqlite_book)
    opened(sqlite_book, cause="wet")
    let_issue_wait(sqlite_book, "A-1#2", Side.SUPPLIER, None, a_stamp())
    resolve_issue(sqlite_book, "A-1#1", SENT_AGAIN, a_stamp())
    kinds = [
        [event.kind for event in issue_events(history_of(sqlite_book), issue)] for issue in loaded(sqlite_book).issues
    ]
    assert kinds == [["issue opened", "issue resolved"], ["issue opened", "issue waiting"]]
