"""SOP 3, 6 and 7: who answers for what, what is kept, how punctual everybody was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import Desk, add, move

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sop.conftest import Calendar


def test_everybody_sees_their_own_work_and_both_parties_of_it(desk: Desk) -> None:
    """SOP 3."""
    add(desk, "A-1", "--owner", "anna")
    add(desk, "A-2", "--owner", "tom")
    fields = "number,owner,customer,supplier"
    mine = {"number": "A-1", "owner": "anna", "customer": "Acme", "supplier": "Bolts"}
    assert desk.rows("today", "--owner", "anna", "--fields", fields) == [mine]


def test_the_records_are_kept_whole_in_a_backup(desk: Desk, tmp_path: Path) -> None:
    """SOP 6."""
    add(desk, "A-1")
    desk.do("book", "backup", str(tmp_path / "copy.db"))
    copy = Desk(tmp_path / "copy.db")
    assert copy.rows("export", "trail") == desk.rows("export", "trail")
    assert copy.column("ok", "trail", "verify") == [True]


def test_a_record_past_its_term_goes_whole_to_an_archive(desk: Desk, turn_to: Calendar, tmp_path: Path) -> None:
    """SOP 6."""
    add(desk, "A-1")
    move(desk, "A-1", ["cancelled", "--cause", "withdrawn"])
    turn_to("2032-03-03")
    desk.do("book", "archive", "--to", str(tmp_path / "old.db"))
    assert (desk("show", "A-1").code, desk.column("ok", "trail", "verify")) == (3, [True])
    assert Desk(tmp_path / "old.db").column("status", "show", "A-1") == ["cancelled"]


def test_the_rate_of_on_time_delivery_counts_what_came_late_and_what_never_came(desk: Desk, turn_to: Calendar) -> None:
    """SOP 7."""
    for number in ("A-1", "A-2", "A-3"):
        add(desk, number)
        move(desk, number, ["confirmed"])
    turn_to("2026-03-24")
    move(desk, "A-1", ["delivered", "--on", "2026-03-20"])
    move(desk, "A-2", ["delivered", "--on", "2026-03-23"])
    fields = "due,delivered,on_time,late,overdue_open,rate,rate_delivered"
    assert desk.rows("report", "ontime", "--fields", fields) == [
        {
            "due": 3,
            "delivered": 2,
            "on_time": 1,
            "late": 1,
            "overdue_open": 1,
            "rate": 0.333333,
            "rate_delivered": 0.5,
        }
    ]
