"""How lines change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ordertrack.domain.orders import effects
from ordertrack.domain.orders import events as facts
from ordertrack.domain.orders.order import Order, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel
from ordertrack.errors import NotFoundError, RefusedError
from tests.builders import PROMISED, TODAY, a_line, a_receipt, an_order, cancelled, received, shipped, units

DAY = timedelta(days=1)
LATER = date(2026, 4, 1)
SENT = Shipment(quantity=units(10), shipped_on=TODAY)
TWO = an_order(status=Status.CONFIRMED, lines=(a_line(1), a_line(2)))
PROMISE = facts.PromiseRevised(
    on=TODAY, promised_on=LATER, cause="strike", said_by="Lee", channel=Channel.PHONE, positions=(2,)
)
REVISION = Promise(
    said_on=TODAY, previous_on=PROMISED, promised_on=LATER, cause="strike", said_by="Lee", channel=Channel.PHONE
)


def changed(order: Order, field: str, new: str | None, position: int | None = None) -> Order:
    change = facts.Change(field=field, new=new, position=position)
    return effects.edited(order, facts.OrderEdited(changes=(change,)))


def test_a_shipment_is_kept_with_its_carrier() -> None:
    fact = shipped(4, 2, carrier="DHL", tracking="JD1")
    sent = Shipment(quantity=units(4), shipped_on=TODAY, carrier="DHL", tracking="JD1")
    assert effects.shipped(TWO, fact).lines == (a_line(1), a_line(2, shipments=(sent,)))


def test_two_shipments_of_one_line_stay_two() -> None:
    order = effects.shipped(effects.shipped(TWO, shipped(4)), shipped(6, on=TODAY + DAY))
    sent = Shipment(quantity=units(4), shipped_on=TODAY), Shipment(quantity=units(6), shipped_on=TODAY + DAY)
    assert order.lines[0].shipments == sent


@pytest.mark.parametrize("count", [11, 0, -1])
def test_no_more_can_ship_than_is_left(count: int) -> None:
    with pytest.raises(RefusedError) as caught:
        effects.shipped(TWO, shipped(count))
    assert caught.value.message == f"A-1 line 1 has 10 left to ship, not {count}"


def test_three_deliveries_of_one_line_stay_three() -> None:
    order = TWO
    for count in (1, 2, 3):
        order = effects.received(order, received(count, 2, rejected=1))
    receipts = tuple(a_receipt(count, rejected=units(1), reason="rust") for count in (1, 2, 3))
    assert order.lines == (a_line(1), a_line(2, receipts=receipts))


@pytest.mark.parametrize(("quantity", "rejected"), [(units(1), units(2)), (units(1), -1), (0, 0), (-units(1), 0)])
def test_no_more_can_be_rejected_than_arrived(quantity: int, rejected: int) -> None:
    receipt = Receipt(quantity=quantity, received_on=TODAY, rejected=rejected)
    fact = facts.LinesReceived(on=TODAY, lines=(facts.LineReceipt(position=1, receipt=receipt),))
    with pytest.raises(RefusedError) as caught:
        effects.received(TWO, fact)
    assert caught.value.message == "A-1 line 1: cannot reject more than the quantity that arrived"


def test_more_may_arrive_than_was_ordered() -> None:
    assert effects.received(TWO, received(12)).lines[0].receipts == (a_receipt(12),)


def test_the_first_promise_follows_until_the_order_is_confirmed() -> None:
    order = an_order(lines=(a_line(1), a_line(2)))
    line = a_line(2, promised_on=LATER, first_promised_on=LATER, promises=(REVISION,))
    assert effects.promised(order, PROMISE).lines == (a_line(1), line)


def test_the_first_promise_of_a_confirmed_order_is_frozen() -> None:
    line = a_line(2, promised_on=LATER, first_promised_on=PROMISED, promises=(REVISION,))
    assert effects.promised(TWO, PROMISE).lines == (a_line(1), line)


def test_a_promise_for_no_line_in_particular_is_for_every_open_one() -> None:
    here = a_line(1, receipts=(a_receipt(10),))
    order = an_order(status=Status.CONFIRMED, lines=(here, a_line(2), a_line(3)))
    after = effects.promised(order, facts.PromiseRevised(on=TODAY, promised_on=LATER, cause="strike"))
    assert [line.promised_on for line in after.lines] == [PROMISED, LATER, LATER]


def test_a_line_that_has_arrived_cannot_be_promised_anew() -> None:
    order = an_order(status=Status.CONFIRMED, lines=(a_line(1), a_line(2, receipts=(a_receipt(10),))))
    with pytest.raises(RefusedError) as caught:
        effects.promised(order, PROMISE)
    assert caught.value.message == "A-1 line 2 is settled; no date to come can be set for it"


def test_an_expected_date_is_set_on_the_lines_named() -> None:
    assert effects.expected(TWO, LATER, (2,)).lines == (a_line(1), a_line(2, expected_on=LATER))


def test_an_expected_date_for_no_line_in_particular_is_for_every_open_one() -> None:
    gone = a_line(1, cancelled_quantity=units(10))
    order = an_order(lines=(gone, a_line(2)))
    assert effects.expected(order, LATER, ()).lines == (gone, a_line(2, expected_on=LATER))


def test_what_is_cancelled_adds_up() -> None:
    order = effects.cancelled(effects.cancelled(TWO, cancelled(3)), cancelled(4, on=TODAY + DAY))
    assert order.lines == (a_line(1, cancelled_quantity=units(7), cancelled_on=TODAY + DAY), a_line(2))


def test_no_more_can_be_cancelled_than_is_open() -> None:
    order = an_order(lines=(a_line(receipts=(a_receipt(4),)),))
    with pytest.raises(RefusedError) as caught:
        effects.cancelled(order, cancelled(7))
    assert caught.value.message == "A-1 line 1 has 6 left to cancel, not 7"


@pytest.mark.parametrize(
    ("change", "fact"),
    [(effects.shipped, shipped(1, 9)), (effects.received, received(1, 9)), (effects.cancelled, cancelled(1, 9))],
)
def test_a_line_that_is_not_there_is_named_with_those_that_are(change: object, fact: object) -> None:
    with pytest.raises(NotFoundError) as caught:
        change(TWO, fact)  # type: ignore[operator]  # each takes the fact beside it
    assert caught.value.message == "A-1 has no line 9; it has 1, 2"


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("owner", "Zoë", "Zoë"),
        ("priority", "urgent", Priority.URGENT),
        ("customer_ref", "PO 7", "PO 7"),
        ("supplier_ref", "S 7", "S 7"),
        ("currency", "EUR", "EUR"),
        ("carrier", "DHL", "DHL"),
        ("tracking", "JD1", "JD1"),
        ("placed_on", "2026-02-01", date(2026, 2, 1)),
        ("note", "by noon", "by noon"),
        ("note", None, None),
    ],
)
def test_a_field_of_the_order_is_read_as_the_trail_writes_it(field: str, text: str | None, value: object) -> None:
    assert getattr(changed(an_order(note="old"), field, text), field) == value


def test_a_value_comes_with_its_currency() -> None:
    both = (facts.Change(field="value", new="12345"), facts.Change(field="currency", new="EUR"))
    assert effects.edited(an_order(), facts.OrderEdited(changes=both)) == an_order(value=12_345, currency="EUR")


def test_a_value_without_a_currency_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        changed(an_order(value=100, currency="EUR"), "currency", None)
    assert (caught.value.message, caught.value.hints) == (
        "A-1: a value needs a currency",
        ("add --currency CODE",),
    )


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("sku", "M8", "M8"),
        ("description", "bolts", "bolts"),
        ("quantity", "120000", units(12)),
        ("unit", "box", "box"),
        ("unit_price", "12500", 12_500),
        ("ref", "R-1", "R-1"),
        ("requested_on", "2026-03-18", date(2026, 3, 18)),
        ("unit", None, None),
    ],
)
def test_a_field_of_a_line_is_read_as_the_trail_writes_it(field: str, text: str | None, value: object) -> None:
    order = an_order(lines=(a_line(1), a_line(2, unit="pc")))
    after = changed(order, field, text, 2)
    assert (after.lines[0], getattr(after.lines[1], field)) == (a_line(1), value)


@pytest.mark.parametrize(
    "line", [a_line(shipments=(SENT,)), a_line(receipts=(a_receipt(1),)), a_line(cancelled_quantity=units(10))]
)
@pytest.mark.parametrize("field", ["sku", "description", "quantity", "unit", "unit_price"])
def test_the_goods_of_a_line_shipped_or_settled_stay_as_they_are(line: object, field: str) -> None:
    with pytest.raises(RefusedError) as caught:
        changed(an_order(lines=(line,)), field, "1", 1)
    assert caught.value.message == f"A-1 line 1 has been shipped or settled; its {field} stays as it is"


def test_the_requested_date_of_a_shipped_line_can_still_be_put_right() -> None:
    order = an_order(lines=(a_line(shipments=(SENT,)),))
    assert changed(order, "requested_on", "2026-03-18", 1).lines[0].requested_on == date(2026, 3, 18)


@pytest.mark.parametrize("count", [3, 4])
def test_the_quantity_of_a_line_stays_above_what_is_cancelled_of_it(count: int) -> None:
    order = an_order(lines=(a_line(cancelled_quantity=units(4)),))
    with pytest.raises(RefusedError) as caught:
        changed(order, "quantity", str(units(count)), 1)
    assert caught.value.message == f"A-1 line 1 has 4 cancelled; its quantity cannot become {count}"
