"""Writes `reference/commands.md` from the commands themselves.

`python docs/generate.py` writes the page anew; `python docs/generate.py --check` exits with 1 when it is stale.
"""
# ruff: noqa: INP001 - a folder of pages and the two scripts that keep them true

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from typer.main import get_command

from ordertrack.cli.app import COMMANDS, build_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BAR = r"\|"  # within a cell of a Markdown table
PAGE = Path(__file__).parent / "reference" / "commands.md"
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


def page() -> str:
    """Write the whole page."""
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
    if sys.argv[1:] == ["--check"]:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
