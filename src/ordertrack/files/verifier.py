"""Check that an evidence pack of an order is as it was written, and that its parts prove one another.

    python3 verify.py [PACK.zip or FOLDER] [SEQ:HEAD]

Without a name the folder of this file is checked; SEQ:HEAD is a head of the trail that was kept elsewhere. Needs
Python 3.8 or later and nothing else. Exit code: 0 all checks passed, 1 something is wrong. That no event of the order
is missing can be checked only against the book; README.txt says how.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FORMAT = "ordertrack evidence 1"
TAG = b"ordertrack-trail-v1\0"
MANIFEST = "manifest.json"
PIECE = 1 << 20
HASH = re.compile("[0-9a-f]{64}")
EMPTY = hashlib.sha256(b"").hexdigest()
RECEIPTS = ["line", "received_on", "quantity", "rejected", "reason"]


class WrongError(Exception):
    """Something in the pack is not as it was."""


class Pack(NamedTuple):
    """The files of a pack: their names, and how each is opened."""

    names: list[str]
    open: Callable[[str], BinaryIO]

    def text(self, name: str) -> str:
        """Read a file as text."""
        with self.open(name) as file:
            return file.read().decode("utf-8")

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """Read a file of one JSON object a line."""
        with self.open(name) as file:
            for number, line in enumerate(file, 1):
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise WrongError(f"{name}, line {number}: not a record")
                yield record

    def digest(self, name: str) -> str:
        """Give the SHA-256 of a file."""
        total = hashlib.sha256()
        with self.open(name) as file:
            while piece := file.read(PIECE):
                total.update(piece)
        return total.hexdigest()


class Event(NamedTuple):
    """An event of the order, or the adoption of a policy; without a body when its text was erased."""

    seq: int
    prev: str
    hash: str
    of: str
    body: str | None

    @property
    def plain(self) -> dict[str, Any]:
        """What the body says."""
        found: dict[str, Any] = json.loads(self.body or "{}")
        return found


class Pass(NamedTuple):
    """What is known of a pack while it is checked."""

    pack: Pack
    order: str
    counted: int
    events: list[Event]
    anchor: tuple[int, str] | None


def check_files(pack: Pack) -> str:
    """Hold every file against the manifest, and the manifest against its one spelling."""
    text = pack.text(MANIFEST)
    manifest = json.loads(text)
    if manifest.get("format") != FORMAT or sorted(manifest) != ["events", "files", "format", "order"]:
        raise WrongError(f"{MANIFEST} is not one of {FORMAT!r}")
    if text != json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n":
        raise WrongError(f"{MANIFEST} was rewritten")
    listed = manifest["files"]
    for name in sorted({*listed, *pack.names} - {MANIFEST}):
        if name not in listed:
            raise WrongError(f"{name} does not belong to the pack")
        if name not in pack.names:
            raise WrongError(f"{name} is missing")
        if pack.digest(name) != listed[name]:
            raise WrongError(f"{name} was changed")
    return f"files as the manifest lists them: {len(listed)}"


def check_events(at: Pass) -> str:
    """Hash each event's text again."""
    if [event.seq for event in at.events] != sorted({event.seq for event in at.events}):
        raise WrongError("events.ndjson: the events are not in the order of the trail")
    whole = [(event, event.body) for event in at.events if event.body is not None]
    for event, body in whole:
        said = TAG + bytes.fromhex(event.prev) + event.seq.to_bytes(8, "big") + body.encode("utf-8")
        if hashlib.sha256(said).hexdigest() != event.hash:
            raise WrongError(f"event {event.seq} was changed: its text does not give its hash")
        if event.plain.get("order") != (at.order if event.of == "order" else None):
            raise WrongError(f"event {event.seq} is not one of order {at.order}")
    erased = len(at.events) - len(whole)
    more = f"; erased since, with only the hash left: {erased}" if erased else ""
    return f"events whose text gives their hash: {len(whole)}{more}"


def check_chain(at: Pass) -> str:
    """Follow the links from the first event to the head, and find each event in its place."""
    wanted = {event.seq: (event.prev, event.hash) for event in at.events}
    first, last, link = 0, 0, ""
    for record in at.pack.records("chain.ndjson"):
        seq, prev, digest = record["seq"], record["prev"], record["hash"]
        if last and (seq, prev) != (last + 1, link):
            is_next = seq == last + 1
            what = f"event {seq} does not continue event {last}" if is_next else f"event {last + 1} is missing"
            raise WrongError(f"chain.ndjson: {what}")
        if wanted.pop(seq, (prev, digest)) != (prev, digest):
            raise WrongError(f"event {seq} is not the one in the chain")
        if at.anchor and at.anchor[0] == seq and at.anchor[1] != digest:
            raise WrongError(f"event {seq} is not the head that was kept elsewhere")
        first, last, link = first or seq, seq, digest
    if wanted:
        raise WrongError(f"event {min(wanted)} is not in the chain")
    if at.pack.text("head.txt") != f"{last}:{link}\nevents of order {at.order}: {at.counted}\n":
        raise WrongError(f"the chain ends with {last}:{link}, {MANIFEST} names {at.counted} events: head.txt does not")
    if at.anchor and not first <= at.anchor[0] <= last:
        raise WrongError(f"event {at.anchor[0]}, the head that was kept elsewhere, is not in the chain")
    return f"links from event {first} to the head, event {last}: unbroken"


def check_order(at: Pass) -> str:
    """Hold the events against the record of the order, and the count of them."""
    (record,) = json.loads(at.pack.text("order.json"))["rows"]
    if record["number"] != at.order:
        raise WrongError(f"order.json is of {record['number']}, and the pack of {at.order}")
    told = {line["seq"]: (line["at"], line["by"]) for line in record["timeline"]}
    there = {event.seq: event for event in at.events if event.of == "order"}
    for seq in sorted(told.keys() ^ there.keys()):
        raise WrongError(f"event {seq} was {'left out' if seq in told else 'added'}")
    for seq, event in there.items():
        if event.body is not None and told[seq] != (event.plain["at"], event.plain["by"]):
            raise WrongError(f"order.json says of event {seq} another time or actor than the event does")
    if len(there) != at.counted:
        raise WrongError(f"{MANIFEST} names {at.counted} events of order {at.order}, and here are {len(there)}")
    return (
        f"events of order {at.order}, as many as its record and the manifest name: {at.counted}; that none is missing "
        f"can be checked only against the book: `ordertrack trail verify` and `ordertrack trail show {at.order}`"
    )


def check_receipts(at: Pass) -> str:
    """Hold what was received against the events that tell of it; those taken back do not count."""
    entry, *_ = found = [event for event in at.events if event.of == "order"]
    gone = {each.plain["facts"]["seq"] for each in found if each.plain.get("kind") == "event taken back"}
    told = Counter(row for each in found if each.seq not in gone for row in _receipts(each.plain))
    header, *rows = csv.reader(io.StringIO(at.pack.text("receipts.csv"), newline=""))
    there = Counter(map(tuple, rows))
    if header != RECEIPTS or told - there:
        raise WrongError(f"receipts.csv lacks what the events tell of: {sum((told - there).values())}")
    unproved = sum((there - told).values())
    if unproved and entry.body is not None:
        raise WrongError(f"receipts.csv has what no event tells of: {','.join(min(there - told))}")
    more = f"; perhaps in the order's entry, whose text was erased, and so not proved: {unproved}" if unproved else ""
    return f"receipts that the events tell of: {sum(told.values())}{more}"


def _receipts(plain: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give the receipts that an event tells of: that of goods, or the entry of an order with a past."""
    facts, kind = plain.get("facts", {}), plain.get("kind")
    found = [(part["position"], part["receipt"]) for part in facts["lines"]] if kind == "lines received" else []
    for line in facts["order"]["lines"] if kind == "order entered" else ():
        found += [(line["position"], each) for each in line.get("receipts", ())]
    for position, each in found:
        amounts = [f"{each.get(name, 0) / 10_000:.4f}".rstrip("0").rstrip(".") for name in ("quantity", "rejected")]
        yield (str(position), each["received_on"], *amounts, each.get("reason", ""))


def check_messages(at: Pass) -> str:
    """Hold each letter against the digests in the events; one that was erased is named by none that has its text."""
    spoken = {number: (event.seq, digest) for event in at.events for number, digest in _digests(event.plain)}
    files = {int(name[9:-4]): name for name in at.pack.names if name.startswith("messages/")}
    for number, (seq, digest) in sorted(spoken.items()):
        if number not in files:
            raise WrongError(f"message {number}, of which event {seq} speaks, is missing")
        found = at.pack.digest(files[number])
        if found != digest:
            more = ": it is empty, and that event was not erased" if found == EMPTY else ""
            raise WrongError(f"message {number} is not the one that event {seq} speaks of{more}")
    others = [at.pack.digest(files[number]) for number in files.keys() - spoken.keys()]
    erased = others.count(EMPTY)
    more = f"; erased since: {erased}" if erased else ""
    more += f"; in no event, and so not proved: {len(others) - erased}" if len(others) > erased else ""
    return f"letters that the events speak of: {len(spoken)}{more}"


def _digests(value: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - whatever JSON holds
    """Find every message that is named with its digest, however deep."""
    if isinstance(value, dict):
        number, digest = value.get("message"), value.get("digest")
        if isinstance(number, int) and isinstance(digest, str) and HASH.fullmatch(digest):
            yield number, digest
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _digests(each)


def check_policies(at: Pass) -> str:
    """Hold each policy revision against the event that adopted it."""
    facts = [(event.seq, event.plain["facts"]) for event in at.events if event.of == "policy"]
    adopted = {f"policy/{each['number']:03}.toml": (seq, each["text"]) for seq, each in facts}
    there = {name for name in at.pack.names if name.startswith("policy/")}
    for name in sorted(there ^ adopted.keys()):
        raise WrongError(f"{name} is missing" if name in adopted else f"no event adopted {name}")
    for name, (seq, text) in adopted.items():
        if at.pack.text(name) != text:
            raise WrongError(f"{name} is not the one that event {seq} adopted")
    return f"policy revisions as they were adopted: {len(adopted)}"


CHECKS = (check_events, check_chain, check_order, check_receipts, check_messages, check_policies)
_DAMAGED = (csv.Error, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
_BROKEN = (WrongError, OSError, ValueError, TypeError, LookupError, AttributeError, *_DAMAGED)


def verify(pack: Pack, anchor: tuple[int, str] | None = None) -> list[tuple[bool, str]]:
    """Run every check that can be run; whether each passed, and a sentence."""
    found = [_run(lambda: check_files(pack))]
    try:
        manifest = json.loads(pack.text(MANIFEST))
        events = [Event(**record) for record in pack.records("events.ndjson")]
        at = Pass(pack, manifest["order"], manifest["events"], events, anchor)
    except _BROKEN as error:
        return [*found, (False, f"the pack cannot be read: {_said(error)}")]
    return [*found, *(_run(lambda check=check: check(at)) for check in CHECKS)]  # type: ignore[misc]  # bound at once


def _run(check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, check()
    except _BROKEN as error:
        return False, _said(error)


def _said(error: BaseException) -> str:
    return str(error) if isinstance(error, WrongError) else f"{type(error).__name__}: {error}"


def open_pack(place: Path) -> Pack:
    """Open a pack, zipped or unpacked; WrongError when it has two files of one name."""
    if place.is_dir():
        names = sorted(each.relative_to(place).as_posix() for each in place.rglob("*") if each.is_file())
        return Pack(names, lambda name: (place / name).open("rb"))
    archive = zipfile.ZipFile(place)
    names = sorted(archive.namelist())
    if len(set(names)) < len(names):
        raise WrongError("the pack has two files of one name")
    return Pack(names, archive.open)  # type: ignore[arg-type]  # it reads bytes


def main(argv: list[str]) -> int:
    """Check the pack that is named, and say what came of it."""
    place = Path(argv[0]) if argv else Path(__file__).resolve().parent
    try:
        seq, _, digest = (argv[1] if argv[1:] else "").partition(":")
        found = verify(open_pack(place), (int(seq), digest.lower()) if argv[1:] else None)
    except _BROKEN as error:
        found = [(False, _said(error))]
    for is_right, sentence in found:
        safe = "".join(each if each.isprintable() else "?" for each in sentence)
        sys.stdout.write(f"{'ok   ' if is_right else 'WRONG'}  {safe}\n")
    is_whole = all(is_right for is_right, _ in found)
    sys.stdout.write("All checks passed.\n" if is_whole else "This pack is not what was given out.\n")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
