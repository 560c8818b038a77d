"""The program at a desk where everything is settled: the clock, the environment, the folder it works in."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import secrets
import shlex
import shutil
import sys
import tempfile
from contextlib import chdir, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.desk import Ran

HERE = Path(tempfile.gettempdir()) / "ordertrack-recorder"
"""Where recordings are made, one at a time: always here, since the length of a path decides how a table is drawn."""

PYTHON, VERSION = "/usr/bin/python3", "0.0.0"
"""What stands for the interpreter and for the version of the program, wherever they are printed."""

SETTLED = {
    "PATH": "/usr/bin:/bin",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "TERM": "xterm",
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "ORDERTRACK_ACTOR": "anna",
    "ORDERTRACK_NO_INPUT": "1",
}
"""The environment of every command; whatever else is set does not reach it."""

_FOLDERS = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_RUNTIME_DIR": ".run",
    "XDG_STATE_HOME": ".local/state",
}
_BETWEEN_SEARCHES = 200_000


class DoesNotWorkError(Exception):
    """A command that must work did not."""


@contextmanager
def workplace(here: Path = HERE, *, seed: int = 1) -> Iterator[Path]:
    """Give an empty folder with everything settled, to one recording at a time; commands run in `desk` there.

    Tokens are drawn by the seed, which is another one for a book than for what is done with it later.
    """
    with Path(f"{here}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        shutil.rmtree(here, ignore_errors=True)
        for name in ("home", "desk", "in"):
            (here / name).mkdir(parents=True)
        try:
            with _settled(here, seed):
                yield here
        finally:
            shutil.rmtree(here, ignore_errors=True)


@contextmanager
def _settled(here: Path, seed: int) -> Iterator[None]:
    folders = {name: str(here / "home" / part) for name, part in _FOLDERS.items()}
    before = gc.get_threshold()
    gc.set_threshold(_BETWEEN_SEARCHES)  # as the program does for itself
    try:
        with (
            patch.dict(os.environ, {**SETTLED, **folders}, clear=True),
            patch.object(sys, "executable", PYTHON),
            patch("shellingham.detect_shell", lambda *_: ("bash", "/bin/bash")),  # else whoever started the recording
            patch.object(secrets, "token_bytes", Random(seed).randbytes),
            _called(VERSION),
            chdir(here / "desk"),
        ):
            yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _called(version: str) -> Iterator[None]:
    """Let every module of the program, loaded by now or later, have another version; none keeps it."""
    import ordertrack

    own = ordertrack.__version__
    _rename(version)
    try:
        yield
    finally:
        _rename(own)


def _rename(version: str) -> None:
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] == "ordertrack" and hasattr(module, "__version__"):
            vars(module)["__version__"] = version


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Add to the environment for a while."""
    with patch.dict(os.environ, values):
        yield


def sit_at(book: Path | str, now: str) -> None:
    """Let the commands that follow be about a book, at an instant."""
    os.environ.update(ORDERTRACK_DB=str(book), ORDERTRACK_AS_OF=now)


def at(now: str) -> None:
    """Put the clock to an instant."""
    os.environ["ORDERTRACK_AS_OF"] = now


def typed(words: list[str], stdin: bytes = b"") -> Ran:
    """Run one command line; nobody sits at a terminal."""
    from tests.desk import run  # loads the program, which is to see what is settled

    ran = run(*words, stdin=stdin)
    gc.unfreeze()  # an import keeps what is loaded from being searched, and so all garbage until then
    return ran


def words_of(line: str, names: Mapping[str, str]) -> list[str]:
    """Split a line as a shell does, and put in what its `{NAMES}` stand for."""
    return [word.format_map(names) for word in shlex.split(line)]


def tried(line: str, stdin: bytes = b"", /, **names: str) -> Ran:
    """Run a command line with names in it, whatever becomes of it."""
    return typed(words_of(line, names), stdin)


def done(line: str, stdin: bytes = b"", /, **names: str) -> Ran:
    """Run a command line that must work."""
    ran = tried(line, stdin, **names)
    if ran.code:
        raise DoesNotWorkError(f"{words_of(line, names)} ends with {ran.code}: {ran.err}")
    return ran


def rows(line: str, **names: str) -> list[dict[str, Any]]:
    """Take the rows of a command line that must work."""
    found: list[dict[str, Any]] = json.loads(done(f"{line} --json", **names).stdout)["rows"]
    return found
