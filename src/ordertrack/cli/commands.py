"""What every command has in common: its group, its options, its surroundings, and where its result goes."""

from __future__ import annotations

import functools
import inspect
import os
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from ordertrack.cli.desk.desk import Desk, Wishes
from ordertrack.cli.output.output import Color, Format, emit, prepare_streams
from ordertrack.cli.output.result import Sheet, Table
from ordertrack.cli.terminal import escape_hidden
from ordertrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
            error.message += _suggest_near_name(error, {each.name for each in self.params})
            raise


def _suggest_near_name(error: typer.BadParameter, names: set[str | None]) -> str:
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


_COMMON = "Every command"
_READING = "Output"
_WRITING = "Writing"
Db = Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The order book.", rich_help_panel=_COMMON)]
ColorOption = Annotated[Color | None, typer.Option("--color", help="When to colour.", rich_help_panel=_COMMON)]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask anything.", rich_help_panel=_COMMON)]
ActorOption = Annotated[
    str | None, typer.Option("--actor", metavar="NAME", help="Who does this.", rich_help_panel=_WRITING)
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", "-n", help="Say what would change; write nothing.", rich_help_panel=_WRITING),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day asked about; today if left out.", rich_help_panel=_READING),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="A table at a terminal, plain in a pipe if left out.", rich_help_panel=_READING),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.", rich_help_panel=_READING)]
Csv = Annotated[bool, typer.Option("--csv", help="The same as --format csv.", rich_help_panel=_READING)]
OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write there; the ending says the format.",
        rich_help_panel=_READING,
    ),
]
Fields = Annotated[
    str | None,
    typer.Option("--fields", metavar="A,B", help="These fields in this order.", rich_help_panel=_READING),
]
Excel = Annotated[
    bool,
    typer.Option("--excel", help="CSV for a spreadsheet: a BOM, formulas made harmless.", rich_help_panel=_READING),
]
QuietIfEmpty = Annotated[
    bool,
    typer.Option("--quiet-if-empty", help="Write nothing at all when nothing is found.", rich_help_panel=_READING),
]
COMMON: dict[str, Any] = {"db": Db, "color": ColorOption, "no_input": NoInput}
WRITING: dict[str, Any] = {"actor": ActorOption, "dry_run": DryRun}
READING: dict[str, Any] = {
    "as_of": AsOf,
    "format": FormatOption,
    "json": Json,
    "csv": Csv,
    "file": OutputFile,
    "fields": Fields,
    "excel": Excel,
    "quiet_if_empty": QuietIfEmpty,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write did: sentences for the person, order numbers (or other names) for the shell."""

    said: Sequence[str]
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWithCode:
    """A result with what `--exit-code` makes of it."""

    result: Table | Sheet
    exit_code: int = 0


class ReaderGoneError(Exception):
    """Whoever read our output has left; Typer would turn the pipe's own error into a failure."""


class InterruptedByPersonError(Exception):
    """Ctrl-C or Ctrl-D; Typer would turn it into words of its own."""


Result = Table | Sheet | Written | ResultWithCode | None


def reads(function: Callable[..., Result]) -> Callable[..., None]:
    """Make a command that shows something: its result is printed in the chosen format."""
    return _command(function, {**READING, **COMMON})


def writes(function: Callable[..., Result]) -> Callable[..., None]:
    """Make a command that changes something: it says what on stderr and names it on stdout."""
    return _command(function, {**WRITING, **COMMON})


def reads_and_writes(function: Callable[..., Result]) -> Callable[..., None]:
    """Make a command that shows or changes, as its options have it."""
    return _command(function, {**WRITING, **READING, **COMMON})


def _command(function: Callable[..., Result], shared: dict[str, Any]) -> Callable[..., None]:
    first, *parameters = inspect.signature(function).parameters.values()
    mine = {each.name: each.annotation for each in parameters}
    own = get_type_hints(SimpleNamespace(__annotations__=mine), function.__globals__, include_extras=True)
    defaults = {name: False if hint.__origin__ is bool else None for name, hint in shared.items()}

    @functools.wraps(function)
    def run(**given: Any) -> None:  # noqa: ANN401 - whatever the options are
        wishes = {name: given.pop(name) for name in shared}
        desk = open_desk(wishes)
        try:
            finish(desk, function(desk, **{name: given[name] for name in own}))  # not in the order typed
        except BrokenPipeError as error:
            raise ReaderGoneError from error
        except KeyboardInterrupt as error:
            raise InterruptedByPersonError from error

    kind = inspect.Parameter.KEYWORD_ONLY
    asked = [each.replace(kind=kind, annotation=own[each.name]) for each in parameters]
    added = [inspect.Parameter(name, kind, default=defaults[name], annotation=shared[name]) for name in shared]
    run.__signature__ = inspect.Signature([*asked, *added])  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {each.name: each.annotation for each in (*asked, *added)}
    del run.__wrapped__, first  # or Typer would read the inner signature
    return run


def open_desk(wishes: dict[str, Any]) -> Desk:
    """Set up the surroundings of one command from the options it shares with the others."""
    wishes = dict(wishes)
    short = {Format.JSON: wishes.pop("json", False), Format.CSV: wishes.pop("csv", False)}
    named = [wishes.pop("format", None), *(form for form, is_asked in short.items() if is_asked)]
    forms = {form for form in named if form}
    if len(forms) > 1:
        raise UsageError(f"one format, not {' and '.join(sorted(forms))}")
    chosen = next(iter(forms), None)
    inherited = {name: value for name, value in GLOBAL.items() if not wishes.get(name)}
    return Desk(prepare_streams(), os.environ, Wishes(**{**wishes, **inherited, "format": chosen}))


GLOBAL: dict[str, Any] = {}
"""What was given before the command's name: `ordertrack --db PATH list`."""


def finish(desk: Desk, result: Result) -> None:
    """Print what a command returned, the one way for all of them."""
    if isinstance(result, Written):
        _say(desk, result)
    elif isinstance(result, ResultWithCode):
        emit(result.result, desk.output)
        if result.exit_code:
            raise typer.Exit(result.exit_code)
    elif result is not None:
        emit(result, desk.output)


def _say(desk: Desk, written: Written) -> None:
    for sentence in written.said:
        desk.talk.say(f"would: {sentence}" if desk.wishes.dry_run else sentence)
    is_read = desk.streams.is_terminal(desk.streams.stdout)
    for name in () if desk.wishes.dry_run else written.names:
        desk.streams.stdout.write(f"{escape_hidden(name) if is_read else name}\n")
    desk.streams.stdout.flush()


FOUND = 8
