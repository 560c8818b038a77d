"""Records at the command line: held, archived, erased, and looked at afterwards (SOP 6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, add, move

if TYPE_CHECKING:
    from collections.abc import Callable

    At = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the clock."""
    return lambda day: monkeypatch.setenv("ORDERTRACK_AS_OF", day)


@pytest.fixture
def old(desk: Desk, at: At) -> Desk:
    """Two orders closed in March 2026 and one cancelled; it is 2040."""
    for number in ("A-1", "B-1"):
        add(desk, number)
        move(desk, number, ("confirmed",), ("delivered",))
        desk.do("close", number)
    add(desk, "C-1")
    desk.do("cancel", "C-1", "--cause", "not needed")
    desk.do("book", "hold", "B-1", "--cause", "lawsuit 7")
    at("2040-03-02")
    return desk


def archive_of(desk: Desk) -> Desk:
    return Desk(Path(desk.place).with_name("orders-archive-2040.db"))


def test_a_dry_run_lists_what_goes_and_what_stays(old: Desk) -> None:
    before = old.content
    ran = old.do("book", "archive", "--dry-run", "--csv")
    assert ran.out == (
        "number,finished_on,kept_for,kept_until,goes,stays\n"
        "A-1,2026-03-02,closed,2036-03-02,true,\n"
        "B-1,2026-03-02,closed,2036-03-02,false,held: lawsuit 7\n"
        "C-1,2026-03-02,cancelled,2032-03-02,true,\n"
    )
    assert old.content == before


def test_a_dry_run_may_look_ahead(old: Desk, at: At) -> None:
    at("2026-03-03")
    assert old.column("number", "book", "archive", "--dry-run", "--as-of", "2032-03-03") == ["C-1"]
    assert old("book", "archive", "--as-of", "2032-03-03").code == 4


def test_archiving_says_what_went_and_what_stayed(old: Desk) -> None:
    ran = old.do("book", "archive")
    place = archive_of(old).place
    assert ran.out == "A-1\nC-1\n"
    assert ran.err == f"B-1 stays: held: lawsuit 7\n2 orders moved to {place}, with 8 events\n"
    assert old.do("book", "archive").err == "B-1 stays: held: lawsuit 7\nnothing to archive\n"
    assert old.column("number", "list") == ["B-1"]


def test_the_archive_is_read_by_the_same_program_and_not_written(old: Desk) -> None:
    whole = old.rows("show", "A-1")
    trail = old.rows("trail", "show", "A-1")
    old.do("book", "archive")
    archive = archive_of(old)
    assert (archive.rows("show", "A-1"), archive.rows("trail", "show", "A-1")) == (whole, trail)
    assert archive.column("number", "list") == ["A-1", "C-1"]
    assert archive.column("verdict", "book", "check") == ["ok"] * 8
    ran = archive("edit", "A-1", "--owner", "anna")
    assert (ran.code, ran.err) == (
        4,
        "ordertrack: error: this is an archive of orders.db: it is read, and never written to\n",
    )


def test_verifying_counts_the_stubs_and_takes_archives(old: Desk) -> None:
    old.do("book", "archive")
    (row,) = old.rows("trail", "verify", "--archive", str(archive_of(old).place))
    assert (row["ok"], row["stubs"]) == (True, 8)
    assert "8 events are stubs" in old.do("trail", "verify").out
    ran = old("trail", "verify", "--archive", str(old.place))
    assert (ran.code, "is no archive" in ran.err) == (6, True)


def test_an_archived_number_is_rejected_from_a_file(old: Desk, tmp_path: Path) -> None:
    old.do("book", "archive")
    file = tmp_path / "in.csv"
    file.write_text("number,customer,supplier,promised_on,line.quantity\nA-1,Acme,Bolts,2040-04-01,1\n")
    ran = old("import", "orders", str(file))
    assert ran.code == 7
    assert "order A-1 is in the archive orders-archive-2040.db" in ran.err


def test_a_hold_is_shown_and_released(old: Desk) -> None:
    assert old.column("held_cause", "show", "A-1", "B-1") == [None, "lawsuit 7"]
    assert old.do("book", "hold", "B-1", "--release").err == "B-1: released\n"
    assert old.column("held_cause", "show", "B-1") == [None]
    assert old.rows("trail", "show", "B-1")[-1]["what"] == "record released"


@pytest.mark.parametrize("words", [(), ("--cause", "x", "--release")])
def test_a_hold_wants_a_cause_or_a_release(old: Desk, words: tuple[str, ...]) -> None:
    assert old("book", "hold", "A-1", *words).code == 2


def test_a_party_is_erased_with_a_cause(old: Desk) -> None:
    old.do("book", "hold", "B-1", "--release")
    old.do("party", "edit", "Acme", "--email", "ada@example.org")
    assert old("party", "erase", "Acme").code == 2
    assert old.do("party", "erase", "Acme", "--cause", "asked", "--dry-run").err == (
        "would: erase Acme, customer, ada@example.org: erased party 1 from now on\nwould: 2 events lose their text\n"
    )
    ran = old.do("party", "erase", "Acme", "--cause", "asked")
    assert ran.out == "erased party 1\n"
    assert b"ada@example.org" not in old.content
    assert old.column("customer", "list") == ["erased party 1"] * 3
    assert old.column("ok", "trail", "verify") == [True]
