"""Every clause of the procedure is answered by a command and proved by a test, or openly is not (docs/sop.md)."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from typer.main import get_command

from ordertrack.cli.app import build_app
from ordertrack.domain.round.worklist import CLAUSES as OF_THE_WORKLIST

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "sop.md"
CLAUSES = (
    *("3", "4.1a", "4.1b", "4.1c", "4.2a", "4.2b", "4.2c", "4.3a", "4.3b", "4.3c"),
    *("4.4a", "4.4b", "4.4c", "4.5a", "4.5b", "4.5c", "4.6a", "4.6b", "5", "6", "7", "8"),
)
"""The clauses of the procedure: responsibilities, the steps of section 4, channels, records, metrics, revisions."""

NOT_YET = set[str]()
IN_PART = {"5"}

_NAMED = re.compile(r"SOP ((?:[3-8](?:\.[1-6][abc]?)?(?:, )?)+)")
_STATE = re.compile(r"(yes|in part|not yet)(.*)")


class Row(NamedTuple):
    """A row of the page."""

    clause: str
    state: str
    remark: str
    commands: tuple[str, ...]
    tests: tuple[str, ...]


def rows() -> list[Row]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| [3-8]", line)]
    return [_row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]


def _row(clause: str, _: str, state: str, commands: str, tests: str) -> Row:
    match = _STATE.fullmatch(state)
    assert match, f"{clause} has no state"
    return Row(clause, match[1], match[2], *(tuple(re.findall(r"`(.+?)`", cell)) for cell in (commands, tests)))


def named_in(text: str) -> set[str]:
    """The clauses a docstring names; a section (`4.5`) names all of its clauses."""
    found = {name for part in _NAMED.findall(text) for name in part.strip(", ").split(", ")}
    return {clause for clause in CLAUSES if clause in found or clause[:-1] in found}


def commands(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - Typer's own
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*above, name))
        else:
            yield " ".join((*above, name)), command.help


def docstrings_of_tests(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield ast.get_docstring(node) or ""


def test_the_page_lists_every_clause_once() -> None:
    assert [row.clause for row in rows()] == list(CLAUSES)


def test_what_is_missing_is_said_openly_and_nothing_else() -> None:
    by_state = {state: {row.clause for row in rows() if row.state == state} for state in ("not yet", "in part")}
    assert by_state == {"not yet": NOT_YET, "in part": IN_PART}
    assert [row.clause for row in rows() if row.state == "in part" and not row.remark.startswith(": ")] == []


def test_every_clause_has_a_command_that_names_it_unless_it_is_not_yet_answered() -> None:
    named = {*OF_THE_WORKLIST.values()}.union(
        *(named_in(help_text) for _, help_text in commands(get_command(build_app())))
    )
    assert set(CLAUSES) - named == NOT_YET


def test_the_commands_of_the_page_exist() -> None:
    known = {name for name, _ in commands(get_command(build_app()))}
    assert {row.clause: set(row.commands) - known for row in rows() if set(row.commands) - known} == {}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.clause)
def test_a_clause_is_proved_by_the_tests_that_the_page_names(row: Row) -> None:
    proved = {name for path in row.tests for text in docstrings_of_tests(ROOT / path) for name in named_in(text)}
    is_answered = row.state != "not yet"
    assert (row.clause in proved, bool(row.commands)) == (is_answered, is_answered)
