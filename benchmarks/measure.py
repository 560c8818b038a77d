"""Runs commands in turn, A B A B, and says what each took: seconds, processor seconds, the most memory."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_SAID = 2000


class DoesNotWorkError(Exception):
    """A command failed, or did not do what it was measured for."""


class Sample(NamedTuple):
    """What one run took. Memory is that of the largest process of the command."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is run: its words, where its input comes from and its output goes; `before` is not measured."""

    words: Sequence[str | Path]
    environ: Mapping[str, str] = field(default_factory=dict)
    stdin: Path = Path(os.devnull)
    stdout: Path = Path(os.devnull)
    before: Callable[[], None] = lambda: None


def run(command: Command) -> Sample:
    """Run once; DoesNotWorkError, with what it said, when its exit code is not 0."""
    command.before()
    environ = {**_plain_environ(), **command.environ}
    with command.stdin.open("rb") as stdin, command.stdout.open("wb") as stdout, TemporaryFile() as said:
        began = perf_counter()
        process = subprocess.Popen([*command.words], stdin=stdin, stdout=stdout, stderr=said, env=environ)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            words = " ".join(map(str, command.words))
            text = said.read(_SAID).decode(errors="replace").strip()
            raise DoesNotWorkError(f"{words}: exit code {process.returncode}: {text}")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _KILOBYTES)


def in_turn(commands: Sequence[Command], repeats: int, *, warm_up: bool = True) -> list[Sample]:
    """Run all commands, then all again, and give the medians of each; the most memory it ever took."""
    if warm_up:
        for command in commands:
            run(command)
    rounds = [[run(command) for command in commands] for _ in range(repeats)]
    return [_median(samples) for samples in zip(*rounds, strict=True)]


def _median(samples: Sequence[Sample]) -> Sample:
    seconds, processor, megabytes = zip(*samples, strict=True)
    return Sample(median(seconds), median(processor), max(megabytes))


def _plain_environ() -> dict[str, str]:
    """Give the environment without what would set up Python or our program: compiled modules are kept, as usual."""
    dropped = ("ORDERTRACK", "_ORDERTRACK", "PYTHON", "COLUMNS")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(dropped)}
    return kept | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}


def program(name: str) -> str | None:
    """Find a program beside this Python, else on the path."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def machine() -> dict[str, str]:
    """Describe the machine and the programs that were measured, without its name."""
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores used",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        **dict(_versions()),
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _versions() -> Iterator[tuple[str, str]]:
    for name in ("sqlite3", "sqlite-utils"):
        if found := program(name):
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
            yield f"{name} (program)", next((word for word in said.split() if word[0].isdigit()), "unknown")
        else:
            yield f"{name} (program)", "not there"


_KILOBYTES = 1024 * 1024 if sys.platform == "darwin" else 1024
