"""Whoever may only read a book can report on it, and no report leaves anything beside it (SOP 4.2a)."""

from __future__ import annotations

import ctypes
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, add, move, run

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
CAPABILITIES = 0x20080522, 0
"""What capget(2) and capset(2) of Linux begin with: the layout's version, and this thread."""
PAST_MODES = 1 << 1 | 1 << 2
"""What lets root write and read where the mode says no: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """Do without what lets root past the modes of files, for as long as this lasts."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "capset"):
        yield
        return
    whose = (ctypes.c_uint32 * 2)(*CAPABILITIES)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, twice
    assert libc.capget(whose, held) == 0
    fewer = (ctypes.c_uint32 * 6)(held[0] & ~PAST_MODES, *held[1:])
    assert libc.capset(whose, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(whose, held) == 0


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
        with bound_by_modes(), suppress(PermissionError):
            (folder / "x").touch()
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
    with bound_by_modes():
        ran = frozen(*question)
    assert ran == frozen.do(*question)


@pytest.mark.parametrize("command", WRITES, ids=" ".join)
def test_a_book_that_may_only_be_read_refuses_a_write_with_a_sentence(frozen: Desk, command: tuple[str, ...]) -> None:
    before = frozen.content
    with bound_by_modes():
        ran = frozen(*command)
    assert (ran.code, ran.out, frozen.content == before) == (6, "", True), ran.err
    assert ran.err.splitlines()[-2:] == [
        "ordertrack: error: the book cannot be used: attempt to write a readonly database",
        "  the file or its folder cannot be written; check its owner and mode",
    ]


def test_a_file_that_may_not_even_be_read_is_said_to_be_so(frozen: Desk) -> None:
    Path(frozen.place).chmod(0)
    with bound_by_modes():
        ran = frozen("list")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith("ordertrack: error: the book cannot be used: unable to open database file\n")
