"""What colleagues were told in this program, and whom to ring today (SOP 4.3a, 4.3b, 5)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Result, reads, reads_and_writes
from ordertrack.cli.desk.mail import words
from ordertrack.cli.notices.notices import MOST
from ordertrack.cli.notices.sheets import counted, notice_sheet
from ordertrack.cli.options import checked_person
from ordertrack.cli.options import read as read_value
from ordertrack.cli.output.output import require
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.terminal import one_line
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.values.texts import clean_name
from ordertrack.errors import RejectedError, UsageError
from ordertrack.usecases.notices.calls import calls_to_make
from ordertrack.usecases.notices.outbox import Standing, inboxes_of, read_inbox
from ordertrack.usecases.notices.sending import wording_of
from ordertrack.usecases.parties import require_owner, require_reader
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row, Sheet
    from ordertrack.domain.cases.followups import Contact
    from ordertrack.domain.notices.notice import Notice
    from ordertrack.usecases.notices.calls import Call

CALLS = (
    Column(name="whom", title="Whom to ring"),
    Column(name="phone", title="Number"),
    Column(name="side", title="Side", narrow=False),
    Column(name="orders", title="Orders"),
    Column(name="about", title="About"),
    Column(name="said", title="Said last", narrow=False),
    Column(name="owner", title="Owner", narrow=False),
    Column(name="command", title="What to type then"),
)
COLLEAGUE = "colleague"


@reads
def calls(
    desk: Desk,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="OWNER", help="Only about this colleague's orders.")
    ] = None,
) -> Table:
    """List whom to ring today: suppliers to ask, and whoever is told something by phone (SOP 4.3a, 5)."""
    owner = None if for_ is None else checked_person(for_, "--for")
    with desk.book.read() as view:
        if owner is not None:
            require_owner(view, desk.policy, owner, as_of=desk.as_of)
        found = calls_to_make(view, as_of=desk.as_of, owner=owner)
    return Table(
        kind="calls",
        columns=CALLS,
        rows=[_call_row(each) for each in found],
        as_of=desk.as_of,
        title=f"Calls to make on {desk.as_of:%A}{f' for {owner}' if owner else ''}",
        notes=(counted([(len(found), "call", "calls")]),) if found else (),
        tone=lambda row: Tone.WARNING if row[2] == COLLEAGUE else None,
        empty="Nobody is to be rung.",
    )


def _call_row(call: Call) -> Row:
    about = dict.fromkeys(topic.kind.called for topic in call.topics)
    given = {
        "whom": call.whom,
        "phone": call.phone,
        "side": call.side or COLLEAGUE,
        "orders": ", ".join(call.numbers),
        "about": ", ".join(about),
        "said": _describe_contact(call.said),
        "owner": ", ".join(call.owners) or None,
        "command": command_after(call),
    }
    return [given[each.name] for each in CALLS]


def command_after(call: Call) -> str:
    """Give what is typed once somebody was rung: it logs the call, or takes the case up."""
    if call.side is None:
        cases = dict.fromkeys(topic.case or topic.number for topic in call.topics)
        return f"ordertrack escalate {shlex.join(cases)} --acknowledge"
    other = "" if call.side is Side.SUPPLIER else f" --with {call.side}"
    return f"ordertrack followup {shlex.join(call.numbers)} --channel phone{other} --note TEXT"


def _describe_contact(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    note = f": {contact.note}" if contact.note else ""
    return f"{contact.made_on} {contact.channel}, {contact.outcome}{note}"


INBOX = (
    Column(name="id", title="Notice", kind=Kind.COUNT),
    Column(name="to", title="For"),
    Column(name="queued_at", title="At", kind=Kind.INSTANT, narrow=False),
    Column(name="subject", title="Subject"),
    Column(name="begins", title="Begins", narrow=False),
    Column(name="kind", title="Kind", drawn=False),
    Column(name="orders", title="Orders", drawn=False),
    Column(name="is_copy", title="Copy", kind=Kind.FLAG, drawn=False),
    Column(name="read_at", title="Read", kind=Kind.INSTANT, drawn=False),
)
_BEGINNING = 160
Ids = Annotated[
    list[int] | None,
    typer.Argument(
        metavar="[ID]...", help="Notices to show whole, which are read then.", min=1, max=MOST, show_default=False
    ),
]


@reads_and_writes
def inbox(
    desk: Desk,
    ids: Ids = None,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help="This colleague's or role's; yours if left out.")
    ] = None,
    every: Annotated[bool, typer.Option("--all/--unread", help="Those read, too; else only the unread ones.")] = False,
    read: Annotated[
        list[int] | None, typer.Option("--read", metavar="ID", min=1, max=MOST, help="This one is read. Repeatable.")
    ] = None,
    read_all: Annotated[bool, typer.Option("--read-all", help="All that it shows are read then.")] = False,
) -> Result:
    """Show what you and your roles were told in this program, and note what was read (SOP 4.3b, 5).

    Whoever is not in the policy sees every inbox.
    """
    if ids and (for_ is not None or every or read or read_all):
        raise UsageError("an ID shows that one whole; --for, --all, --read and --read-all are for the list")
    if ids:
        return _whole(desk, ids)
    require(desk.output, INBOX)
    question = _question(desk, for_, is_unread=not every)
    _mark(desk, read or ())
    return _listed(desk, question, read_all=read_all)


def _question(desk: Desk, named: str | None, *, is_unread: bool) -> NoticeQuestion:
    wanted = None if named is None else read_value(clean_name, named, "--for")
    names = inboxes_of(desk.policy, wanted or desk.actor)
    if names is None and wanted is not None:
        with desk.book.read() as view:
            require_reader(view, desk.policy, wanted)
        names = (wanted,)  # somebody who left the policy may have left an inbox
    return NoticeQuestion(channels=(NoticeChannel.INBOX,), names=names or (), is_unread=is_unread)


def _listed(desk: Desk, question: NoticeQuestion, *, read_all: bool) -> Table:
    with desk.book.read() as view:
        found = view.notices.list(question)
    rows = [_row(desk, each) for each in found]
    if read_all:
        _mark(desk, [each.id for each in found])
    unread = sum(each.read_at is None for each in found)
    whose = f" for {', '.join(question.names)}" if question.names else ""
    return Table(
        kind="inbox",
        columns=INBOX,
        rows=rows,
        as_of=desk.today,
        title=f"Inbox{whose}",
        notes=(f"{counted([(unread, 'unread', 'unread')]) or 'all read'}; `ordertrack inbox ID` shows one whole",)
        if rows
        else (),
        extra={"inboxes": list(question.names), "unread": unread},
        tone=lambda row: Tone.QUIET if row[-1] else None,
        empty=f"Nothing is unread{whose}." if question.is_unread else f"Nothing lies in the inbox{whose}.",
    )


def _whole(desk: Desk, ids: Sequence[int]) -> Sheet:
    found = read_inbox(desk.book, ids, desk.stamp, dry_run=desk.wishes.dry_run)
    return notice_sheet(
        desk,
        [(Standing(each, waits=False, leaves_at=None), wording_of(each, desk.policies, words())) for each in found],
    )


def _mark(desk: Desk, ids: Sequence[int]) -> None:
    if ids:
        found = read_inbox(desk.book, ids, desk.stamp, dry_run=desk.wishes.dry_run)
        said = counted([(len(found), "notice is read", "notices are read")])
        desk.talk.say(f"would: {said}" if desk.wishes.dry_run else said)


def _row(desk: Desk, notice: Notice) -> Row:
    subject, begins = _beginning(desk, notice)
    given = {
        "to": notice.to.name,
        "subject": subject,
        "begins": begins,
        "orders": ", ".join(notice.numbers) or None,
    }
    return [given[each.name] if each.name in given else getattr(notice, each.name) for each in INBOX]


def _beginning(desk: Desk, notice: Notice) -> tuple[str, str]:
    """Give a notice's subject and how its text begins; one that cannot be worded holds back no other."""
    try:
        said = wording_of(notice, desk.policies, words())
    except RejectedError as error:
        return str(notice.kind), error.message
    return said.subject, one_line(said.plain, _BEGINNING)


EXAMPLES = {
    "calls": "ordertrack calls\nordertrack calls --for maria --csv -o calls.csv",
    "inbox": (
        "ordertrack inbox\nordertrack inbox 12\nordertrack inbox --for 'team lead' --all\nordertrack inbox --read-all"
    ),
}
