"""`followup` at the command line (SOP 4.2c, 4.3a, 4.3c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.followups import FollowUpRule
from ordertrack.store.book.book import SqlBook
from tests.builders import PROMISED
from tests.chasing import a_followup, raise_followups
from tests.desk import FORMATS, add, move
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from tests.desk import Desk

CALLED = ("--channel", "phone", "--note", "ships on Friday")
HOW = "  ordertrack followup NUMBER... --channel phone --note TEXT\n"
FIELDS = "number,line,rule,asking,promised_on,days_late,said,whom"
LATE = ("--as-of", "2026-03-23")


@pytest.fixture
def late(desk: Desk) -> Desk:
    """A desk with three lines of two suppliers to ask about."""
    add(desk, "A-1", "--line=10,M8", "--line=5,M10")
    add(desk, "A-2", "--supplier=Zips", "--owner=maria")
    desk.do("party", "edit", "Bolts", "--email", "a@bolts.example", "--phone", "+49 30 1")
    book = SqlBook(desk.place)
    raise_followups(book, a_followup(2), a_followup(position=2))
    raise_followups(book, a_followup(rule=FollowUpRule.SILENT), number="A-2")
    return desk


def test_a_follow_up_is_logged_and_says_so(desk: Desk) -> None:
    """SOP 4.3c."""
    add(desk, "A-1")
    ran = desk.do("followup", "A-1", *CALLED, "--ask-again", "friday", "--outcome", "refused", "--at", "9:15")
    assert (ran.out, ran.err) == (
        "A-1\n",
        (
            "--ask-again friday is Friday 2026-03-06\n"
            "A-1: phone with the supplier 2026-03-02 09:15Z, refused: ships on Friday (ask again on 2026-03-06)\n"
        ),
    )


def test_a_new_promise_is_revised_with_the_follow_up(desk: Desk) -> None:
    """SOP 4.3c."""
    add(desk, "A-1")
    ran = desk.do("followup", "A-1", *CALLED, "--promised", "2026-03-27", "--cause", "strike")
    assert ran.err == (
        "A-1: phone with the supplier 2026-03-02 12:00Z, promised: ships on Friday; "
        "promised anew by Bolts (phone): 2026-03-27, cause: strike\n"
    )
    again = desk.do("followup", "A-1", *CALLED, "--promised", "2026-03-27")
    assert again.err.endswith("promised: ships on Friday; promised for that day already\n")
    shown = desk.rows("show", "A-1")[0]
    assert [(each["promised_on"], each["cause"]) for each in shown["promises"]] == [("2026-03-27", "strike")]


def test_several_orders_are_logged_at_once_or_none_is(desk: Desk) -> None:
    for number in ("A-1", "A-2"):
        add(desk, number)
    assert desk.do("followup", "-", *CALLED, stdin=b"A-1\nA-2\n").out == "A-1\nA-2\n"
    before = desk.content
    ran = desk("followup", "A-1", "B-9", *CALLED)
    assert (ran.code, ran.err, desk.content == before) == (3, "ordertrack: error: there is no order B-9\n", True)


def test_a_closed_order_takes_no_new_promise(desk: Desk) -> None:
    add(desk, "A-1")
    move(desk, "A-1", ("confirmed",), ("delivered",))
    desk.do("close", "A-1")
    ran = desk("followup", "A-1", *CALLED, "--promised", "2026-03-27")
    assert (ran.code, ran.err) == (4, "ordertrack: error: A-1 is closed and can no longer take a new promise\n")


def test_a_dry_run_logs_nothing(desk: Desk) -> None:
    add(desk, "A-1")
    before = desk.content
    ran = desk.do("followup", "A-1", *CALLED, "--dry-run")
    assert (ran.out, ran.err[:11], desk.content == before) == ("", "would: A-1:", True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("A-1",), 2, f"missing: --channel, --note\n{HOW}"),
        (("A-1", "--channel", "phone", "--note", " "), 2, f"missing: --note\n{HOW}"),
        (CALLED, 2, f"no order was named\n{HOW}"),
        (("--outcome", "answered"), 2, f"no order was named\n{HOW}"),
        (
            ("A-1", *CALLED, "--supplier", "Bolts"),
            2,
            "--owner and --supplier shorten the list; with a NUMBER they mean nothing\n",
        ),
        (("A-1", *CALLED, "--line", "1"), 2, "--line goes with --promised\n"),
        (
            ("A-1", "--channel", "phone", "--note", "n" * 1001, "--promised", "+1w"),
            2,
            "the note is too long to be the cause of the new promise\n  add --cause TEXT\n",
        ),
        (
            ("A-1", *CALLED, "--at", "12:01"),
            4,
            "2026-03-02 12:01 UTC lies in the future; what has happened is recorded when it happened or later\n",
        ),
        (
            ("A-1", *CALLED, "--at", "yesterday"),
            2,
            '--at: "yesterday" is not an instant; write 14:30, yesterday 9:05 or 2026-07-12T14:30:00+02:00\n',
        ),
        (
            ("A-1", *CALLED, "--ask-again", "today"),
            4,
            "to ask again on 2026-03-02 is not after the day of asking, 2026-03-02\n",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(desk: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    add(desk, "A-1")
    before = desk.content
    ran = desk("followup", *words)
    assert (ran.code, ran.out, desk.content == before) == (code, "", True)
    assert ran.err.endswith(f"ordertrack: error: {said}")


def test_what_was_made_yesterday_is_kept_under_its_day(desk: Desk) -> None:
    add(desk, "A-1")
    desk.do("followup", "A-1", *CALLED, "--at", "yesterday 16:40", "--ask-again", "today")
    assert desk.column("last_contact_on", "show", "A-1") == ["2026-03-01"]


def test_whoever_sits_at_a_terminal_is_asked_for_what_is_missing(desk: Desk) -> None:
    add(desk, "A-1")
    how = "How it was made (email, phone, portal, visit, other): "
    seen = at_terminal(
        *("--db", str(desk.place), "followup", "1"),
        answers=((how, "pigeon\n"), (how, "phone\n"), ("What was said: ", "ships on Friday\n")),
        environ={"NO_COLOR": "1"},
    )
    assert (seen.code, seen.text) == (
        0,
        (
            f"{how}pigeon\n  write one of email, phone, portal, visit, other\n{how}phone\n"
            "What was said: ships on Friday\n"
            "A-1: phone with the supplier 2026-03-02 12:00Z, answered: ships on Friday\nA-1\n"
        ),
    )


def test_the_follow_ups_to_make_are_listed_by_supplier(late: Desk) -> None:
    """SOP 4.2c, 4.3a, 4.3c."""
    late.do("followup", "A-1", "--with", "customer", *CALLED)
    ran = late.do("followup", *LATE, "--fields", FIELDS, "--csv")
    assert ran.out.splitlines() == [
        FIELDS,
        'A-1,1,overdue,2 of 3,2026-03-20,3,,"Bolts, +49 30 1, a@bolts.example"',
        'A-1,2,overdue,1 of 3,2026-03-20,3,,"Bolts, +49 30 1, a@bolts.example"',
        "A-2,1,silent,1,2026-03-20,3,,Zips",
    ]


def test_what_was_said_last_stands_beside_the_follow_up(late: Desk) -> None:
    """SOP 4.3c."""
    late.do("followup", "A-1", *CALLED, "--outcome", "no-answer")
    raise_followups(SqlBook(late.place), a_followup(3))
    (row, _) = late.rows("followup")
    said = {name: row[name] for name in row if name.startswith("said")}
    assert said == {
        "said": "2026-03-02 phone, no-answer: ships on Friday",
        "said_on": "2026-03-02",
        "said_by": "anna",
        "said_channel": "phone",
        "said_outcome": "no-answer",
        "said_note": "ships on Friday",
    }
    assert (row["asking"], row["followup"], row["most"], row["promised_on"]) == ("3 of 3", 3, 3, str(PROMISED))


def test_the_list_can_be_of_one_supplier_or_one_colleague(late: Desk) -> None:
    assert late.column("number", "followup", "--supplier", "zips") == ["A-2"]
    assert late.column("number", "followup", "--owner", "Maria") == ["A-2"]
    assert late("followup", "--supplier", "Acme & Co").code == 3


@pytest.mark.parametrize("form", FORMATS)
def test_the_list_comes_in_every_format(late: Desk, form: str) -> None:
    ran = late.do("followup", *LATE, "--format", form)
    assert [part in ran.out for part in ("A-1", "A-2", "2 of 3", "+49 30 1")] == [True] * 4


def test_a_terminal_shows_whom_to_ask_above_their_lines(late: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_FORCE_TTY", "80")
    ran = late.do("followup", *LATE, "--color", "never")
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert max(map(len, lines)) <= 80
    heads = [line for line in lines if line.startswith(("Bolts", "Zips"))]
    assert [head.partition(" (")[0] for head in heads] == ["Bolts, +49 30 1, a@bolts.example", "Zips"]


def test_an_empty_list_says_whether_a_round_has_looked(desk: Desk) -> None:
    ran = desk.do("followup", "--json")
    assert (ran.document["count"], ran.document["last_round_on"], ran.document["kind"]) == (0, None, "followups")
    assert desk.do("followup", "--csv").out.count("\n") == 1
