"""How a book is laid out, and how it really is: tables, indexes and append-only triggers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing

import sqlalchemy as sa

from ordertrack.store.engine.engine import sqlite_module
from ordertrack.store.tables import notices
from ordertrack.store.tables.cases import METADATA
from ordertrack.store.tables.identity import SCHEMA_VERSION, mark
from ordertrack.store.tables.orders import BOOK, PARTIAL_INDEXES

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
    METADATA.create_all(connection, checkfirst=False)
    is_sqlite = connection.dialect.name == "sqlite"
    collations = [] if is_sqlite else list(filter(None, map(_in_code_point_order, METADATA.sorted_tables)))
    triggers = _SQLITE_TRIGGERS if is_sqlite else _POSTGRES_TRIGGERS
    words = notices.WORDS_ON_SQLITE if is_sqlite else notices.WORDS_ON_POSTGRES
    for statement in (*collations, *PARTIAL_INDEXES, *notices.INDEXES, *words, *triggers):
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


Layout = Mapping[str, str]
"""Definition by name: `{"table orders": "CREATE TABLE ...", "trigger trail_no_delete": ...}`."""
LayOut = Callable[[sa.Connection], None]
"""Makes the tables, indexes and triggers of a fresh book."""
_TRIAL = "ordertrack_trial"
_SQLITE = r"""SELECT type || ' ' || name, sql FROM sqlite_master
WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'correspondence\_%' ESCAPE '\'"""
"""Everything but what SQLite, and its text search, make of it for themselves."""
_RULE = re.compile(r"[, ]?(CONSTRAINT \w+ CHECK\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))")
_POSTGRES = """
WITH ours AS (
    SELECT oid, relname FROM pg_class
    WHERE relnamespace = to_regnamespace(current_schema()) AND relkind = 'r' AND relname = ANY(%s)
)
SELECT 'column ' || relname || '.' || attname,
    format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attcollation::regcollation
    || coalesce(' ' || pg_get_expr(adbin, adrelid), '')
FROM ours JOIN pg_attribute ON attrelid = ours.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint ' || relname || '.' || conname, convalidated || ' ' || pg_get_constraintdef(pg_constraint.oid, true)
FROM ours JOIN pg_constraint ON conrelid = ours.oid WHERE contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT 'index ' || ours.relname || '.' || pg_class.relname, indisvalid || ' ' || pg_get_indexdef(indexrelid, 0, true)
FROM ours JOIN pg_index ON indrelid = ours.oid JOIN pg_class ON pg_class.oid = indexrelid
UNION ALL
SELECT 'trigger ' || relname || '.' || tgname, tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid, true)
FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || relname || '.' || proname, prosrc
FROM ours JOIN pg_trigger ON tgrelid = ours.oid JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal
"""


def layout_of(connection: sa.Connection, tables: tuple[str, ...] = ()) -> Layout:
    """Read the layout of a book: everything in a SQLite file, what belongs to `tables` on a server."""
    if connection.dialect.name == "sqlite":
        return {name: _plain(sql or "") for name, sql in connection.exec_driver_sql(_SQLITE)}
    return {row[0]: row[1] for row in connection.exec_driver_sql(_POSTGRES, (list(tables),))}


def _plain(sql: str) -> str:
    """Take away what a rebuilt table spells differently though it is the same, and where its rules stand."""
    one_line = re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split()))
    table = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", one_line)
    rules = sorted(_RULE.findall(table))  # that of a column that was added stands behind the column
    return " ".join((_RULE.sub("", table), *rules))


def differences(connection: sa.Connection, fresh: LayOut = lay_out) -> list[str]:
    """List what is missing, altered or too much in this book beside a fresh one: empty when they are the same.

    On PostgreSQL the fresh one is made for a moment in a schema of its own: the transaction must be a writing one.
    """
    if connection.dialect.name == "sqlite":
        return _compared(layout_of(connection), _fresh_in_memory(fresh))
    wanted, tables = _fresh_on_server(connection, fresh)
    return _compared(layout_of(connection, tables), wanted)


def _compared(found: Layout, wanted: Layout) -> list[str]:
    kinds = (
        ("is missing", sorted(wanted.keys() - found.keys())),
        ("does not belong there", sorted(found.keys() - wanted.keys())),
        ("is not as it should be", sorted(name for name in wanted.keys() & found if wanted[name] != found[name])),
    )
    return [f"{name} {what}" for what, names in kinds for name in names]


def _fresh_in_memory(fresh: LayOut) -> Layout:
    with closing(sqlite_module().connect(":memory:", isolation_level=None)) as memory:
        engine = sa.create_engine("sqlite://", module=sqlite_module(), creator=lambda: memory, poolclass=sa.StaticPool)
        with engine.connect() as connection:
            fresh(connection)
            return layout_of(connection)


def _fresh_on_server(connection: sa.Connection, fresh: LayOut) -> tuple[Layout, tuple[str, ...]]:
    trial = connection.begin_nested()
    try:
        connection.exec_driver_sql(f"CREATE SCHEMA {_TRIAL}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {_TRIAL}")
        fresh(connection)
        tables = tuple(sa.inspect(connection).get_table_names(schema=_TRIAL))
        return layout_of(connection, tables), tables
    finally:
        trial.rollback()


def broken_references(connection: sa.Connection) -> list[str]:
    """List the rows of a SQLite file that refer to others that are not there."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} refers to {row[2]} that is not there" for row in found]
