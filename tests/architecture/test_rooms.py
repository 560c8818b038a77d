"""Rooms: what each may import, no circles, and one noun for a name in two strata."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.code import ROOT, STRATA, circles, imports_of, source
from tests.architecture.permits import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.architecture.code import Module

CIRCLES_OF_FILES: set[frozenset[str]] = set()
"""Circles of files that are known: none may be added."""

CIRCLES_OF_ROOMS: set[frozenset[str]] = set()
"""Circles of rooms within a stratum that are known: none may be added."""

ROOTS = {
    "ordertrack.__main__": "answers `--version` before anything is loaded",
    "ordertrack.cli.main": "loads what a failed command needs, when one has failed",
    "ordertrack.cli.desk.desk": "wires the store in, when a command first asks for the book",
    "ordertrack.cli.desk.mail": "wires servers, mailboxes and words in, when a command first asks for them",
    "ordertrack.cli.output.output": "loads the one format that was chosen",
    "ordertrack.mail.notices.wording": "loads the templates' engine when words are made",
    "ordertrack.store.book.views": "makes a room of the book when it is first asked for",
}
"""The composition roots: here alone an import may stand in a function."""

HEAVY = {
    "dateutil": "months and rules of recurrence are rarely typed",
    "flufl": "reads delivery reports, of which there are few",
    "holidays": "knows every country; asked once a year of a calendar",
    "imap_tools": "only fetching needs it",
    "inscriptis": "only letters without plain text need it",
    "keyring": "an extra; asks the desktop",
    "mailparser_reply": "only letters with quoted text need it",
    "platformdirs": "only where no book was named",
    "pwd": "a system without it has no login names to ask",
    "rich": "only a terminal is drawn on",
    "difflib": "only near names",
}
"""Packages that a function may load on first use, and why."""


TWO_NOUNS: set[str] = set()
"""Names of files that mean two things in two strata: none may be added."""

PASSING = {
    "cli.desk.settings": "where the settings file is",
    "domain.policy.notices": "what a policy says of notices: how each kind leaves",
    "files.policy.values": "single values of a policy's text",
    "store.tables.cases": "the tables of cases",
    "store.tables.notices": "the tables of notices",
    "store.tables.orders": "the tables of orders",
    "usecases.transfer.cases": "cases that come in",
    "usecases.transfer.orders": "orders that come in",
}
"""Files with the name of another room, and what the two have to do with each other."""


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_domain_needs_nothing_but_the_standard_library_and_dateutil() -> None:
    known = {*sys.stdlib_module_names, "dateutil", "ordertrack"}
    domain = [module for module in source().modules.values() if module.stratum == "domain"]
    foreign = {
        module.name: bad
        for module in domain
        if (bad := {name for name in imports_of(module.tree) if name.partition(".")[0] not in known})
    }
    assert foreign == {}


def test_every_room_says_what_it_may_import() -> None:
    assert set(said()) == set(source().rooms)


def test_rooms_import_only_what_they_say_and_say_nothing_stale() -> None:
    """`python -m tests.architecture.permits --write` writes what is so; read the difference before you keep it."""
    permits, arrows = said(), source().room_arrows
    forbidden = {room: more for room, found in arrows.items() if (more := found - permits.get(room, set()))}
    stale = {room: less for room, allowed in permits.items() if (less := allowed - arrows.get(room, set()))}
    assert (forbidden, stale) == ({}, {})


def test_files_import_each_other_in_no_circle() -> None:
    assert circles(source().arrows) == CIRCLES_OF_FILES


def test_rooms_of_a_stratum_import_each_other_in_no_circle() -> None:
    found: set[frozenset[str]] = set()
    for stratum in STRATA:
        rooms = {room for room in source().rooms if room.partition(".")[0] == stratum}
        found |= circles({room: source().room_arrows[room] & rooms for room in rooms})
    assert found == CIRCLES_OF_ROOMS


def test_a_stratum_holds_nothing_that_no_room_holds() -> None:
    """The `__init__.py` of a stratum says; it has no code of its own."""
    said_only = [
        module for module in source().modules.values() if module.room in STRATA or module.path.name == "__init__.py"
    ]
    assert {module.name for module in said_only if len(module.tree.body) > 1} == {"ordertrack"}


def test_imports_stand_at_the_top_except_in_the_composition_roots() -> None:
    hidden = {
        module.name: sorted(found)
        for module in source().modules.values()
        if (found := {name for name in _hidden(module) if not _may_hide(module, name)})
    }
    assert hidden == {}


def test_the_tables_of_hidden_imports_are_in_use() -> None:
    used = {(module.name, name.partition(".")[0]) for module in source().modules.values() for name in _hidden(module)}
    assert HEAVY.keys() - {package for _, package in used} == set()
    assert ROOTS.keys() - {name for name, package in used if package == "ordertrack"} == set()


def test_a_room_that_is_named_is_the_class_that_is_declared() -> None:
    tree = source().modules["ordertrack.store.book.views"].tree
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    places = {each.name: f"{node.module}:{each.name}" for node in imports for each in node.names}
    places["Reports"] = "ordertrack.store.book.views:Reports"
    declared = [
        (ast.unparse(node.annotation), ast.literal_eval(node.value.args[0]))
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "_room"
    ]
    assert len(declared) > 20
    assert [name for name, place in declared if places[name] != f"ordertrack.store.{place}"] == []


def _may_hide(module: Module, name: str) -> bool:
    package = name.partition(".")[0]
    return package in HEAVY or (package == "ordertrack" and module.name in ROOTS)


def _hidden(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            yield from imports_of(node)


def test_a_name_in_two_strata_is_one_noun() -> None:
    """It stands in the same room everywhere, or is the name of a room itself."""
    names = {room.partition(".")[2] for room in source().rooms}
    places: dict[str, dict[str, str]] = {}
    for module in source().modules.values():
        room, file = module.room.partition(".")[2], module.name.rpartition(".")[2]
        if module.stratum in STRATA and room:
            places.setdefault(file, {})[module.stratum] = room
    shared = {file: found for file, found in places.items() if len(set(found.values())) > 1 and file not in names}
    assert shared.keys() == TWO_NOUNS, shared


def test_a_file_named_like_a_room_holds_that_room_s_noun() -> None:
    """`cases.py` may stand in a room of cases, or where the room passes through another: never for a second meaning."""
    names = {room.partition(".")[2] for room in source().rooms}
    elsewhere = {
        module.name.removeprefix("ordertrack.")
        for module in source().modules.values()
        if (file := module.name.rpartition(".")[2]) in names and file not in module.room.split(".")
    }
    assert elsewhere == PASSING.keys()
