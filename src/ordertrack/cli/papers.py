"""Papers for people outside: the files of an order's letters, and what proves its record (SOP 6).

Here alone what writes them is wired in.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Written, writes
from ordertrack.cli.correspondence import local, log_lines
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from ordertrack.cli.context import Desk
    from ordertrack.domain.correspondence import Entry
    from ordertrack.domain.orders import Order
    from ordertrack.exchange.evidence import Letter, Papers
    from ordertrack.store.reading import SqlReads
    from ordertrack.usecases.evidence import Evidence

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
    from ordertrack.delivery.reading import attachments_of
    from ordertrack.exchange.newfiles import new_file, require_folder
    from ordertrack.usecases.attachments import enclosures

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
    return Written(said=[_count(len(written))], names=[str(path) for path in written])


@writes
def export_evidence(desk: Desk, number: Number, output: Pack = None) -> Written:
    """Write everything that proves an order's record to one zip (SOP 4.4c, 6).

    Its events in their very text, letters in the original, receipts, policy revisions, the chain up to its head, and
    `verify.py`, which checks all of it with Python alone. The same record gives the same bytes; a file that is there
    is left alone.
    """
    from ordertrack.exchange.evidence import write_pack
    from ordertrack.store.evidence import ChainOf
    from ordertrack.usecases.evidence import gather

    (wanted,) = resolve_numbers(desk, [number])
    target = output or Path(f"{_as_name(wanted)}.zip")
    with desk.whole_view() as view:
        chain = ChainOf(view)
        evidence = gather(view, chain, wanted, desk.today)
        counts = f"events: {len(evidence.events)}, letters: {len(evidence.messages)}"
        said = [f"{wanted}: evidence written to {target} ({counts})"]
        if not desk.wishes.dry_run:
            papers = _papers(desk, view, evidence)
            digest = write_pack(target, evidence, papers, chain.links(evidence.first), _letters(view, evidence))
            said.append(f"its SHA-256, to be kept or sent apart from it: {digest}")
    return Written(said=said, names=[str(target)])


def _as_name(number: str) -> str:
    from ordertrack.usecases.attachments import safe_name

    return safe_name(number.replace("/", "_").replace("\\", "_"))


def _count(count: int) -> str:
    return "no letter came with a file" if not count else "1 file written" if count == 1 else f"{count} files written"


def _letters(view: SqlReads, evidence: Evidence) -> Iterator[Letter]:
    from ordertrack.exchange.evidence import Letter

    return (Letter(message, view.original(message)) for message in evidence.messages)


def _papers(desk: Desk, view: SqlReads, evidence: Evidence) -> Papers:
    from ordertrack.cli.formats_json import Document, sheet_blocks, write_json
    from ordertrack.cli.sheets import sheet_in
    from ordertrack.cli.streams import Sink
    from ordertrack.exchange.evidence import Papers
    from ordertrack.usecases.correspondence import conversation

    number = evidence.order.number
    sheet = sheet_in(view, desk, [number])
    page = StringIO()
    blocks = sheet_blocks(sheet.rows)
    write_json(Document(kind=sheet.kind, as_of=sheet.as_of, extra=sheet.extra, blocks=blocks), Sink(stream=page))
    told = _timeline(evidence, conversation(view, number), desk.zone)
    return Papers(order=page.getvalue(), timeline=told, receipts=_receipts(evidence.order))


def _timeline(evidence: Evidence, entries: list[Entry], zone: tzinfo) -> str:
    """Tell what happened and what was said, by the clock."""
    from ordertrack.cli.casewording import sentence

    events = [
        (event.at, [shown(f"{local(event.at, zone)}  event {event.seq}  {event.by}: {sentence(event.fact)}")])
        for event in evidence.history
    ]
    told = sorted([*events, *log_lines(entries, zone)], key=lambda each: each[0])
    return "".join(f"{line}\n" for _, lines in told for line in (*lines, ""))


def _receipts(order: Order) -> str:
    from ordertrack.domain.quantities import format_quantity
    from ordertrack.exchange.writing import csv_writer

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
