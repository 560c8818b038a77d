"""Bringing a book to the version this program works with: backed up, in one transaction, all of it or nothing."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from importlib import resources
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ordertrack.domain.orders.effects import fold
from ordertrack.domain.records import event_from
from ordertrack.domain.values.codec import encode
from ordertrack.domain.values.texts import words_in
from ordertrack.errors import LockedError, OrderTrackError, OutsideError
from ordertrack.store.book.book import require_safe_journal
from ordertrack.store.book.making import backup
from ordertrack.store.engine import engine as engines
from ordertrack.store.engine.engine import in_parts
from ordertrack.store.engine.files import file_errors, remove_old_drafts
from ordertrack.store.tables.identity import SCHEMA_VERSION, mark, require_not_newer, version_of
from ordertrack.store.tables.schema import LayOut, broken_references, differences, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from ordertrack.domain.cases.issues import Issue
    from ordertrack.store.book.book import SqlBook

    Step = Callable[[sa.Connection], None]


def _to_2(connection: sa.Connection) -> None:
    step(connection)


def _to_3(connection: sa.Connection) -> None:
    """Let every policy revision have what was read of it beside its text; earlier ones get it when read anew."""
    collation = "" if connection.dialect.name == "sqlite" else ' COLLATE "C"'
    connection.exec_driver_sql(f"ALTER TABLE policies ADD COLUMN form TEXT{collation}")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}
"""What leads to each version from the one before it. A step is never changed once it was released.

It gets the connection inside the one transaction of the upgrade, foreign keys unenforced on SQLite; it asks
`connection.dialect.name` where the two engines differ. Its SQL is written out in `versions/` and does not use the
tables of today, which move on. What SQLite cannot alter is rebuilt with `rebuild_table`.
"""
ROOM = 2.5
"""Free space asked for, in sizes of the book: the backup, the journal, the rebuilt tables."""


class UpgradeReport(NamedTuple):
    """What an upgrade did: versions before and after, the verified backup (None when there is none)."""

    before: int
    after: int
    backup: Path | None


def upgrade(
    book: SqlBook, *, steps: Mapping[int, Step] | None = None, target: int = SCHEMA_VERSION, fresh: LayOut = lay_out
) -> UpgradeReport:
    """Bring the book to version `target`; nothing is done when it is there already.

    A SQLite book is first copied to `<book>.v<N>.bak` and the copy checked. Then all steps run in one transaction,
    after which every reference must hold and the layout must equal that of a book made by `fresh`. A PostgreSQL book
    is not copied: its owner runs pg_dump first. OutsideError when the book is newer, when the backup cannot be made or
    a step fails, LockedError when somebody else is at work on it: the book is then as it was.
    """
    plan = _Plan(STEPS if steps is None else steps, target, fresh)
    with engines.translated():
        with book.connected("ro") as connection:
            before = version_of(connection)
        require_not_newer(before, target)
        if before == target:
            return UpgradeReport(before, before, None)
        if isinstance(book.place, Path):
            return _upgrade_file(book, book.place, plan)
        with book.connected("rw") as connection, connection.begin():
            before = version_of(connection)
            plan.run(connection, before)
        return UpgradeReport(before, target, None)


class _Plan(NamedTuple):
    steps: Mapping[int, Step]
    target: int
    fresh: LayOut

    def require_way_from(self, version: int) -> None:
        require_not_newer(version, self.target)
        missing = [number for number in range(version + 1, self.target + 1) if number not in self.steps]
        if missing:
            raise OutsideError(f"this program does not know how to upgrade a book of version {version}")

    def run(self, connection: sa.Connection, before: int) -> None:
        self.require_way_from(before)
        for number in range(before + 1, self.target + 1):
            self.steps[number](connection)
        _require_sound(connection, self.fresh)
        mark(connection, self.target)


def _upgrade_file(book: SqlBook, path: Path, plan: _Plan) -> UpgradeReport:
    with book.turn("upgrade"), book.turn(), _exclusive(book) as connection:
        before = version_of(connection)
        if before == plan.target:  # somebody else did it while we waited
            return UpgradeReport(before, before, None)
        plan.require_way_from(before)
        require_safe_journal(connection)
        seen = _changes(connection)
        connection.rollback()
        saved = _saved(book, path, before)
        with connection.begin():
            if _changes(connection) != seen or version_of(connection) != before:
                raise LockedError("the book was changed while it was backed up; try again")
            plan.run(connection, before)
    return UpgradeReport(before, plan.target, saved)


@contextmanager
def _exclusive(book: SqlBook) -> Iterator[sa.Connection]:
    """Open a connection whose transactions are exclusive, without enforcement of foreign keys."""
    with book.connected("rw", begin="BEGIN EXCLUSIVE") as connection:
        raw = connection.connection.driver_connection
        if raw is None or raw.execute("PRAGMA foreign_keys=OFF").execute("PRAGMA foreign_keys").fetchone() != (0,):
            raise OutsideError("this SQLite library does not let foreign keys be switched off for an upgrade")
        yield connection


def _changes(connection: sa.Connection) -> int:
    found: int = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return found


def _saved(book: SqlBook, path: Path, version: int) -> Path:
    target = path.with_name(f"{path.name}.v{version}.bak")
    with file_errors(f"make the backup {target}"):
        remove_old_drafts(target)
        size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < ROOM * size:
        needed, there = (f"{amount / 1e6:,.1f} MB" for amount in (ROOM * size, free))
        msg = f"the upgrade needs {needed} of free space beside the book; there are {there}"
        raise OutsideError(msg, hints=("make room; the book is as it was",))
    return backup(book, target, replace=True).path


def _require_sound(connection: sa.Connection, fresh: LayOut) -> None:
    faults = differences(connection, fresh)
    if connection.dialect.name == "sqlite":
        faults += broken_references(connection)
    if faults:
        raise OutsideError(f"the upgrade would not be sound: {'; '.join(faults[:3])}", hints=("the book is as it was",))


def rebuild_table(
    connection: sa.Connection,
    table: str,
    create: str,
    *,
    values: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> None:
    """Give a SQLite table a new definition, keeping its rows, indexes and triggers (SQLite's twelve steps).

    `create` is the new CREATE TABLE statement, with the table's own name. Columns of the same name keep their values;
    `values` gives an SQL expression over the old row for every other one. Indexes and triggers are made again as they
    were, but for those named in `without`: the step makes these anew itself. Only inside an upgrade: with foreign keys
    enforced, dropping the old table would delete the rows that refer to it.
    """
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one():
        raise OutsideError("a table is rebuilt only inside an upgrade, where foreign keys are not enforced")
    new = f"{table}__new"
    old_columns, kept = _columns(connection, table), _belongings(connection, table, without)
    connection.exec_driver_sql(re.sub(rf'^\s*CREATE TABLE "?{table}"?(?=\W)', f"CREATE TABLE {new}", create, count=1))
    sources = {name: name for name in old_columns} | dict(values or {})
    names = [name for name in _columns(connection, new) if name in sources]
    listed, taken = ", ".join(names), ", ".join(sources[name] for name in names)
    connection.exec_driver_sql(f"INSERT INTO {new} ({listed}) SELECT {taken} FROM {table}")
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {new} RENAME TO {table}")
    for statement in kept:
        connection.exec_driver_sql(statement)


def _columns(connection: sa.Connection, table: str) -> list[str]:
    return list(connection.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").scalars())


def _belongings(connection: sa.Connection, table: str, without: Collection[str]) -> list[str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    )
    return [sql for name, sql in connection.exec_driver_sql(query, (table,)) if name not in without]


LONGEST = 500_000
"""Bytes of the words kept for one order; PostgreSQL can search no more than twice that."""
_SAID = """SELECT order_id, said FROM (
    SELECT order_id, 1 AS part, seq, 1 AS place, note AS said FROM contacts
    UNION ALL SELECT order_id, 2, seq, 1, text FROM enquiries
    UNION ALL SELECT order_id, 2, seq, 2, answer FROM enquiries) AS sayings
    WHERE said IS NOT NULL ORDER BY order_id, part, seq, place"""
_KEEP = "INSERT INTO correspondence (rowid, text) VALUES (:rowid, :text)"


def step(connection: sa.Connection) -> None:
    """Lead a book of version 1 to version 2.

    Two releases made books of version 1. Those of 0.1.0 know of no contacts, follow-ups or policy: they get these
    tables empty, and the issues that their delays and receipts are. What was said in those of 0.2.0 is made ready to
    be searched.
    """
    has_cases = sa.inspect(connection).has_table("contacts")
    engine = connection.dialect.name
    (_in_a_file if engine == "sqlite" else _on_a_server)(connection, has_cases=has_cases)
    if not has_cases:
        open_issues(connection)
    _run(connection, f"2.{engine}.notices", "2.indexes")
    for part in in_parts(_documents(connection)):
        connection.execute(sa.text(_KEEP), part)


def _in_a_file(connection: sa.Connection, *, has_cases: bool) -> None:
    if has_cases:
        rebuild_table(connection, "contacts", *_statements("2.sqlite.contacts"))
        return
    rebuild_table(connection, "orders", *_statements("2.sqlite.orders"))
    _run(connection, "2.sqlite.contacts", "2.sqlite.cases")


def _on_a_server(connection: sa.Connection, *, has_cases: bool) -> None:
    if has_cases:
        _run(connection, "2.postgresql.contacts-more")
    else:
        _run(connection, "2.postgresql.orders", "2.postgresql.contacts", "2.postgresql.cases")


def _run(connection: sa.Connection, *names: str) -> None:
    for statement in chain.from_iterable(map(_statements, names)):
        connection.exec_driver_sql(statement)


def _statements(name: str) -> list[str]:
    """Read a file of `versions/`: an empty line ends a statement, for the body of a trigger has semicolons of its own.

    They are run as they were released, without the last semicolon: SQLite keeps the text of what made a table.
    """
    text = resources.files("ordertrack.store.book").joinpath("versions", f"{name}.sql").read_text(encoding="utf-8")
    return [statement.strip().removesuffix(";") for statement in text.split("\n\n")]


def _documents(connection: sa.Connection) -> Iterator[dict[str, int | str]]:
    """Give, for each order of which anything was said, the words of it all in the order they are searched in."""
    said = connection.exec_driver_sql(_SAID, execution_options={"yield_per": 1000})
    for order_id, texts in groupby(said, key=itemgetter(0)):
        words = _words(text for _, text in texts)
        if words:
            yield {"rowid": order_id, "text": " ".join(words)}


def _words(texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    size = 0
    for text in texts:
        for word in words_in(text):
            size += len(word.encode()) + 1
            if size > LONGEST:
                return found
            found.append(word)
    return found


_TOLD = """SELECT order_id, seq, body FROM trail WHERE order_id IN (
    SELECT order_id FROM trail WHERE body LIKE :delay OR body LIKE :receipt) ORDER BY order_id, seq"""
_KINDS = {"delay": '%"kind":"delay reported"%', "receipt": '%"kind":"lines received"%'}
_KEEP_ISSUE = """INSERT INTO issues (order_id, seq, number, kind, severity, cause, opened_at, position, is_automatic,
    resolved_at, resolution, reopened)
    VALUES (:order_id, :number, :number, :kind, :severity, :cause, :opened_at, :position, 1, :resolved_at, :resolution,
    0)"""
_UNTOLD = dict.fromkeys(("position", "resolved_at", "resolution"))


def open_issues(connection: sa.Connection) -> None:
    """Keep the issue that each delay and each bad receipt is by itself (SOP 4.6a).

    An order whose events are damaged gets none: `trail verify` tells what is wrong with it.
    """
    for part in in_parts(_issues(connection)):
        connection.execute(sa.text(_KEEP_ISSUE), part)


def _issues(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    told = connection.execute(sa.text(_TOLD), _KINDS, execution_options={"yield_per": 1000})
    for order_id, events in groupby(told, key=itemgetter(0)):
        for issue in _of_one((seq, body) for _, seq, body in events):
            yield {**_UNTOLD, **encode(issue), "order_id": order_id}


def _of_one(events: Iterable[tuple[int, str]]) -> tuple[Issue, ...]:
    try:
        return fold([event_from(body, seq) for seq, body in events]).issues
    except (ValueError, KeyError, TypeError, AttributeError, OrderTrackError):
        return ()
