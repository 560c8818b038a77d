"""All commands in the order of the desk: the six verbs first, then what looks and changes, then the nouns.

Only the module of the command that was typed is loaded; help, completion and near names go by the table.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack import __version__
from ordertrack.cli import commands
from ordertrack.cli.commands import CONTEXT, Group, noun_app, place, with_examples, words_to_complete
from ordertrack.cli.output.output import Color

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str, str]] = {
    "add": ("orders.entering", "add", "Verify an order and enter it into the book"),
    "status": ("orders.status", "status", "Show the board, show where orders stand, or move them"),
    "followup": ("cases.followups", "followup", "List the follow-ups to make, or log one that was made"),
    "escalate": ("cases.escalations", "escalate", "List the running escalations, start one, take it up, or settle it"),
    "close": ("orders.status", "close", "Confirm the receipt, complete and close orders"),
    "report": ("", "", "Overdue, daily, on time, response, resolution, suppliers, SOP"),
    "show": ("orders.sheets", "show", "Show orders whole: header, lines, receipts, promises, timeline"),
    "log": ("letters", "log", "Read what was said about an order as a conversation"),
    "list": ("orders.lists", "list_", "List orders, every condition given holding"),
    "today": ("reports.today", "today", "Say what must be done now, ranked, and what to type"),
    "edit": ("orders.entering", "edit", "Change what is not a status"),
    "import": ("transfer.importing", "import_app", "Bring orders, issues and enquiries in from CSV or NDJSON"),
    "export": ("", "", "Write out orders, lines, the trail, the parties, letters' files, evidence"),
    "cancel": ("orders.status", "cancel", "Cancel orders, or some of their lines"),
    "round": ("round", "round_", "Find everything that is due by now, once a working day"),
    "explain": ("round", "explain", "Say why an order is late, silent or escalated, or not"),
    "issue": ("cases.issues", "issue_app", "What is wrong with orders: open, wait, resolve, reopen, list"),
    "enquiry": ("cases.enquiries", "enquiry_app", "What customers ask, and the answers that stop the clock"),
    "mail": ("letters", "mail_app", "Letters that came in: fetched, given their orders, answered"),
    "notice": ("notices.notices", "notice_app", "What parties and colleagues are told: look, approve, send"),
    "inbox": ("notices.inbox", "inbox", "What you and your roles were told in this program"),
    "calls": ("notices.inbox", "calls", "Whom to ring today, about what, and what was said last"),
    "party": ("parties", "party_app", "Customers and suppliers"),
    "policy": ("policy", "policy_app", "The procedure's numbers: show, check, adopt, compare"),
    "trail": ("records", "trail_app", "Everything that happened: look, verify, anchor"),
    "book": ("records", "book_app", "The order book itself: make it, look after it"),
    "doctor": ("doctor", "doctor", "Say whether all is well, here and under cron"),
    "demo": ("demo", "demo", "Review the morning of an example book"),
}
"""Every command: the module under `ordertrack.cli` it stands in, its name there, and what it is for.

Groups whose commands stand in several modules have tables of their own in `GROUPS`.
"""
REPORTS: dict[str, tuple[str, str, str]] = {
    "overdue": (
        "reports.lines",
        "overdue",
        "List the overdue lines: how late, whom to ask, when they were last heard, what is new",
    ),
    "daily": ("reports.today", "daily", "Review the morning: the board, and every order that wants something"),
    "ontime": ("reports.lines", "ontime", "Say how many deliveries came by the promised date"),
    "aging": ("reports.lines", "aging", "Count the overdue lines by how late they are"),
    "response": ("reports.clocks", "response", "Say how fast customers' questions were answered"),
    "resolution": (
        "reports.clocks",
        "resolution",
        "Say how fast issues were resolved; waiting for the customer does not count",
    ),
    "suppliers": (
        "reports.suppliers",
        "suppliers",
        "Give every supplier a scorecard: punctual, heard, faultless or not, and what to expect of it",
    ),
    "sop": (
        "reports.sop",
        "sop",
        "Say for each clause how often it applied, was met, was missed, and under which policy revision",
    ),
    "notices": (
        "reports.clocks",
        "notices",
        "Say how many notices left, and how many minutes after we learned what they tell",
    ),
}
"""Every report, told as the commands are; one loads no other."""
EXPORTS: dict[str, tuple[str, str, str]] = {
    "orders": (
        "transfer.exporting",
        "export_orders",
        "Write every order, one row a line, in the fields that `import orders --history` reads",
    ),
    "lines": ("transfer.exporting", "export_lines", "Write every line with its quantities and dates"),
    "trail": ("transfer.exporting", "export_trail", "Write every event with its place in the chain"),
    "parties": ("transfer.exporting", "export_parties", "Write every customer and supplier"),
    "attachments": (
        "transfer.papers",
        "export_attachments",
        "Write the files that came with an order's letters, each a new file `LETTER-NAME`",
    ),
    "evidence": ("transfer.papers", "export_evidence", "Write everything that proves an order's record to one zip"),
}
"""Every export, told in the same way; tables load nothing of what papers are made with."""
GROUPS = {
    "report": ("What is overdue, the morning's review, on time or not.", REPORTS),
    "export": ("Write out orders, lines, the trail, the parties, letters' files, evidence.", EXPORTS),
}
"""The groups of which only the command that was typed is loaded: what its help says, and its commands."""
_WITH_VALUE = frozenset({"--db", "--actor", "--color"})
_EXAMPLES = "ordertrack demo\nordertrack today\nordertrack report overdue --csv"


class InOrder(Group):
    """Lists the commands in the order of the desk; Typer by itself puts groups after all others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the type of the context is private to Typer
        """Name the commands."""
        del ctx
        return [name for name in COMMANDS if name in self.commands]


def build_app(argv: Sequence[str] | None = None) -> typer.Typer:
    """Put together what `argv` can mean: the command it names, else all of them by name; without it, all whole."""
    app = typer.Typer(
        name="ordertrack",
        cls=InOrder,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=CONTEXT,
    )
    app.callback(help=with_examples(before.__doc__ or "", _EXAMPLES))(before)
    wanted = typed_command(_completed_words() or argv) if argv is not None else None
    for name in [wanted] if wanted else COMMANDS:
        if name in GROUPS and (argv is None or wanted):
            app.add_typer(_build_group(name, argv), name=name, short_help=COMMANDS[name][2])
        elif argv is None or wanted:
            _register(app, name)
        else:
            app.command(name, short_help=COMMANDS[name][2])(_named_only)
    return app


def _build_group(group: str, argv: Sequence[str] | None) -> typer.Typer:
    """Put together the command of a group that was typed, else all: by name alone while one is completed."""
    help_text, table = GROUPS[group]
    app = noun_app(help_text)
    words = iter(_completed_words() or argv or ())
    wanted = next((word for word in words if word == group), None) and next(iter(words), None)
    wanted = wanted if wanted in table else None
    for name in [wanted] if wanted else table:
        module_name, attribute, about = table[name]
        if wanted or not words_to_complete():
            module = import_module(f"ordertrack.cli.{module_name}")
            place(app, name, getattr(module, attribute), module.EXAMPLES[name], about)
        else:
            app.command(name, short_help=about)(_named_only)
    return app


def typed_command(argv: Sequence[str]) -> str | None:
    """Find the command in a command line; None when it names none or asks for help before it."""
    words = iter(argv)
    for word in words:
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
        elif word in CONTEXT["help_option_names"]:
            return None
    return None


def _completed_words() -> list[str]:
    """Give the words before the one that a shell wants completed; none when it is not completing."""
    is_at = os.environ.get("COMP_CWORD", "")
    words = words_to_complete()
    return words[: int(is_at) - 1] if is_at.isdigit() else words


def _named_only() -> None:
    """Stand for a command in help and completion."""


def _register(app: typer.Typer, name: str) -> None:
    module_name, attribute, about = COMMANDS[name]
    module = import_module(f"ordertrack.cli.{module_name}")
    command = getattr(module, attribute)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name, short_help=about)
    else:
        place(app, name, command, module.EXAMPLES[name], about)


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
