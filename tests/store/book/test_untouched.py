"""Orders that nothing happened to are compared inside SQLite: that finds what replaying them would have found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.records import chain_hash
from ordertrack.store.book import making, verification
from ordertrack.store.book.verification import doubtful_orders, verify
from ordertrack.store.orders.rows import CHILDREN
from ordertrack.store.tables.orders import LINES, ORDERS, PARTIES, RECEIPTS, SHIPMENTS, TRAIL
from tests.builders import AT, BY, TODAY, a_reader, ten
from tests.store.books import add_parties
from tests.store.tampering import Target, others, targets, unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ordertrack.domain.values.codec import Facts
    from ordertrack.domain.values.texts import InputRow
    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.views import SqlReads
    from ordertrack.store.trail import Finding

HEADER = {
    "owner": "Zoë",
    "priority": "high",
    "placed_on": "2026-01-05",
    "customer_ref": 'PO "7"\t',
    "supplier_ref": "AB\\8",
    "value": "1234.50",
    "currency": "EUR",
    "carrier": "DHL",
    "tracking": "JD0001",
    "note": "二十 boxes,\n\x7f before noon",
}
LINE = {
    "line_ref": "L-1",
    "line_sku": "M8",
    "line_description": 'bolt, "zinc"',
    "line_unit": "box",
    "line_unit_price": "1.25",
    "line_requested_on": "2026-01-30",
    "line_first_promised_on": "2026-01-31",
    "line_expected_on": "2026-02-12",
}
PAST = {"line_shipped_on": "2026-02-01", "line_delivered_on": "2026-02-03"}
OF_ORDERS = (ORDERS, LINES, SHIPMENTS, RECEIPTS)


def entered(*rows: InputRow) -> Facts:
    """The facts of an order as it comes in from a file."""
    draft, problems = a_reader().read(rows)
    assert draft is not None
    assert problems == []
    entry = entry_from(draft, is_history=True, today=TODAY.isoformat())
    assert entry.problems == []
    return entry.facts | {"customer": 1, "supplier": 2}


def fill(book: SqlBook) -> SqlBook:
    """Enter orders as they come in from files: full ones, bare ones, half shipped, cancelled."""
    orders = [
        entered(
            ten(1, **HEADER, **LINE, **PAST),
            ten(2, **HEADER, line_cancelled_quantity="4", line_cancelled_on="2026-02-01"),
        ),
        entered(ten(1, number="B-1")),
        entered(ten(1, number="C-1", line_shipped_on="2026-02-01", line_shipped_quantity="4")),
        entered(ten(1, number="D-1", line_shipped_quantity="4"), ten(2, number="D-1", **PAST)),
        entered(ten(1, number="E-1", status="cancelled")),
        entered(ten(1, number="F-1", status="closed", line_delivered_on="2026-02-03")),
    ]
    with book.write() as unit:
        add_parties(unit)
        unit.orders.enter(orders, at=AT, by=BY)
        unit.commit()
    return book


@pytest.fixture
def as_entered(sqlite_book: SqlBook) -> SqlBook:
    """A book of such orders."""
    return fill(sqlite_book)


@pytest.fixture(scope="module")
def untouched_book(new_book: Callable[[str], SqlBook]) -> SqlBook:
    """A book of such orders in which nothing is changed for good."""
    return fill(new_book("sqlite"))


@pytest.fixture
def view(untouched_book: SqlBook) -> Iterator[SqlReads]:
    """That book, its guards off."""
    with unguarded(untouched_book) as found:
        yield found


@pytest.fixture
def both(view: SqlReads, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Finding | None, Finding | None]]:
    """Make changes, verify with the comparison and by replaying everything, and take the changes back."""

    def verified(*statements: sa.Executable) -> tuple[Finding | None, Finding | None]:
        attempt = view.connection.begin_nested()
        try:
            for statement in statements:
                view.connection.execute(statement)
            quick = verify(view).finding
            with monkeypatch.context() as patched:
                patched.setattr(verification, "_search", lambda view, *_: verification._all_orders(view))  # noqa: SLF001
                return quick, verify(view).finding
        finally:
            attempt.rollback()

    return verified


def doubtful(view: SqlReads) -> list[int]:
    """The orders that would be replayed."""
    with doubtful_orders(view) as found:
        return list(found())


def of_table(view: SqlReads, table: sa.Table) -> list[Target]:
    return [target for target in targets(view) if target.table is table]


def test_orders_as_they_were_entered_need_no_replay(view: SqlReads) -> None:
    assert doubtful(view) == []
    assert verify(view).finding is None
    assert {table.name for table in OF_ORDERS if not of_table(view, table)} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column.name) for table in OF_ORDERS for column in table.columns],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_changed_column_is_found_as_by_replaying_everything(
    view: SqlReads,
    both: Callable[..., tuple[Finding | None, Finding | None]],
    table: sa.Table,
    column: str,
) -> None:
    tried = 0
    for target in of_table(view, table):
        for value in others(table.c[column], target.values[column]):
            try:
                quick, slow = both(table.update().where(target.where).values({column: value}))
            except IntegrityError:
                continue  # a key that another row has
            assert quick is not None, (target.name, value)
            assert quick == slow
            tried += 1
    assert tried


@pytest.mark.parametrize("table", CHILDREN, ids=lambda table: table.name)
@pytest.mark.parametrize("position", [1, 77])
def test_a_row_too_many_is_found_as_by_replaying_everything(
    both: Callable[..., tuple[Finding | None, Finding | None]], table: sa.Table, position: int
) -> None:
    values: dict[str, Any] = {column.name: _something(column) for column in table.columns if not column.nullable}
    row = values | {"order_id": 2, "position": position if table is not LINES else 77}
    keys = {name: value for name, value in row.items() if name in table.c}
    quick, slow = both(table.insert().values(**keys))
    assert quick is not None
    assert quick == slow


def _something(column: sa.Column[Any]) -> Any:  # noqa: ANN401 - any value
    if column.name.endswith("_on"):
        return date(2026, 2, 1)
    return 1 if column.type.python_type is int else "2026-03-02T09:30:00Z"


@pytest.mark.parametrize("table", OF_ORDERS, ids=lambda table: table.name)
def test_a_row_that_is_gone_is_found_as_by_replaying_everything(
    view: SqlReads, both: Callable[..., tuple[Finding | None, Finding | None]], table: sa.Table
) -> None:
    for target in of_table(view, table):
        quick, slow = both(table.delete().where(target.where))
        assert quick is not None
        assert quick == slow


@pytest.mark.parametrize(
    ("was", "now", "is_wrong"),
    [
        ('"facts":{', '"facts": {', False),
        ('"quantity":100000', '"quantity":100000.0', False),
        ('"quantity":100000', '"quantity":100000,"quantity":100000', False),
        ('"quantity":100000', '"quantity":100000,"quantity":100001', True),
        ('"number":"F-1"', '"number":"F-1","owner":"Zoë"', True),
        ('"number":"F-1"', '"number":"F-1","owner":null', False),
        ('"status":"closed"', '"status":"clos\\u0065d"', False),
        ('"status":"closed",', "", True),
        ('"is_history":true', '"is_history":1', False),
        ('{"at":', "", True),
        ('{"at":', '{"at', True),
        ('"by":"anna"', '"by":"anna\x01"', True),
        ('"by":"anna"', '"by":"anna\\"', True),
        ('"by":"anna"', '"by":"anna","facts":{"order":{}}', False),
        ('"kind":"order entered"', '"kind":"note added"', True),
        ('"order":"F-1"}', '"order":"F-1"}}', True),
        ('"order":"F-1"}', '"order":"F-1"}\0', True),
    ],
)
def test_an_event_rewritten_with_its_chain_is_judged_as_by_replaying_everything(
    view: SqlReads,
    both: Callable[..., tuple[Finding | None, Finding | None]],
    was: str,
    now: str,
    is_wrong: bool,
) -> None:
    last = view.connection.execute(sa.select(TRAIL).order_by(TRAIL.c.seq.desc()).limit(1)).one()
    body = last.body.replace(was, now)
    assert body != last.body
    digest = chain_hash(last.prev, last.seq, body.encode())
    quick, slow = both(TRAIL.update().where(TRAIL.c.seq == last.seq).values(body=body, hash=digest))
    assert quick == slow
    assert (quick is not None) == is_wrong


def test_an_order_left_with_a_merged_party_is_found(
    view: SqlReads, both: Callable[..., tuple[Finding | None, Finding | None]]
) -> None:
    quick, slow = both(PARTIES.update().where(PARTIES.c.id == 1).values(merged_into=2))
    assert quick is not None
    assert quick == slow
    view.connection.execute(PARTIES.update().where(PARTIES.c.id == 1).values(merged_into=2))
    assert doubtful(view) == [1, 2, 3, 4, 5, 6]


def test_text_that_became_bytes_is_found_by_replaying(
    both: Callable[..., tuple[Finding | None, Finding | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_SEARCH", "SELECT json_quote(x'00') WHERE :low < :high")
    quick, slow = both(ORDERS.update().where(ORDERS.c.id == 3).values(note="changed"))
    assert quick is not None
    assert quick == slow


@pytest.mark.parametrize("in_threads", [False, True])
def test_a_copy_is_searched_by_other_processes_or_by_this_one(
    as_entered: SqlBook, monkeypatch: pytest.MonkeyPatch, *, in_threads: bool
) -> None:
    if in_threads:  # a process with threads is not copied
        monkeypatch.setattr("threading.active_count", lambda: 2)
    with making.snapshot_with_copy(as_entered) as (view, copy), as_entered.read() as book:
        assert copy is not None
        assert verify(view, copy) == verify(book)
        assert list(view.exports.orders()) == list(book.exports.orders())
    with as_entered.connected("rw") as connection, connection.begin():
        connection.execute(ORDERS.update().where(ORDERS.c.id == 5).values(note="changed"))
    with making.snapshot_with_copy(as_entered) as (view, copy):
        found = verify(view, copy)
        assert found.finding is not None
        assert found == verify(view)


def test_a_search_that_another_process_could_not_make_is_made_here(as_entered: SqlBook, tmp_path: Path) -> None:
    with as_entered.read() as view:
        assert verify(view, tmp_path / "not there") == verify(view)
