"""What the nouns have in common: a group of commands, each with its examples under its help."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CONTEXT = {"help_option_names": ["-h", "--help"]}


class Group(TyperGroup):
    """A group of commands that can complete their names at little cost."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - the type of the context is private to Typer
        """Give the group's own options; none while a line without any is completed.

        Typer would read even those that were not given, and load pydantic to do so.
        """
        has_options = any(word.startswith("-") for word in words_to_complete())
        return super().get_params(ctx) if has_options or not ctx.resilient_parsing else []


def words_to_complete() -> list[str]:
    """Give the words of the line that a shell wants completed; none when it is not completing."""
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return typed.split()[1:] if "_ORDERTRACK_COMPLETE" in os.environ else []


def noun_app(about: str) -> typer.Typer:
    """Make an empty group of commands."""
    return typer.Typer(
        help=about,
        cls=Group,
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
