"""The hash chain: how an event is written, hashed and read back."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.events import DelayReported, Event, Fact, NoteAdded, StatusMoved
from ordertrack.domain.orders.statuses import Status
from ordertrack.domain.parties import Party, PartyAdded
from ordertrack.domain.records import GENESIS, body_of, chain_hash, event_body, event_from
from ordertrack.domain.values.codec import encode
from tests.builders import AT, BY, TODAY
from tests.generated import ANY_FACTS, TEXTS

ADDED = PartyAdded(party=Party(id=1, name="Müller & Søn", is_customer=True))
MOVED = StatusMoved(to=Status.CONFIRMED, on=TODAY, note='said "yes"\n\u2028')
ADDED_BODY = (
    '{"at":"2026-03-02T09:30:00Z","by":"anna","facts":{"party":{"id":1,"is_customer":true,"name":"Müller & Søn"}},'
    '"kind":"party added"}'
)
MOVED_BODY = (
    '{"at":"2026-03-02T09:30:00Z","by":"anna","facts":{"note":"said \\"yes\\"\\n\u2028","on":"2026-03-02",'
    '"to":"confirmed"},"kind":"status moved","order":"A-1"}'
)
INSTANTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_an_event_is_written_in_one_way_alone() -> None:
    assert event_body(ADDED, at=AT, by=BY) == ADDED_BODY
    assert event_body(MOVED, at=AT, by=BY, order="A-1") == MOVED_BODY


def test_an_instant_elsewhere_is_written_in_utc() -> None:
    at = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert event_body(ADDED, at=at, by=BY) == ADDED_BODY


def test_the_order_in_which_facts_are_given_does_not_show() -> None:
    forth = body_of("note added", {"a": 1, "b": [2]}, at="t", by=BY)
    back = body_of("note added", {"b": [2], "a": 1}, at="t", by=BY)
    assert forth == back


def test_a_number_that_is_none_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        body_of("note added", {"a": float("nan")}, at="t", by=BY)


def test_the_chain_is_the_one_that_anybody_can_compute() -> None:
    first = hashlib.sha256(b"ordertrack-trail-v1\0" + b"\0" * 32 + b"\0\0\0\0\0\0\0\x01" + ADDED_BODY.encode())
    second = hashlib.sha256(b"ordertrack-trail-v1\0" + first.digest() + b"\0\0\0\0\0\0\0\x02" + MOVED_BODY.encode())
    head = chain_hash(GENESIS, 1, ADDED_BODY.encode())
    assert (head, chain_hash(head, 2, MOVED_BODY.encode())) == (first.digest(), second.digest())


def test_the_chain_never_changes_between_releases() -> None:
    head = chain_hash(chain_hash(GENESIS, 1, ADDED_BODY.encode()), 2, MOVED_BODY.encode())
    assert head.hex() == "0bcd9861a36b21a7538d1a988a9894263361ab0eb5bbfc6f7bc76d3f1d554cd5"


@pytest.mark.parametrize(
    ("previous", "seq", "body"),
    [(b"\1" * 32, 1, b"{}"), (GENESIS, 2, b"{}"), (GENESIS, 256, b"{}"), (GENESIS, 1, b"{ }")],
)
def test_another_past_place_or_text_gives_another_hash(previous: bytes, seq: int, body: bytes) -> None:
    assert chain_hash(previous, seq, body) != chain_hash(GENESIS, 1, b"{}")


def test_an_event_is_read_back() -> None:
    assert event_from(MOVED_BODY, 7) == Event(fact=MOVED, at=AT, by=BY, order="A-1", seq=7)
    assert event_from(ADDED_BODY, 1) == Event(fact=ADDED, at=AT, by=BY, seq=1)


@given(ANY_FACTS, INSTANTS, TEXTS, st.none() | TEXTS)
def test_whatever_is_written_is_read_back(fact: Fact, at: datetime, by: str, order: str | None) -> None:
    body = event_body(fact, at=at, by=by, order=order)
    assert event_from(body, 3) == Event(fact=fact, at=at, by=by, order=order, seq=3)


@given(ANY_FACTS)
def test_a_body_is_canonical(fact: Fact) -> None:
    body = event_body(fact, at=AT, by=BY)
    plain = json.loads(body)
    assert plain["facts"] == encode(fact)
    assert json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "list indices must be integers or slices, not str"),
        ("{}", "'at'"),
        (ADDED_BODY.replace("party added", "party lost"), "'party lost'"),
        (ADDED_BODY.replace("2026-03-02T", "2026-13-02T"), "month must be in 1..12"),
        (ADDED_BODY.replace('"id":1', '"id":"1"'), "'1' is not int"),
        (ADDED_BODY.replace('{"party"', '{"partner"'), "PartyAdded has no partner"),
    ],
)
def test_what_is_no_event_is_refused_by_its_number(body: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^event 7 cannot be read: ") as caught:
        event_from(body, 7)
    assert str(caught.value).startswith(f"event 7 cannot be read: {message}")


def test_a_note_may_hold_anything() -> None:
    note = "\x1b]52;c;AAAA\x07 \u202e\ue000\x00"
    assert event_from(event_body(NoteAdded(note=note), at=AT, by=BY), 1).fact == NoteAdded(note=note)


def test_a_date_of_long_ago_is_written_with_four_digits() -> None:
    fact = DelayReported(on=date(1900, 1, 1), expected_on=date(2999, 12, 31), cause="slow")
    assert '"expected_on":"2999-12-31","on":"1900-01-01"' in event_body(fact, at=AT, by=BY)
