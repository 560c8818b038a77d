"""Today's calls: whom to ring, about what, what was said last, and what closes each (SOP 4.3a, 4.3c, 5)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.noticewording import NAMES, counted
from ordertrack.cli.options import checked_person
from ordertrack.cli.result import Column, Table, Tone
from ordertrack.domain.channels import Side

if TYPE_CHECKING:
    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Row
    from ordertrack.domain.followups import Contact
    from ordertrack.usecases.calls import Call

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
    from ordertrack.usecases.calls import calls_to_make
    from ordertrack.usecases.knownnames import require_owner

    owner = None if for_ is None else checked_person(for_, "--for")
    with desk.book.read() as view:
        if owner is not None:
            require_owner(view, desk.policy, owner, as_of=desk.as_of)
        found = calls_to_make(view, as_of=desk.as_of, owner=owner)
    return Table(
        kind="calls",
        columns=CALLS,
        rows=[_row(each) for each in found],
        as_of=desk.as_of,
        title=f"Calls to make on {desk.as_of:%A}{f' for {owner}' if owner else ''}",
        notes=(counted([(len(found), "call", "calls")]),) if found else (),
        tone=lambda row: Tone.WARNING if row[2] == COLLEAGUE else None,
        empty="Nobody is to be rung.",
    )


def _row(call: Call) -> Row:
    about = dict.fromkeys(NAMES[topic.kind] for topic in call.topics)
    given = {
        "whom": call.whom,
        "phone": call.phone,
        "side": call.side or COLLEAGUE,
        "orders": ", ".join(call.numbers),
        "about": ", ".join(about),
        "said": _said(call.said),
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


def _said(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    note = f": {contact.note}" if contact.note else ""
    return f"{contact.made_on} {contact.channel}, {contact.outcome}{note}"


EXAMPLES = {"calls": "ordertrack calls\nordertrack calls --for maria --csv -o calls.csv"}
