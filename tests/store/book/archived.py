"""A book with finished orders, and the archive they go to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ordertrack.domain.orders.moves import Closing, Target
from ordertrack.store.book.archiving import Shelf
from ordertrack.usecases.policy import adopt_built_in
from ordertrack.usecases.records import Archiving, archive_orders
from tests.builders import TODAY, a_row, a_stamp, close, close_whole, enter, move

if TYPE_CHECKING:
    from pathlib import Path

    from ordertrack.store.book.book import SqlBook

LATER = date(2040, 3, 2)
CHILDREN = (
    *("lines", "shipments", "receipts", "promises", "contacts", "followups", "issues", "escalations", "enquiries"),
    *("notice_orders", "message_orders"),
)


def fill(book: SqlBook) -> SqlBook:
    """Two closed orders with a history, one that is open."""
    adopt_built_in(book, "UTC", a_stamp())
    for number in ("A-1", "B-1", "C-1"):
        enter(book, a_row(number=number, line_quantity="10", note="二十\n\x7f"))
    move(book, Target.CONFIRMED, "A-1")
    move(book, Target.SHIPPED, "A-1", carrier="DHL")
    move(book, Target.DELIVERED, "A-1")
    close(book, Closing(on=TODAY), "A-1")
    close_whole(book, "B-1")
    return book


def archived(book: SqlBook, folder: Path, on: date = LATER) -> Path:
    """Archive whatever is due in the year 2040; the file."""
    done = archive(book, folder / "old.db", on)
    assert done.filed is not None
    return folder / "old.db"


def archive(book: SqlBook, target: Path | None, on: date = LATER) -> Archiving:
    with book.read() as view:
        revisions = view.policy.revisions()
    return archive_orders(book, Shelf(book, target, year=on.year), revisions, a_stamp(on), as_of=on)


def of_orders(rows: dict[str, list[tuple[Any, ...]]], ids: set[int]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of some orders in every table that has any."""
    found = {name: [row for row in rows[name] if row[0] in ids] for name in ("orders", *CHILDREN)}
    return found | {"trail": [row for row in rows["trail"] if row[3] in ids]}
