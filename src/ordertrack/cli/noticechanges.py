"""Changing notices at the command line: edit, approve, withdraw, try again, send (SOP 4.1c, 4.3b, 4.4, 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Result, Written, reads_and_writes, writes
from ordertrack.cli.context import Desk
from ordertrack.cli.options import CauseText, checked_text, complete_numbers, read, resolve_numbers
from ordertrack.domain.notices import NoticeChannel, NoticeKind, NoticeState
from ordertrack.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.domain.notices import Notice
    from ordertrack.usecases.outboxports import NoticeQuestion

MOST = 2**31 - 1


def complete_notices(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the numbers of notices that wait or failed; silence when the book cannot be read."""
    from ordertrack.cli.commands import open_desk
    from ordertrack.errors import OrderTrackError
    from ordertrack.usecases.outboxports import NoticeQuestion

    try:
        named = context.params.get("db") or context.find_root().params.get("db")
        with open_desk({"db": named}).book.read() as view:
            found = view.notices(NoticeQuestion(states=(NoticeState.QUEUED, NoticeState.FAILED)), limit=50)
    except OrderTrackError:
        return []
    return [str(each.id) for each in found if str(each.id).startswith(incomplete)]


Ids = Annotated[
    list[int] | None,
    typer.Argument(
        metavar="ID...", help="Notices by number.", min=1, max=MOST, autocompletion=complete_notices, show_default=False
    ),
]
Id = Annotated[int, typer.Argument(metavar="ID", help="The notice.", min=1, max=MOST, autocompletion=complete_notices)]
Every = Annotated[bool, typer.Option("--all", help="All that it fits, or of those all that the filters name.")]
Kinds = Annotated[list[NoticeKind] | None, typer.Option("--kind", help="Only these. Repeatable.")]
Channels = Annotated[list[NoticeChannel] | None, typer.Option("--channel", help="Only by these. Repeatable.")]
To = Annotated[str | None, typer.Option("--to", metavar="NAME", help="Only to this party, colleague or role.")]
OfOrder = Annotated[
    str | None,
    typer.Option("--order", metavar="NUMBER", help="Only about this order.", autocompletion=complete_numbers),
]


@writes
def edit(
    desk: Desk,
    notice: Id,
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT", help="What its subject shall be.")] = None,
    body: Annotated[
        str | None, typer.Option("--body", metavar="FILE", help="What it shall say; `-` reads standard input.")
    ] = None,
) -> Written:
    """Give a notice words of your own before it leaves; it waits for approval as before (SOP 4.4)."""
    from ordertrack.cli.lettering import words
    from ordertrack.cli.noticewording import named
    from ordertrack.usecases.outbox import edit_notice
    from ordertrack.usecases.sending import wording_of

    if subject is None and body is None:
        raise UsageError("nothing to change was named", hints=("add --subject TEXT, or --body FILE",))
    title = None if subject is None else _subject(subject)
    text = None if body is None else checked_text(desk.read_text(body), "policy", "--body")
    if body is not None and text is None:
        raise UsageError(f"{'standard input' if body == '-' else body} is blank; a notice says something")

    def plain(known: Notice) -> tuple[str, str]:
        said = wording_of(known, desk.policies, words())
        return said.subject, said.plain

    after = edit_notice(desk.book, notice, subject=title, body=text, plain=plain, dry_run=desk.wishes.dry_run)
    return Written(said=[f"{after.id}: {named(after)} has words of its own now"], names=[str(after.id)])


def _subject(text: str) -> str:
    from ordertrack.cli.lettering import longest_subject

    title, most = text.strip(), longest_subject()
    if not title:
        raise UsageError("--subject is blank; a notice has a subject")
    if not title.isprintable():
        raise UsageError("--subject is one line of text")
    if len(title) > most:
        raise UsageError(f"--subject has {len(title)} characters; shorten it to at most {most}")
    return checked_text(title, "description", "--subject") or title


@writes
def approve(
    desk: Desk,
    ids: Ids = None,
    every: Every = False,
    kind: Kinds = None,
    channel: Channels = None,
    to: To = None,
    order: OfOrder = None,
) -> Written:
    """Let notices leave that wait for it (SOP 4.1c, 4.4)."""
    from ordertrack.usecases.outbox import approve_notices

    which = _which(desk, ids, every, kind, channel, to, order)
    dry_run = desk.wishes.dry_run
    return _written("approved", approve_notices(desk.book, which, desk.policies, desk.stamp, dry_run=dry_run))


@writes
def withdraw(
    desk: Desk,
    ids: Ids = None,
    every: Every = False,
    cause: CauseText = None,
    kind: Kinds = None,
    channel: Channels = None,
    to: To = None,
    order: OfOrder = None,
) -> Written:
    """Keep notices from leaving, for a reason; all of them only by a filter (SOP 4.4)."""
    from ordertrack.usecases.outbox import withdraw_notices

    if every and not any((kind, channel, to, order)):
        raise UsageError("--all would withdraw every notice", hints=("say which: --kind, --to, --order or --channel",))
    which = _which(desk, ids, every, kind, channel, to, order)
    why = checked_text(cause, "cause", "--cause")
    if why is None:
        raise RefusedError("a notice is withdrawn for a reason", hints=("add --cause TEXT",))
    return _written("withdrawn", withdraw_notices(desk.book, which, why, dry_run=desk.wishes.dry_run))


@writes
def retry(
    desk: Desk,
    ids: Ids = None,
    every: Every = False,
    kind: Kinds = None,
    channel: Channels = None,
    to: To = None,
    order: OfOrder = None,
) -> Written:
    """Queue notices again that failed, or that wait for their next attempt (SOP 4.4)."""
    from ordertrack.usecases.outbox import retry_notices

    which = _which(desk, ids, every, kind, channel, to, order)
    return _written("queued again", retry_notices(desk.book, which, dry_run=desk.wishes.dry_run))


@reads_and_writes
def send(
    desk: Desk, limit: Annotated[int | None, typer.Option("--limit", min=1, max=MOST, help="At most so many.")] = None
) -> Result:
    """Send what may leave now, each notice once however many senders run (SOP 4.1c, 4.4, 5).

    What a server did not take is tried again later, after ever longer waits. Exits with 6 when it was not reached.
    """
    from ordertrack.cli.sending import sent, would_be_sent

    return would_be_sent(desk, limit) if desk.wishes.dry_run else sent(desk, limit)


def named_ids(ids: Sequence[int] | None) -> list[int]:
    """Give the notices that were named, each once; UsageError when none was."""
    if not ids:
        raise UsageError("no notice was named", hints=("`ordertrack notice list` lists them",))
    return list(dict.fromkeys(ids))


def _which(
    desk: Desk,
    ids: Sequence[int] | None,
    every: bool,
    kind: Sequence[NoticeKind] | None,
    channel: Sequence[NoticeChannel] | None,
    to: str | None,
    order: str | None,
) -> list[int] | NoticeQuestion:
    """Give the notices that were named, or what they must be; UsageError for both and for neither."""
    from ordertrack.usecases.outboxports import NoticeQuestion

    if not every:
        if any((kind, channel, to, order)):
            raise UsageError("a filter goes with --all")
        return named_ids(ids)
    if ids:
        raise UsageError("--all or an ID, not both")
    names, numbers = whom_and_what(desk, to, order)
    return NoticeQuestion(
        states=(NoticeState.QUEUED, NoticeState.FAILED),
        kinds=tuple(kind or ()),
        channels=tuple(channel or ()),
        names=names,
        numbers=numbers,
    )


def whom_and_what(desk: Desk, to: str | None, order: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the name of a recipient and the number of an order, if any; NotFoundError for one that nobody has."""
    from ordertrack.domain.texts import clean_name
    from ordertrack.usecases.knownnames import require_recipient

    names = () if to is None else (read(clean_name, to, "--to"),)
    numbers = tuple(resolve_numbers(desk, [order])) if order else ()
    if names or numbers:
        with desk.book.read() as view:
            for name in names:
                require_recipient(view, desk.policy, name)
            for number in numbers:
                view.get_order(number)  # whoever asks about none is told so
    return names, numbers


def _written(verb: str, notices: Sequence[Notice]) -> Written:
    from ordertrack.cli.noticewording import named

    said = [f"{each.id}: {named(each)} {verb}" for each in notices]
    count = "no notice fits" if not said else f"{len(said)} notices {verb}"
    return Written(said=said if len(said) == 1 else [*said, count], names=[str(each.id) for each in notices])


COMMANDS = {"edit": edit, "approve": approve, "withdraw": withdraw, "retry": retry, "send": send}
EXAMPLES = {
    "edit": ("ordertrack notice edit 4 --subject 'Your order SO-1042'\nordertrack notice edit 4 --body four.txt"),
    "approve": "ordertrack notice approve 4 5\nordertrack notice approve --all --kind delay",
    "withdraw": (
        "ordertrack notice withdraw 4 --cause 'told them on the phone'\n"
        "ordertrack notice withdraw --all --order SO-1042 --cause 'the order was a mistake'"
    ),
    "retry": "ordertrack notice retry 4\nordertrack notice retry --all",
    "send": "ordertrack notice send\nordertrack notice send --dry-run\nordertrack notice send --quiet-if-empty",
}
