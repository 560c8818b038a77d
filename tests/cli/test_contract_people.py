"""A person at a terminal is asked and may shorten; a pipe and a script are never asked and always exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk import Desk, add, move
from tests.terminals import at_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.terminals import Seen

ASKED = ("Number of the order: ", "Customer: ", "Supplier: ", "Promised for (YYYY-MM-DD, +2w, friday ...): ")
ANSWERS = ("A-1\n", "Žofia\n", "Bolts\n", "friday\n")
WHOLE_ADD = ("add", "A-1", "--customer", "Acme", "--supplier", "Bolts", "--promised", "2026-03-20")
MISSING = (
    "ordertrack: error: missing: NUMBER, --customer, --supplier, --promised\n"
    "  ordertrack add NUMBER --customer NAME --supplier NAME --promised DATE\n"
)


def person(desk: Desk, *argv: str, answers: tuple[tuple[str, str], ...] = (), **more: object) -> Seen:
    """Give a command at a terminal without colours."""
    environ = {"NO_COLOR": "1"}
    return at_terminal("--db", str(desk.place), *argv, answers=answers, environ=environ, **more)  # type: ignore[arg-type]


def test_add_asks_for_what_is_missing_and_for_nothing_else(desk: Desk) -> None:
    seen = person(desk, "add", answers=tuple(zip(ASKED, ANSWERS, strict=True)))
    assert (seen.code, seen.text) == (
        0,
        "".join(f"{question}{answer}" for question, answer in zip(ASKED, ANSWERS, strict=True))
        + "--promised friday is Friday 2026-03-06\n"
        "A-1: entered with 1 line, promised 2026-03-06\n"
        "new party: Žofia\nnew party: Bolts\nA-1\n",
    )
    assert (desk.column("customer", "list"), desk.column("promised_on", "list")) == (["Žofia"], ["2026-03-06"])


@pytest.mark.parametrize("missing", range(len(ASKED)))
def test_one_thing_missing_is_one_question(desk: Desk, missing: int) -> None:
    words = [["A-1"], ["--customer", "Žofia"], ["--supplier", "Bolts"], ["--promised", "friday"]]
    given = [word for at, pair in enumerate(words) for word in pair if at != missing]
    seen = person(desk, "add", *given, answers=((ASKED[missing], ANSWERS[missing]),))
    assert (seen.code, [question in seen.text for question in ASKED]) == (
        0,
        [at == missing for at in range(len(ASKED))],
    )


def test_an_answer_that_is_no_date_is_asked_again_with_the_reason(desk: Desk) -> None:
    answers = ((ASKED[3], "12.07.2026\n"), (ASKED[3], "\n"), (ASKED[3], "+1w\n"))
    seen = person(desk, *WHOLE_ADD[:6], answers=answers)
    assert (seen.code, desk.column("promised_on", "list")) == (0, ["2026-03-09"])
    assert '  "12.07.2026" is not a date; write 2026-07-12 or 2026-12-07\n' in seen.text
    assert "  an answer is needed; Ctrl-D leaves\n" in seen.text


def test_whoever_leaves_in_the_middle_has_written_nothing(desk: Desk) -> None:
    before = desk.content
    seen = person(desk, "add", answers=((ASKED[0], "A-1\n"), (ASKED[1], "\x04")))
    assert (seen.code, desk.content == before) == (130, True)
    assert seen.text.endswith("ordertrack: interrupted; nothing was written\n")


@pytest.mark.parametrize(
    ("words", "more", "environ"),
    [
        (("--no-input", "add"), {}, {}),
        (("add", "--no-input"), {}, {}),
        (("add",), {}, {"ORDERTRACK_NO_INPUT": "1"}),
        (("add",), {"piped": ("stdin",), "stdin": b"A-1\nAcme\nBolts\nfriday\n"}, {}),
        (("add",), {"piped": ("stdout",)}, {}),
        (("add",), {"piped": ("stderr",)}, {}),
    ],
    ids=["--no-input before", "--no-input after", "in the environment", "piped in", "piped out", "talk piped"],
)
def test_nobody_is_asked_where_nobody_might_answer(
    desk: Desk, words: tuple[str, ...], more: Mapping[str, object], environ: Mapping[str, str]
) -> None:
    before = desk.content
    seen = at_terminal("--db", str(desk.place), *words, environ={"NO_COLOR": "1", **environ}, **more)  # type: ignore[arg-type]
    assert (seen.code, seen.text + seen.piped.decode(), desk.content == before) == (2, MISSING, True)


@pytest.fixture
def several(desk: Desk) -> Desk:
    """Orders with numbers that share beginnings and ends."""
    for number in ("SO-2026-001", "SO-2026-002", "SO-2025-003", "SO", "QX-7", "QX-77", "zoë"):
        add(desk, number)
    return desk


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("SO-2025", "SO-2025-003"),
        ("001", "SO-2026-001"),
        ("003", "SO-2025-003"),
        ("SO", "SO"),
        ("QX-7", "QX-7"),
        ("QX-77", "QX-77"),
        ("so-2025", "SO-2025-003"),
        ("zo", "zoë"),
    ],
)
def test_a_person_may_give_the_beginning_or_the_end_of_a_number(several: Desk, typed: str, number: str) -> None:
    seen = person(several, "show", typed, "--fields", "number", "--format", "plain")
    assert (seen.code, seen.text) == (0, f"{number}\n")


@pytest.mark.parametrize(
    "argv", [("show",), ("status",), ("status", "--to", "confirmed"), ("trail", "show")], ids=" ".join
)
def test_what_fits_several_lists_them_and_is_3(several: Desk, argv: tuple[str, ...]) -> None:
    before = several.content
    seen = person(several, *argv, "SO-2026")
    expected = "ordertrack: error: SO-2026 fits 2 orders or more\n  SO-2026-001, SO-2026-002\n"
    assert (seen.code, seen.text, several.content == before) == (3, expected, True)


def test_every_command_that_takes_a_number_takes_a_short_one(several: Desk) -> None:
    given = (
        ("status", "003", "--to", "confirmed"),
        ("edit", "003", "--owner", "bo"),
        ("status", "003", "--to", "delivered"),
        ("trail", "show", "003"),
        ("close", "003"),
        ("cancel", "001", "--cause", "withdrawn"),
    )
    assert [person(several, *argv).code for argv in given] == [0] * len(given)
    assert {row["number"]: row["status"] for row in several.rows("list") if row["status"] != "entered"} == {
        "SO-2025-003": "closed",
        "SO-2026-001": "cancelled",
    }


def test_a_script_may_not_shorten(several: Desk) -> None:
    ran = several("show", "SO-2025")
    assert (ran.code, ran.err.splitlines()[0]) == (3, "ordertrack: error: there is no order SO-2025")


def test_numbers_come_from_a_pipe_among_others_each_once(several: Desk) -> None:
    ran = several.do("status", "QX-7", "-", "--to", "confirmed", stdin=b"\n SO \nQX-77\nQX-7\nSO\r\n")
    assert ran.out == "QX-7\nSO\nQX-77\n"


@pytest.mark.parametrize("argv", [("status", "-"), ("import", "orders", "-")], ids=" ".join)
def test_a_dash_at_a_terminal_is_refused_instead_of_waiting(desk: Desk, argv: tuple[str, ...]) -> None:
    seen = person(desk, *argv)
    assert (seen.code, "and standard input is a terminal" in seen.text) == (2, True)


DATES = {
    "today": "2026-03-02",
    "yesterday": "2026-03-01",
    "tomorrow": "2026-03-03",
    "+3d": "2026-03-05",
    "-2w": "2026-02-16",
    "+5bd": "2026-03-09",
    "monday": "2026-03-09",
    "tue": "2026-03-03",
    "Sunday": "2026-03-08",
    "eom": "2026-03-31",
    "2028-02-29": "2028-02-29",
}
NO_DATES = {
    "12.07.2026": "write 2026-07-12 or 2026-12-07",
    "07/12/2026": "write 2026-12-07 or 2026-07-12",
    "13.07.2026": "write 2026-07-13",
    "20260712": "write 2026-07-12",
    "2026-02-30": "day is out of range for month",
    "2026-7-1": "write 2026-07-01",
    "1899-12-31": "lies outside the years 1900 to 2999",
    "+9999999d": "lies outside the years 1900 to 2999",
    "tomorow": 'did you mean "tomorrow"?',
    "next week": "write YYYY-MM-DD, today, yesterday, tomorrow, +3d, -2w, +5bd, a weekday or eom",
    "3d": "write YYYY-MM-DD, today",
    "+3 d": "write YYYY-MM-DD, today",
    "٢٠٢٦-٠٧-١٢": "write YYYY-MM-DD, today",
    "": "is not a date",
}
DATED = (
    ("list", "--as-of={}"),
    ("list", "--promised-from={}"),
    ("report", "ontime", "--to={}"),
    ("status", "A-1", "--to", "confirmed", "--on={}"),
    ("status", "A-1", "--cause", "x", "--promised={}"),
    ("edit", "A-1", "--requested={}"),
)


@pytest.mark.parametrize("typed", DATES)
def test_a_date_is_one_of_a_few_words_and_echoed_resolved(desk: Desk, typed: str) -> None:
    ran = desk.do("report", "daily", f"--as-of={typed}", "--json")
    assert ran.document["as_of"] == DATES[typed]
    assert (DATES[typed] in ran.err) is (typed != DATES[typed])


@pytest.mark.parametrize("typed", NO_DATES)
@pytest.mark.parametrize("argv", DATED, ids=" ".join)
def test_any_other_date_is_refused_with_its_option_and_its_readings(
    desk: Desk, argv: tuple[str, ...], typed: str
) -> None:
    add(desk, "A-1")
    before = desk.content
    ran = desk(*(word.format(typed) for word in argv))
    option = next(word.partition("=")[0] for word in argv if "{}" in word)
    assert (ran.code, ran.out, desk.content == before) == (2, "", True)
    assert ran.err.startswith(f'ordertrack: error: {option}: "{typed}"')
    assert NO_DATES[typed] in ran.err


def test_due_today_is_not_overdue_and_due_yesterday_is(desk: Desk) -> None:
    for number, day in (("A-1", "2026-03-01"), ("A-2", "2026-03-02"), ("A-3", "2026-03-03")):
        add(desk, number, f"--promised={day}")
    assert desk.column("number", "list", "--overdue") == ["A-1"]
    assert desk.column("number", "report", "overdue") == ["A-1"]
    assert desk.column("number", "report", "overdue", "--as-of", "2026-03-03") == ["A-1", "A-2"]


def test_fridays_receipt_typed_on_monday_is_not_late(desk: Desk) -> None:
    add(desk, "A-1", "--promised=2026-02-27", "--placed=2026-02-01")
    move(desk, "A-1", ["confirmed", "--on=2026-02-02"], ["delivered", "--on=2026-02-27"])
    (row,) = desk.rows("report", "ontime")
    assert (row["on_time"], row["late"], row["overdue_open"], row["rate"]) == (1, 0, 0, 1)
