"""The command line as tests use it: run within this process or as one of its own, its streams kept as bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zlib
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROGRAM = (sys.executable, "-W", "error", "-m", "ordertrack")
FORMATS = ("table", "plain", "csv", "tsv", "json", "ndjson", "markdown", "html")


class Ran(NamedTuple):
    """What a command left behind: its exit code and what it wrote."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def err(self) -> str:
        return self.stderr.decode()

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object on standard output."""
        found: dict[str, Any] = json.loads(self.stdout)
        return found


class Outcome(NamedTuple):
    """What a command made of a book: the modes of its files, and its bytes, packed."""

    modes: Mapping[str, int]
    packed: bytes

    def put_at(self, place: Path) -> None:
        """Make this of a book."""
        for ending, mode in self.modes.items():
            Path(f"{place}{ending}").touch(mode)
        place.write_bytes(zlib.decompress(self.packed))


_OUTCOMES: dict[bytes | None, Outcome] = {}
"""What came of the commands that this process gave to begin with, by their surroundings."""


def _surroundings(place: Path, argv: Sequence[str], stdin: bytes) -> bytes | None:
    """Sum up all that a command depends on, where that is its words, its moment, whoever gives it and the book."""
    named = {name: text for name, text in os.environ.items() if name.startswith("ORDERTRACK_")}
    files = [Path(f"{place}{ending}") for ending in ("-journal", "-wal")]
    home = os.environ.get("XDG_CONFIG_HOME")
    has_settings = "ORDERTRACK_SETTINGS" in named or home is None or Path(home, "ordertrack").exists()
    if "ORDERTRACK_AS_OF" not in named or has_settings or any(file.exists() and file.stat().st_size for file in files):
        return None
    told = repr((argv, stdin, sorted(named.items()), os.environ.get("TZ")))
    content = place.read_bytes() if place.exists() else b""
    return hashlib.sha256(told.encode(errors="surrogateescape") + content).digest()


def _outcome(place: Path) -> Outcome:
    files = {ending: Path(f"{place}{ending}") for ending in ("", ".lock")}
    modes = {ending: file.stat().st_mode & 0o777 for ending, file in files.items() if file.exists()}
    return Outcome(modes, zlib.compress(place.read_bytes(), 1))


def run(*argv: str, stdin: bytes = b"") -> Ran:
    """Run one command line in this process; nobody sits at a terminal."""
    stdout, stderr = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    before, sys.stdin = sys.stdin, TextIOWrapper(BytesIO(stdin), encoding="utf-8")
    try:
        with redirect_stdout(stdout), redirect_stderr(stderr):
            code = main(argv)
    finally:
        sys.stdin = before
    return Ran(code, _bytes_of(stdout), _bytes_of(stderr))


def _bytes_of(stream: TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue()


def spawn(*argv: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ran:
    """Run one command line in a process of its own; `environ` adds to the environment of this one."""
    found = subprocess.run(
        [*PROGRAM, *argv], input=stdin, env={**os.environ, **(environ or {})}, capture_output=True, check=False
    )
    return Ran(found.returncode, found.stdout, found.stderr)


@dataclass(frozen=True, slots=True)
class Desk:
    """An order book at which commands are given."""

    place: Path | str

    def __call__(self, *argv: str, stdin: bytes = b"") -> Ran:
        """Give a command, whatever becomes of it."""
        return run("--db", str(self.place), *argv, stdin=stdin)

    def do(self, *argv: str, stdin: bytes = b"") -> Ran:
        """Give a command that must work."""
        ran = self(*argv, stdin=stdin)
        assert ran.code == 0, (argv, ran.code, ran.err)
        return ran

    def given(self, *argv: str, stdin: bytes = b"") -> None:
        """Give a command that a test begins with: it must work, and changes nothing but the book.

        Given once more to the same book in the same surroundings, the book becomes what it became the first time.
        """
        key = _surroundings(Path(self.place), argv, stdin) if isinstance(self.place, Path) else None
        if key in _OUTCOMES:
            _OUTCOMES[key].put_at(Path(self.place))
            return
        self.do(*argv, stdin=stdin)
        if key:
            _OUTCOMES[key] = _outcome(Path(self.place))

    def rows(self, *argv: str) -> list[dict[str, Any]]:
        """Give a command that must work, and take its rows."""
        end = argv.index("--") if "--" in argv else len(argv)
        rows: list[dict[str, Any]] = self.do(*argv[:end], "--json", *argv[end:]).document["rows"]
        return rows

    def column(self, name: str, *argv: str) -> list[Any]:
        """Give a command that must work, and take one field of its rows."""
        return [row[name] for row in self.rows(*argv)]

    @property
    def content(self) -> bytes:
        """Every byte of the book's file."""
        return Path(self.place).read_bytes()


def new_desk(place: Path | str) -> Desk:
    """Make an empty book, its dates in UTC."""
    desk = Desk(place)
    desk.given("book", "init", "--zone", "UTC")
    return desk


def add(desk: Desk, number: str, *options: str) -> None:
    """Enter an order of ten bolts from Bolts for Acme, unless the options say otherwise."""
    given = {"--customer": "Acme", "--supplier": "Bolts", "--promised": "2026-03-20", "--line": "10,M8"}
    named = {option.partition("=")[0] for option in options}
    desk.given(
        "add",
        "--accept",
        *(f"{name}={text}" for name, text in given.items() if name not in named),
        *options,
        "--",
        number,
    )


def move(desk: Desk, number: str, *steps: Sequence[str]) -> None:
    """Move an order on, step by step."""
    for step in steps:
        desk.given("status", "--to", *step, "--", number)
