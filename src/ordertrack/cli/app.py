"""All commands in the order of the desk: the verbs first, then what looks, then the nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack import __version__
from ordertrack.cli import commands, orders, status, transfer
from ordertrack.cli.book import book_app
from ordertrack.cli.demo import demo
from ordertrack.cli.doctor import doctor
from ordertrack.cli.output import Color
from ordertrack.cli.parties import party_app
from ordertrack.cli.reports import EXAMPLES as REPORT_EXAMPLES
from ordertrack.cli.reports import aging, daily, ontime, overdue, report_app, today
from ordertrack.cli.trail import trail_app
from ordertrack.cli.transfer import export_app, import_app

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTEXT = {"help_option_names": ["-h", "--help"]}


def _epilog(text: str) -> str:
    return "Examples:\n\n" + "\n\n".join(f"  {line}" for line in text.splitlines())


def before(
    db: Annotated[str | None, typer.Option("--db", metavar="PATH|URL", help="The order book.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Who does this.")] = None,
    color: Annotated[Color | None, typer.Option("--color", help="When to colour.")] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask anything.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Keep an order book: enter orders, track them daily, chase what is late, close what arrived, prove it all."""
    if version:
        typer.echo(f"ordertrack {__version__}")
        raise typer.Exit
    commands.GLOBAL.update(db=db, actor=actor, color=color, no_input=no_input)


VERBS: tuple[tuple[str, Callable[..., None], str], ...] = (
    (
        "add",
        orders.add,
        "ordertrack add SO-1042 --customer Acme --supplier Bolts --promised +2w --line '100,M8,\"bolt, zinc\"'",
    ),
    (
        "status",
        status.status,
        (
            "ordertrack status\nordertrack status SO-1042 --to confirmed\n"
            "ordertrack status SO-1042 --to shipped --line 1:40 --carrier DHL --tracking 0034\n"
            "ordertrack status SO-1042 --to delayed --expected +5bd --cause 'strike at the plant'\n"
            "ordertrack status SO-1042 --correct 'typed into the wrong order'"
        ),
    ),
    (
        "close",
        status.close,
        "ordertrack close SO-1042 --received-by 'Ms Weber'\nordertrack close SO-1042 --short 'sold out'",
    ),
)
VIEWS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("show", orders.show, "ordertrack show SO-1042\nordertrack show SO-1042 --json | jq '.rows[0].lines'"),
    (
        "list",
        orders.list_,
        "ordertrack list --open --supplier Bolts\nordertrack list --overdue --fields number,owner --csv",
    ),
    ("today", today, REPORT_EXAMPLES["today"]),
    (
        "edit",
        orders.edit,
        "ordertrack edit SO-1042 --owner maria --priority high\nordertrack edit SO-1042 --line 1,120",
    ),
)
LAST: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("doctor", doctor, "ordertrack doctor\nordertrack doctor --json"),
    ("demo", demo, "ordertrack demo\nordertrack demo --keep demo.db"),
)
AFTER_TRANSFER: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("cancel", status.cancel, "ordertrack cancel SO-1042 --cause 'customer withdrew'"),
)
REPORTS = (("overdue", overdue), ("daily", daily), ("ontime", ontime), ("aging", aging))
TRANSFERS = (
    (import_app, "orders", transfer.import_orders, "import orders"),
    (export_app, "orders", transfer.export_orders, "export orders"),
    (export_app, "lines", transfer.export_lines, "export lines"),
    (export_app, "trail", transfer.export_trail, "export trail"),
    (export_app, "parties", transfer.export_parties, "export parties"),
)


def build_app() -> typer.Typer:
    """Put the commands together."""
    app = typer.Typer(
        name="ordertrack",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_CONTEXT,
    )
    app.callback(epilog=_epilog("ordertrack demo\nordertrack today\nordertrack report overdue --csv"))(before)
    for name, command in REPORTS:
        report_app.command(name, epilog=_epilog(REPORT_EXAMPLES[name]), context_settings=_CONTEXT)(command)
    for noun, name, command, example in TRANSFERS:
        noun.command(name, epilog=_epilog(transfer.EXAMPLES[example]), context_settings=_CONTEXT)(command)
    _register(app, VERBS)
    app.add_typer(report_app, name="report")
    _register(app, VIEWS)
    app.add_typer(import_app, name="import")
    app.add_typer(export_app, name="export")
    _register(app, AFTER_TRANSFER)
    app.add_typer(party_app, name="party")
    app.add_typer(trail_app, name="trail")
    app.add_typer(book_app, name="book")
    _register(app, LAST)
    return app


def _register(app: typer.Typer, table: tuple[tuple[str, Callable[..., None], str], ...]) -> None:
    for name, command, examples in table:
        app.command(name, epilog=_epilog(examples), context_settings=_CONTEXT)(command)
