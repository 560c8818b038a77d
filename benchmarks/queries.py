"""Prints a statement as the store writes it, so that the database's own shell can run the very same text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self, cast

from generate import AS_OF
from sqlalchemy.dialects import sqlite

from ordertrack.domain.orders.lists import OrderFilter
from ordertrack.domain.reports.lines import By, OnTimeQuestion
from ordertrack.store.records.exports import ORDER_EXPORT, lines_with_orders
from ordertrack.store.reports.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa


class _Listener:
    """Stands where the connection would: hears each statement and answers with nothing."""

    heard: sa.Select[Any]

    def execute(self, query: sa.Select[Any]) -> Self:
        self.heard = query
        return self

    def all(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def main(name: str) -> None:
    """Print the statement of `overdue`, `ontime` or `export`."""
    listener = _Listener()
    lines = Lines(cast("sa.Connection", listener))
    if name == "overdue":
        lines.overdue(OrderFilter(), as_of=AS_OF)
    elif name == "ontime":
        lines.ontime(OnTimeQuestion(as_of=AS_OF, by=By.SUPPLIER))
    else:
        listener.execute(lines_with_orders(ORDER_EXPORT))
    text = listener.heard.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    print(f"{text};")


if __name__ == "__main__":
    main(sys.argv[1])
