"""Notices at the command line: the outbox, what each says, and what one would say (SOP 4.1c, 4.3b, 4.4, 4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli import noticechanges
from ordertrack.cli.cases import Limit
from ordertrack.cli.commands import reads
from ordertrack.cli.context import Desk
from ordertrack.cli.noticechanges import Channels, Ids, Kinds, OfOrder, To, named_ids, whom_and_what
from ordertrack.cli.nouns import noun_app, register
from ordertrack.cli.options import complete_numbers, read, resolve_numbers
from ordertrack.domain.notices import NoticeKind, NoticeState
from ordertrack.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from ordertrack.cli.result import Sheet, Table

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
    from ordertrack.cli.noticesheets import notice_table
    from ordertrack.usecases.outbox import standing
    from ordertrack.usecases.outboxports import NoticeQuestion

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
        found = view.notices(question)
    stood = [standing(each, desk.policies, desk.policy, desk.hours, desk.now) for each in found]
    meant = [each for each in stood if each.waits or each.notice.state is NoticeState.FAILED] if waiting else stood
    return notice_table(desk, meant[:limit], total=len(meant))


@reads
def show(desk: Desk, ids: Ids = None, html: Html = False) -> Sheet | None:
    """Show notices whole: what became of each, and what it says (SOP 4.4c)."""
    from ordertrack.cli.lettering import words
    from ordertrack.cli.noticesheets import notice_sheet
    from ordertrack.cli.text import write_exactly
    from ordertrack.usecases.outbox import standing
    from ordertrack.usecases.sending import wording_of

    wanted = named_ids(ids)
    if html:
        _require_as_it_is(desk, f"ordertrack notice show {wanted[0]} --html > notice.html")
    with desk.book.read() as view:
        found = [view.get_notice(each) for each in wanted]
    said = [wording_of(each, desk.policies, words()) for each in found]
    if html:
        for notice, wording in zip(found, said, strict=True):
            write_exactly(desk.streams, _html(wording.html, f"notice {notice.id}"))
        return None
    stood = [standing(each, desk.policies, desk.policy, desk.hours, desk.now) for each in found]
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
    from ordertrack.cli.lettering import words
    from ordertrack.cli.noticesheets import preview_sheet
    from ordertrack.cli.text import write_exactly
    from ordertrack.domain.contacts import clean_language
    from ordertrack.usecases import previews
    from ordertrack.usecases.policies import get_policy

    if html:
        _require_as_it_is(desk, f"ordertrack notice preview {kind} {number or ''} --html > notice.html")
    tag = None if language is None else read(clean_language, language, "--language")
    if number is None and kind is not NoticeKind.DIGEST:
        raise UsageError("no order was named", hints=(f"ordertrack notice preview {kind} NUMBER",))
    found = resolve_numbers(desk, [number]) if number and kind is not NoticeKind.DIGEST else []
    with desk.book.read() as view:
        if found:
            draft = previews.preview(view, kind, found[0], desk.policies, desk.stamp)
        else:
            draft = previews.preview_digest(view, desk.policies, desk.stamp)
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
    **noticechanges.EXAMPLES,
}
register(notice_app, {"list": list_, "show": show, "preview": preview, **noticechanges.COMMANDS}, EXAMPLES)
