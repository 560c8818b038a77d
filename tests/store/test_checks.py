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
from tests.store.test_contract_orders import WHOLE

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
    "lines_ordered": [("lines", "quantity = 0, cancelled_quantity = 0"), ("lines", "quantity = -1, cancelled_quantity = -1")],
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
LONGEST = {
    (table, column): LIMITS[kind] for table, columns in LENGTHS.items() for column, kind in columns.items()
} | {("parties", "key"): 800, ("parties", "emails"): 4000}
DAYS = [
    *(("orders", column) for column in ("placed_on", "last_contact_on")),
    *(("lines", column) for column in ("promised_on", "first_promised_on", "requested_on", "delivered_on")),
    ("receipts", "received_on"),
]
NO_DAYS = ("yesterday", "2026-3-2", "02.03.2026", "2026-23-01", "2026-03-42", "2026-03-02T00:00", "", "２０２６-03-02")


@pytest.fixture
def connection(book: SqlBook) -> Iterator[sa.Connection]:
    """A connection as the program's writers have it, to a book with something of everything."""
    fill(book, WHOLE, an_order("B-1"))
    with book.connected("rw") as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


def refusal(connection: sa.Connection, statement: str, **values: Any) -> str:  # noqa: ANN401 - any value a column takes
    """Run a statement that must be refused; the name of the rule that refused it."""
    with pytest.raises(exc.DBAPIError) as error, connection.begin_nested():
        connection.execute(sa.text(statement), values)
    origin: Any = error.value.orig
    diagnosis = getattr(origin, "diag", None)
    return (diagnosis.constraint_name or diagnosis.sqlstate) if diagnosis else str(origin).partition(": ")[2] or str(origin)


def changing(table: str, change: str) -> str:
    """Change one row of a table."""
    keys = {"parties": "id = 1", "orders": "id = 1"}
    where = "" if "WHERE" in change else f" WHERE {keys.get(table, 'order_id = 1')}"
    return f"UPDATE {table} SET {change}{where}"  # noqa: S608 - our own text


@pytest.mark.parametrize(
    ("rule", "table", "change"), [(rule, *broken) for rule, breaks in RULES.items() for broken in breaks]
)
def test_a_rule_refuses_what_breaks_it(connection: sa.Connection, rule: str, table: str, change: str) -> None:
    assert refusal(connection, changing(table, change)) == rule


@pytest.mark.parametrize(("table", "column"), LONGEST)
def test_text_is_as_long_as_its_limit_and_no_longer(connection: sa.Connection, table: str, column: str) -> None:
    change, longest = changing(table, f"{column} = :text"), LONGEST[table, column]
    connection.execute(sa.text(change), {"text": "二" * longest})
    assert refusal(connection, change, text="二" * (longest + 1)) == f"{table}_{column}_length"


@pytest.mark.parametrize(("table", "column"), LONGEST)
def test_text_holds_no_nul(connection: sa.Connection, table: str, column: str) -> None:
    change = changing(table, f"{column} = :text")
    if connection.dialect.name == "sqlite":
        assert refusal(connection, change, text="a\0b") == f"{table}_{column}_nul"
    else:
        with pytest.raises(exc.DataError), connection.begin_nested():
            connection.execute(sa.text(change), {"text": "a\0b"})


@pytest.mark.parametrize("text", NO_DAYS)
@pytest.mark.parametrize(("table", "column"), DAYS)
def test_a_day_is_a_day(connection: sa.Connection, table: str, column: str, text: str) -> None:
    change = changing(table, f"{column} = :text")
    if connection.dialect.name == "sqlite":
        assert refusal(connection, change, text=text) == f"{table}_{column}_date"
    else:
        assert refusal(connection, change.replace(":text", f"'{text} or so'")) in {"22007", "22008"}


@pytest.mark.parametrize("column", ["prev", "hash"])
@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_digest_has_32_bytes(connection: sa.Connection, column: str, size: int) -> None:
    row = {"seq": 99, "prev": bytes(31) + b"p", "hash": bytes(32), "body": "{}"} | {column: bytes(size)}
    assert refusal(connection, "INSERT INTO trail VALUES (:seq, :prev, :hash, NULL, :body)", **row) == "trail_digests"


UNIQUE = {
    "book.key": ("INSERT INTO book SELECT * FROM book", "book_pkey"),
    "parties.id": ("INSERT INTO parties SELECT id, 'x', 'x', 0, 0, NULL, NULL, NULL, NULL, NULL FROM parties", "parties_pkey"),
    "parties.key": ("UPDATE parties SET key = (SELECT key FROM parties WHERE id = 2) WHERE id = 1", "parties_key_key"),
    "orders.id": ("UPDATE orders SET id = 1, number = 'x' WHERE id = 2", "orders_pkey"),
    "orders.number": ("UPDATE orders SET number = 'W-1' WHERE id = 2", "orders_number_key"),
    "lines.order_id, lines.position": ("INSERT INTO lines SELECT * FROM lines", "lines_pkey"),
    **{
        f"{table}.order_id, {table}.position, {table}.seq": (f"INSERT INTO {table} SELECT * FROM {table}", f"{table}_pkey")
        for table in ("shipments", "receipts", "promises")
    },
    "trail.seq": ("INSERT INTO trail SELECT seq, hash, hash, NULL, body FROM trail WHERE seq = 6", "trail_pkey"),
    "trail.prev": ("INSERT INTO trail SELECT 99, prev, hash, NULL, body FROM trail WHERE seq = 3", "trail_prev_key"),
}


@pytest.mark.parametrize("columns", UNIQUE)
def test_what_is_to_be_there_once_is_there_once(connection: sa.Connection, columns: str) -> None:
    statement, name = UNIQUE[columns]
    assert refusal(connection, statement) in {columns, name}


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


@pytest.mark.parametrize(
    ("name", "statement"), [(name, statement) for name, broken in REFERENCES.items() for statement in broken]
)
def test_what_is_referred_to_is_there(connection: sa.Connection, name: str, statement: str) -> None:
    found = refusal(connection, statement)
    assert found in ({name, *EITHER} if statement.startswith("DELETE") else {name}) | {"FOREIGN KEY constraint failed"}


REQUIRED = [
    (table.name, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if not column.nullable and table.name not in {"book", "trail"}
]


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_what_must_be_known_is_never_nothing(connection: sa.Connection, table: str, column: str) -> None:
    assert refusal(connection, changing(table, f"{column} = NULL")) in {f"{table}.{column}", "23502"}


@pytest.mark.parametrize(
    ("table", "change"),
    [("orders", "version = 'two'"), ("lines", "quantity = 1.5"), ("orders", "value = '12,50'"), ("trail", "")],
)
def test_a_number_is_a_whole_number(connection: sa.Connection, table: str, change: str) -> None:
    if connection.dialect.name != "sqlite":  # its columns have types that convert; only SQLite's must be told to be strict
        change = change.replace("1.5", "'1.5'")
    statement = changing(table, change) if change else "INSERT INTO trail VALUES ('x', 'x', 'x', NULL, 'x')"
    refusal(connection, statement)


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
