"""The trail at the command line: what happened, whether the chain is whole, and its head (SOP 4.4c, 6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ordertrack.cli.commands import Found, reads
from ordertrack.cli.desk.desk import Desk
from ordertrack.cli.nouns import noun_app, register
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.errors import OutsideError, UsageError

EVENTS = (
    Column(name="seq", title="Event", kind=Kind.COUNT),
    Column(name="at", title="Entered", kind=Kind.INSTANT),
    Column(name="by", title="By"),
    Column(name="kind", title="Kind"),
    Column(name="what", title="What"),
    Column(name="facts", title="Facts", narrow=False),
)
VERDICT = (
    Column(name="ok", title="Whole", kind=Kind.FLAG),
    Column(name="events", title="Events", kind=Kind.COUNT),
    Column(name="head", title="Head"),
    Column(name="first_bad", title="First bad event", kind=Kind.COUNT),
    Column(name="finding", title="Finding"),
    Column(name="stubs", title="Stubs", kind=Kind.COUNT, drawn=False),
)
HEAD = (Column(name="seq", title="Event", kind=Kind.COUNT), Column(name="head", title="Head"))
LIMIT = (
    "whoever can write the book can rewrite the whole chain; "
    "only a head kept elsewhere (`ordertrack trail head`) shows that"
)
HEX_DIGITS = 64
BROKEN = OutsideError.exit_code


@reads
def show(desk: Desk, number: Number) -> Table:
    """Show every event of an order: who, when, what (SOP 4.4c)."""
    (wanted,) = resolve_numbers(desk, [number])
    with desk.book.read() as view:
        view.orders.get(wanted)
        bodies = view.records.bodies(wanted)
    return Table(kind="events", columns=EVENTS, rows=[_event(seq, body) for seq, body in bodies])


@reads
def verify(
    desk: Desk,
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", metavar="SEQ:HEAD", help="A head kept elsewhere, which must still stand."),
    ] = None,
    archive: Annotated[
        list[Path] | None,
        typer.Option("--archive", metavar="FILE", help="An archive to hold against its stubs. Repeatable."),
    ] = None,
) -> Found:
    """Check the chain, and the orders against it (SOP 4.4c).

    Every link is hashed again and every order replayed; exits with 6 when the trail is broken.
    """
    kept = _anchor(anchor) if anchor is not None else None
    found = desk.upkeep.verify(kept, archive or ())
    seq, message = found.finding or (None, None)
    if message:
        desk.talk.error(message, ("`ordertrack export trail` shows what is there; a backup has what was",))
    table = Table(
        kind="verification",
        columns=VERDICT,
        rows=[[not message, found.events, found.head, seq, message, found.stubs]],
        notes=(*_stubs(found.stubs), LIMIT),
        tone=lambda row: Tone.GOOD if row[0] else Tone.URGENT,
        extra={"limit": LIMIT},
        upright=True,
    )
    return Found(result=table, exit_code=BROKEN if message else 0)


@reads
def head(desk: Desk) -> Table:
    """Name the newest event and its hash (SOP 4.4c).

    Kept where nobody who writes the book can write, they prove later that nothing before was rewritten.
    """
    seq, digest = desk.upkeep.head()
    return Table(kind="head", columns=HEAD, rows=[[seq, digest]])


def _event(seq: int, body: str) -> list[object]:
    from ordertrack.cli.sentences import sentence
    from ordertrack.domain.records import event_from

    try:
        event = event_from(body, seq)
    except ValueError as error:
        return [seq, None, None, None, f"unreadable: {error}", body]
    facts = json.dumps(json.loads(body)["facts"], ensure_ascii=False, sort_keys=True)
    return [event.seq, event.at, event.by, event.kind, sentence(event.fact), facts]


def _stubs(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    are = "1 event is a stub" if count == 1 else f"{count} events are stubs"
    return (f"{are}: archived or erased, their text is gone and their place in the chain stands",)


def _anchor(text: str) -> tuple[int, str]:
    seq, _, digest = text.strip().partition(":")
    is_number = seq.isascii() and seq.isdigit() and len(seq) < HEX_DIGITS
    is_hash = len(digest) == HEX_DIGITS and set(digest.lower()) <= set("0123456789abcdef")
    if not is_number or not is_hash:
        raise UsageError(
            "--anchor: write SEQ:HEAD, the number and the 64 hexadecimal digits of `ordertrack trail head`"
        )
    return int(seq), digest.lower()


trail_app = noun_app("Everything that happened: look, verify, anchor.")
EXAMPLES = {
    "show": "ordertrack trail show SO-1042\nordertrack trail show SO-1042 --format ndjson | jq -r .facts",
    "verify": "ordertrack trail verify\nordertrack trail verify --archive orders-archive-2026.db\n"
    'ordertrack trail verify --anchor "$(cat head-of-last-month)"',
    "head": "ordertrack trail head\nordertrack trail head --csv | tail -1 | tr , : > head-of-last-month",
}
register(trail_app, {"show": show, "verify": verify, "head": head}, EXAMPLES)
