"""Events whose text left the trail: what is said in its place, and the one way in which it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.store.bulk import in_parts, insert_many
from ordertrack.store.case_rows import STUBS
from ordertrack.store.rows import TRAIL

if TYPE_CHECKING:
    from collections.abc import Sequence

_REST = sa.select(STUBS.c.rest).where(STUBS.c.seq == TRAIL.c.seq, STUBS.c.rest.is_not(None)).correlate(TRAIL)
SAID: sa.ColumnElement[str | None] = sa.case((TRAIL.c.body != "", TRAIL.c.body), else_=_REST.scalar_subquery())
"""The text of an event; of a stub what is said on of it, and nothing where its order was archived."""

Stub = tuple[int, str | None]


def make_stubs(connection: sa.Connection, stubs: Sequence[Stub], told_by: int, *, of_orders: bool) -> None:
    """Take the text of these events out of the trail, for the reason that the event `told_by` gives.

    `of_orders`: their orders leave the book as well.
    """
    overwrite_what_goes(connection)
    gone = {"body": "", "order_id": None} if of_orders else {"body": ""}
    for part in in_parts(stubs):
        insert_many(connection, STUBS, [(seq, told_by, rest) for seq, rest in part])
        connection.execute(TRAIL.update().where(TRAIL.c.seq.in_([seq for seq, _ in part])).values(gone))


def overwrite_what_goes(connection: sa.Connection) -> None:
    """Let what is deleted from here on be overwritten in the file as well, where the database can do that."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
