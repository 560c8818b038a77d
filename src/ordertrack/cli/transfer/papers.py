"""Papers for people outside: the files of an order's letters, and all that proves its record (SOP 4.3c, 4.4c, 6)."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.commands import Written, writes
from ordertrack.cli.letters import local, log_lines
from ordertrack.cli.options import Number, resolve_numbers
from ordertrack.cli.orders.sheets import sheet_in
from ordertrack.cli.output.formats_data import Document, sheet_blocks, write_json
from ordertrack.cli.sentences import sentence
from ordertrack.cli.terminal import Sink, escape_hidden
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

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.domain.letters import CorrespondenceEntry
    from ordertrack.domain.orders.order import Order
    from ordertrack.store.book.views import SqlReads
    from ordertrack.usecases.records import Evidence

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
