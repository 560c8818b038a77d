"""What was said about an order, read as a conversation (SOP 4.3c, 4.4a, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.commands import reads
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.terminal import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.domain.letters import Entry, Message
    from ordertrack.usecases.ports import Reads


LOG = (
    Column(name="when", title="When"),
    Column(name="at", title="At", kind=Kind.INSTANT, drawn=False),
    Column(name="kind", title="What"),
    Column(name="sender", title="From"),
    Column(name="recipient", title="To"),
    Column(name="channel", title="By"),
    Column(name="outcome", title="Outcome"),
    Column(name="subject", title="Subject"),
    Column(name="text", title="Text", kind=Kind.PROSE),
    Column(name="rest", title="Quoted", kind=Kind.PROSE),
    Column(name="message", title="Message", kind=Kind.COUNT),
    Column(name="attachments", title="Files"),
)
MESSAGES = (
    Column(name="message", title="Message", kind=Kind.COUNT),
    Column(name="at", title="At", kind=Kind.INSTANT),
    Column(name="direction", title="In or out"),
    Column(name="who", title="From or to"),
    Column(name="channel", title="Channel", narrow=False),
    Column(name="nature", title="What", narrow=False),
    Column(name="subject", title="Subject"),
    Column(name="said", title="Begins", narrow=False),
    Column(name="attachments", title="Files", kind=Kind.COUNT, narrow=False),
)
TITLE = "Messages"
_HIDDEN = "What the letters quote is left out; --full shows it."


@reads
def log(
    desk: Desk,
    number: Number,
    full: Annotated[bool, typer.Option("--full", help="With what the letters quote and sign.")] = False,
) -> Table:
    """Read what was said about an order as a conversation, the oldest first (SOP 4.3c, 5).

    Letters in and out, logged calls, questions and answers; the times are the desk's. Notices that were not sent yet
    are shown by `notice list`.
    """
    from ordertrack.usecases.letters.correspondence import conversation

    (wanted,) = resolve_numbers(desk, [number])
    with desk.book.read() as view:
        entries = conversation(view, wanted)
    hides = not full and any(entry.rest for entry in entries)
    return Table(
        kind="log",
        columns=LOG,
        rows=[log_row(entry, desk.zone, full=full) for entry in entries],
        as_of=desk.today,
        title=f"Order {wanted}",
        notes=(_HIDDEN,) if hides else (),
        empty="Nothing was said yet.",
        upright=True,
        tone=lambda row: Tone.GOOD if row[2] == "enquiry" else None,
    )


def log_row(entry: Entry, zone: tzinfo, *, full: bool) -> list[object]:
    """Lay out one entry of a conversation."""
    return [
        local(entry.at, zone),
        entry.at,
        entry.part.value,
        entry.sender,
        entry.recipient,
        entry.channel.value,
        entry.outcome,
        entry.subject,
        entry.text or None,
        (entry.rest or None) if full else None,
        entry.message,
        ", ".join(each.name for each in entry.attachments) or None,
    ]


def local(at: datetime, zone: tzinfo) -> str:
    """Write an instant by the clock of a zone: `Mon 2026-03-02 10:30 CET`."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def log_lines(entries: Iterable[Entry], zone: tzinfo) -> Iterator[tuple[datetime, list[str]]]:
    """Write each entry whole as lines of plain text that steer no terminal, with its instant."""
    for entry in entries:
        given = dict(zip((column.name for column in LOG), log_row(entry, zone, full=True), strict=True))
        head = f"{given['when']}  {entry.part}  {entry.sender} -> {entry.recipient} ({entry.channel})"
        named = [
            f"    {name}: {given[name]}" for name in ("outcome", "subject", "message", "attachments") if given[name]
        ]
        said = [f"    | {line}" for line in (entry.text or "").splitlines()]
        quoted = [f"    > {line}" for line in entry.rest.splitlines()]
        yield entry.at, [shown(line) for line in (head, *named, *said, *quoted)]


def message_rows(view: Reads, number: str, names: Mapping[int, str]) -> Sequence[list[Any]]:
    """Lay out the letters about an order, one a row, for its sheet."""
    from ordertrack.usecases.letters.correspondence import letters_about

    return [_message(each, names) for each in letters_about(view, number)]


def _message(message: Message, names: Mapping[int, str]) -> list[Any]:
    from ordertrack.usecases.letters.correspondence import whom

    begins = next((line.strip() for line in message.text.splitlines() if line.strip()), None)
    given = {"message": message.id, "who": whom(message, names), "channel": "email", "said": begins}
    given["attachments"] = len(message.attachments)
    return [given.get(column.name, getattr(message, column.name, None)) for column in MESSAGES]


EXAMPLES = {"log": "ordertrack log SO-1042\nordertrack log SO-1042 --full\nordertrack log SO-1042 --format ndjson"}
