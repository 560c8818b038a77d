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
from ordertrack.domain.orders.fields import LINE_FIELDS, ORDER_FIELDS
from ordertrack.files.settings import MailboxSettings, MailSettings, SettingsText
from ordertrack.files.transfer.mapping import ENQUIRY_FIELDS, ISSUE_FIELDS
from tests.desk import Desk, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordertrack.files.validation import Shape

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ALWAYS = ("schema", "kind", "as_of", "count", "rows")
EXAMPLES = {
    "NUMBER...": "SO-9",
    "NUMBER": "SO-9",
    "NAME": "Kestrel Fasteners",
    "ID": "SO-9#1",
    "FILE": "policy.toml",
    "A": "1",
    "B": "2",
    "KIND": "order-confirmation",
}
"""What stands in the example book for the words in capitals."""
EXAMPLES_OF = {"notice show ID...": {"ID...": "1"}, "mail show ID...": {"ID...": "2"}}
"""The same where these words mean something else."""
OPTIONS = {
    "mail fetch": ("letters", "--dry-run"),
    "notice send": ("--dry-run",),
    "inbox": ("--all",),
    "book archive": ("--dry-run", "--as-of", "2050-01-01"),
    "policy simulate FILE": ("--from", "2026-11-01", "--to", "2026-11-20"),
}
FAILS_WITH = {"policy check FILE": 7}
_BUSY = (
    "party add Zoë --customer --email zoe@example.org",
    "party add Bolts --supplier --email bolts@example.com --phone +44123456789",
    "add SO-9 --customer Zoë --supplier Bolts --placed 2026-11-02 --promised 2026-11-18 --line 10,M8 --accept",
    "status SO-9 --to confirmed --on 2026-11-03",
    "status SO-9 --to shipped --line 1:5",
    "status SO-9 --promised 2026-11-19 --cause strike",
    "escalate SO-9 --reason urgent",
    "round",
    "add SO-8 --customer Zoë --supplier Bolts --placed 2026-11-02 --promised 2026-11-18 --line 10,M8 --accept",
    "enquiry log SO-9 --from Kai when?",
    "issue open SO-9 --kind damaged --cause dented",
    "followup SO-9 --channel phone --note ringing --outcome no-answer",
    "notice send",
    "mail fetch letters",
    "party add Ringo --customer --phone +44123456780",
    "add SO-7 --customer Ringo --supplier Bolts --placed 2026-11-02 --promised 2026-12-18 --line 10,M8 --accept",
)
"""An order of which everything that can be shown has something, and one that the next round decides about."""

_LETTER = """\
From: Zoë <zoe@example.org>
Subject: SO-9
Message-ID: <{name}@example.org>

When?
"""

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


def write_letter(folder: Path, name: str) -> None:
    """Put a letter into the folder that is fetched from."""
    letters = folder / "letters"
    letters.mkdir(exist_ok=True)
    (letters / f"{name}.eml").write_text(_LETTER.format(name=name), encoding="utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The example book."""
    place = tmp_path_factory.mktemp("example") / "demo.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERTRACK_AS_OF", "2026-11-23T08:00:00Z")
        assert run("demo", "--keep", str(place)).code == 0
        desk = Desk(place)
        patch.chdir(place.parent)
        write_letter(place.parent, "first")
        for command in _BUSY:
            desk.do(*command.split())
        write_letter(place.parent, "second")
        text = desk.do("policy", "show").out.replace('first = "1bd"', 'first = "2bd"')
        desk.do("policy", "adopt", "-", "--description", "Calmer", stdin=text.encode())
    return desk


@pytest.mark.parametrize("shown", results(), ids=lambda shown: shown.commands[0])
def test_a_result_has_the_fields_that_the_page_describes(
    shown: Shown, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-11-23T08:00:00Z")
    monkeypatch.chdir(Path(desk.place).parent)
    text = desk.do("policy", "show").out
    for command in shown.commands:
        if command == "demo":
            continue  # shows what `report daily` does
        code = FAILS_WITH.get(command, 0)
        Path("policy.toml").write_text(text.replace("2bd", "soon" if code else "3bd"), encoding="utf-8")
        examples = EXAMPLES | EXAMPLES_OF.get(command, {})
        words = (examples.get(word, word) for word in command.split())
        ran = desk(*words, *OPTIONS.get(command, ()), "--json")
        assert (command, ran.code, ran.err if code == 0 and ran.code else "") == (command, code, "")
        document = ran.document
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
    tables: dict[str, type[Shape]] = {"MAIL": MailSettings, "MAILBOX": MailboxSettings}
    of_mail = {f"ORDERTRACK_{name}_{key.upper()}" for name, shape in tables.items() for key in shape.keys()}  # noqa: SIM118 - a shape is no dictionary
    assert described == of_mail | set(re.findall(r"(?<!_)ORDERTRACK_[A-Z_]+[A-Z]", source))


def test_every_setting_is_described() -> None:
    table = text_of("reference/settings.md").partition("## The environment")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(SettingsText.keys())


def test_every_field_of_an_import_is_named() -> None:
    named = [set(block.split()) for block in re.findall(r"^`([^`]+)`$", text_of("howto/import.md"), re.MULTILINE)]
    assert named == [
        *({field.name for field in fields} for fields in (ORDER_FIELDS, LINE_FIELDS)),
        *map(set, (ISSUE_FIELDS, ENQUIRY_FIELDS)),
    ]


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_a_page_names_only_options_that_exist(page: Path) -> None:
    known = set.union(*(options_of(command) for _, command in commands(get_command(build_app()))))
    known |= {"--version", "--install-completion", "--show-completion", "--help"}
    lines = page.read_text(encoding="utf-8").splitlines()
    ours = [line for line in lines if re.match(r"(\$ |> +)?ordertrack ", line) and "|" not in line]
    quoted = [text for line in lines for text in _QUOTED.findall(line) if text.startswith(("--", "ordertrack "))]
    named = {name for text in (*ours, *quoted) for name in re.findall(r"(?<![\w'-])--[a-z][a-z-]*", text)}
    assert named - known == set()
