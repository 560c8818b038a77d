"""`escalate` at the command line (SOP 4.3b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import FORMATS, add, move
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from tests.desk import Desk

WHY = ("--reason", "the plant has burnt down")
HOW = "  ordertrack escalate NUMBER... --reason TEXT\n"
FIELDS = "id,standing,level,told,acknowledge_by,reason"
BEGUN = "A-1: escalation #1 begun: the plant has burnt down; escalation #1: "
TOLD = f"{BEGUN}level 1 told, team lead, to be taken up by 2026-03-03 12:00Z\n"


@pytest.fixture
def one(desk: Desk) -> Desk:
    """A desk with one order."""
    add(desk, "A-1")
    return desk


@pytest.fixture
def running(one: Desk) -> Desk:
    """A desk with one order that is escalated."""
    one.do("escalate", "A-1", *WHY)
    return one


def test_an_escalation_begins_and_says_who_was_told_and_until_when(one: Desk) -> None:
    """SOP 4.3b."""
    ran = one.do("escalate", "A-1", *WHY)
    assert (ran.out, ran.err) == ("A-1\n", TOLD)


def test_an_escalation_can_begin_at_a_higher_level(one: Desk) -> None:
    one.do("escalate", "A-1", *WHY, "--level", "3")
    assert one.column("told", "escalate") == ["management"]


def test_where_nobody_is_there_the_next_level_is_told(one: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SOP 4.3b."""
    text = one.do("policy", "show").out
    lead = '[[people]]\nname = "Ben"\nrole = "team lead"\naway = [{ from = 2026-03-01, to = 2026-03-06 }]\n'
    file = tmp_path_factory.mktemp("policy") / "policy.toml"
    file.write_text(
        text.replace('[roles."team lead"]\ninbox = true\n', f'[roles."team lead"]\n\n{lead}'), encoding="utf-8"
    )
    one.do("policy", "adopt", str(file), "--description", "Ben leads the team")
    ran = one.do("escalate", "A-1", *WHY)
    assert ran.err == (
        f"{BEGUN}level 1 failed, Ben is away until 2026-03-06 and nobody acts instead; "
        "level 2 told, manager, to be taken up by 2026-03-03 12:00Z\n"
    )
    assert one.column("revision", "escalate") == [2]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("A-1",), 2, f"missing: --reason\n{HOW}"),
        (WHY, 2, f"no order was named\n{HOW}"),
        (("--acknowledge",), 2, f"no order was named\n{HOW}"),
        (("A-1", "--resolve"), 2, "missing: --note\n  add --note TEXT\n"),
        (("A-1", *WHY, "--note", "x"), 2, "--note goes with --acknowledge or --resolve\n"),
        (("A-1", *WHY, "--owner", "x"), 2, "--owner goes with the list, not with a NUMBER\n"),
        (
            ("A-1", "--acknowledge", "--resolve"),
            2,
            "--acknowledge or --resolve, not both: what is settled needs nobody to take it up\n",
        ),
        (
            ("A-1", "--acknowledge", *WHY),
            2,
            "--reason goes with a new escalation, not with --acknowledge or --resolve\n",
        ),
        (
            ("A-1", *WHY, "--level", "7"),
            3,
            "the matrix has no level 7; it has 1 (team lead), 2 (manager), 3 (management)\n",
        ),
        (("A-1", "B-9", *WHY), 3, "there is no order B-9\n"),
        (("A-1", "--acknowledge"), 4, "no escalation of A-1 is running\n"),
        (("A-1#1", "--resolve", "--note", "x"), 3, "there is no escalation A-1#1; the order has none\n"),
    ],
)
def test_what_cannot_be_meant_is_refused(one: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    before = one.content
    ran = one("escalate", *words)
    assert (ran.code, ran.out, one.content == before) == (code, "", True)
    assert ran.err == f"ordertrack: error: {said}"


def test_what_runs_is_not_escalated_again(running: Desk) -> None:
    ran = running("escalate", "A-1", *WHY)
    assert (ran.code, ran.err) == (5, "ordertrack: error: A-1 is escalated for that already\n")


def test_a_closed_order_is_not_escalated(one: Desk) -> None:
    move(one, "A-1", ("confirmed",), ("delivered",))
    one.do("close", "A-1")
    ran = one("escalate", "A-1", *WHY)
    assert (ran.code, ran.err) == (4, "ordertrack: error: A-1 is closed; there is nothing to escalate\n")


def test_several_orders_are_escalated_at_once_or_none_is(running: Desk) -> None:
    add(running, "A-2")
    assert running("escalate", "A-2", "A-1", *WHY).code == 5
    assert running.column("id", "escalate") == ["A-1#1"]
    running.do("escalate", "-", "--resolve", "--note", "x", stdin=b"A-1\n")
    assert running.do("escalate", "A-2", "A-1", *WHY).out == "A-2\nA-1\n"


def test_a_dry_run_escalates_nothing(one: Desk) -> None:
    before = one.content
    ran = one.do("escalate", "A-1", *WHY, "--dry-run")
    assert (ran.out, ran.err, one.content == before) == ("", f"would: {TOLD}", True)


def test_an_escalation_is_taken_up_and_settled(running: Desk) -> None:
    """SOP 4.3b."""
    taken = running.do("escalate", "A-1", "--acknowledge", "--note", "I call them")
    assert (taken.out, taken.err) == ("A-1\n", "A-1: escalation #1 taken up by anna - I call them\n")
    assert running("escalate", "A-1", "--acknowledge").code == 5
    assert running.column("standing", "escalate") == ["taken up by anna"]
    ended = running.do("escalate", "A-1#1", "--resolve", "--note", "ships from stock")
    assert (ended.out, ended.err) == ("A-1\n", "A-1: escalation #1 ended: ships from stock\n")
    assert running.rows("escalate") == []


def test_whoever_sits_at_a_terminal_is_asked_and_may_shorten(running: Desk) -> None:
    for words, question in ((("1#1", "--resolve"), "How it was settled: "), (("1",), "Why the next level must know: ")):
        seen = at_terminal(
            *("--db", str(running.place), "escalate", *words),
            answers=((question, "ships from stock\n"),),
            environ={"NO_COLOR": "1"},
        )
        assert (seen.code, seen.text.startswith(question), seen.text.endswith("A-1\n")) == (0, True, True)
    assert running.column("id", "escalate") == ["A-1#2"]


def test_the_running_escalations_are_listed_with_their_orders(one: Desk) -> None:
    """SOP 4.3b."""
    one.do("edit", "A-1", "--owner", "maria", "--value", "1234.50", "--currency", "EUR", "--priority", "high")
    one.do("escalate", "A-1", *WHY)
    assert one.rows("escalate", "--as-of", "2026-03-23") == [
        {
            "id": "A-1#1",
            "standing": "not taken up",
            "level": 1,
            "told": "team lead",
            "acknowledge_by": "2026-03-03T12:00:00Z",
            "reason": "the plant has burnt down",
            "started_at": "2026-03-02T12:00:00Z",
            "customer": "Acme",
            "supplier": "Bolts",
            "owner": "maria",
            "promised_on": "2026-03-20",
            "days_late": 3,
            "number": "A-1",
            "escalation": 1,
            "subject": "by hand",
            "issue": None,
            "is_unheeded": True,
            "acknowledged_at": None,
            "acknowledged_by": None,
            "expired": 0,
            "revision": 1,
            "priority": "high",
            "status": "entered",
            "value": 1234.5,
            "currency": "EUR",
        }
    ]


def test_what_nobody_took_up_in_time_stands_first(running: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_AS_OF", "2026-03-04")
    add(running, "A-2", "--owner=maria")
    running.do("escalate", "A-2", *WHY)
    found = [(row["id"], row["standing"]) for row in running.rows("escalate")]
    assert found == [("A-1#1", "not taken up"), ("A-2#1", "waiting")]
    assert running.do("escalate", "--json").document["unheeded"] == 1
    assert running.column("id", "escalate", "--owner", "Maria") == ["A-2#1"]
    assert running.column("id", "escalate", "--as-of", "2026-03-03") == ["A-1#1"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_list_comes_in_every_format(running: Desk, form: str) -> None:
    ran = running.do("escalate", "--format", form)
    assert [part in ran.out for part in ("A-1#1", "team lead", "burnt down")] == [True] * 3


def test_a_terminal_of_eighty_columns_holds_the_list(running: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    ran = running.do("escalate", "--color", "never")
    assert max(len(line.rstrip()) for line in ran.out.splitlines()) <= 80


def test_an_empty_list_has_its_header_alone(desk: Desk) -> None:
    assert desk.do("escalate", "--fields", FIELDS, "--csv").out == f"{FIELDS}\n"
