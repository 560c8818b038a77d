"""Each exit code, and each error of the tree, is provoked and stands in docs/reference/exit-codes.md."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, NoReturn

import pytest

import ordertrack
from ordertrack import errors
from ordertrack.cli.main import BUG, INTERRUPTED, READER_GONE, main
from ordertrack.store.book.book import SqlBook
from ordertrack.store.engine.files import writers_turn
from tests.desk import Desk, add, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exit-codes.md"
_ROW = re.compile(r"^\| (\d+) \| (?:`(\w+)`)?", re.MULTILINE)


class AtTerminal(TextIOWrapper):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        return True


class Impatient(BytesIO):
    """A file whose reader presses Ctrl-C."""

    def read(self, _: int | None = -1, /) -> NoReturn:
        raise KeyboardInterrupt


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk on the 2nd of March 2026 with two orders, of which one is overdue."""
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02")
    monkeypatch.chdir(tmp_path)
    desk = new_desk(tmp_path / "orders.db")
    add(desk, "A-1", "--promised", "2026-02-27")
    add(desk, "A-2")
    return desk


def error_classes(
    above: type[errors.OrderTrackError] = errors.OrderTrackError,
) -> Iterator[type[errors.OrderTrackError]]:
    if not above.__name__.startswith("_"):
        yield above
    for below in above.__subclasses__():
        yield from error_classes(below)


@pytest.fixture
def whole_program() -> None:
    """Import every module, so that every error is known."""
    for module in walk_packages(ordertrack.__path__, "ordertrack."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


@pytest.mark.usefixtures("whole_program")
def test_the_page_has_every_error_with_its_code() -> None:
    listed = {name: int(code) for code, name in _ROW.findall(PAGE.read_text(encoding="utf-8")) if name}
    assert listed == {error.__name__: error.exit_code for error in error_classes()}


def test_the_page_has_every_code() -> None:
    listed = {int(code) for code, _ in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
    found_by_exit_code = 8
    others = {0, BUG, found_by_exit_code, INTERRUPTED, READER_GONE}
    assert listed == others | {error.exit_code for error in error_classes()}


@pytest.mark.parametrize(
    ("code", "argv"),
    [
        (0, ["list", "--status", "closed"]),
        (2, ["list", "--promised-from", "31.12.2026"]),
        (2, ["add", "A-3"]),
        (2, ["lst"]),
        (3, ["show", "A-3"]),
        (3, ["--db", "none.db", "list"]),
        (4, ["cancel", "A-1"]),
        (4, ["status", "A-1", "--to", "shipped"]),
        (5, ["add", "A-1", "--customer", "Acme", "--supplier", "Bolts", "--promised", "friday"]),
        (6, ["list", "-o", "no-such-folder/list.csv"]),
        (8, ["report", "overdue", "--exit-code"]),
    ],
)
def test_a_command_ends_with_the_code_of_what_happened(desk: Desk, code: int, argv: list[str]) -> None:
    assert desk(*argv).code == code


def test_refused_rows_end_with_7(desk: Desk) -> None:
    assert desk("import", "orders", "-", stdin=b"number,customer,supplier,promised_on\nA-3,Acme,Bolts,\n").code == 7


def test_a_shortened_number_that_fits_several_ends_with_3(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", AtTerminal(BytesIO()))
    assert main(["--db", str(desk.place), "show", "A"]) == errors.AmbiguousError.exit_code


def test_a_book_that_is_being_written_to_ends_with_75(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SqlBook.__init__.__kwdefaults__ or {}, "patience", 0.05)
    with writers_turn(Path(desk.place), seconds=1):
        assert desk("status", "A-1", "--to", "confirmed").code == errors.LockedError.exit_code


def test_a_bug_ends_with_1_and_names_the_file_of_its_traceback(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordertrack.cli.orders.status.board_table", lambda *_: 1 / 0)
    ran = desk("status")
    file = Path(ran.err.rpartition(" ")[2].strip())
    assert (ran.code, "ZeroDivisionError" in file.read_text(encoding="utf-8")) == (BUG, True)


def test_ctrl_c_ends_with_130(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(Impatient()))
    assert main(["--db", str(desk.place), "import", "orders", "-"]) == INTERRUPTED


def test_a_reader_that_left_ends_with_141(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert main(["--db", str(desk.place), "list", "--csv"]) == READER_GONE
