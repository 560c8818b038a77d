"""How long records are kept, what keeps them longer, and what is taken out of them earlier (SOP 6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.enquiries import Enquiry, EnquiryAnswered, EnquiryLogged
from ordertrack.domain.parties import Channel
from ordertrack.domain.policy.policy import Retention, RetentionClass
from ordertrack.domain.records import Finished, keeping
from ordertrack.domain.time.hours import Duration, DurationUnit
from ordertrack.errors import RefusedError
from ordertrack.store.book.archiving import Shelf
from ordertrack.store.book.book import SqlBook
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.usecases.parties import edit_party, erase_party, merge_parties
from ordertrack.usecases.policy import adopt_built_in
from ordertrack.usecases.recording import record
from ordertrack.usecases.records import archive_orders, hold_orders, release_orders, terms_over
from tests.builders import (
    CUSTOMER,
    SUPPLIER,
    TODAY,
    a_row,
    a_stamp,
    close_whole,
    enter,
    history_of,
    is_sound,
    loaded,
    parties_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.domain.orders.events import OrderFact

LATER = date(2040, 3, 2)
CLOSED, CANCELLED, WITH_ISSUE = RetentionClass.CLOSED, RetentionClass.CANCELLED, RetentionClass.WITH_ISSUE
LEAP_DAY = date(2024, 2, 29)


def years(amount: int) -> Duration:
    return Duration(amount=amount, unit=DurationUnit.YEARS)


def finished(*classes: RetentionClass, on: date = TODAY, **fields: Any) -> Finished:  # noqa: ANN401 - any field
    usual = {"number": "A-1", "held_cause": None, "is_at_rest": True}
    return Finished(finished_on=on, classes=classes, **usual | fields)


RETENTION = Retention(
    default=years(7), classes=((CLOSED, years(10)), (CANCELLED, Duration(amount=30, unit=DurationUnit.DAYS)))
)


@pytest.mark.parametrize(
    ("order", "kept_for", "until"),
    [
        (finished(CLOSED), CLOSED, date(2036, 3, 2)),
        (finished(CANCELLED), CANCELLED, date(2026, 4, 1)),
        (finished(CANCELLED, WITH_ISSUE), WITH_ISSUE, date(2033, 3, 2)),
        (finished(CLOSED, WITH_ISSUE), CLOSED, date(2036, 3, 2)),
        (finished(CLOSED, on=LEAP_DAY), CLOSED, date(2034, 2, 28)),
        (finished(CLOSED, on=date(9995, 1, 1)), CLOSED, date.max),
    ],
)
def test_an_order_is_kept_for_the_longest_term_of_its_classes(
    order: Finished, kept_for: RetentionClass, until: date
) -> None:
    kept = keeping(order, RETENTION)
    assert (kept.kept_for, kept.kept_until) == (kept_for, until)


def test_the_last_day_of_a_term_still_belongs_to_it() -> None:
    kept = keeping(finished(CLOSED), RETENTION)
    assert [kept.is_over(kept.kept_until + timedelta(days)) for days in (-1, 0, 1)] == [False, False, True]


@pytest.fixture
def book(sqlite_book: SqlBook) -> SqlBook:
    """An order that is closed, one cancelled, one open, under the built-in policy."""
    adopt_built_in(sqlite_book, "UTC", a_stamp())
    for number in ("A-1", "B-1"):
        enter(sqlite_book, a_row(number=number, line_quantity="10"))
    close_whole(sqlite_book, "A-1")
    return sqlite_book


def over(book: SqlBook, on: date) -> dict[str, str | None]:
    with book.read() as view:
        return {each.order.number: each.why_stays for each in terms_over(view, view.policy.revisions(), on)}


def archive(book: SqlBook, on: date = LATER, today: date = LATER) -> tuple[str, ...]:
    with book.read() as view:
        revisions = view.policy.revisions()
    filed = archive_orders(book, Shelf(book, None, year=on.year), revisions, a_stamp(today), as_of=on).filed
    return filed.fact.numbers if filed else ()


def tell(book: SqlBook, number: str, *facts: OrderFact) -> None:
    with book.write() as unit:
        record(unit, unit.orders.get(number), facts, a_stamp())
        unit.commit()


def asked(number: int = 1) -> EnquiryLogged:
    at = a_stamp().at
    return EnquiryLogged(
        enquiry=Enquiry(number=number, sender="Ada Lovelace", received_at=at, text="where is my loom?")
    )


ANSWERED = EnquiryAnswered(number=1, at=a_stamp().at, actor="anna", text="Dear Ada", channel=Channel.EMAIL)


def test_only_what_is_closed_or_cancelled_past_its_term_goes(book: SqlBook) -> None:
    assert over(book, date(2036, 3, 2)) == {}
    assert over(book, date(2036, 3, 3)) == {"A-1": None}
    assert archive(book) == ("A-1",)
    assert loaded(book, "B-1").number == "B-1"
    assert archive(book) == ()


def test_nothing_goes_before_its_time(book: SqlBook) -> None:
    with pytest.raises(RefusedError) as refused:
        archive(book, LATER, TODAY)
    assert refused.value.message == "on 2040-03-02 is not yet: no term is over before its end"


def test_what_is_held_stays_until_it_is_released(book: SqlBook) -> None:
    hold_orders(book, ["A-1"], "lawsuit 7", a_stamp())
    assert loaded(book, "A-1").held_cause == "lawsuit 7"
    assert over(book, LATER) == {"A-1": "held: lawsuit 7"}
    assert archive(book) == ()
    release_orders(book, ["A-1"], None, a_stamp())
    assert [event.kind for event in history_of(book, "A-1")][-2:] == ["order held", "order released"]
    assert is_sound(book)
    assert archive(book) == ("A-1",)


def test_an_order_that_is_not_held_cannot_be_released(book: SqlBook) -> None:
    with pytest.raises(RefusedError) as refused:
        release_orders(book, ["B-1"], None, a_stamp())
    assert refused.value.message == "B-1 is not held"


def test_a_dry_run_holds_nothing(book: SqlBook) -> None:
    hold_orders(book, ["A-1"], "lawsuit 7", a_stamp(), dry_run=True)
    assert loaded(book, "A-1").held_cause is None


def test_an_order_with_a_question_unanswered_stays(book: SqlBook) -> None:
    tell(book, "A-1", asked())
    assert over(book, LATER) == {"A-1": "has an open issue, enquiry or escalation"}
    tell(book, "A-1", ANSWERED)
    assert archive(book) == ("A-1",)


def known(book: SqlBook) -> set[str]:
    return {party.name for party in parties_of(book)}


def finish_all(book: SqlBook) -> None:
    close_whole(book, "B-1")
    edit_party(book, CUSTOMER, a_stamp(), emails=("old@example.org",))
    edit_party(book, CUSTOMER, a_stamp(), phone="+48 58 777 12", emails=("ada@example.org",), language="de")


def test_of_an_erased_party_only_its_number_and_its_orders_stay(book: SqlBook) -> None:
    finish_all(book)
    before = loaded(book, "A-1")
    done = erase_party(book, CUSTOMER, "asked on Monday", a_stamp())
    assert (len(done.parties), done.events, done.archives) == (1, 3, [])
    (party,) = (each for each in parties_of(book) if each.is_customer)
    assert (party.name, party.emails, party.phone, party.language) == (f"erased party {party.id}", (), None, None)
    assert loaded(book, "A-1") == before
    verdict = Upkeep(book).verify()
    assert (verdict.finding, verdict.stubs) == (None, 3)


def test_nothing_of_an_erased_party_is_left_in_the_file(book: SqlBook) -> None:
    finish_all(book)
    tell(book, "A-1", asked(), ANSWERED)
    erase_party(book, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    Upkeep(book).compact()
    assert is_sound(book)
    assert not isinstance(book.place, str)
    content = book.place.read_bytes()
    words = (CUSTOMER, "ada@example.org", "+48 58 777 12", "old@example.org", "Lovelace", "loom", "Dear Ada")
    assert [word for word in words if word.encode() in content] == []


def test_the_correspondence_is_erased_only_on_demand_and_its_figures_stay(book: SqlBook) -> None:
    finish_all(book)
    tell(book, "A-1", asked(), ANSWERED)
    (question,) = loaded(book, "A-1").enquiries
    erase_party(book, SUPPLIER, "asked", a_stamp(), with_correspondence=True)
    assert loaded(book, "A-1").enquiries == (question,)  # of its own orders as a customer, it has none
    erase_party(book, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    (silent,) = loaded(book, "A-1").enquiries
    assert (silent.sender, silent.text, silent.answer) == ("erased", "erased", "erased")
    assert (silent.received_at, silent.answered_at) == (question.received_at, question.answered_at)
    assert [event.fact for event in history_of(book, "A-1")][-2] == EnquiryLogged(
        enquiry=Enquiry(number=1, sender="erased", received_at=question.received_at, text="erased")
    )
    assert is_sound(book)


def test_an_order_whose_correspondence_was_erased_goes_to_an_archive_as_it_is(book: SqlBook, tmp_path: Path) -> None:
    finish_all(book)
    tell(book, "A-1", asked(), ANSWERED)
    erase_party(book, CUSTOMER, "asked", a_stamp(), with_correspondence=True)
    history = history_of(book, "A-1")
    assert archive(book) == ("A-1", "B-1")
    file = tmp_path / "orders-archive-2040.db"
    assert history_of(SqlBook(file), "A-1") == history
    assert Upkeep(book).verify(archives=[file]).finding is None


def test_with_a_party_those_that_became_one_with_it_are_erased(book: SqlBook) -> None:
    finish_all(book)
    enter(book, a_row(number="C-1", customer="Ada L.", line_quantity="1"))
    close_whole(book, "C-1")
    merge_parties(book, "Ada L.", CUSTOMER, a_stamp())
    done = erase_party(book, "Ada L.", "asked", a_stamp())
    assert [party.name for party in done.parties] == [CUSTOMER, "Ada L."]
    assert known(book) == {"erased party 1", SUPPLIER, "erased party 3"}
    assert is_sound(book)


def test_a_party_with_an_order_that_is_open_or_held_is_not_erased(book: SqlBook) -> None:
    with pytest.raises(RefusedError) as refused:
        erase_party(book, CUSTOMER, "asked", a_stamp())
    assert refused.value.message == f"{CUSTOMER} is the customer of 1 order that is not finished"
    finish_all(book)
    hold_orders(book, ["A-1"], "lawsuit 7", a_stamp())
    with pytest.raises(RefusedError) as refused:
        erase_party(book, CUSTOMER, "asked", a_stamp())
    assert refused.value.message == f"the records of A-1 are held, and {CUSTOMER} with them"


def test_a_party_is_erased_once(book: SqlBook) -> None:
    finish_all(book)
    erase_party(book, CUSTOMER, "asked", a_stamp())
    with pytest.raises(RefusedError) as refused:
        erase_party(book, "erased party 1", "asked", a_stamp())
    assert refused.value.message == "erased party 1 is erased already"


def test_a_dry_run_erases_nothing(book: SqlBook) -> None:
    finish_all(book)
    before = parties_of(book)
    assert erase_party(book, CUSTOMER, "asked", a_stamp(), dry_run=True).events == 3
    assert (parties_of(book), Upkeep(book).verify().stubs) == (before, 0)


def test_a_name_that_was_erased_may_become_known_again(book: SqlBook) -> None:
    finish_all(book)
    erase_party(book, CUSTOMER, "asked", a_stamp())
    enter(book, a_row(number="D-1", line_quantity="1"))
    assert known(book) == {"erased party 1", SUPPLIER, CUSTOMER}
    assert is_sound(book)
