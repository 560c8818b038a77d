"""The command line as tests use it: run within this process or as one of its own, its streams kept as bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROGRAM = (sys.executable, "-W", "error", "-m", "ordertrack")
_BLANK: dict[tuple[str | None, ...], bytes] = {}
"""The empty books that this process made, by the morning and by whom."""
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
    """Make an empty book, its dates in UTC; a copy of the first of this morning, since laying one out takes longer."""
    desk, morning = Desk(place), tuple(os.environ.get(name) for name in ("ORDERTRACK_AS_OF", "ORDERTRACK_ACTOR"))
    if isinstance(place, Path) and morning in _BLANK and not place.exists():
        place.touch(mode=0o600)
        place.write_bytes(_BLANK[morning])
        return desk
    desk.do("book", "init", "--zone", "UTC")
    if isinstance(place, Path) and morning[0]:
        _BLANK[morning] = desk.content
    return desk


def add(desk: Desk, number: str, *options: str) -> None:
    """Enter an order of ten bolts from Bolts for Acme, unless the options say otherwise."""
    given = {"--customer": "Acme", "--supplier": "Bolts", "--promised": "2026-03-20", "--line": "10,M8"}
    named = {option.partition("=")[0] for option in options}
    desk.do(
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
        desk.do("status", "--to", *step, "--", number)
