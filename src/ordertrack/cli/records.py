"""Records at the command line: the book itself, the trail, and orders held and archived (SOP 4.4c, 6)."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Result, ResultWithCode, Written, noun_app, reads, reads_and_writes, register, writes
from ordertrack.cli.desk.desk import Desk, local_zone, zone_named
from ordertrack.cli.options import CauseText, NoteText, Number, Numbers, checked_text, resolve_numbers
from ordertrack.cli.output.result import Column, Kind, Table, Tone
from ordertrack.cli.sentences import sentence
from ordertrack.domain.records import event_from
from ordertrack.domain.values.codec import instant_text
from ordertrack.domain.values.texts import count_of
from ordertrack.errors import ConflictError, OutsideError, UsageError
from ordertrack.usecases.policy import adopt_built_in, keep_forms
from ordertrack.usecases.records import archive_orders, hold_orders, release_orders, terms_over

if TYPE_CHECKING:
    from ordertrack.domain.records import Kept

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
) -> ResultWithCode:
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
    return ResultWithCode(result=table, exit_code=BROKEN if message else 0)


@reads
def head(desk: Desk) -> Table:
    """Name the newest event and its hash (SOP 4.4c).

    Kept where nobody who writes the book can write, they prove later that nothing before was rewritten.
    """
    seq, digest = desk.upkeep.head()
    return Table(kind="head", columns=HEAD, rows=[[seq, digest]])


def _event(seq: int, body: str) -> list[object]:
    try:
        event = event_from(body, seq)
    except ValueError as error:
        return [seq, None, None, None, f"unreadable: {error}", body]
    facts = json.dumps(json.loads(body)["facts"], ensure_ascii=False, sort_keys=True)
    return [event.seq, event.at, event.by, event.kind, sentence(event.fact), facts]


def _stubs(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    are = count_of(count, "event is a stub", "events are stubs")
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
TRAIL_EXAMPLES = {
    "show": "ordertrack trail show SO-1042\nordertrack trail show SO-1042 --format ndjson | jq -r .facts",
    "verify": "ordertrack trail verify\nordertrack trail verify --archive orders-archive-2026.db\n"
    'ordertrack trail verify --anchor "$(cat head-of-last-month)"',
    "head": "ordertrack trail head\nordertrack trail head --csv | tail -1 | tr , : > head-of-last-month",
}
register(trail_app, {"show": show, "verify": verify, "head": head}, TRAIL_EXAMPLES)


OVER = (
    Column(name="number", title="Number"),
    Column(name="finished_on", title="Finished", kind=Kind.DATE),
    Column(name="kept_for", title="Class"),
    Column(name="kept_until", title="Kept until", kind=Kind.DATE),
    Column(name="goes", title="Goes", kind=Kind.FLAG),
    Column(name="stays", title="Why it stays"),
)


@reads_and_writes
def archive(
    desk: Desk,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The archive; beside the book if left out.")
    ] = None,
) -> Result:
    """Move orders whose term is over to an archive (SOP 6).

    The policy's retention says how long closed and cancelled orders are kept. --dry-run lists those whose term is over
    on the day of --as-of.
    """
    if desk.wishes.dry_run:
        return _over(desk)
    shelf = desk.shelf(to, desk.as_of)
    done = archive_orders(desk.book, shelf, desk.policies, desk.stamp, as_of=desk.as_of)
    said = [f"{each.order.number} stays: {each.why_stays}" for each in done.staying]
    if done.filed is None:
        return Written(said=[*said, "nothing to archive"])
    fact = done.filed.fact
    moved = f"{count_of(len(fact.numbers), 'order')} moved to {done.filed.place}, with {fact.events} events"
    return Written(said=[*said, moved], names=fact.numbers)


def _over(desk: Desk) -> Table:
    with desk.book.read() as view:
        over = terms_over(view, desk.policies, desk.as_of)
    return Table(
        kind="retention",
        columns=OVER,
        rows=[_row(each) for each in over],
        as_of=desk.as_of,
        empty="No order's term is over.",
        tone=lambda row: None if row[-2] else Tone.WARNING,
    )


def _row(kept: Kept) -> list[object]:
    why = kept.why_stays
    return [kept.order.number, kept.order.finished_on, kept.kept_for.value, kept.kept_until, why is None, why]


@writes
def hold(
    desk: Desk,
    numbers: Numbers = None,
    cause: CauseText = None,
    release: Annotated[bool, typer.Option("--release", help="Nothing holds them any longer.")] = False,
    note: NoteText = None,
) -> Written:
    """Keep the records of orders whatever their term (SOP 6).

    A held order is not archived, and the parties it names are not erased, until it is released. Finished orders can be
    held as well.
    """
    found = resolve_numbers(desk, numbers)
    why = checked_text(cause, "cause", "--cause")
    if release == (why is not None):
        raise UsageError("give --cause TEXT to hold orders, or --release to let them go", hints=("not both",))
    if why is None:
        said = checked_text(note, "note", "--note")
        release_orders(desk.book, found, said, desk.stamp, dry_run=desk.wishes.dry_run)
        return Written(said=[f"{number}: released" for number in found], names=found)
    hold_orders(desk.book, found, why, desk.stamp, dry_run=desk.wishes.dry_run)
    return Written(said=[f"{number}: held, cause: {why}" for number in found], names=found)


RECORD_EXAMPLES = {
    "archive": "ordertrack book archive --dry-run\nordertrack book archive",
    "hold": "ordertrack book hold SO-1042 --cause 'lawsuit 7 O 12/26'\nordertrack book hold SO-1042 --release",
}
COMMANDS = {"archive": archive, "hold": hold}
INFO = (
    Column(name="place", title="Place"),
    Column(name="named_by", title="Named by"),
    Column(name="engine", title="Engine"),
    Column(name="library", title="Version of it"),
    Column(name="schema_version", title="Version of the book", kind=Kind.COUNT),
    Column(name="zone", title="Zone"),
    Column(name="created_at", title="Made at"),
    Column(name="journal", title="Journal"),
    Column(name="size", title="Bytes", kind=Kind.COUNT),
    Column(name="orders", title="Orders", kind=Kind.COUNT),
    Column(name="lines", title="Lines", kind=Kind.COUNT),
    Column(name="parties", title="Parties", kind=Kind.COUNT),
    Column(name="events", title="Events", kind=Kind.COUNT),
)
CHECKS = (
    Column(name="check", title="Check"),
    Column(name="verdict", title="Verdict"),
    Column(name="sentence", title="What is so"),
)
JOURNAL = (
    Column(name="journal", title="Journal"),
    Column(name="library", title="SQLite"),
    Column(name="is_wal_safe", title="Safe for wal", kind=Kind.FLAG),
)
DAMAGED = OutsideError.exit_code
_TONES = {"failed": Tone.URGENT, "unknown": Tone.WARNING}


class Journal(StrEnum):
    """How SQLite keeps a write that is not finished."""

    TRUNCATE = "truncate"
    WAL = "wal"


@writes
def init(
    desk: Desk,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Where its dates are meant; here if left out.")
    ] = None,
    journal: Annotated[
        Journal | None, typer.Option("--journal", help="The better one of those that are safe here if left out.")
    ] = None,
) -> Written:
    """Make an empty order book (SOP 4.1b).

    It goes where --db, ORDERTRACK_DB or the settings say, else into the data folder of this platform.
    """
    desk.zone = zone_named(zone or local_zone(desk.environ))
    where = desk.place.where
    if desk.wishes.dry_run:
        if isinstance(where, Path) and where.exists():
            raise ConflictError(f"{where} exists already", hints=("`ordertrack book info` says what it is",))
        return Written(said=[f"make a new order book, dates in {desk.zone.key}"])
    make_book(desk, journal)
    place = str(desk.upkeep.info()["place"])
    return Written(said=[f"new order book at {place}, dates in {desk.zone.key}"], names=[place])


def make_book(desk: Desk, journal: Journal | None = None) -> None:
    """Make the desk's book, its dates in the desk's zone, with the built-in policy as its first revision (SOP 8)."""
    settings = {"zone": desk.zone.key, "created_at": instant_text(desk.now)}
    desk.upkeep.create(settings, journal=journal, make_folder=not desk.place.is_named)
    adopt_built_in(desk.book, desk.zone.key, desk.stamp)


@reads
def info(desk: Desk) -> Table:
    """Say where the book is, why there, and how full (SOP 6)."""
    found = {**desk.upkeep.info(), "named_by": desk.place.source}
    return Table(kind="book", columns=INFO, rows=[[found[column.name] for column in INFO]], upright=True)


@reads
def check(desk: Desk) -> ResultWithCode:
    """Check the file, its layout and its trail (SOP 6).

    Exits with 6 when something is damaged.
    """
    checks = list(desk.upkeep.check())
    checks.append(desk.upkeep.check_trail(checks))
    failed = [each for each in checks if each.verdict == "failed"]
    for each in failed:
        desk.talk.error(f"{each.name}: {each.sentence}")
    table = Table(
        kind="checks",
        columns=CHECKS,
        rows=[[each.name, each.verdict.value, each.sentence] for each in checks],
        tone=lambda row: _TONES.get(str(row[1]), Tone.GOOD),
    )
    return ResultWithCode(result=table, exit_code=DAMAGED if failed else 0)


@writes
def backup(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of an older copy there.")] = False,
) -> Written:
    """Copy the book to one checked file (SOP 6)."""
    if desk.wishes.dry_run:
        return Written(said=[f"copy the book to {file}"])
    made = desk.upkeep.backup(file, replace=replace)
    return Written(said=[f"backed up to {made.path}: {made.size} bytes, checked"], names=[str(made.path)])


@writes
def upgrade(desk: Desk) -> Written:
    """Bring the book to this program's version (SOP 6).

    A checked backup is put beside it first. A book that has no policy yet gets the built-in one.
    """
    found, known = desk.upkeep.versions()
    if desk.wishes.dry_run and found != known:
        return Written(said=[f"back up the book and bring it from version {found} to {known}"])
    return Written(said=[_upgraded(desk, found, known), *_adopted(desk)])


def _upgraded(desk: Desk, found: int, known: int) -> str:
    if found == known:
        return f"the book has version {known} already"
    report = desk.upkeep.upgrade()
    saved = f"; the book as it was is in {report.backup}" if report.backup else ""
    return f"upgraded from version {report.before} to {report.after}{saved}"


def _adopted(desk: Desk) -> list[str]:
    """Adopt the built-in policy where there is none, or keep what was read of it; an archive is never written to."""
    with desk.book.read() as view:
        has_policy, is_archive = bool(view.policy.revisions()), view.setting("archive_of") is not None
    if has_policy and not (is_archive or desk.wishes.dry_run):
        keep_forms(desk.book)
    if has_policy or is_archive:
        return []
    if desk.wishes.dry_run:
        return ["adopt the built-in policy"]
    adopt_built_in(desk.book, desk.zone.key, desk.stamp)
    return ["adopted the built-in policy as revision 1"]


@reads_and_writes
def journal(
    desk: Desk,
    mode: Annotated[
        Journal | None, typer.Argument(metavar="[truncate|wal]", help="The new mode; shown if left out.")
    ] = None,
) -> Result:
    """Show the journal mode, or change it (SOP 6).

    It is changed for good, and only while nobody else has the book open.
    """
    before, library = desk.upkeep.info()["journal"], desk.upkeep.library()
    if mode is None:
        return Table(kind="journal", columns=JOURNAL, rows=[[before, *library]], upright=True)
    if before != mode and not desk.wishes.dry_run:
        desk.upkeep.set_journal(mode)
    said = f"journal: {mode} already" if before == mode else f"journal: {before} -> {mode}"
    return Written(said=[said])


book_app = noun_app("The order book itself: make it, look after it.")
EXAMPLES = {
    "init": "ordertrack book init --zone Europe/Berlin\nordertrack --db desk.db book init",
    "info": "ordertrack book info\nordertrack book info --json | jq '.rows[0].place'",
    "check": "ordertrack book check",
    "backup": "ordertrack book backup orders-$(date +%F).db",
    "upgrade": "ordertrack book upgrade --dry-run\nordertrack book upgrade",
    "journal": "ordertrack book journal\nordertrack book journal truncate",
}
register(
    book_app,
    {"init": init, "info": info, "check": check, "backup": backup, "upgrade": upgrade, "journal": journal} | COMMANDS,
    EXAMPLES | RECORD_EXAMPLES,
)
