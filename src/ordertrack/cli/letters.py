"""Letters at the command line: fetched, given their orders, and read as a conversation (SOP 4.3c, 4.4a, 5)."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.commands import Result, ResultWithCode, Written, noun_app, reads, reads_and_writes, register, writes
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.desk.mail import fetch_letters
from ordertrack.cli.options import MOST, Limit, Number, resolve_numbers
from ordertrack.cli.output.output import require
from ordertrack.cli.output.result import Column, Kind, Sheet, Table, Tone
from ordertrack.cli.terminal import escape_hidden, write_exactly
from ordertrack.domain.letters import Direction, MessageState, Nature
from ordertrack.domain.parties import Side
from ordertrack.errors import MailError, RefusedError, UsageError
from ordertrack.usecases.letters import intake
from ordertrack.usecases.letters.correspondence import conversation, letters_about, whom
from ordertrack.usecases.letters.intake import ask_by_message, confirm_by_message, settle_messages
from ordertrack.usecases.ports import MessageQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from ordertrack.cli.output.result import Row
    from ordertrack.domain.letters import CorrespondenceEntry, Message
    from ordertrack.usecases.letters.intake import Taken
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


def log_row(entry: CorrespondenceEntry, zone: tzinfo, *, full: bool) -> list[object]:
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


def log_lines(entries: Iterable[CorrespondenceEntry], zone: tzinfo) -> Iterator[tuple[datetime, list[str]]]:
    """Write each entry whole as lines of plain text that steer no terminal, with its instant."""
    for entry in entries:
        given = dict(zip((column.name for column in LOG), log_row(entry, zone, full=True), strict=True))
        head = f"{given['when']}  {entry.part}  {entry.sender} -> {entry.recipient} ({entry.channel})"
        named = [
            f"    {name}: {given[name]}" for name in ("outcome", "subject", "message", "attachments") if given[name]
        ]
        said = [f"    | {line}" for line in (entry.text or "").splitlines()]
        quoted = [f"    > {line}" for line in entry.rest.splitlines()]
        yield entry.at, [escape_hidden(line) for line in (head, *named, *said, *quoted)]


def message_rows(view: Reads, number: str, names: Mapping[int, str]) -> Sequence[list[Any]]:
    """Lay out the letters about an order, one a row, for its sheet."""
    return [_message(each, names) for each in letters_about(view, number)]


def _message(message: Message, names: Mapping[int, str]) -> list[Any]:
    begins = next((line.strip() for line in message.text.splitlines() if line.strip()), None)
    given = {"message": message.id, "who": whom(message, names), "channel": "email", "said": begins}
    given["attachments"] = len(message.attachments)
    return [given.get(column.name, getattr(message, column.name, None)) for column in MESSAGES]


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
    require(desk.output, COLUMNS)
    taken, stopped_by = fetch_letters(desk, paths or ())
    is_dry = bool(desk.wishes.dry_run)
    if stopped_by:
        desk.talk.error(stopped_by.message, stopped_by.hints)
    if taken or not desk.wishes.quiet_if_empty:
        desk.talk.say(_summary(taken, is_dry=is_dry))
    done = [each.done for each in taken]
    table = message_table(desk, [each.message for each in taken], done, is_kept=not is_dry)
    return ResultWithCode(result=table, exit_code=MailError.exit_code if stopped_by else 0)


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
    asked = ((unmatched, MessageState.UNMATCHED), (waiting, MessageState.WAITING))
    question = MessageQuestion(
        states=tuple(state for is_asked, state in asked if is_asked),
        direction=Direction.IN,
        numbers=tuple(resolve_numbers(desk, [order])) if order else (),
        since=desk.day(since, "--since"),
    )
    with desk.book.read() as view:
        for number in question.numbers:
            view.orders.get(number)  # whoever asks about none is told so
        found = view.letters.list(question)
    return message_table(desk, found[:limit], total=len(found))


@reads
def show(
    desk: Desk,
    ids: MessageIds,
    full: Annotated[bool, typer.Option("--full", help="What was quoted and signed as well.")] = False,
    original: Annotated[bool, typer.Option("--original", help="The original, byte for byte.")] = False,
) -> Result:
    """Show letters whole: what their writers wrote, and what came with it."""
    with desk.book.read() as view:
        if original:
            _write_original(desk, view.letters.original(_only(desk, ids)))
            return None
        return message_sheet(desk, [view.letters.get(each) for each in ids], full=full)


@writes
def assign(desk: Desk, message: MessageId, number: Number) -> Written:
    """Give a letter that fits no order the one it is about, with all that follows (SOP 4.3c)."""
    (found,) = resolve_numbers(desk, [number])
    dry = bool(desk.wishes.dry_run)
    try:
        return _written([intake.assign(desk.book, message, found, desk.hours, desk.stamp, dry_run=dry)])
    except RefusedError as error:
        raise RefusedError(error.message, hints=error.hints or _settling(desk, message)) from error


@writes
def done(desk: Desk, ids: MessageIds) -> Written:
    """Set letters aside that were read and want nothing more, with or without an order."""
    return _written(settle_messages(desk.book, ids, dry_run=bool(desk.wishes.dry_run)))


@writes
def ask(desk: Desk, message: MessageId) -> Written:
    """Open an enquiry with a customer's letter, from when it was received (SOP 4.4a)."""
    return _written([ask_by_message(desk.book, message, desk.stamp, dry_run=bool(desk.wishes.dry_run))])


@writes
def confirm(desk: Desk, message: MessageId) -> Written:
    """Take a customer's letter for the confirmation that the goods arrived (SOP 4.5a)."""
    dry = bool(desk.wishes.dry_run)
    return _written([confirm_by_message(desk.book, message, desk.hours, desk.stamp, dry_run=dry)])


def _settling(desk: Desk, message: int) -> list[str]:
    """Say what can be done with a letter that is given no other order."""
    with desk.book.read() as view:
        known = view.letters.get(message)
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
    count = len(taken)
    what = "no new letter" if not count else "1 new letter" if count == 1 else f"{count:,} new letters"
    alone = sum(each.message.state is MessageState.UNMATCHED for each in taken)
    fit = f", {alone:,} of them fit no order" if alone else ""
    return f"{'would take in: ' if is_dry else ''}{what}{fit}"


_SHOW_ORIGINAL = "ordertrack mail show 7 --original"
mail_app = noun_app("Letters that came in: fetched, given their orders, answered.")
EXAMPLES = {
    "log": "ordertrack log SO-1042\nordertrack log SO-1042 --full\nordertrack log SO-1042 --format ndjson",
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


COLUMNS = (
    Column(name="id", title="Message", kind=Kind.COUNT),
    Column(name="at", title="Received", kind=Kind.INSTANT, narrow=False),
    Column(name="sender_name", title="From"),
    Column(name="sender", title="Address", narrow=False),
    Column(name="subject", title="Subject"),
    Column(name="orders", title="Orders"),
    Column(name="state", title="State"),
    Column(name="side", title="Side", narrow=False),
    Column(name="nature", title="Kind", narrow=False),
    Column(name="matched_by", title="Found by", narrow=False),
    Column(name="notice", title="Notice", kind=Kind.COUNT, drawn=False),
    Column(name="attachments", title="Files", kind=Kind.COUNT, narrow=False),
    Column(name="message_id", title="Message-ID", drawn=False),
    Column(name="digest", title="SHA-256", drawn=False),
    Column(name="done", title="What followed"),
)
_WHOLE = (
    *(column for column in COLUMNS if column.name not in {"done", "attachments"}),
    Column(name="files", title="Files"),
    Column(name="text", title="Text", kind=Kind.PROSE),
    Column(name="rest", title="Quoted", kind=Kind.PROSE),
)
_STATE = [column.name for column in COLUMNS].index("state")
_FETCHED = tuple(replace(column, narrow=column.narrow and column.name != "state") for column in COLUMNS)
_NEXT = {
    MessageState.UNMATCHED: "`ordertrack mail assign ID NUMBER` gives one an order, `mail done ID` sets it aside",
    MessageState.WAITING: "`ordertrack mail show ID` shows it; `mail confirm`, `mail ask` or `mail done` decides it",
}


def message_table(
    desk: Desk,
    messages: Sequence[Message],
    done: Sequence[str] | None = None,
    *,
    is_kept: bool = True,
    total: int | None = None,
) -> Table:
    """List letters, of `total` if not all are shown; `done` says what followed from each.

    One that is not kept has no number.
    """
    columns = COLUMNS[:-1] if done is None else _FETCHED
    rows = [
        [values[column.name] for column in columns]
        for message, what in zip(messages, done or [""] * len(messages), strict=True)
        if (values := {**_values(message), "done": what, **({} if is_kept else {"id": None})})
    ]
    states = {message.state for message in messages}
    count = len(messages) if total is None else total
    return Table(
        kind="messages",
        columns=columns,
        rows=rows,
        as_of=desk.as_of,
        title="Letters",
        notes=(*_cut(len(messages), count), *(sentence for state, sentence in _NEXT.items() if state in states)),
        extra={} if total is None else {"total": total},
        tone=_tone,
        empty="No letters.",
    )


def _cut(shown: int, total: int) -> tuple[str, ...]:
    return (f"{shown} of {total} letters are shown; --limit cut the list",) if total > shown else ()


def message_sheet(desk: Desk, messages: Sequence[Message], *, full: bool) -> Sheet:
    """Show letters whole; what was quoted only if asked for."""
    objects = [{**_values(message), "files": [each.name for each in message.attachments]} for message in messages]
    rows: list[Mapping[str, object]] = []
    cells: list[list[object]] = []
    for message, values in zip(messages, objects, strict=True):
        row = {**values, "text": message.text, "rest": message.rest}
        rows.append(row)
        drawn = {**row, "files": ", ".join(_file(*each) for each in message.attachments) or None}
        drawn["rest"] = message.rest if full else None
        cells.append([drawn[column.name] for column in _WHOLE])
    notes = tuple(note for message in messages if (note := _to_type(message)))
    table = Table(kind="message", columns=_WHOLE, rows=cells, as_of=desk.as_of, upright=True, notes=notes)
    return Sheet(kind="message", rows=rows, tables=[table], flat=table, as_of=desk.as_of)


def _to_type(message: Message) -> str | None:
    """Name the commands that fit a letter which somebody has to look after."""
    aside = f"ordertrack mail done {message.id}"
    if message.direction is not Direction.IN:
        return None
    if message.state is MessageState.UNMATCHED:
        given = f"`ordertrack mail assign {message.id} NUMBER` gives it one"
        return f"message {message.id} fits no order: {given}, `{aside}` sets it aside"
    if message.state is not MessageState.WAITING:
        return None
    if message.side is Side.CUSTOMER and message.nature is Nature.LETTER:
        confirm, ask = (f"`ordertrack mail {word} {message.id}`" for word in ("confirm", "ask"))
        which = f"{confirm} for the receipt, {ask} for a question, `{aside}` for neither"
        return f"message {message.id} is the customer's: {which}"
    if message.side is Side.SUPPLIER:
        said = f"ordertrack followup {shlex.join(message.numbers)} --channel email --note TEXT --promised DATE"
        return f"message {message.id} is the supplier's: `{said}` if it names another date, then `{aside}`"
    return f"message {message.id} waits for somebody to look after it; `{aside}` sets it aside"


def _file(name: str, media_type: str, size: int) -> str:
    return f"{name} ({media_type}, {size:,} bytes)"


def _values(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "at": message.at,
        "sender_name": message.sender_name or message.sender,
        "sender": message.sender,
        "subject": message.subject,
        "orders": ", ".join(message.numbers) or None,
        "state": message.state.value,
        "side": message.side.value if message.side else None,
        "nature": message.nature.value,
        "matched_by": message.matched_by.value if message.matched_by else None,
        "notice": message.notice,
        "attachments": len(message.attachments),
        "message_id": message.message_id,
        "digest": message.digest,
    }


def _tone(row: Row) -> Tone | None:
    tones = {MessageState.UNMATCHED: Tone.WARNING, MessageState.DONE: Tone.QUIET}
    return tones.get(MessageState(str(row[_STATE])))
