"""The contract of the store: the trail cannot be changed, and whatever is changed past it is found (SOP 4.4c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ordertrack.domain.orders.events import NoteAdded
from ordertrack.domain.records import GENESIS, chain_hash, event_body
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.store.book.verification import verify
from ordertrack.store.tables.cases import ISSUES, POLICIES, ROUNDS
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, SHIPMENTS, TRAIL
from ordertrack.store.trail import Finding
from tests.builders import AT, BY
from tests.store.drawn import any_orders, holding, many
from tests.store.tampering import Target, build, others, targets, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlReads

FLIPPED = bytes(31) + b"\1"
ELSEWHERE = (None, 1, 2, 3, 999)
"""Where an event may be filed: under no order, another one, one that is not there."""


@pytest.fixture
def view(lived: SqlBook) -> Iterator[SqlReads]:
    """That book, its guards off."""
    with unguarded(lived) as found:
        assert verify(found).finding is None
        yield found


def found_after(view: SqlReads, *statements: sa.Executable) -> Finding | None:
    """What the verification finds once the statements ran; they are taken back."""
    attempt = view.connection.begin_nested()
    try:
        for statement in statements:
            view.connection.execute(statement)
        return verify(view).finding
    finally:
        attempt.rollback()


def seq_after(view: SqlReads, *statements: sa.Executable) -> int | str | None:
    try:
        finding = found_after(view, *statements)
    except IntegrityError:
        return "refused"  # PostgreSQL's checks cannot be switched off
    return finding.seq if finding else "nothing found"


def events(view: SqlReads) -> list[sa.Row[Any]]:
    return list(view.connection.execute(sa.select(TRAIL).order_by(TRAIL.c.seq)))


def changed(at: int, **values: Any) -> sa.Update:  # noqa: ANN401 - any column of the trail
    return TRAIL.update().where(TRAIL.c.seq == at).values(**values)


def test_a_book_with_a_history_verifies(lived: SqlBook) -> None:
    with lived.read() as view:
        verdict = verify(view)
        count = len(events(view))
    assert (verdict.events, verdict.finding) == (count, None)
    assert Upkeep(lived).head() == (count, verdict.head)


def test_an_empty_book_verifies(blank_book: SqlBook) -> None:
    assert Upkeep(blank_book).verify() == (0, GENESIS.hex(), None, 0)


@many(12)
@given(orders=st.tuples(any_orders("A-1"), any_orders("a-1")))
def test_whatever_is_entered_verifies(blank_book: SqlBook, orders: tuple[Order, ...]) -> None:
    with holding(blank_book, orders) as unit:
        assert verify(unit).finding is None


def test_every_change_of_an_event_is_found_at_that_event(view: SqlReads) -> None:
    found = {}
    for event in events(view):
        attempts = {
            "text": changed(event.seq, body=event.body.replace('"by":"anna"', '"by":"Anna"')),
            "space": changed(event.seq, body=event.body + " "),
            "nothing": changed(event.seq, body=""),
            "hash": changed(event.seq, hash=FLIPPED),
            "previous": changed(event.seq, prev=FLIPPED),
            "removed": TRAIL.delete().where(TRAIL.c.seq == event.seq),
            "renumbered": changed(event.seq, seq=event.seq + 1000),
        }
        found[event.seq] = {name: seq_after(view, attempt) for name, attempt in attempts.items()}
    last = max(found)
    wrong = {seq: names for seq, names in found.items() if set(names.values()) != {seq} and seq != last}
    assert wrong == {}
    assert "nothing found" not in found[last].values()


@pytest.mark.parametrize("most", [1, pytest.param(len(ELSEWHERE), marks=pytest.mark.slow)])
def test_an_event_filed_under_another_order_is_found_at_that_event(view: SqlReads, most: int) -> None:
    found = {}
    for event in events(view):
        turn = event.seq % len(ELSEWHERE)
        places = [place for place in (*ELSEWHERE[turn:], *ELSEWHERE[:turn]) if place != event.order_id]
        for place in places[:most]:
            found[event.seq, place] = seq_after(view, changed(event.seq, order_id=place))
    assert {at: seq for at, seq in found.items() if seq != at[0]} == {}


def test_two_events_that_change_places_are_found_at_the_first(view: SqlReads) -> None:
    told = events(view)
    found = {}
    for one, other in zip(told, told[3:], strict=False):
        bodies = (changed(one.seq, body=other.body), changed(other.seq, body=one.body))
        places = (changed(one.seq, seq=-1), changed(other.seq, seq=one.seq), changed(-1, seq=other.seq))
        found[one.seq] = (seq_after(view, *bodies), seq_after(view, *places))
    assert {seq: pair for seq, pair in found.items() if pair != (seq, seq)} == {}


def test_an_event_made_up_and_chained_to_the_last_is_found_by_what_it_would_have_done(view: SqlReads) -> None:
    *_, last = events(view)
    body = event_body(NoteAdded(note="all was well"), at=AT, by=BY, order="A-1")
    digest = chain_hash(last.hash, last.seq + 1, body.encode())
    row = {"seq": last.seq + 1, "prev": last.hash, "hash": digest, "order_id": 1, "body": body}
    assert seq_after(view, TRAIL.insert().values(**row)) == last.seq + 1
    assert seq_after(view, TRAIL.insert().values(**row | {"order_id": None})) == last.seq + 1
    assert seq_after(view, TRAIL.insert().values(**row | {"body": "{}"})) == last.seq + 1
    assert seq_after(view, TRAIL.insert().values(**row | {"prev": FLIPPED})) == last.seq + 1


@pytest.mark.slow
@pytest.mark.parametrize("body", ["{}", "[]", "1", '"', '{"at":1,"by":"x","facts":{"order":{"lines":["x"]}}}'])
def test_an_event_rewritten_into_nonsense_with_the_chain_mended_is_found(view: SqlReads, body: str) -> None:
    *_, last = events(view)
    digest = chain_hash(last.prev, last.seq, body.encode())
    assert seq_after(view, changed(last.seq, body=body, hash=digest)) == last.seq


def row_changes(target: Target) -> Iterator[tuple[str, sa.Executable, int]]:
    """Each change of one row, and the event at which it must be found."""
    first, last = target.events[0], target.events[-1]
    for column in target.table.columns:
        at = first if target.table is ORDERS and column.name in {"id", "number"} else last
        for value in others(column, target.values[column.name]):
            statement = target.table.update().where(target.where).values({column.name: value})
            yield f"{target.name}: {column.name} = {value!r}", statement, at
    yield (
        f"{target.name}: removed",
        target.table.delete().where(target.where),
        first if target.table is ORDERS else last,
    )


@pytest.mark.slow
def test_every_change_of_a_row_is_found_at_the_last_event_of_its_order_or_party(view: SqlReads) -> None:
    wrong = {}
    count = 0
    for target in targets(view):
        for name, statement, at in row_changes(target):
            count += 1
            found = seq_after(view, statement)
            if found not in {at, "refused" if view.connection.dialect.name == "postgresql" else at}:
                wrong[name] = (found, at)
    assert wrong == {}
    assert count > 300


def test_a_row_too_many_is_found_at_the_last_event_of_its_order(view: SqlReads) -> None:
    wrong = {}
    for target in targets(view):
        if target.table not in {ORDERS, PARTIES, ROUNDS, POLICIES}:
            key = list(target.table.primary_key.columns)[-1].name
            another = target.values | {name: 77 for name in (key, "number") if name in target.values}
            found = seq_after(view, target.table.insert().values(**another))
            if found != target.events[-1]:
                wrong[target.name] = (found, target.events[-1])
    assert wrong == {}


@pytest.mark.parametrize("number", [-1, 999])
def test_rows_without_an_event_are_found(view: SqlReads, number: int) -> None:
    known = {target.table.name: target.values for target in targets(view)}
    order = known["orders"] | {"id": number, "number": "GHOST", "customer_ref": None}
    line = known["lines"] | {"order_id": number}
    shipment = known["shipments"] | {"order_id": number}
    party = known["parties"] | {"id": number, "name": "Ghost", "key": "ghost"}
    issue = known["issues"] | {"order_id": number}
    policy = known["policies"] | {"number": number}
    ran = known["rounds"] | {"seq": number}
    found = [
        found_after(view, ORDERS.insert().values(**order)),
        found_after(view, LINES.insert().values(**line)),
        found_after(view, SHIPMENTS.insert().values(**shipment)),
        found_after(view, PARTIES.insert().values(**party)),
        found_after(view, ISSUES.insert().values(**issue)),
        found_after(view, POLICIES.insert().values(**policy)),
        found_after(view, ROUNDS.insert().values(**ran)),
    ]
    assert found == [
        Finding(None, "order GHOST stands in the tables without any event"),
        Finding(None, f"the lines have a row of an order that is not there, number {number}"),
        Finding(None, f"the shipments have a row of an order that is not there, number {number}"),
        Finding(None, f"party {number} stands in the tables without any event"),
        Finding(None, f"the issues have a row of an order that is not there, number {number}"),
        Finding(None, f"policy revision {number} stands in the tables without any event"),
        Finding(None, f"round {number} stands in the tables without any event"),
    ]


def test_rows_that_change_places_are_found(view: SqlReads) -> None:
    one, other = [target for target in targets(view) if target.table is LINES and target.values["order_id"] == 1][:2]
    swap = [
        LINES.update().where(target.where).values(sku=source.values["sku"], quantity=source.values["quantity"] + 1)
        for target, source in ((one, other), (other, one))
    ]
    assert seq_after(view, *swap) == one.events[-1]


@pytest.mark.parametrize(("table", "column"), [("orders", "note"), ("lines", "sku"), ("parties", "phone")])
def test_text_that_is_none_is_found_at_its_order(sqlite_book: SqlBook, table: str, column: str) -> None:
    build(sqlite_book)
    with unguarded(sqlite_book) as view:
        target = next(each for each in targets(view) if each.table.name == table)
        garbled = target.table.update().where(target.where).values({column: sa.text("CAST(x'ff41' AS TEXT)")})
        assert seq_after(view, garbled) == target.events[-1]


@pytest.mark.slow
def test_a_flipped_byte_in_the_file_is_found_at_its_event(sqlite_book: SqlBook, tmp_path: Path) -> None:
    build(sqlite_book)
    assert not isinstance(sqlite_book.place, str)
    content = sqlite_book.place.read_bytes()
    with sqlite_book.read() as view:
        told = [(event.seq, event.body.encode()) for event in events(view)]
    wrong = {}
    for seq, body in told:
        start = content.find(body)
        for at in (0, len(body) // 2, len(body) - 1):
            if start < 0:  # its pages do not lie side by side
                continue
            for mask in (1, 0x80):
                flipped = bytearray(content)
                flipped[start + at] ^= mask
                (tmp_path / "flipped.db").write_bytes(flipped)
                finding = Upkeep(type(sqlite_book)(tmp_path / "flipped.db")).verify().finding
                if finding is None or finding.seq != seq:
                    wrong[seq, at, mask] = finding
    assert wrong == {}


def test_a_tail_cut_off_with_all_it_did_is_found_by_a_head_kept_elsewhere(book: SqlBook) -> None:
    build(book)
    upkeep = Upkeep(book)
    whole = upkeep.head()
    assert upkeep.verify(whole).finding is None
    cut = {"ordertrack": (whole[0] + 1, whole[1]), "zeros": (whole[0], "0" * 64), "earlier": (whole[0] - 1, whole[1])}
    found = {name: finding.seq if (finding := upkeep.verify(anchor).finding) else None for name, anchor in cut.items()}
    assert found == {"ordertrack": whole[0] + 1, "zeros": whole[0], "earlier": whole[0] - 1}
    assert upkeep.verify((0, GENESIS.hex())).finding is None
