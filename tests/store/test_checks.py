"""Every rule that the database itself holds, broken with plain SQL on both engines: each is refused by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from ordertrack.domain.texts import LIMITS
from ordertrack.store.rows import METADATA
from tests.builders import an_order
from tests.store.drawn import fill
from tests.store.whole import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.store.book import SqlBook

RULES = {
    "parties_roles": [("parties", "is_customer = 2"), ("parties", "is_supplier = -1")],
    "parties_merged": [("parties", "merged_into = id")],
    "orders_status_known": [("orders", "status = 'delayed'"), ("orders", "status = ''")],
    "orders_priority_known": [("orders", "priority = 'Normal'")],
    "orders_money": [("orders", "value = -1"), ("orders", "currency = NULL")],
    "orders_currency_code": [("orders", "currency = 'EURO'"), ("orders", "currency = ''")],
    "orders_delay": [("orders", "delay_cause = NULL")],
    "orders_delay_date": [("orders", "delay_expected_on = NULL")],
    "orders_version_counts": [("orders", "version = 0")],
    "orders_history": [("orders", "is_history = 2")],
    "lines_position_counts": [("lines", "position = 0 WHERE order_id = 2")],
    "lines_ordered": [("lines", "quantity = 0, cancelled_quantity = 0")],
    "lines_amounts": [("lines", f"{part}_quantity = -1") for part in ("shipped", "delivered", "open")],
    "lines_cancelled": [("lines", "cancelled_quantity = quantity + 1"), ("lines", "cancelled_quantity = -1")],
    "lines_complete": [
        ("lines", "delivered_on = '2026-03-02', open_quantity = 1"),
        ("lines", "delivered_on = '2026-03-02', open_quantity = 0, delivered_quantity = 0"),
    ],
    "shipments_amount": [("shipments", "quantity = 0")],
    "receipts_amounts": [("receipts", f"{what}") for what in ("quantity = 0", "rejected = -1", "rejected = 4")],
    "promises_channel_known": [("promises", "channel = 'fax'")],
    "trail_digests": [],
}
LENGTHS = {
    "parties": {"name": "name", "phone": "phone"},
    "orders": {
        "number": "number",
        "owner": "owner",
        "customer_ref": "ref",
        "supplier_ref": "ref",
        "carrier": "carrier",
        "tracking": "tracking",
        "note": "note",
        "delay_cause": "cause",
        "received_by": "name",
    },
    "lines": {"ref": "ref", "sku": "sku", "description": "description", "unit": "unit"},
    "shipments": {"carrier": "carrier", "tracking": "tracking"},
    "receipts": {"reason": "cause"},
    "promises": {"cause": "cause", "said_by": "name"},
}
LONGEST = {(table, column): LIMITS[kind] for table, columns in LENGTHS.items() for column, kind in columns.items()} | {
    ("parties", "key"): 800,
    ("parties", "emails"): 4000,
}
DAYS = [
    *(("orders", column) for column in ("placed_on", "last_contact_on")),
    *(("lines", column) for column in ("promised_on", "first_promised_on", "requested_on", "delivered_on")),
    ("receipts", "received_on"),
]
NO_DAYS = ("yesterday", "2026-3-2", "02.03.2026", "2026-23-01", "2026-03-42", "2026-03-02T00:00", "", "\uff12026-03-02")


@pytest.fixture
def connection(book: SqlBook) -> Iterator[sa.Connection]:
    """A connection as the program's writers have it, to a book with something of everything."""
    fill(book, WHOLE, an_order("B-1"))
    with book.connected("rw") as opened, opened.begin() as transaction:
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
    keys = {"parties": "id = 1", "orders": "id = 1"}
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


UNIQUE = {
    "book.key": ("INSERT INTO book SELECT * FROM book", "book_pkey"),
    "parties.id": (
        "INSERT INTO parties SELECT id, 'x', 'x', 0, 0, NULL, NULL, NULL, NULL, NULL FROM parties",
        "parties_pkey",
    ),
    "parties.key": ("UPDATE parties SET key = (SELECT key FROM parties WHERE id = 2) WHERE id = 1", "parties_key_key"),
    "orders.id": ("UPDATE orders SET id = 1, number = 'x' WHERE id = 2", "orders_pkey"),
    "orders.number": ("UPDATE orders SET number = 'W-1' WHERE id = 2", "orders_number_key"),
    "lines.order_id, lines.position": ("INSERT INTO lines SELECT * FROM lines", "lines_pkey"),
    **{
        f"{table}.order_id, {table}.position, {table}.seq": (
            f"INSERT INTO {table} SELECT * FROM {table}",  # noqa: S608 - our own names
            f"{table}_pkey",
        )
        for table in ("shipments", "receipts", "promises")
    },
    "trail.seq": ("INSERT INTO trail SELECT seq, hash, hash, NULL, body FROM trail WHERE seq = 6", "trail_pkey"),
    "trail.prev": ("INSERT INTO trail SELECT 99, prev, hash, NULL, body FROM trail WHERE seq = 3", "trail_prev_key"),
}


def test_what_is_to_be_there_once_is_there_once(connection: sa.Connection) -> None:
    for columns, (statement, name) in UNIQUE.items():
        assert refusal(connection, statement) in {columns, name}, columns


REFERENCES = {
    "parties_merged_into_fkey": ["UPDATE parties SET merged_into = 99 WHERE id = 1"],
    "orders_customer_id_fkey": ["UPDATE orders SET customer_id = 99 WHERE id = 2", "DELETE FROM parties WHERE id = 1"],
    "orders_supplier_id_fkey": ["UPDATE orders SET supplier_id = 99 WHERE id = 2", "DELETE FROM parties WHERE id = 2"],
    "lines_order_id_fkey": ["UPDATE lines SET order_id = 99 WHERE order_id = 2"],
    "shipments_line": ["UPDATE shipments SET position = 99", "UPDATE shipments SET order_id = 99"],
    "receipts_line": ["UPDATE receipts SET position = 99", "UPDATE receipts SET order_id = 99"],
    "promises_line": ["UPDATE promises SET position = 99", "DELETE FROM lines WHERE order_id = 1"],
    "trail_order_id_fkey": ["INSERT INTO trail SELECT 99, hash, hash, 99, body FROM trail WHERE seq = 6"],
}
EITHER = {"promises_line", "receipts_line", "shipments_line", "orders_customer_id_fkey", "orders_supplier_id_fkey"}


def test_what_is_referred_to_is_there(connection: sa.Connection) -> None:
    for name, breaks in REFERENCES.items():
        for statement in breaks:
            allowed = {name, *EITHER} if statement.startswith("DELETE") else {name}
            assert refusal(connection, statement) in allowed | {"FOREIGN KEY constraint failed"}, statement


REQUIRED = [
    (table.name, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if not column.nullable and table.name not in {"book", "trail"}
]


def test_what_must_be_known_is_never_nothing(connection: sa.Connection) -> None:
    for table, column in REQUIRED:
        allowed = {f"{table}.{column}", "23502", *(["datatype mismatch"] if column == "id" else [])}
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
    if connection.dialect.name == "sqlite":
        broken |= {f"{table}_{column}_nul" for table, column in LONGEST}
        broken |= {f"{table}_{column}_date" for table, column in DAYS}
        laid_out = " ".join(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table'").scalars())
        found = set(re.findall(r"CONSTRAINT (\w+) CHECK", laid_out))
        references = len(re.findall(r"FOREIGN KEY", laid_out))
        twins = len(re.findall(r"UNIQUE|PRIMARY KEY", laid_out))
    else:
        query = "SELECT conname, contype FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
        kinds = [(name, kind) for name, kind in connection.exec_driver_sql(query) if kind != "n"]
        found = {name for name, kind in kinds if kind == "c"}
        assert {name for name, kind in kinds if kind == "f"} == set(REFERENCES)
        assert {name for name, kind in kinds if kind in {"p", "u"}} == {name for _, name in UNIQUE.values()}
        references, twins = len(REFERENCES), len(UNIQUE)
    assert (found, references, twins) == (broken, len(REFERENCES), len(UNIQUE))
