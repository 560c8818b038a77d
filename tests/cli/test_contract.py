"""The exit code says what happened, the same for every command, and standard error says it in a sentence."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from ordertrack.store.book.book import SqlBook
from tests.desk import FORMATS, Desk, add, move, run

if TYPE_CHECKING:
    from collections.abc import Callable

ORDER = ("--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20")
USAGE = {
    "no command": (),
    "a command that is none": ("stats",),
    "an option that is none": ("list", "--bogus"),
    "a choice that is none": ("status", "A-1", "--to", "lost"),
    "no order": ("show",),
    "no orders in the pipe": ("status", "-"),
    "nothing to change": ("edit", "A-1"),
    "a line alone": ("status", "A-1", "--line", "1"),
    "a line that is none": ("status", "A-1", "--to", "shipped", "--line", "one"),
    "a line twice": ("status", "A-1", "--to", "shipped", "--line", "1", "--line", "1:2"),
    "a quantity of nothing": ("status", "A-1", "--to", "shipped", "--line", "1:0"),
    "a missing option": ("add", "A-9", "--customer", "Acme"),
    "a date that is none": ("list", "--as-of", "2026-02-30"),
    "a field that is none": ("list", "--fields", "number,colour"),
    "a limit of none": ("list", "--limit", "0"),
    "a limit beyond all": ("list", "--limit", "9" * 30),
    "a tolerance beyond all": ("report", "ontime", "--tolerance", "9" * 30),
    "a format that is none": ("list", "--format", "xlsx"),
    "an ending that is none": ("list", "-o", "orders.xlsx"),
    "a zone that is none": ("book", "init", "--zone", "Mars/Olympus"),
    "a mapping that is none": ("import", "orders", "x.csv", "--map", "number"),
    "a field to map that is none": ("import", "orders", "x.csv", "--map", "nummer=No"),
    "a date format without a year": ("import", "orders", "x.csv", "--date-format", "%d.%m."),
    "an encoding that is none": ("import", "orders", "x.csv", "--encoding", "utf-9"),
    "a delimiter that is none": ("import", "orders", "x.csv", "--delimiter", ";;"),
    "an anchor that is none": ("trail", "verify", "--anchor", "12"),
    "a way to no database": ("--db", "mysql://localhost/orders", "list"),
    "a URL that is none": ("--db", "postgresql://localhost:port/orders", "list"),
    "a demo in one's own book": ("demo", "--db", "orders.db"),
    "a number without its currency": ("edit", "A-1", "--value", "12"),
}
NOT_FOUND = {
    "an order": ("show", "A-9"),
    "an order among others": ("status", "A-1", "A-9", "--to", "confirmed"),
    "an order's trail": ("trail", "show", "A-9"),
    "an order to edit": ("edit", "A-9", "--owner", "bo"),
    "a line": ("status", "A-2", "--to", "shipped", "--line", "7"),
    "a line to edit": ("edit", "A-1", "--line", "7,1"),
    "a party": ("party", "show", "Nobody"),
    "a party to filter by": ("report", "overdue", "--supplier", "Nobody"),
    "a party to merge": ("party", "merge", "Nobody", "--into", "Acme"),
    "an event": ("status", "A-1", "--correct", "typo", "--event", "999"),
    "a file": ("import", "orders", "none.csv"),
    "a profile": ("import", "orders", "none.csv", "--profile", "none.toml"),
    "a book": ("--db", "none.db", "list"),
}
REFUSED = {
    "an illegal move": ("status", "A-1", "--to", "delivered"),
    "a move after the end": ("status", "A-3", "--to", "shipped"),
    "a delay without its cause": ("status", "A-2", "--to", "delayed", "--expected", "2026-04-01"),
    "a delay without its date": ("status", "A-2", "--to", "delayed", "--cause", "strike"),
    "a delay that is none": ("status", "A-2", "--to", "delayed", "--expected", "2026-03-19", "--cause", "x"),
    "a promise without its cause": ("status", "A-2", "--promised", "2026-04-01"),
    "a cancellation without its cause": ("cancel", "A-1"),
    "a rejection without its cause": ("status", "A-2", "--to", "delivered", "--rejected", "1"),
    "more than was ordered": ("status", "A-2", "--to", "delivered", "--line", "1:11"),
    "something in the future": ("status", "A-2", "--to", "shipped", "--on", "2026-03-03"),
    "closing what has not come": ("close", "A-2"),
    "editing what is over": ("edit", "A-3", "--owner", "bo"),
    "taking back nothing": ("status", "A-1", "--to", "shipped", "--correct", "typo"),
    "an unknown currency": ("add", "A-9", *ORDER, "--value", "1", "--currency", "EUX"),
    "a promise before placement": ("add", "A-9", *ORDER, "--placed", "2026-03-21"),
    "a quantity of nothing": ("add", "A-9", *ORDER, "--line", "0,M8"),
    "a name one letter away": ("add", "A-9", *ORDER[2:], "--customer", "Acne"),
}
CONFLICTS = {
    "a number taken": ("add", "A-1", *ORDER),
    "a party known": ("party", "add", "ACME"),
    "a book in place": ("book", "init"),
}


@pytest.fixture
def worked(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Three orders: A-1 entered, A-2 confirmed, A-3 cancelled; the working folder is empty but for the book."""
    monkeypatch.chdir(tmp_path)
    for number in ("A-1", "A-2", "A-3"):
        add(desk, number)
    move(desk, "A-2", ["confirmed"])
    desk.given("cancel", "A-3", "--cause", "withdrawn")
    return desk


def require_sentence(desk: Desk, argv: tuple[str, ...], code: int) -> None:
    """The command ends with the code, one error is said, nothing is printed and nothing written."""
    before = desk.content
    ran = desk(*argv)
    errors = [line for line in ran.err.splitlines() if line.lower().startswith(("error: ", "ordertrack: error: "))]
    assert (ran.code, ran.out, desk.content == before) == (code, "", True), ran
    assert (len(errors), "Traceback" in ran.err) == (1, False) or not argv, ran.err


@pytest.mark.parametrize("case", USAGE)
def test_what_was_typed_wrong_is_2(worked: Desk, case: str) -> None:
    require_sentence(worked, USAGE[case], 2)


@pytest.mark.parametrize("case", NOT_FOUND)
def test_what_is_not_there_is_3(worked: Desk, case: str) -> None:
    require_sentence(worked, NOT_FOUND[case], 3)


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_procedure_forbids_is_4(worked: Desk, case: str) -> None:
    require_sentence(worked, REFUSED[case], 4)


@pytest.mark.parametrize("case", CONFLICTS)
def test_what_is_there_already_is_5(worked: Desk, case: str) -> None:
    require_sentence(worked, CONFLICTS[case], 5)


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("number,customer\n")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")


def _short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 84)


def _empty(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize("make", [_folder, _text, _foreign, _short, _empty])
@pytest.mark.parametrize(
    "argv", [("list",), ("add", "A-1", *ORDER), ("book", "info"), ("trail", "verify")], ids=" ".join
)
def test_a_file_that_is_no_book_is_6_and_stays_as_it_was(
    tmp_path: Path, morning: None, make: Callable[[Path], None], argv: tuple[str, ...]
) -> None:
    del morning
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    ran = run("--db", str(path), *argv)
    assert (ran.code, ran.out) == (6, "")
    assert (sorted(file.name for file in tmp_path.iterdir()), ran.err.count("error:")) == (["other.db"], 1)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize(
    "argv",
    [
        ("--db", "postgresql://nobody@127.0.0.1:1/orders", "list"),
        ("list", "-o", "no/such/folder.csv"),
        ("book", "backup", "no/such/folder.db"),
        ("book", "init", "--db", "no/such/folder.db"),
        ("import", "orders", ".", "--history"),
        ("import", "orders", "x.csv", "--rejects", "x" * 300),
    ],
    ids=lambda argv: " ".join(argv)[:50],
)
def test_what_the_outside_world_will_not_do_is_6(worked: Desk, tmp_path: Path, argv: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text("number,customer,supplier,promised_on\n")
    require_sentence(worked, argv, 6)


@pytest.mark.parametrize("argv", [("trail", "verify"), ("book", "check")], ids=" ".join)
def test_a_book_that_was_tampered_with_is_6_with_the_finding_printed(worked: Desk, argv: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(worked.place)) as connection, connection:
        connection.execute("UPDATE orders SET owner = 'mallory' WHERE number = 'A-1'")
    ran = worked(*argv, "--json")
    assert (ran.code, ran.document["count"] > 0, "ordertrack: error: " in ran.err) == (6, True, True)


def test_rows_of_a_file_refused_are_7(worked: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("number,customer,supplier,promised_on\nB-1,Acme,Bolts,2026-13-01\n")
    require_sentence(worked, ("import", "orders", "bad.csv"), 7)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "question",
    [("today",), ("report", "overdue"), ("report", "daily"), ("report", "ontime"), ("report", "aging")],
    ids=" ".join,
)
def test_a_condition_found_is_8_only_when_asked_for(worked: Desk, form: str, question: tuple[str, ...]) -> None:
    asked = (*question, "--format", form, "--as-of", "2026-04-01")
    plain, found = worked(*asked), worked(*asked, "--exit-code")
    assert (plain.code, found.code) == (0, 8)
    assert found == plain._replace(code=8)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a lock longer than a moment."""
    defaults = SqlBook.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "patience", 0.2)


@pytest.mark.usefixtures("impatient")
def test_somebody_else_writing_is_75(worked: Desk) -> None:
    with Path(f"{worked.place}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        require_sentence(worked, ("status", "A-1", "--to", "confirmed"), 75)
    worked.do("status", "A-1", "--to", "confirmed")


@pytest.mark.usefixtures("impatient")
def test_another_program_holding_the_file_is_75(worked: Desk) -> None:
    with closing(sqlite3.connect(worked.place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        require_sentence(worked, ("status", "A-1", "--to", "confirmed"), 75)


def test_a_bug_is_1_with_one_line_and_the_traceback_in_a_private_file(
    worked: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordertrack.cli.orders.lists.order_table", _stumble)
    ran = worked("list")
    log = home / ".local/state/ordertrack/last-error.log"
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"ordertrack: error: this is a bug of ordertrack; its traceback is in {log}\n"
    assert log.read_text().endswith("ZeroDivisionError: stumbled\n")
    assert oct(log.stat().st_mode & 0o777) == "0o600"


def _stumble(*_: object, **__: object) -> NoReturn:
    raise ZeroDivisionError("stumbled")
