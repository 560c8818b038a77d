"""Letters that came in, at the command line: fetch them, see what they want, give them their orders (SOP 4.3c, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases import MOST, Limit
from ordertrack.cli.commands import Found, Result, Written, reads, reads_and_writes, writes
from ordertrack.cli.context import Desk
from ordertrack.cli.nouns import noun_app, register
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.output import require
from ordertrack.cli.result import Table
from ordertrack.cli.text import write_exactly
from ordertrack.errors import MailError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.usecases.intake import Taken

MessageIds = Annotated[list[int], typer.Argument(metavar="ID...", help="Messages by their numbers.", min=1, max=MOST)]
MessageId = Annotated[
    int, typer.Argument(metavar="ID", help="The number of a message.", min=1, max=MOST, show_default=False)
]


@reads_and_writes
def fetch(
    desk: Desk,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders, a Maildir or an mbox, instead of the mailbox."),
    ] = None,
) -> Result:
    """Take in the letters that are not in the book yet, and do what follows from each (SOP 4.3c, 4.4a).

    The mailbox is the one that the settings name. Nothing in it is changed; every letter is taken in once.
    """
    from ordertrack.cli.fetching import fetch_letters
    from ordertrack.cli.mailsheets import COLUMNS, message_table

    require(desk.output, COLUMNS)
    taken, stopped_by = fetch_letters(desk, paths or ())
    is_dry = bool(desk.wishes.dry_run)
    if stopped_by:
        desk.talk.error(stopped_by.message, stopped_by.hints)
    if taken or not desk.wishes.quiet_if_empty:
        desk.talk.say(_summary(taken, is_dry=is_dry))
    done = [each.done for each in taken]
    table = message_table(desk, [each.message for each in taken], done, is_kept=not is_dry)
    return Found(result=table, exit_code=MailError.exit_code if stopped_by else 0)


@reads
def list_(
    desk: Desk,
    unmatched: Annotated[bool, typer.Option("--unmatched", help="Those that fit no order.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Those that wait for a clerk.")] = False,
    order: Annotated[str | None, typer.Option("--order", metavar="NUMBER", help="Those about an order.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Those since a day.")] = None,
    limit: Limit = None,
) -> Table:
    """List the letters that came in, the oldest first (SOP 4.3c)."""
    from ordertrack.cli.mailsheets import message_table
    from ordertrack.domain.messages import Direction, MessageState
    from ordertrack.usecases.outboxports import MessageQuestion

    asked = ((unmatched, MessageState.UNMATCHED), (waiting, MessageState.WAITING))
    question = MessageQuestion(
        states=tuple(state for is_asked, state in asked if is_asked),
        direction=Direction.IN,
        numbers=tuple(resolve_numbers(desk, [order])) if order else (),
        since=desk.day(since, "--since"),
    )
    with desk.book.read() as view:
        for number in question.numbers:
            view.get_order(number)  # whoever asks about none is told so
        found = view.messages(question)
    return message_table(desk, found[:limit], total=len(found))


@reads
def show(
    desk: Desk,
    ids: MessageIds,
    full: Annotated[bool, typer.Option("--full", help="What was quoted and signed as well.")] = False,
    original: Annotated[bool, typer.Option("--original", help="The original, byte for byte.")] = False,
) -> Result:
    """Show letters whole: what their writers wrote, and what came with it."""
    from ordertrack.cli.mailsheets import message_sheet

    with desk.book.read() as view:
        if original:
            _write_original(desk, view.original(_only(desk, ids)))
            return None
        return message_sheet(desk, [view.get_message(each) for each in ids], full=full)


@writes
def assign(desk: Desk, message: MessageId, number: Number) -> Written:
    """Give a letter that fits no order the one it is about, with all that follows (SOP 4.3c)."""
    from ordertrack.usecases import intake

    (found,) = resolve_numbers(desk, [number])
    dry = bool(desk.wishes.dry_run)
    try:
        return _written([intake.assign(desk.book, message, found, desk.hours, desk.stamp, dry_run=dry)])
    except RefusedError as error:
        raise RefusedError(error.message, hints=error.hints or _settling(desk, message)) from error


@writes
def done(desk: Desk, ids: MessageIds) -> Written:
    """Set letters aside that were read and want nothing more, with or without an order."""
    from ordertrack.usecases.mail import settle_messages

    return _written(settle_messages(desk.book, ids, dry_run=bool(desk.wishes.dry_run)))


@writes
def ask(desk: Desk, message: MessageId) -> Written:
    """Open an enquiry with a customer's letter, from when it was received (SOP 4.4a)."""
    from ordertrack.usecases.mail import ask_by_message

    return _written([ask_by_message(desk.book, message, desk.stamp, dry_run=bool(desk.wishes.dry_run))])


@writes
def confirm(desk: Desk, message: MessageId) -> Written:
    """Take a customer's letter for the confirmation that the goods arrived (SOP 4.5a)."""
    from ordertrack.usecases.mail import confirm_by_message

    dry = bool(desk.wishes.dry_run)
    return _written([confirm_by_message(desk.book, message, desk.hours, desk.stamp, dry_run=dry)])


def _settling(desk: Desk, message: int) -> list[str]:
    """Say what can be done with a letter that is given no other order."""
    from ordertrack.domain.messages import Direction, MessageState

    with desk.book.read() as view:
        known = view.get_message(message)
    if known.direction is not Direction.IN or not known.numbers:
        return []
    settled = [f"`ordertrack mail done {message}` settles it"] if known.state is MessageState.WAITING else []
    other = "it stays with its order; what it says of another one is logged there: ordertrack followup NUMBER"
    return [*settled, f"{other} --channel email --note TEXT"]


def _only(desk: Desk, ids: Sequence[int]) -> int:
    if len(ids) > 1:
        raise UsageError("--original is for one message at a time")
    if desk.wishes.file or desk.wishes.format:
        raise UsageError("--original goes to standard output as it is", hints=(f"{_SHOW_ORIGINAL} > letter.eml",))
    return ids[0]


def _write_original(desk: Desk, raw: bytes) -> None:
    """Write a letter byte for byte; at a terminal as text that cannot act on it."""
    if desk.streams.is_terminal(desk.streams.stdout):
        write_exactly(desk.streams, raw.decode("utf-8", "backslashreplace"))
    else:
        desk.streams.stdout.flush()
        desk.streams.stdout.buffer.write(raw)
        desk.streams.stdout.buffer.flush()


def _written(taken: Sequence[Taken]) -> Written:
    said = []
    for message, what in taken:
        about = f" ({', '.join(message.numbers)})" if message.numbers else ""
        said.append(f"message {message.id}{about} {what}")
    return Written(said=said, names=[str(each.message.id) for each in taken])


def _summary(taken: Sequence[Taken], *, is_dry: bool) -> str:
    from ordertrack.domain.messages import MessageState

    count = len(taken)
    what = "no new letter" if not count else "1 new letter" if count == 1 else f"{count:,} new letters"
    alone = sum(each.message.state is MessageState.UNMATCHED for each in taken)
    fit = f", {alone:,} of them fit no order" if alone else ""
    return f"{'would take in: ' if is_dry else ''}{what}{fit}"


_SHOW_ORIGINAL = "ordertrack mail show 7 --original"
mail_app = noun_app("Letters that came in: fetched, given their orders, answered.")
EXAMPLES = {
    "fetch": "ordertrack mail fetch\nordertrack mail fetch letters/*.eml\nordertrack mail fetch --dry-run --csv",
    "list": "ordertrack mail list --waiting\nordertrack mail list --unmatched\nordertrack mail list --order SO-1042",
    "show": f"ordertrack mail show 7\nordertrack mail show 7 --full\n{_SHOW_ORIGINAL} > letter.eml",
    "assign": "ordertrack mail assign 7 SO-1042",
    "done": "ordertrack mail done 7 8",
    "ask": "ordertrack mail ask 7",
    "confirm": "ordertrack mail confirm 7",
}
register(
    mail_app,
    {"fetch": fetch, "list": list_, "show": show, "assign": assign, "done": done, "ask": ask, "confirm": confirm},
    EXAMPLES,
)
