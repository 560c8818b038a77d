"""The contract of the store: the streams give everything, in its final form, in the order of entry."""

from __future__ import annotations

import hashlib
import json
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.fields import EDITED_OF_ORDER
from ordertrack.domain.values.amounts import format_amount, format_quantity
from ordertrack.store.engine.engine import BLOCK
from ordertrack.store.records.exports import LINE_EXPORT, ORDER_EXPORT, PARTY_EXPORT, TRAIL_EXPORT
from ordertrack.usecases.parties import edit_party, merge_parties
from tests.builders import a_line, a_receipt, a_stamp, an_order, units
from tests.store.drawn import NAMES, any_orders, fill, holding, many
from tests.store.tampering import build
from tests.store.whole import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ordertrack.domain.orders.order import Line, Order
    from ordertrack.store.book.book import SqlBook

Row = dict[str, Any]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def some(quantity: int) -> str | None:
    return format_quantity(quantity) if quantity else None


def order_row(order: Order, line: Line) -> Row:
    rejected = sum(receipt.rejected for receipt in line.receipts)
    kept = max(line.shipped_quantity - rejected, line.delivered_quantity)
    is_priced = order.value is not None and order.currency is not None
    return {
        "number": order.number,
        "customer": NAMES[order.customer],
        "supplier": NAMES[order.supplier],
        **{name: getattr(order, name) for name in EDITED_OF_ORDER},
        "placed_on": iso(order.placed_on),
        "status": order.status,
        "value": format_amount(order.value or 0, order.currency or "EUR") if is_priced else None,
        "line.ref": line.ref,
        "line.position": line.position,
        "line.sku": line.sku,
        "line.description": line.description,
        "line.quantity": format_quantity(line.quantity),
        "line.unit": line.unit,
        "line.unit_price": None if line.unit_price is None else format_quantity(line.unit_price),
        "line.requested_on": iso(line.requested_on),
        "line.first_promised_on": iso(line.first_promised_on),
        "line.promised_on": iso(line.promised_on),
        "line.expected_on": iso(line.expected_on),
        "line.shipped_on": iso(line.shipped_on) if kept else None,
        "line.shipped_quantity": some(kept),
        "line.delivered_on": iso(line.received_on) if line.delivered_quantity else None,
        "line.delivered_quantity": some(line.delivered_quantity),
        "line.cancelled_on": iso(line.cancelled_on),
        "line.cancelled_quantity": some(line.cancelled_quantity),
    }


def line_row(order: Order, line: Line) -> Row:
    return {
        "number": order.number,
        "line": line.position,
        "ref": line.ref,
        "sku": line.sku,
        "description": line.description,
        "unit": line.unit,
        "quantity": format_quantity(line.quantity),
        "shipped_quantity": format_quantity(line.shipped_quantity),
        "delivered_quantity": format_quantity(line.delivered_quantity),
        "cancelled_quantity": format_quantity(line.cancelled_quantity),
        "open_quantity": format_quantity(line.open_quantity),
        "requested_on": iso(line.requested_on),
        "first_promised_on": iso(line.first_promised_on),
        "promised_on": iso(line.promised_on),
        "expected_on": iso(line.expected_on),
        "shipped_on": iso(line.shipped_on),
        "delivered_on": iso(line.delivered_on),
        "cancelled_on": iso(line.cancelled_on),
        "customer": NAMES[order.customer],
        "supplier": NAMES[order.supplier],
        "owner": order.owner,
        "status": order.status,
    }


def named(fields: Any, rows: Iterator[tuple[Any, ...]]) -> list[Row]:  # noqa: ANN401 - a mapping or a tuple of names
    return [dict(zip(fields, row, strict=True)) for row in rows]


@many(12)
@given(orders=st.tuples(any_orders("A-1"), any_orders("a-1")))
def test_orders_and_lines_go_out_as_they_are(blank_book: SqlBook, orders: tuple[Order, ...]) -> None:
    with holding(blank_book, orders) as unit:
        went_out = named(ORDER_EXPORT, unit.exports.orders())
        lines = named(LINE_EXPORT, unit.exports.lines())
    assert went_out == [order_row(order, line) for order in orders for line in order.lines]
    assert lines == [line_row(order, line) for order in orders for line in order.lines]


def test_an_order_with_everything_in_it_goes_out_whole(blank_book: SqlBook) -> None:
    with holding(blank_book, [WHOLE]) as unit:
        (row,) = named(ORDER_EXPORT, unit.exports.orders())
    assert row == order_row(WHOLE, WHOLE.lines[0])
    assert row["value"] == "0.00"


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (0, "EUR", "0.00"),
        (5, "EUR", "0.05"),
        (123_450, "EUR", "1234.50"),
        (1500, "JPY", "1500"),
        (1, "KWD", "0.001"),
        (12_345, "CLF", "1.2345"),
        (999_999_999_999_999, "EUR", "9999999999999.99"),
    ],
)
def test_money_goes_out_with_the_digits_of_its_currency(
    blank_book: SqlBook, value: int, currency: str, text: str
) -> None:
    with holding(blank_book, [an_order(value=value, currency=currency)]) as unit:
        assert [row["value"] for row in named(ORDER_EXPORT, unit.exports.orders())] == [text]


@pytest.mark.parametrize(
    ("quantity", "text"),
    [(1, "0.0001"), (10, "0.001"), (15_000, "1.5"), (190_000, "19"), (10**15 - 1, "99999999999.9999")],
)
def test_quantities_go_out_as_exact_decimals(blank_book: SqlBook, quantity: int, text: str) -> None:
    line = a_line(quantity=quantity, unit_price=quantity)
    with holding(blank_book, [an_order(lines=(line,))]) as unit:
        (row,) = named(ORDER_EXPORT, unit.exports.orders())
    assert (row["line.quantity"], row["line.unit_price"]) == (text, text)


def test_goods_that_were_rejected_go_out_as_not_shipped(blank_book: SqlBook) -> None:
    line = a_line(receipts=(a_receipt(4, rejected=units(1), reason="rust"), a_receipt(3)))
    with holding(blank_book, [an_order(lines=(line,))]) as unit:
        (row,) = named(ORDER_EXPORT, unit.exports.orders())
    assert (row["line.shipped_quantity"], row["line.delivered_quantity"]) == ("6", "6")


def test_orders_go_out_as_they_were_entered_and_lines_by_their_position(book: SqlBook) -> None:
    lines = tuple(a_line(position) for position in (2, 10, 999_999))
    fill(book, an_order("B", lines=lines), an_order("a"), an_order("A", lines=lines))
    with book.read() as view:
        went_out = [(row["number"], row["line.position"]) for row in named(ORDER_EXPORT, view.exports.orders())]
    expected = [("B", 2), ("B", 10), ("B", 999_999), ("a", 1), ("A", 2), ("A", 10), ("A", 999_999)]
    assert went_out == expected


def test_more_than_a_block_goes_out_and_streams_do_not_disturb_each_other(blank_book: SqlBook) -> None:
    count = 2 * BLOCK + 1
    orders = [an_order(f"N-{at}") for at in range(count)]
    with holding(blank_book, orders) as unit:
        pairs = list(zip(unit.exports.orders(), unit.exports.lines(), strict=True))
    assert [(one[0], other[0]) for one, other in pairs] == [(order.number, order.number) for order in orders]


def test_a_stream_left_early_leaves_the_view_usable(book: SqlBook) -> None:
    fill(book, *(an_order(f"N-{at}") for at in range(3)))
    with book.read() as view:
        stream = view.exports.orders()
        assert [row[0] for row in islice(stream, 1)] == ["N-0"]
        stream.close()  # type: ignore[attr-defined]  # it is a generator
        assert (view.orders.has_any(), len(list(view.exports.orders()))) == (True, 3)


def test_parties_go_out_with_what_is_known_of_them(book: SqlBook) -> None:
    fill(book)
    edit_party(book, "Acme Fasteners", a_stamp(), emails=("b@example.org", "a@example.org"), phone="1", zone="UTC")
    merge_parties(book, "晨露电子", "Acme Fasteners", a_stamp())
    with book.read() as view:
        rows = [tuple(row.values()) for row in named(PARTY_EXPORT, view.exports.parties())]
    assert rows == [
        (1, "Müller & Søn", 1, 0, None, None, None, None, None),
        (2, "Acme Fasteners", 0, 1, "b@example.org\na@example.org", "1", None, "UTC", None),
        (3, "bakery 7", 1, 1, None, None, None, None, None),
        (4, "晨露电子", 0, 1, None, None, None, None, 2),
    ]


def test_somebody_who_trusts_nobody_can_check_the_chain_of_an_exported_trail(book: SqlBook) -> None:
    build(book)
    with book.read() as view:
        rows = named(TRAIL_EXPORT, view.exports.trail())
    assert rows[0]["prev"] == "0" * 64
    assert [(one["hash"], one["seq"] + 1) for one in rows[:-1]] == [(row["prev"], row["seq"]) for row in rows[1:]]
    for row in rows:
        told = (
            b"ordertrack-trail-v1\0" + bytes.fromhex(row["prev"]) + row["seq"].to_bytes(8, "big") + row["body"].encode()
        )
        assert hashlib.sha256(told).hexdigest() == row["hash"]
        assert json.loads(row["body"]).get("order") == row["number"]


def test_the_trail_goes_out_in_the_order_of_its_events(book: SqlBook) -> None:
    fill(book, *(an_order(f"N-{at}") for at in range(BLOCK + 1)))
    with book.read() as view:
        seqs = [row["seq"] for row in named(TRAIL_EXPORT, view.exports.trail())]
    assert len(seqs) == BLOCK + 5
    assert all(later == earlier + 1 for earlier, later in pairwise(seqs))
