"""SOP 4.5, clause by clause: receipt confirmed, completed, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import add, move

if TYPE_CHECKING:
    from tests.desk import Desk


@pytest.fixture
def delivered(desk: Desk) -> Desk:
    """A desk with one order, delivered."""
    add(desk, "A-1")
    move(desk, "A-1", ["confirmed"], ["delivered"])
    return desk


def test_the_receipt_is_confirmed_with_the_customer(delivered: Desk) -> None:
    """SOP 4.5a."""
    delivered.do("close", "A-1", "--until", "receipt", "--received-by", "Ms Weber")
    row = {"status": "delivered", "received_by": "Ms Weber"}
    assert delivered.rows("show", "A-1", "--fields", "status,received_by") == [row]


def test_an_order_is_completed_upon_delivery(delivered: Desk) -> None:
    """SOP 4.5b."""
    delivered.do("close", "A-1", "--until", "completed")
    assert delivered.column("status", "list") == ["completed"]


def test_an_order_is_closed_out_and_asks_for_nothing_more(delivered: Desk) -> None:
    """SOP 4.5c."""
    assert delivered.column("clause", "today") == ["4.5a"]
    delivered.do("close", "A-1")
    assert (delivered.column("status", "list"), delivered.rows("today")) == (["closed"], [])


def test_an_order_is_not_closed_while_something_is_missing(desk: Desk) -> None:
    """SOP 4.5c."""
    add(desk, "A-1")
    move(desk, "A-1", ["confirmed"], ["delivered", "--line", "1:4"])
    assert desk("close", "A-1").code == 4
    desk.do("close", "A-1", "--short", "sold out")
    assert desk.column("status", "list") == ["closed"]
