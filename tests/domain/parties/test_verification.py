"""What is suspicious about an order before it enters the book."""

from __future__ import annotations

import pytest

from ordertrack.domain.parties import Party, near_name, twin_number, twin_reference
from ordertrack.domain.values.texts import Problem

KNOWN = (
    Party(id=1, name="Acme Fasteners", is_supplier=True),
    Party(id=2, name="Store 12", is_customer=True),
    Party(id=3, name="Müller & Søn", is_customer=True),
)


def test_a_number_that_is_taken_is_a_problem() -> None:
    assert twin_number("A-1") == Problem(column="number", message="A-1 is in the book already")


def test_a_reference_of_the_customer_names_the_order_that_has_it() -> None:
    found = twin_reference("Müller", "PO 7", "A-1")
    assert found == Problem(column="customer_ref", message="PO 7 of Müller stands on order A-1 already")


@pytest.mark.parametrize("name", ["Acme Fastener", "Acme Fastenners", "acme fasteneRSz", "ACME FASTEENRS"])
def test_a_new_name_one_letter_from_a_known_one_is_suspected(name: str) -> None:
    message = f'"{name}" is new, and one letter away from "Acme Fasteners"'
    assert near_name(name, "supplier", KNOWN) == Problem(column="supplier", message=message)


@pytest.mark.parametrize("name", ["Store 13", "Store 2", "Store 123"])
def test_names_that_differ_in_a_digit_are_meant_to(name: str) -> None:
    assert near_name(name, "customer", KNOWN) is None


@pytest.mark.parametrize("name", ["Stora 12", "store  1 2"])
def test_names_with_the_same_digits_are_compared(name: str) -> None:
    found = near_name(name, "customer", KNOWN)
    assert found is not None
    assert found.column == "customer"


@pytest.mark.parametrize("name", ["Borealis", "Acme", "Müller"])
def test_a_name_far_from_all_others_is_not_suspected(name: str) -> None:
    assert near_name(name, "customer", KNOWN) is None
