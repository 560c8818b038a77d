"""Processes of their own: a crowd that starts at the same instant, one that is killed half-way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREAMBLE = """
import sys
print("ready", flush=True)
sys.stdin.readline()
"""
SECONDS = 120
ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """How a process ended: its exit status, what it printed, what it complained of."""

    status: int
    output: str
    complaint: str


def crowd(programs: Sequence[tuple[str, Sequence[str]]], *, imports: str = "") -> list[Ended]:
    """Run programs (source, arguments) side by side: each has imported what it needs before any begins."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", imports + _PREAMBLE + source, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        for source, arguments in programs
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    words = [process.communicate(timeout=SECONDS) for process in processes]
    return [Ended(process.returncode, *said) for process, said in zip(processes, words, strict=True)]


def alone(source: str, *arguments: str, imports: str = "") -> Ended:
    """Run one program in a process of its own."""
    return crowd([(source, arguments)], imports=imports)[0]
