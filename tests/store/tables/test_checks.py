"""Every rule that the database itself holds, broken with plain SQL on both engines: each is refused by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from tests.builders import AT, BY, an_order
from tests.store.books import ENGINES, METADATA, POLICY, ROUND, keep_letters
from tests.store.drawn import fill
from tests.store.tables.breaking import (
    DAYS,
    INSTANTS,
    LONGEST,
    NO_INSTANTS,
    OF_WORDS,
    REFERENCES,
    RULES,
    UNIQUE,
    UNIQUE_OF_SOME,
)
from tests.store.whole import LETTER, WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ordertrack.store.book.book import SqlBook

NO_DAYS = ("yesterday", "2026-3-2", "02.03.2026", "2026-23-01", "2026-03-42", "2026-03-02T00:00", "", "\uff12026-03-02")


@pytest.fixture(scope="module", params=ENGINES)
def full(new_book: Callable[[str], SqlBook], request: pytest.FixtureRequest) -> SqlBook:
    """A book with something of everything, on each of the engines, in which nothing is changed for good."""
    book = new_book(request.param)
    fill(book, WHOLE, an_order("B-1"))
    with book.write() as unit:
        unit.policy.save(POLICY, at=AT, by=BY)
        unit.round.record(ROUND, at=AT, by=BY)
        keep_letters(unit, "W-1")
        unit.commit()
    return book


@pytest.fixture
def connection(full: SqlBook) -> Iterator[sa.Connection]:
    """A connection as the program's writers have it; what it writes is taken back."""
    with full.connected("rw") as opened, opened.begin() as transaction:
        opened.execute(sa.text("INSERT INTO archived VALUES ('Z-1', 9)"))
        opened.execute(sa.text("INSERT INTO stubs VALUES (1, 9, NULL)"))
        yield opened
        transaction.rollback()


def refusal(connection: sa.Connection, statement: str, **values: Any) -> str:  # noqa: ANN401 - what a column takes
    """Run a statement that must be refused; the name of the rule that refused it."""
    try:
        with connection.begin_nested():
            connection.execute(sa.text(statement), values)
    except exc.DBAPIError as error:
        origin: Any = error.orig
        diagnosis = getattr(origin, "diag", None)
        if diagnosis:
            return str(diagnosis.constraint_name or diagnosis.sqlstate or origin)
        return str(origin).partition(": ")[2] or str(origin)
    return "accepted"


def changing(table: str, change: str) -> str:
    """Change one row of a table."""
    keys = dict.fromkeys(("parties", "orders", "notices"), "id = 1")
    keys |= {"messages": f"id = {LETTER.id}", "policies": "number = 1", "rounds": "revision = 1"}
    where = "" if "WHERE" in change else f" WHERE {keys.get(table, 'order_id = 1')}"
    return f"UPDATE {table} SET {change}{where}"  # noqa: S608 - our own text


def test_a_rule_refuses_what_breaks_it(connection: sa.Connection) -> None:
    found = {
        (rule, change): refusal(connection, changing(table, change))
        for rule, breaks in RULES.items()
        for table, change in breaks
    }
    assert found == {broken: broken[0] for broken in found}


def test_text_is_as_long_as_its_limit_and_no_longer(connection: sa.Connection) -> None:
    found = {}
    for (table, column), longest in LONGEST.items():
        change = changing(table, f"{column} = :text")
        connection.execute(sa.text(change), {"text": "二" * longest})
        found[table, column] = refusal(connection, change, text="二" * (longest + 1))
    assert found == {(table, column): f"{table}_{column}_length" for table, column in LONGEST}


def test_text_holds_no_nul(connection: sa.Connection) -> None:
    found = {
        (table, column): refusal(connection, changing(table, f"{column} = :text"), text="a\0b")
        for table, column in LONGEST
    }
    driver = "PostgreSQL text fields cannot contain NUL (0x00) bytes"
    is_sqlite = connection.dialect.name == "sqlite"
    assert found == {(table, column): f"{table}_{column}_nul" if is_sqlite else driver for table, column in LONGEST}


def test_a_day_is_a_day(connection: sa.Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(sa.text(changing("lines", "open_quantity = 0, cancelled_quantity = quantity")))
    found = {
        (table, column, text): refusal(connection, changing(table, f"{column} = {literal(text, is_sqlite)}"))
        for table, column in DAYS
        for text in NO_DAYS
    }
    for (table, column, text), rule in found.items():
        assert rule in ({f"{table}_{column}_date"} if is_sqlite else {"22007", "22008"}), (table, column, text)


def test_an_instant_is_written_as_in_the_trail(connection: sa.Connection) -> None:
    found = {
        (table, column, text): refusal(connection, changing(table, f"{column} = '{year}{text}'"))
        for table, column, year in INSTANTS
        for text in NO_INSTANTS
    }
    assert found == {(table, column, text): f"{table}_{column}_instant" for table, column, text in found}


def literal(text: str, is_plain: bool) -> str:
    """Write text as it is, or (PostgreSQL understands many ways to write a day) as no day at all."""
    return f"'{text}'" if is_plain else f"'{text} or so'"


def test_a_digest_has_32_bytes(connection: sa.Connection) -> None:
    row = {"seq": 99, "prev": bytes(31) + b"p", "hash": bytes(32), "body": "{}"}
    insert = "INSERT INTO trail VALUES (:seq, :prev, :hash, NULL, :body)"
    found = [
        refusal(connection, insert, **row | {column: bytes(size)})
        for column in ("prev", "hash")
        for size in (0, 31, 33)
    ]
    assert (refusal(connection, insert, **row), set(found)) == ("accepted", {"trail_digests"})


def test_what_is_to_be_there_once_is_there_once(connection: sa.Connection) -> None:
    for columns, (statement, name) in (*UNIQUE.items(), *UNIQUE_OF_SOME.items()):
        assert refusal(connection, statement) in {columns, name}, columns


def test_what_was_said_is_kept_once_for_an_order_there_is(connection: sa.Connection) -> None:
    found = [refusal(connection, statement) for statement in OF_WORDS.values()]
    is_sqlite = connection.dialect.name == "sqlite"
    assert found == (["constraint failed", "accepted"] if is_sqlite else list(OF_WORDS))


EITHER = {
    *("promises_line", "receipts_line", "shipments_line", "orders_customer_id_fkey", "orders_supplier_id_fkey"),
    *("notices_party_id_fkey", "messages_party_id_fkey", "messages_notice_id_fkey", "notice_orders_notice_id_fkey"),
}


def test_what_is_referred_to_is_there(connection: sa.Connection) -> None:
    for name, breaks in REFERENCES.items():
        for statement in breaks:
            allowed = {name, *EITHER} if statement.startswith("DELETE") else {name}
            assert refusal(connection, statement) in allowed | {"FOREIGN KEY constraint failed"}, statement


REQUIRED = [
    (table.name, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if not column.nullable and table.name not in {"book", "trail", "stubs", "archived"}
]


def test_what_must_be_known_is_never_nothing(connection: sa.Connection) -> None:
    for table, column in REQUIRED:
        is_row_number = column == "id" or (table, column) in {("rounds", "seq"), ("policies", "number")}
        allowed = {f"{table}.{column}", "23502", *(["datatype mismatch"] if is_row_number else [])}
        assert refusal(connection, changing(table, f"{column} = NULL")) in allowed, (table, column)


def test_sqlite_takes_numbers_for_numbers_and_text_for_text(sqlite_book: SqlBook) -> None:
    fill(sqlite_book, WHOLE)
    strays = [("orders", "version = 'two'"), ("lines", "quantity = 1.5"), ("orders", "value = '12,50'")]
    with sqlite_book.connected("rw") as opened, opened.begin():
        found = [refusal(opened, changing(*stray)) for stray in strays]
        found += [refusal(opened, changing("orders", "note = x'41'"))]
    assert found == [
        "cannot store TEXT value in INTEGER column orders.version",
        "cannot store REAL value in INTEGER column lines.quantity",
        "cannot store TEXT value in INTEGER column orders.value",
        "cannot store BLOB value in TEXT column orders.note",
    ]


def test_every_rule_of_the_database_is_broken_here(connection: sa.Connection) -> None:
    broken = {*RULES, *(f"{table}_{column}_length" for table, column in LONGEST)}
    broken |= {f"{table}_{column}_instant" for table, column, _ in INSTANTS}
    if connection.dialect.name == "sqlite":
        broken |= {f"{table}_{column}_nul" for table, column in LONGEST}
        broken |= {f"{table}_{column}_date" for table, column in DAYS}
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'correspondence%'"
        laid_out = " ".join(connection.exec_driver_sql(query).scalars())
        found = set(re.findall(r"CONSTRAINT (\w+) CHECK", laid_out))
        indexes = set(re.findall(r"CREATE UNIQUE INDEX (\w+)", laid_out))
        references = len(re.findall(r"FOREIGN KEY", laid_out))
        twins = len(re.findall(r"UNIQUE \(|PRIMARY KEY", laid_out))
    else:
        query = "SELECT conname, contype FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
        kinds = [(name, kind) for name, kind in connection.exec_driver_sql(query) if kind != "n"]
        found = {name for name, kind in kinds if kind == "c"}
        assert {name for name, kind in kinds if kind == "f"} == {*REFERENCES, "correspondence_rowid_fkey"}
        unique = {name for _, name in UNIQUE.values()} | {"correspondence_pkey"}
        assert {name for name, kind in kinds if kind in {"p", "u"}} == unique
        query = "SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indpred IS NOT NULL"
        indexes = set(connection.exec_driver_sql(query).scalars())
        references, twins = len(REFERENCES), len(UNIQUE)
    assert (found, references, twins) == (broken, len(REFERENCES), len(UNIQUE))
    assert indexes == {name for _, name in UNIQUE_OF_SOME.values()}
