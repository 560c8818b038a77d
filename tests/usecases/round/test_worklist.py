"""What a real book asks of somebody today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ordertrack.domain.orders.lists import BoardRow
from ordertrack.domain.orders.moves import Closing, LineAmount, Target
from ordertrack.domain.round.worklist import Reason
from ordertrack.usecases.cases.enquiries import Answer, Question, answer_enquiry, log_enquiry
from ordertrack.usecases.round.worklist import review, work_for
from tests.builders import AT, TODAY, a_stamp, close, close_whole, enter, move, standards, ten, units

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
TODAY_TWO_WEEKS_ON = TODAY + 14 * DAY


def asked(book: SqlBook, as_of: date, owner: str | None = None) -> list[tuple[str, str]]:
    return [(entry.order.number, entry.reason.value) for entry in work_for(book, standards(as_of), owner=owner)]


def confirmed(book: SqlBook, number: str, **values: str) -> None:
    enter(book, ten(number=number, **values))
    move(book, Target.CONFIRMED, number)


def a_busy_desk(book: SqlBook) -> None:
    """Six orders, each of which wants something else two weeks on, and one that wants nothing."""
    enter(book, ten(number="NEW", promised_on="2026-06-01", owner="Zoë"))
    confirmed(book, "LATE", promised_on="2026-03-10", owner="Zoë")
    confirmed(book, "RISKY", promised_on="2026-06-01")
    move(book, Target.DELAYED, "RISKY", expected_on=date(2026, 6, 5), cause="strike")
    confirmed(book, "SILENT", promised_on="2026-03-20", owner="Ada")
    confirmed(book, "HERE", promised_on="2026-03-20", owner="zoë")
    move(book, Target.DELIVERED, "HERE")
    confirmed(book, "FAR", promised_on="2026-06-01")
    enter(book, ten(number="DONE", promised_on="2026-03-10"))
    close_whole(book, "DONE")


def test_every_order_that_wants_something_stands_once_with_its_most_urgent_reason(book: SqlBook) -> None:
    a_busy_desk(book)
    assert asked(book, TODAY_TWO_WEEKS_ON) == [
        ("LATE", "overdue"),
        ("RISKY", "at risk"),
        ("SILENT", "promised soon, no news"),
        ("NEW", "entered, not confirmed"),
        ("HERE", "delivered, not closed"),
    ]


def test_an_owner_sees_what_is_theirs(book: SqlBook) -> None:
    a_busy_desk(book)
    assert [number for number, _ in asked(book, TODAY_TWO_WEEKS_ON, "Zoë")] == ["LATE", "NEW", "HERE"]


def test_an_entry_says_what_to_type(sqlite_book: SqlBook) -> None:
    a_busy_desk(sqlite_book)
    entries = work_for(sqlite_book, standards(TODAY_TWO_WEEKS_ON))
    assert [(entry.days, entry.sentence, entry.command) for entry in entries[:2]] == [
        (
            6,
            "6 days late, last heard 2026-03-02; ask Acme Fasteners for a date",
            "ordertrack status LATE --to delayed --expected DATE --cause TEXT",
        ),
        (
            4,
            "expected 2026-06-05, 4 days after the promise: agree a new promise",
            "ordertrack status RISKY --promised 2026-06-05 --cause TEXT",
        ),
    ]


def test_an_order_due_today_is_not_overdue_and_the_day_after_it_is_newly_so(book: SqlBook) -> None:
    confirmed(book, "A-1", promised_on="2026-03-10")
    move(book, number="A-1", expected_on=date(2026, 3, 10))
    found = [entry for day in (10, 11, 12) for entry in work_for(book, standards(date(2026, 3, day)))]
    assert [(entry.reason, entry.days, entry.is_new) for entry in found] == [
        (Reason.SILENT, 0, False),
        (Reason.OVERDUE, 1, True),
        (Reason.OVERDUE, 2, False),
    ]


def test_news_ends_the_silence(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book, "A-1", promised_on="2026-03-20")
    assert asked(sqlite_book, TODAY_TWO_WEEKS_ON) == [("A-1", "promised soon, no news")]
    move(sqlite_book, number="A-1", expected_on=date(2026, 3, 20), on=TODAY_TWO_WEEKS_ON)
    assert asked(sqlite_book, TODAY_TWO_WEEKS_ON) == []


def test_an_order_of_which_a_part_came_is_overdue_for_the_rest(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book, "A-1", promised_on="2026-03-10")
    move(sqlite_book, Target.DELIVERED, "A-1", lines=(LineAmount(position=1, quantity=units(9)),))
    assert asked(sqlite_book, TODAY_TWO_WEEKS_ON) == [("A-1", "overdue")]


def test_an_empty_book_asks_for_nothing(sqlite_book: SqlBook) -> None:
    assert asked(sqlite_book, TODAY) == []


def test_the_review_holds_the_board_and_the_worklist_of_the_same_moment(book: SqlBook) -> None:
    a_busy_desk(book)
    found = review(book, standards(TODAY_TWO_WEEKS_ON))
    assert found.entries == work_for(book, standards(TODAY_TWO_WEEKS_ON))
    assert found.board == [
        BoardRow("entered", 1, 0, 0, 0),
        BoardRow("confirmed", 4, 1, 1, 1),
        BoardRow("processing", 0, 0, 0, 0),
        BoardRow("shipped", 0, 0, 0, 0),
        BoardRow("delivered", 1, 0, 0, 0),
        BoardRow("completed", 0, 0, 0, 0),
        BoardRow("closed", 1, 0, 0, 0),
        BoardRow("cancelled", 0, 0, 0, 0),
    ]


def test_the_review_of_one_owner_has_the_board_of_the_desk(sqlite_book: SqlBook) -> None:
    a_busy_desk(sqlite_book)
    found = review(sqlite_book, standards(TODAY_TWO_WEEKS_ON), owner="Ada")
    assert (sum(row.orders for row in found.board), [entry.order.number for entry in found.entries]) == (7, ["SILENT"])


def test_a_question_about_an_order_that_is_over_waits_for_its_answer(book: SqlBook) -> None:
    """SOP 4.4a."""
    for number in ("CLOSED", "QUIET"):
        enter(book, ten(number=number, owner="Zoë"))
        close_whole(book, number)
    enter(book, ten(number="GONE"))
    move(book, Target.CANCELLED, "GONE", cause="sold out")
    for number in ("CLOSED", "GONE"):
        log_enquiry(book, number, Question(sender="Kai", text="The invoice?", at=AT), a_stamp())
    assert asked(book, TODAY_TWO_WEEKS_ON) == [("CLOSED", "customer asks"), ("GONE", "customer asks")]
    assert asked(book, TODAY_TWO_WEEKS_ON, "Zoë") == [("CLOSED", "customer asks")]
    assert asked(book, TODAY - DAY) == []
    for number in ("CLOSED", "GONE"):
        answer_enquiry(book, number, Answer(text="With the goods", at=AT), a_stamp())
    assert asked(book, TODAY_TWO_WEEKS_ON) == []


def test_an_order_that_is_over_is_not_overdue_because_it_is_asked_about(book: SqlBook) -> None:
    """SOP 4.4a."""
    confirmed(book, "LATE", promised_on="2026-03-10")
    move(book, Target.DELIVERED, "LATE", on=date(2026, 3, 12))
    close(book, Closing(on=date(2026, 3, 13)), "LATE")
    log_enquiry(book, "LATE", Question(sender="Kai", text="Why so late?", at=AT), a_stamp())
    (entry,) = work_for(book, standards(date(2026, 3, 11)))
    assert (entry.reason, entry.also, entry.command) == (Reason.ASKED, (), "ordertrack enquiry answer 'LATE#1' TEXT")
