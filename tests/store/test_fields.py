"""An order's and a line's fields: declared once, kept by the domain, and columns of the tables."""

from __future__ import annotations

from dataclasses import fields

import pytest
from sqlalchemy import CheckConstraint, Table

from ordertrack.domain.orders.fields import (
    EDITED_OF_LINE,
    EDITED_OF_ORDER,
    FIELDS,
    LINE_FIELDS,
    ORDER_FIELDS,
    REJECTED,
    Field,
    FieldKind,
)
from ordertrack.domain.orders.order import Line, Order
from ordertrack.store.tables.orders import LINES, ORDERS

DECLARED = [
    *((field, ORDERS) for field in ORDER_FIELDS if not field.is_default_for_lines),
    *((field, LINES) for field in LINE_FIELDS),
]
TEXTS = [(field, table) for field, table in DECLARED if field.kind in {FieldKind.CODE, FieldKind.TEXT}]


@pytest.mark.parametrize(("field", "table"), DECLARED, ids=lambda each: getattr(each, "name", ""))
def test_a_declared_field_is_a_column(field: Field, table: Table) -> None:
    assert {field.key, f"{field.key}_id"} & set(table.c.keys())


@pytest.mark.parametrize(("field", "table"), TEXTS, ids=lambda each: getattr(each, "name", ""))
def test_the_column_of_a_text_takes_as_much_as_the_field(field: Field, table: Table) -> None:
    rules = [str(rule.sqltext) for rule in table.constraints if isinstance(rule, CheckConstraint)]
    assert f"length({field.key}) <= {field.limit}" in rules


def test_what_can_be_edited_is_kept_by_the_domain() -> None:
    assert EDITED_OF_ORDER.keys() <= {each.name for each in fields(Order)}
    assert EDITED_OF_LINE.keys() <= {each.name for each in fields(Line)}


def test_every_field_stands_in_a_file_of_what_was_refused() -> None:
    assert sorted(REJECTED) == sorted(FIELDS)
