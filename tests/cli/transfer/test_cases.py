"""Issues and enquiries out of files at the command line (SOP 4.4a, 4.6a)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ordertrack.domain.cases.issues import Issue, IssueKind, Severity
from ordertrack.store.book.book import SqlBook
from tests.desk import Desk, add
from tests.hours import utc

if TYPE_CHECKING:
    from ordertrack.domain.orders.order import Order

ISSUES = "number,kind,severity,cause,opened_at,resolved_at,resolution\n"
ENQUIRIES = "number,from,channel,received_at,text,answered_at,answer\n"
DAMAGED = "N-1,damaged,high,box crushed,2026-02-24 09:00,2026-02-26 12:00,replaced\n"
RUST = "N-2,quality,,rust,2026-02-25T09:00:00+01:00,,\n"
ASKED = "N-1,Ms Weber,phone,2026-02-24 09:00,Where is it?,2026-02-24 12:00,On Friday\n"
STANDS = "enquiry N-1#1 was answered at 2026-02-24T12:00:00Z already; the first answer stands"
EARLIER = "enquiry N-1#1 was answered at 2026-02-24T12:00:00Z in the book; a file adds and changes nothing"
FUTURE = "2026-03-24 09:00 UTC lies in the future; what has happened is recorded when it happened or later"
WAITING = "N-1,Ms Weber,,2026-02-25 09:00,And the rest?,,\n"


@pytest.fixture
def past(desk: Desk) -> Desk:
    """A desk with two orders placed in January."""
    for number in ("N-1", "N-2"):
        add(desk, number, "--placed=2026-01-05")
    return desk


def order_of(desk: Desk, number: str) -> Order:
    with SqlBook(Path(desk.place)).read() as view:
        return view.orders.get(number)


def take(desk: Desk, what: str, text: str, *options: str) -> tuple[int, str]:
    ran = desk("import", what, "-", *options, stdin=text.encode())
    return ran.code, ran.err


def test_issues_come_in_once_resolved_or_open(past: Desk) -> None:
    """Documented as they were found and settled (SOP 4.6a)."""
    assert take(past, "issues", ISSUES + DAMAGED + RUST) == (0, "issues: 2 added, 0 updated, 0 unchanged\n")
    assert take(past, "issues", ISSUES + DAMAGED + RUST) == (0, "issues: 0 added, 0 updated, 2 unchanged\n")
    (damaged,), (rust,) = (order_of(past, number).issues for number in ("N-1", "N-2"))
    assert (damaged, rust) == (
        Issue(
            number=1,
            kind=IssueKind.DAMAGED,
            severity=Severity.HIGH,
            cause="box crushed",
            opened_at=utc("2026-02-24T09:00"),
            resolved_at=utc("2026-02-26T12:00"),
            resolution="replaced",
        ),
        Issue(
            number=1,
            kind=IssueKind.QUALITY,
            severity=Severity.MEDIUM,
            cause="rust",
            opened_at=utc("2026-02-25T08:00"),
        ),
    )
    assert past("trail", "verify").code == 0


def test_a_file_completes_what_was_open(past: Desk) -> None:
    take(past, "issues", ISSUES + RUST)
    later = RUST.replace(",,\n", ",2026-02-27 10:00,credit\n")
    assert take(past, "issues", ISSUES + later) == (0, "issues: 0 added, 1 updated, 0 unchanged\n")
    assert take(past, "issues", ISSUES + RUST) == (0, "issues: 0 added, 0 updated, 1 unchanged\n")


def test_enquiries_come_in_once_and_a_later_answer_settles_what_waited(past: Desk) -> None:
    """Answered or not, the clocks run as they would have (SOP 4.4a)."""
    assert take(past, "enquiries", ENQUIRIES + ASKED + WAITING) == (0, "enquiries: 2 added, 0 updated, 0 unchanged\n")
    assert take(past, "enquiries", ENQUIRIES + ASKED + WAITING) == (0, "enquiries: 0 added, 0 updated, 2 unchanged\n")
    third = "N-1,Ms Weber,email,2026-02-26 09:00,Hello?,2026-02-26 10:00,On its way\n"
    assert take(past, "enquiries", ENQUIRIES + third)[1] == "enquiries: 1 added, 0 updated, 0 unchanged\n"
    found = order_of(past, "N-1").enquiries
    assert [(each.text, each.channel, each.received_at, each.answered_at, each.answer) for each in found] == [
        ("And the rest?", "email", utc("2026-02-25T09:00"), utc("2026-02-26T10:00"), "On its way"),
        ("Where is it?", "phone", utc("2026-02-24T09:00"), utc("2026-02-24T12:00"), "On Friday"),
        ("Hello?", "email", utc("2026-02-26T09:00"), utc("2026-02-26T10:00"), "On its way"),
    ]
    assert {(each.sender, each.answered_by) for each in found} == {("Ms Weber", "anna")}


def test_each_answer_of_a_file_stays_with_its_question(past: Desk) -> None:
    both = "N-1,Li,,2026-02-24 08:00,A?,2026-02-24 11:00,a\nN-1,Li,,2026-02-24 09:00,B?,2026-02-24 12:00,b\n"
    take(past, "enquiries", ENQUIRIES + both)
    assert [each.answer for each in order_of(past, "N-1").enquiries] == ["a", "b"]


def test_the_first_answer_stands(past: Desk) -> None:
    late = ASKED.replace("12:00,On Friday", "15:00,On Monday")
    take(past, "enquiries", ENQUIRIES + ASKED)
    assert take(past, "enquiries", ENQUIRIES + late) == (
        0,
        f"ordertrack: warning: row 2: {STANDS}\nenquiries: 0 added, 0 updated, 1 unchanged, 1 warnings\n",
    )
    early = ASKED.replace("12:00", "10:00")
    code, said = take(past, "enquiries", ENQUIRIES + early)
    assert (code, said.splitlines()[1]) == (
        7,
        f"  row 2, answered_at: {EARLIER}",
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("N-9,damaged,,rust,2026-02-24 09:00,,", "number: there is no order N-9 in the book; bring it in first"),
        (",damaged,,rust,2026-02-24 09:00,,", "number: is missing"),
        ("N-1,damaged,,rust,,,", "opened_at: is missing"),
        ("N-1,damaged,dire,rust,2026-02-24 09:00,,", 'severity: "dire" is not one of low, medium, high, critical'),
        ("N-1,damaged,,,2026-02-24 09:00,,", "cause: is missing; --history takes it as not recorded"),
        ("N-1,damaged,,rust,2026-02-24 09:00,,mended", "resolved_at: is missing where there is a resolution"),
        ("N-1,damaged,,rust,2026-02-24 09:00,2026-02-23 09:00,mended", "resolved_at: lies before opened_at"),
        (
            "N-1,damaged,,rust,2026-03-24 09:00,,",
            f"opened_at: {FUTURE}",
        ),
        (
            "N-1,damaged,,rust,2025-12-24 09:00,,",
            "opened_at: N-1 was placed on 2026-01-05, after 2025-12-24 09:00 UTC",
        ),
        (
            "N-1,damaged,,rust,24.02.2026,,",
            'opened_at: "24.02.2026" is not an instant in the format ISO, such as 2026-07-12T14:30',
        ),
        (
            "N-2,price,,wrong,2026-02-25 08:00,,",
            "cause: issue N-2#1 is in the book with another cause; a file adds and changes nothing",
        ),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_nothing_is_written(past: Desk, row: str, problem: str) -> None:
    take(past, "issues", ISSUES + RUST.replace("quality", "price"))
    before = past.content
    code, said = take(past, "issues", f"{ISSUES}{DAMAGED}{row}\n")
    assert (code, said.splitlines()[:2]) == (
        7,
        ["ordertrack: error: standard input: refused 1 row, nothing was written", f"  row 3, {problem}"],
    )
    assert past.content == before


def test_the_good_rows_come_in_and_the_others_are_written_out(past: Desk, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    options = ("--partial", "--rejects", str(rejects))
    code, said = take(past, "issues", f"{ISSUES}{DAMAGED}N-1,odd,,rust,2026-02-24 09:00,,\n", *options)
    assert (code, said.splitlines()[0]) == (7, "issues: 1 added, 0 updated, 0 unchanged, 1 rejected")
    head, refused = rejects.read_text(encoding="utf-8").splitlines()
    assert head == "row,column,message,number,kind,severity,cause,opened_at,resolved_at,resolution"
    assert refused.endswith(",N-1,odd,,rust,2026-02-24 09:00,,")


def test_the_past_may_lack_what_nobody_wrote_down(past: Desk) -> None:
    row = "N-1,damaged,,,2025-12-24 09:00,2025-12-26 09:00,\n"
    code, said = take(past, "issues", ISSUES + row, "--history")
    assert (code, said.splitlines()[-1]) == (0, "issues: 1 added, 0 updated, 0 unchanged, 2 warnings")
    assert (
        take(past, "issues", ISSUES + row, "--history")[1].splitlines()[-1].startswith("issues: 0 added, 0 updated, 1")
    )
    (issue,) = order_of(past, "N-1").issues
    assert (issue.cause, issue.resolution) == ("(not recorded)", "(not recorded)")


def test_a_file_is_mapped_like_one_of_orders(past: Desk, tmp_path: Path) -> None:
    profile = tmp_path / "desk.toml"
    profile.write_text('delimiter = ";"\nnull = ["-"]\n[map]\nnumber = "Order"\nfrom = "Who"\n', encoding="utf-8")
    text = "Order;Who;received_at;text;answered_at;answer\nN-1;Zoë;02.01.2026 09:00;Où?;-;-\n"
    options = ("--profile", str(profile), "--encoding", "cp1252", "--zone", "America/New_York", "--history")
    ran = past("import", "enquiries", "-", *options, "--date-format", "%d.%m.%Y %H:%M", stdin=text.encode("cp1252"))
    (found,) = order_of(past, "N-1").enquiries
    assert (ran.code, found.sender, found.received_at, found.text) == (0, "Zoë", utc("2026-01-02T14:00"), "Où?")


def test_a_trial_writes_nothing_and_an_unknown_field_is_a_slip(past: Desk) -> None:
    before = past.content
    assert take(past, "issues", ISSUES + DAMAGED, "--dry-run")[0] == 0
    assert past.content == before
    code, said = take(past, "issues", ISSUES + DAMAGED, "--map", "opened=Reported")
    assert (code, said.splitlines()[0]) == (2, "ordertrack: error: there is no field 'opened'; did you mean opened_at?")
    assert take(past, "issues", ISSUES + DAMAGED, "--zone", "Mars/Base")[0] == 2


def test_nothing_of_a_cancelled_order_stays_open(past: Desk) -> None:
    past.do("cancel", "N-1", "--cause", "not needed")
    code, said = take(past, "issues", ISSUES + "N-1,damaged,,rust,2026-02-24 09:00,,\n", "--history")
    assert (code, said.splitlines()[1]) == (
        7,
        "  row 2, resolved_at: is missing, and order N-1 is cancelled: nothing of it is open",
    )
    assert take(past, "issues", ISSUES + DAMAGED)[0] == 0
