"""Moving orders and taking back what was typed wrong, in a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.events import (
    Change,
    DelayReported,
    EventTakenBack,
    LineQuantity,
    LinesReceived,
    LinesShipped,
    NoteAdded,
    OrderEdited,
    PromiseRevised,
    StatusMoved,
)
from ordertrack.domain.moves import LineAmount, Target
from ordertrack.domain.orders import Channel, Delay, Order, Promise, Receipt, Shipment, Status
from ordertrack.errors import ConflictError, NotFoundError, OrderTrackError, RefusedError, UsageError
from ordertrack.store.verification import verify
from ordertrack.usecases.orders import Changed, Edit, edit_order
from ordertrack.usecases.parties import merge_parties
from ordertrack.usecases.status import Correction, correct_orders, move_orders
from tests.builders import (
    PROMISED,
    SUPPLIER,
    TODAY,
    a_line,
    a_move,
    a_receipt,
    a_stamp,
    an_order,
    cancelled,
    close_whole,
    enter,
    facts_of,
    history_of,
    loaded,
    move,
    received,
    shipped,
    ten,
    units,
)

if TYPE_CHECKING:
    from ordertrack.store.book import SqlBook

DAY = timedelta(days=1)
LATER = PROMISED + 5 * DAY
CONFIRM = StatusMoved(to=Status.CONFIRMED, on=TODAY)
CONFIRMED = an_order(status=Status.CONFIRMED, confirmed_on=TODAY, last_contact_on=TODAY, version=2)


def confirmed(book: SqlBook, *numbers: str) -> None:
    for number in numbers or ("A-1",):
        enter(book, ten(number=number))
        move(book, Target.CONFIRMED, number)


def correct(book: SqlBook, to: Target | None = None, *, seq: int | None = None, **fields: Any) -> Changed:  # noqa: ANN401
    (changed,) = correct_orders(
        book, ["A-1"], Correction(cause="typo", seq=seq), a_move(to, **fields), a_stamp(TODAY + DAY, by="bo")
    )
    return changed


def is_sound(book: SqlBook) -> bool:
    with book.read() as view:
        return verify(view).finding is None


def seq_of(book: SqlBook, kind: str) -> int:
    return next(event.seq for event in history_of(book) if event.kind == kind)


def parts(*lines: tuple[int, int]) -> tuple[LineAmount, ...]:
    return tuple(LineAmount(position=position, quantity=units(count)) for position, count in lines)


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


def test_a_delay_is_kept_with_its_date_and_cause(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.DELAYED, expected_on=LATER, cause="strike", note="by mail")
    delay = Delay(reported_on=TODAY, expected_on=LATER, cause="strike")
    assert loaded(book) == replace(CONFIRMED, delay=delay, lines=(a_line(expected_on=LATER),), version=3)
    assert facts_of(book)[-1] == DelayReported(on=TODAY, expected_on=LATER, cause="strike", note="by mail")


def test_a_delay_without_date_and_cause_is_refused(book: SqlBook) -> None:
    confirmed(book)
    with pytest.raises(RefusedError) as caught:
        move(book, Target.DELAYED)
    assert (caught.value.message, caught.value.hints) == (
        "A-1: a delay is reported with its new date and its cause (SOP 4.4b)",
        ("add --expected and --cause",),
    )
    assert loaded(book) == CONFIRMED


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
    assert loaded(book) == replace(CONFIRMED, lines=(line,), version=4)


def test_a_promise_and_a_move_asked_for_at_once_are_two_events(book: SqlBook) -> None:
    confirmed(book)
    changed = move(book, Target.PROCESSING, promised_on=LATER, cause="strike")
    assert changed.facts == facts_of(book)[2:]
    assert [type(fact) for fact in changed.facts] == [PromiseRevised, StatusMoved]
    assert (changed.after, changed.after.version) == (loaded(book), 4)


def test_a_note_alone_is_kept(book: SqlBook) -> None:
    confirmed(book)
    move(book, note="called, nobody there")
    assert facts_of(book)[-1] == NoteAdded(note="called, nobody there")
    assert loaded(book) == replace(CONFIRMED, version=3)


def test_a_cancelled_order_stays_cancelled(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.CANCELLED, cause="bankrupt")
    line = a_line(cancelled_quantity=units(10), cancelled_on=TODAY)
    gone = replace(CONFIRMED, status=Status.CANCELLED, lines=(line,), cancelled_on=TODAY, version=3)
    with pytest.raises(RefusedError) as caught:
        move(book, Target.CONFIRMED)
    assert caught.value.message == "A-1 is cancelled and cannot become confirmed; cancelled is the end of the road"
    assert loaded(book) == gone


def test_several_orders_are_moved_together_each_once(book: SqlBook) -> None:
    confirmed(book, "A-1", "A-2", "A-3")
    changes = move_orders(book, ["A-2", "A-1", "A-2"], a_move(Target.PROCESSING), a_stamp())
    assert [change.after.number for change in changes] == ["A-2", "A-1"]
    assert [loaded(book, f"A-{n}").status for n in (1, 2, 3)] == ["processing", "processing", "confirmed"]
    assert is_sound(book)


@pytest.mark.parametrize("number", ["A-2", "A-9"])
def test_orders_are_moved_all_or_none(book: SqlBook, number: str) -> None:
    confirmed(book)
    enter(book, ten(number="A-2"))
    with pytest.raises((RefusedError, NotFoundError)):
        move_orders(book, ["A-1", number], a_move(Target.PROCESSING), a_stamp())
    assert loaded(book) == CONFIRMED
    assert len(history_of(book)) == 2


def test_a_move_to_nowhere_is_a_usage_error(book: SqlBook) -> None:
    confirmed(book)
    with pytest.raises(UsageError) as caught:
        move(book)
    assert caught.value.message == "nothing to change was named"


def test_what_happened_cannot_have_happened_tomorrow(book: SqlBook) -> None:
    confirmed(book)
    with pytest.raises(RefusedError) as caught:
        move_orders(book, ["A-1"], a_move(Target.SHIPPED, on=TODAY + DAY), a_stamp())
    sentence = "2026-03-03 lies in the future; what has happened is recorded on the day it happened or later"
    assert caught.value.message == sentence


def test_what_happened_earlier_is_kept_under_its_own_day(book: SqlBook) -> None:
    confirmed(book)
    move_orders(book, ["A-1"], a_move(Target.DELIVERED, on=TODAY - 3 * DAY), a_stamp())
    assert loaded(book).lines[0].delivered_on == TODAY - 3 * DAY


def test_a_dry_run_of_a_move_keeps_nothing(book: SqlBook) -> None:
    confirmed(book)
    (changed,) = move_orders(book, ["A-1"], a_move(Target.SHIPPED), a_stamp(), dry_run=True)
    assert changed.after.status is Status.SHIPPED
    assert (loaded(book), len(history_of(book))) == (CONFIRMED, 2)


def test_the_second_of_two_who_read_the_same_order_is_told(book: SqlBook) -> None:
    confirmed(book)
    stale = loaded(book)
    move(book, Target.PROCESSING)
    with book.write() as unit:
        unit.get_order("A-1")
        with pytest.raises(ConflictError) as caught:
            unit.save(stale, replace(stale, owner="Zoë", version=3), NoteAdded(note="x"), at=a_stamp().at, by="bo")
    assert caught.value.message == "A-1 was changed by somebody else meanwhile"


def test_the_last_event_is_taken_back_and_both_stay_in_the_trail(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.SHIPPED)
    changed = correct(book)
    seq = seq_of(book, "lines shipped")
    assert changed.facts == [EventTakenBack(seq=seq, cause="typo")]
    assert loaded(book) == changed.after == replace(CONFIRMED, version=4)
    assert facts_of(book)[1:] == [CONFIRM, shipped(10), EventTakenBack(seq=seq, cause="typo")]
    assert is_sound(book)


def test_corrections_go_back_step_by_step_to_the_entry(book: SqlBook) -> None:
    entered = enter(book, ten())
    close_whole(book)
    found = []
    while loaded(book).status is not Status.ENTERED:
        found.append(correct(book).after.status.value)
    assert found == ["completed", "delivered", "delivered", "confirmed", "entered"]
    assert replace(loaded(book), version=1) == entered
    with pytest.raises(RefusedError) as caught:
        correct(book)
    assert caught.value.message == "A-1 has nothing of the kind to take back"
    assert is_sound(book)


def test_a_receipt_typed_wrong_is_replaced_by_the_right_one(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.DELIVERED, lines=parts((1, 9)))
    move(book, note="called")
    changed = correct(book, Target.DELIVERED, on=TODAY - DAY)
    seq = seq_of(book, "lines received")
    assert changed.facts == [EventTakenBack(seq=seq, cause="typo"), received(10, on=TODAY - DAY)]
    assert loaded(book).lines == (a_line(receipts=(a_receipt(10, TODAY - DAY),)),)
    assert is_sound(book)


def test_a_receipt_entered_twice_is_taken_back_by_its_number(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.DELIVERED, lines=parts((1, 4)))
    move(book, Target.DELIVERED, lines=parts((1, 4)))
    first = seq_of(book, "lines received")
    correct(book, seq=first)
    assert loaded(book).lines == (a_line(receipts=(a_receipt(4),)),)
    assert facts_of(book)[-1] == EventTakenBack(seq=first, cause="typo")


@pytest.mark.parametrize(
    ("asked", "taken_back"),
    [
        ({"to": Target.SHIPPED}, LinesShipped),
        ({"to": Target.DELIVERED}, LinesReceived),
        ({"to": Target.DELAYED, "expected_on": LATER, "cause": "strike"}, DelayReported),
        ({"promised_on": LATER, "cause": "strike"}, PromiseRevised),
    ],
)
def test_a_correction_takes_back_the_last_event_of_its_own_kind(
    sqlite_book: SqlBook, asked: dict[str, Any], taken_back: type
) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.DELAYED, expected_on=LATER - DAY, cause="ice")
    move(sqlite_book, promised_on=LATER - DAY, cause="ice")
    move(sqlite_book, Target.SHIPPED, lines=parts((1, 3)))
    move(sqlite_book, Target.DELIVERED, lines=parts((1, 3)))
    move(sqlite_book, expected_on=PROMISED)
    correct(sqlite_book, **asked)
    history = history_of(sqlite_book)
    back = next(event.fact for event in history if isinstance(event.fact, EventTakenBack))
    assert [type(event.fact) for event in history if event.seq == back.seq] == [taken_back]
    assert is_sound(sqlite_book)


def test_a_correction_of_a_kind_that_never_happened_is_refused(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        correct(sqlite_book, Target.CANCELLED, cause="late")
    assert caught.value.message == "A-1 has nothing of the kind to take back"


def test_an_event_that_a_later_one_rests_on_stays(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.SHIPPED)
    before = loaded(book)
    with pytest.raises(RefusedError) as caught:
        correct(book, seq=seq_of(book, "status moved"))
    assert caught.value.message.startswith(f"event {seq_of(book, 'status moved')} cannot be taken back, a later one")
    assert (loaded(book), len(history_of(book))) == (before, 3)


def test_an_event_that_is_not_there_is_named_with_those_that_are(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.SHIPPED)
    with pytest.raises(NotFoundError) as caught:
        correct(sqlite_book, seq=1)
    assert caught.value.message == "A-1 has no event 1 to take back; it has 5 (lines shipped), 4 (status moved)"


def test_the_entry_itself_cannot_be_taken_back(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(NotFoundError) as caught:
        correct(sqlite_book, seq=seq_of(sqlite_book, "order entered"))
    assert caught.value.message == "A-1 has no event 3 to take back; it has none"


def test_a_correction_whose_replacement_is_refused_changes_nothing(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.SHIPPED, lines=parts((1, 4)))
    before = loaded(book)
    with pytest.raises(RefusedError):
        correct(book, Target.SHIPPED, lines=parts((1, 11)))
    assert (loaded(book), len(history_of(book))) == (before, 3)


def test_the_currency_of_a_value_cannot_be_taken_back(book: SqlBook) -> None:
    enter(book, ten())
    edit_order(book, "A-1", Edit(fields={"currency": "EUR"}, lines={}), a_stamp())
    edit_order(book, "A-1", Edit(fields={"value": "100"}, lines={}), a_stamp())
    with pytest.raises(RefusedError) as caught:
        correct(book, seq=seq_of(book, "order edited"))
    assert caught.value.message.endswith("a later one rests on it: A-1: a value needs a currency")


def test_the_quantity_of_a_line_partly_cancelled_stays_above_that(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.CANCELLED, lines=parts((1, 4)), cause="too many")
    with pytest.raises(RefusedError) as caught:
        edit_order(book, "A-1", Edit(fields={}, lines={1: {"quantity": str(units(3))}}), a_stamp())
    assert caught.value.message == "A-1 line 1 has 4 cancelled; its quantity cannot become 3"


def test_an_order_keeps_the_party_it_was_merged_into_when_something_is_taken_back(book: SqlBook) -> None:
    confirmed(book)
    enter(book, ten(number="A-2", supplier="Acme Ltd"))
    merge_parties(book, SUPPLIER, "Acme Ltd", a_stamp())
    merged = loaded(book)
    move(book, Target.SHIPPED)
    after = correct(book).after
    assert merged.supplier == 3
    assert loaded(book) == after == replace(merged, version=4)
    assert is_sound(book)


def test_a_dry_run_of_a_correction_keeps_nothing(book: SqlBook) -> None:
    confirmed(book)
    asked = Correction(cause="typo")
    (changed,) = correct_orders(book, ["A-1"], asked, a_move(), a_stamp(), dry_run=True)
    assert changed.after.status is Status.ENTERED
    assert (loaded(book), len(history_of(book))) == (CONFIRMED, 2)


def test_several_orders_are_corrected_together(book: SqlBook) -> None:
    confirmed(book, "A-1", "A-2")
    found = correct_orders(book, ["A-1", "A-2", "A-1"], Correction(cause="typo"), a_move(), a_stamp())
    assert [(change.after.number, change.after.status.value) for change in found] == [
        ("A-1", "entered"),
        ("A-2", "entered"),
    ]


BY_STATUS: dict[str, list[dict[str, Any]]] = {
    "entered": [],
    "confirmed": [{"to": Target.CONFIRMED}],
    "processing": [{"to": Target.CONFIRMED}, {"to": Target.PROCESSING}],
    "shipped": [{"to": Target.CONFIRMED}, {"to": Target.SHIPPED}],
    "delivered": [{"to": Target.CONFIRMED}, {"to": Target.DELIVERED}],
    "cancelled": [{"to": Target.CONFIRMED}, {"to": Target.CANCELLED, "cause": "late"}],
}
WAYS_ON = {
    "entered": "from entered it can go to confirmed, cancelled, delayed",
    "confirmed": "from confirmed it can go to processing, shipped, delivered, cancelled, delayed",
    "processing": "from processing it can go to shipped, delivered, cancelled, delayed",
    "shipped": "from shipped it can go to delivered, cancelled, delayed",
    "delivered": "from delivered it can go to completed (with close)",
    "cancelled": "cancelled is the end of the road",
}
ILLEGAL = {
    "entered": ["processing", "shipped", "delivered"],
    "confirmed": ["confirmed"],
    "processing": ["confirmed", "processing"],
    "shipped": ["confirmed", "processing", "shipped"],
    "delivered": ["confirmed", "processing", "shipped", "delivered", "cancelled"],
    "cancelled": ["confirmed", "processing", "shipped", "delivered", "cancelled"],
}


@pytest.mark.parametrize(("current", "to"), [(current, to) for current, some in ILLEGAL.items() for to in some])
def test_an_illegal_move_is_refused_with_the_legal_ones_and_changes_nothing(
    sqlite_book: SqlBook, current: str, to: str
) -> None:
    enter(sqlite_book, ten())
    for step in BY_STATUS[current]:
        move(sqlite_book, **step)
    before = loaded(sqlite_book)
    assert before.status == current
    with pytest.raises(OrderTrackError) as caught:
        move(sqlite_book, Target(to), cause="late")
    assert caught.value.message == f"A-1 is {current} and cannot become {to}; {WAYS_ON[current]}"
    assert (caught.value.exit_code, loaded(sqlite_book)) == (4, before)


def test_a_cancelled_part_and_its_rest_end_as_what_came(book: SqlBook) -> None:
    confirmed(book)
    move(book, Target.DELIVERED, lines=parts((1, 6)))
    move(book, Target.CANCELLED, cause="enough")
    part = LineQuantity(position=1, quantity=units(4))
    assert facts_of(book)[-1] == replace(cancelled(4), cause="enough", lines=(part,))
    found: Order = loaded(book)
    assert (found.status, found.cancelled_on, found.lines[0].delivered_on) == (Status.DELIVERED, None, TODAY)


def test_an_edit_typed_wrong_is_taken_back(book: SqlBook) -> None:
    enter(book, ten(owner="Ada"))
    edit_order(book, "A-1", Edit(fields={"owner": "Zoë"}, lines={}), a_stamp())
    correct(book)
    assert loaded(book) == an_order(owner="Ada", version=3)
    assert facts_of(book)[1] == OrderEdited(changes=(Change(field="owner", old="Ada", new="Zoë"),))
