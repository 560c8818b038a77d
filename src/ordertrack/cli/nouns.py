"""What the nouns have in common: a group of commands, each with its examples under its help."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONTEXT = {"help_option_names": ["-h", "--help"]}


def noun_app(about: str) -> typer.Typer:
    """Make an empty group of commands."""
    return typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=CONTEXT,
    )


def register(app: typer.Typer, commands: Mapping[str, Callable[..., None]], examples: Mapping[str, str]) -> None:
    """Put commands into a group under their names, each with its examples."""
    for name, command in commands.items():
        place(app, name, command, examples[name])


def place(app: typer.Typer, name: str, command: Callable[..., None], examples: str, short: str | None = None) -> None:
    """Put one command into a group; its help says what it is for, then shows examples, then its options."""
    about = inspect.getdoc(command) or ""
    short = short or about.partition("\n")[0].partition(" (SOP")[0].removesuffix(".")
    app.command(name, help=with_examples(about, examples), short_help=short, context_settings=CONTEXT)(command)


def with_examples(about: str, examples: str) -> str:
    """Put examples under a help text, one a line and never wrapped."""
    return f"{about}\n\n\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples.splitlines())
