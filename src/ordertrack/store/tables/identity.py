"""What makes a database an order book of ours: its mark, its version, and what it says of itself."""

from __future__ import annotations

import sqlalchemy as sa

from ordertrack.errors import OutsideError, RefusedError
from ordertrack.store.engine.engine import APPLICATION_ID
from ordertrack.store.tables.orders import BOOK

SCHEMA_VERSION = 3


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
        of = get_value(connection, "archive_of")
        what, option = ("this book", "") if of is None else (f"the archive of {of}", "--db ARCHIVE ")
        msg = f"{what} has version {version}, this program needs {SCHEMA_VERSION}"
        raise OutsideError(msg, hints=(f"`ordertrack {option}book upgrade` backs it up and upgrades it",))


def require_no_archive(connection: sa.Connection) -> None:
    """Refuse to write to what was put away for good."""
    of = get_value(connection, "archive_of")
    if of is not None:
        raise RefusedError(f"this is an archive of {of}: it is read, and never written to")


def get_value(connection: sa.Connection, key: str) -> str | None:
    """Give what the book says of itself under `key`."""
    found: str | None = connection.execute(sa.select(BOOK.c.value).where(BOOK.c.key == key)).scalar()
    return found


def require_not_newer(version: int, known: int) -> None:
    """Refuse a book that a newer program wrote."""
    if version > known:
        msg = f"this book has version {version}, this program knows {known}"
        raise OutsideError(msg, hints=("a newer ordertrack wrote it; install that one",))
