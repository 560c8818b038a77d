"""The contract of the store: nobody changes the trail, and a way around that is found out (SOP 4.4c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.errors import OrderTrackError
from ordertrack.store.book.upkeep import Upkeep
from ordertrack.store.engine import engine as engines
from ordertrack.store.trail import Finding
from tests.store.books import rows_of
from tests.store.tampering import build

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

TAMPERINGS = {
    "update": "UPDATE trail SET body = 'x' WHERE seq = 1",
    "update to the same": "UPDATE trail SET seq = seq",
    "delete": "DELETE FROM trail WHERE seq = 1",
    "delete all": "DELETE FROM trail",
    "upsert": "INSERT INTO trail SELECT * FROM trail WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET body = 'x'",
}
OF_SQLITE = {
    "replace": "INSERT OR REPLACE INTO trail SELECT seq, prev, hash, order_id, 'x' FROM trail WHERE seq = 1",
    "replace by unique": "REPLACE INTO trail SELECT 99, prev, hash, order_id, body FROM trail WHERE seq = 1",
    "update or replace": "UPDATE OR REPLACE trail SET prev = zeroblob(32) WHERE seq = 2",
}
OF_POSTGRES = {"truncate": "TRUNCATE trail", "truncate all": "TRUNCATE orders CASCADE"}


def test_the_trail_refuses_every_change(lived: SqlBook) -> None:
    before = rows_of(lived)
    for name, statement in (TAMPERINGS | (OF_SQLITE if lived.is_file else OF_POSTGRES)).items():
        with pytest.raises(OrderTrackError) as error:
            _tamper(lived, statement)
        assert "the trail is append-only" in error.value.message, name
    assert rows_of(lived) == before


def _tamper(book: SqlBook, statement: str) -> None:
    with book.write() as unit:
        unit.connection.exec_driver_sql(statement.replace("%", "%%"))
        unit.commit()


def test_a_replacement_through_a_connection_without_our_settings_is_found(sqlite_book: SqlBook) -> None:
    build(sqlite_book)
    connection = engines.sqlite_module().connect(sqlite_book.place)
    connection.execute("PRAGMA recursive_triggers=OFF")
    connection.execute("INSERT OR REPLACE INTO trail SELECT seq, prev, hash, order_id, 'x' FROM trail WHERE seq = 3")
    connection.commit()
    connection.close()
    finding = Upkeep(sqlite_book).verify().finding
    assert finding == Finding(3, "event 3 was altered: its text does not give its hash")
