"""Bringing orders in, into a real book."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.codec import decode, encode
from ordertrack.domain.entry import entry_from
from ordertrack.domain.events import Change, LinesReceived, OrderEdited, OrderEntered
from ordertrack.domain.moves import Target
from ordertrack.domain.orders import Order, Priority, Status, status_from_quantities
from ordertrack.domain.problems import Problem
from ordertrack.store.projection import order_rows
from ordertrack.store.verification import verify
from ordertrack.usecases import imports
from ordertrack.usecases.imports import SHOWN, Tally, Terms, import_orders
from tests.builders import (
    CUSTOMER,
    TODAY,
    a_line,
    a_reader,
    a_receipt,
    a_row,
    a_stamp,
    an_order,
    enter,
    facts_of,
    loaded,
    move,
    parties_of,
    ten,
    units,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ordertrack.domain.drafts import Draft, InputRow
    from ordertrack.store.book import SqlBook
    from ordertrack.usecases.imports import SourceOrder

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


def take(book: SqlBook, source: Iterable[InFile], terms: Terms = HISTORY) -> tuple[Tally, Heard]:
    heard = Heard()
    tally = import_orders(
        book, source, a_reader(), terms, a_stamp(), reject=heard.reject, advance=heard.advanced.append
    )
    return tally, heard


def tally(**fields: object) -> Tally:
    return replace(Tally(is_written=True), **fields)  # type: ignore[arg-type]  # the fields of a tally


def numbers_in(book: SqlBook) -> list[str]:
    with book.read() as view:
        return list(view.open_numbers("", limit=10_000))


def is_sound(book: SqlBook) -> bool:
    with book.read() as view:
        return verify(view).finding is None


def test_history_comes_in_as_it_is(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2, **HERE)), in_file(ten(3, number="A-2"), ten(4, number="A-2"))])
    assert found == tally(added=2, lines=3, new_parties=2)
    assert (heard.rejected, heard.advanced) == ([], [2])
    assert loaded(book) == DELIVERED
    assert loaded(book, "A-2") == an_order(
        "A-2", is_history=True, status=Status.CONFIRMED, lines=(a_line(1), a_line(2))
    )
    assert facts_of(book) == [OrderEntered(order=DELIVERED)]
    assert is_sound(book)


def test_new_orders_begin_their_life(book: SqlBook) -> None:
    found, _ = take(book, [in_file(ten(2))], Terms())
    assert (found, loaded(book)) == (tally(added=1, lines=1, new_parties=2), an_order())


def test_new_orders_cannot_have_happened(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2, **HERE))], Terms())
    message = "has happened already; --history takes finished or running orders as they are"
    problem = Problem(row=2, column="line.delivered_on", message=message)
    assert heard.rejected == [("A-1", [problem])]
    assert found == tally(rejected=1, problem_count=1, first_problems=[problem], is_written=False)


def test_a_promise_before_the_placement_is_counted_in_history(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2, placed_on="2026-03-21"))])
    message = "line 1 is promised 2026-03-20, before the order was placed, 2026-03-21"
    warning = Problem(row=2, column="promised_on", message=message)
    assert found == tally(added=1, lines=1, new_parties=2, warnings=1, first_warnings=[warning])
    assert heard.rejected == []


def test_a_promise_before_the_placement_is_refused_of_new_orders(book: SqlBook) -> None:
    found, _ = take(book, [in_file(ten(2, placed_on="2026-03-21"))], Terms())
    assert (found.rejected, found.added, numbers_in(book)) == (1, 0, [])


def test_the_same_file_again_leaves_everything_unchanged(book: SqlBook) -> None:
    source = [in_file(ten(2, **HERE)), in_file(ten(3, number="A-2"), ten(4, number="A-2"))]
    take(book, source)
    again, _ = take(book, source)
    assert again == tally(unchanged=2)
    assert len(facts_of(book)) == 1
    assert is_sound(book)


def test_all_or_nothing_is_the_rule(book: SqlBook) -> None:
    found, heard = take(book, [in_file(ten(2)), in_file(ten(3, number="A-2", line_quantity="0"))])
    problem = Problem(row=3, column="line.quantity", message="0 is not a quantity to order; give more than zero")
    assert found == tally(
        added=1, lines=1, rejected=1, new_parties=2, problem_count=1, first_problems=[problem], is_written=False
    )
    assert heard.rejected == [("A-2", [problem])]
    assert (numbers_in(book), parties_of(book)) == ([], [])


def test_the_good_orders_are_taken_when_that_is_asked(book: SqlBook) -> None:
    bad = ten(3, number="A-2", line_quantity="0", customer="Nobody")
    found, _ = take(book, [in_file(ten(2)), in_file(bad), in_file(ten(4, number="A-3"))], Terms(partial=True))
    assert (found.added, found.rejected, found.is_written) == (2, 1, True)
    assert numbers_in(book) == ["A-1", "A-3"]
    assert [party.name for party in parties_of(book)] == [CUSTOMER, "Acme Fasteners"]
    assert is_sound(book)


def test_a_dry_run_counts_and_keeps_nothing(book: SqlBook) -> None:
    found, _ = take(book, [in_file(ten(2))], Terms(dry_run=True))
    assert found == tally(added=1, lines=1, new_parties=2, is_written=False)
    assert (numbers_in(book), parties_of(book)) == ([], [])


def test_a_row_that_could_not_be_read_refuses_its_order(book: SqlBook) -> None:
    fault = Problem(row=3, message="has 4 cells where the header has 3")
    source = [InFile(number=None, rows=(), problems=[fault]), in_file(ten(2), problems=[fault])]
    found, heard = take(book, source)
    assert heard.rejected == [(None, [fault]), ("A-1", [fault])]
    assert (found.rejected, found.problem_count, found.is_written) == (2, 2, False)


def test_only_the_first_problems_and_warnings_are_kept_but_all_are_counted(sqlite_book: SqlBook) -> None:
    bad = [in_file(ten(row, number=f"B-{row}", line_quantity="0", priority="x")) for row in range(2, 9)]
    odd = [in_file(ten(row, number=f"O-{row}", placed_on="2026-03-21")) for row in range(20, 33)]
    found, heard = take(sqlite_book, bad + odd)
    assert (found.rejected, found.problem_count, found.warnings) == (7, 14, 13)
    assert (len(found.first_problems), len(found.first_warnings)) == (SHOWN, SHOWN)
    assert found.first_problems == [problem for _, problems in heard.rejected for problem in problems][:SHOWN]


def test_a_file_is_read_in_batches_and_each_is_reported(sqlite_book: SqlBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    pulled: list[int] = []

    def source() -> Iterator[InFile]:
        for row in range(5):
            pulled.append(row)
            yield in_file(ten(row, number=f"A-{row}"))

    heard = Heard()
    seen: list[tuple[int, int]] = []
    import_orders(
        sqlite_book,
        source(),
        a_reader(),
        HISTORY,
        a_stamp(),
        reject=heard.reject,
        advance=lambda done: seen.append((done, len(pulled))),
    )
    assert seen == [(2, 2), (4, 4), (5, 5)]
    assert numbers_in(sqlite_book) == [f"A-{row}" for row in range(5)]


def test_a_known_order_that_differs_is_refused_unless_changes_are_taken(book: SqlBook) -> None:
    enter(book, ten(owner="Ada"))
    found, heard = take(book, [in_file(ten(2, owner="Zoë", note="new"))])
    message = "order A-1 is in the book and differs in owner, note; --update takes the change"
    assert heard.rejected == [("A-1", [Problem(row=2, column="owner", message=message)])]
    assert (found.rejected, loaded(book).owner) == (1, "Ada")


def test_changes_are_taken_each_as_an_event(book: SqlBook) -> None:
    take(book, [in_file(ten(2, owner="Ada"))])
    row = ten(2, owner="Zoë", priority="high", **HERE)
    found, _ = take(book, [in_file(row)], Terms(is_history=True, update=True))
    assert found == tally(updated=1)
    after = replace(DELIVERED, owner="Zoë", priority=Priority.HIGH, version=3)
    changes = Change(field="owner", old="Ada", new="Zoë"), Change(field="priority", old="normal", new="high")
    assert loaded(book) == after
    assert facts_of(book)[1] == OrderEdited(changes=changes)
    assert isinstance(facts_of(book)[2], LinesReceived)
    assert take(book, [in_file(row)])[0] == tally(unchanged=1)
    assert is_sound(book)


def test_a_change_that_the_procedure_forbids_refuses_the_order_and_keeps_none_of_it(book: SqlBook) -> None:
    enter(book, ten())
    _, heard = take(book, [in_file(ten(2, owner="Zoë", **HERE))], Terms(is_history=True, update=True, partial=True))
    message = "A-1 is entered and cannot become delivered; from entered it can go to confirmed, cancelled, delayed"
    assert heard.rejected == [("A-1", [Problem(row=2, column="owner", message=message)])]
    assert loaded(book) == an_order()


def test_a_change_that_only_a_correction_can_make_says_so(book: SqlBook) -> None:
    take(book, [in_file(ten(2, **HERE))])
    row = ten(2, line_delivered_on="2026-02-24")
    _, heard = take(book, [in_file(row)], Terms(is_history=True, update=True))
    message = "line.delivered_on cannot be taken from a file; use `status A-1 --correct CAUSE`"
    assert heard.rejected == [("A-1", [Problem(row=2, column="line.delivered_on", message=message)])]


@pytest.mark.parametrize("role", ["customer", "supplier"])
def test_a_known_order_is_not_given_to_another_party(book: SqlBook, role: str) -> None:
    enter(book, ten())
    row = ten(2, **{role: "Somebody Else"})
    _, heard = take(book, [in_file(row)], Terms(update=True))
    message = "is another than that of order A-1 in the book"
    assert heard.rejected == [("A-1", [Problem(row=2, column=role, message=message)])]
    assert len(parties_of(book)) == 2


def test_new_and_known_orders_may_stand_in_one_file(book: SqlBook) -> None:
    enter(book, ten())
    enter(book, ten(number="A-2"))
    source = [in_file(ten(2)), in_file(ten(3, number="A-3")), in_file(ten(4, number="A-2", owner="Zoë"))]
    found, _ = take(book, source, Terms(update=True))
    assert found == tally(added=1, updated=1, unchanged=1, lines=1)
    assert is_sound(book)


def test_a_new_line_is_taken_into_a_known_order(book: SqlBook) -> None:
    enter(book, ten(2), ten(3))
    rows = ten(2), ten(3), ten(4, line_position="9", line_sku="M8"), ten(5, line_position="4")
    found, _ = take(book, [in_file(*rows)], Terms(update=True))
    assert found == tally(updated=1)
    assert loaded(book).lines == (a_line(1), a_line(2), a_line(4), a_line(9, sku="M8"))
    assert is_sound(book)


def test_an_order_cancelled_after_it_was_shipped_comes_in(book: SqlBook) -> None:
    found, _ = take(book, [in_file(ten(2, status="cancelled", line_shipped_on="2026-02-20"))])
    order = loaded(book)
    assert (found.added, order.status, order.lines[0].shipped_quantity) == (1, Status.CANCELLED, units(10))
    assert is_sound(book)


def test_an_order_said_to_be_closed_without_a_day_of_delivery_is_refused(book: SqlBook) -> None:
    _, heard = take(book, [in_file(ten(2, status="closed"))])
    message = "says closed, but not every line has a delivered_on"
    assert heard.rejected == [("A-1", [Problem(row=2, column="status", message=message)])]


def test_imported_history_moves_on_like_any_other_order(book: SqlBook) -> None:
    take(book, [in_file(ten(2))])
    move(book, Target.DELIVERED)
    assert loaded(book).status is Status.DELIVERED
    assert is_sound(book)


DAYS = st.sampled_from(["2026-02-01", "2026-02-25", "2026-03-02", "2026-03-20"])
PAST = st.sampled_from(["2026-02-01", "2026-02-25", "2026-03-02"])
AMOUNTS = st.sampled_from(["0", "1", "4", "9.9999", "10", "12"])
CELLS = {
    "line.quantity": st.sampled_from(["1", "4", "10", "0.0001"]),
    "line.unit_price": st.sampled_from(["0", "0.05", "99999999999"]),
    "line.sku": st.text(min_size=1, max_size=5),
    "line.promised_on": DAYS,
    "line.first_promised_on": DAYS,
    "line.expected_on": DAYS,
    "line.requested_on": DAYS,
    "line.shipped_on": PAST,
    "line.delivered_on": PAST,
    "line.cancelled_on": PAST,
    "line.shipped_quantity": AMOUNTS,
    "line.delivered_quantity": AMOUNTS,
    "line.cancelled_quantity": AMOUNTS,
}
HEADERS = {
    "status": st.sampled_from([status.value for status in Status]),
    "priority": st.sampled_from([priority.value for priority in Priority]),
    "owner": st.text(min_size=1, max_size=5),
    "note": st.text(min_size=1, max_size=5),
    "placed_on": DAYS,
}


@st.composite
def history_drafts(draw: st.DrawFn) -> Draft | None:
    """A draft of an order as a file might tell it, or None where the file tells nonsense."""
    header = draw(st.fixed_dictionaries({}, optional=HEADERS))
    cells = draw(st.lists(st.fixed_dictionaries({}, optional=CELLS), min_size=1, max_size=3))
    rows = [a_row(row)._replace(values={**a_row().values, **header, **line}) for row, line in enumerate(cells, 2)]
    draft, problems = a_reader().read(rows)
    return None if problems else draft


@given(history_drafts())
def test_whatever_a_file_tells_comes_in_with_the_status_of_its_quantities_or_not_at_all(draft: Draft | None) -> None:
    entry = entry_from(draft, is_history=True, today=TODAY.isoformat()) if draft else None
    if entry is None or entry.problems:
        return
    order = decode(Order, entry.facts | {"customer": 1, "supplier": 2})
    assert order.status is status_from_quantities(order)


@given(history_drafts())
def test_the_rows_of_an_import_are_those_of_the_order_that_came_in(draft: Draft | None) -> None:
    entry = entry_from(draft, is_history=True, today=TODAY.isoformat()) if draft else None
    if entry is None or entry.problems:
        return
    facts = entry.facts | {"customer": 1, "supplier": 2}
    assert order_rows(facts, 7) == order_rows(encode(decode(Order, facts)), 7)
