"""An evidence pack of an order with letters, and ways to change it afterwards."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from ordertrack.domain.records import chain_hash
from ordertrack.files.verifier import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

Files = dict[str, bytes]
WHOLE = "All checks passed."
WRONG = "This pack is not what was given out."


def files_of(pack: Path) -> Files:
    """What is in a pack."""
    with ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(folder: Path, files: Files) -> Path:
    """Write a pack anew."""
    target = folder / "changed.zip"
    with ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def records(files: Files, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].splitlines()]


def lines(found: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in found).encode()


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[str]]:
    """What the verifier says is wrong, and its exit code; nothing when all is right."""
    capsys.readouterr()
    code = main(list(argv))
    *checks, verdict = capsys.readouterr().out.splitlines()
    assert verdict == (WRONG if code else WHOLE)
    return code, [line.removeprefix("WRONG  ") for line in checks if line.startswith("WRONG  ")]


def remade(files: Files) -> Files:
    """The pack with a manifest that fits what is there now, as somebody who knows the rules would make it."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"}
    manifest = {**json.loads(files["manifest.json"]), "files": digests}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {**files, "manifest.json": text.encode()}


def event_changed(files: Files) -> Files:
    return {**files, "events.ndjson": files["events.ndjson"].replace(b'\\"by\\":\\"anna\\"', b'\\"by\\":\\"tom\\"', 1)}


def event_rewritten(files: Files) -> Files:
    """An event with another text and a hash that fits."""
    found = records(files, "events.ndjson")
    event = found[2]
    event["body"] = event["body"].replace("anna", "tom")
    event["hash"] = chain_hash(bytes.fromhex(event["prev"]), event["seq"], event["body"].encode()).hex()
    return {**files, "events.ndjson": lines(found)}


def event_rewritten_in_the_chain(files: Files) -> Files:
    after = event_rewritten(files)
    event, chain = records(after, "events.ndjson")[2], records(files, "chain.ndjson")
    chain[event["seq"] - 1]["hash"] = event["hash"]
    return {**after, "chain.ndjson": lines(chain)}


def event_dropped(files: Files) -> Files:
    found = records(files, "events.ndjson")
    return {**files, "events.ndjson": lines([*found[:3], *found[4:]])}


def event_dropped_everywhere(files: Files) -> Files:
    """The last event but its receipt gone from the record too, as somebody who knows the rules would do it."""
    return _without(files, at=3)


def _without(files: Files, *, at: int) -> Files:
    """The pack without one event, in the order of the trail, and without its line in the record."""
    found, order = records(files, "events.ndjson"), json.loads(files["order.json"])
    gone = found.pop(at)["seq"]
    timeline = order["rows"][0]["timeline"]
    order["rows"][0]["timeline"] = [line for line in timeline if line["seq"] != gone]
    return {**files, "events.ndjson": lines(found), "order.json": json.dumps(order).encode()}


def receipt_event_dropped_everywhere(files: Files) -> Files:
    return counted_anew(_without(files, at=-1))


def counted_anew(files: Files) -> Files:
    """The pack with the number of events as it is now."""
    count = len([each for each in records(files, "events.ndjson") if each["of"] == "order"])
    manifest = {**json.loads(files["manifest.json"]), "events": count}
    head = files["head.txt"].splitlines(keepends=True)[0] + f"events of order A-1: {count}\n".encode()
    return {**files, "head.txt": head, "manifest.json": json.dumps(manifest).encode()}


def entry_erased(files: Files) -> Files:
    policy, entry, *others = records(files, "events.ndjson")
    return {**files, "events.ndjson": lines([policy, {**entry, "body": None}, *others])}


def head_counted_anew(files: Files) -> Files:
    return {**files, "head.txt": files["head.txt"].replace(b"A-1: 6", b"A-1: 5")}


def letter_emptied(files: Files) -> Files:
    return {**files, "messages/0001.eml": b""}


def receipt_added(files: Files) -> Files:
    return {**files, "receipts.csv": files["receipts.csv"] + b"1,2026-03-03,5,0,\n"}


def receipt_dropped(files: Files) -> Files:
    return {**files, "receipts.csv": files["receipts.csv"].splitlines(keepends=True)[0]}


def receipt_changed(files: Files) -> Files:
    return {**files, "receipts.csv": files["receipts.csv"].replace(b",10,", b",10.5,")}


def record_of_another_actor(files: Files) -> Files:
    return {**files, "order.json": files["order.json"].replace(b'"by": "anna"', b'"by": "tom"')}


def event_of_another_order(files: Files) -> Files:
    return {**files, "events.ndjson": files["events.ndjson"].replace(b'"of":"order"', b'"of":"policy"', 1)}


def letter_exchanged(files: Files) -> Files:
    return {**files, "messages/0001.eml": files["messages/0002.eml"]}


def letter_dropped(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != "messages/0001.eml"}


def policy_changed(files: Files) -> Files:
    return {**files, "policy/001.toml": files["policy/001.toml"].replace(b"3", b"9", 1)}


def policy_added(files: Files) -> Files:
    return {**files, "policy/002.toml": files["policy/001.toml"]}


def chain_truncated(files: Files) -> Files:
    return {**files, "chain.ndjson": lines(records(files, "chain.ndjson")[:-1])}


def chain_and_head_truncated(files: Files) -> Files:
    *chain, last = records(files, "chain.ndjson")[:-2]
    head = f"{last['seq']}:{last['hash']}\nevents of order A-1: 6\n".encode()
    return {**files, "chain.ndjson": lines([*chain, last]), "head.txt": head}


def chain_with_a_hole(files: Files) -> Files:
    chain = records(files, "chain.ndjson")
    return {**files, "chain.ndjson": lines([*chain[:4], *chain[5:]])}


def order_exchanged(files: Files) -> Files:
    return {**files, "order.json": files["order.json"].replace(b'"number": "A-1"', b'"number": "B-1"')}


def nonsense(files: Files) -> Files:
    return {**files, "events.ndjson": b"[]\n", "order.json": b"[" * 100_000}
