"""How a new book is laid out: tables, indexes, the triggers that keep the trail append-only, and its identity."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ordertrack.errors import OutsideError
from ordertrack.store.engine import APPLICATION_ID
from ordertrack.store.rows import BOOK, METADATA

if TYPE_CHECKING:
    import sqlalchemy as sa

SCHEMA_VERSION = 1

_SQLITE_TRIGGERS = (
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
)
_POSTGRES_TRIGGERS = (
    "CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$",
    "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail "
    "FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
)


def create(connection: sa.Connection, settings: dict[str, str]) -> None:
    """Lay out a new book inside the caller's transaction and mark it as ours."""
    METADATA.create_all(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if is_sqlite else _POSTGRES_TRIGGERS:
        connection.exec_driver_sql(statement)
    rows = [{"key": key, "value": value} for key, value in sorted(settings.items())]
    connection.execute(BOOK.insert(), rows)
    mark(connection, SCHEMA_VERSION)


def mark(connection: sa.Connection, version: int) -> None:
    """Write the identity and version into the book."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
    else:
        connection.execute(BOOK.delete().where(BOOK.c.key == "schema_version"))
        connection.execute(BOOK.insert().values(key="schema_version", value=str(version)))


def version_of(connection: sa.Connection) -> int:
    """Read the version of the book; OutsideError when it is none of ours."""
    if connection.dialect.name == "sqlite":
        application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if application != APPLICATION_ID:
            msg = "this file is not an order book"
            raise OutsideError(msg, hints=("`ordertrack book init` makes one at a path that does not exist yet",))
        return version
    if not connection.dialect.has_table(connection, "book"):
        msg = "this database holds no order book"
        raise OutsideError(msg, hints=("`ordertrack book init` makes one in it",))
    found = connection.execute(BOOK.select().where(BOOK.c.key == "schema_version")).first()
    return int(found.value) if found else 0


def require_current(connection: sa.Connection) -> None:
    """Refuse a book of another version, and say which way it is off."""
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        msg = f"this book has version {version}, this program knows {SCHEMA_VERSION}"
        raise OutsideError(msg, hints=("a newer ordertrack wrote it; install that one",))
    if version < SCHEMA_VERSION:
        msg = f"this book has version {version}, this program needs {SCHEMA_VERSION}"
        raise OutsideError(msg, hints=("`ordertrack book upgrade` backs it up and upgrades it",))


def fingerprint(connection: sa.Connection) -> str:
    """Digest the layout of a SQLite book: equal for a fresh one and an upgraded one."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    rows = connection.exec_driver_sql(query).fetchall()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
