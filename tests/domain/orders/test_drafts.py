"""Text from a form or a file, read into drafts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.domain.orders.entry import Draft, DraftReader, read_field
from ordertrack.domain.orders.fields import DATE_FIELDS, FIELDS
from ordertrack.domain.time.dates import DateReader
from ordertrack.domain.values.texts import Problem
from tests.builders import CUSTOMER, SUPPLIER, a_bare_row, a_reader, a_row, units

EVERYTHING = {
    "number": " A-1 ",
    "customer": "Müller   & Søn",
    "supplier": SUPPLIER,
    "owner": "Zoë",
    "priority": "URGENT",
    "placed_on": "2026-02-01",
    "requested_on": "2026-03-18",
    "promised_on": " 2026-03-20 ",
    "expected_on": "2026-03-19",
    "status": "Shipped",
    "carrier": "DHL",
    "tracking": "JD1",
    "customer_ref": "PO 7",
    "supplier_ref": "S 7",
    "value": "1234.5",
    "currency": "eur",
    "note": " by noon ",
    "line_ref": "R-1",
    "line_position": "3",
    "line_sku": "M8",
    "line_description": 'bolts, "8 mm"\n',
    "line_quantity": "1.5",
    "line_unit": "box",
    "line_unit_price": "0.05",
    "line_requested_on": "2026-03-17",
    "line_first_promised_on": "2026-03-10",
    "line_shipped_on": "2026-02-20",
    "line_shipped_quantity": "1",
    "line_delivered_on": "2026-02-25",
    "line_delivered_quantity": "0.5",
    "line_cancelled_on": "2026-02-26",
    "line_cancelled_quantity": "0",
}


def read(*rows: object) -> Draft:
    draft, problems = a_reader().read(rows)  # type: ignore[arg-type]  # every caller gives rows
    assert problems == []
    assert draft is not None
    return draft


def problems_of(*rows: object) -> list[Problem]:
    _, problems = a_reader().read(rows)  # type: ignore[arg-type]  # every caller gives rows
    return problems


def test_every_field_is_read_as_it_is_kept() -> None:
    assert read(a_bare_row(2, **EVERYTHING)) == Draft(
        number="A-1",
        customer=CUSTOMER,
        supplier=SUPPLIER,
        fields={
            "owner": "Zoë",
            "priority": "urgent",
            "placed_on": "2026-02-01",
            "status": "shipped",
            "carrier": "DHL",
            "tracking": "JD1",
            "customer_ref": "PO 7",
            "supplier_ref": "S 7",
            "value": 123_450,
            "currency": "EUR",
            "note": " by noon ",
        },
        lines=[
            {
                "ref": "R-1",
                "position": 3,
                "sku": "M8",
                "description": 'bolts, "8 mm"\n',
                "quantity": 15_000,
                "unit": "box",
                "unit_price": 500,
                "requested_on": "2026-03-17",
                "promised_on": "2026-03-20",
                "expected_on": "2026-03-19",
                "first_promised_on": "2026-03-10",
                "shipped_on": "2026-02-20",
                "shipped_quantity": 10_000,
                "delivered_on": "2026-02-25",
                "delivered_quantity": 5_000,
                "cancelled_on": "2026-02-26",
                "cancelled_quantity": 0,
            }
        ],
        rows=(2,),
    )


def test_an_order_without_lines_has_one_of_one_unit() -> None:
    line = {"promised_on": "2026-03-20", "quantity": units(1), "position": 1}
    assert read(a_row()) == Draft("A-1", CUSTOMER, SUPPLIER, {}, [line], (None,))


def test_the_dates_of_the_order_are_those_of_its_lines_unless_a_line_has_its_own() -> None:
    draft = read(a_row(2, line_promised_on="2026-04-01"), a_row(3, expected_on="2026-03-25"))
    assert draft.lines == [
        {"promised_on": "2026-04-01", "quantity": units(1), "position": 1},
        {"promised_on": "2026-03-20", "expected_on": "2026-03-25", "quantity": units(1), "position": 2},
    ]


def test_rows_of_one_number_are_lines_of_one_order_and_may_each_say_a_part_of_it() -> None:
    draft = read(a_row(2, owner="Zoë", line_sku="M8"), a_row(9, line_sku="M6", note="by noon"))
    assert (draft.fields, [line["sku"] for line in draft.lines], draft.rows) == (
        {"owner": "Zoë", "note": "by noon"},
        ["M8", "M6"],
        (2, 9),
    )


def test_lines_without_a_position_take_the_free_ones() -> None:
    draft = read(a_row(2), a_row(3, line_position="1"), a_row(4), a_row(5, line_position="3"))
    assert [line["position"] for line in draft.lines] == [2, 1, 4, 3]


def test_a_line_with_a_reference_is_known_by_it_and_not_by_a_position() -> None:
    draft = read(a_row(2, line_ref="R-1"), a_row(3, line_ref="R-2"))
    assert [line.get("position") for line in draft.lines] == [None, None]
    assert "position" not in read(a_row(2, line_ref="R-1")).lines[0]


@pytest.mark.parametrize("name", ["customer", "number", "owner", "value"])
def test_a_blank_field_is_refused_by_name(name: str) -> None:
    assert [problem.column for problem in problems_of(a_row(2, currency="EUR", **{name: " "}))] == [name]


def test_the_names_an_order_cannot_do_without_are_asked_for_together() -> None:
    draft, problems = a_reader().read([a_bare_row(4)])
    names = ("promised_on", "number", "customer", "supplier")
    assert draft is None
    assert problems == [Problem(row=4, column=name, message="is missing") for name in names]


def test_a_name_that_was_refused_is_not_also_missing() -> None:
    assert problems_of(a_row(4, number="A\0", promised_on="31.04.")) == [
        Problem(row=4, column="number", message="has a NUL character at position 2; remove it"),
        Problem(row=4, column="promised_on", message="Invalid isoformat string: '31.04.'"),
    ]


def test_everything_wrong_is_said_at_once() -> None:
    row = a_row(7, priority="asap", currency="EURO", value="1,5", line_quantity="0", line_position="x")
    assert problems_of(row) == [
        Problem(row=7, column="priority", message='"asap" is not one of low, normal, high, urgent'),
        Problem(row=7, column="currency", message='"EURO" is not a currency; write its ISO 4217 code, such as EUR'),
        Problem(row=7, column="line.quantity", message="0 is not a quantity to order; give more than zero"),
        Problem(row=7, column="line.position", message='"x" is not a line position; give a whole number from 1'),
    ]


@pytest.mark.parametrize("text", ["0", "-1", "1.0", "1000000", "٣", ""])
def test_a_position_is_a_whole_number_from_one(text: str) -> None:
    message = f'"{text}" is not a line position; give a whole number from 1'
    assert problems_of(a_row(2, line_position=text)) == [Problem(row=2, column="line.position", message=message)]


@pytest.mark.parametrize("text", ["1", " 7 ", "999999"])
def test_a_position_may_be_any_but_not_every_number(text: str) -> None:
    assert read(a_row(line_position=text)).lines[0]["position"] == int(text)


@pytest.mark.parametrize("name", ["shipped", "delivered", "cancelled"])
def test_a_quantity_that_happened_may_be_zero(name: str) -> None:
    assert read(a_row(**{f"line_{name}_quantity": "0"})).lines[0][f"{name}_quantity"] == 0


def test_a_value_needs_a_currency() -> None:
    assert problems_of(a_row(2, value="100")) == [Problem(row=2, column="value", message="needs a currency")]


def test_a_value_has_no_more_decimals_than_its_currency() -> None:
    (problem,) = problems_of(a_row(2, value="100.5", currency="JPY"))
    assert (problem.row, problem.column) == (2, "value")


def test_a_value_is_not_judged_by_a_currency_that_was_refused() -> None:
    assert [problem.column for problem in problems_of(a_row(value="100", currency="EURO"))] == ["currency"]


def test_a_currency_may_stand_in_another_row_than_the_value() -> None:
    assert read(a_row(2, value="100"), a_row(3, currency="EUR")).fields == {"value": 10_000, "currency": "EUR"}


def test_rows_of_one_order_must_agree() -> None:
    rows = a_row(2, owner="Zoë", customer="Acme"), a_row(3, owner="Ada", customer="ACME")
    assert problems_of(*rows) == [
        Problem(row=3, column="customer", message='says "ACME" where row 2 of the same order says "Acme"'),
        Problem(row=3, column="owner", message='says "Ada" where row 2 of the same order says "Zoë"'),
    ]


@pytest.mark.parametrize("name", ["position", "ref"])
def test_a_line_stands_once_in_an_order(name: str) -> None:
    rows = [a_row(row, **{f"line_{name}": "1"}) for row in (2, 3)]
    assert problems_of(*rows) == [Problem(row=3, column=f"line.{name}", message="1 stands twice in one order")]


def test_a_line_without_a_promise_is_refused_where_it_stands() -> None:
    names = {"number": "A-1", "customer": CUSTOMER, "supplier": SUPPLIER}
    rows = a_bare_row(2, **names, line_promised_on="2026-03-20"), a_bare_row(3, **names)
    assert problems_of(*rows) == [Problem(row=3, column="promised_on", message="is missing")]


def test_a_promise_that_was_refused_is_not_also_missing() -> None:
    (problem,) = problems_of(a_row(2, promised_on="soon"))
    assert problem.column == "promised_on"


def test_each_date_field_is_read_in_its_own_format() -> None:
    formats = dict.fromkeys(DATE_FIELDS, DateReader().read) | {"line.shipped_on": DateReader(("%d/%m/%Y",)).read}
    draft, problems = DraftReader(formats).read([a_row(line_shipped_on="20/02/2026")])
    assert (draft and draft.lines[0]["shipped_on"], problems) == ("2026-02-20", [])


def test_the_same_reader_reads_the_same_text_the_same_way_again() -> None:
    reader = a_reader()
    row = a_bare_row(2, **EVERYTHING)
    assert reader.read([row]) == reader.read([row])


def test_the_fields_of_a_draft_are_those_of_the_contract() -> None:
    assert set(FIELDS) == {
        *("number", "customer", "supplier", "owner", "priority", "placed_on", "requested_on", "promised_on"),
        *("expected_on", "status", "carrier", "tracking", "customer_ref", "supplier_ref", "value", "currency", "note"),
        *("line.ref", "line.position", "line.sku", "line.description", "line.quantity", "line.unit"),
        *("line.unit_price", "line.requested_on", "line.first_promised_on", "line.promised_on", "line.expected_on"),
        *("line.shipped_on", "line.delivered_on", "line.cancelled_on", "line.shipped_quantity"),
        *("line.delivered_quantity", "line.cancelled_quantity"),
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("owner", " Zoë ", "Zoë"), ("line.quantity", "2", units(2)), ("placed_on", "2026-02-01", "2026-02-01")],
)
def test_a_single_field_is_read_the_same_way(name: str, text: str, value: object) -> None:
    assert read_field(name, text) == value


@given(st.dictionaries(st.sampled_from([*FIELDS]), st.text(max_size=8), max_size=6))
def test_whatever_stands_in_a_row_gives_a_draft_or_problems_that_name_their_place(values: dict[str, str]) -> None:
    draft, problems = a_reader().read([a_row(5)._replace(values={**a_row().values, **values})])
    assert draft is not None or problems
    assert {problem.row for problem in problems} <= {5}
    assert {problem.column for problem in problems} <= set(FIELDS)
