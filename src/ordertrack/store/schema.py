"""How a book is laid out: tables, indexes, the triggers that keep the trail append-only, and its identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.errors import OutsideError, RefusedError
from ordertrack.store.engine import APPLICATION_ID
from ordertrack.store.rows import BOOK, PARTIAL_INDEXES

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = 2

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
_BECOMES_STUB = """NEW.body IS NOT DISTINCT FROM '' AND NEW.seq IS NOT DISTINCT FROM OLD.seq
    AND NEW.prev IS NOT DISTINCT FROM OLD.prev AND NEW.hash IS NOT DISTINCT FROM OLD.hash
    AND (NEW.order_id IS NULL OR NEW.order_id IS NOT DISTINCT FROM OLD.order_id)
    AND EXISTS (SELECT 1 FROM stubs WHERE stubs.seq = OLD.seq)"""
"""The one change of the trail that is none of what happened: an event's text leaves, its place in the chain stays."""
_BECOMES_STUB_SQLITE = _BECOMES_STUB.replace("IS NOT DISTINCT FROM", "IS")
_SQLITE_TRIGGERS = (
    f"CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail WHEN NOT ({_BECOMES_STUB_SQLITE}) {_REFUSE}",
    f"CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail {_REFUSE}",
    f"CREATE TRIGGER stubs_no_update BEFORE UPDATE ON stubs {_REFUSE}",
    f"CREATE TRIGGER stubs_no_delete BEFORE DELETE ON stubs {_REFUSE}",
)
_POSTGRES_TRIGGERS = (
    f"""CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
    IF TG_TABLE_NAME = 'trail' AND TG_OP = 'UPDATE' THEN IF {_BECOMES_STUB} THEN RETURN NEW; END IF; END IF;
    RAISE EXCEPTION 'the trail is append-only';
    END $$""",
    "CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER stubs_no_change BEFORE UPDATE OR DELETE ON stubs FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER stubs_no_truncate BEFORE TRUNCATE ON stubs FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
)


def lay_out(connection: sa.Connection) -> None:
    """Make the tables, indexes and triggers of the current version; what stands in their way is an error."""
    from ordertrack.store import notice_rows
    from ordertrack.store.case_rows import METADATA  # all of them; only a new book needs them here

    METADATA.create_all(connection, checkfirst=False)
    is_sqlite = connection.dialect.name == "sqlite"
    collations = [] if is_sqlite else list(filter(None, map(_in_code_point_order, METADATA.sorted_tables)))
    triggers = _SQLITE_TRIGGERS if is_sqlite else _POSTGRES_TRIGGERS
    words = notice_rows.WORDS_ON_SQLITE if is_sqlite else notice_rows.WORDS_ON_POSTGRES
    for statement in (*collations, *PARTIAL_INDEXES, *notice_rows.INDEXES, *words, *triggers):
        connection.exec_driver_sql(statement)


def _in_code_point_order(table: sa.Table) -> str:
    """Sort and fold text as SQLite does, whatever language the server was set up for: reports are then the same."""
    texts = [column.name for column in table.columns if isinstance(column.type, sa.Text)]
    changes = ", ".join(f'ALTER COLUMN {name} TYPE TEXT COLLATE "C"' for name in texts)
    return f"ALTER TABLE {table.name} {changes}" if texts else ""


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
        of = _archive_of(connection)
        what, option = ("this book", "") if of is None else (f"the archive of {of}", "--db ARCHIVE ")
        msg = f"{what} has version {version}, this program needs {SCHEMA_VERSION}"
        raise OutsideError(msg, hints=(f"`ordertrack {option}book upgrade` backs it up and upgrades it",))


def require_no_archive(connection: sa.Connection) -> None:
    """Refuse to write to what was put away for good."""
    of = _archive_of(connection)
    if of is not None:
        raise RefusedError(f"this is an archive of {of}: it is read, and never written to")


def _archive_of(connection: sa.Connection) -> str | None:
    found: str | None = connection.execute(sa.select(BOOK.c.value).where(BOOK.c.key == "archive_of")).scalar()
    return found


def require_not_newer(version: int, known: int) -> None:
    """Refuse a book that a newer program wrote."""
    if version > known:
        msg = f"this book has version {version}, this program knows {known}"
        raise OutsideError(msg, hints=("a newer ordertrack wrote it; install that one",))
