"""Entering orders and changing what is not their status, in a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.orders.events import Change, OrderEdited, OrderEntered
from ordertrack.domain.orders.moves import Target
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Party, PartyAdded, PartyEdited
from ordertrack.domain.values.texts import Problem
from ordertrack.errors import ConflictError, NotFoundError, RefusedError
from ordertrack.usecases.orders import Edit, add_order, edit_order
from ordertrack.usecases.parties import add_party
from ordertrack.usecases.recording import Changed
from tests.builders import (
    CUSTOMER,
    SUPPLIER,
    TODAY,
    a_line,
    a_reader,
    a_stamp,
    an_order,
    close_whole,
    enter,
    facts_of,
    history_of,
    loaded,
    move,
    parties_of,
    ten,
    units,
)

if TYPE_CHECKING:
    from ordertrack.domain.values.texts import InputRow
    from ordertrack.errors import OrderTrackError
    from ordertrack.store.book.book import SqlBook

BUYER = Party(id=1, name=CUSTOMER, is_customer=True)
SELLER = Party(id=2, name=SUPPLIER, is_supplier=True)
MEANT_SO = "(if it is meant so, add --accept)"
LATER = a_stamp(TODAY + timedelta(days=1), by="bo")


def refused(book: SqlBook, *rows: InputRow, accept: bool = False) -> OrderTrackError:
    with pytest.raises((RefusedError, ConflictError)) as caught:
        add_order(book, rows, a_reader(), a_stamp(), accept=accept)
    return caught.value


def an_edit(**fields: str | None) -> Edit:
    return Edit(fields=fields, lines={})


def test_an_order_enters_the_book_with_its_parties(book: SqlBook) -> None:
    entered = add_order(book, [ten()], a_reader(), a_stamp())
    assert entered[:3] == (an_order(), [BUYER, SELLER], [])
    assert loaded(book) == an_order()
    assert parties_of(book) == [BUYER, SELLER]


def test_everything_that_was_said_of_an_order_is_kept(book: SqlBook) -> None:
    rows = (
        ten(2, owner="Zoë", priority="urgent", value="1234.50", currency="EUR", note="二十 boxes\n\tby noon"),
        ten(3, customer_ref="PO 7", supplier_ref="S 7", placed_on="2026-02-01", line_sku="M8", line_unit_price="0.05"),
    )
    enter(book, *rows)
    assert loaded(book) == an_order(
        owner="Zoë",
        priority=Priority.URGENT,
        value=123_450,
        currency="EUR",
        note="二十 boxes\n\tby noon",
        customer_ref="PO 7",
        supplier_ref="S 7",
        placed_on=TODAY.replace(month=2, day=1),
        lines=(a_line(1), a_line(2, sku="M8", unit_price=500)),
    )


def test_the_entry_is_in_the_trail_with_who_and_when(book: SqlBook) -> None:
    enter(book, ten())
    stamp = a_stamp()
    (event,) = history_of(book)
    assert (event.fact, event.at, event.by, event.order) == (
        OrderEntered(order=an_order()),
        stamp.at,
        stamp.by,
        "A-1",
    )


def test_a_party_is_known_by_name_whatever_its_case_and_spacing(book: SqlBook) -> None:
    enter(book, ten())
    entered = add_order(book, [ten(number="A-2", customer=" müller  & SØN")], a_reader(), a_stamp())
    assert (entered.order.customer, entered.new_parties) == (1, [])


def test_a_party_may_be_both_customer_and_supplier(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    enter(sqlite_book, ten(number="A-2", customer=SUPPLIER, supplier=CUSTOMER))
    both = [replace(party, is_customer=True, is_supplier=True) for party in (BUYER, SELLER)]
    assert parties_of(sqlite_book) == both
    assert facts_of(sqlite_book, None) == [
        PartyAdded(party=BUYER),
        PartyAdded(party=SELLER),
        PartyEdited(party=both[1]),
        PartyEdited(party=both[0]),
    ]


def test_a_party_may_order_from_itself(sqlite_book: SqlBook) -> None:
    order = enter(sqlite_book, ten(customer="Depot", supplier="DEPOT"))
    assert (order.customer, order.supplier) == (1, 1)


def test_a_number_is_given_once(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    error = refused(sqlite_book, ten(), accept=True)
    assert (type(error), error.message, error.hints) == (
        ConflictError,
        "order A-1 was not entered, 1 thing is wrong:",
        ("number: A-1 is in the book already",),
    )


def test_numbers_that_differ_in_case_are_two_orders(book: SqlBook) -> None:
    enter(book, ten())
    enter(book, ten(number="a-1"))
    assert loaded(book, "a-1") == an_order("a-1")


def test_everything_wrong_or_suspicious_is_said_at_once(book: SqlBook) -> None:
    enter(book, ten(customer_ref="PO 7"))
    row = ten(supplier="Acme Fastener", customer_ref="PO 7", placed_on="2026-03-21", currency="EURO")
    error = refused(book, row)
    assert (type(error), error.message, error.hints) == (
        ConflictError,
        "order A-1 was not entered, 5 things are wrong:",
        (
            "number: A-1 is in the book already",
            'currency: "EURO" is not a currency; write its ISO 4217 code, such as EUR',
            "promised_on: line 1 is promised 2026-03-20, before the order was placed, 2026-03-21",
            f'supplier: "Acme Fastener" is new, and one letter away from "Acme Fasteners" {MEANT_SO}',
            f"customer_ref: PO 7 of {CUSTOMER} stands on order A-1 already {MEANT_SO}",
        ),
    )


def test_what_is_suspicious_is_refused_until_it_is_accepted(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    row = ten(number="A-2", supplier="Acme Fastener")
    error = refused(sqlite_book, row)
    assert (type(error), error.message) == (RefusedError, "order A-2 was not entered, 1 thing is suspicious:")
    message = '"Acme Fastener" is new, and one letter away from "Acme Fasteners"'
    entered = add_order(sqlite_book, [row], a_reader(), a_stamp(), accept=True)
    assert entered.accepted == [Problem(column="supplier", message=message)]
    assert loaded(sqlite_book, "A-2").supplier == 3


def test_what_is_wrong_cannot_be_accepted(sqlite_book: SqlBook) -> None:
    error = refused(sqlite_book, ten(line_quantity="0"), accept=True)
    assert error.hints == ("line.quantity: 0 is not a quantity to order; give more than zero",)


def test_a_customers_reference_belongs_to_that_customer(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(customer_ref="PO 7"))
    entered = add_order(
        sqlite_book, [ten(number="A-2", customer="Store 9", customer_ref="PO 7")], a_reader(), a_stamp()
    )
    assert entered.accepted == []


def test_an_order_without_its_names_is_refused(sqlite_book: SqlBook) -> None:
    row = ten()
    error = refused(sqlite_book, row._replace(values={"promised_on": "2026-03-20"}))
    assert (error.message, error.hints) == (
        "order  was not entered, 3 things are wrong:",
        ("number: is missing", "customer: is missing", "supplier: is missing"),
    )


def test_an_order_that_was_refused_leaves_nothing_behind(sqlite_book: SqlBook) -> None:
    refused(sqlite_book, ten(line_quantity="0"))
    assert (parties_of(sqlite_book), facts_of(sqlite_book, None)) == ([], [])


def test_a_dry_run_says_what_would_enter_and_keeps_nothing(book: SqlBook) -> None:
    entered = add_order(book, [ten()], a_reader(), a_stamp(), dry_run=True)
    assert entered[:3] == (an_order(), [BUYER, SELLER], [])
    assert (parties_of(book), facts_of(book, None)) == ([], [])


def test_an_edit_is_an_event_with_old_and_new(book: SqlBook) -> None:
    enter(book, ten(owner="Ada"))
    before = loaded(book)
    changed = edit_order(book, "A-1", an_edit(owner="Zoë", priority="high", note="by noon"), LATER)
    after = replace(before, owner="Zoë", priority=Priority.HIGH, note="by noon", version=2)
    fact = OrderEdited(
        changes=(
            Change(field="owner", old="Ada", new="Zoë"),
            Change(field="priority", old="normal", new="high"),
            Change(field="note", new="by noon"),
        )
    )
    assert changed == Changed(before, after, (fact,))
    assert loaded(book) == after
    event = history_of(book)[-1]
    assert (event.fact, event.at, event.by) == (fact, LATER.at, "bo")


def test_an_edit_can_empty_a_field(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(owner="Ada", placed_on="2026-02-01"))
    edit_order(sqlite_book, "A-1", an_edit(owner=None, placed_on=None), a_stamp())
    assert loaded(sqlite_book) == an_order(version=2)
    assert facts_of(sqlite_book)[-1] == OrderEdited(
        changes=(Change(field="owner", old="Ada"), Change(field="placed_on", old="2026-02-01"))
    )


def test_an_edit_that_changes_nothing_is_no_event(sqlite_book: SqlBook) -> None:
    order = enter(sqlite_book, ten(owner="Ada"))
    assert edit_order(sqlite_book, "A-1", an_edit(owner="Ada", note=None), a_stamp()) == Changed(order, order, ())
    assert len(history_of(sqlite_book)) == 1


def test_a_field_that_is_not_for_editing_is_left_alone(sqlite_book: SqlBook) -> None:
    order = enter(sqlite_book, ten())
    assert edit_order(sqlite_book, "A-1", an_edit(status="closed", number="B-1"), a_stamp()).after == order


def test_a_line_is_edited_by_its_position(book: SqlBook) -> None:
    enter(book, ten(2), ten(3))
    edit = Edit(fields={}, lines={2: {"quantity": str(units(12)), "sku": "M8", "requested_on": "2026-03-18"}})
    changed = edit_order(book, "A-1", edit, a_stamp())
    line = a_line(2, quantity=units(12), sku="M8", requested_on=TODAY.replace(day=18))
    assert loaded(book) == changed.after == an_order(lines=(a_line(1), line), version=2)


def test_a_line_that_is_not_there_cannot_be_edited(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(NotFoundError) as caught:
        edit_order(sqlite_book, "A-1", Edit(fields={}, lines={7: {"sku": "M8"}}), a_stamp())
    assert caught.value.message == "A-1 has no line 7; it has 1"


def test_an_order_that_is_not_there_is_named_with_those_near_it(book: SqlBook) -> None:
    for number in ("SO-1001", "SO-1002", "X"):
        enter(book, ten(number=number))
    with pytest.raises(NotFoundError) as caught:
        edit_order(book, "SO-1003", an_edit(owner="Zoë"), a_stamp())
    assert (caught.value.message, caught.value.hints) == (
        "there is no order SO-1003",
        ("near it: SO-1001, SO-1002",),
    )


def test_a_value_needs_a_currency(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    with pytest.raises(RefusedError) as caught:
        edit_order(sqlite_book, "A-1", an_edit(value="100"), a_stamp())
    assert (caught.value.message, caught.value.hints) == ("A-1: a value needs a currency", ("add --currency CODE",))
    edit_order(sqlite_book, "A-1", an_edit(value="100", currency="EUR"), a_stamp())
    assert loaded(sqlite_book) == an_order(value=100, currency="EUR", version=2)


def test_a_finished_order_stays_as_it_is(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    close_whole(sqlite_book)
    with pytest.raises(RefusedError) as caught:
        edit_order(sqlite_book, "A-1", an_edit(owner="Zoë"), a_stamp())
    assert caught.value.message == "A-1 is closed and stays as it is"


def test_a_delivered_order_can_still_be_edited(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten(status="confirmed"))
    move(sqlite_book, Target.DELIVERED)
    edit_order(sqlite_book, "A-1", an_edit(owner="Zoë"), a_stamp())
    assert (loaded(sqlite_book).status, loaded(sqlite_book).owner) == (Status.DELIVERED, "Zoë")


def test_a_dry_run_of_an_edit_keeps_nothing(sqlite_book: SqlBook) -> None:
    order = enter(sqlite_book, ten())
    changed = edit_order(sqlite_book, "A-1", an_edit(owner="Zoë"), a_stamp(), dry_run=True)
    assert (changed.after.owner, loaded(sqlite_book), len(history_of(sqlite_book))) == ("Zoë", order, 1)


def test_a_party_made_known_before_is_found_by_the_order(sqlite_book: SqlBook) -> None:
    add_party(sqlite_book, SUPPLIER, a_stamp(), is_supplier=True)
    order = enter(sqlite_book, ten())
    assert (order.customer, order.supplier) == (2, 1)
