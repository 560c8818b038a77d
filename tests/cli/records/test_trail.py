from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import runner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Run

LIMIT = (
    "whoever can write the book can rewrite the whole chain; "
    "only a head kept elsewhere (`ordertrack trail head`) shows that"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A book with one order: two events of its parties, its entry, its confirmation."""
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-02T09:30:00Z")
    monkeypatch.setenv("ORDERTRACK_ACTOR", "anna")
    run = runner(capsys, path)
    assert run("book", "init", "--zone", "UTC").code == 0
    assert run("add", "A-1", "--customer", "Zoë", "--supplier", "Bolts", "--promised", "2026-03-20").code == 0
    assert run("status", "A-1", "--to", "confirmed").code == 0
    return run


def tamper(path: Path, statement: str, *values: str) -> None:
    """Change the file behind the program's back, as somebody with a database shell could."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER trail_no_update")
        connection.execute("DROP TRIGGER trail_no_delete")
        connection.execute(statement, values)


def test_every_event_of_an_order_is_shown_with_its_facts(run: Run) -> None:
    entered, confirmed = run("trail", "show", "A-1", "--json").rows
    assert confirmed == {
        "seq": 5,
        "at": "2026-03-02T09:30:00Z",
        "by": "anna",
        "kind": "status moved",
        "what": "confirmed on 2026-03-02",
        "facts": '{"on": "2026-03-02", "to": "confirmed"}',
    }
    assert entered["what"] == "entered with 1 line, promised 2026-03-20"
    assert json.loads(entered["facts"])["order"]["number"] == "A-1"


def test_an_unknown_order_has_no_trail(run: Run) -> None:
    ran = run("trail", "show", "A-2")
    assert (ran.code, ran.out) == (3, "")


def test_a_whole_trail_is_verified_with_its_limit_said(run: Run) -> None:
    ran = run("trail", "verify", "--json")
    (head,) = run("trail", "head", "--json").rows
    assert head["seq"] == 5
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found["limit"] == LIMIT
    assert found["rows"] == [
        {"ok": True, "events": 5, "head": head["head"], "first_bad": None, "finding": None, "stubs": 0}
    ]


def test_the_limit_is_said_to_people_too(run: Run) -> None:
    assert LIMIT in run("trail", "verify").out


def test_a_new_book_begins_with_its_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = runner(capsys, tmp_path / "empty.db")
    run("book", "init")
    assert [row["seq"] for row in run("trail", "head", "--json").rows] == [1]
    (event,) = run("export", "trail", "--json").rows
    assert json.loads(event["body"])["kind"] == "policy adopted"


def test_an_altered_event_is_named_and_exits_with_6(run: Run, path: Path) -> None:
    tamper(path, "UPDATE trail SET body = replace(body, 'anna', 'otto') WHERE seq = 4")
    ran = run("trail", "verify", "--json")
    sentence = "event 4 was altered: its text does not give its hash"
    assert ran.code == 6
    assert ran.err.startswith(f"ordertrack: error: {sentence}\n")
    (row,) = ran.rows
    assert (row["ok"], row["first_bad"], row["finding"]) == (False, 4, sentence)


@pytest.mark.parametrize("form", ["table", "plain", "csv", "tsv", "ndjson", "markdown", "html"])
def test_a_broken_trail_exits_with_6_in_every_format(run: Run, path: Path, form: str) -> None:
    tamper(path, "DELETE FROM trail WHERE seq = 3")
    ran = run("trail", "verify", "--format", form)
    assert (ran.code, "event 3 is missing" in ran.out) == (6, True)


def test_an_order_changed_behind_the_trail_is_found_by_replay(run: Run, path: Path) -> None:
    tamper(path, "UPDATE orders SET owner = ?", "otto")
    ran = run("trail", "verify", "--json")
    assert ran.code == 6
    assert [row["finding"] for row in ran.rows] == [
        "the header of order A-1 in the tables are not what the trail says",
    ]


def test_a_head_kept_elsewhere_still_stands_after_more_was_written(run: Run) -> None:
    (head,) = run("trail", "head", "--json").rows
    assert run("status", "A-1", "--to", "shipped").code == 0
    assert run("trail", "verify", "--anchor", f"{head['seq']}:{head['head']}").code == 0


def test_a_trail_that_was_rewritten_does_not_give_the_head_kept_elsewhere(run: Run) -> None:
    ran = run("trail", "verify", "--anchor", f"3:{'ab' * 32}", "--json")
    assert ran.code == 6
    assert [row["finding"] for row in ran.rows] == [
        "event 3 is not the head that was kept: the trail was rewritten before it"
    ]


def test_a_trail_that_was_cut_lacks_the_head_kept_elsewhere(run: Run) -> None:
    ran = run("trail", "verify", "--anchor", f"9:{'ab' * 32}", "--json")
    assert ran.code == 6
    assert [row["finding"] for row in ran.rows] == ["event 9, which was the head once, is not in the trail"]


@pytest.mark.parametrize("anchor", ["", "3", "3:abc", f"x:{'ab' * 32}", f"-1:{'ab' * 32}", f"3:{'zz' * 32}"])
def test_what_is_no_head_is_a_usage_error(run: Run, anchor: str) -> None:
    ran = run("trail", "verify", "--anchor", anchor)
    assert (ran.code, ran.out) == (2, "")
