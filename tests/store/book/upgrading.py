"""A made-up next version of the book, the step that leads to it, and ways in which that can end."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from ordertrack.store.book import making, migrations
from ordertrack.store.book.making import backup
from ordertrack.store.book.migrations import UpgradeReport, rebuild_table, upgrade
from ordertrack.store.tables.identity import SCHEMA_VERSION, version_of
from ordertrack.store.tables.schema import lay_out
from tests.store.books import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook
    from ordertrack.store.book.making import Backup
    from ordertrack.store.book.migrations import Step
    from ordertrack.store.tables.schema import LayOut

MOMENTS = ["before the backup", "in the backup", "after the backup", "before the commit", "after the commit"]
TARGET = SCHEMA_VERSION + 1
NEW_RULES = {
    "orders": "mood <> 'furious'",
    "parties": "length(name) > 0",
    "trail": "length(body) > 0",
}
"""In the next version every order has a mood, and orders, parties and events are checked for more; there are songs."""


def new_table(connection: sa.Connection, name: str) -> str:
    """Write the definition of a table in the next version."""
    old = str(CreateTable(METADATA.tables[name]).compile(dialect=connection.dialect))
    start, _, end = old.rpartition(")")
    new = f"{start}, CONSTRAINT {name}_next CHECK ({NEW_RULES[name]})){end}"
    return new.replace("PRIMARY KEY", "mood TEXT DEFAULT 'calm', PRIMARY KEY", 1) if name == "orders" else new


def fresh(connection: sa.Connection) -> None:
    """Lay out a new book of the next version."""
    lay_out(connection)
    if connection.dialect.name != "sqlite":
        step(connection)
        return
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql IS NOT NULL"
    for name in NEW_RULES:
        belongings = connection.exec_driver_sql(query, (name,)).scalars().all()
        for statement in (f"DROP TABLE {name}", new_table(connection, name), *belongings):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE TABLE songs (title TEXT NOT NULL) STRICT")


def step(connection: sa.Connection) -> None:
    """Lead a book of this version to the next."""
    if connection.dialect.name == "sqlite":
        for name in NEW_RULES:
            rebuild_table(connection, name, new_table(connection, name))
        connection.exec_driver_sql("CREATE TABLE songs (title TEXT NOT NULL) STRICT")
        return
    connection.exec_driver_sql("ALTER TABLE orders ADD COLUMN mood TEXT DEFAULT 'calm'")
    for name, condition in NEW_RULES.items():
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD CONSTRAINT {name}_next CHECK ({condition})")
    connection.exec_driver_sql("CREATE TABLE songs (title TEXT NOT NULL)")


def to_next(book: SqlBook) -> UpgradeReport:
    """Upgrade a book to the next version."""
    return upgrade(book, steps={TARGET: step}, target=TARGET, fresh=fresh)


def die(*_: object, **__: object) -> NoReturn:
    """End this process as the out-of-memory killer would."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class Death:
    """Comes in the middle of an upgrade: in or around the backup or the commit, or at the n-th statement."""

    def __init__(self, moment: str, step: Step) -> None:
        self.moment, self.statements, self._step = moment, 0, step

    def comes(self, moment: str) -> None:
        if moment == self.moment:
            die()

    def step(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA cache_size=5")  # changes reach the file before they are committed
        sa.event.listen(connection, "before_cursor_execute", self.count)
        sa.event.listen(connection, "commit", self.commit)
        self._step(connection)

    def count(self, *_: object) -> None:
        self.statements += 1
        self.comes(str(self.statements))

    def commit(self, connection: sa.Connection) -> None:
        self.comes("before the commit")
        raw: Any = connection.connection.driver_connection
        raw.commit()
        self.comes("after the commit")

    def backup(self, book: SqlBook, target: Path, *, replace: bool) -> Backup:
        self.comes("before the backup")
        made = backup(book, target, replace=replace)
        self.comes("after the backup")
        return made


def to_next_but_die(book: SqlBook, moment: str) -> None:
    """Upgrade a book to the next version and be killed at a moment of it."""
    _upgrade_but_die(book, moment, {TARGET: step}, TARGET, fresh)


def to_current_but_die(book: SqlBook, moment: str) -> None:
    """Upgrade a book of the version before to this program's and be killed at a moment of it."""
    _upgrade_but_die(book, moment, migrations.STEPS, SCHEMA_VERSION, lay_out)


def _upgrade_but_die(book: SqlBook, moment: str, steps: Mapping[int, Step], target: int, new: LayOut) -> None:
    first = version(book) + 1
    death = Death(moment, steps[first])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "backup", death.backup)
        if moment == "in the backup":
            patch.setattr(making, "publish", die)
        upgrade(book, steps={**steps, first: death.step}, target=target, fresh=new)


def where(book: SqlBook) -> Path:
    """Give the file of a book."""
    assert not isinstance(book.place, str)
    return book.place


def saved(book: SqlBook, before: int = SCHEMA_VERSION) -> Path:
    """Give the place of the backup that an upgrade from version `before` makes."""
    return where(book).with_name(f"orders.db.v{before}.bak")


def version(book: SqlBook) -> int:
    """Read the version of a book, whichever it is."""
    with book.connected("ro") as connection:
        return version_of(connection)


def upgraded(rows: dict[str, list[tuple[Any, ...]]], book: SqlBook) -> dict[str, list[tuple[Any, ...]]]:
    """The rows as the next version has them."""
    said = (
        rows["book"]
        if book.is_file
        else sorted((key, str(TARGET) if key == "schema_version" else value) for key, value in rows["book"])
    )
    return {**rows, "orders": [(*row, "calm") for row in rows["orders"]], "book": said}
