"""Files of orders as an import meets them, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ordertrack.domain.orders.statuses import Status
from ordertrack.usecases.transfer.orders import ImportTally, Terms, import_orders
from tests.builders import a_line, a_reader, a_receipt, a_stamp, an_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordertrack.domain.values.texts import InputRow, Problem
    from ordertrack.store.book.book import SqlBook
    from ordertrack.usecases.transfer.orders import SourceOrder

HISTORY = Terms(is_history=True)
HERE = {"line_delivered_on": "2026-02-25"}
DELIVERED = an_order(
    is_history=True,
    status=Status.DELIVERED,
    last_contact_on=date(2026, 2, 25),
    lines=(a_line(receipts=(a_receipt(10, date(2026, 2, 25)),)),),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InFile:
    """What a file says about one order."""

    number: str | None
    rows: Sequence[InputRow]
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class Heard:
    """What the import said while it ran."""

    rejected: list[tuple[str | None, list[Problem]]] = field(default_factory=list)
    advanced: list[int] = field(default_factory=list)

    def reject(self, order: SourceOrder, problems: Sequence[Problem]) -> None:
        self.rejected.append((order.number, list(problems)))


def in_file(*rows: InputRow, problems: Sequence[Problem] = ()) -> InFile:
    return InFile(number=rows[0].values.get("number"), rows=rows, problems=problems)


def take(book: SqlBook, source: Iterable[InFile], terms: Terms = HISTORY) -> tuple[ImportTally, Heard]:
    heard = Heard()
    tally = import_orders(
        book, source, a_reader(), terms, a_stamp(), reject=heard.reject, advance=heard.advanced.append
    )
    return tally, heard


def tally(**fields: object) -> ImportTally:
    return replace(ImportTally(is_written=True), **fields)  # type: ignore[arg-type]  # the fields of a tally


def numbers_in(book: SqlBook) -> list[str]:
    with book.read() as view:
        return list(view.orders.open_numbers("", limit=10_000))
