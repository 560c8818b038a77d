"""What the nouns have in common: a group of commands, each with its examples under its help."""

from __future__ import annotations

import inspect
import os
import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


CONTEXT = {"help_option_names": ["-h", "--help"]}


_NOT_ONE = re.compile(r"'(?P<typed>.*?)' is not one of (?P<choices>.*)", re.DOTALL)
_NO_INTEGER = "valid int"


class Command(TyperCommand):
    """A command that says what may have been meant by a word that it does not know."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - the context is private to Typer
        """Read the words; what is wrong with one is said with what is near it."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message += _meant(error, {each.name for each in self.params})
            raise


def _meant(error: typer.BadParameter, names: set[str | None]) -> str:
    """Name what was meant: a choice that is near, or the order whose notices were."""
    if _NO_INTEGER in error.message and error.param and error.param.name == "ids" and {"order", "every"} <= names:
        return ". A notice has a number of its own; those of an order are --all --order NUMBER"
    said = _NOT_ONE.search(error.message)
    if said is None:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(said["typed"].casefold(), re.findall("'(.*?)'", said["choices"]), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


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
    app.command(name, cls=Command, help=with_examples(about, examples), short_help=short, context_settings=CONTEXT)(
        command
    )


def with_examples(about: str, examples: str) -> str:
    """Put examples under a help text, one a line and never wrapped."""
    return f"{about}\n\n\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples.splitlines())
