"""Dataclasses to plain facts and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings

from ordertrack.domain.orders.events import Fact, LinesReceived, StatusMoved
from ordertrack.domain.orders.order import Line, Order, Receipt
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Party, PartyAdded
from ordertrack.domain.values.codec import decode, encode, instant_text
from tests.builders import TODAY, a_line, a_receipt, an_order, received, units
from tests.drawing import examples
from tests.generated import ANY_FACTS, WHOLE_ORDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something with an instant."""

    at: datetime


def test_an_order_is_written_without_what_is_absent() -> None:
    order = an_order(owner="Zoë", priority=Priority.URGENT, placed_on=date(2026, 2, 1))
    assert encode(order) == {
        "number": "A-1",
        "customer": 1,
        "supplier": 2,
        "entered_on": "2026-03-02",
        "lines": [
            {
                "position": 1,
                "quantity": 100_000,
                "promised_on": "2026-03-20",
                "first_promised_on": "2026-03-20",
                "cancelled_quantity": 0,
            }
        ],
        "status": "entered",
        "priority": "urgent",
        "owner": "Zoë",
        "placed_on": "2026-02-01",
    }


def test_a_truth_is_written_and_its_absence_is_not() -> None:
    assert encode(Party(id=1, name="Acme", is_supplier=True)) == {"id": 1, "name": "Acme", "is_supplier": True}


def test_the_count_of_changes_is_not_a_fact() -> None:
    assert encode(an_order(version=7)) == encode(an_order())


def test_facts_within_facts_are_read_back() -> None:
    plain = {
        "on": "2026-03-02",
        "lines": [
            {
                "position": 1,
                "receipt": {"quantity": 50_000, "received_on": "2026-03-02", "rejected": 10_000, "reason": "rust"},
            }
        ],
    }
    fact = received(5, rejected=1)
    assert (encode(fact), decode(LinesReceived, plain)) == (plain, fact)


@settings(max_examples=examples(40))
@given(WHOLE_ORDERS)
def test_an_order_survives_the_trail(order: Order) -> None:
    assert decode(Order, json.loads(json.dumps(encode(order)))) == order


@given(ANY_FACTS)
def test_a_fact_survives_the_trail(fact: Fact) -> None:
    assert decode(type(fact), json.loads(json.dumps(encode(fact)))) == fact


@given(ANY_FACTS)
def test_what_was_read_is_written_the_same_again(fact: Fact) -> None:
    plain = encode(fact)
    assert encode(decode(type(fact), plain)) == plain


@pytest.mark.parametrize(
    ("kind", "plain", "error", "message"),
    [
        (
            StatusMoved,
            {"to": "confirmed", "on": "2026-03-02", "why": "x", "a": 1},
            ValueError,
            "StatusMoved has no a, why",
        ),
        (StatusMoved, {"to": "lost", "on": "2026-03-02"}, ValueError, "'lost' is not a valid Status"),
        (StatusMoved, {"to": "confirmed", "on": "soon"}, ValueError, "Invalid isoformat string: 'soon'"),
        (Receipt, {"quantity": "5", "received_on": "2026-03-02"}, TypeError, "'5' is not int"),
        (Receipt, {"quantity": True, "received_on": "2026-03-02"}, TypeError, "True is not int"),
        (Receipt, {"quantity": 1.5, "received_on": "2026-03-02"}, TypeError, "1.5 is not int"),
        (Party, {"id": 1, "name": "Acme", "is_customer": 1}, TypeError, "1 is not bool"),
        (Party, {"id": 1, "name": None}, TypeError, "None is not str"),
    ],
)
def test_facts_that_are_not_of_the_kind_are_refused(
    kind: type[object], plain: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        decode(kind, plain)
    assert str(caught.value) == message


def test_a_fact_that_lacks_something_is_refused() -> None:
    with pytest.raises(TypeError):
        decode(Receipt, {"quantity": 5})


def test_the_count_of_changes_cannot_come_from_facts() -> None:
    with pytest.raises(ValueError, match=r"^Order has no version$"):
        decode(Order, {**encode(an_order()), "version": 3})


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "2026-03-02T09:30:00Z"),
        (datetime(2026, 3, 2, 9, 30, 59, 999_999, tzinfo=UTC), "2026-03-02T09:30:59Z"),
        (datetime(2026, 3, 2, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-03-01T23:00:00Z"),
    ],
)
def test_an_instant_is_written_in_utc_and_whole_seconds(at: datetime, text: str) -> None:
    assert (instant_text(at), encode(Moment(at=at))) == (text, {"at": text})


def test_an_instant_is_read_back_aware() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert decode(Moment, {"at": "2026-03-02T09:30:00Z"}) == Moment(at=at)


def test_lists_are_read_back_as_tuples_of_their_kind() -> None:
    line = a_line(receipts=(a_receipt(1), a_receipt(2, rejected=units(1), reason="rust")))
    assert decode(Line, encode(line)) == line


def test_a_status_is_read_back_as_one() -> None:
    fact = decode(StatusMoved, {"to": "confirmed", "on": "2026-03-02"})
    assert fact == StatusMoved(to=Status.CONFIRMED, on=TODAY)
    assert isinstance(fact.to, Status)


def test_a_party_with_everything_survives() -> None:
    party = Party(id=1, name="Acme", is_customer=True, emails=("a@b.example",), phone="1", zone="UTC")
    fact = PartyAdded(party=replace(party, merged_into=2))
    assert decode(PartyAdded, encode(fact)) == fact
