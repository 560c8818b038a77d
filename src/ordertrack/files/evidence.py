"""An evidence pack: one zip with everything that proves an order's record, the same bytes for the same record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ordertrack.files import verifier
from ordertrack.files.transfer.tabular import new_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ordertrack.usecases.records import Evidence, Link, Told

README = """\
Evidence for order {order}
{line}

This pack was written by the order book that keeps the order. It holds:

README.txt      this page
order.json      the order as it stands: lines, receipts, promises, cases, letters, timeline
timeline.txt    the same told in order: what was written and said, and every event, for reading
events.ndjson   each event of the order in its very text, with its place in the chain and its hash; and the events
                by which the policy revisions below were adopted
chain.ndjson    the links of all events from the first of these to the newest of the book: number, hash of the one
                before, hash. The text of other orders' events is not given away
head.txt        the newest event and its hash, as `ordertrack trail head` gives it; and how many events the order has
policy/         the policy revisions under which the order ran
messages/       the letters about the order in their originals; an empty file stands for one that was erased, and
                then the text of the event that spoke of it was erased, too
receipts.csv    what was received, and what was refused
manifest.json   the SHA-256 of every file, and again how many events the order has: {count}
verify.py       checks all of it

How to check it: with Python 3.8 or later, and nothing else,

    python3 verify.py PACK.zip

or, unpacked, `python3 verify.py` in the folder. It says of each check whether it passed, and exits with 0 when all of
them did, else with 1. Who does not trust this verify.py takes that of any other pack, or of the program: they are the
same but for the version.

What is checked. Each event's hash is SHA-256 over the bytes "ordertrack-trail-v1" and a zero byte, the hash of the
event before (32 bytes), its number (8 bytes, the highest first) and its text (UTF-8). So no event can be changed,
put in or taken out of the chain without all later hashes changing. The events name each letter with the SHA-256 of
its original, hold the text of each policy revision, and tell of every receipt; receipts.csv must say the same.
order.json and timeline.txt are for reading: order.json must name the same events, and of their wording nothing is
checked. Where they say something else than the events, the events count. An event whose text was erased, as the law
may ask, keeps its place by its hash alone.

What this does not prove.

That no event of the order is missing can be checked only against the book: `ordertrack trail verify` and
`ordertrack trail show {order}`; manifest.json names {count} events. The chain shows the events of other orders by
their hashes alone, and one of this order could stand among them if somebody took its text out of the pack, and
counted and wrote the other files anew. So could somebody take out an event's text and say that it was erased; who
erased what, and why, stands in the book's trail. Against both helps the SHA-256 of the whole pack, which
`ordertrack export evidence` says when it writes it: keep it, or send it another way than the pack, and compare.

Whoever keeps the book could have written all of it anew, and the links of events whose text is not given here can only
be checked against the book. Both come to light when a head that was sent out or noted earlier is no longer in the
chain:

    python3 verify.py PACK.zip SEQ:HEAD

looks for it here, and `ordertrack trail verify --anchor SEQ:HEAD` checks it in the book, where every text is.
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_PRIVATE = 0o100600 << 16
Content = "Iterable[bytes]"


class Papers(NamedTuple):
    """What of a pack is made for reading, in UTF-8."""

    order: str
    timeline: str
    receipts: str


class OriginalLetter(NamedTuple):
    """The original of a message, by its number."""

    message: int
    raw: bytes


def write_pack(
    target: Path, evidence: Evidence, papers: Papers, links: Iterable[Link], letters: Iterable[OriginalLetter]
) -> str:
    """Write a pack to a new file, mode 0600; the SHA-256 of it.

    `links` and `letters` are read one by one, the first of them before the second, and never held together.
    ConflictError when there is something at `target`; OutsideError when it cannot be written.
    """
    digests: dict[str, str] = {}
    with new_file(target) as file, ZipFile(file, "w", ZIP_DEFLATED) as pack:
        for name, content in _files(evidence, papers, links, letters):
            digests[name] = _put(pack, name, content)
        _put(pack, verifier.MANIFEST, [_manifest(evidence, digests)])
        pack.close()
        return _digest(file)


def _files(
    evidence: Evidence, papers: Papers, links: Iterable[Link], letters: Iterable[OriginalLetter]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give the files by their names, rising."""
    number = evidence.order.number
    count = len(evidence.events)
    line = "=" * len(f"Evidence for order {number}")
    yield "README.txt", [README.format(order=number, line=line, count=count).encode()]
    last: list[Link] = []
    yield "chain.ndjson", _chain(links, last)
    yield "events.ndjson", _events(evidence)
    yield "head.txt", [f"{last[0].seq}:{last[0].hash}\nevents of order {number}: {count}\n".encode()]
    for letter in letters:
        yield f"messages/{letter.message:04}.eml", [letter.raw]
    yield "order.json", [papers.order.encode()]
    for revision in evidence.policies:
        yield f"policy/{revision.number:03}.toml", [revision.text.encode()]
    yield "receipts.csv", [papers.receipts.encode()]
    yield "timeline.txt", [papers.timeline.encode()]
    yield "verify.py", [Path(verifier.__file__).read_bytes()]


def _chain(links: Iterable[Link], last: list[Link]) -> Iterator[bytes]:
    """Write the links, and leave the last of them in `last`."""
    for link in links:
        last[:] = [link]
        yield f'{{"seq":{link.seq},"prev":"{link.prev}","hash":"{link.hash}"}}\n'.encode()


def _events(evidence: Evidence) -> Iterator[bytes]:
    told = [*((each, "policy") for each in evidence.adoptions), *((each, "order") for each in evidence.events)]
    for event, of in sorted(told, key=lambda each: each[0].link.seq):
        yield _event(event, of)


def _event(event: Told, of: str) -> bytes:
    record = {**event.link._asdict(), "of": of, "body": event.body}
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _manifest(evidence: Evidence, digests: dict[str, str]) -> bytes:
    named = {"format": verifier.FORMAT, "order": evidence.order.number, "events": len(evidence.events)}
    manifest = {**named, "files": digests}
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _put(pack: ZipFile, name: str, content: Iterable[bytes]) -> str:
    """Write one file without anything of this moment or machine; the SHA-256 of it."""
    place = ZipInfo(name, _EPOCH)
    place.compress_type = ZIP_DEFLATED
    place.create_system = 3
    place.external_attr = _REGULAR_PRIVATE
    total = hashlib.sha256()
    with pack.open(place, "w", force_zip64=True) as file:
        for piece in content:
            total.update(piece)
            file.write(piece)
    return total.hexdigest()


def _digest(file: BinaryIO) -> str:
    total = hashlib.sha256()
    file.seek(0)
    while piece := file.read(verifier.PIECE):
        total.update(piece)
    return total.hexdigest()
