"""Follow-ups at the command line: the ones to make, and the ones made, logged (SOP 4.2c, 4.3a, 4.3c)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.cases.cases import At
from ordertrack.cli.commands import Result, Written, reads_and_writes
from ordertrack.cli.notices.sheets import written_changes
from ordertrack.cli.options import Numbers, OwnerName, SupplierName, checked_text, only_orders, resolve_numbers
from ordertrack.cli.orders.lists import quantity
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import ask
from ordertrack.domain.cases.followups import LOGGED, FollowUpOutcome
from ordertrack.domain.parties import Channel, Side
from ordertrack.domain.values.texts import LIMITS, clean_text, count_of
from ordertrack.errors import UsageError
from ordertrack.usecases.cases.followups import Conversation, followups_to_make, log_followups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row
    from ordertrack.domain.orders.lists import DueFollowUp
    from ordertrack.usecases.cases.followups import ToAsk
    from ordertrack.usecases.recording import Changed

TO_MAKE = (
    Column(name="whom", title="Whom to ask"),
    Column(name="number", title="Number"),
    Column(name="line", title="Line", kind=Kind.COUNT),
    Column(name="rule", title="Why"),
    Column(name="asking", title="Follow-up"),
    Column(name="promised_on", title="Promised", kind=Kind.DATE),
    Column(name="days_late", title="Days late", kind=Kind.DAYS),
    Column(name="said", title="Said last"),
    Column(name="supplier_ref", title="Supplier's ref", narrow=False),
    Column(name="description", title="Description", narrow=False),
    Column(name="owner", title="Owner", narrow=False),
    Column(name="supplier", title="Supplier", drawn=False),
    Column(name="phone", title="Phone", drawn=False),
    Column(name="emails", title="E-mail", drawn=False),
    Column(name="customer", title="Customer", drawn=False),
    Column(name="followup", title="Number of the follow-up", kind=Kind.COUNT, drawn=False),
    Column(name="most", title="Of at most", kind=Kind.COUNT, drawn=False),
    Column(name="due_on", title="Due", kind=Kind.DATE, drawn=False),
    Column(name="raised_on", title="Raised", kind=Kind.DATE, drawn=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, drawn=False),
    Column(name="sku", title="SKU", drawn=False),
    Column(name="open_quantity", title="Open", kind=Kind.QUANTITY, drawn=False),
    Column(name="unit", title="Unit", drawn=False),
    Column(name="expected_on", title="Expected", kind=Kind.DATE, drawn=False),
    Column(name="priority", title="Priority", drawn=False),
    Column(name="status", title="Status", drawn=False),
    Column(name="said_on", title="Said on", kind=Kind.DATE, drawn=False),
    Column(name="said_by", title="Asked by", drawn=False),
    Column(name="said_channel", title="Channel", drawn=False),
    Column(name="said_outcome", title="Outcome", drawn=False),
    Column(name="said_note", title="Note", drawn=False),
)
QUESTIONS = {
    "--channel": f"How it was made ({', '.join(Channel)})",
    "--note": "What was said",
}
Logged = StrEnum("Logged", {each.name: each.value for each in LOGGED})  # type: ignore[misc]  # those that people log
How = Annotated[Channel | None, typer.Option("--channel", help="How it was made.")]
Said = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What was said.")]
With = Annotated[Side | None, typer.Option("--with", help="The party; the supplier if left out.")]
Became = Annotated[
    Logged | None, typer.Option("--outcome", help="What came of it; answered if left out.", show_default=False)
]
Promised = Annotated[str | None, typer.Option("--promised", metavar="DATE", help="The new promise they made.")]
Cause = Annotated[
    str | None, typer.Option("--cause", metavar="TEXT", help="Why it is promised anew; the note if left out.")
]
OfLine = Annotated[
    list[int] | None, typer.Option("--line", metavar="POSITION", min=1, help="Promised for this one. Repeatable.")
]
AskAgain = Annotated[str | None, typer.Option("--ask-again", metavar="DATE", help="When to ask again, as agreed.")]


@reads_and_writes
def followup(
    desk: Desk,
    numbers: Numbers = None,
    channel: How = None,
    note: Said = None,
    with_: With = None,
    outcome: Became = None,
    promised: Promised = None,
    cause: Cause = None,
    line: OfLine = None,
    ask_again: AskAgain = None,
    at: At = None,
    owner: OwnerName = None,
    supplier: SupplierName = None,
) -> Result:
    """List the follow-ups to make, or log one that was made (SOP 4.2c, 4.3a, 4.3c)."""
    asked = (channel, note, with_, outcome, promised, cause, line, ask_again, at)
    if not numbers:
        if any(each is not None for each in asked):
            raise UsageError("no order was named", hints=("ordertrack followup NUMBER... --channel phone --note TEXT",))
        return _to_make(desk, owner, supplier)
    if owner is not None or supplier is not None:
        raise UsageError("--owner and --supplier shorten the list; with a NUMBER they mean nothing")
    found = resolve_numbers(desk, numbers)
    channel, note = _asked_for(desk, channel, note)
    made_at = desk.instant(at, "--at")
    held = Conversation(
        at=made_at,
        made_on=desk.hours.today(made_at),
        channel=channel,
        note=note,
        side=with_ or Side.SUPPLIER,
        outcome=FollowUpOutcome(outcome) if outcome else None,
        promised_on=desk.day(promised, "--promised"),
        cause=_cause(cause, note if promised else None),
        positions=tuple(dict.fromkeys(line or ())),
        ask_again_on=desk.day(ask_again, "--ask-again"),
    )
    return _logged(desk, log_followups(desk.book, found, held, desk.stamp, dry_run=desk.wishes.dry_run))


def _asked_for(desk: Desk, channel: Channel | None, note: str | None) -> tuple[Channel, str]:
    """Ask a person for what is missing; elsewhere name the options that are."""
    words = checked_text(note, "note", "--note")
    given = {"--channel": channel, "--note": words}
    missing = [option for option, value in given.items() if value is None]
    if missing and not desk.streams.can_ask():
        raise UsageError(
            f"missing: {', '.join(missing)}", hints=("ordertrack followup NUMBER... --channel phone --note TEXT",)
        )
    if channel is None:
        channel = Channel(ask(QUESTIONS["--channel"], streams=desk.streams, option="--channel", check=_channel))
    if words is None:
        words = ask(QUESTIONS["--note"], streams=desk.streams, option="--note", check=_note)
    return channel, words


def _channel(text: str) -> None:
    if text not in set(Channel):
        raise ValueError(f"write one of {', '.join(Channel)}")


def _note(text: str) -> None:
    clean_text(text, LIMITS["note"])


def _cause(cause: str | None, note: str | None) -> str | None:
    """Give the cause of a new promise; the note is one only if it is short enough to be kept as one."""
    words = checked_text(cause, "cause", "--cause")
    if words is None and note is not None and len(note) > LIMITS["cause"]:
        raise UsageError("the note is too long to be the cause of the new promise", hints=("add --cause TEXT",))
    return words


def _logged(desk: Desk, changes: Sequence[Changed]) -> Written:
    return written_changes(desk, changes, [_sentence(each) for each in changes])


def _sentence(change: Changed) -> str:
    said = [sentence(fact) for fact in change.facts]
    if len(said) == 1 and change.after.contacts[-1].outcome is FollowUpOutcome.PROMISED:
        said.append("promised for that day already")
    return f"{change.after.number}: {'; '.join(said)}"


def _to_make(desk: Desk, owner: str | None, supplier: str | None) -> Table:
    only = only_orders(desk, owner=owner, supplier=supplier)
    found = followups_to_make(desk.book, only, desk.policies, as_of=desk.as_of)
    suppliers = len({each.due.supplier for each in found})
    with desk.book.read() as view:
        last_on = view.round.last_day()
    raised = f"raised by the round of {last_on}" if last_on else "no round has raised any yet: `ordertrack round` does"
    return Table(
        kind="followups",
        columns=TO_MAKE,
        rows=[_row(each) for each in found],
        as_of=desk.as_of,
        title="Follow-ups to make",
        group_by="whom",
        notes=(f"{count_of(len(found), 'line')}, {count_of(suppliers, 'supplier')} to ask; {raised}",) if found else (),
        extra={"last_round_on": last_on},
        tone=_tone,
        empty=f"No follow-up is to be made; {raised}.",
    )


def _row(asked: ToAsk) -> Row:
    due, most = asked
    given = {
        **due._asdict(),
        "whom": ", ".join(part for part in (due.supplier, due.phone, due.emails) if part),
        "asking": f"{due.followup} of {most}" if most else str(due.followup),
        "most": most,
        "said": _describe_last_contact(due),
        "open_quantity": quantity(due.open_quantity),
    }
    return [given[column.name] for column in TO_MAKE]


def _describe_last_contact(due: DueFollowUp) -> str | None:
    if due.said_on is None:
        return None
    note = f": {due.said_note}" if due.said_note else ""
    return f"{due.said_on} {due.said_channel}, {due.said_outcome}{note}"


def _tone(row: Row) -> Tone | None:
    values = dict(zip((column.name for column in TO_MAKE), row, strict=True))
    is_last = values["most"] is not None and values["followup"] == values["most"]
    return Tone.URGENT if is_last else Tone.WARNING if values["days_late"] else None


EXAMPLES = {
    "followup": (
        "ordertrack followup\nordertrack followup SO-1042 --channel phone --note 'ships on Friday' --promised friday\n"
        "ordertrack followup SO-1042 SO-1043 --channel phone --outcome no-answer --note 'left a message'\n"
        "ordertrack followup SO-1042 --with customer --channel email --note 'told them' --at 'yesterday 16:40'"
    ),
}
