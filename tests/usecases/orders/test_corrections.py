"""Taking back what was typed wrong, in a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.orders.events import (
    Change,
    DelayReported,
    EventTakenBack,
    LinesReceived,
    LinesShipped,
    OrderEdited,
    PromiseRevised,
    StatusMoved,
)
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.errors import NotFoundError, RefusedError
from ordertrack.usecases.orders import Correction, Edit, correct_orders, edit_order
from ordertrack.usecases.parties import merge_parties
from tests.builders import (
    CUSTOMER,
    PROMISED,
    SUPPLIER,
    TODAY,
    a_line,
    a_move,
    a_receipt,
    a_stamp,
    an_order,
    close_whole,
    enter,
    facts_of,
    history_of,
    is_sound,
    loaded,
    move,
    parts,
    received,
    seq_of,
    shipped,
    ten,
)
from tests.letters_in import a_letter, a_mailroom
from tests.outboxes import ALL_AUTO, Way, an_outbox, send
from tests.rounds import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.recording import Changed
    from tests.rounds import RoundDesk

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


def test_a_receipt_entered_twice_is_taken_back_by_its_number(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.DELIVERED, lines=parts((1, 4)))
    move(sqlite_book, Target.DELIVERED, lines=parts((1, 4)))
    first = seq_of(sqlite_book, "lines received")
    correct(sqlite_book, seq=first)
    assert loaded(sqlite_book).lines == (a_line(receipts=(a_receipt(4),)),)
    assert facts_of(sqlite_book)[-1] == EventTakenBack(seq=first, cause="typo")


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


def test_an_event_that_a_later_one_rests_on_stays(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    move(sqlite_book, Target.SHIPPED)
    before = loaded(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        correct(sqlite_book, seq=seq_of(sqlite_book, "status moved"))
    assert caught.value.message.startswith(
        f"event {seq_of(sqlite_book, 'status moved')} cannot be taken back, a later one"
    )
    assert (loaded(sqlite_book), len(history_of(sqlite_book))) == (before, 3)


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


def test_the_currency_of_a_value_cannot_be_taken_back(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    edit_order(sqlite_book, "A-1", Edit(fields={"currency": "EUR"}, lines={}), a_stamp())
    edit_order(sqlite_book, "A-1", Edit(fields={"value": "100"}, lines={}), a_stamp())
    with pytest.raises(RefusedError) as caught:
        correct(sqlite_book, seq=seq_of(sqlite_book, "order edited"))
    assert caught.value.message.endswith("a later one rests on it: A-1: a value needs a currency")


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


def test_a_dry_run_of_a_correction_keeps_nothing(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book)
    asked = Correction(cause="typo")
    (changed,) = correct_orders(sqlite_book, ["A-1"], asked, a_move(), a_stamp(), dry_run=True)
    assert changed.after.status is Status.ENTERED
    assert (loaded(sqlite_book), len(history_of(sqlite_book))) == (CONFIRMED, 2)


def test_several_orders_are_corrected_together(sqlite_book: SqlBook) -> None:
    confirmed(sqlite_book, "A-1", "A-2")
    found = correct_orders(sqlite_book, ["A-1", "A-2", "A-1"], Correction(cause="typo"), a_move(), a_stamp())
    assert [(change.after.number, change.after.status.value) for change in found] == [
        ("A-1", "entered"),
        ("A-2", "entered"),
    ]


def test_an_edit_typed_wrong_is_taken_back(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(owner="Ada"))
    edit_order(sqlite_book, "A-1", Edit(fields={"owner": "Zoë"}, lines={}), a_stamp())
    correct(sqlite_book)
    assert loaded(sqlite_book) == an_order(owner="Ada", version=3)
    assert facts_of(sqlite_book)[1] == OrderEdited(changes=(Change(field="owner", old="Ada", new="Zoë"),))


@pytest.fixture
def desk(tmp_path: Path) -> RoundDesk:
    """A desk that sends what it queues at once, with order A-1 delayed on the 4th of March."""
    made = an_outbox(tmp_path, ALL_AUTO)
    made.enter()
    made.move("03-04", Target.DELAYED, expected_on=date(2026, 3, 27), cause="strike")
    return made


def taken_back(desk: RoundDesk, seq: int | None = None) -> Changed:
    stamp = desk.stamp("03-04", NOON, "anna")
    (changed,) = correct_orders(
        desk.book, ["A-1"], Correction(cause="typo", seq=seq), a_move(on=date(2026, 3, 4)), stamp
    )
    return changed


def test_letters_that_went_out_do_not_stand_before_what_was_typed(desk: RoundDesk) -> None:
    """SOP 4.4c."""
    send(desk, Way(), "03-04")
    seq = seq_of(desk.book, "delay reported")
    assert history_of(desk.book)[-1].kind == "contact logged"
    changed = taken_back(desk)
    assert changed.facts == [EventTakenBack(seq=seq, cause="typo")]
    assert [event for event in history_of(desk.book) if event.seq == seq] == [changed.wrong]
    assert changed.after.delay is None
    assert is_sound(desk.book)


def test_who_was_told_already_is_known(desk: RoundDesk) -> None:
    """SOP 4.4b, 4.4c."""
    send(desk, Way(), "03-04")
    assert [(notice.kind, notice.to.name) for notice in taken_back(desk).told] == [(NoticeKind.DELAY, CUSTOMER)]


def test_who_was_not_told_yet_need_not_hear_of_it(desk: RoundDesk) -> None:
    changed = taken_back(desk)
    assert (changed.told, [notice.kind for notice in changed.notices]) == ([], [NoticeKind.DELAY])


def test_the_record_of_a_letter_cannot_be_taken_back(desk: RoundDesk) -> None:
    """SOP 4.4c."""
    send(desk, Way(), "03-04")
    seq = history_of(desk.book)[-1].seq
    with pytest.raises(RefusedError) as caught:
        taken_back(desk, seq)
    assert caught.value.message == f"event {seq} is the record of a letter; it happened"


def test_a_question_by_letter_is_not_what_was_typed_last_but_may_be_named(tmp_path: Path) -> None:
    room = a_mailroom(tmp_path)
    move(room.book, Target.CONFIRMED)
    room.one(a_letter("When?\n", subject="A-1"))
    letter, question = history_of(room.book)[-2:]
    assert (letter.kind, question.kind) == ("contact logged", "enquiry logged")
    correct(room.book, seq=question.seq)
    assert loaded(room.book).enquiries == ()
    room.one(a_letter("And now?\n", subject="A-1", message_id="<2@example.org>"))
    assert correct(room.book).after.status is Status.ENTERED
    assert len(loaded(room.book).enquiries) == 1
    assert room.is_sound()
