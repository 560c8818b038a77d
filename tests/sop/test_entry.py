"""SOP 4.1, clause by clause: orders are verified, entered, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import add, move

if TYPE_CHECKING:
    from tests.desk import Desk

REFUSAL = """\
ordertrack: error: order A-2 was not entered, 3 things are wrong:
  line.quantity: 0 is not a quantity to order; give more than zero
  supplier: "Bolt" is new, and one letter away from "Bolts" (if it is meant so, add --accept)
  customer_ref: R-7 of Acme stands on order A-1 already (if it is meant so, add --accept)
"""


def test_everything_wrong_with_an_order_is_said_on_receipt(desk: Desk) -> None:
    """SOP 4.1a."""
    add(desk, "A-1", "--customer-ref", "R-7")
    given = ("--customer", "acme", "--supplier", "Bolt", "--promised", "2026-03-20", "--customer-ref", "R-7")
    ran = desk("add", "A-2", *given, "--line", "0,M8")
    assert (ran.code, ran.out, ran.err) == (4, "", REFUSAL)
    assert desk.column("number", "list") == ["A-1"]


def test_an_order_entered_stands_in_the_book(desk: Desk) -> None:
    """SOP 4.1b."""
    add(desk, "A-1", "--owner", "anna")
    fields = "number,status,customer,supplier,owner,promised_on"
    assert desk.rows("list", "--fields", fields) == [
        {
            "number": "A-1",
            "status": "entered",
            "customer": "Acme",
            "supplier": "Bolts",
            "owner": "anna",
            "promised_on": "2026-03-20",
        }
    ]


def test_an_order_asks_for_its_confirmation_until_it_is_confirmed(desk: Desk) -> None:
    """SOP 4.1c."""
    add(desk, "A-1")
    asked = {"number": "A-1", "clause": "4.1c", "command": "ordertrack status A-1 --to confirmed"}
    assert desk.rows("today", "--fields", "number,clause,command") == [asked]
    move(desk, "A-1", ["confirmed"])
    assert desk.rows("today") == []
