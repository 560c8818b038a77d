"""The reference has everything there is: results with their fields, settings, fields of an import, options."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from typer.main import get_command

from ordertrack.cli.app import build_app
from ordertrack.exchange.mapping import LINE_FIELDS, ORDER_FIELDS
from ordertrack.settings import KNOWN
from tests.desk import Desk, run

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ALWAYS = ("schema", "kind", "as_of", "count", "rows")
EXAMPLES = {
    "NUMBER...": "SO-1005",
    "NUMBER": "SO-1013",
    "NAME": "Kestrel Fasteners",
}
"""What stands in the example book for the words in capitals."""

_RESULT = re.compile(r"^### (.+): kind `(\w+)`$")
_FIELD_ROW = re.compile(r"^\| (`.+?`(?:, `.+?`)*) \|")
_QUOTED = re.compile(r"`([^`]+)`")
_MEMBERS = re.compile(r"Members beside the rows: (.*?)(?:\.|$)")


class Shown(NamedTuple):
    """A result as the page describes it."""

    commands: tuple[str, ...]
    kind: str
    fields: list[str]
    members: list[str]
    parts: dict[str, list[str]]


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def results() -> list[Shown]:
    """Read the results off the page, each from its heading on; parts have headings of their own."""
    found: list[Shown] = []
    target: list[str] = []
    for section in re.split(r"(?m)^(?=#{2,4} )", text_of("reference/formats.md")):
        heading, _, body = section.partition("\n")
        fields = [
            name for line in body.splitlines() if (row := _FIELD_ROW.match(line)) for name in _QUOTED.findall(row[1])
        ]
        if match := _RESULT.match(heading):
            names = _MEMBERS.search(body.replace("\n", " "))
            members = [name for name in _QUOTED.findall(names[1] if names else "") if name.islower()]
            found.append(Shown(tuple(_QUOTED.findall(match[1])), match[2], fields, members, {}))
        elif heading.startswith("#### "):
            target = found[-1].parts.setdefault(_QUOTED.findall(heading)[0], [])
            target += fields
    return found


def commands(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - Typer's
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name), command


def options_of(command: Any) -> set[str]:  # noqa: ANN401 - Typer's own
    return {name for each in command.params if each.param_type_name == "option" for name in each.opts}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The example book."""
    place = tmp_path_factory.mktemp("example") / "demo.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERTRACK_AS_OF", "2026-11-23T08:00:00Z")
        assert run("demo", "--keep", str(place)).code == 0
    return Desk(place)


@pytest.mark.parametrize("shown", results(), ids=lambda shown: shown.commands[0])
def test_a_result_has_the_fields_that_the_page_describes(
    shown: Shown, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-11-23T08:00:00Z")
    for command in shown.commands:
        if command == "demo":
            continue  # shows what `report daily` does
        document = desk.do(*(EXAMPLES.get(word, word) for word in command.split()), "--json").document
        first = document["rows"][0]
        assert (command, document["kind"], list(first)) == (command, shown.kind, shown.fields)
        assert sorted(document.keys() - set(ALWAYS)) == sorted(shown.members)
        assert {name: list(first[name][0]) for name in shown.parts} == shown.parts


def test_every_command_that_shows_something_is_described() -> None:
    described = {
        " ".join(word for word in name.split() if word.islower()) for each in results() for name in each.commands
    }
    showing = {
        " ".join(names) for names, command in commands(get_command(build_app())) if "--json" in options_of(command)
    }
    assert described == showing


def test_the_parts_of_an_order_are_all_described() -> None:
    (order,) = (shown for shown in results() if shown.kind == "order")
    assert list(order.parts) == order.fields[-len(order.parts) :]


def test_the_page_of_the_commands_is_what_the_commands_say() -> None:
    ran = subprocess.run([sys.executable, DOCS / "generate.py", "--check"], check=False)
    assert ran.returncode == 0, "run: python docs/generate.py"


def test_every_variable_of_the_environment_is_described() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    described = set(re.findall(r"^\| `(ORDERTRACK_\w+)`", text_of("reference/settings.md"), re.MULTILINE))
    assert described == set(re.findall(r"(?<!_)ORDERTRACK_[A-Z_]+[A-Z]", source))


def test_every_setting_is_described() -> None:
    table = text_of("reference/settings.md").partition("## The environment")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(KNOWN)


def test_every_field_of_an_import_is_named() -> None:
    named = [set(block.split()) for block in re.findall(r"^`([^`]+)`$", text_of("howto/import.md"), re.MULTILINE)]
    assert named == [set(ORDER_FIELDS), set(LINE_FIELDS)]


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_a_page_names_only_options_that_exist(page: Path) -> None:
    known = set.union(*(options_of(command) for _, command in commands(get_command(build_app()))))
    known |= {"--version", "--install-completion", "--show-completion", "--help"}
    lines = page.read_text(encoding="utf-8").splitlines()
    ours = [line for line in lines if re.match(r"(\$ |> +)?ordertrack ", line) and "|" not in line]
    quoted = [text for line in lines for text in _QUOTED.findall(line) if text.startswith(("--", "ordertrack "))]
    named = {name for text in (*ours, *quoted) for name in re.findall(r"(?<![\w'-])--[a-z][a-z-]*", text)}
    assert named - known == set()
