"""Whoever may only read a book can report on it, and no report leaves anything beside it (SOP 4.2a)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, Ran, add, move, run

if TYPE_CHECKING:
    from collections.abc import Iterator

READS = (
    ("list",),
    ("list", "--overdue", "--text", "m8"),
    ("show", "A-1", "A-2"),
    ("status",),
    ("status", "A-1"),
    ("today",),
    ("report", "overdue", "--csv"),
    ("report", "daily"),
    ("report", "ontime", "--by", "supplier"),
    ("report", "aging"),
    ("export", "orders"),
    ("export", "lines"),
    ("export", "trail"),
    ("export", "parties"),
    ("party", "list"),
    ("party", "show", "Acme"),
    ("trail", "show", "A-1"),
    ("trail", "verify"),
    ("trail", "head"),
    ("book", "info"),
    ("book", "check"),
    ("doctor",),
)
WRITES = (
    ("add", "A-3", "--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20"),
    ("status", "A-2", "--to", "confirmed"),
    ("cancel", "A-1", "--cause", "x"),
    ("edit", "A-1", "--owner", "bo"),
    ("party", "add", "Zeta"),
)
WITHOUT_PRIVILEGE = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
"""Drops the right to write where the mode says no (PR_CAPBSET_DROP, CAP_DAC_OVERRIDE), which only root has."""


def bound_by_modes(*argv: str) -> Ran:
    """Run a command whom file modes bind, whoever runs the tests."""
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT_PRIVILEGE, sys.executable, *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Ran(found.returncode, found.stdout, found.stderr)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A book in which something happened."""
    add(desk, "A-1", "--owner=Zoë")
    add(desk, "A-2", "--promised=2026-02-27")
    move(desk, "A-1", ["confirmed"], ["shipped", "--line=1:4"])
    return desk


@pytest.fixture
def frozen(worked: Desk) -> Iterator[Desk]:
    """The same book, the modes of its file and of its folder forbidding to write."""
    folder = Path(worked.place).parent
    for file in folder.iterdir():
        if file.is_file():
            file.chmod(0o400)
    folder.chmod(0o500)
    try:
        if bound_by_modes("-c", f"open({str(folder / 'x')!r}, 'w')").code == 0:
            pytest.skip("file modes bind nobody here")
        yield worked
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("question", READS, ids=" ".join)
def test_a_question_leaves_the_book_and_its_folder_as_they_were(worked: Desk, question: tuple[str, ...]) -> None:
    folder = Path(worked.place).parent
    before = content(folder)
    worked.do(*question)
    assert content(folder) == before


@pytest.mark.parametrize("question", READS, ids=" ".join)
def test_a_question_leaves_a_copy_of_the_bare_file_alone_in_its_folder(
    worked: Desk, tmp_path: Path, question: tuple[str, ...]
) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "copy.db").write_bytes(worked.content)
    (folder / "copy.db").chmod(0o600)
    run("--db", str(folder / "copy.db"), *question)
    assert content(folder) == {"copy.db": worked.content}


@pytest.mark.parametrize("question", READS[::4], ids=" ".join)
def test_a_book_that_may_only_be_read_answers_as_before(frozen: Desk, question: tuple[str, ...]) -> None:
    ran = bound_by_modes("-m", "ordertrack", "--db", str(frozen.place), *question)
    expected = frozen.do(*question)
    assert ran == expected._replace(stderr=ran.stderr), ran.err


@pytest.mark.parametrize("command", WRITES, ids=" ".join)
def test_a_book_that_may_only_be_read_refuses_a_write_with_a_sentence(frozen: Desk, command: tuple[str, ...]) -> None:
    before = frozen.content
    ran = bound_by_modes("-m", "ordertrack", "--db", str(frozen.place), *command)
    assert (ran.code, ran.out, frozen.content == before) == (6, "", True), ran.err
    assert ran.err.splitlines()[-2:] == [
        "ordertrack: error: the book cannot be used: attempt to write a readonly database",
        "  the file or its folder cannot be written; check its owner and mode",
    ]


def test_a_file_that_may_not_even_be_read_is_said_to_be_so(frozen: Desk) -> None:
    Path(frozen.place).chmod(0)
    launcher = WITHOUT_PRIVILEGE.replace("os.execv", "ctypes.CDLL(None).prctl(24, 2, 0, 0, 0); os.execv")
    found = subprocess.run(
        [sys.executable, "-c", launcher, sys.executable, "-m", "ordertrack", "--db", str(frozen.place), "list"],
        capture_output=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (6, b""), found.stderr
    assert found.stderr.startswith(b"ordertrack: error: the book cannot be used: unable to open database file\n")
