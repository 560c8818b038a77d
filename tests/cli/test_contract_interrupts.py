"""Whoever leaves in the middle, the reader or the person, leaves the book whole and gets no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import PROGRAM, Desk, new_desk, run

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDERS = 1_500
MANY = 40_000
SECONDS = 60
INTERRUPTED = (130, b"ordertrack: interrupted; nothing was written\n")
HEADER = "number,customer,supplier,promised_on,line.description\n"


def press_ctrl_c(process: subprocess.Popen[bytes]) -> int:
    """Interrupt a command as a person would, again if need be, and give its exit code as a shell sees it.

    Python loses an interrupt that comes while it lets go of a module's lock, and dies of the signal itself when it met
    one half-way through an import.
    """
    for _ in range(SECONDS):
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(1)
        except subprocess.TimeoutExpired:
            continue
        return 128 - code if code < 0 else code
    raise AssertionError("the command does not end")


def rows(count: int) -> str:
    return "".join(
        f"A-{n},Customer {n % 50},Supplier {n % 20},2026-0{n % 9 + 1}-15,{'bolts ' * 8}\n" for n in range(count)
    )


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Let Ctrl-C end the processes of a test, also where the tests themselves were started to ignore it.

    A signal that is ignored stays so in a new process; one with a handler goes back to what it does by default.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A book whose lists are larger than any pipe holds."""
    folder = tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        patch.setenv("ORDERTRACK_AS_OF", "2026-01-01")
        desk = new_desk(folder / "orders.db")
        desk.do("import", "orders", "-", stdin=(HEADER + rows(ORDERS)).encode())
    return desk


@pytest.mark.parametrize("form", ["table", "plain", "csv", "tsv", "json", "ndjson", "markdown", "html"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_has_seen_enough_is_141_without_a_word(large: Desk, form: str, unbuffered: str) -> None:
    argv = [*PROGRAM, "--db", str(large.place), "list", "--format", form]
    environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(SECONDS), said) == (141, b"")


def test_head_gets_its_line_and_the_shell_the_code(large: Desk) -> None:
    program = f"{' '.join(PROGRAM)} --db {large.place} export orders --csv"
    found = subprocess.run(
        ["/bin/bash", "-c", f'{program} | head -1; echo "${{PIPESTATUS[0]}}"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (found.stdout.splitlines()[0][:16], found.stdout.splitlines()[1], found.stderr) == (
        "number,customer,",
        "141",
        "",
    )


def test_a_reader_who_never_came_does_not_stop_a_write(desk: Desk) -> None:
    argv = [*PROGRAM, "--db", str(desk.place), "add", "A-1", "--customer=A", "--supplier=B", "--promised=2026-03-20"]
    reader, writer = os.pipe()
    os.close(reader)
    found = subprocess.run(argv, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (found.returncode, b"Traceback" in found.stderr, desk.column("number", "list")) == (141, False, ["A-1"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "argv", [("list",), ("list", "--json"), ("status", "A-1", "--note", "x"), ("--help",)], ids=" ".join
)
def test_a_full_disk_behind_standard_output_is_6_with_a_sentence(large: Desk, argv: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        program = [*PROGRAM, "--db", str(large.place), *argv, *(["--dry-run"] if "--note" in argv else [])]
        found = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, check=False)
    expected = 0 if "--note" in argv else 6
    assert (found.returncode, b"Traceback" in found.stderr) == (expected, False), found.stderr
    assert expected == 0 or b"No space left on device" in found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug_and_never_become_the_book(desk: Desk, closed: str) -> None:
    for words in ("list --csv", "add A-1 --customer=A --supplier=B --promised=2026-03-20", "list --csv"):
        line = f"{' '.join(PROGRAM)} --db {desk.place} {words} {closed}"
        assert subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False).returncode == 0
    assert desk.column("number", "list") == ["A-1"]
    assert [row["verdict"] for row in desk.rows("book", "check")].count("failed") == 0


def require_untouched(desk: Desk, before: bytes) -> None:
    assert desk.rows("list") == []
    assert [row["verdict"] for row in desk.rows("book", "check")].count("failed") == 0
    assert desk.content == before
    desk.do("import", "orders", "-", stdin=(HEADER + rows(3)).encode())


def test_ctrl_c_while_a_file_is_read_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before, fifo = desk.content, tmp_path / "orders.csv"
    os.mkfifo(fifo)
    program = [*PROGRAM, "--db", str(desk.place), "import", "orders", str(fifo)]
    with subprocess.Popen(program, stderr=subprocess.PIPE) as process:
        assert process.stderr
        with fifo.open("w") as file:
            file.write(HEADER + rows(2_000))
            file.flush()
            code = press_ctrl_c(process)
        assert (code, process.stderr.read()) == INTERRUPTED
    require_untouched(desk, before)


def test_ctrl_c_while_the_book_is_written_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before, file, journal = desk.content, tmp_path / "orders.csv", Path(f"{desk.place}-journal")
    file.write_text(HEADER + rows(MANY))
    program = [*PROGRAM, "--db", str(desk.place), "import", "orders", str(file)]
    with subprocess.Popen(program, stderr=subprocess.PIPE) as process:
        assert process.stderr
        while not (journal.exists() and journal.stat().st_size) and process.poll() is None:
            time.sleep(0.002)
        assert (press_ctrl_c(process), process.stderr.read()) == INTERRUPTED
    require_untouched(desk, before)


def test_ctrl_c_during_a_long_answer_ends_it(large: Desk) -> None:
    argv = [*PROGRAM, "--db", str(large.place), "export", "orders"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert (process.wait(SECONDS), process.stderr.read()) == INTERRUPTED
    assert rest.count(b"\n") < ORDERS


def test_a_file_half_written_when_ctrl_c_comes_is_not_left_behind(large: Desk, tmp_path: Path) -> None:
    target = tmp_path / "orders.json"
    target.write_text("what was there before")
    program = [*PROGRAM, "--db", str(large.place), "export", "orders", "-o", str(target)]
    with subprocess.Popen(program, stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.iterdir())) == 1 and process.poll() is None:
            time.sleep(0.001)
        code = press_ctrl_c(process)
    assert [file.name for file in tmp_path.iterdir()] == ["orders.json"]
    assert (code, target.read_text() == "what was there before") in {(130, True), (0, False)}
    assert run("--db", str(large.place), "list", "--limit", "1").code == 0
