"""The contract of the store: orders go in and come out equal, change by change, or not at all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.events import EventTakenBack, LinesAdded, NoteAdded, OrderEntered, StatusMoved
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.values.codec import encode
from ordertrack.errors import ConflictError, LockedError, NotFoundError, OutsideError
from ordertrack.store.book.book import SqlBook
from ordertrack.usecases.orders import Correction, correct_orders
from tests.builders import AT, BY, TODAY, a_line, a_move, a_stamp, an_event, an_order, apply, loaded
from tests.store.books import METADATA, rows_of
from tests.store.drawn import any_orders, fill, holding, many
from tests.store.whole import CONTACT, ENQUIRY, ESCALATION, FOLLOWUP, ISSUE, LETTER, NOTICE, WHOLE

if TYPE_CHECKING:
    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.views import SqlWrites

NOTE = NoteAdded(note="rang them")


def read_back(unit: SqlWrites, *numbers: str) -> dict[str, Order]:
    return dict(unit.orders.find(numbers))


def test_the_example_that_has_everything_leaves_nothing_at_its_default() -> None:
    (line,) = WHOLE.lines
    parts: list[Any] = [WHOLE, line, line.shipments[0], line.receipts[0], line.promises[0], WHOLE.delay]
    parts += [
        CONTACT,
        FOLLOWUP,
        ISSUE,
        ISSUE.waits[0],
        ESCALATION,
        ESCALATION.tellings[0],
        ENQUIRY,
        LETTER,
        NOTICE,
        NOTICE.to,
    ]
    unset = [
        f"{type(part).__name__}.{field.name}"
        for part in parts
        for field in fields(part)
        if field.default is not MISSING and getattr(part, field.name) == field.default
    ]
    assert unset == ["Order.version"]


def test_an_order_with_everything_in_it_comes_back_equal_from_another_connection(book: SqlBook) -> None:
    fill(book, WHOLE)
    assert loaded(book, "W-1") == WHOLE


def test_an_order_with_nothing_but_what_it_must_have_comes_back_equal(book: SqlBook) -> None:
    fill(book, an_order("B-1"))
    assert loaded(book, "B-1") == an_order("B-1")


@many(12)
@given(orders=st.tuples(any_orders("A-1"), any_orders("a-1")))
def test_whatever_is_entered_comes_back_equal(blank_book: SqlBook, orders: tuple[Order, ...]) -> None:
    with holding(blank_book, orders) as unit:
        assert read_back(unit, "A-1", "a-1") == {order.number: order for order in orders}


@pytest.mark.slow
@many(12)
@given(before=any_orders("A-1"), after=any_orders("A-1"), other=any_orders("A-2"))
def test_whatever_an_order_is_changed_into_comes_back_equal_and_nothing_else_moves(
    blank_book: SqlBook, before: Order, after: Order, other: Order
) -> None:
    after = replace(after, version=2)
    with holding(blank_book, (before, other)) as unit:
        was = unit.orders.get("A-1")
        unit.orders.save(was, after, NOTE, at=AT, by=BY)
        assert read_back(unit, "A-1", "A-2") == {"A-1": after, "A-2": other}
        assert unit.records.history("A-1") == [
            an_event(OrderEntered(order=before), 5),
            an_event(NOTE, 7),
        ]


def test_a_change_writes_nothing_but_the_rows_that_changed(book: SqlBook) -> None:
    fill(book, WHOLE, an_order("B-1"))
    before = rows_of(book)
    order = loaded(book, "B-1")
    after = apply(order, StatusMoved(to=Status.CONFIRMED, on=TODAY))
    with book.write() as unit:
        unit.orders.save(order, after, StatusMoved(to=Status.CONFIRMED, on=TODAY), at=AT, by=BY)
        unit.commit()
    now = rows_of(book)
    assert loaded(book, "B-1") == after
    assert {name for name in before if before[name] != now[name]} == {"orders", "trail"}
    assert len(now["trail"]) == len(before["trail"]) + 1
    assert set(now["trail"]) > set(before["trail"])


def test_an_order_read_in_an_earlier_view_may_be_saved_in_a_later_transaction(book: SqlBook) -> None:
    fill(book, an_order())
    order = loaded(book)
    with book.write() as unit:
        unit.orders.save(order, apply(order, NOTE), NOTE, at=AT, by=BY)
        unit.commit()
    assert loaded(book) == an_order(version=2)


def test_an_order_that_was_changed_meanwhile_is_a_conflict_and_nothing_is_written(book: SqlBook) -> None:
    fill(book, an_order())
    stale = loaded(book)
    with book.write() as unit:
        unit.orders.save(stale, apply(stale, NOTE), NOTE, at=AT, by="first")
        unit.commit()
    before = rows_of(book)
    with pytest.raises(ConflictError) as error:
        _save(book, stale)
    assert error.value.message == "A-1 was changed by somebody else meanwhile"
    assert rows_of(book) == before


def _save(book: SqlBook, stale: Order) -> None:
    with book.write() as unit:
        unit.orders.get(stale.number)
        unit.orders.save(stale, apply(stale, NOTE), NOTE, at=AT, by="second")
        unit.commit()


def test_an_order_that_is_not_there_cannot_be_saved(book: SqlBook) -> None:
    fill(book, an_order())
    ghost = an_order("GHOST")
    with pytest.raises(NotFoundError), book.write() as unit:
        unit.orders.save(ghost, apply(ghost, NOTE), NOTE, at=AT, by=BY)


@pytest.mark.parametrize(
    "numbers", [["A-1"], ["A-2", "A-1"], ["A-2", "A-2"]], ids=["known", "second known", "twins together"]
)
def test_a_twin_number_is_a_conflict_and_nothing_of_the_batch_is_written(book: SqlBook, numbers: list[str]) -> None:
    fill(book, an_order())
    before = rows_of(book)
    with pytest.raises(ConflictError):
        _enter(book, [an_order(number) for number in numbers])
    assert rows_of(book) == before


def _enter(book: SqlBook, orders: list[Order]) -> None:
    with book.write() as unit:
        unit.orders.enter([encode(order) for order in orders], at=AT, by=BY)
        unit.commit()


def test_numbers_that_differ_in_case_are_two_orders(book: SqlBook) -> None:
    fill(book, an_order("a-1"), an_order("A-1"))
    assert (loaded(book, "a-1"), loaded(book, "A-1")) == (an_order("a-1"), an_order("A-1"))


def test_leaving_without_commit_keeps_nothing(book: SqlBook) -> None:
    before = rows_of(book)
    with holding(book, [WHOLE]) as unit:
        assert unit.orders.has_any()
    assert rows_of(book) == before


def test_an_error_in_the_middle_keeps_nothing(book: SqlBook) -> None:
    before = rows_of(book)
    with pytest.raises(KeyError), holding(book, [WHOLE]):
        raise KeyError("anything")
    assert rows_of(book) == before


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "INSERT INTO {} SELECT * FROM {}", "DROP TABLE {}"])
def test_a_reader_cannot_write(book: SqlBook, statement: str) -> None:
    fill(book, WHOLE)
    before = rows_of(book)
    for table in METADATA.tables:
        with pytest.raises(OutsideError) as error, book.read() as view:
            view.connection.exec_driver_sql(statement.format(table, table))
        assert "read" in error.value.message
    assert rows_of(book) == before


def test_a_view_does_not_change_under_its_reader(book: SqlBook) -> None:
    fill(book, an_order())
    hasty = SqlBook(book.place, patience=0.2)
    with book.read() as view:
        assert view.orders.get("A-1") == an_order()
        with suppress(LockedError), hasty.write() as unit:  # in a rollback mode the reader keeps it waiting
            order = unit.orders.get("A-1")
            unit.orders.save(order, apply(order, NOTE), NOTE, at=AT, by=BY)
            unit.commit()
        assert (view.orders.get("A-1"), len(view.records.history("A-1"))) == (an_order(), 1)


def test_the_history_of_an_order_is_its_own_and_in_order(book: SqlBook) -> None:
    fill(book, an_order("A-1"), an_order("A-2"))
    for number, text in (("A-1", "one"), ("A-2", "two"), ("A-1", "three")):
        with book.write() as unit:
            order, fact = unit.orders.get(number), NoteAdded(note=text)
            unit.orders.save(order, apply(order, fact), fact, at=AT + timedelta(hours=1), by="ben")
            unit.commit()
    with book.read() as view:
        assert view.records.history("A-1") == [
            an_event(OrderEntered(order=an_order("A-1")), 5),
            an_event(NoteAdded(note="one"), 7, at=AT + timedelta(hours=1), by="ben"),
            an_event(NoteAdded(note="three"), 9, at=AT + timedelta(hours=1), by="ben"),
        ]


def test_lines_added_by_mistake_go_when_that_is_taken_back(book: SqlBook) -> None:
    fill(book, an_order())
    fact = LinesAdded(lines=(a_line(2),))
    with book.write() as unit:
        order = unit.orders.get("A-1")
        unit.orders.save(order, apply(order, fact), fact, at=AT, by=BY)
        unit.commit()
    correct_orders(book, ["A-1"], Correction(cause="not theirs"), a_move(), a_stamp())
    assert loaded(book) == an_order(version=3)
    with book.read() as view:
        assert view.records.history("A-1")[-1].fact == EventTakenBack(seq=6, cause="not theirs")
