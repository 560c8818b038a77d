"""Running a command line in this process: what it printed, what it said, and its exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ordertrack.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    Run = Callable[..., "Ran"]


class Ran(NamedTuple):
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a JSON document."""
        found: list[dict[str, Any]] = json.loads(self.out)["rows"]
        return found


def runner(capsys: pytest.CaptureFixture[str], book: Path | str | None = None) -> Run:
    """Give a function that runs one command line, on `book` where one is named."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        code = main([*(("--db", str(book)) if book else ()), *words])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run
