"""How a book is laid out: tables, indexes, the triggers that keep the trail append-only, and its identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.errors import OutsideError
from ordertrack.store.engine import APPLICATION_ID
from ordertrack.store.rows import BOOK, METADATA, PARTIAL_INDEXES

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = 1

_SQLITE_TRIGGERS = (
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
)
_POSTGRES_TRIGGERS = (
    """CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$""",
    "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
)


def lay_out(connection: sa.Connection) -> None:
    """Make the tables, indexes and triggers of the current version; what stands in their way is an error."""
    METADATA.create_all(connection, checkfirst=False)
    is_sqlite = connection.dialect.name == "sqlite"
    collations = [] if is_sqlite else [_in_code_point_order(table) for table in METADATA.sorted_tables]
    for statement in (*collations, *PARTIAL_INDEXES, *(_SQLITE_TRIGGERS if is_sqlite else _POSTGRES_TRIGGERS)):
        connection.exec_driver_sql(statement)


def _in_code_point_order(table: sa.Table) -> str:
    """Sort and fold text as SQLite does, whatever language the server was set up for: reports are then the same."""
    texts = [column.name for column in table.columns if isinstance(column.type, sa.Text)]
    changes = ", ".join(f'ALTER COLUMN {name} TYPE TEXT COLLATE "C"' for name in texts)
    return f"ALTER TABLE {table.name} {changes}"


def create(connection: sa.Connection, settings: Mapping[str, str]) -> None:
    """Lay out a new book inside the caller's transaction and mark it as ours."""
    lay_out(connection)
    for key, value in sorted(settings.items()):
        connection.execute(BOOK.insert().values(key=key, value=value))
    mark(connection, SCHEMA_VERSION)


def mark(connection: sa.Connection, version: int) -> None:
    """Write the identity and version into the book."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
    else:
        set_value(connection, "schema_version", str(version))


def set_value(connection: sa.Connection, key: str, value: str) -> None:
    """Keep what the book says of itself under `key`."""
    connection.execute(BOOK.delete().where(BOOK.c.key == key))
    connection.execute(BOOK.insert().values(key=key, value=value))


def require_ours(application: int) -> None:
    """Refuse a SQLite file that somebody else made."""
    if application != APPLICATION_ID:
        msg = "this file is not an order book"
        raise OutsideError(msg, hints=("`ordertrack book init` makes one at a path that does not exist yet",))


def version_of(connection: sa.Connection) -> int:
    """Read the version of the book; OutsideError when it is none of ours."""
    if connection.dialect.name == "sqlite":
        require_ours(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
        version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        return version
    found = _version_row(connection) if _has_book_table(connection) else None
    if found is None:
        msg = "this database holds no order book"
        raise OutsideError(msg, hints=("`ordertrack book init` makes one in it",))
    return int(found)


def is_book(connection: sa.Connection) -> bool:
    """Say whether a PostgreSQL database holds an order book, of whatever version."""
    return _has_book_table(connection) and _version_row(connection) is not None


def _has_book_table(connection: sa.Connection) -> bool:
    query = (
        "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('book') "
        "AND attname IN ('key', 'value') AND NOT attisdropped"
    )
    found: int = connection.exec_driver_sql(query).scalar_one()
    return found == len(BOOK.columns)


def _version_row(connection: sa.Connection) -> str | None:
    query = BOOK.select().where(BOOK.c.key == "schema_version")
    found = connection.execute(query).first()
    return found.value if found is not None and str(found.value).isdigit() else None


def require_current(connection: sa.Connection) -> None:
    """Refuse a book of another version, and say which way it is off."""
    version = version_of(connection)
    require_not_newer(version, SCHEMA_VERSION)
    if version < SCHEMA_VERSION:
        msg = f"this book has version {version}, this program needs {SCHEMA_VERSION}"
        raise OutsideError(msg, hints=("`ordertrack book upgrade` backs it up and upgrades it",))


def require_not_newer(version: int, known: int) -> None:
    """Refuse a book that a newer program wrote."""
    if version > known:
        msg = f"this book has version {version}, this program knows {known}"
        raise OutsideError(msg, hints=("a newer ordertrack wrote it; install that one",))
