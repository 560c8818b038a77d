"""What the nouns have in common: a group of commands, each with its examples under its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CONTEXT = {"help_option_names": ["-h", "--help"]}


def noun_app(about: str) -> typer.Typer:
    """Make an empty group of commands."""
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_CONTEXT,
    )


def register(app: typer.Typer, commands: Mapping[str, Callable[..., None]], examples: Mapping[str, str]) -> None:
    """Put commands into a group under their names, each with its examples."""
    for name, command in commands.items():
        app.command(name, epilog=epilog(examples[name]), context_settings=_CONTEXT)(command)


def epilog(lines: str) -> str:
    """Lay out examples for the foot of a help page."""
    return "Examples:\n\n" + "\n\n".join(f"  {line}" for line in lines.splitlines())
