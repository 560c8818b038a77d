"""Letters as tables: a list of them, and each one whole."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from ordertrack.cli.result import Column, Kind, Sheet, Table, Tone
from ordertrack.domain.channels import Side
from ordertrack.domain.incoming import Nature
from ordertrack.domain.messages import Direction, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordertrack.cli.context import Desk
    from ordertrack.cli.result import Row
    from ordertrack.domain.messages import Message

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
