"""`export evidence`: a pack that proves an order's record, and shows what is done to it afterwards (SOP 4.4c, 6)."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.letters import Direction
from ordertrack.domain.parties import Side
from ordertrack.files import verifier
from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, add, move, new_desk
from tests.files import packs as tampering
from tests.files.packs import Files, files_of, packed, records, said
from tests.store.letters import keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT = (
    "that none is missing can be checked only against the book: "
    "`ordertrack trail verify` and `ordertrack trail show A-1`"
)
RAW = b"From: Kai <kai@example.org>\r\nSubject: late?\r\n\r\nWhere is it?\r\n"


def filled(desk: Desk) -> Desk:
    """An order with a receipt and two letters, between events of another."""
    add(desk, "A-1", "--owner", "anna")
    add(desk, "B-1", "--customer", "Secret Customer")
    move(desk, "A-1", ["confirmed"], ["shipped"])
    book = SqlBook(desk.place)
    keep(book, RAW, "A-1", subject="late?", text="Where is it?\n\x1b[2J", rest="> on Monday", party=1)
    keep(book, b"Dear Bolts", "A-1", direction=Direction.OUT, party=2, side=Side.SUPPLIER, text="Dear Bolts")
    desk.given("followup", "B-1", "--channel", "phone", "--note", "a secret")
    move(desk, "A-1", ["delivered"])
    desk.given("followup", "B-1", "--channel", "phone", "--note", "another secret")
    return desk


@pytest.fixture
def pack(desk: Desk, tmp_path: Path) -> Path:
    filled(desk).do("export", "evidence", "A-1", "-o", str(tmp_path / "p.zip"))
    return tmp_path / "p.zip"


def test_a_pack_holds_all_that_proves_the_record(desk: Desk, pack: Path) -> None:
    files = files_of(pack)
    assert [*files] == [
        *("README.txt", "chain.ndjson", "events.ndjson", "head.txt", "messages/0001.eml", "messages/0002.eml"),
        *("order.json", "policy/001.toml", "receipts.csv", "timeline.txt", "verify.py", "manifest.json"),
    ]
    assert stat.S_IMODE(pack.stat().st_mode) == 0o600
    assert (files["messages/0001.eml"], files["messages/0002.eml"]) == (RAW, b"Dear Bolts")
    assert json.loads(files["order.json"]) == desk.do("show", "A-1", "--json").document
    (head,) = desk.rows("trail", "head")
    assert files["head.txt"].decode() == f"{head['seq']}:{head['head']}\nevents of order A-1: 6\n"
    assert json.loads(files["manifest.json"])["events"] == 6
    trail = {row["seq"]: row for row in desk.rows("export", "trail")}
    assert records(files, "chain.ndjson") == [
        {name: row[name] for name in ("seq", "prev", "hash")} for row in trail.values()
    ]
    events = records(files, "events.ndjson")
    assert [each["seq"] for each in events] == [1, *(seq for seq, row in trail.items() if row["number"] == "A-1")]
    assert [each["body"] for each in events] == [trail[each["seq"]]["body"] for each in events]
    assert files["policy/001.toml"].decode() == desk.do("policy", "show").out
    assert files["receipts.csv"].decode() == "line,received_on,quantity,rejected,reason\n1,2026-03-02,10,0,\n"


def test_of_other_orders_nothing_is_given_away(pack: Path) -> None:
    everything = b"".join(files_of(pack).values())
    assert [word for word in (b"B-1", b"Secret", b"a secret") if word in everything] == []


def test_the_same_record_gives_the_same_bytes(desk: Desk, pack: Path, tmp_path: Path) -> None:
    desk.do("export", "evidence", "A-1", "-o", str(tmp_path / "again.zip"))
    assert (tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def test_the_timeline_reads_as_what_was_said_and_done_and_steers_no_terminal(pack: Path) -> None:
    told = files_of(pack)["timeline.txt"].decode()
    assert "Mon 2026-03-02 09:30 UTC  letter  Kai -> the desk (email)\n    outcome: received\n" in told
    assert "    | Where is it?\n    | \\x1b[2J\n    > > on Monday\n" in told
    assert "  event 4  anna: entered with 1 line, promised 2026-03-20\n" in told
    assert "\x1b" not in told


@pytest.mark.postgres
@pytest.mark.usefixtures("morning")
def test_a_book_on_a_server_gives_evidence_too(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = filled(new_desk(postgres_url))
    desk.do("export", "evidence", "A-1", "-o", str(tmp_path / "p.zip"))
    assert said(capsys, str(tmp_path / "p.zip")) == (0, [])


def test_a_pack_is_checked_by_python_alone(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    for name, content in files_of(pack).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for named in ([], [str(folder)], [str(pack)]):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-B", str(folder / "verify.py"), *named],
            capture_output=True, text=True, check=False, env={"PATH": os.defpath},
        )  # fmt: skip
        assert (ran.returncode, ran.stderr, ran.stdout.splitlines()) == (
            0,
            "",
            [
                "ok     files as the manifest lists them: 11",
                "ok     events whose text gives their hash: 7",
                "ok     links from event 1 to the head, event 13: unbroken",
                f"ok     events of order A-1, as many as its record and the manifest name: 6; {LIMIT}",
                "ok     receipts that the events tell of: 1",
                "ok     letters that the events speak of: 2",
                "ok     policy revisions as they were adopted: 1",
                "All checks passed.",
            ],
        )


def test_any_file_that_is_changed_taken_out_or_put_in_is_found(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(pack)
    for name, content in files.items():
        changed = packed(tmp_path, {**files, name: content + b" "})
        assert said(capsys, str(changed))[0] == 1, name
        gone = packed(tmp_path, {known: files[known] for known in files if known != name})
        assert said(capsys, str(gone))[0] == 1, name
    more = packed(tmp_path, {**files, "more.txt": b""})
    assert said(capsys, str(more)) == (1, ["more.txt does not belong to the pack"])


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (tampering.event_changed, "event 1 was changed: its text does not give its hash"),
        (tampering.event_rewritten, "event 7 is not the one in the chain"),
        (tampering.event_rewritten_in_the_chain, "chain.ndjson: event 8 does not continue event 7"),
        (tampering.event_dropped, "event 8 was left out"),
        (tampering.event_dropped_everywhere, "manifest.json names 6 events of order A-1, and here are 5"),
        (tampering.receipt_event_dropped_everywhere, "receipts.csv has what no event tells of: 1,2026-03-02,10,0,"),
        (tampering.head_counted_anew, "the chain ends with "),
        (tampering.event_of_another_order, "event 4 is not one of order A-1"),
        (tampering.letter_exchanged, "message 1 is not the one that event 9 speaks of"),
        (tampering.letter_emptied, "message 1 is not the one that event 9 speaks of: it is empty, and that event was"),
        (tampering.receipt_added, "receipts.csv has what no event tells of: 1,2026-03-03,5,0,"),
        (tampering.receipt_dropped, "receipts.csv lacks what the events tell of: 1"),
        (tampering.receipt_changed, "receipts.csv lacks what the events tell of: 1"),
        (tampering.record_of_another_actor, "order.json says of event 4 another time or actor than the event does"),
        (tampering.letter_dropped, "message 1, of which event 9 speaks, is missing"),
        (tampering.policy_changed, "policy/001.toml is not the one that event 1 adopted"),
        (tampering.policy_added, "no event adopted policy/002.toml"),
        (tampering.chain_truncated, "the chain ends with "),
        (tampering.chain_and_head_truncated, "event 12 is not in the chain"),
        (tampering.chain_with_a_hole, "chain.ndjson: event 5 is missing"),
        (tampering.order_exchanged, "order.json is of B-1, and the pack of A-1"),
        (tampering.nonsense, "the pack cannot be read: events.ndjson, line 1: not a record"),
    ],
)
def test_tampering_is_found_even_where_the_manifest_was_made_to_fit(
    pack: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tamper: Callable[[Files], Files],
    sentence: str,
) -> None:
    files = files_of(pack)
    code, wrong = said(capsys, str(packed(tmp_path, tamper(files))))
    assert code == 1
    told = (" was changed", " is missing", " does not belong to the pack", " was rewritten")
    assert any(each.endswith(told) for each in wrong)
    code, wrong = said(capsys, str(packed(tmp_path, tampering.remade(tamper(files)))))
    assert code == 1
    assert any(each.startswith(sentence) for each in wrong), wrong


def test_an_event_that_is_gone_without_a_trace_is_found_by_the_digest_of_the_pack_alone(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = filled(desk).do("export", "evidence", "A-1", "-o", str(tmp_path / "p.zip"))
    kept = hashlib.sha256((tmp_path / "p.zip").read_bytes()).hexdigest()
    assert ran.err.splitlines()[1:] == [f"its SHA-256, to be kept or sent apart from it: {kept}"]
    files = tampering.counted_anew(tampering.event_dropped_everywhere(files_of(tmp_path / "p.zip")))
    forged = packed(tmp_path, tampering.remade(files))
    assert said(capsys, str(forged)) == (0, [])
    assert hashlib.sha256(forged.read_bytes()).hexdigest() != kept
    readme = " ".join(files["README.txt"].decode().split())
    assert "That no event of the order is missing can be checked only against the book" in readme
    assert "`ordertrack trail show A-1`; manifest.json names 6 events." in readme


def test_a_receipt_that_was_taken_back_counts_neither_in_the_record_nor_in_the_events(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(desk, "A-1")
    move(desk, "A-1", ["confirmed"], ["shipped"], ["delivered", "--line", "1:2.5"])
    desk.do("status", "A-1", "--correct", "miscounted")
    move(desk, "A-1", ["delivered", "--line", "1:7.25"])
    desk.do("export", "evidence", "A-1", "-o", str(tmp_path / "p.zip"))
    assert files_of(tmp_path / "p.zip")["receipts.csv"].splitlines()[1:] == [b"1,2026-03-02,7.25,0,"]
    assert said(capsys, str(tmp_path / "p.zip")) == (0, [])


def test_a_receipt_of_an_entry_whose_text_was_erased_is_said_to_be_unproved(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tampering.remade(tampering.receipt_added(tampering.entry_erased(files_of(pack))))
    assert verifier.main([str(packed(tmp_path, files))]) == 0
    sentence = (
        "receipts that the events tell of: 1; perhaps in the order's entry, whose text was erased, and so not proved: 1"
    )
    assert f"ok     {sentence}\n" in capsys.readouterr().out


def test_a_manifest_has_one_spelling(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = files_of(pack)
    plain = json.loads(files["manifest.json"])
    for text, sentence in (
        (json.dumps(plain).encode(), "manifest.json was rewritten"),
        (json.dumps({**plain, "by": "me"}).encode(), "manifest.json is not one of 'ordertrack evidence 1'"),
    ):
        assert said(capsys, str(packed(tmp_path, {**files, "manifest.json": text}))) == (1, [sentence])


def test_a_head_that_was_kept_must_stand_in_the_chain(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = records(files_of(pack), "chain.ndjson")[4]
    assert said(capsys, str(pack), f"5:{link['hash'].upper()}") == (0, [])
    wrong = [f"event {seq} is not the head that was kept elsewhere" for seq in (5, 6)]
    assert said(capsys, str(pack), f"6:{link['hash']}") == (1, wrong[1:])
    beyond = "event 14, the head that was kept elsewhere, is not in the chain"
    assert said(capsys, str(pack), f"14:{link['hash']}") == (1, [beyond])


@pytest.mark.parametrize("content", [b"", b"PK", b"hello"])
def test_what_is_no_pack_is_said_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    assert said(capsys, str(tmp_path / "x.zip")) == (1, ["BadZipFile: File is not a zip file"])
    code, (missing,) = said(capsys, str(tmp_path / "y.zip"))
    assert (code, missing.partition(":")[0]) == (1, "FileNotFoundError")


def test_what_was_erased_with_its_party_is_not_in_the_pack_and_is_said(
    desk: Desk, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del pack
    desk.do("close", "A-1")
    desk.do("cancel", "B-1", "--cause", "no more")
    desk.do("party", "erase", "Acme", "--cause", "asked", "--with-correspondence")
    desk.do("export", "evidence", "A-1", "-o", str(tmp_path / "e.zip"))
    files = files_of(tmp_path / "e.zip")
    assert files["messages/0001.eml"] == b""
    assert [each["seq"] for each in records(files, "events.ndjson") if each["body"] is None] == [9]
    assert said(capsys, str(tmp_path / "e.zip")) == (0, [])


def test_a_pack_that_is_there_is_left_alone(desk: Desk, pack: Path, tmp_path: Path) -> None:
    before = pack.read_bytes()
    ran = desk("export", "evidence", "A-1", "-o", str(pack))
    assert (ran.code, pack.read_bytes()) == (5, before)
    assert f"{pack} exists already" in ran.err
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".p")] == []


def test_without_a_name_the_pack_is_named_after_the_order(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    add(desk, "../A/1")
    assert desk.do("export", "evidence", "--dry-run", "../A/1").out == ""
    assert desk.do("export", "evidence", "../A/1").out == "_A_1.zip\n"
    assert [each.name for each in (tmp_path / "here").iterdir()] == ["_A_1.zip"]


def test_an_archive_gives_no_evidence_for_its_chain_stands_in_the_book(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(desk, "A-1")
    move(desk, "A-1", ["cancelled", "--cause", "withdrawn"])
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2040-03-03")
    desk.do("book", "archive", "--to", str(tmp_path / "old.db"))
    ran = Desk(tmp_path / "old.db")("export", "evidence", "A-1", "-o", str(tmp_path / "x.zip"))
    assert (ran.code, "this is an archive: the chain that proves its events stands in the book" in ran.err) == (4, True)
