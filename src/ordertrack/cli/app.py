"""All commands in the order of the desk: the six verbs first, then what looks and changes, then the nouns.

Only the module of the command that was typed is loaded; help, completion and near names load them all.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ordertrack import __version__
from ordertrack.cli import commands
from ordertrack.cli.nouns import CONTEXT, place, with_examples
from ordertrack.cli.output import Color

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("orders", "add"),
    "status": ("status", "status"),
    "close": ("status", "close"),
    "report": ("reports", "report_app"),
    "show": ("orders", "show"),
    "list": ("orders", "list_"),
    "today": ("reports", "today"),
    "edit": ("orders", "edit"),
    "import": ("transfer", "import_app"),
    "export": ("transfer", "export_app"),
    "cancel": ("status", "cancel"),
    "party": ("parties", "party_app"),
    "trail": ("trail", "trail_app"),
    "book": ("book", "book_app"),
    "doctor": ("doctor", "doctor"),
    "demo": ("demo", "demo"),
}
"""Every command: the module under `ordertrack.cli` it stands in, and its name there."""

_WITH_VALUE = frozenset({"--db", "--actor", "--color"})
_EXAMPLES = "ordertrack demo\nordertrack today\nordertrack report overdue --csv"


class InOrder(TyperGroup):
    """Lists the commands in the order of the desk; Typer by itself puts groups after all others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the type of the context is private to Typer
        """Name the commands."""
        del ctx
        return [name for name in COMMANDS if name in self.commands]


def build_app(argv: Sequence[str] = ()) -> typer.Typer:
    """Put together the commands that `argv` can mean."""
    app = typer.Typer(
        name="ordertrack",
        cls=InOrder,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=CONTEXT,
    )
    app.callback(help=with_examples(before.__doc__ or "", _EXAMPLES))(before)
    wanted = typed_command(argv)
    for name in [wanted] if wanted else COMMANDS:
        _register(app, name)
    return app


def typed_command(argv: Sequence[str]) -> str | None:
    """Find the command in a command line; None when it names none, asks for help, or completes."""
    if any(name.endswith("_COMPLETE") and name.startswith("_ORDERTRACK") for name in os.environ):
        return None
    words = iter(argv)
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
        elif word in CONTEXT["help_option_names"]:
            return None
    return None


def _register(app: typer.Typer, name: str) -> None:
    module_name, attribute = COMMANDS[name]
    module = import_module(f"ordertrack.cli.{module_name}")
    command = getattr(module, attribute)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        place(app, name, command, module.EXAMPLES[name])


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"ordertrack {__version__}")
        raise typer.Exit


def before(
    db: Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The order book.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Who does this.")] = None,
    color: Annotated[Color | None, typer.Option("--color", help="When to colour.")] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave."),
    ] = False,
) -> None:
    """Keep an order book: enter orders, track them daily, chase what is late, close what arrived, prove it all."""
    del version
    commands.GLOBAL.update(db=db, actor=actor, color=color, no_input=no_input)
