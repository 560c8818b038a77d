"""Whether the book is sound and ours, and the database really keeps the settings that its promises rest on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from ordertrack.errors import NotFoundError, OrderTrackError
from ordertrack.store import engine as engines
from ordertrack.store.disks import NETWORK_TYPES, disk_type
from ordertrack.store.layouts import differences
from ordertrack.store.rows import BOOK
from ordertrack.store.schema import SCHEMA_VERSION, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ordertrack.store.book import SqlBook

MOST = 3
"""How many faults of a kind a sentence names."""


class Verdict(StrEnum):
    """What a check came to."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One question asked of the book, and the answer."""

    name: str
    verdict: Verdict
    sentence: str


def check_book(book: SqlBook) -> list[Check]:
    """Ask the book everything that a database can know of itself; `verification.verify` checks the trail.

    A damaged book gives failed checks, not an error; NotFoundError when there is no book at all.
    """
    try:
        # What the server ought to look like is made for a moment in a schema of its own, and rolled back.
        with engines.translated(), book.connected("ro" if book.is_file else "rw") as connection:
            return list(_answers(book, connection))
    except NotFoundError:
        raise
    except OrderTrackError as error:
        return [Check("opened", Verdict.FAILED, error.message)]


def _answers(book: SqlBook, connection: sa.Connection) -> Iterator[Check]:
    questions = _OF_A_FILE if book.is_file else _OF_A_SERVER
    for name, ask in questions.items():
        try:
            with engines.translated(), connection.begin():
                faults = ask(connection)
        except OrderTrackError as error:
            yield Check(name, _verdict_of(error), error.message)
        else:
            yield _check(name, faults)
    if isinstance(book.place, Path):
        yield _disk(book.place)


def _verdict_of(error: OrderTrackError) -> Verdict:
    is_forbidden = any(word in error.message for word in ("permission denied", "read-only transaction"))
    return Verdict.UNKNOWN if is_forbidden else Verdict.FAILED


def _check(name: str, faults: list[str]) -> Check:
    if not faults:
        return Check(name, Verdict.OK, _SOUND[name])
    more = f" and {len(faults) - MOST} more" if len(faults) > MOST else ""
    return Check(name, Verdict.FAILED, "; ".join(faults[:MOST]) + more)


def _identity(connection: sa.Connection) -> list[str]:
    version = version_of(connection)
    if version == SCHEMA_VERSION:
        return []
    return [f"the book has version {version}, this program works with {SCHEMA_VERSION}"]


def _integrity(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [line for line in found if line != "ok"]


def _references(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} refers to {row[2]} that is not there" for row in found]


def _settings(connection: sa.Connection) -> list[str]:
    raw = connection.connection.driver_connection
    return [f"{each.name} is not {each.wanted}" for each in engines.PRAGMAS if not engines.is_in_force(raw, each)]


def _journal(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    kept = connection.execute(sa.select(BOOK.c.value).where(BOOK.c.key == "journal")).scalar()
    module = engines.sqlite_module()
    faults = []
    if found != kept:
        faults.append(f"the journal mode is {found}, the book was put into {kept}")
    if found == "wal" and not engines.is_wal_safe(module.sqlite_version_info):
        faults.append(f"SQLite {module.sqlite_version} can corrupt a book in WAL mode; this program will not write")
    return faults


def _disk(place: Path) -> Check:
    kind = disk_type(place)
    if kind is None:
        return Check("disk", Verdict.UNKNOWN, "this machine does not tell what kind of disk the book lies on")
    if kind in NETWORK_TYPES:
        return Check("disk", Verdict.FAILED, f"the book lies on a network file system ({kind})")
    return Check("disk", Verdict.OK, f"the book lies on a local disk ({kind})")


def _durability(connection: sa.Connection) -> list[str]:
    names = ("fsync", "full_page_writes", "synchronous_commit")
    found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names}
    return [f"the server runs with {name}=off" for name, value in found.items() if value == "off"]


def _encoding(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    return [] if found == "UTF8" else [f"the database is in {found}, which cannot hold every name"]


_OF_A_FILE: dict[str, Callable[[sa.Connection], list[str]]] = {
    "identity": _identity,
    "integrity": _integrity,
    "references": _references,
    "layout": differences,
    "settings": _settings,
    "journal": _journal,
}
_OF_A_SERVER: dict[str, Callable[[sa.Connection], list[str]]] = {
    "identity": _identity,
    "layout": differences,
    "durability": _durability,
    "encoding": _encoding,
}
_SOUND = {
    "identity": f"it is an order book of version {SCHEMA_VERSION}",
    "integrity": "every page and every index is sound",
    "references": "every row refers to rows that are there",
    "layout": "tables, indexes and triggers are those of a fresh book",
    "settings": "the database keeps every setting that this program asks for",
    "journal": "the journal mode is the one chosen for the book, and safe with this SQLite library",
    "durability": "an acknowledged write survives a power cut",
    "encoding": "every name can be written",
}
