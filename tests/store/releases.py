"""Books that released programs made: `layouts/v*.sql`, filled by their own commands, as SQLite dumps them.

`layouts/v*-postgres.sql` is the layout that the same program gave a PostgreSQL database; the rows are those of the
SQLite dump.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.domain.orders.effects import fold
from ordertrack.domain.records import event_from
from ordertrack.store.book.book import SqlBook
from ordertrack.store.engine import engine as engines
from tests.store.books import all_of

if TYPE_CHECKING:
    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.views import SqlReads

Rows = dict[str, list[dict[str, Any]]]

FIRST, SECOND = "v0.1.0", "v0.2.0"
ARCHIVE = "v0.2.0-archive"
_LAYOUTS = Path(__file__).parent / "layouts"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'correspondence%' ORDER BY rowid"


def released_file(path: Path, release: str) -> SqlBook:
    """Make the book of a release as a file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((_LAYOUTS / f"{release}.sql").read_text())
    path.chmod(0o600)
    return SqlBook(path)


def released_on_server(url: str, release: str) -> SqlBook:
    """Make the book of a release in an empty PostgreSQL database."""
    engine = engines.postgres_engine(url, mode="rw")
    with closing(sqlite3.connect(":memory:")) as source, engine.begin() as connection:
        connection.exec_driver_sql((_LAYOUTS / f"{release}-postgres.sql").read_text())
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # rows come by their tables' names
        source.executescript((_LAYOUTS / f"{release}.sql").read_text())
        for (table,) in source.execute(_TABLES).fetchall():
            rows = source.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            places = ", ".join("%s" for _ in rows[0]) if rows else ""
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608
        connection.exec_driver_sql("DELETE FROM book WHERE key = 'journal'")
        connection.exec_driver_sql("INSERT INTO book VALUES ('schema_version', '1')")
    engine.dispose()
    return SqlBook(url)


def tables_of(book: SqlBook) -> Rows:
    """Read every row of every table there is, column by column; what the search keeps for itself is left out."""
    with book.connected("ro") as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if not name.startswith("correspondence")]
        return {name: _rows(connection, name) for name in sorted(names)}


def _rows(connection: sa.Connection, table: str) -> list[dict[str, Any]]:
    columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
    return [dict(zip(columns, row, strict=True)) for row in all_of(connection, table)]


def narrowed(rows: Rows, to: Rows) -> Rows:
    """Leave of some rows only the tables and columns that others have."""
    columns = {table: set(those[0]) if those else set() for table, those in to.items()}
    return {
        table: [{name: value for name, value in row.items() if name in columns[table]} for row in rows[table]]
        for table in to
    }


def told_orders(view: SqlReads) -> dict[str, Order]:
    """Tell every order in the book by its events alone, of the parties that it has now."""
    into = {party.id: party.merged_into for party in view.parties.list() if party.merged_into is not None}
    query = sa.text("SELECT order_id, seq, body FROM trail WHERE order_id IS NOT NULL ORDER BY order_id, seq")
    rows = view.connection.execute(query).all()
    orders = [fold([event_from(row.body, row.seq) for row in told]) for _, told in groupby(rows, lambda row: row[0])]
    return {
        order.number: replace(
            order,
            customer=into.get(order.customer, order.customer),
            supplier=into.get(order.supplier, order.supplier),
        )
        for order in orders
    }
