"""Runs commands in turn, A B A B, and makes a figure of what they took: seconds, processor seconds, memory."""

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


class Line(NamedTuple):
    """One line of the result: what was measured, beside what, the figure, its budget (None: for comparison only)."""

    what: str
    ours: str
    beside: str
    figure: str
    budget: str
    is_within: bool | None
    samples: dict[str, Sample]

    @property
    def verdict(self) -> str:
        """Say it in a word."""
        return {True: "ok", False: "over", None: ""}[self.is_within]


def ratio(what: str, found: Sequence[Sample], beside: str, budget: float) -> Line:
    """Compare ours, the first sample, with the second."""
    ours, theirs = found
    figure = ours.seconds / theirs.seconds
    text = f"{beside}: {_time(theirs)}"
    samples = {"ordertrack": ours, beside: theirs}
    return Line(what, _time(ours), text, f"{figure:.2f} x", f"<= {budget} x", figure <= budget, samples)


def processor_ratio(what: str, found: Sequence[Sample], beside: str) -> Line:
    """Compare the processor time alone: how fast the disk is, and what else the machine does, matter less to it."""
    ours, theirs = (Sample(each.processor, each.processor, each.megabytes) for each in found)
    line = ratio(what, (ours, theirs), beside, 0)
    return line._replace(budget="", is_within=None)


def beyond_start(what: str, found: Sequence[Sample], beside: str, budget: float) -> Line:
    """Compare what ours, the first, takes beyond its start-up, the second, with the third."""
    ours, start, *others = found
    samples = {"ordertrack": ours, "start-up": start}
    shown = f"{_time(ours)}, start-up {_time(start)}"
    if not others:
        return Line(what, shown, f"{beside}: not there", "", f"<= {budget} x", None, samples)
    theirs = others[0]
    figure = (ours.seconds - start.seconds) / theirs.seconds
    samples[beside] = theirs
    text = f"{beside}: {_time(theirs)}"
    return Line(what, shown, text, f"{figure:.2f} x", f"<= {budget} x", figure <= budget, samples)


def rate(what: str, found: Sequence[Sample], count: int, unit: str, budget: int | None) -> Line:
    """Say how many a second, after start-up, which is the second sample; without a budget for comparison only."""
    ours, start, *others = found
    figure = count / max(ours.seconds - start.seconds, 0.001)
    beside = f"sqlite3, same query: {_time(others[0])}" if others else ""
    shown = f"{_time(ours)}, start-up {_time(start)}"
    samples = {"ordertrack": ours, "start-up": start} | ({"sqlite3": others[0]} if others else {})
    least = "" if budget is None else f">= {budget:,} {unit}"
    is_within = None if budget is None else figure >= budget
    return Line(what, shown, beside, f"{figure:,.0f} {unit}", least, is_within, samples)


def memory(what: str, ours: Sample, few: Sample, budget: int) -> Line:
    """Say how much memory the largest process took at most, beside that for a few orders."""
    shown, beside = f"{ours.megabytes:.0f} MB", f"with a few orders: {few.megabytes:.0f} MB"
    is_within = ours.megabytes <= budget
    return Line(what, shown, beside, shown, f"<= {budget} MB", is_within, {"ordertrack": ours, "few": few})


def _time(sample: Sample) -> str:
    return f"{sample.seconds * 1000:.0f} ms" if sample.seconds < 1 else f"{sample.seconds:.2f} s"


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
