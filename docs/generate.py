"""Writes what the pages say of commands and fields from the program itself.

`reference/commands.md` is written whole. In `reference/formats.md` each field of an order that a result has and no row
names gets a row, and `howto/import.md` lists the fields of a file. `python docs/generate.py` writes the pages anew;
`python docs/generate.py --check` exits with 1 when one is stale.
"""
# ruff: noqa: INP001 - a folder of pages and the two scripts that keep them true

from __future__ import annotations

import re
import sys
import textwrap
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from typer.main import get_command

from ordertrack.cli.app import COMMANDS, build_app
from ordertrack.cli.orders.lists import ORDERS
from ordertrack.cli.orders.sheets import HEADER
from ordertrack.domain.orders.fields import FIELDS, LINE_FIELDS, ORDER_FIELDS, Field, FieldKind
from ordertrack.store.records.exports import ORDER_EXPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BAR = r"\|"  # within a cell of a Markdown table
DOCS = Path(__file__).parent
WIDTH = 127
RESULTS = {
    "orders": [column.name for column in ORDERS],
    "order": [column.name for column in HEADER],
    "export_orders": list(ORDER_EXPORT),
}
"""The results that every field of an order is in, by their kind."""
TYPES = {FieldKind.DATE: "date", FieldKind.MONEY: "number", FieldKind.QUANTITY: "number"}
HEAD = """\
# Commands

This page is written by `docs/generate.py` from the commands themselves, and a test fails when it is stale.

`ordertrack COMMAND -h` shows the same at the terminal. Options come in any order; after `--` everything is an argument.
What many commands share stands in one place, [at the end](#every-command).
"""
SHARED = {
    "Every command": "They may also stand before the command: `ordertrack --db desk.db list`. So may `--actor`.",
    "Output": "Commands that show something take these. [Formats](formats.md) says what each format promises.",
    "Writing": "Commands that change something take these.",
}
PROGRAM = (
    ("`--version`", "Print the version and leave."),
    ("`--install-completion`", "Install completion for the current shell: commands, options and open order numbers."),
    ("`--show-completion`", "Show the script that would be installed."),
)


def pages() -> Iterator[tuple[Path, str]]:
    """Give each page that is written here, whole or in part, as it has to be."""
    yield DOCS / "reference" / "commands.md", _commands_page()
    formats, importing = DOCS / "reference" / "formats.md", DOCS / "howto" / "import.md"
    yield formats, "".join(map(_with_fields, re.split(r"(?m)^(?=#)", formats.read_text(encoding="utf-8"))))
    lists = iter([_names(ORDER_FIELDS), _names(LINE_FIELDS)])
    text = importing.read_text(encoding="utf-8")
    yield importing, re.sub(r"(?m)^`[^`]+`$", lambda found: next(lists, found[0]), text)


def _with_fields(section: str) -> str:
    """Add to a result's section the fields that its table does not name, each after the one before it."""
    kind = re.match(r"### .*: kind `(\w+)`\n", section)
    names = RESULTS.get(kind[1], []) if kind else []
    for before, name in pairwise(names):
        if name in FIELDS and not re.search(rf"(?m)^\|[^|]*`{name}`", section):
            section = re.sub(rf"(?m)^\|[^|]*`{before}`.*\n", rf"\g<0>{_field_row(FIELDS[name])}", section)
    return section


def _field_row(field: Field) -> str:
    meaning = f"{field.help[:1].lower()}{field.help[1:].removesuffix('.')}" or field.title.lower()
    return f"| `{field.name}` | {TYPES.get(field.kind, 'text')} | {meaning} |\n"


def _names(fields: Iterable[Field]) -> str:
    listed = " ".join(field.name for field in fields)
    return "\n".join(textwrap.wrap(f"`{listed}`", WIDTH, break_on_hyphens=False))


def _commands_page() -> str:
    tree = get_command(build_app())
    commands = list(_commands(tree, ()))
    links = " · ".join(f"[{' '.join(names)}](#{'-'.join(names)})" for names, _ in commands)
    parts = [HEAD, f"{links}\n"]
    parts += [_section(names, command) for names, command in commands]
    parts += list(_shared_sections(commands))
    parts.append(f"## Of the program itself\n\n{_rows(('Option', 'Meaning'), PROGRAM)}")
    return "\n".join(parts)


def _commands(group: Any, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - Typer's own
    names = COMMANDS if not above else group.commands
    for name in names:
        command = group.commands[name]
        if hasattr(command, "commands"):
            yield from _commands(command, (*above, name))
        else:
            yield (*above, name), command


def _section(names: tuple[str, ...], command: Any) -> str:  # noqa: ANN401 - Typer's own
    about, _, examples = command.help.partition("\n\n\b\nExamples:\n")
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    own = [each for each in command.params if each.param_type_name == "option" and _panel(each) is None]
    lines = "\n".join(line.strip() for line in examples.splitlines())
    parts = [f"## {' '.join(names)}\n", f"{about.strip()}\n", f"```sh\n{lines}\n```\n"]
    if arguments:
        parts.append(_rows(("Argument", "Meaning"), [(_quoted(each.metavar), _meaning(each)) for each in arguments]))
    if own:
        parts.append(_rows(("Option", "Meaning"), [(_spelling(each), _meaning(each)) for each in own]))
    panels = dict.fromkeys(panel for each in command.params if (panel := _panel(each)))
    also = ", ".join(f"[{panel.lower()}](#{_anchor(panel)})" for panel in panels)
    parts.append(f"Also the options of {also}.\n")
    return "\n".join(parts)


def _shared_sections(commands: Iterable[tuple[tuple[str, ...], Any]]) -> Iterator[str]:
    found: dict[str, dict[str, str]] = {panel: {} for panel in SHARED}
    for _, command in commands:
        for each in command.params:
            if panel := _panel(each):
                found[panel].setdefault(_spelling(each), _meaning(each))
    for panel, about in SHARED.items():
        yield f"## {panel}\n\n{about}\n\n{_rows(('Option', 'Meaning'), found[panel].items())}"


def _panel(parameter: Any) -> str | None:  # noqa: ANN401 - Typer's own
    panel = getattr(parameter, "rich_help_panel", None)
    return panel if panel in SHARED else None


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _rows(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    table = "".join(f"| {name} | {meaning} |\n" for name, meaning in rows)
    return f"| {heads[0]} | {heads[1]} |\n|---|---|\n{table}"


def _spelling(option: Any) -> str:  # noqa: ANN401 - Typer's own
    names = ", ".join(sorted(option.opts, key=len))
    value = "" if option.is_flag else f" {option.metavar or _choices(option) or 'N'}"
    return _quoted(f"{names}{value}")


def _choices(option: Any) -> str:  # noqa: ANN401 - Typer's own
    kinds = [option.type_descriptor.annotation]
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return "|".join(kind)
        kinds += get_args(kind)
    return ""


def _meaning(parameter: Any) -> str:  # noqa: ANN401 - Typer's own
    default = parameter.default
    has_default = default is not None and default is not False and parameter.param_type_name == "option"
    ending = f" `{default}` if left out." if has_default else " Required." if parameter.required else ""
    return f"{(parameter.help or '').replace('|', BAR)}{ending}"


def _quoted(text: str) -> str:
    return f"`{text.replace('|', BAR)}`"


if __name__ == "__main__":
    for path, text in list(pages()):
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(1)
