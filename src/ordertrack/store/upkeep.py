"""What the keeper of a book asks of it: is the trail whole, and what is its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.domain.trail import GENESIS
from ordertrack.store.rows import TRAIL
from ordertrack.store.verification import Finding, Verdict, verify

if TYPE_CHECKING:
    from ordertrack.store.book import SqlBook
    from ordertrack.store.reading import SqlReads


class Upkeep:
    """One book, looked after."""

    def __init__(self, book: SqlBook) -> None:
        self._book = book

    def verify(self, anchor: tuple[int, str] | None = None) -> Verdict:
        """Check the trail against itself, the tables and, where one was kept, an earlier head (SOP 4.4c)."""
        with self._book.read() as view:
            verdict = verify(view)
            if verdict.finding or anchor is None:
                return verdict
            return verdict._replace(finding=_anchored(view, *anchor))

    def head(self) -> tuple[int, str]:
        """Give the number of the newest event and its hash in hexadecimal; (0, zeros) for an empty trail."""
        with self._book.read() as view:
            query = sa.select(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)
            found = view.connection.execute(query).first()
        return (found.seq, bytes(found.hash).hex()) if found else (0, GENESIS.hex())


def _anchored(view: SqlReads, seq: int, digest: str) -> Finding | None:
    found = view.connection.execute(sa.select(TRAIL.c.hash).where(TRAIL.c.seq == seq)).scalar()
    if found is None and seq:
        return Finding(seq, f"event {seq}, which was the head once, is not in the trail")
    if (found or GENESIS).hex() != digest:
        return Finding(seq, f"event {seq} is not the head that was kept: the trail was rewritten before it")
    return None
