"""What a command loads: only what it needs, however much else the program can do."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk import Desk

DATABASE_STACK = {"pydantic", "sqlalchemy", "sqlmodel"}
BELOW = ("ordertrack.domain", "ordertrack.files", "ordertrack.store", "ordertrack.usecases")
ONLY_TO_WRITE_OR_TO_SHOW_ONE = {
    "ordertrack.domain.orders.effects",
    "ordertrack.domain.orders.events",
    "ordertrack.domain.orders.moves",
    "ordertrack.domain.records",
    "ordertrack.store.orders.rows",
}
READS_A_POLICY = {"ordertrack.files.policy.reading", "ordertrack.files.validation"}
LINES_WITHOUT_OPTIONS = ("ordertrack ", "ordertrack re", "ordertrack report ", "ordertrack report o")


_PROGRAM = """
import atexit, os, runpy, sys
atexit.register(lambda: os.write(2, "".join(f"loaded: {name}\\n" for name in sys.modules).encode()))
runpy.run_module("ordertrack", run_name="__main__", alter_sys=True)
"""


def loaded_by(*argv: str, **environ: str) -> set[str]:
    """Run a command line in a process of its own and name the modules that it imported."""
    words = [sys.executable, "-c", _PROGRAM, *argv]
    found = subprocess.run(words, env={**os.environ, **environ}, capture_output=True, text=True, check=True)
    return {line.removeprefix("loaded: ") for line in found.stderr.splitlines() if line.startswith("loaded: ")}


def test_the_version_is_said_without_loading_anything_else() -> None:
    modules = loaded_by("--version")
    assert {name for name in modules if name.startswith(("ordertrack", "typer"))} == {"ordertrack"}


def test_help_loads_neither_the_database_nor_what_lies_below_the_command_line() -> None:
    modules = loaded_by("--help")
    assert modules & DATABASE_STACK == set()
    assert {name for name in modules if name.startswith(BELOW)} == set()


@pytest.mark.parametrize("line", LINES_WITHOUT_OPTIONS)
def test_completing_the_name_of_a_command_does_not_load_the_database(line: str) -> None:
    at = str(len(line.split(" ")) - 1)
    modules = loaded_by(_ORDERTRACK_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=at)
    assert modules & DATABASE_STACK == set()
    assert {name for name in modules if name.startswith(("ordertrack.store", "ordertrack.usecases"))} == set()


@pytest.mark.parametrize("words", [("list",), ("today",), ("report", "overdue")])
def test_a_list_loads_neither_whole_orders_nor_events(desk: Desk, words: tuple[str, ...]) -> None:
    modules = loaded_by("--db", str(desk.place), *words)
    assert "ordertrack.store.orders.listing" in modules
    assert modules & ONLY_TO_WRITE_OR_TO_SHOW_ONE == set()


def test_only_the_module_of_the_command_that_was_typed_is_loaded(desk: Desk) -> None:
    modules = loaded_by("--db", str(desk.place), "list")
    rooms = {name.split(".")[2] for name in modules if name.startswith("ordertrack.cli.") and name.count(".") > 2}
    assert rooms <= {"desk", "orders", "output"}


def test_an_export_loads_neither_what_brings_orders_in_nor_what_makes_papers(desk: Desk) -> None:
    modules = loaded_by("--db", str(desk.place), "export", "orders")
    found = {name for name in modules if name.startswith(("ordertrack.cli.", "ordertrack.files", "ordertrack.mail"))}
    assert {name.rpartition(".")[2] for name in found if name.startswith("ordertrack.cli.transfer.")} == {"exporting"}
    assert {name for name in found if not name.startswith("ordertrack.cli.")} <= {"ordertrack.files", "ordertrack.mail"}


def test_an_adopted_policy_is_not_read_again(desk: Desk) -> None:
    modules = loaded_by("--db", str(desk.place), "today")
    assert "ordertrack.domain.policy.text" in modules
    assert modules & READS_A_POLICY == set()


def test_a_list_in_a_pipe_does_not_load_what_draws_tables(desk: Desk) -> None:
    modules = loaded_by("--db", str(desk.place), "list", "--csv")
    assert {name for name in modules if name.partition(".")[0] in {"rich", "tabulate"}} == set()
