"""Consoles in the documentation: the commands of a page are run in an empty home, and shown with what they print.

A `console` block holds lines `$ command`, each followed by what a terminal of 80 columns then shows. A comment
above a block directs it:

    <!-- clock 2026-11-24T07:40:00Z -->     it is then, from here on; alone in its line
    <!-- file orders.csv -->                the block is the content of that file
    <!-- exit 4 -->                         the last command of the block ends so; `$ echo $?` says it in the open
    <!-- needs jq -->                       the block is left alone where that program is missing

`python -m tests.docs.consoles PAGE...` writes what is printed now into the pages.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from ordertrack.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MORNING = "2026-11-23T08:05:00Z"
"""A Monday, five minutes past nine in Berlin."""

COLUMNS = 80
SHOWN_HOME = "/home/maria"
_FENCE = re.compile(r"^```(\w*)$")
_DIRECTION = re.compile(r"^<!-- (clock|file|exit|needs) (\S+) -->$")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_SHELL = re.compile(r"[|<>;&$`*~()]")


@dataclass(slots=True)
class Clerk:
    """Somebody at a terminal: where, when, with which environment, and how the last command ended."""

    home: Path
    environ: dict[str, str]
    code: int = 0
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def types(self, command: str) -> str:
        """Run one command line and give what the terminal shows."""
        if command == "echo $?":
            return f"{self.code}\n"
        for shown, real in self.stand_ins.items():
            command = command.replace(shown, real)
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environ[name] = value.replace("~", str(self.home), 1) if value.startswith("~/") else value
            return ""
        is_plain = command.startswith("ordertrack ") and not _SHELL.search(_unquoted(command))
        self.code, text = self._in_process(command) if is_plain else self._in_shell(command)
        for shown, real in {**self.stand_ins, SHOWN_HOME: str(self.home)}.items():
            text = text.replace(real, shown)
        return text

    def _in_process(self, command: str) -> tuple[int, str]:
        screen = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
        environ = {**self.environ, "ORDERTRACK_FORCE_TTY": str(COLUMNS)}
        with chdir(self.home), _environment(environ), redirect_stdout(screen), redirect_stderr(screen):
            code = main(shlex.split(command)[1:])
        screen.seek(0)
        return code, screen.read()

    def _in_shell(self, command: str) -> tuple[int, str]:
        """Run a pipeline in bash on a terminal of its own, with `ordertrack` on the path."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 60, COLUMNS, 0, 0))
        with _program() as folder:
            environ = {**self.environ, "PATH": f"{folder}:{self.environ['PATH']}"}
            shell = ["bash", "--norc", "-euo", "pipefail", "-c", command]
            with subprocess.Popen(
                shell, cwd=self.home, env=environ, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
            ) as process:
                os.close(theirs)
                text = b"".join(_read(ours)).decode()
        os.close(ours)
        return process.returncode, _COLOURS.sub("", text.replace("\r\n", "\n"))


def _unquoted(command: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"$`]*\"", "", command)


@contextmanager
def _environment(environ: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _program() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "ordertrack"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ordertrack "$@"\n')
        program.chmod(0o755)
        yield folder


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:  # Linux's way of saying that the other end is closed
            return
        if not data:
            return
        yield data


def clerk_at(home: Path, *, stand_ins: Mapping[str, str] | None = None) -> Clerk:
    """Seat Maria of Berlin at a terminal without colours, in an empty home."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    programs = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath)))
    environ = {
        **kept,
        "PATH": programs,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "TERM": "dumb",  # no progress bar, however slow the machine
        "TZ": "Europe/Berlin",
        "ORDERTRACK_ACTOR": "maria",
        "ORDERTRACK_AS_OF": MORNING,
    }
    return Clerk(home, environ, stand_ins=stand_ins or {})


def played(page: str, clerk: Clerk) -> str:
    """Give the page with its commands run and what they print put in place; AssertionError for a wrong exit code."""
    found: list[str] = []
    directions: dict[str, str] = {}
    lines = iter(page.splitlines())
    for line in lines:
        found.append(line)
        direction, fence = _DIRECTION.match(line), _FENCE.match(line)
        if direction:
            directions[direction[1]] = direction[2]
            clerk.environ["ORDERTRACK_AS_OF"] = directions.pop("clock", clerk.environ["ORDERTRACK_AS_OF"])
        elif fence:
            block = _block(lines)
            found += [*_shown(fence[1], block, directions, clerk), "```"]
            directions = {}
        elif directions and line:
            raise AssertionError(f"no block follows <!-- {directions} -->")
    return "".join(f"{line}\n" for line in found)


def _block(lines: Iterator[str]) -> list[str]:
    block = []
    for line in lines:
        if line == "```":
            break
        block.append(line)
    return block


def _shown(language: str, block: list[str], directions: Mapping[str, str], clerk: Clerk) -> list[str]:
    if "file" in directions:
        (clerk.home / directions["file"]).write_text("".join(f"{line}\n" for line in block), encoding="utf-8")
    if language != "console" or (
        "needs" in directions and not shutil.which(directions["needs"], path=clerk.environ["PATH"])
    ):
        return block
    found: list[str] = []
    commands = list(_commands(block))
    for at, typed in enumerate(commands):
        text = clerk.types("\n".join(typed).removeprefix("$ ").replace("\\\n> ", ""))
        found += [*typed, *text.splitlines()]
        is_last = at + 1 == len(commands)
        is_said = not is_last and commands[at + 1] == ["$ echo $?"]
        expected = clerk.code if is_said else int(directions.get("exit", 0)) if is_last else 0
        if typed != ["$ echo $?"]:
            assert clerk.code == expected, f"{typed} ended with {clerk.code}:\n{text}"
    return found


def _commands(block: list[str]) -> Iterator[list[str]]:
    """Gather the lines of each command: `$ ` begins one, `> ` carries it on after a backslash."""
    lines = iter(block)
    for line in lines:
        if line.startswith("$ "):
            typed = [line]
            while typed[-1].endswith("\\"):
                typed.append(next(lines))
            yield typed


def rewrite(pages: list[str]) -> None:
    """Play the pages and write them back."""
    for name in pages:
        page = Path(name)
        with tempfile.TemporaryDirectory() as home:
            after = played(page.read_text(encoding="utf-8"), clerk_at(Path(home)))
        page.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1:])
