"""Issues, in a real book (SOP 4.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordertrack.domain.cases.issues import (
    Issue,
    IssueKind,
    IssueOpened,
    IssueReopened,
    IssueResolved,
    IssueResumed,
    IssueWaiting,
    Remedy,
    Severity,
    Wait,
)
from ordertrack.domain.orders.moves import Closing, Target
from ordertrack.domain.parties import Side
from ordertrack.domain.policy.text import default_text
from ordertrack.errors import AmbiguousError, ConflictError, NotFoundError, RefusedError
from ordertrack.files.policy.reading import read_policy
from ordertrack.usecases.cases.issues import (
    IssueReport,
    Resolution,
    known_cause,
    let_issue_wait,
    open_issue,
    reopen_issue,
    resolve_issue,
    resume_issue,
)
from tests.builders import (
    AT,
    TODAY,
    a_stamp,
    close,
    close_whole,
    enter,
    facts_of,
    history_of,
    is_sound,
    loaded,
    move,
    ten,
)
from tests.hours import HOUR

if TYPE_CHECKING:
    from ordertrack.store.book.book import SqlBook

DAY = timedelta(days=1)
CRUSHED = IssueReport(kind=IssueKind.DAMAGED, cause="crushed", at=AT - HOUR)


def opened(book: SqlBook, number: str = "A-1", **given: Any) -> str:  # noqa: ANN401 - any field of a report
    return open_issue(book, number, replace(CRUSHED, **given), a_stamp()).name


def resolution(at: datetime = AT, **given: Any) -> Resolution:  # noqa: ANN401 - any field of a resolution
    return Resolution(text="sent again", at=at, **given)


def issues_of(book: SqlBook, number: str = "A-1") -> tuple[Issue, ...]:
    return loaded(book, number).issues


@pytest.fixture
def desk(sqlite_book: SqlBook) -> SqlBook:
    """A book with the confirmed order A-1."""
    enter(sqlite_book, ten())
    move(sqlite_book, Target.CONFIRMED)
    return sqlite_book


def test_an_issue_is_documented_with_all_that_is_known_of_it(book: SqlBook) -> None:
    """SOP 4.6a."""
    enter(book, ten())
    report = replace(
        CRUSHED, severity=Severity.HIGH, cause_code="damage", remedy=Remedy.REPLACE, position=1, at=AT - DAY
    )
    change = open_issue(book, "A-1", report, a_stamp())
    issue = Issue(
        number=1,
        kind=IssueKind.DAMAGED,
        severity=Severity.HIGH,
        cause="crushed",
        opened_at=AT - DAY,
        position=1,
        cause_code="damage",
        remedy=Remedy.REPLACE,
    )
    assert (change.name, change.fact) == ("A-1#1", IssueOpened(issue=issue))
    assert (loaded(book), issues_of(book), is_sound(book)) == (change.after, (issue,), True)


def test_an_issue_runs_its_whole_course(desk: SqlBook) -> None:
    """SOP 4.6."""
    name = opened(desk)
    tomorrow, later = a_stamp(TODAY + DAY), a_stamp(TODAY + 2 * DAY)
    let_issue_wait(desk, name, Side.CUSTOMER, "photographs?", tomorrow)
    resume_issue(desk, name, None, later)
    resolve_issue(desk, name, resolution(later.at, remedy=Remedy.CREDIT), later)
    reopen_issue(desk, name, "not credited", later)
    assert facts_of(desk)[3:] == [
        IssueWaiting(number=1, side=Side.CUSTOMER, at=tomorrow.at, note="photographs?"),
        IssueResumed(number=1, at=later.at),
        IssueResolved(number=1, at=later.at, resolution="sent again", remedy=Remedy.CREDIT),
        IssueReopened(number=1, at=later.at, cause="not credited"),
    ]
    (issue,) = issues_of(desk)
    waits = (Wait(side=Side.CUSTOMER, since=tomorrow.at, until=later.at),)
    assert (issue.waits, issue.resolved_at, issue.reopened, is_sound(desk)) == (waits, None, 1, True)


def test_every_issue_of_an_order_has_a_number_of_its_own(desk: SqlBook) -> None:
    assert [opened(desk, cause=cause) for cause in ("crushed", "wet", "scratched")] == ["A-1#1", "A-1#2", "A-1#3"]


def test_an_order_with_an_open_issue_cannot_be_closed(desk: SqlBook) -> None:
    """SOP 4.5c, 4.6a."""
    move(desk, Target.DELIVERED)
    name = opened(desk)
    with pytest.raises(RefusedError) as caught:
        close(desk, Closing(on=TODAY))
    assert caught.value.message == "A-1 cannot be closed: not resolved is A-1#1 (damaged)"
    resolve_issue(desk, name, resolution(), a_stamp())
    assert close(desk, Closing(on=TODAY)).after.closed_on == TODAY


def test_the_very_same_is_not_opened_twice(desk: SqlBook) -> None:
    opened(desk, position=1)
    with pytest.raises(ConflictError) as caught:
        opened(desk, position=1, cause=" Crushed  ", severity=Severity.LOW)
    assert caught.value.message == "A-1#1 is open for that already"
    assert opened(desk, cause="crushed") == "A-1#2"
    resolve_issue(desk, "A-1#1", resolution(), a_stamp())
    assert opened(desk, position=1) == "A-1#3"


def test_nothing_is_opened_for_an_order_that_is_over(sqlite_book: SqlBook) -> None:
    enter(sqlite_book, ten())
    enter(sqlite_book, ten(number="A-2"))
    close_whole(sqlite_book)
    move(sqlite_book, Target.CANCELLED, "A-2", cause="withdrawn")
    said = []
    for number in ("A-1", "A-2"):
        with pytest.raises(RefusedError) as caught:
            opened(sqlite_book, number)
        said.append(caught.value.message)
    assert said == [f"{name}; nothing more is opened for it" for name in ("A-1 is closed", "A-2 is cancelled")]


def test_an_issue_of_an_order_that_was_closed_stays_resolved(desk: SqlBook) -> None:
    resolve_issue(desk, opened(desk), resolution(), a_stamp())
    move(desk, Target.DELIVERED)
    close(desk, Closing(on=TODAY))
    with pytest.raises(RefusedError) as caught:
        reopen_issue(desk, "A-1#1", "again", a_stamp())
    assert caught.value.message == "A-1 is closed; its issues stay as they are"


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            AT + timedelta(minutes=1),
            "2026-03-02 09:31 UTC lies in the future; what has happened is recorded when it happened or later",
        ),
        (
            datetime(2025, 3, 2, 9, 30, tzinfo=UTC),
            "A-1 was placed on 2026-03-01, after 2025-03-02 09:30 UTC",
        ),
    ],
)
def test_an_instant_that_cannot_be_is_refused(sqlite_book: SqlBook, at: datetime, sentence: str) -> None:
    enter(sqlite_book, ten(placed_on="2026-03-01"))
    with pytest.raises(RefusedError) as caught:
        opened(sqlite_book, at=at)
    assert (caught.value.message, len(history_of(sqlite_book))) == (sentence, 1)


def test_an_issue_is_not_resolved_before_it_was_opened(desk: SqlBook) -> None:
    name = opened(desk)
    with pytest.raises(RefusedError) as caught:
        resolve_issue(desk, name, resolution(AT - 2 * HOUR), a_stamp())
    assert caught.value.message == "A-1: it cannot be resolved before it was opened, 2026-03-02 08:30 UTC"


def test_instants_are_kept_to_the_second(desk: SqlBook) -> None:
    opened(desk, at=AT - HOUR + timedelta(milliseconds=700))
    assert (issues_of(desk)[0].opened_at, is_sound(desk)) == (AT - HOUR, True)


def test_the_number_of_the_order_names_its_only_open_issue(desk: SqlBook) -> None:
    opened(desk)
    opened(desk, cause="wet")
    resolve_issue(desk, "A-1#1", resolution(), a_stamp())
    assert let_issue_wait(desk, "A-1", Side.SUPPLIER, None, a_stamp()).name == "A-1#2"
    assert reopen_issue(desk, "A-1", "still crushed", a_stamp()).name == "A-1#1"


def test_of_several_open_issues_none_is_guessed(desk: SqlBook) -> None:
    opened(desk)
    opened(desk, cause="wet")
    with pytest.raises(AmbiguousError) as caught:
        resolve_issue(desk, "A-1", resolution(), a_stamp())
    assert (caught.value.message, caught.value.hints) == ("A-1 has 2 open issues", ("name one: A-1#1, A-1#2",))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("A-1", "A-1 has no open issues"),
        ("A-1#2", "there is no issue A-1#2; the order has none"),
        ("A-9#1", "there is no order A-9"),
        ("A-1#one", "there is no order A-1#one"),
        ("#1", "there is no order #1"),
    ],
)
def test_what_is_not_there_is_not_found(desk: SqlBook, name: str, sentence: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        resume_issue(desk, name, None, a_stamp())
    assert caught.value.message == sentence


def test_an_order_whose_number_looks_like_an_id_wins(desk: SqlBook) -> None:
    opened(desk)
    enter(desk, ten(number="A-1#1"))
    assert opened(desk, "A-1#1") == "A-1#1#1"
    assert resolve_issue(desk, "A-1#1", resolution(), a_stamp()).name == "A-1#1#1"
    assert resolve_issue(desk, "A-1", resolution(), a_stamp()).name == "A-1#1"


def test_an_issue_cannot_have_an_issue(desk: SqlBook) -> None:
    with pytest.raises(NotFoundError) as caught:
        opened(desk, opened(desk), cause="wet")
    assert (caught.value.message, caught.value.hints) == ("there is no order A-1#1", ("near it: A-1",))


def test_a_line_that_is_not_there_is_not_found(desk: SqlBook) -> None:
    with pytest.raises(NotFoundError) as caught:
        opened(desk, position=7)
    assert caught.value.message == "A-1 has no line 7"


def test_steps_that_do_not_follow_are_refused(desk: SqlBook) -> None:
    name = opened(desk)
    let_issue_wait(desk, name, Side.CUSTOMER, None, a_stamp())
    with pytest.raises(RefusedError) as waits:
        let_issue_wait(desk, name, Side.CUSTOMER, None, a_stamp())
    resume_issue(desk, name, None, a_stamp())
    with pytest.raises(RefusedError) as resumed:
        resume_issue(desk, name, None, a_stamp())
    with pytest.raises(RefusedError) as reopened:
        reopen_issue(desk, name, "why", a_stamp())
    resolve_issue(desk, name, resolution(), a_stamp())
    with pytest.raises(RefusedError) as resolved:
        resolve_issue(desk, name, resolution(), a_stamp())
    assert [each.value.message for each in (waits, resumed, reopened, resolved)] == [
        "issue A-1#1 waits for the customer since 2026-03-02 09:30 UTC",
        "issue A-1#1 is not waiting for anybody",
        "issue A-1#1 is open",
        "issue A-1#1 is resolved",
    ]


def test_a_dry_run_keeps_nothing(desk: SqlBook) -> None:
    change = open_issue(desk, "A-1", CRUSHED, a_stamp(), dry_run=True)
    assert (change.name, len(change.after.issues), issues_of(desk)) == ("A-1#1", 1, ())


def test_a_cause_is_one_of_the_policy() -> None:
    """SOP 8."""
    policy = read_policy(default_text("UTC"))
    assert known_cause(policy, "DAMAGE") == "damage"
    hints = []
    for code in ("damge", "gremlins"):
        with pytest.raises(RefusedError) as caught:
            known_cause(policy, code)
        hints.append(caught.value.hints[0])
    assert hints[0] == "did you mean damage?"
    assert hints[1].startswith("the policy has capacity, material, ")
