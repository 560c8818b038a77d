"""Notices at the command line: the outbox, what each says, changing and sending them (SOP 4.1c, 4.3b, 4.4, 4.5, 5)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import (
    Result,
    ResultWithCode,
    Written,
    noun_app,
    open_desk,
    reads,
    reads_and_writes,
    register,
    writes,
)
from ordertrack.cli.desk import mail
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.desk.mail import longest_subject, words
from ordertrack.cli.notices.sheets import (
    SENT,
    became,
    counted,
    named,
    notice_sheet,
    notice_table,
    preview_sheet,
    sent_table,
)
from ordertrack.cli.options import CauseText, Limit, checked_text, complete_numbers, read, resolve_numbers
from ordertrack.cli.output.output import require
from ordertrack.cli.terminal import ProgressLine, write_exactly
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.parties import NoticeChannel, clean_language
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.values.texts import clean_name
from ordertrack.errors import MailError, OrderTrackError, RefusedError, UsageError
from ordertrack.usecases.notices.outbox import (
    approve_notices,
    due_now,
    edit_notice,
    explain_wait,
    retry_notices,
    waiting,
    withdraw_notices,
)
from ordertrack.usecases.notices.sending import Sender, preview_digest, preview_notice, send_notices, wording_of
from ordertrack.usecases.parties import require_recipient
from ordertrack.usecases.policy import get_policy
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.output.result import Sheet, Table
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.usecases.notices.sending import SendReport, Transport


def sent(desk: Desk, limit: int | None) -> ResultWithCode:
    """Send what may leave now, say what failed, and sum up; exit 6 when the server was not reached."""
    require(desk.output, SENT)
    with mail.transport(desk) as way, ProgressLine(desk.streams, "sending notices") as progress:
        report = send_notices(desk.book, _sender(desk, way), limit=limit, on_tried=progress.update)
    for each in report.tried:
        if each.notice.state is NoticeState.FAILED:
            desk.talk.warn(f"notice {each.notice.id}, {named(each.notice)}: {became(each.notice)}")
    if report.stopped_by is not None:
        desk.talk.error(report.stopped_by.message, report.stopped_by.hints)
    summary = _summary(desk, report)
    if report.tried or not desk.wishes.quiet_if_empty:
        desk.talk.say(summary)
    table = sent_table(desk, [each.notice for each in report.tried], is_dry=False)
    return ResultWithCode(result=table, exit_code=MailError.exit_code if report.stopped_by else 0)


def would_be_sent(desk: Desk, limit: int | None) -> Table:
    """List what may leave now."""
    with desk.book.read() as view:
        found = list(islice(due_now(view, desk.policies, desk.policy, desk.hours, desk.now), limit))
    return sent_table(desk, found, is_dry=True)


def _sender(desk: Desk, way: Transport) -> Sender:
    settings = mail.mail_settings(desk)
    return Sender(
        transport=way,
        words=words(),
        revisions=desk.policies,
        hours=desk.hours,
        clock=desk.clock,
        address=settings.sender,
        by=desk.actor,
        reply_to=settings.reply_to,
    )


def _summary(desk: Desk, report: SendReport) -> str:
    with desk.book.read() as view:
        drafts = waiting(view, desk.policies, ()).drafts
    of_run = (
        (report.count(NoticeState.QUEUED), "waits for its next attempt", "wait for their next attempt"),
        (report.count(NoticeState.FAILED), "failed", "failed"),
        (report.count(NoticeState.WITHDRAWN), "withdrawn", "withdrawn"),
        (drafts, "waits for approval", "wait for approval"),
    )
    rest = counted(of_run)
    first = f"sent {report.count(NoticeState.SENT)}" if report.tried else "nothing to send"
    return f"{first}, {rest}" if rest else first


MOST = 2**31 - 1


def complete_notices(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the numbers of notices that wait or failed; silence when the book cannot be read."""
    try:
        named = context.params.get("db") or context.find_root().params.get("db")
        with open_desk({"db": named}).book.read() as view:
            found = view.notices.list(NoticeQuestion(states=(NoticeState.QUEUED, NoticeState.FAILED)), limit=50)
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
    which = _which(desk, ids, every, kind, channel, to, order)
    return _written("queued again", retry_notices(desk.book, which, dry_run=desk.wishes.dry_run))


@reads_and_writes
def send(
    desk: Desk, limit: Annotated[int | None, typer.Option("--limit", min=1, max=MOST, help="At most so many.")] = None
) -> Result:
    """Send what may leave now, each notice once however many senders run (SOP 4.1c, 4.4, 5).

    What a server did not take is tried again later, after ever longer waits. Exits with 6 when it was not reached.
    """
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
    names = () if to is None else (read(clean_name, to, "--to"),)
    numbers = tuple(resolve_numbers(desk, [order])) if order else ()
    if names or numbers:
        with desk.book.read() as view:
            for name in names:
                require_recipient(view, desk.policy, name)
            for number in numbers:
                view.orders.get(number)  # whoever asks about none is told so
    return names, numbers


def _written(verb: str, notices: Sequence[Notice]) -> Written:
    said = [f"{each.id}: {named(each)} {verb}" for each in notices]
    count = "no notice fits" if not said else f"{len(said)} notices {verb}"
    return Written(said=said if len(said) == 1 else [*said, count], names=[str(each.id) for each in notices])


COMMANDS = {"edit": edit, "approve": approve, "withdraw": withdraw, "retry": retry, "send": send}
_CHANGE_EXAMPLES = {
    "edit": ("ordertrack notice edit 4 --subject 'Your order SO-1042'\nordertrack notice edit 4 --body four.txt"),
    "approve": "ordertrack notice approve 4 5\nordertrack notice approve --all --kind delay",
    "withdraw": (
        "ordertrack notice withdraw 4 --cause 'told them on the phone'\n"
        "ordertrack notice withdraw --all --order SO-1042 --cause 'the order was a mistake'"
    ),
    "retry": "ordertrack notice retry 4\nordertrack notice retry --all",
    "send": "ordertrack notice send\nordertrack notice send --dry-run\nordertrack notice send --quiet-if-empty",
}
Html = Annotated[bool, typer.Option("--html", help="Print the HTML part instead, as it is.")]


@reads
def list_(
    desk: Desk,
    state: Annotated[list[NoticeState] | None, typer.Option("--state", help="Only these. Repeatable.")] = None,
    kind: Kinds = None,
    channel: Channels = None,
    to: To = None,
    order: OfOrder = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those that wait for approval.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Queued on this day or later.")] = None,
    limit: Limit = None,
) -> Table:
    """List notices as they were queued: what each waits for, and after how many minutes it was told (SOP 4.4b)."""
    states = [*(state or ()), *([NoticeState.FAILED] if failed else ()), *([NoticeState.QUEUED] if waiting else ())]
    day = desk.day(since, "--since")
    names, numbers = whom_and_what(desk, to, order)
    question = NoticeQuestion(
        states=tuple(states),
        kinds=tuple(kind or ()),
        channels=tuple(channel or ()),
        names=names,
        numbers=numbers,
        since=desk.hours.instant(day) if day else None,
    )
    with desk.book.read() as view:
        found = view.notices.list(question)
    stood = [explain_wait(each, desk.policies, desk.policy, desk.hours, desk.now) for each in found]
    meant = [each for each in stood if each.waits or each.notice.state is NoticeState.FAILED] if waiting else stood
    return notice_table(desk, meant[:limit], total=len(meant))


@reads
def show(desk: Desk, ids: Ids = None, html: Html = False) -> Sheet | None:
    """Show notices whole: what became of each, and what it says (SOP 4.4c)."""
    wanted = named_ids(ids)
    if html:
        _require_as_it_is(desk, f"ordertrack notice show {wanted[0]} --html > notice.html")
    with desk.book.read() as view:
        found = [view.notices.get(each) for each in wanted]
    said = [wording_of(each, desk.policies, words()) for each in found]
    if html:
        for notice, wording in zip(found, said, strict=True):
            write_exactly(desk.streams, _html(wording.html, f"notice {notice.id}"))
        return None
    stood = [explain_wait(each, desk.policies, desk.policy, desk.hours, desk.now) for each in found]
    return notice_sheet(desk, list(zip(stood, said, strict=True)))


@reads
def preview(
    desk: Desk,
    kind: Annotated[NoticeKind, typer.Argument(metavar="KIND", help="Which kind.", show_default=False)],
    number: Annotated[
        str | None,
        typer.Argument(metavar="NUMBER", help="The order; the digest has none.", autocompletion=complete_numbers),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="For who reads de, en-GB; the party's if left out.")
    ] = None,
    html: Html = False,
) -> Sheet | None:
    """Show what a notice of a kind would say of an order now, from its real facts; nothing is queued (SOP 8)."""
    if html:
        _require_as_it_is(desk, f"ordertrack notice preview {kind} {number or ''} --html > notice.html")
    tag = None if language is None else read(clean_language, language, "--language")
    if number is None and kind is not NoticeKind.DIGEST:
        raise UsageError("no order was named", hints=(f"ordertrack notice preview {kind} NUMBER",))
    found = resolve_numbers(desk, [number]) if number and kind is not NoticeKind.DIGEST else []
    with desk.book.read() as view:
        if found:
            draft = preview_notice(view, kind, found[0], desk.policies, desk.stamp)
        else:
            draft = preview_digest(view, desk.policies, desk.stamp)
    texts = get_policy(desk.policies, draft.revision).texts
    wording = words().render(texts, kind, tag or draft.to.language, draft.facts)
    if html:
        write_exactly(desk.streams, _html(wording.html, f"a notice of kind {kind}"))
        return None
    return preview_sheet(desk, draft, wording, texts.find(kind, tag or draft.to.language).language)


def _require_as_it_is(desk: Desk, example: str) -> None:
    if desk.wishes.file or desk.wishes.format or desk.wishes.fields:
        raise UsageError("--html goes to standard output as it is", hints=(example.replace("  ", " "),))


def _html(html: str | None, what: str) -> str:
    if html is None:
        raise RefusedError(f"{what} has no HTML part: its words were edited")
    return html


notice_app = noun_app("What parties and colleagues are told, kept until it has left.")
EXAMPLES = {
    "list": (
        "ordertrack notice list --waiting\nordertrack notice list --kind delay --since 2026-01-01 --csv\n"
        "ordertrack notice list --order SO-1042"
    ),
    "show": "ordertrack notice show 4\nordertrack notice show 4 --html > four.html",
    "preview": (
        "ordertrack notice preview delay SO-1042\nordertrack notice preview order-confirmation SO-1042 --language de"
    ),
    **_CHANGE_EXAMPLES,
}
register(notice_app, {"list": list_, "show": show, "preview": preview, **COMMANDS}, EXAMPLES)
