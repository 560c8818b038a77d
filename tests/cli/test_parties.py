from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import runner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Run

KESTREL = {
    "name": "Kestrel Fasteners",
    "is_customer": False,
    "is_supplier": True,
    "emails": "a@kestrel.example, b@kestrel.example",
    "phone": "+44 20 7946 0018",
    "language": "en-GB",
    "zone": "Europe/London",
    "also_known_as": None,
}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    run = runner(capsys, tmp_path / "orders.db")
    assert run("book", "init", "--zone", "UTC").code == 0
    return run


def add_kestrel(run: Run) -> None:
    details = ("--email", "a@kestrel.example", "--email", "b@kestrel.example", "--phone", "+44 20 7946 0018")
    added = run(
        "party", "add", "Kestrel  Fasteners", "--supplier", *details, "--language", "en-gb", "--zone", "Europe/London"
    )
    assert (added.code, added.out) == (0, "Kestrel Fasteners\n")


def add_order(run: Run, number: str, customer: str, supplier: str) -> None:
    names = ("--customer", customer, "--supplier", supplier)
    assert run("add", number, *names, "--promised", "+2w", "--accept").code == 0


def test_a_party_is_listed_with_what_is_known_of_it(run: Run) -> None:
    add_kestrel(run)
    assert run("party", "list", "--json").rows == [KESTREL]


def test_adding_a_party_says_what_was_kept(run: Run) -> None:
    added = run("party", "add", "Żuraw", "--customer", "--email", "biuro@zuraw.example", "--language", "PL")
    assert added.err == "new party: Żuraw, customer, biuro@zuraw.example, pl\n"


def test_the_list_can_be_of_customers_or_suppliers_only(run: Run) -> None:
    add_order(run, "A-1", "Café Zoë", "Bolts & Co")
    names = [
        run("party", "list", *only, "--fields", "name", "--csv").out for only in ([], ["--customers"], ["--suppliers"])
    ]
    assert names == ["name\nBolts & Co\nCafé Zoë\n", "name\nCafé Zoë\n", "name\nBolts & Co\n"]


def test_a_party_is_shown_with_its_orders_counted(run: Run) -> None:
    add_kestrel(run)
    add_order(run, "A-1", "Zoë", "kestrel fasteners")
    add_order(run, "A-2", "Zoë", "KESTREL FASTENERS")
    assert run("cancel", "A-2", "--cause", "not needed").code == 0
    counts = {"orders_as_customer": 0, "open_as_customer": 0, "overdue_as_customer": 0}
    counts |= {"orders_as_supplier": 2, "open_as_supplier": 1, "overdue_as_supplier": 0}
    assert run("party", "show", "kestrel fasteners", "--json").rows == [KESTREL | counts]


def test_overdue_orders_are_counted_as_of_the_day_asked_about(run: Run) -> None:
    add_order(run, "A-1", "Zoë", "Bolts")
    shown = run("party", "show", "Bolts", "--as-of", "+3w", "--json").rows
    assert [row["overdue_as_supplier"] for row in shown] == [1]


def test_an_unknown_party_is_not_found_and_a_near_one_named(run: Run) -> None:
    add_kestrel(run)
    ran = run("party", "show", "Kestrel Fastners")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "ordertrack: error: there is no party Kestrel Fastners\n  near it: Kestrel Fasteners\n"


def test_a_known_name_is_not_added_again(run: Run) -> None:
    add_kestrel(run)
    ran = run("party", "add", "KESTREL fasteners")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("ordertrack: error: Kestrel Fasteners is known already\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--email", "a@b@c"], '--email: "a@b@c" is not an e-mail address; write one like orders@example.com'),
        (["--language", "English"], '--language: "English" is not a language tag; write one like de, en-GB or zh-Hant'),
        (["--phone", "none"], '--phone: "none" is not a phone number; write one like +49 30 1234567'),
        (["--zone", "Mars/Olympus"], 'there is no time zone "Mars/Olympus"'),
    ],
)
def test_a_detail_that_is_none_is_refused_and_nothing_written(run: Run, words: list[str], sentence: str) -> None:
    ran = run("party", "add", "Bolts", *words)
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"ordertrack: error: {sentence}")
    assert run("party", "list", "--json").rows == []


@pytest.mark.parametrize("command", [["show"], ["add"], ["edit", "--phone", "1"], ["merge", "--into", "Bolts"]])
def test_a_blank_name_is_a_usage_error(run: Run, command: list[str]) -> None:
    ran = run("party", *command, "--", "  ")
    assert (ran.code, ran.err) == (2, "ordertrack: error: NAME: is blank; write a name\n")


def test_an_edit_says_old_and_new(run: Run) -> None:
    add_kestrel(run)
    ran = run("party", "edit", "Kestrel Fasteners", "--name", "Kestrel Ltd", "--customer", "--clear", "phone")
    said = (
        "Kestrel Ltd: Name: Kestrel Fasteners -> Kestrel Ltd; Customer: no -> yes; Phone: +44 20 7946 0018 -> nothing\n"
    )
    assert ran == (0, "Kestrel Ltd\n", said)
    changed = {"name": "Kestrel Ltd", "is_customer": True, "phone": None}
    assert run("party", "list", "--json").rows == [KESTREL | changed]


def test_addresses_given_take_the_place_of_the_old_ones(run: Run) -> None:
    add_kestrel(run)
    assert run("party", "edit", "Kestrel Fasteners", "--email", "new@kestrel.example").code == 0
    assert run("party", "list", "--json").rows == [KESTREL | {"emails": "new@kestrel.example"}]


def test_an_edit_that_names_nothing_is_a_usage_error(run: Run) -> None:
    add_kestrel(run)
    assert run("party", "edit", "Kestrel Fasteners").code == 2


def test_a_field_that_cannot_be_emptied_is_named(run: Run) -> None:
    ran = run("party", "edit", "Bolts", "--clear", "name")
    assert ran.code == 2
    assert ran.err == (
        "ordertrack: error: --clear: there is no field name to empty; there are email, phone, language, zone\n"
    )


def test_a_merged_party_gives_its_orders_and_its_name_leads_on(run: Run) -> None:
    add_order(run, "A-1", "Zoë", "Bolts Ltd")
    add_order(run, "A-2", "Bolts", "Nuts")
    ran = run("party", "merge", "bolts ltd", "--into", "Bolts")
    assert ran == (0, "Bolts\n", "bolts ltd is Bolts from now on; 1 order moved\n")
    (shown,) = run("party", "show", "Bolts Ltd", "--json").rows
    known = {key: shown[key] for key in ("name", "also_known_as", "orders_as_customer", "orders_as_supplier")}
    assert known == {"name": "Bolts", "also_known_as": "Bolts Ltd", "orders_as_customer": 1, "orders_as_supplier": 1}
    assert run("trail", "verify").code == 0


def test_a_party_is_not_merged_into_itself(run: Run) -> None:
    add_order(run, "A-1", "Zoë", "Bolts")
    assert run("party", "merge", "Bolts", "--into", "BOLTS").code == 4


@pytest.mark.parametrize(
    "words",
    [
        ["add", "Nuts", "--supplier"],
        ["edit", "Bolts", "--phone", "123"],
        ["merge", "Zoë", "--into", "Bolts"],
    ],
)
def test_a_dry_run_says_what_would_be_and_writes_nothing(run: Run, tmp_path: Path, words: list[str]) -> None:
    add_order(run, "A-1", "Zoë", "Bolts")
    before = events(tmp_path)
    ran = run("party", *words, "--dry-run")
    assert (ran.code, ran.err[:7]) == (0, "would: ")
    assert events(tmp_path) == before


def events(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "orders.db")) as connection:
        count: int = connection.execute("SELECT count(*) FROM trail").fetchone()[0]
        return count
