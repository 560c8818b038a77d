"""The rows that an import writes without making orders of them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.entry import entry_from
from ordertrack.domain.orders.order import Order, status_from_quantities
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.values.codec import decode, encode
from ordertrack.store.orders.rows import order_rows
from tests.builders import TODAY, a_reader, a_row

if TYPE_CHECKING:
    from ordertrack.domain.orders.entry import Draft

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
