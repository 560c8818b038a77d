"""Moving orders, in a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.issues import IssueKind
from ordertrack.domain.orders.events import DelayReported, LineQuantity, NoteAdded, PromiseRevised, StatusMoved
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.orders.order import Delay, Order, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Channel
from ordertrack.errors import ConflictError, NotFoundError, RefusedError, UsageError
from ordertrack.usecases.orders import Edit, edit_order, move_orders
from ordertrack.usecases.recording import Changed
from tests.builders import (
    AT,
    PROMISED,
    TODAY,
    a_line,
    a_move,
    a_receipt,
    a_stamp,
    an_issue,
    an_order,
    cancelled,
    enter,
    facts_of,
    history_of,
    is_sound,
    loaded,
    move,
    parts,
    ten,
    units,
)

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
LATER = PROMISED + 5 * DAY
CONFIRM = StatusMoved(to=Status.CONFIRMED, on=TODAY)
CONFIRMED = an_order(status=Status.CONFIRMED, confirmed_on=TODAY, last_contact_on=TODAY, version=2)


def confirmed(book: SqlBook, *numbers: str) -> None:
    for number in numbers or ("A-1",):
        enter(book, ten(number=number))
        move(book, Target.CONFIRMED, number)


def test_an_order_is_moved_and_the_trail_says_so(book: SqlBook) -> None:
    before = enter(book, ten())
    changed = move(book, Target.CONFIRMED)
    assert changed == Changed(before, CONFIRMED, [CONFIRM])
    assert (loaded(book), facts_of(book)[1:]) == (CONFIRMED, [CONFIRM])
    stamp = a_stamp()
    event = history_of(book)[-1]
    assert (event.at, event.by, event.order) == (stamp.at, stamp.by, "A-1")


def test_an_order_runs_its_whole_course(book: SqlBook) -> None:
    enter(book, ten(2), ten(3))
    move(book, Target.CONFIRMED)
    move(book, Target.PROCESSING)
    move(book, Target.SHIPPED, lines=parts((1, 4)), carrier="DHL", tracking="JD1", expected_on=PROMISED)
    move(book, Target.SHIPPED)
    move(book, Target.DELIVERED, lines=parts((1, 4)), rejected=parts((1, 1)), cause="rust", on=TODAY + DAY)
    move(book, Target.DELIVERED, on=TODAY + 2 * DAY)
    sent = Shipment(quantity=units(4), shipped_on=TODAY, carrier="DHL", tracking="JD1")
    rest = Shipment(quantity=units(6), shipped_on=TODAY)
    first = Receipt(quantity=units(4), received_on=TODAY + DAY, rejected=units(1), reason="rust")
    later = Receipt(quantity=units(7), received_on=TODAY + 2 * DAY)
    assert loaded(book) == replace(
        CONFIRMED,
        status=Status.DELIVERED,
        carrier="DHL",
        tracking="JD1",
        last_contact_on=TODAY + 2 * DAY,
        version=7,
        issues=(an_issue(IssueKind.QUALITY, cause="rust", position=1, opened_at=AT + DAY),),
        lines=(
            a_line(1, expected_on=PROMISED, shipments=(sent, rest), receipts=(first, later)),
            a_line(
                2,
                shipments=(Shipment(quantity=units(10), shipped_on=TODAY),),
                receipts=(a_receipt(10, TODAY + 2 * DAY),),
            ),
        ),
    )
    assert is_sound(book)


def test_a_delay_is_kept_with_its_date_and_cause(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.DELAYED, expected_on=LATER, cause="strike", note="by mail")
    delay = Delay(reported_on=TODAY, expected_on=LATER, cause="strike")
    lines, issues = (a_line(expected_on=LATER),), (an_issue(),)
    assert loaded(sqlite_book) == replace(CONFIRMED, delay=delay, lines=lines, issues=issues, version=3)
    assert facts_of(sqlite_book)[-1] == DelayReported(on=TODAY, expected_on=LATER, cause="strike", note="by mail")


def test_a_delay_without_date_and_cause_is_refused(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        move(sqlite_book, Target.DELAYED)
    assert (caught.value.message, caught.value.hints) == (
        "A-1: a delay is reported with its new date and its cause (SOP 4.4b)",
        ("add --expected and --cause",),
    )
    assert loaded(sqlite_book) == CONFIRMED


def test_a_new_promise_ends_the_delay_and_is_kept_beside_the_first(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.DELAYED, expected_on=LATER, cause="strike")
    move(book, promised_on=LATER, cause="strike", said_by="Lee", channel=Channel.PHONE)
    promise = Promise(
        said_on=TODAY,
        previous_on=PROMISED,
        promised_on=LATER,
        cause="strike",
        said_by="Lee",
        channel=Channel.PHONE,
    )
    line = a_line(promised_on=LATER, first_promised_on=PROMISED, expected_on=LATER, promises=(promise,))
    assert loaded(book) == replace(CONFIRMED, lines=(line,), issues=(an_issue(),), version=4)


def test_a_promise_and_a_move_asked_for_at_once_are_two_events(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    changed = move(sqlite_book, Target.PROCESSING, promised_on=LATER, cause="strike")
    assert changed.facts == facts_of(sqlite_book)[2:]
    assert [type(fact) for fact in changed.facts] == [PromiseRevised, StatusMoved]
    assert (changed.after, changed.after.version) == (loaded(sqlite_book), 4)


def test_a_note_alone_is_kept(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, note="called, nobody there")
    assert facts_of(sqlite_book)[-1] == NoteAdded(note="called, nobody there")
    assert loaded(sqlite_book) == replace(CONFIRMED, version=3)


def test_a_cancelled_order_stays_cancelled(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.CANCELLED, cause="bankrupt")
    line = a_line(cancelled_quantity=units(10), cancelled_on=TODAY)
    gone = replace(CONFIRMED, status=Status.CANCELLED, lines=(line,), cancelled_on=TODAY, version=3)
    with pytest.raises(RefusedError) as caught:
        move(book, Target.CONFIRMED)
    assert caught.value.message == "A-1 is cancelled and cannot become confirmed; cancelled is the end of the road"
    assert loaded(book) == gone


def test_several_orders_are_moved_together_each_once(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book, "A-1", "A-2", "A-3")
    changes = move_orders(sqlite_book, ["A-2", "A-1", "A-2"], a_move(Target.PROCESSING), a_stamp())
    assert [change.after.number for change in changes] == ["A-2", "A-1"]
    assert [loaded(sqlite_book, f"A-{n}").status for n in (1, 2, 3)] == ["processing", "processing", "confirmed"]
    assert is_sound(sqlite_book)


@pytest.mark.parametrize("number", ["A-2", "A-9"])
def test_orders_are_moved_all_or_none(book: SqlBook, number: str) -> None:
    confirmed(book)
    enter(book, ten(number="A-2"))
    with pytest.raises((RefusedError, NotFoundError)):
        move_orders(book, ["A-1", number], a_move(Target.PROCESSING), a_stamp())
    assert loaded(book) == CONFIRMED
    assert len(history_of(book)) == 2


def test_a_move_to_nowhere_is_a_usage_error(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    with pytest.raises(UsageError) as caught:
        move(sqlite_book)
    assert caught.value.message == "nothing to change was named"


def test_what_happened_cannot_have_happened_tomorrow(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        move_orders(sqlite_book, ["A-1"], a_move(Target.SHIPPED, on=TODAY + DAY), a_stamp())
    sentence = "2026-03-03 lies in the future; what has happened is recorded on the day it happened or later"
    assert caught.value.message == sentence


def test_what_happened_earlier_is_kept_under_its_own_day(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move_orders(sqlite_book, ["A-1"], a_move(Target.DELIVERED, on=TODAY - 3 * DAY), a_stamp())
    assert loaded(sqlite_book).lines[0].delivered_on == TODAY - 3 * DAY


def test_a_dry_run_of_a_move_keeps_nothing(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    (changed,) = move_orders(sqlite_book, ["A-1"], a_move(Target.SHIPPED), a_stamp(), dry_run=True)
    assert changed.after.status is Status.SHIPPED
    assert (loaded(sqlite_book), len(history_of(sqlite_book))) == (CONFIRMED, 2)


def test_the_second_of_two_who_read_the_same_order_is_told(book: SqlBook) -> None:
    confirmed(book)
    stale = loaded(book)
    move(book, Target.PROCESSING)
    with book.write() as unit:
        unit.orders.get("A-1")
        with pytest.raises(ConflictError) as caught:
            unit.orders.save(
                stale, replace(stale, owner="Zoë", version=3), NoteAdded(note="x"), at=a_stamp().at, by="bo"
            )
    assert caught.value.message == "A-1 was changed by somebody else meanwhile"


def test_the_quantity_of_a_line_partly_cancelled_stays_above_that(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.CANCELLED, lines=parts((1, 4)), cause="too many")
    with pytest.raises(RefusedError) as caught:
        edit_order(sqlite_book, "A-1", Edit(fields={}, lines={1: {"quantity": str(units(3))}}), a_stamp())
    assert caught.value.message == "A-1 line 1 has 4 cancelled; its quantity cannot become 3"


def test_a_cancelled_part_and_its_rest_end_as_what_came(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.DELIVERED, lines=parts((1, 6)))
    move(sqlite_book, Target.CANCELLED, cause="enough")
    part = LineQuantity(position=1, quantity=units(4))
    assert facts_of(sqlite_book)[-1] == replace(cancelled(4), cause="enough", lines=(part,))
    found: Order = loaded(sqlite_book)
    assert (found.status, found.cancelled_on, found.lines[0].delivered_on) == (Status.DELIVERED, None, TODAY)
