"""Import and export at the command line, and papers for people outside (SOP 4.1b, 6)."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Written, noun_app, reads, register, writes
from ordertrack.cli.letters import local, log_lines
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.orders.sheets import sheet_in
from ordertrack.cli.output.formats_data import Document, sheet_blocks, write_json
from ordertrack.cli.output.result import Column, Kind, Table
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import Sink, escape_hidden
from ordertrack.cli.transfer import importing
from ordertrack.cli.transfer.importing import (
    Delimiter,
    Encoding,
    File,
    Maps,
    Nulls,
    Profile,
    RejectsFile,
    reading_wishes,
    run_import,
)
from ordertrack.domain.values.amounts import format_quantity
from ordertrack.domain.values.texts import count_of
from ordertrack.files.evidence import OriginalLetter, Papers, write_pack
from ordertrack.files.transfer.tabular import csv_writer, new_file, require_folder
from ordertrack.mail.letters.letter import attachments_of
from ordertrack.usecases.letters.correspondence import conversation, enclosures, safe_name
from ordertrack.usecases.records import gather

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo
    from typing import Any

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.domain.letters import CorrespondenceEntry
    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.views import SqlReads
    from ordertrack.usecases.records import Evidence

_NUMBERS = {
    "line.position": Kind.COUNT,
    "line": Kind.COUNT,
    "seq": Kind.COUNT,
    "id": Kind.COUNT,
    "merged_into": Kind.COUNT,
    "value": Kind.MONEY,
    "line.unit_price": Kind.MONEY,
    "is_customer": Kind.FLAG,
    "is_supplier": Kind.FLAG,
}


def exported(desk: Desk, what: str) -> Table:
    """Give all orders, lines, events or parties, as CSV if nothing else is asked; read while they are written."""
    desk.prefer("csv")
    columns = tuple(Column(name=name, title=name, kind=_kind(name)) for name in desk.export_fields(what))
    is_final = all(column.kind is not Kind.FLAG for column in columns)  # each engine has truths of its own
    return Table(kind=f"export_{what}", columns=columns, rows=_rows(desk, what), raw=is_final)


def _kind(name: str) -> Kind:
    return Kind.QUANTITY if name.endswith("quantity") else _NUMBERS.get(name, Kind.TEXT)


def _rows(desk: Desk, what: str) -> Iterator[tuple[Any, ...]]:
    with desk.whole_view() as view:
        yield from getattr(view.exports, what)()


RECEIPTS = ("line", "received_on", "quantity", "rejected", "reason")
Folder = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="Where they go; here if left out.")
]
Pack = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE.zip", help="The pack; NUMBER.zip here if left out.")
]


@writes
def export_attachments(desk: Desk, number: Number, output: Folder = None) -> Written:
    """Write the files that came with an order's letters, each a new file `LETTER-NAME` (SOP 4.3c, 6).

    None is ever written over another. Nobody has looked into them: treat them as what a stranger sent.
    """
    (wanted,) = resolve_numbers(desk, [number])
    folder = output or Path()
    require_folder(folder)
    written: list[Path] = []
    with desk.whole_view() as view:
        for name, content in enclosures(view, wanted, attachments_of):
            written.append(folder / name)
            if not desk.wishes.dry_run:
                with new_file(written[-1]) as file:
                    file.write(content)
    said = count_of(len(written), "file written", "files written") if written else "no letter came with a file"
    return Written(said=[said], names=[str(path) for path in written])


@writes
def export_evidence(desk: Desk, number: Number, output: Pack = None) -> Written:
    """Write everything that proves an order's record to one zip (SOP 4.4c, 6).

    Its events in their very text, letters in the original, receipts, policy revisions, the chain up to its head, and
    `verify.py`, which checks all of it with Python alone. The same record gives the same bytes; a file that is there
    is left alone.
    """
    (wanted,) = resolve_numbers(desk, [number])
    target = output or Path(f"{_as_name(wanted)}.zip")
    with desk.whole_view() as view:
        evidence = gather(view, view.chain, wanted, desk.today)
        counts = f"events: {len(evidence.events)}, letters: {len(evidence.messages)}"
        said = [f"{wanted}: evidence written to {target} ({counts})"]
        if not desk.wishes.dry_run:
            papers = _papers(desk, view, evidence)
            digest = write_pack(target, evidence, papers, view.chain.links(evidence.first), _letters(view, evidence))
            said.append(f"its SHA-256, to be kept or sent apart from it: {digest}")
    return Written(said=said, names=[str(target)])


def _as_name(number: str) -> str:
    return safe_name(number.replace("/", "_").replace("\\", "_"))


def _letters(view: SqlReads, evidence: Evidence) -> Iterator[OriginalLetter]:
    return (OriginalLetter(message, view.letters.original(message)) for message in evidence.messages)


def _papers(desk: Desk, view: SqlReads, evidence: Evidence) -> Papers:
    number = evidence.order.number
    sheet = sheet_in(view, desk, [number])
    page = StringIO()
    blocks = sheet_blocks(sheet.rows)
    write_json(Document(kind=sheet.kind, as_of=sheet.as_of, extra=sheet.extra, blocks=blocks), Sink(stream=page))
    told = _timeline(evidence, conversation(view, number), desk.zone)
    return Papers(order=page.getvalue(), timeline=told, receipts=_receipts(evidence.order))


def _timeline(evidence: Evidence, entries: list[CorrespondenceEntry], zone: tzinfo) -> str:
    """Tell what happened and what was said, by the clock."""
    events = [
        (event.at, [escape_hidden(f"{local(event.at, zone)}  event {event.seq}  {event.by}: {sentence(event.fact)}")])
        for event in evidence.history
    ]
    told = sorted([*events, *log_lines(entries, zone)], key=lambda each: each[0])
    return "".join(f"{line}\n" for _, lines in told for line in (*lines, ""))


def _receipts(order: Order) -> str:
    page = StringIO()
    writer = csv_writer(page)
    writer.writerow(RECEIPTS)
    for line in order.lines:
        for each in line.receipts:
            amounts = (format_quantity(each.quantity), format_quantity(each.rejected))
            writer.writerow((line.position, each.received_on, *amounts, each.reason))
    return page.getvalue()


EXAMPLES = {
    "attachments": "ordertrack export attachments SO-1042 -o received",
    "evidence": "ordertrack export evidence SO-1042 -o SO-1042.zip\npython3 verify.py SO-1042.zip",
}
COMMANDS = {"attachments": export_attachments, "evidence": export_evidence}
DateFormats = Annotated[
    list[str] | None,
    typer.Option(
        "--date-format",
        metavar="FORMAT|FIELD=FORMAT",
        help="Such as %d.%m.%Y, tried in order. Repeatable.",
    ),
]


@writes
def import_orders(
    desk: Desk,
    file: File,
    map_: Maps = None,
    profile: Profile = None,
    date_format: DateFormats = None,
    null: Nulls = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    history: Annotated[
        bool, typer.Option("--history", help="Take finished or running orders as they are; nobody is told.")
    ] = False,
    update: Annotated[bool, typer.Option("--update", help="Take changes of orders that are in the book.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good orders, refuse the others.")] = False,
    rejects: RejectsFile = None,
) -> Written:
    """Bring orders in: verified, all or nothing, and the same file twice changes nothing (SOP 4.1)."""
    wishes = reading_wishes(file, map_, profile, date_format, None, null, encoding, delimiter)
    return run_import(desk, replace(wishes, is_history=history, update=update, partial=partial, rejects=rejects))


@reads
def export_orders(desk: Desk) -> Table:
    """Write every order, one row a line, in the fields that `import orders --history` reads (SOP 6)."""
    return exported(desk, "orders")


@reads
def export_lines(desk: Desk) -> Table:
    """Write every line with its quantities and dates (SOP 6)."""
    return exported(desk, "lines")


@reads
def export_trail(desk: Desk) -> Table:
    """Write every event with its place in the chain (SOP 4.4c, 6)."""
    return exported(desk, "trail")


@reads
def export_parties(desk: Desk) -> Table:
    """Write every customer and supplier (SOP 6)."""
    return exported(desk, "parties")


import_app = noun_app("Bring orders, issues and enquiries in from CSV or NDJSON.")
register(
    import_app,
    {"orders": import_orders, **importing.COMMANDS},
    {
        **importing.EXAMPLES,
        "orders": (
            "ordertrack import orders new.csv --dry-run\n"
            "ordertrack import orders past.csv --history --map number='PO no' --date-format %d.%m.%Y\n"
            "ordertrack export orders --csv | ordertrack --db copy.db import orders - --history"
        ),
    },
)
export_app = noun_app("Write out orders, lines, the trail, the parties, letters' files, evidence.")
register(
    export_app,
    {
        "orders": export_orders,
        "lines": export_lines,
        "trail": export_trail,
        "parties": export_parties,
        **COMMANDS,
    },
    {
        **EXAMPLES,
        "orders": "ordertrack export orders -o orders.csv\nordertrack export orders --format ndjson | jq .number",
        "lines": "ordertrack export lines --excel -o lines.csv",
        "trail": "ordertrack export trail --format ndjson -o trail.ndjson",
        "parties": "ordertrack export parties --csv",
    },
)
